#include <algorithm>

#include <fmt/format.h>

#include "base/json_depth.hpp"
#include "cloudformation/cloudformation.hpp"

/// What a stack policy lets updates do. CloudFormation User Guide, "Prevent updates to stack resources".
namespace wt::cloudformation {

namespace {

constexpr std::size_t longest_policy = 16'384;  // CloudFormation API Reference, "SetStackPolicy", StackPolicyBody

[[nodiscard]] bool fits(std::string_view pattern, std::string_view text) {
    if (pattern.empty()) return text.empty();
    if (pattern.front() == '*') {
        for (std::size_t skip = 0; skip <= text.size(); ++skip) {
            if (fits(pattern.substr(1), text.substr(skip))) return true;
        }
        return false;
    }
    return !text.empty() && (pattern.front() == '?' || pattern.front() == text.front()) &&
           fits(pattern.substr(1), text.substr(1));
}

[[nodiscard]] bool any_fits(const OrderedJson& patterns, std::string_view text) {
    if (patterns.is_string()) return fits(patterns.get_ref<const std::string&>(), text);
    return patterns.is_array() && std::any_of(patterns.begin(), patterns.end(), [&](const OrderedJson& each) {
               return each.is_string() && fits(each.get_ref<const std::string&>(), text);
           });
}

[[nodiscard]] bool speaks_of(const OrderedJson& statement, std::string_view action, std::string_view resource,
                             const std::string& type) {
    const auto about = [&](const char* name, const char* opposite, std::string_view text) {
        if (statement.contains(name)) return any_fits(statement[name], text);
        return statement.contains(opposite) && !any_fits(statement[opposite], text);
    };
    if (!about("Action", "NotAction", action) || !about("Resource", "NotResource", resource)) return false;
    if (!statement.contains("Condition")) return true;
    for (const auto& [comparison, said] : statement["Condition"].items()) {
        if (!said.contains("ResourceType") || !any_fits(said["ResourceType"], type)) return false;
    }
    return true;
}

[[nodiscard]] OrderedJson statements_of(const OrderedJson& document) {
    const OrderedJson& said = document["Statement"];
    return said.is_array() ? said : OrderedJson::array({said});
}

/// Actions are those of updates, or all of them.
[[nodiscard]] bool are_actions(const OrderedJson& said) {
    constexpr std::array known{"Update:Modify", "Update:Replace", "Update:Delete"};
    const auto is_action = [&](const OrderedJson& each) {
        return each.is_string() && std::any_of(known.begin(), known.end(), [&](const char* action) {
                   return fits(each.get_ref<const std::string&>(), action);
               });
    };
    return said.is_array() ? std::all_of(said.begin(), said.end(), is_action) : is_action(said);
}

/// An empty document is one, and says nothing.
[[nodiscard]] bool is_stack_policy(const OrderedJson& document) {
    if (!document.is_object()) return false;
    if (document.empty()) return true;
    if (!document.contains("Statement")) return false;
    const OrderedJson statements = statements_of(document);
    return std::all_of(statements.begin(), statements.end(), [](const OrderedJson& each) {
        if (!each.is_object() || !each.contains("Effect") || (each["Effect"] != "Allow" && each["Effect"] != "Deny"))
            return false;
        const auto has = [&](const char* name, const char* opposite) {
            return each.contains(name) != each.contains(opposite);
        };
        return has("Action", "NotAction") && has("Resource", "NotResource") && each.contains("Principal") &&
               each["Principal"] == "*" && are_actions(each[each.contains("Action") ? "Action" : "NotAction"]);
    });
}

/// Why the policy keeps it; empty: it does not.
[[nodiscard]] std::string denial_of(const OrderedJson& statements, const ResourceChange& about) {
    const std::string action = about.action == "Remove"      ? "Update:Delete"
                               : about.replacement == "True" ? "Update:Replace"
                                                             : "Update:Modify";
    const std::string resource = "LogicalResourceId/" + *about.logical_resource_id;
    bool allowed = false;
    std::size_t number = 0;
    for (const OrderedJson& each : statements) {
        ++number;
        if (!speaks_of(each, action, resource, *about.resource_type)) continue;
        if (each["Effect"] == "Deny")
            return fmt::format("Action denied by stack policy: Statement [#{}] does not allow [{}] for resource [{}];",
                               number, action, resource);
        allowed = true;
    }
    if (allowed) return {};
    // Assumed: what stands behind the colon.
    return fmt::format("Action not allowed by stack policy: no statement allows [{}] for resource [{}];", action,
                       resource);
}

}  // namespace

aws::Later<std::optional<std::string>> CloudFormation::policy_of(const aws::Call& call, std::string what,
                                                                 std::optional<std::string> body,
                                                                 std::optional<std::string> url) {
    if (body && url) co_return invalid(fmt::format("You cannot specify both {}URL and {}Body", what, what));
    if (url) {
        auto text = co_await object_at(call, std::move(*url), what + "URL");
        if (!text.ok()) co_return text.error();
        body = std::move(*text);
        if (body->size() > longest_policy)  // Assumed: the sentence
            co_return invalid(fmt::format("Error validating stack policy: it is longer than {} bytes", longest_policy));
    }
    if (!body || body->empty()) co_return body;
    const OrderedJson document = nests_deeper(*body) ? OrderedJson() : OrderedJson::parse(*body, nullptr, false);
    if (!is_stack_policy(document)) co_return invalid("Error validating stack policy: Invalid stack policy");
    co_return body;
}

std::map<std::string, std::string> CloudFormation::denied_by_policy(const StackRecord& stack, const Prepared& made,
                                                                    const StackSource& source,
                                                                    const std::string& policy) const {
    std::map<std::string, std::string> denied;
    const OrderedJson document = OrderedJson::parse(policy, nullptr, false);
    if (!document.is_object() || !document.contains("Statement")) return denied;
    const OrderedJson statements = statements_of(document);
    for (const Change& change : engine_.changes_of(stack, made, source)) {
        const ResourceChange& about = *change.resource_change;
        if (about.action == "Add") continue;
        if (std::string why = denial_of(statements, about); !why.empty())
            denied.emplace(*about.logical_resource_id, std::move(why));
    }
    return denied;
}

aws::Later<aws::Nothing> CloudFormation::set_stack_policy(const aws::Call& call, SetStackPolicyInput input) {
    const auto stack = bracketed(call, input.stack_name);
    if (!stack.ok()) co_return stack.error();
    const StackRef found = *stack;
    auto policy =
        co_await policy_of(call, "StackPolicy", std::move(input.stack_policy_body), std::move(input.stack_policy_url));
    if (!policy.ok()) co_return policy.error();
    found->policy = policy->value_or("");
    stacks_.keep(*found);
    co_return aws::Nothing();
}

aws::Outcome<GetStackPolicyOutput> CloudFormation::get_stack_policy(const aws::Call& call, GetStackPolicyInput input) {
    const auto stack = bracketed(call, input.stack_name);
    if (!stack.ok()) return stack.error();
    GetStackPolicyOutput output;
    if (!(*stack)->policy.empty()) output.stack_policy_body = (*stack)->policy;
    return output;
}

}  // namespace wt::cloudformation
