#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/service.hpp"
#include "base/pace.hpp"
#include "edge/api/catalogue.hpp"
#include "edge/api/checks.hpp"
#include "edge/api/planes.hpp"

namespace wt::edge::api {

/// CloudFront's control plane over the catalogue. Every answer waits until what it says is on disk; a distribution
/// meets viewers as it was changed before the answer leaves. Amazon CloudFront API Reference, 2020-05-31.
class CloudFront final : public aws::Service {
public:
    /// All outlive this.
    CloudFront(const Context& context, Catalogue& catalogue, Planes& planes, const Pace& pace);

    /// Makes what an earlier process left. The web ACLs that it names stand already.
    void stand_all() { planes_.stand_all(); }

    [[nodiscard]] const aws::ServiceModel& model() const override { return model_; }
    [[nodiscard]] void* instance() override { return this; }
    [[nodiscard]] bool claims(const http::Request& request) const override;
    [[nodiscard]] std::optional<std::string> resource(const aws::Call& call, const aws::Operation& operation) override;
    [[nodiscard]] Task<std::optional<aws::Error>> settle() override {
        static constexpr aws::ErrorRow failed{"ServiceUnavailable", 503, ""};
        return on_disk(catalogue_.durable(), failed);
    }
    [[nodiscard]] Task<std::optional<wt::Error>> reset(std::string_view account) override;

    // Distributions: distribution_operations.cpp
    aws::Outcome<CreateDistributionResult> create_distribution(const aws::Call& call, CreateDistributionRequest input);
    aws::Outcome<CreateDistributionWithTagsResult> create_distribution_with_tags(
        const aws::Call& call, CreateDistributionWithTagsRequest input);
    aws::Outcome<CopyDistributionResult> copy_distribution(const aws::Call& call, CopyDistributionRequest input);
    aws::Outcome<GetDistributionResult> get_distribution(const aws::Call& call, GetDistributionRequest input);
    aws::Outcome<GetDistributionConfigResult> get_distribution_config(const aws::Call& call,
                                                                      GetDistributionConfigRequest input);
    aws::Outcome<UpdateDistributionResult> update_distribution(const aws::Call& call, UpdateDistributionRequest input);
    aws::Outcome<aws::Nothing> delete_distribution(const aws::Call& call, DeleteDistributionRequest input);
    aws::Outcome<ListDistributionsResult> list_distributions(const aws::Call& call, ListDistributionsRequest input);
    aws::Outcome<aws::Nothing> associate_alias(const aws::Call& call, AssociateAliasRequest input);
    aws::Outcome<ListConflictingAliasesResult> list_conflicting_aliases(const aws::Call& call,
                                                                        ListConflictingAliasesRequest input);

    // Which distributions name what: association_operations.cpp
    aws::Outcome<AssociateDistributionWebAclResult> associate_distribution_web_acl(
        const aws::Call& call, AssociateDistributionWebAclRequest input);
    aws::Outcome<DisassociateDistributionWebAclResult> disassociate_distribution_web_acl(
        const aws::Call& call, DisassociateDistributionWebAclRequest input);
    aws::Outcome<ListDistributionsByWebAclIdResult> list_distributions_by_web_acl_id(
        const aws::Call& call, ListDistributionsByWebAclIdRequest input);
    aws::Outcome<ListDistributionsByCachePolicyIdResult> list_distributions_by_cache_policy_id(
        const aws::Call& call, ListDistributionsByCachePolicyIdRequest input);
    aws::Outcome<ListDistributionsByOriginRequestPolicyIdResult> list_distributions_by_origin_request_policy_id(
        const aws::Call& call, ListDistributionsByOriginRequestPolicyIdRequest input);
    aws::Outcome<ListDistributionsByResponseHeadersPolicyIdResult> list_distributions_by_response_headers_policy_id(
        const aws::Call& call, ListDistributionsByResponseHeadersPolicyIdRequest input);
    aws::Outcome<ListDistributionsByKeyGroupResult> list_distributions_by_key_group(
        const aws::Call& call, ListDistributionsByKeyGroupRequest input);

    aws::Outcome<ListDistributionsByRealtimeLogConfigResult> list_distributions_by_realtime_log_config(
        const aws::Call& call, ListDistributionsByRealtimeLogConfigRequest input);
    aws::Outcome<ListDistributionsByVpcOriginIdResult> list_distributions_by_vpc_origin_id(
        const aws::Call& call, ListDistributionsByVpcOriginIdRequest input);

    // Continuous deployment: deployment_operations.cpp
    aws::Outcome<CreateContinuousDeploymentPolicyResult> create_continuous_deployment_policy(
        const aws::Call& call, CreateContinuousDeploymentPolicyRequest input);
    aws::Outcome<GetContinuousDeploymentPolicyResult> get_continuous_deployment_policy(
        const aws::Call& call, GetContinuousDeploymentPolicyRequest input);
    aws::Outcome<GetContinuousDeploymentPolicyConfigResult> get_continuous_deployment_policy_config(
        const aws::Call& call, GetContinuousDeploymentPolicyConfigRequest input);
    aws::Outcome<UpdateContinuousDeploymentPolicyResult> update_continuous_deployment_policy(
        const aws::Call& call, UpdateContinuousDeploymentPolicyRequest input);
    aws::Outcome<aws::Nothing> delete_continuous_deployment_policy(const aws::Call& call,
                                                                   DeleteContinuousDeploymentPolicyRequest input);
    aws::Outcome<ListContinuousDeploymentPoliciesResult> list_continuous_deployment_policies(
        const aws::Call& call, ListContinuousDeploymentPoliciesRequest input);
    aws::Outcome<UpdateDistributionWithStagingConfigResult> update_distribution_with_staging_config(
        const aws::Call& call, UpdateDistributionWithStagingConfigRequest input);

    // What is told of distributions: monitoring_operations.cpp
    aws::Outcome<CreateMonitoringSubscriptionResult> create_monitoring_subscription(
        const aws::Call& call, CreateMonitoringSubscriptionRequest input);
    aws::Outcome<GetMonitoringSubscriptionResult> get_monitoring_subscription(const aws::Call& call,
                                                                              GetMonitoringSubscriptionRequest input);
    aws::Outcome<DeleteMonitoringSubscriptionResult> delete_monitoring_subscription(
        const aws::Call& call, DeleteMonitoringSubscriptionRequest input);
    aws::Outcome<CreateRealtimeLogConfigResult> create_realtime_log_config(const aws::Call& call,
                                                                           CreateRealtimeLogConfigRequest input);
    aws::Outcome<GetRealtimeLogConfigResult> get_realtime_log_config(const aws::Call& call,
                                                                     GetRealtimeLogConfigRequest input);
    aws::Outcome<UpdateRealtimeLogConfigResult> update_realtime_log_config(const aws::Call& call,
                                                                           UpdateRealtimeLogConfigRequest input);
    aws::Outcome<aws::Nothing> delete_realtime_log_config(const aws::Call& call, DeleteRealtimeLogConfigRequest input);
    aws::Outcome<ListRealtimeLogConfigsResult> list_realtime_log_configs(const aws::Call& call,
                                                                         ListRealtimeLogConfigsRequest input);

    // Origins in VPCs: vpc_origin_operations.cpp
    aws::Outcome<CreateVpcOriginResult> create_vpc_origin(const aws::Call& call, CreateVpcOriginRequest input);
    aws::Outcome<GetVpcOriginResult> get_vpc_origin(const aws::Call& call, GetVpcOriginRequest input);
    aws::Outcome<UpdateVpcOriginResult> update_vpc_origin(const aws::Call& call, UpdateVpcOriginRequest input);
    aws::Outcome<DeleteVpcOriginResult> delete_vpc_origin(const aws::Call& call, DeleteVpcOriginRequest input);
    aws::Outcome<ListVpcOriginsResult> list_vpc_origins(const aws::Call& call, ListVpcOriginsRequest input);

    // Invalidations and tags: invalidation_operations.cpp
    aws::Outcome<CreateInvalidationResult> create_invalidation(const aws::Call& call, CreateInvalidationRequest input);
    aws::Outcome<GetInvalidationResult> get_invalidation(const aws::Call& call, GetInvalidationRequest input);
    aws::Outcome<ListInvalidationsResult> list_invalidations(const aws::Call& call, ListInvalidationsRequest input);
    aws::Outcome<ListTagsForResourceResult> list_tags_for_resource(const aws::Call& call,
                                                                   ListTagsForResourceRequest input);
    aws::Outcome<aws::Nothing> tag_resource(const aws::Call& call, TagResourceRequest input);
    aws::Outcome<aws::Nothing> untag_resource(const aws::Call& call, UntagResourceRequest input);

    // Functions: function_operations.cpp
    aws::Outcome<CreateFunctionResult> create_function(const aws::Call& call, CreateFunctionRequest input);
    aws::Outcome<DescribeFunctionResult> describe_function(const aws::Call& call, DescribeFunctionRequest input);
    aws::Outcome<GetFunctionResult> get_function(const aws::Call& call, GetFunctionRequest input);
    aws::Outcome<UpdateFunctionResult> update_function(const aws::Call& call, UpdateFunctionRequest input);
    aws::Outcome<aws::Nothing> delete_function(const aws::Call& call, DeleteFunctionRequest input);
    aws::Outcome<ListFunctionsResult> list_functions(const aws::Call& call, ListFunctionsRequest input);
    aws::Outcome<PublishFunctionResult> publish_function(const aws::Call& call, PublishFunctionRequest input);
    aws::Outcome<TestFunctionResult> test_function(const aws::Call& call, TestFunctionRequest input);

    // And what they look things up in: key_value_store_operations.cpp
    aws::Later<CreateKeyValueStoreResult> create_key_value_store(const aws::Call& call,
                                                                 CreateKeyValueStoreRequest input);
    aws::Outcome<DescribeKeyValueStoreResult> describe_key_value_store(const aws::Call& call,
                                                                       DescribeKeyValueStoreRequest input);
    aws::Outcome<UpdateKeyValueStoreResult> update_key_value_store(const aws::Call& call,
                                                                   UpdateKeyValueStoreRequest input);
    aws::Outcome<aws::Nothing> delete_key_value_store(const aws::Call& call, DeleteKeyValueStoreRequest input);
    aws::Outcome<ListKeyValueStoresResult> list_key_value_stores(const aws::Call& call,
                                                                 ListKeyValueStoresRequest input);

    // Policies and access to origins: part_operations.cpp
    aws::Outcome<CreateCachePolicyResult> create_cache_policy(const aws::Call& call, CreateCachePolicyRequest input);
    aws::Outcome<GetCachePolicyResult> get_cache_policy(const aws::Call& call, GetCachePolicyRequest input);
    aws::Outcome<GetCachePolicyConfigResult> get_cache_policy_config(const aws::Call& call,
                                                                     GetCachePolicyConfigRequest input);
    aws::Outcome<UpdateCachePolicyResult> update_cache_policy(const aws::Call& call, UpdateCachePolicyRequest input);
    aws::Outcome<aws::Nothing> delete_cache_policy(const aws::Call& call, DeleteCachePolicyRequest input);
    aws::Outcome<ListCachePoliciesResult> list_cache_policies(const aws::Call& call, ListCachePoliciesRequest input);

    aws::Outcome<CreateOriginRequestPolicyResult> create_origin_request_policy(const aws::Call& call,
                                                                               CreateOriginRequestPolicyRequest input);
    aws::Outcome<GetOriginRequestPolicyResult> get_origin_request_policy(const aws::Call& call,
                                                                         GetOriginRequestPolicyRequest input);
    aws::Outcome<GetOriginRequestPolicyConfigResult> get_origin_request_policy_config(
        const aws::Call& call, GetOriginRequestPolicyConfigRequest input);
    aws::Outcome<UpdateOriginRequestPolicyResult> update_origin_request_policy(const aws::Call& call,
                                                                               UpdateOriginRequestPolicyRequest input);
    aws::Outcome<aws::Nothing> delete_origin_request_policy(const aws::Call& call,
                                                            DeleteOriginRequestPolicyRequest input);
    aws::Outcome<ListOriginRequestPoliciesResult> list_origin_request_policies(const aws::Call& call,
                                                                               ListOriginRequestPoliciesRequest input);

    aws::Outcome<CreateResponseHeadersPolicyResult> create_response_headers_policy(
        const aws::Call& call, CreateResponseHeadersPolicyRequest input);
    aws::Outcome<GetResponseHeadersPolicyResult> get_response_headers_policy(const aws::Call& call,
                                                                             GetResponseHeadersPolicyRequest input);
    aws::Outcome<GetResponseHeadersPolicyConfigResult> get_response_headers_policy_config(
        const aws::Call& call, GetResponseHeadersPolicyConfigRequest input);
    aws::Outcome<UpdateResponseHeadersPolicyResult> update_response_headers_policy(
        const aws::Call& call, UpdateResponseHeadersPolicyRequest input);
    aws::Outcome<aws::Nothing> delete_response_headers_policy(const aws::Call& call,
                                                              DeleteResponseHeadersPolicyRequest input);
    aws::Outcome<ListResponseHeadersPoliciesResult> list_response_headers_policies(
        const aws::Call& call, ListResponseHeadersPoliciesRequest input);

    aws::Outcome<CreateOriginAccessControlResult> create_origin_access_control(const aws::Call& call,
                                                                               CreateOriginAccessControlRequest input);
    aws::Outcome<GetOriginAccessControlResult> get_origin_access_control(const aws::Call& call,
                                                                         GetOriginAccessControlRequest input);
    aws::Outcome<GetOriginAccessControlConfigResult> get_origin_access_control_config(
        const aws::Call& call, GetOriginAccessControlConfigRequest input);
    aws::Outcome<UpdateOriginAccessControlResult> update_origin_access_control(const aws::Call& call,
                                                                               UpdateOriginAccessControlRequest input);
    aws::Outcome<aws::Nothing> delete_origin_access_control(const aws::Call& call,
                                                            DeleteOriginAccessControlRequest input);
    aws::Outcome<ListOriginAccessControlsResult> list_origin_access_controls(const aws::Call& call,
                                                                             ListOriginAccessControlsRequest input);

    aws::Outcome<CreateCloudFrontOriginAccessIdentityResult> create_cloud_front_origin_access_identity(
        const aws::Call& call, CreateCloudFrontOriginAccessIdentityRequest input);
    aws::Outcome<GetCloudFrontOriginAccessIdentityResult> get_cloud_front_origin_access_identity(
        const aws::Call& call, GetCloudFrontOriginAccessIdentityRequest input);
    aws::Outcome<GetCloudFrontOriginAccessIdentityConfigResult> get_cloud_front_origin_access_identity_config(
        const aws::Call& call, GetCloudFrontOriginAccessIdentityConfigRequest input);
    aws::Outcome<UpdateCloudFrontOriginAccessIdentityResult> update_cloud_front_origin_access_identity(
        const aws::Call& call, UpdateCloudFrontOriginAccessIdentityRequest input);
    aws::Outcome<aws::Nothing> delete_cloud_front_origin_access_identity(
        const aws::Call& call, DeleteCloudFrontOriginAccessIdentityRequest input);
    aws::Outcome<ListCloudFrontOriginAccessIdentitiesResult> list_cloud_front_origin_access_identities(
        const aws::Call& call, ListCloudFrontOriginAccessIdentitiesRequest input);

    aws::Outcome<CreatePublicKeyResult> create_public_key(const aws::Call& call, CreatePublicKeyRequest input);
    aws::Outcome<GetPublicKeyResult> get_public_key(const aws::Call& call, GetPublicKeyRequest input);
    aws::Outcome<GetPublicKeyConfigResult> get_public_key_config(const aws::Call& call,
                                                                 GetPublicKeyConfigRequest input);
    aws::Outcome<UpdatePublicKeyResult> update_public_key(const aws::Call& call, UpdatePublicKeyRequest input);
    aws::Outcome<aws::Nothing> delete_public_key(const aws::Call& call, DeletePublicKeyRequest input);
    aws::Outcome<ListPublicKeysResult> list_public_keys(const aws::Call& call, ListPublicKeysRequest input);

    aws::Outcome<CreateKeyGroupResult> create_key_group(const aws::Call& call, CreateKeyGroupRequest input);
    aws::Outcome<GetKeyGroupResult> get_key_group(const aws::Call& call, GetKeyGroupRequest input);
    aws::Outcome<GetKeyGroupConfigResult> get_key_group_config(const aws::Call& call, GetKeyGroupConfigRequest input);
    aws::Outcome<UpdateKeyGroupResult> update_key_group(const aws::Call& call, UpdateKeyGroupRequest input);
    aws::Outcome<aws::Nothing> delete_key_group(const aws::Call& call, DeleteKeyGroupRequest input);
    aws::Outcome<ListKeyGroupsResult> list_key_groups(const aws::Call& call, ListKeyGroupsRequest input);

private:
    [[nodiscard]] Result<const DistributionRecord*, aws::Error> find_distribution(const aws::Call& call,
                                                                                  const std::string& id) const;
    /// The same of one that its client may change, and has seen as it is.
    [[nodiscard]] Result<const DistributionRecord*, aws::Error> find_to_change(
        const aws::Call& call, const std::string& id, const std::optional<std::string>& if_match) const;
    /// What has tags, and how it is kept with others.
    struct Tagged {
        std::map<std::string, std::string> tags;
        std::function<void(std::map<std::string, std::string>)> keep;
    };
    [[nodiscard]] bool is_of_scenario(const std::string& arn) const;
    [[nodiscard]] Result<Tagged, aws::Error> find_tagged(const aws::Call& call, const std::string& arn);
    [[nodiscard]] Result<const FunctionRecord*, aws::Error> find_function(const aws::Call& call,
                                                                          const std::string& name) const;
    [[nodiscard]] Result<const FunctionRecord*, aws::Error> find_function_to_change(const aws::Call& call,
                                                                                    const std::string& name,
                                                                                    const std::string& if_match) const;
    [[nodiscard]] Result<const KeyValueStoreRecord*, aws::Error> find_store(const aws::Call& call,
                                                                            const std::string& name) const;
    /// Whether a distribution names the function.
    [[nodiscard]] bool is_associated(const std::string& arn) const;
    [[nodiscard]] FunctionSummary summary(const FunctionRecord& record, std::string_view stage) const;
    /// Viewers meet what changed in the distributions that name the part.
    void restand(const std::string& part);
    /// By its name or its ARN, of which a client says one.
    [[nodiscard]] Result<const Kept<RealtimeLogConfig>*, aws::Error> find_realtime_logs(
        const aws::Call& call, const std::optional<std::string>& name, const std::optional<std::string>& arn) const;
    [[nodiscard]] VpcOrigin told(const VpcOriginRecord& record, Instant now) const;
    /// Makes one, or refuses to.
    [[nodiscard]] Result<const DistributionRecord*, aws::Error> make(const aws::Call& call, DistributionConfig config,
                                                                     const Tags& tags);
    /// With another web ACL; empty: with none.
    [[nodiscard]] Result<const DistributionRecord*, aws::Error> change_web_acl(
        const aws::Call& call, const std::string& id, const std::optional<std::string>& if_match, std::string arn);
    /// The ids of distributions that name a part.
    template <class Output, class Config>
    [[nodiscard]] aws::Outcome<Output> list_naming(const aws::Call& call, std::string part,
                                                   std::optional<std::string> marker,
                                                   std::optional<std::string> max_items);
    /// After its configuration changed.
    const DistributionRecord& changed(const aws::Call& call, DistributionRecord record);
    [[nodiscard]] Distribution told(const DistributionRecord& record, Instant now) const;
    [[nodiscard]] DistributionSummary summary(const DistributionRecord& record, Instant now) const;
    [[nodiscard]] Invalidation told(const InvalidationRecord& record, Instant now) const;

    // For every kind of part; part_operations.cpp.
    template <class Output, class Config, class Told>
    [[nodiscard]] aws::Outcome<Output> create_part(const aws::Call& call, Config config,
                                                   std::optional<Told> Output::* told);
    template <class Output, class Config, class Told>
    [[nodiscard]] aws::Outcome<Output> get_part(const aws::Call& call, std::string id,
                                                std::optional<Told> Output::* told);
    template <class Output, class Config>
    [[nodiscard]] aws::Outcome<Output> get_part_config(const aws::Call& call, std::string id,
                                                       std::optional<Config> Output::* told);
    template <class Output, class Input, class Config, class Told>
    [[nodiscard]] aws::Outcome<Output> update_part(const aws::Call& call, Input input, Config config,
                                                   std::optional<Told> Output::* told);
    template <class Config, class Input>
    [[nodiscard]] aws::Outcome<aws::Nothing> delete_part(const aws::Call& call, Input input);
    template <class Output, class Config, class List, class Input>
    [[nodiscard]] aws::Outcome<Output> list_parts(const aws::Call& call, Input input,
                                                  std::optional<List> Output::* told);

    aws::ServiceModel model_ = cloudfront_model();
    Catalogue& catalogue_;
    Planes& planes_;
    const Pace& pace_;
    Random test_chance_;  // of functions that are tested
};

/// The tags that a resource is made with.
[[nodiscard]] Result<std::map<std::string, std::string>, aws::Error> tags_of(const Tags& said);

/// Whether a distribution, or a behaviour or an origin of it, names the part.
[[nodiscard]] bool is_named_by(const DistributionConfig& config, const std::string& id);
/// The address that a new resource is told by.
[[nodiscard]] std::string location_of(const aws::Call& call, std::string_view path, const std::string& id);
/// Why a change is refused whose client has not seen the resource as it is now.
[[nodiscard]] std::optional<aws::Error> refuse_version(const std::string& etag,
                                                       const std::optional<std::string>& if_match);
[[nodiscard]] inline Instant in_seconds(Instant moment) { return std::chrono::floor<std::chrono::seconds>(moment); }

/// A page of what is listed by id. `List` has Items, MaxItems, and what else of pages its shape has.
template <class List, class Row, class Id>
[[nodiscard]] Result<List, aws::Error> page_of(const std::vector<Row>& rows, const std::optional<std::string>& marker,
                                               const std::optional<std::string>& max_items, Id id) {
    List list;
    constexpr int usual = 100;
    list.max_items = usual;
    if (max_items) {
        int most = 0;
        for (const char digit : *max_items)
            most = digit >= '0' && digit <= '9' && most < 10'000 ? 10 * most + (digit - '0') : 100'000;
        if (max_items->empty() || most < 1 || most > 10'000) return invalid("The parameter MaxItems is not valid.");
        list.max_items = most;
    }
    std::vector<Row> items;
    bool begun = !marker || marker->empty();
    bool more = false;
    for (const Row& row : rows) {
        if (!begun) {
            begun = id(row) == *marker;
            continue;
        }
        more = items.size() == static_cast<std::size_t>(list.max_items);
        if (more) break;
        items.push_back(row);
    }
    if (more) list.next_marker = id(items.back());
    if constexpr (requires { list.is_truncated; }) list.is_truncated = more;
    if constexpr (requires { list.marker; }) list.marker = marker.value_or("");
    if constexpr (requires { list.quantity; }) list.quantity = static_cast<std::int32_t>(items.size());
    if (!items.empty()) list.items = std::move(items);
    return list;
}

}  // namespace wt::edge::api
