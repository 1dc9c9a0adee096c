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

template <class T>
using Later = Task<Result<T, aws::Error>>;

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
    [[nodiscard]] Task<std::optional<wt::Error>> reset(std::string_view account) override;

    // Distributions: distribution_operations.cpp
    Later<CreateDistributionResult> create_distribution(const aws::Call& call, CreateDistributionRequest input);
    Later<CreateDistributionWithTagsResult> create_distribution_with_tags(const aws::Call& call,
                                                                          CreateDistributionWithTagsRequest input);
    Later<CopyDistributionResult> copy_distribution(const aws::Call& call, CopyDistributionRequest input);
    Later<GetDistributionResult> get_distribution(const aws::Call& call, GetDistributionRequest input);
    Later<GetDistributionConfigResult> get_distribution_config(const aws::Call& call,
                                                               GetDistributionConfigRequest input);
    Later<UpdateDistributionResult> update_distribution(const aws::Call& call, UpdateDistributionRequest input);
    Later<aws::Nothing> delete_distribution(const aws::Call& call, DeleteDistributionRequest input);
    Later<ListDistributionsResult> list_distributions(const aws::Call& call, ListDistributionsRequest input);
    Later<aws::Nothing> associate_alias(const aws::Call& call, AssociateAliasRequest input);

    // Which distributions name what: association_operations.cpp
    Later<AssociateDistributionWebAclResult> associate_distribution_web_acl(const aws::Call& call,
                                                                            AssociateDistributionWebAclRequest input);
    Later<DisassociateDistributionWebAclResult> disassociate_distribution_web_acl(
        const aws::Call& call, DisassociateDistributionWebAclRequest input);
    Later<ListDistributionsByWebAclIdResult> list_distributions_by_web_acl_id(const aws::Call& call,
                                                                              ListDistributionsByWebAclIdRequest input);
    Later<ListDistributionsByCachePolicyIdResult> list_distributions_by_cache_policy_id(
        const aws::Call& call, ListDistributionsByCachePolicyIdRequest input);
    Later<ListDistributionsByOriginRequestPolicyIdResult> list_distributions_by_origin_request_policy_id(
        const aws::Call& call, ListDistributionsByOriginRequestPolicyIdRequest input);
    Later<ListDistributionsByResponseHeadersPolicyIdResult> list_distributions_by_response_headers_policy_id(
        const aws::Call& call, ListDistributionsByResponseHeadersPolicyIdRequest input);
    Later<ListDistributionsByKeyGroupResult> list_distributions_by_key_group(const aws::Call& call,
                                                                             ListDistributionsByKeyGroupRequest input);

    // Invalidations and tags: invalidation_operations.cpp
    Later<CreateInvalidationResult> create_invalidation(const aws::Call& call, CreateInvalidationRequest input);
    Later<GetInvalidationResult> get_invalidation(const aws::Call& call, GetInvalidationRequest input);
    Later<ListInvalidationsResult> list_invalidations(const aws::Call& call, ListInvalidationsRequest input);
    Later<ListTagsForResourceResult> list_tags_for_resource(const aws::Call& call, ListTagsForResourceRequest input);
    Later<aws::Nothing> tag_resource(const aws::Call& call, TagResourceRequest input);
    Later<aws::Nothing> untag_resource(const aws::Call& call, UntagResourceRequest input);

    // Functions: function_operations.cpp
    Later<CreateFunctionResult> create_function(const aws::Call& call, CreateFunctionRequest input);
    Later<DescribeFunctionResult> describe_function(const aws::Call& call, DescribeFunctionRequest input);
    Later<GetFunctionResult> get_function(const aws::Call& call, GetFunctionRequest input);
    Later<UpdateFunctionResult> update_function(const aws::Call& call, UpdateFunctionRequest input);
    Later<aws::Nothing> delete_function(const aws::Call& call, DeleteFunctionRequest input);
    Later<ListFunctionsResult> list_functions(const aws::Call& call, ListFunctionsRequest input);
    Later<PublishFunctionResult> publish_function(const aws::Call& call, PublishFunctionRequest input);
    Later<TestFunctionResult> test_function(const aws::Call& call, TestFunctionRequest input);

    // And what they look things up in: key_value_store_operations.cpp
    Later<CreateKeyValueStoreResult> create_key_value_store(const aws::Call& call, CreateKeyValueStoreRequest input);
    Later<DescribeKeyValueStoreResult> describe_key_value_store(const aws::Call& call,
                                                                DescribeKeyValueStoreRequest input);
    Later<UpdateKeyValueStoreResult> update_key_value_store(const aws::Call& call, UpdateKeyValueStoreRequest input);
    Later<aws::Nothing> delete_key_value_store(const aws::Call& call, DeleteKeyValueStoreRequest input);
    Later<ListKeyValueStoresResult> list_key_value_stores(const aws::Call& call, ListKeyValueStoresRequest input);

    // Policies and access to origins: part_operations.cpp
    Later<CreateCachePolicyResult> create_cache_policy(const aws::Call& call, CreateCachePolicyRequest input);
    Later<GetCachePolicyResult> get_cache_policy(const aws::Call& call, GetCachePolicyRequest input);
    Later<GetCachePolicyConfigResult> get_cache_policy_config(const aws::Call& call, GetCachePolicyConfigRequest input);
    Later<UpdateCachePolicyResult> update_cache_policy(const aws::Call& call, UpdateCachePolicyRequest input);
    Later<aws::Nothing> delete_cache_policy(const aws::Call& call, DeleteCachePolicyRequest input);
    Later<ListCachePoliciesResult> list_cache_policies(const aws::Call& call, ListCachePoliciesRequest input);

    Later<CreateOriginRequestPolicyResult> create_origin_request_policy(const aws::Call& call,
                                                                        CreateOriginRequestPolicyRequest input);
    Later<GetOriginRequestPolicyResult> get_origin_request_policy(const aws::Call& call,
                                                                  GetOriginRequestPolicyRequest input);
    Later<GetOriginRequestPolicyConfigResult> get_origin_request_policy_config(
        const aws::Call& call, GetOriginRequestPolicyConfigRequest input);
    Later<UpdateOriginRequestPolicyResult> update_origin_request_policy(const aws::Call& call,
                                                                        UpdateOriginRequestPolicyRequest input);
    Later<aws::Nothing> delete_origin_request_policy(const aws::Call& call, DeleteOriginRequestPolicyRequest input);
    Later<ListOriginRequestPoliciesResult> list_origin_request_policies(const aws::Call& call,
                                                                        ListOriginRequestPoliciesRequest input);

    Later<CreateResponseHeadersPolicyResult> create_response_headers_policy(const aws::Call& call,
                                                                            CreateResponseHeadersPolicyRequest input);
    Later<GetResponseHeadersPolicyResult> get_response_headers_policy(const aws::Call& call,
                                                                      GetResponseHeadersPolicyRequest input);
    Later<GetResponseHeadersPolicyConfigResult> get_response_headers_policy_config(
        const aws::Call& call, GetResponseHeadersPolicyConfigRequest input);
    Later<UpdateResponseHeadersPolicyResult> update_response_headers_policy(const aws::Call& call,
                                                                            UpdateResponseHeadersPolicyRequest input);
    Later<aws::Nothing> delete_response_headers_policy(const aws::Call& call, DeleteResponseHeadersPolicyRequest input);
    Later<ListResponseHeadersPoliciesResult> list_response_headers_policies(const aws::Call& call,
                                                                            ListResponseHeadersPoliciesRequest input);

    Later<CreateOriginAccessControlResult> create_origin_access_control(const aws::Call& call,
                                                                        CreateOriginAccessControlRequest input);
    Later<GetOriginAccessControlResult> get_origin_access_control(const aws::Call& call,
                                                                  GetOriginAccessControlRequest input);
    Later<GetOriginAccessControlConfigResult> get_origin_access_control_config(
        const aws::Call& call, GetOriginAccessControlConfigRequest input);
    Later<UpdateOriginAccessControlResult> update_origin_access_control(const aws::Call& call,
                                                                        UpdateOriginAccessControlRequest input);
    Later<aws::Nothing> delete_origin_access_control(const aws::Call& call, DeleteOriginAccessControlRequest input);
    Later<ListOriginAccessControlsResult> list_origin_access_controls(const aws::Call& call,
                                                                      ListOriginAccessControlsRequest input);

    Later<CreateCloudFrontOriginAccessIdentityResult> create_cloud_front_origin_access_identity(
        const aws::Call& call, CreateCloudFrontOriginAccessIdentityRequest input);
    Later<GetCloudFrontOriginAccessIdentityResult> get_cloud_front_origin_access_identity(
        const aws::Call& call, GetCloudFrontOriginAccessIdentityRequest input);
    Later<GetCloudFrontOriginAccessIdentityConfigResult> get_cloud_front_origin_access_identity_config(
        const aws::Call& call, GetCloudFrontOriginAccessIdentityConfigRequest input);
    Later<UpdateCloudFrontOriginAccessIdentityResult> update_cloud_front_origin_access_identity(
        const aws::Call& call, UpdateCloudFrontOriginAccessIdentityRequest input);
    Later<aws::Nothing> delete_cloud_front_origin_access_identity(const aws::Call& call,
                                                                  DeleteCloudFrontOriginAccessIdentityRequest input);
    Later<ListCloudFrontOriginAccessIdentitiesResult> list_cloud_front_origin_access_identities(
        const aws::Call& call, ListCloudFrontOriginAccessIdentitiesRequest input);

    Later<CreatePublicKeyResult> create_public_key(const aws::Call& call, CreatePublicKeyRequest input);
    Later<GetPublicKeyResult> get_public_key(const aws::Call& call, GetPublicKeyRequest input);
    Later<GetPublicKeyConfigResult> get_public_key_config(const aws::Call& call, GetPublicKeyConfigRequest input);
    Later<UpdatePublicKeyResult> update_public_key(const aws::Call& call, UpdatePublicKeyRequest input);
    Later<aws::Nothing> delete_public_key(const aws::Call& call, DeletePublicKeyRequest input);
    Later<ListPublicKeysResult> list_public_keys(const aws::Call& call, ListPublicKeysRequest input);

    Later<CreateKeyGroupResult> create_key_group(const aws::Call& call, CreateKeyGroupRequest input);
    Later<GetKeyGroupResult> get_key_group(const aws::Call& call, GetKeyGroupRequest input);
    Later<GetKeyGroupConfigResult> get_key_group_config(const aws::Call& call, GetKeyGroupConfigRequest input);
    Later<UpdateKeyGroupResult> update_key_group(const aws::Call& call, UpdateKeyGroupRequest input);
    Later<aws::Nothing> delete_key_group(const aws::Call& call, DeleteKeyGroupRequest input);
    Later<ListKeyGroupsResult> list_key_groups(const aws::Call& call, ListKeyGroupsRequest input);

private:
    /// The answer, once all is on disk.
    template <class T>
    [[nodiscard]] Later<T> settled(T output) {
        if (auto problem = co_await catalogue_.durable()) {
            static constexpr aws::ErrorRow failed{"ServiceUnavailable", 503, ""};
            aws::Error error(failed, std::move(problem->message));
            co_return error;
        }
        co_return output;
    }

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
    /// Makes one, or refuses to.
    [[nodiscard]] Result<const DistributionRecord*, aws::Error> make(const aws::Call& call, DistributionConfig config,
                                                                     const Tags& tags);
    /// With another web ACL; empty: with none.
    [[nodiscard]] Result<const DistributionRecord*, aws::Error> change_web_acl(
        const aws::Call& call, const std::string& id, const std::optional<std::string>& if_match, std::string arn);
    /// The ids of distributions that name a part.
    template <class Output, class Config>
    [[nodiscard]] Later<Output> list_naming(const aws::Call& call, std::string part, std::optional<std::string> marker,
                                            std::optional<std::string> max_items);
    /// After its configuration changed.
    const DistributionRecord& changed(const aws::Call& call, DistributionRecord record);
    [[nodiscard]] Distribution told(const DistributionRecord& record, Instant now) const;
    [[nodiscard]] DistributionSummary summary(const DistributionRecord& record, Instant now) const;
    [[nodiscard]] Invalidation told(const InvalidationRecord& record, Instant now) const;

    // For every kind of part; part_operations.cpp.
    template <class Output, class Config, class Told>
    [[nodiscard]] Later<Output> create_part(const aws::Call& call, Config config, std::optional<Told> Output::* told);
    template <class Output, class Config, class Told>
    [[nodiscard]] Later<Output> get_part(const aws::Call& call, std::string id, std::optional<Told> Output::* told);
    template <class Output, class Config>
    [[nodiscard]] Later<Output> get_part_config(const aws::Call& call, std::string id,
                                                std::optional<Config> Output::* told);
    template <class Output, class Input, class Config, class Told>
    [[nodiscard]] Later<Output> update_part(const aws::Call& call, Input input, Config config,
                                            std::optional<Told> Output::* told);
    template <class Config, class Input>
    [[nodiscard]] Later<aws::Nothing> delete_part(const aws::Call& call, Input input);
    template <class Output, class Config, class List, class Input>
    [[nodiscard]] Later<Output> list_parts(const aws::Call& call, Input input, std::optional<List> Output::* told);

    aws::ServiceModel model_ = cloudfront_model();
    Catalogue& catalogue_;
    Planes& planes_;
    const Pace& pace_;
    Random test_chance_;  // of functions that are tested
};

/// The tags that a resource is made with.
[[nodiscard]] Result<std::map<std::string, std::string>, aws::Error> tags_of(const Tags& said);

/// Whether a behaviour or an origin of a distribution names the part.
[[nodiscard]] bool is_named_by(const DistributionConfig& config, const std::string& id);
/// The address that a new resource is told by.
[[nodiscard]] std::string location_of(const aws::Call& call, std::string_view path, const std::string& id);
/// Why a change is refused whose client has not seen the resource as it is now.
[[nodiscard]] std::optional<aws::Error> refuse_version(const std::string& etag,
                                                       const std::optional<std::string>& if_match);
[[nodiscard]] inline Instant in_seconds(Instant moment) { return std::chrono::floor<std::chrono::seconds>(moment); }

/// A page of what is listed by id. `List` has Quantity, Items, MaxItems, and what else of pages its shape has.
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
    list.quantity = static_cast<std::int32_t>(items.size());
    if (!items.empty()) list.items = std::move(items);
    return list;
}

}  // namespace wt::edge::api
