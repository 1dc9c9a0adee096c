#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/pages.hpp"
#include "aws/service.hpp"
#include "base/context.hpp"
#include "edge/waf/api/catalogue.hpp"
#include "edge/waf/api/errors.hpp"
#include "edge/waf/api/surroundings.hpp"
#include "edge/waf/web_acls.hpp"

namespace wt::edge::waf::api {

/// AWS WAF's API over the catalogue. Every answer waits until what it says is on disk; requests meet a web ACL as it
/// was changed before the answer leaves. AWS WAFV2 API Reference, 2019-07-29.
class WafV2 final : public aws::Service {
public:
    /// All of it outlives this.
    WafV2(const Context& context, Catalogue& catalogue, WebAcls& planes, Surroundings& around);
    ~WafV2() override;

    [[nodiscard]] const aws::ServiceModel& model() const override { return wafv2_model(); }
    [[nodiscard]] void* instance() override { return this; }
    [[nodiscard]] Task<std::optional<aws::Error>> settle() override {
        return on_disk(catalogue_.durable(), wafv2_errors::waf_internal_error);
    }
    [[nodiscard]] Task<std::optional<wt::Error>> reset(std::string_view account) override;

    /// Makes what an earlier process left, and tells of the scenario's from now on.
    void stand_all(const aws::AccountRegion& scenarios_place);
    /// What is told of the scenario's web ACLs is as they are now, and nothing that clients have said of them.
    void list_anew(const aws::AccountRegion& scenarios_place);
    /// A resource that may have a protection of an earlier process has come.
    void came(const std::string& resource);

    // Web ACLs: web_acl_operations.cpp
    aws::Outcome<CreateWebAclResponse> create_web_acl(const aws::Call& call, CreateWebAclRequest input);
    aws::Outcome<GetWebAclResponse> get_web_acl(const aws::Call& call, GetWebAclRequest input);
    aws::Outcome<UpdateWebAclResponse> update_web_acl(const aws::Call& call, UpdateWebAclRequest input);
    aws::Outcome<DeleteWebAclResponse> delete_web_acl(const aws::Call& call, DeleteWebAclRequest input);
    aws::Outcome<ListWebAcLsResponse> list_web_ac_ls(const aws::Call& call, ListWebAcLsRequest input);
    aws::Outcome<CheckCapacityResponse> check_capacity(const aws::Call& call, CheckCapacityRequest input);

    // Rule groups: rule_group_operations.cpp
    aws::Outcome<CreateRuleGroupResponse> create_rule_group(const aws::Call& call, CreateRuleGroupRequest input);
    aws::Outcome<GetRuleGroupResponse> get_rule_group(const aws::Call& call, GetRuleGroupRequest input);
    aws::Outcome<UpdateRuleGroupResponse> update_rule_group(const aws::Call& call, UpdateRuleGroupRequest input);
    aws::Outcome<DeleteRuleGroupResponse> delete_rule_group(const aws::Call& call, DeleteRuleGroupRequest input);
    aws::Outcome<ListRuleGroupsResponse> list_rule_groups(const aws::Call& call, ListRuleGroupsRequest input);
    aws::Outcome<PutPermissionPolicyResponse> put_permission_policy(const aws::Call& call,
                                                                    PutPermissionPolicyRequest input);
    aws::Outcome<GetPermissionPolicyResponse> get_permission_policy(const aws::Call& call,
                                                                    GetPermissionPolicyRequest input);
    aws::Outcome<DeletePermissionPolicyResponse> delete_permission_policy(const aws::Call& call,
                                                                          DeletePermissionPolicyRequest input);

    // Sets: set_operations.cpp
    aws::Outcome<CreateIpSetResponse> create_ip_set(const aws::Call& call, CreateIpSetRequest input);
    aws::Outcome<GetIpSetResponse> get_ip_set(const aws::Call& call, GetIpSetRequest input);
    aws::Outcome<UpdateIpSetResponse> update_ip_set(const aws::Call& call, UpdateIpSetRequest input);
    aws::Outcome<DeleteIpSetResponse> delete_ip_set(const aws::Call& call, DeleteIpSetRequest input);
    aws::Outcome<ListIpSetsResponse> list_ip_sets(const aws::Call& call, ListIpSetsRequest input);
    aws::Outcome<CreateRegexPatternSetResponse> create_regex_pattern_set(const aws::Call& call,
                                                                         CreateRegexPatternSetRequest input);
    aws::Outcome<GetRegexPatternSetResponse> get_regex_pattern_set(const aws::Call& call,
                                                                   GetRegexPatternSetRequest input);
    aws::Outcome<UpdateRegexPatternSetResponse> update_regex_pattern_set(const aws::Call& call,
                                                                         UpdateRegexPatternSetRequest input);
    aws::Outcome<DeleteRegexPatternSetResponse> delete_regex_pattern_set(const aws::Call& call,
                                                                         DeleteRegexPatternSetRequest input);
    aws::Outcome<ListRegexPatternSetsResponse> list_regex_pattern_sets(const aws::Call& call,
                                                                       ListRegexPatternSetsRequest input);

    // What is protected, and tags: association_operations.cpp
    aws::Outcome<AssociateWebAclResponse> associate_web_acl(const aws::Call& call, AssociateWebAclRequest input);
    aws::Outcome<DisassociateWebAclResponse> disassociate_web_acl(const aws::Call& call,
                                                                  DisassociateWebAclRequest input);
    aws::Outcome<GetWebAclForResourceResponse> get_web_acl_for_resource(const aws::Call& call,
                                                                        GetWebAclForResourceRequest input);
    aws::Outcome<ListResourcesForWebAclResponse> list_resources_for_web_acl(const aws::Call& call,
                                                                            ListResourcesForWebAclRequest input);
    aws::Outcome<TagResourceResponse> tag_resource(const aws::Call& call, TagResourceRequest input);
    aws::Outcome<UntagResourceResponse> untag_resource(const aws::Call& call, UntagResourceRequest input);
    aws::Outcome<ListTagsForResourceResponse> list_tags_for_resource(const aws::Call& call,
                                                                     ListTagsForResourceRequest input);

    // AWS's rule groups: managed_operations.cpp
    aws::Outcome<ListAvailableManagedRuleGroupsResponse> list_available_managed_rule_groups(
        const aws::Call& call, ListAvailableManagedRuleGroupsRequest input);
    aws::Outcome<ListAvailableManagedRuleGroupVersionsResponse> list_available_managed_rule_group_versions(
        const aws::Call& call, ListAvailableManagedRuleGroupVersionsRequest input);
    aws::Outcome<DescribeManagedRuleGroupResponse> describe_managed_rule_group(const aws::Call& call,
                                                                               DescribeManagedRuleGroupRequest input);
    aws::Outcome<DescribeAllManagedProductsResponse> describe_all_managed_products(
        const aws::Call& call, DescribeAllManagedProductsRequest input);
    aws::Outcome<DescribeManagedProductsByVendorResponse> describe_managed_products_by_vendor(
        const aws::Call& call, DescribeManagedProductsByVendorRequest input);

    // What requests met: log_operations.cpp
    aws::Outcome<GetSampledRequestsResponse> get_sampled_requests(const aws::Call& call,
                                                                  GetSampledRequestsRequest input);
    aws::Outcome<GetRateBasedStatementManagedKeysResponse> get_rate_based_statement_managed_keys(
        const aws::Call& call, GetRateBasedStatementManagedKeysRequest input);
    aws::Outcome<PutLoggingConfigurationResponse> put_logging_configuration(const aws::Call& call,
                                                                            PutLoggingConfigurationRequest input);
    aws::Outcome<GetLoggingConfigurationResponse> get_logging_configuration(const aws::Call& call,
                                                                            GetLoggingConfigurationRequest input);
    aws::Outcome<DeleteLoggingConfigurationResponse> delete_logging_configuration(
        const aws::Call& call, DeleteLoggingConfigurationRequest input);
    aws::Outcome<ListLoggingConfigurationsResponse> list_logging_configurations(const aws::Call& call,
                                                                                ListLoggingConfigurationsRequest input);

private:
    /// Where a call's scope is; CLOUDFRONT is in us-east-1 only.
    [[nodiscard]] static aws::Outcome<Place> place_of_call(const aws::Call& call, const std::string& scope);
    /// What a call names by name and id, or the error that says why not.
    template <class T>
    [[nodiscard]] aws::Outcome<Entry<T>*> find(const aws::Call& call, const std::string& scope, const std::string& name,
                                               const std::string& id);
    /// The same, to be changed: the caller must have seen its last state.
    template <class T>
    [[nodiscard]] aws::Outcome<Entry<T>*> find_to_change(const aws::Call& call, const auto& input);
    /// The same by its ARN.
    template <class T>
    [[nodiscard]] aws::Outcome<Entry<T>*> find_by_arn(const aws::Call& call, const std::string& arn);
    /// A new one with an id, an ARN and a token; a name that is taken, or tags that are none, are an error.
    template <class T>
    [[nodiscard]] aws::Outcome<Entry<T>> made(const aws::Call& call, const auto& input);
    template <class Summary, class T>
    [[nodiscard]] static Summary summary_of(const Entry<T>& entry);
    /// A page of summaries, in order of their names.
    template <class Output, class Summary, class T>
    [[nodiscard]] aws::Outcome<Output> list(const aws::Call& call, const auto& input, auto into);
    [[nodiscard]] std::string new_id();
    template <class T>
    void renew(Entry<T>& entry) {
        entry.lock_token = new_id();
    }

    /// Whoever refers to that set or group; empty: nobody.
    [[nodiscard]] bool is_referred_to(const std::string& arn) const;
    /// After a set or group changed: what stands on it is compiled anew. The first problem; nothing has changed then.
    [[nodiscard]] std::optional<aws::Error> recompile(const std::string& arn);
    [[nodiscard]] std::optional<aws::Error> stand(Entry<WebAcl>& entry);
    /// Keeps the watcher that its logging configuration asks for.
    void watch(const Entry<WebAcl>& entry);
    [[nodiscard]] std::vector<std::string> resources_of(const Entry<WebAcl>& entry) const;
    void list_scenario_acl(const aws::AccountRegion& place, const std::string& name, const waf::WebAcl* now);
    [[nodiscard]] std::optional<aws::Error> refuse_labels(const std::vector<Rule>& rules) const;

    Context context_;
    Catalogue& catalogue_;
    WebAcls& planes_;
    Surroundings& around_;
    Random ids_;
};

}  // namespace wt::edge::waf::api
