// Which distributions name what: web ACLs, policies, key groups.
#include <algorithm>

#include "edge/api/cloudfront.hpp"

namespace wt::edge::api {

namespace {

using namespace cloudfront_errors;  // NOLINT(google-build-using-namespace): rows, named once

[[nodiscard]] aws::Error no_entity() { return {entity_not_found, "The entity was not found."}; }

}  // namespace

bool is_named_by(const DistributionConfig& config, const std::string& id) {
    const auto behavior = [&](const auto& said) {
        const auto groups =
            said.trusted_key_groups.value_or(TrustedKeyGroups()).items.value_or(std::vector<std::string>());
        const auto functions = said.function_associations.value_or(FunctionAssociations())
                                   .items.value_or(std::vector<FunctionAssociation>());
        return std::find(groups.begin(), groups.end(), id) != groups.end() || said.cache_policy_id == id ||
               said.origin_request_policy_id == id || said.response_headers_policy_id == id ||
               said.realtime_log_config_arn == id ||
               std::any_of(functions.begin(), functions.end(),
                           [&](const FunctionAssociation& each) { return each.function_arn == id; });
    };
    const auto origin = [&](const Origin& said) {
        return said.origin_access_control_id == id ||
               (said.vpc_origin_config && said.vpc_origin_config->vpc_origin_id == id) ||
               (said.s3_origin_config && said.s3_origin_config->origin_access_identity.ends_with("/" + id));
    };
    const auto behaviors =
        config.cache_behaviors.value_or(CacheBehaviors()).items.value_or(std::vector<CacheBehavior>());
    return config.continuous_deployment_policy_id == id || behavior(config.default_cache_behavior) ||
           std::any_of(behaviors.begin(), behaviors.end(), behavior) ||
           std::any_of(config.origins.items.begin(), config.origins.items.end(), origin);
}

Result<const DistributionRecord*, aws::Error> CloudFront::change_web_acl(const aws::Call& call, const std::string& id,
                                                                         const std::optional<std::string>& if_match,
                                                                         std::string arn) {
    const auto found = find_distribution(call, id);
    if (!found.ok()) return no_entity();
    if (!(*found)->component.empty()) return unwritten("changes of a scenario's distribution");
    if (if_match) {
        if (auto error = refuse_version((*found)->etag, if_match)) return std::move(*error);
    }
    if (!arn.empty() && !planes_.around().has_web_acl(call.caller.account, arn))
        return invalid("The web ACL ARN is not valid: " + arn);  // Assumed: the sentence
    DistributionRecord record = **found;
    record.config.web_acl_id = std::move(arn);
    return &changed(call, std::move(record));
}

aws::Outcome<AssociateDistributionWebAclResult> CloudFront::associate_distribution_web_acl(
    const aws::Call& call, AssociateDistributionWebAclRequest input) {
    const auto kept = change_web_acl(call, input.id, input.if_match, input.web_acl_arn);
    if (!kept.ok()) return kept.error();
    AssociateDistributionWebAclResult output;
    output.id = (*kept)->id;
    output.web_acl_arn = (*kept)->config.web_acl_id;
    output.etag = (*kept)->etag;
    return output;
}

aws::Outcome<DisassociateDistributionWebAclResult> CloudFront::disassociate_distribution_web_acl(
    const aws::Call& call, DisassociateDistributionWebAclRequest input) {
    const auto kept = change_web_acl(call, input.id, input.if_match, "");
    if (!kept.ok()) return kept.error();
    DisassociateDistributionWebAclResult output;
    output.id = (*kept)->id;
    output.etag = (*kept)->etag;
    return output;
}

aws::Outcome<ListDistributionsByWebAclIdResult> CloudFront::list_distributions_by_web_acl_id(
    const aws::Call& call, ListDistributionsByWebAclIdRequest input) {
    const std::string wanted = input.web_acl_id == "null" ? "" : input.web_acl_id;  // those that have none
    std::vector<DistributionSummary> rows;
    for (const auto& [id, record] : catalogue_.distributions()) {
        if (record.account == call.caller.account && record.config.web_acl_id.value_or("") == wanted)
            rows.push_back(summary(record, call.now));
    }
    auto page = page_of<DistributionList>(rows, input.marker, input.max_items,
                                          [](const DistributionSummary& row) -> const std::string& { return row.id; });
    if (!page.ok()) return page.error();
    ListDistributionsByWebAclIdResult output;
    output.distribution_list = std::move(*page);
    return output;
}

template <class Output, class Config>
aws::Outcome<Output> CloudFront::list_naming(const aws::Call& call, std::string part, std::optional<std::string> marker,
                                             std::optional<std::string> max_items) {
    if (catalogue_.find<Config>(call.caller.account, part) == nullptr)
        return aws::Error(About<Config>::missing, "The specified resource does not exist.");
    std::vector<std::string> ids;
    for (const auto& [id, record] : catalogue_.distributions()) {
        if (record.account == call.caller.account && is_named_by(record.config, part)) ids.push_back(id);
    }
    auto page = page_of<DistributionIdList>(ids, marker, max_items,
                                            [](const std::string& id) -> const std::string& { return id; });
    if (!page.ok()) return page.error();
    Output output;
    output.distribution_id_list = std::move(*page);
    return output;
}

aws::Outcome<ListDistributionsByCachePolicyIdResult> CloudFront::list_distributions_by_cache_policy_id(
    const aws::Call& call, ListDistributionsByCachePolicyIdRequest input) {
    return list_naming<ListDistributionsByCachePolicyIdResult, CachePolicyConfig>(
        call, std::move(input.cache_policy_id), std::move(input.marker), std::move(input.max_items));
}

aws::Outcome<ListDistributionsByOriginRequestPolicyIdResult> CloudFront::list_distributions_by_origin_request_policy_id(
    const aws::Call& call, ListDistributionsByOriginRequestPolicyIdRequest input) {
    return list_naming<ListDistributionsByOriginRequestPolicyIdResult, OriginRequestPolicyConfig>(
        call, std::move(input.origin_request_policy_id), std::move(input.marker), std::move(input.max_items));
}

aws::Outcome<ListDistributionsByResponseHeadersPolicyIdResult>
CloudFront::list_distributions_by_response_headers_policy_id(const aws::Call& call,
                                                             ListDistributionsByResponseHeadersPolicyIdRequest input) {
    return list_naming<ListDistributionsByResponseHeadersPolicyIdResult, ResponseHeadersPolicyConfig>(
        call, std::move(input.response_headers_policy_id), std::move(input.marker), std::move(input.max_items));
}

aws::Outcome<ListDistributionsByKeyGroupResult> CloudFront::list_distributions_by_key_group(
    const aws::Call& call, ListDistributionsByKeyGroupRequest input) {
    return list_naming<ListDistributionsByKeyGroupResult, KeyGroupConfig>(
        call, std::move(input.key_group_id), std::move(input.marker), std::move(input.max_items));
}

}  // namespace wt::edge::api
