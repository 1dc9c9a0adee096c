#pragma once
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/page_token.hpp"
#include "aws/pages.hpp"
#include "aws/service.hpp"
#include "storage/rds/api/catalogue.hpp"
#include "storage/rds/api/rds_shapes.hpp"

namespace wt::rds::api {

/// RDS's API. Every answer waits until what it says is on disk. Amazon RDS API Reference, 2014-10-31.
class Rds final : public aws::Service {
public:
    /// Both outlive this.
    Rds(const Context& context, Catalogue& catalogue);

    [[nodiscard]] const aws::ServiceModel& model() const override { return model_; }
    [[nodiscard]] void* instance() override { return this; }
    /// Also, without --pace aws, when the servers stand that this operation has begun to make or change.
    [[nodiscard]] Task<std::optional<aws::Error>> settle() override;
    [[nodiscard]] Task<std::optional<wt::Error>> reset(std::string_view account) override;

    // Instances: instance_operations.cpp, replica_operations.cpp
    aws::Outcome<CreateDbInstanceResult> create_db_instance(const aws::Call& call, CreateDbInstanceMessage input);
    aws::Outcome<DbInstanceMessage> describe_db_instances(const aws::Call& call, DescribeDbInstancesMessage input);
    aws::Outcome<ModifyDbInstanceResult> modify_db_instance(const aws::Call& call, ModifyDbInstanceMessage input);
    aws::Outcome<DeleteDbInstanceResult> delete_db_instance(const aws::Call& call, DeleteDbInstanceMessage input);
    aws::Outcome<RebootDbInstanceResult> reboot_db_instance(const aws::Call& call, RebootDbInstanceMessage input);
    aws::Outcome<StartDbInstanceResult> start_db_instance(const aws::Call& call, StartDbInstanceMessage input);
    aws::Outcome<StopDbInstanceResult> stop_db_instance(const aws::Call& call, StopDbInstanceMessage input);
    aws::Outcome<CreateDbInstanceReadReplicaResult> create_db_instance_read_replica(
        const aws::Call& call, CreateDbInstanceReadReplicaMessage input);
    aws::Outcome<SwitchoverReadReplicaResult> switchover_read_replica(const aws::Call& call,
                                                                      SwitchoverReadReplicaMessage input);
    aws::Outcome<PromoteReadReplicaResult> promote_read_replica(const aws::Call& call, PromoteReadReplicaMessage input);

    // Clusters: cluster_operations.cpp
    aws::Outcome<CreateDbClusterResult> create_db_cluster(const aws::Call& call, CreateDbClusterMessage input);
    aws::Outcome<DbClusterMessage> describe_db_clusters(const aws::Call& call, DescribeDbClustersMessage input);
    aws::Outcome<ModifyDbClusterResult> modify_db_cluster(const aws::Call& call, ModifyDbClusterMessage input);
    aws::Outcome<DeleteDbClusterResult> delete_db_cluster(const aws::Call& call, DeleteDbClusterMessage input);
    aws::Outcome<FailoverDbClusterResult> failover_db_cluster(const aws::Call& call, FailoverDbClusterMessage input);
    aws::Outcome<StartDbClusterResult> start_db_cluster(const aws::Call& call, StartDbClusterMessage input);
    aws::Outcome<StopDbClusterResult> stop_db_cluster(const aws::Call& call, StopDbClusterMessage input);
    aws::Outcome<EnableHttpEndpointResponse> enable_http_endpoint(const aws::Call& call,
                                                                  EnableHttpEndpointRequest input);
    aws::Outcome<DisableHttpEndpointResponse> disable_http_endpoint(const aws::Call& call,
                                                                    DisableHttpEndpointRequest input);

    aws::Outcome<RebootDbClusterResult> reboot_db_cluster(const aws::Call& call, RebootDbClusterMessage input);
    aws::Outcome<PromoteReadReplicaDbClusterResult> promote_read_replica_db_cluster(
        const aws::Call& call, PromoteReadReplicaDbClusterMessage input);

    // Clusters' own endpoints: endpoint_operations.cpp
    aws::Outcome<DbClusterEndpoint> create_db_cluster_endpoint(const aws::Call& call,
                                                               CreateDbClusterEndpointMessage input);
    aws::Outcome<DbClusterEndpointMessage> describe_db_cluster_endpoints(const aws::Call& call,
                                                                         DescribeDbClusterEndpointsMessage input);
    aws::Outcome<DbClusterEndpoint> modify_db_cluster_endpoint(const aws::Call& call,
                                                               ModifyDbClusterEndpointMessage input);
    aws::Outcome<DbClusterEndpoint> delete_db_cluster_endpoint(const aws::Call& call,
                                                               DeleteDbClusterEndpointMessage input);

    // What is told of maintenance, certificates, changes and quotas: account_operations.cpp
    aws::Outcome<PendingMaintenanceActionsMessage> describe_pending_maintenance_actions(
        const aws::Call& call, DescribePendingMaintenanceActionsMessage input);
    aws::Outcome<ApplyPendingMaintenanceActionResult> apply_pending_maintenance_action(
        const aws::Call& call, ApplyPendingMaintenanceActionMessage input);
    aws::Outcome<CertificateMessage> describe_certificates(const aws::Call& call, DescribeCertificatesMessage input);
    aws::Outcome<DescribeValidDbInstanceModificationsResult> describe_valid_db_instance_modifications(
        const aws::Call& call, DescribeValidDbInstanceModificationsMessage input);
    aws::Outcome<AccountAttributesMessage> describe_account_attributes(const aws::Call& call,
                                                                       DescribeAccountAttributesMessage input);

    // Snapshots: snapshot_operations.cpp
    aws::Outcome<CreateDbSnapshotResult> create_db_snapshot(const aws::Call& call, CreateDbSnapshotMessage input);
    aws::Outcome<DbSnapshotMessage> describe_db_snapshots(const aws::Call& call, DescribeDbSnapshotsMessage input);
    aws::Outcome<CopyDbSnapshotResult> copy_db_snapshot(const aws::Call& call, CopyDbSnapshotMessage input);
    aws::Outcome<DeleteDbSnapshotResult> delete_db_snapshot(const aws::Call& call, DeleteDbSnapshotMessage input);
    aws::Outcome<CreateDbClusterSnapshotResult> create_db_cluster_snapshot(const aws::Call& call,
                                                                           CreateDbClusterSnapshotMessage input);
    aws::Outcome<DbClusterSnapshotMessage> describe_db_cluster_snapshots(const aws::Call& call,
                                                                         DescribeDbClusterSnapshotsMessage input);
    aws::Outcome<CopyDbClusterSnapshotResult> copy_db_cluster_snapshot(const aws::Call& call,
                                                                       CopyDbClusterSnapshotMessage input);
    aws::Outcome<DeleteDbClusterSnapshotResult> delete_db_cluster_snapshot(const aws::Call& call,
                                                                           DeleteDbClusterSnapshotMessage input);
    aws::Outcome<RestoreDbInstanceFromDbSnapshotResult> restore_db_instance_from_db_snapshot(
        const aws::Call& call, RestoreDbInstanceFromDbSnapshotMessage input);
    aws::Outcome<RestoreDbInstanceToPointInTimeResult> restore_db_instance_to_point_in_time(
        const aws::Call& call, RestoreDbInstanceToPointInTimeMessage input);
    aws::Outcome<RestoreDbClusterFromSnapshotResult> restore_db_cluster_from_snapshot(
        const aws::Call& call, RestoreDbClusterFromSnapshotMessage input);
    aws::Outcome<RestoreDbClusterToPointInTimeResult> restore_db_cluster_to_point_in_time(
        const aws::Call& call, RestoreDbClusterToPointInTimeMessage input);

    // Logs: log_operations.cpp
    aws::Outcome<DescribeDbLogFilesResponse> describe_db_log_files(const aws::Call& call,
                                                                   DescribeDbLogFilesMessage input);
    aws::Outcome<DownloadDbLogFilePortionDetails> download_db_log_file_portion(const aws::Call& call,
                                                                               DownloadDbLogFilePortionMessage input);

    // Subnet and parameter groups: group_operations.cpp, parameter_operations.cpp
    aws::Outcome<CreateDbSubnetGroupResult> create_db_subnet_group(const aws::Call& call,
                                                                   CreateDbSubnetGroupMessage input);
    aws::Outcome<DbSubnetGroupMessage> describe_db_subnet_groups(const aws::Call& call,
                                                                 DescribeDbSubnetGroupsMessage input);
    aws::Outcome<ModifyDbSubnetGroupResult> modify_db_subnet_group(const aws::Call& call,
                                                                   ModifyDbSubnetGroupMessage input);
    aws::Outcome<aws::Nothing> delete_db_subnet_group(const aws::Call& call, DeleteDbSubnetGroupMessage input);
    aws::Outcome<CreateDbParameterGroupResult> create_db_parameter_group(const aws::Call& call,
                                                                         CreateDbParameterGroupMessage input);
    aws::Outcome<DbParameterGroupsMessage> describe_db_parameter_groups(const aws::Call& call,
                                                                        DescribeDbParameterGroupsMessage input);
    aws::Outcome<DbParameterGroupDetails> describe_db_parameters(const aws::Call& call,
                                                                 DescribeDbParametersMessage input);
    aws::Outcome<DbParameterGroupNameMessage> modify_db_parameter_group(const aws::Call& call,
                                                                        ModifyDbParameterGroupMessage input);
    aws::Outcome<DbParameterGroupNameMessage> reset_db_parameter_group(const aws::Call& call,
                                                                       ResetDbParameterGroupMessage input);
    aws::Outcome<aws::Nothing> delete_db_parameter_group(const aws::Call& call, DeleteDbParameterGroupMessage input);
    aws::Outcome<CreateDbClusterParameterGroupResult> create_db_cluster_parameter_group(
        const aws::Call& call, CreateDbClusterParameterGroupMessage input);
    aws::Outcome<DbClusterParameterGroupsMessage> describe_db_cluster_parameter_groups(
        const aws::Call& call, DescribeDbClusterParameterGroupsMessage input);
    aws::Outcome<DbClusterParameterGroupDetails> describe_db_cluster_parameters(
        const aws::Call& call, DescribeDbClusterParametersMessage input);
    aws::Outcome<DbClusterParameterGroupNameMessage> modify_db_cluster_parameter_group(
        const aws::Call& call, ModifyDbClusterParameterGroupMessage input);
    aws::Outcome<DbClusterParameterGroupNameMessage> reset_db_cluster_parameter_group(
        const aws::Call& call, ResetDbClusterParameterGroupMessage input);
    aws::Outcome<CopyDbParameterGroupResult> copy_db_parameter_group(const aws::Call& call,
                                                                     CopyDbParameterGroupMessage input);
    aws::Outcome<CopyDbClusterParameterGroupResult> copy_db_cluster_parameter_group(
        const aws::Call& call, CopyDbClusterParameterGroupMessage input);
    aws::Outcome<DescribeEngineDefaultParametersResult> describe_engine_default_parameters(
        const aws::Call& call, DescribeEngineDefaultParametersMessage input);
    aws::Outcome<DescribeEngineDefaultClusterParametersResult> describe_engine_default_cluster_parameters(
        const aws::Call& call, DescribeEngineDefaultClusterParametersMessage input);
    aws::Outcome<aws::Nothing> delete_db_cluster_parameter_group(const aws::Call& call,
                                                                 DeleteDbClusterParameterGroupMessage input);

    // Option groups: option_operations.cpp
    aws::Outcome<CreateOptionGroupResult> create_option_group(const aws::Call& call, CreateOptionGroupMessage input);
    aws::Outcome<OptionGroups> describe_option_groups(const aws::Call& call, DescribeOptionGroupsMessage input);
    aws::Outcome<ModifyOptionGroupResult> modify_option_group(const aws::Call& call, ModifyOptionGroupMessage input);
    aws::Outcome<aws::Nothing> delete_option_group(const aws::Call& call, DeleteOptionGroupMessage input);

    // Proxies: proxy_operations.cpp
    aws::Outcome<CreateDbProxyResponse> create_db_proxy(const aws::Call& call, CreateDbProxyRequest input);
    aws::Outcome<DescribeDbProxiesResponse> describe_db_proxies(const aws::Call& call, DescribeDbProxiesRequest input);
    aws::Outcome<ModifyDbProxyResponse> modify_db_proxy(const aws::Call& call, ModifyDbProxyRequest input);
    aws::Outcome<DeleteDbProxyResponse> delete_db_proxy(const aws::Call& call, DeleteDbProxyRequest input);
    aws::Outcome<DescribeDbProxyTargetGroupsResponse> describe_db_proxy_target_groups(
        const aws::Call& call, DescribeDbProxyTargetGroupsRequest input);
    aws::Outcome<ModifyDbProxyTargetGroupResponse> modify_db_proxy_target_group(const aws::Call& call,
                                                                                ModifyDbProxyTargetGroupRequest input);
    aws::Outcome<DescribeDbProxyTargetsResponse> describe_db_proxy_targets(const aws::Call& call,
                                                                           DescribeDbProxyTargetsRequest input);
    aws::Outcome<RegisterDbProxyTargetsResponse> register_db_proxy_targets(const aws::Call& call,
                                                                           RegisterDbProxyTargetsRequest input);
    aws::Outcome<DeregisterDbProxyTargetsResponse> deregister_db_proxy_targets(const aws::Call& call,
                                                                               DeregisterDbProxyTargetsRequest input);

    // Endpoints of proxies: proxy_endpoint_operations.cpp
    aws::Outcome<CreateDbProxyEndpointResponse> create_db_proxy_endpoint(const aws::Call& call,
                                                                         CreateDbProxyEndpointRequest input);
    aws::Outcome<DescribeDbProxyEndpointsResponse> describe_db_proxy_endpoints(const aws::Call& call,
                                                                               DescribeDbProxyEndpointsRequest input);
    aws::Outcome<ModifyDbProxyEndpointResponse> modify_db_proxy_endpoint(const aws::Call& call,
                                                                         ModifyDbProxyEndpointRequest input);
    aws::Outcome<DeleteDbProxyEndpointResponse> delete_db_proxy_endpoint(const aws::Call& call,
                                                                         DeleteDbProxyEndpointRequest input);

    // Event subscriptions: subscription_operations.cpp
    aws::Outcome<CreateEventSubscriptionResult> create_event_subscription(const aws::Call& call,
                                                                          CreateEventSubscriptionMessage input);
    aws::Outcome<ModifyEventSubscriptionResult> modify_event_subscription(const aws::Call& call,
                                                                          ModifyEventSubscriptionMessage input);
    aws::Outcome<DeleteEventSubscriptionResult> delete_event_subscription(const aws::Call& call,
                                                                          DeleteEventSubscriptionMessage input);
    aws::Outcome<EventSubscriptionsMessage> describe_event_subscriptions(const aws::Call& call,
                                                                         DescribeEventSubscriptionsMessage input);
    aws::Outcome<AddSourceIdentifierToSubscriptionResult> add_source_identifier_to_subscription(
        const aws::Call& call, AddSourceIdentifierToSubscriptionMessage input);
    aws::Outcome<RemoveSourceIdentifierFromSubscriptionResult> remove_source_identifier_from_subscription(
        const aws::Call& call, RemoveSourceIdentifierFromSubscriptionMessage input);
    aws::Outcome<EventCategoriesMessage> describe_event_categories(const aws::Call& call,
                                                                   DescribeEventCategoriesMessage input);

    // Roles: role_operations.cpp
    aws::Outcome<aws::Nothing> add_role_to_db_instance(const aws::Call& call, AddRoleToDbInstanceMessage input);
    aws::Outcome<aws::Nothing> add_role_to_db_cluster(const aws::Call& call, AddRoleToDbClusterMessage input);
    aws::Outcome<aws::Nothing> remove_role_from_db_instance(const aws::Call& call,
                                                            RemoveRoleFromDbInstanceMessage input);
    aws::Outcome<aws::Nothing> remove_role_from_db_cluster(const aws::Call& call, RemoveRoleFromDbClusterMessage input);

    // Global clusters: global_operations.cpp
    aws::Outcome<CreateGlobalClusterResult> create_global_cluster(const aws::Call& call,
                                                                  CreateGlobalClusterMessage input);
    aws::Outcome<ModifyGlobalClusterResult> modify_global_cluster(const aws::Call& call,
                                                                  ModifyGlobalClusterMessage input);
    aws::Outcome<DeleteGlobalClusterResult> delete_global_cluster(const aws::Call& call,
                                                                  DeleteGlobalClusterMessage input);
    aws::Outcome<FailoverGlobalClusterResult> failover_global_cluster(const aws::Call& call,
                                                                      FailoverGlobalClusterMessage input);
    aws::Outcome<SwitchoverGlobalClusterResult> switchover_global_cluster(const aws::Call& call,
                                                                          SwitchoverGlobalClusterMessage input);
    aws::Outcome<RemoveFromGlobalClusterResult> remove_from_global_cluster(const aws::Call& call,
                                                                           RemoveFromGlobalClusterMessage input);
    aws::Outcome<GlobalClustersMessage> describe_global_clusters(const aws::Call& call,
                                                                 DescribeGlobalClustersMessage input);

    // What there is, events and tags: group_operations.cpp
    aws::Outcome<DbEngineVersionMessage> describe_db_engine_versions(const aws::Call& call,
                                                                     DescribeDbEngineVersionsMessage input);
    aws::Outcome<OrderableDbInstanceOptionsMessage> describe_orderable_db_instance_options(
        const aws::Call& call, DescribeOrderableDbInstanceOptionsMessage input);
    aws::Outcome<EventsMessage> describe_events(const aws::Call& call, DescribeEventsMessage input);
    aws::Outcome<aws::Nothing> add_tags_to_resource(const aws::Call& call, AddTagsToResourceMessage input);
    aws::Outcome<aws::Nothing> remove_tags_from_resource(const aws::Call& call, RemoveTagsFromResourceMessage input);
    aws::Outcome<TagListMessage> list_tags_for_resource(const aws::Call& call, ListTagsForResourceMessage input);

private:
    using Name = std::optional<std::string>;
    using Refusal = std::optional<aws::Error>;

    [[nodiscard]] static aws::AccountRegion place_of(const aws::Call& call) { return aws::account_region_of(call); }
    [[nodiscard]] aws::Outcome<InstanceRecord*> named_instance(const aws::Call& call, const std::string& id);
    [[nodiscard]] aws::Outcome<InstanceRecord*> available_instance(const aws::Call& call, const std::string& id);
    [[nodiscard]] aws::Outcome<ClusterRecord*> named_cluster(const aws::Call& call, const std::string& id);
    [[nodiscard]] aws::Outcome<ClusterRecord*> available_cluster(const aws::Call& call, const std::string& id);
    /// One of the API's, which can change.
    [[nodiscard]] aws::Outcome<ProxyRecord*> named_proxy(const aws::Call& call, const std::string& name);
    [[nodiscard]] aws::Outcome<ProxyRecord*> available_proxy(const aws::Call& call, const std::string& name);
    /// One of them or of the scenario's, to be told.
    [[nodiscard]] aws::Outcome<ProxyRecord> any_proxy(const aws::Call& call, const std::string& name,
                                                      const Name& group);
    /// Why a new instance cannot be; it is completed with what follows from its engine.
    [[nodiscard]] Refusal complete(const aws::AccountRegion& place, InstanceRecord& record, const Name& version);
    [[nodiscard]] Refusal complete(const aws::AccountRegion& place, ClusterRecord& record, const Name& version);
    /// Also of those that copy it.
    void set_password(const aws::AccountRegion& place, InstanceRecord& record, const std::string& password);
    [[nodiscard]] Task<std::optional<aws::Error>> settle_after(std::vector<std::shared_ptr<wt::Event>> begun);
    [[nodiscard]] Refusal check_options(const aws::AccountRegion& place, const std::string& group);
    [[nodiscard]] Refusal check_groups(const aws::AccountRegion& place, const std::string& subnets);
    [[nodiscard]] Refusal set_tags(Tags& to, const std::vector<aws::ResourceTag>& tags, std::string_view via) const;

    [[nodiscard]] DbInstance told(const aws::AccountRegion& place, const InstanceRecord& record);
    [[nodiscard]] DbCluster told(const aws::AccountRegion& place, const ClusterRecord& record);
    [[nodiscard]] DbSubnetGroup told(const aws::AccountRegion& place, const SubnetGroupRecord& record) const;
    [[nodiscard]] OptionGroup told_options(const aws::AccountRegion& place, const OptionGroupRecord& record) const;
    [[nodiscard]] DbClusterEndpoint told(const aws::AccountRegion& place, const EndpointRecord& record);
    /// Why it cannot be.
    [[nodiscard]] Refusal check(const aws::AccountRegion& place, const EndpointRecord& record);
    [[nodiscard]] DbProxyEndpoint told(const aws::AccountRegion& place, const ProxyEndpointRecord& record) const;
    [[nodiscard]] static EventSubscription told(const aws::AccountRegion& place, const SubscriptionRecord& record);
    [[nodiscard]] Refusal check(const aws::AccountRegion& place, const SubscriptionRecord& record);
    [[nodiscard]] bool has_source(const aws::AccountRegion& place, const std::string& type, const std::string& id);
    [[nodiscard]] GlobalCluster told(const aws::AccountRegion& place, const GlobalClusterRecord& record);
    [[nodiscard]] aws::Outcome<GlobalClusterRecord*> named_global_cluster(const aws::Call& call, const std::string& id);
    void pass_global(const aws::AccountRegion& place, GlobalClusterRecord& record, std::string status,
                     Duration usually);
    /// A new cluster is to be one of a global cluster's, and gets from it what it has to share; or why it cannot be.
    [[nodiscard]] Refusal join(const aws::AccountRegion& place, ClusterRecord& record, const std::string& global);
    [[nodiscard]] aws::Outcome<GlobalCluster> switch_over(const aws::Call& call, const std::string& global,
                                                          const std::string& target, FailoverState how);
    [[nodiscard]] DbProxy told(const aws::AccountRegion& place, const ProxyRecord& record) const;
    [[nodiscard]] static DbProxyTargetGroup told_target_group(const aws::AccountRegion& place,
                                                              const ProxyRecord& record);
    [[nodiscard]] std::vector<DbProxyTarget> told_targets(const aws::AccountRegion& place, const ProxyRecord& record);
    [[nodiscard]] DbSnapshot told_snapshot(const aws::AccountRegion& place, const SnapshotRecord& record);
    [[nodiscard]] DbClusterSnapshot told_cluster_snapshot(const aws::AccountRegion& place,
                                                          const SnapshotRecord& record);
    [[nodiscard]] std::string snapshot_status(const SnapshotRecord& record) const;
    [[nodiscard]] SnapshotRecord fresh_snapshot(const std::string& id);
    /// What a cluster's servers hold is saved under that id; none: they hold nothing.
    [[nodiscard]] std::optional<Catalogue::Work> save_volume(const aws::AccountRegion& place,
                                                             const ClusterRecord& cluster, const std::string& backup);
    [[nodiscard]] Refusal snap(const aws::AccountRegion& place, const ClusterRecord& cluster, const std::string& id,
                               const std::vector<aws::ResourceTag>& tags);

    // Of parameter groups of both kinds.
    [[nodiscard]] aws::Outcome<ParameterGroupRecord*> parameter_group(Kept<ParameterGroupRecord>& in,
                                                                      const aws::Call& call, const std::string& name,
                                                                      bool changes);
    [[nodiscard]] aws::Outcome<const ParameterGroupRecord*> create_group(Kept<ParameterGroupRecord>& in,
                                                                         const aws::Call& call,
                                                                         ParameterGroupRecord record,
                                                                         const std::vector<aws::ResourceTag>& tags);
    /// The record has the copy's name and description.
    [[nodiscard]] aws::Outcome<const ParameterGroupRecord*> copy_group(Kept<ParameterGroupRecord>& in,
                                                                       const aws::Call& call, const std::string& source,
                                                                       ParameterGroupRecord record,
                                                                       const std::vector<aws::ResourceTag>& tags);
    [[nodiscard]] aws::Outcome<EngineDefaults> engine_defaults(const aws::Call& call, const std::string& family,
                                                               bool clusters, const Name& marker,
                                                               std::optional<std::int32_t> most);
    [[nodiscard]] aws::Outcome<aws::Page<ParameterGroupRecord>> list_groups(Kept<ParameterGroupRecord>& in,
                                                                            const aws::Call& call, const Name& name,
                                                                            const Name& marker,
                                                                            std::optional<std::int32_t> most);
    [[nodiscard]] aws::Outcome<aws::Page<ToldParameter>> list_parameters(Kept<ParameterGroupRecord>& in,
                                                                         const aws::Call& call, const std::string& name,
                                                                         const Name& source, const Name& marker,
                                                                         std::optional<std::int32_t> most);
    [[nodiscard]] aws::Outcome<std::string> set_parameters(Kept<ParameterGroupRecord>& in, const aws::Call& call,
                                                           const std::string& name,
                                                           const std::vector<ToldParameter>& parameters);
    [[nodiscard]] aws::Outcome<std::string> reset_parameters(Kept<ParameterGroupRecord>& in, const aws::Call& call,
                                                             const std::string& name, bool all,
                                                             const std::vector<ToldParameter>& parameters);
    /// Those that are so at once go to the servers of whoever has that group; others wait for a reboot.
    void spread_parameters(Kept<ParameterGroupRecord>& in, const aws::AccountRegion& place, const std::string& group,
                           const std::set<std::string>& at_once, bool waits);
    [[nodiscard]] Refusal drop_group(Kept<ParameterGroupRecord>& in, const aws::Call& call, const std::string& name);

    /// What has tags of that ARN, and what to keep after a change.
    struct Tagged {
        Tags* tags = nullptr;
        std::function<void()> keep;
    };
    [[nodiscard]] aws::Outcome<Tagged> tagged(const aws::Call& call, const std::string& arn);

    template <class T>
    [[nodiscard]] aws::Outcome<aws::Page<T>> page(const aws::Call& call, std::map<std::string, T> all,
                                                  const Name& marker, std::optional<std::int32_t> most) {
        const std::int32_t limit = most.value_or(100);
        if (limit < 20 || limit > 100)
            return aws::Error(invalid_value,
                              fmt::format("Invalid value {} for MaxRecords. Must be between 20 and 100", limit));
        const aws::PageTokens tokens("rds");
        auto part = aws::page_of(std::move(all), {tokens, marker, static_cast<std::size_t>(limit), call.now});
        if (!part.ok()) return aws::Error(invalid_value, "The marker is invalid.");  // Assumed
        return std::move(*part);
    }

public:
    // Errors that no operation of the model names. API Reference, "Common errors".
    static constexpr aws::ErrorRow invalid_value{"InvalidParameterValue", 400, ""};
    static constexpr aws::ErrorRow invalid_combination{"InvalidParameterCombination", 400, ""};
    static constexpr aws::ErrorRow missing{"MissingParameter", 400, ""};
    static constexpr aws::ErrorRow internal_failure{"InternalFailure", 500, ""};

private:
    Context context_;
    Catalogue& catalogue_;
    aws::ServiceModel model_;
};

[[nodiscard]] std::string rds_arn(const aws::AccountRegion& place, std::string_view kind, std::string_view id);
/// "HASH.REGION.rds.amazonaws.com": the same for all that an account has in a region.
[[nodiscard]] std::string domain_of(const aws::AccountRegion& place);
/// Of the API's ids: small letters. Databases have at most 63, parameter groups 255.
[[nodiscard]] bool is_rds_id(std::string_view id, std::size_t longest = 63);
[[nodiscard]] aws::Error not_here(std::string_view what);
/// The same of what a scenario's file says, with the code 501 that all services have for it.
[[nodiscard]] aws::Error of_the_scenario(std::string_view what);

}  // namespace wt::rds::api
