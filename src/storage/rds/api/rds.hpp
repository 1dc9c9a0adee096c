#pragma once
#include <functional>
#include <map>
#include <optional>
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

template <class T>
using Later = Task<Result<T, aws::Error>>;

/// RDS's API. Every answer waits until what it says is on disk. Amazon RDS API Reference, 2014-10-31.
class Rds final : public aws::Service {
public:
    /// Both outlive this.
    Rds(const Context& context, Catalogue& catalogue);

    [[nodiscard]] const aws::ServiceModel& model() const override { return model_; }
    [[nodiscard]] void* instance() override { return this; }
    [[nodiscard]] Task<std::optional<wt::Error>> reset(std::string_view account) override;

    // Instances: instance_operations.cpp, replica_operations.cpp
    Later<CreateDbInstanceResult> create_db_instance(const aws::Call& call, CreateDbInstanceMessage input);
    Later<DbInstanceMessage> describe_db_instances(const aws::Call& call, DescribeDbInstancesMessage input);
    Later<ModifyDbInstanceResult> modify_db_instance(const aws::Call& call, ModifyDbInstanceMessage input);
    Later<DeleteDbInstanceResult> delete_db_instance(const aws::Call& call, DeleteDbInstanceMessage input);
    Later<RebootDbInstanceResult> reboot_db_instance(const aws::Call& call, RebootDbInstanceMessage input);
    Later<StartDbInstanceResult> start_db_instance(const aws::Call& call, StartDbInstanceMessage input);
    Later<StopDbInstanceResult> stop_db_instance(const aws::Call& call, StopDbInstanceMessage input);
    Later<CreateDbInstanceReadReplicaResult> create_db_instance_read_replica(const aws::Call& call,
                                                                             CreateDbInstanceReadReplicaMessage input);
    Later<PromoteReadReplicaResult> promote_read_replica(const aws::Call& call, PromoteReadReplicaMessage input);

    // Clusters: cluster_operations.cpp
    Later<CreateDbClusterResult> create_db_cluster(const aws::Call& call, CreateDbClusterMessage input);
    Later<DbClusterMessage> describe_db_clusters(const aws::Call& call, DescribeDbClustersMessage input);
    Later<ModifyDbClusterResult> modify_db_cluster(const aws::Call& call, ModifyDbClusterMessage input);
    Later<DeleteDbClusterResult> delete_db_cluster(const aws::Call& call, DeleteDbClusterMessage input);
    Later<FailoverDbClusterResult> failover_db_cluster(const aws::Call& call, FailoverDbClusterMessage input);
    Later<StartDbClusterResult> start_db_cluster(const aws::Call& call, StartDbClusterMessage input);
    Later<StopDbClusterResult> stop_db_cluster(const aws::Call& call, StopDbClusterMessage input);
    Later<EnableHttpEndpointResponse> enable_http_endpoint(const aws::Call& call, EnableHttpEndpointRequest input);
    Later<DisableHttpEndpointResponse> disable_http_endpoint(const aws::Call& call, DisableHttpEndpointRequest input);
    Later<GlobalClustersMessage> describe_global_clusters(const aws::Call& call, DescribeGlobalClustersMessage input);

    // Snapshots: snapshot_operations.cpp
    Later<CreateDbSnapshotResult> create_db_snapshot(const aws::Call& call, CreateDbSnapshotMessage input);
    Later<DbSnapshotMessage> describe_db_snapshots(const aws::Call& call, DescribeDbSnapshotsMessage input);
    Later<CopyDbSnapshotResult> copy_db_snapshot(const aws::Call& call, CopyDbSnapshotMessage input);
    Later<DeleteDbSnapshotResult> delete_db_snapshot(const aws::Call& call, DeleteDbSnapshotMessage input);
    Later<CreateDbClusterSnapshotResult> create_db_cluster_snapshot(const aws::Call& call,
                                                                    CreateDbClusterSnapshotMessage input);
    Later<DbClusterSnapshotMessage> describe_db_cluster_snapshots(const aws::Call& call,
                                                                  DescribeDbClusterSnapshotsMessage input);
    Later<DeleteDbClusterSnapshotResult> delete_db_cluster_snapshot(const aws::Call& call,
                                                                    DeleteDbClusterSnapshotMessage input);
    Later<RestoreDbInstanceFromDbSnapshotResult> restore_db_instance_from_db_snapshot(
        const aws::Call& call, RestoreDbInstanceFromDbSnapshotMessage input);
    Later<RestoreDbInstanceToPointInTimeResult> restore_db_instance_to_point_in_time(
        const aws::Call& call, RestoreDbInstanceToPointInTimeMessage input);
    Later<RestoreDbClusterFromSnapshotResult> restore_db_cluster_from_snapshot(
        const aws::Call& call, RestoreDbClusterFromSnapshotMessage input);

    // Subnet and parameter groups: group_operations.cpp, parameter_operations.cpp
    Later<CreateDbSubnetGroupResult> create_db_subnet_group(const aws::Call& call, CreateDbSubnetGroupMessage input);
    Later<DbSubnetGroupMessage> describe_db_subnet_groups(const aws::Call& call, DescribeDbSubnetGroupsMessage input);
    Later<ModifyDbSubnetGroupResult> modify_db_subnet_group(const aws::Call& call, ModifyDbSubnetGroupMessage input);
    Later<aws::Nothing> delete_db_subnet_group(const aws::Call& call, DeleteDbSubnetGroupMessage input);
    Later<CreateDbParameterGroupResult> create_db_parameter_group(const aws::Call& call,
                                                                  CreateDbParameterGroupMessage input);
    Later<DbParameterGroupsMessage> describe_db_parameter_groups(const aws::Call& call,
                                                                 DescribeDbParameterGroupsMessage input);
    Later<DbParameterGroupDetails> describe_db_parameters(const aws::Call& call, DescribeDbParametersMessage input);
    Later<DbParameterGroupNameMessage> modify_db_parameter_group(const aws::Call& call,
                                                                 ModifyDbParameterGroupMessage input);
    Later<DbParameterGroupNameMessage> reset_db_parameter_group(const aws::Call& call,
                                                                ResetDbParameterGroupMessage input);
    Later<aws::Nothing> delete_db_parameter_group(const aws::Call& call, DeleteDbParameterGroupMessage input);
    Later<CreateDbClusterParameterGroupResult> create_db_cluster_parameter_group(
        const aws::Call& call, CreateDbClusterParameterGroupMessage input);
    Later<DbClusterParameterGroupsMessage> describe_db_cluster_parameter_groups(
        const aws::Call& call, DescribeDbClusterParameterGroupsMessage input);
    Later<DbClusterParameterGroupDetails> describe_db_cluster_parameters(const aws::Call& call,
                                                                         DescribeDbClusterParametersMessage input);
    Later<DbClusterParameterGroupNameMessage> modify_db_cluster_parameter_group(
        const aws::Call& call, ModifyDbClusterParameterGroupMessage input);
    Later<DbClusterParameterGroupNameMessage> reset_db_cluster_parameter_group(
        const aws::Call& call, ResetDbClusterParameterGroupMessage input);
    Later<aws::Nothing> delete_db_cluster_parameter_group(const aws::Call& call,
                                                          DeleteDbClusterParameterGroupMessage input);

    // What there is, events and tags: group_operations.cpp
    Later<DbEngineVersionMessage> describe_db_engine_versions(const aws::Call& call,
                                                              DescribeDbEngineVersionsMessage input);
    Later<OrderableDbInstanceOptionsMessage> describe_orderable_db_instance_options(
        const aws::Call& call, DescribeOrderableDbInstanceOptionsMessage input);
    Later<EventsMessage> describe_events(const aws::Call& call, DescribeEventsMessage input);
    Later<aws::Nothing> add_tags_to_resource(const aws::Call& call, AddTagsToResourceMessage input);
    Later<aws::Nothing> remove_tags_from_resource(const aws::Call& call, RemoveTagsFromResourceMessage input);
    Later<TagListMessage> list_tags_for_resource(const aws::Call& call, ListTagsForResourceMessage input);

private:
    template <class T>
    using Outcome = Result<T, aws::Error>;
    using Name = std::optional<std::string>;
    using Refusal = std::optional<aws::Error>;

    [[nodiscard]] static aws::AccountRegion place_of(const aws::Call& call) { return aws::account_region_of(call); }
    [[nodiscard]] Outcome<InstanceRecord*> named_instance(const aws::Call& call, const std::string& id);
    [[nodiscard]] Outcome<InstanceRecord*> available_instance(const aws::Call& call, const std::string& id);
    [[nodiscard]] Outcome<ClusterRecord*> named_cluster(const aws::Call& call, const std::string& id);
    [[nodiscard]] Outcome<ClusterRecord*> available_cluster(const aws::Call& call, const std::string& id);
    /// Why a new instance cannot be; it is completed with what follows from its engine.
    [[nodiscard]] Refusal complete(const aws::AccountRegion& place, InstanceRecord& record, const Name& version);
    [[nodiscard]] Refusal complete(const aws::AccountRegion& place, ClusterRecord& record, const Name& version);
    [[nodiscard]] Refusal check_groups(const aws::AccountRegion& place, const std::string& subnets);
    [[nodiscard]] Refusal set_tags(Tags& to, const std::vector<aws::ResourceTag>& tags) const;

    [[nodiscard]] DbInstance told(const aws::AccountRegion& place, const InstanceRecord& record);
    [[nodiscard]] DbCluster told(const aws::AccountRegion& place, const ClusterRecord& record);
    [[nodiscard]] DbSubnetGroup told(const aws::AccountRegion& place, const SubnetGroupRecord& record) const;
    [[nodiscard]] DbSnapshot told_snapshot(const aws::AccountRegion& place, const SnapshotRecord& record);
    [[nodiscard]] DbClusterSnapshot told_cluster_snapshot(const aws::AccountRegion& place,
                                                          const SnapshotRecord& record);
    [[nodiscard]] std::string snapshot_status(const SnapshotRecord& record) const;
    [[nodiscard]] SnapshotRecord fresh_snapshot(const std::string& id);
    [[nodiscard]] Refusal snap(const aws::AccountRegion& place, const ClusterRecord& cluster, const std::string& id,
                               const std::vector<aws::ResourceTag>& tags);

    // Of parameter groups of both kinds.
    [[nodiscard]] Outcome<ParameterGroupRecord*> parameter_group(Kept<ParameterGroupRecord>& in, const aws::Call& call,
                                                                 const std::string& name, bool changes);
    [[nodiscard]] Outcome<const ParameterGroupRecord*> create_group(Kept<ParameterGroupRecord>& in,
                                                                    const aws::Call& call, ParameterGroupRecord record,
                                                                    const std::vector<aws::ResourceTag>& tags);
    [[nodiscard]] Outcome<aws::Page<ParameterGroupRecord>> list_groups(Kept<ParameterGroupRecord>& in,
                                                                       const aws::Call& call, const Name& name,
                                                                       const Name& marker,
                                                                       std::optional<std::int32_t> most);
    [[nodiscard]] Outcome<aws::Page<ToldParameter>> list_parameters(Kept<ParameterGroupRecord>& in,
                                                                    const aws::Call& call, const std::string& name,
                                                                    const Name& source, const Name& marker,
                                                                    std::optional<std::int32_t> most);
    [[nodiscard]] Outcome<std::string> set_parameters(Kept<ParameterGroupRecord>& in, const aws::Call& call,
                                                      const std::string& name,
                                                      const std::vector<ToldParameter>& parameters);
    [[nodiscard]] Outcome<std::string> reset_parameters(Kept<ParameterGroupRecord>& in, const aws::Call& call,
                                                        const std::string& name, bool all,
                                                        const std::vector<ToldParameter>& parameters);
    [[nodiscard]] Refusal drop_group(Kept<ParameterGroupRecord>& in, const aws::Call& call, const std::string& name);

    /// What has tags of that ARN, and what to keep after a change.
    struct Tagged {
        Tags* tags = nullptr;
        std::function<void()> keep;
    };
    [[nodiscard]] Outcome<Tagged> tagged(const aws::Call& call, const std::string& arn);

    template <class T>
    [[nodiscard]] Outcome<aws::Page<T>> page(const aws::Call& call, std::map<std::string, T> all, const Name& marker,
                                             std::optional<std::int32_t> most) {
        const std::int32_t limit = most.value_or(100);
        if (limit < 20 || limit > 100)
            return aws::Error(invalid_value,
                              fmt::format("Invalid value {} for MaxRecords. Must be between 20 and 100", limit));
        const aws::PageTokens tokens("rds");
        auto part = aws::page_of(std::move(all), {tokens, marker, static_cast<std::size_t>(limit), call.now});
        if (!part.ok()) return aws::Error(invalid_value, "The marker is invalid.");  // Assumed
        return std::move(*part);
    }

    template <class T>
    [[nodiscard]] Later<T> settled(Outcome<T> outcome) {
        if (outcome.ok()) {
            auto problem = co_await catalogue_.durable();
            if (problem) co_return aws::Error(internal_failure, std::move(problem->message));
        }
        co_return outcome;
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
/// Of the API's ids: small letters. Databases have at most 63, parameter groups 255.
[[nodiscard]] bool is_rds_id(std::string_view id, std::size_t longest = 63);
[[nodiscard]] aws::Error not_here(std::string_view what);

}  // namespace wt::rds::api
