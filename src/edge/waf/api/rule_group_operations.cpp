// Rule groups, and who else may use them.
#include <algorithm>

#include "edge/waf/api/compile.hpp"
#include "edge/waf/api/find.hpp"

namespace wt::edge::waf::api {

namespace {

/// What the rules of a group take, or why they are none.
[[nodiscard]] aws::Outcome<std::uint64_t> units_of(const std::vector<Rule>& rules, const Bodies& bodies,
                                                   const Place& place, Catalogue& catalogue) {
    const auto compiled = compile(rules, bodies, place, catalogue);
    if (!compiled.ok()) return compiled.error();
    std::uint64_t units = 0;
    for (const waf::Rule& rule : *compiled) {
        if (std::holds_alternative<waf::RuleGroup>(rule.statement.is) ||
            std::holds_alternative<ManagedGroup>(rule.statement.is))
            return invalid("A reference in your rule statement is not valid.", "STATEMENT", rule.name);
        units += capacity(rule.statement);
    }
    return units;
}

[[nodiscard]] std::optional<aws::Error> refuse_units(const aws::Outcome<std::uint64_t>& units, std::int64_t capacity) {
    if (!units.ok()) return units.error();
    if (*units <= static_cast<std::uint64_t>(capacity)) return std::nullopt;
    return aws::Error(wafv2_errors::waf_limits_exceeded,
                      fmt::format("The rules take {} capacity units, and the rule group has {}.", *units, capacity));
}

void describe_labels(RuleGroup& group, const Place& place) {
    group.label_namespace = fmt::format("awswaf:{}:rulegroup:{}:", place.of.account, group.name);
    std::vector<LabelSummary> labels;
    for (const Rule& rule : group.rules.value_or(std::vector<Rule>())) {
        for (const Label& label : rule.rule_labels.value_or(std::vector<Label>()))
            labels.push_back({*group.label_namespace + label.name});
    }
    group.available_labels.reset();
    if (!labels.empty()) group.available_labels = std::move(labels);
}

}  // namespace

aws::Outcome<CreateRuleGroupResponse> WafV2::create_rule_group(const aws::Call& call, CreateRuleGroupRequest input) {
    auto entry = made<RuleGroup>(call, input);
    if (!entry.ok()) return entry.error();
    if (input.monetization_config) return unwritten("monetization");
    const auto units = units_of(input.rules, input.custom_response_bodies, entry->place, catalogue_);
    if (auto error = refuse_units(units, input.capacity)) return std::move(*error);
    RuleGroup& group = entry->detail;
    group.capacity = input.capacity;
    group.rules = std::move(input.rules);
    group.visibility_config = std::move(input.visibility_config);
    if (!input.custom_response_bodies.empty()) group.custom_response_bodies = std::move(input.custom_response_bodies);
    describe_labels(group, entry->place);
    CreateRuleGroupResponse output;
    output.summary = summary_of<RuleGroupSummary>(catalogue_.keep(std::move(*entry)));
    return output;
}

aws::Outcome<GetRuleGroupResponse> WafV2::get_rule_group(const aws::Call& call, GetRuleGroupRequest input) {
    const auto found =
        input.arn ? find_by_arn<RuleGroup>(call, *input.arn)
                  : find<RuleGroup>(call, input.scope.value_or(""), input.name.value_or(""), input.id.value_or(""));
    if (!found.ok()) return found.error();
    GetRuleGroupResponse output;
    output.rule_group = (*found)->detail;
    output.lock_token = (*found)->lock_token;
    return output;
}

aws::Outcome<UpdateRuleGroupResponse> WafV2::update_rule_group(const aws::Call& call, UpdateRuleGroupRequest input) {
    const auto found = find_to_change<RuleGroup>(call, input);
    if (!found.ok()) return found.error();
    if (input.monetization_config) return unwritten("monetization");
    Entry<RuleGroup> changed = **found;
    const auto units = units_of(input.rules, input.custom_response_bodies, changed.place, catalogue_);
    if (auto error = refuse_units(units, changed.detail.capacity)) return std::move(*error);
    changed.detail.rules = std::move(input.rules);
    changed.detail.description = std::move(input.description);
    changed.detail.visibility_config = std::move(input.visibility_config);
    changed.detail.custom_response_bodies.reset();
    if (!input.custom_response_bodies.empty())
        changed.detail.custom_response_bodies = std::move(input.custom_response_bodies);
    describe_labels(changed.detail, changed.place);
    renew(changed);
    const std::string arn = changed.detail.arn;
    UpdateRuleGroupResponse output;
    output.next_lock_token = changed.lock_token;
    catalogue_.keep(std::move(changed));
    if (auto error = recompile(arn)) return std::move(*error);
    return output;
}

aws::Outcome<DeleteRuleGroupResponse> WafV2::delete_rule_group(const aws::Call& call, DeleteRuleGroupRequest input) {
    const auto found = find_to_change<RuleGroup>(call, input);
    if (!found.ok()) return found.error();
    const std::string arn = (*found)->detail.arn;
    if (is_referred_to(arn))
        return aws::Error(wafv2_errors::waf_associated_item,
                          "AWS WAF couldn\xe2\x80\x99t perform the operation because your resource is being used by "
                          "another resource or it\xe2\x80\x99s associated with another resource.");
    catalogue_.keep_policy(arn, std::nullopt);
    catalogue_.drop<RuleGroup>(arn);
    return DeleteRuleGroupResponse();
}

aws::Outcome<ListRuleGroupsResponse> WafV2::list_rule_groups(const aws::Call& call, ListRuleGroupsRequest input) {
    return list<ListRuleGroupsResponse, RuleGroupSummary, RuleGroup>(call, input, &ListRuleGroupsResponse::rule_groups);
}

aws::Outcome<PutPermissionPolicyResponse> WafV2::put_permission_policy(const aws::Call& call,
                                                                       PutPermissionPolicyRequest input) {
    const auto found = find_by_arn<RuleGroup>(call, input.resource_arn);
    if (!found.ok()) return found.error();
    // AWS WAFV2 API Reference, PutPermissionPolicy: what a policy must say.
    for (const char* word : {"\"Effect\"", "\"Action\"", "\"Principal\"", "wafv2:"}) {
        if (input.policy.find(word) == std::string::npos)
            return aws::Error(wafv2_errors::waf_invalid_permission_policy,
                              "The operation failed because the specified policy isn't in the proper format.");
    }
    catalogue_.keep_policy(input.resource_arn, std::move(input.policy));
    return PutPermissionPolicyResponse();
}

aws::Outcome<GetPermissionPolicyResponse> WafV2::get_permission_policy(const aws::Call& call,
                                                                       GetPermissionPolicyRequest input) {
    const auto found = find_by_arn<RuleGroup>(call, input.resource_arn);
    if (!found.ok()) return found.error();
    const auto policy = catalogue_.policies().find(input.resource_arn);
    if (policy == catalogue_.policies().end()) return nonexistent();
    GetPermissionPolicyResponse output;
    output.policy = policy->second;
    return output;
}

aws::Outcome<DeletePermissionPolicyResponse> WafV2::delete_permission_policy(const aws::Call& call,
                                                                             DeletePermissionPolicyRequest input) {
    const auto found = find_by_arn<RuleGroup>(call, input.resource_arn);
    if (!found.ok()) return found.error();
    if (!catalogue_.policies().contains(input.resource_arn)) return nonexistent();
    catalogue_.keep_policy(input.resource_arn, std::nullopt);
    return DeletePermissionPolicyResponse();
}

}  // namespace wt::edge::waf::api
