// AWS's rule groups as it tells of them.
#include <algorithm>

#include "edge/waf/api/find.hpp"
#include "edge/waf/managed_groups.hpp"

namespace wt::edge::waf::api {

namespace {

/// Assumed: one static version of each; a rule may name any.
constexpr const char* current_version = "Version_1.0";

[[nodiscard]] const ManagedGroupInfo* group_of(std::string_view vendor, std::string_view name) {
    const auto groups = managed_groups();
    const auto found = std::find_if(groups.begin(), groups.end(), [&](const ManagedGroupInfo& group) {
        return group.vendor == vendor && group.aws_name == name;
    });
    return found == groups.end() ? nullptr : &*found;
}

[[nodiscard]] RuleAction action_of(Action action) {
    RuleAction made;
    switch (action) {
        case Action::allow: made.allow.emplace(); break;
        case Action::block: made.block.emplace(); break;
        case Action::count: made.count.emplace(); break;
        case Action::captcha: made.captcha.emplace(); break;
        case Action::challenge: made.challenge.emplace(); break;
    }
    return made;
}

[[nodiscard]] std::vector<ManagedProductDescriptor> products(std::string_view vendor) {
    std::vector<ManagedProductDescriptor> all;
    for (const ManagedGroupInfo& group : managed_groups()) {
        if (!vendor.empty() && group.vendor != vendor) continue;
        ManagedProductDescriptor one;
        one.vendor_name = std::string(group.vendor);
        one.managed_rule_set_name = std::string(group.aws_name);
        one.product_description = std::string(group.about);
        one.is_versioning_supported = group.versions;
        one.is_advanced_managed_rule_set = group.name == ManagedGroup::Name::bot_control;
        all.push_back(std::move(one));
    }
    return all;
}

}  // namespace

aws::Outcome<ListAvailableManagedRuleGroupsResponse> WafV2::list_available_managed_rule_groups(
    const aws::Call& call, ListAvailableManagedRuleGroupsRequest input) {
    if (const auto place = place_of_call(call, input.scope); !place.ok()) return place.error();
    std::map<std::string, ManagedRuleGroupSummary> all;
    for (const ManagedGroupInfo& group : managed_groups()) {
        ManagedRuleGroupSummary one;
        one.vendor_name = std::string(group.vendor);
        one.name = std::string(group.aws_name);
        one.versioning_supported = group.versions;
        one.description = std::string(group.about);
        all.emplace(*one.vendor_name + "/" + *one.name, std::move(one));
    }
    auto page = page_of(std::move(all), "wafv2:managed", input, call.now);
    if (!page.ok()) return page.error();
    ListAvailableManagedRuleGroupsResponse output;
    output.managed_rule_groups = std::move(page->items);
    output.next_marker = std::move(page->next);
    return output;
}

aws::Outcome<ListAvailableManagedRuleGroupVersionsResponse> WafV2::list_available_managed_rule_group_versions(
    const aws::Call& call, ListAvailableManagedRuleGroupVersionsRequest input) {
    if (const auto place = place_of_call(call, input.scope); !place.ok()) return place.error();
    const ManagedGroupInfo* const group = group_of(input.vendor_name, input.name);
    if (group == nullptr) return nonexistent();
    ListAvailableManagedRuleGroupVersionsResponse output;
    output.versions.emplace();
    if (group->versions) {
        output.versions->push_back({current_version, std::nullopt});
        output.current_default_version = current_version;
    }
    return output;
}

aws::Outcome<DescribeManagedRuleGroupResponse> WafV2::describe_managed_rule_group(
    const aws::Call& call, DescribeManagedRuleGroupRequest input) {
    if (const auto place = place_of_call(call, input.scope); !place.ok()) return place.error();
    const ManagedGroupInfo* const group = group_of(input.vendor_name, input.name);
    if (group == nullptr) return nonexistent();
    DescribeManagedRuleGroupResponse output;
    if (group->versions) output.version_name = input.version_name.value_or(current_version);
    output.capacity = static_cast<std::int64_t>(group->units);
    output.label_namespace = label_prefix(*group);
    output.rules.emplace();
    output.available_labels.emplace();
    for (const ManagedRule& rule : group->rules) {
        output.rules->push_back({std::string(rule.name), action_of(rule.action)});
        output.available_labels->push_back({label_prefix(*group).append(rule.label)});
    }
    return output;
}

aws::Outcome<DescribeAllManagedProductsResponse> WafV2::describe_all_managed_products(
    const aws::Call& call, DescribeAllManagedProductsRequest input) {
    if (const auto place = place_of_call(call, input.scope); !place.ok()) return place.error();
    DescribeAllManagedProductsResponse output;
    output.managed_products = products({});
    return output;
}

aws::Outcome<DescribeManagedProductsByVendorResponse> WafV2::describe_managed_products_by_vendor(
    const aws::Call& call, DescribeManagedProductsByVendorRequest input) {
    if (const auto place = place_of_call(call, input.scope); !place.ok()) return place.error();
    DescribeManagedProductsByVendorResponse output;
    output.managed_products = products(input.vendor_name);
    return output;
}

}  // namespace wt::edge::waf::api
