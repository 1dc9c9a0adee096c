// SimulatePrincipalPolicy: what the policies of a user, a group or a role say.
#include "iam/api/details.hpp"
#include "iam/api/find.hpp"
#include "iam/authorize.hpp"

namespace wt::iam::api {

namespace {

[[nodiscard]] std::string_view word_for(const Ruling& ruling) {
    switch (ruling.verdict) {
        case Verdict::allow: return "allowed";
        case Verdict::explicit_deny: return "explicitDeny";
        case Verdict::implicit_deny: break;
    }
    return "implicitDeny";
}

/// A policy that counts, as answers name it.
struct Source {
    std::string id;
    std::string text;
    PolicyRef policy;
};

/// The policies of those that are handed in.
[[nodiscard]] aws::Outcome<std::vector<Source>> sources_of(const std::vector<std::string>& texts,
                                                           std::string_view list) {
    std::vector<Source> sources;
    for (const std::string& text : texts) {
        auto document = read_document(text, PolicyUse::session);
        if (!document.ok()) return document.error();
        sources.push_back({fmt::format("{}.{}", list, sources.size() + 1), text, std::move(document->policy)});
    }
    return sources;
}

/// Those of a user, a group or a role; an inline one is called after its holder, too, as AWS was seen to do.
void add_sources(const Directory& directory, std::string_view kind, const PolicyHolder& holder,
                 std::vector<Source>& sources) {
    for (const auto& [name, document] : holder.inline_policies)
        sources.push_back({fmt::format("{}_{}_{}", kind, holder.name, name), document.text, document.policy});
    for (const std::string& arn : holder.attached) {
        PolicyRef policy = directory.policy_at(arn);
        if (policy == nullptr) continue;
        std::string text;
        if (const AwsPolicy* const row = find_aws_policy(arn)) text = row->document();
        if (const ManagedPolicy* const own = directory.find_policy(arn))
            text = own->versions.at(own->default_version).document.text;
        sources.push_back({arn.substr(arn.rfind('/') + 1), std::move(text), std::move(policy)});
    }
}

/// Where the statements of a document that reads stand in it: from the bracket or comma before each to its end.
[[nodiscard]] std::vector<MatchedStatement> places_of(std::string_view text) {
    std::vector<MatchedStatement> places;
    Position here{1, 1};
    Position start;
    std::string_view name;  // the last one of the document itself
    std::size_t opened = 0;
    int depth = 0;
    bool in_text = false;
    bool in_list = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const Position before = here;
        if (c == '\n') {
            here = {*here.line + 1, 1};
        } else {
            here.column = *here.column + 1;
        }
        if (in_text) {
            if (c == '\\') {
                ++i;
                here.column = *here.column + 1;
            } else if (c == '"') {
                in_text = false;
                if (depth == 1) name = text.substr(opened, i - opened);
            }
            continue;
        }
        const int statement = in_list ? 3 : 2;  // the depth within one
        if (c == '"') {
            in_text = true;
            opened = i + 1;
        } else if (c == '[' || c == '{') {
            if (++depth == 2 && name == "Statement") {
                in_list = c == '[';
                start = in_list ? here : before;
            }
        } else if (c == ']' || c == '}') {
            if (depth == statement && c == '}' && name == "Statement") {
                MatchedStatement& place = places.emplace_back();
                place.start_position = start;
                place.end_position = here;
            }
            if (--depth == 1) {
                name = {};
                in_list = false;
            }
        } else if (c == ',' && in_list && depth == 2) {
            start = here;
        }
    }
    return places;
}

/// The statements that a decision comes from: those that are about the request and say the same.
[[nodiscard]] std::vector<MatchedStatement> matched(const std::vector<Source>& sources, const AccessRequest& request,
                                                    Verdict verdict) {
    std::vector<MatchedStatement> all;
    if (verdict == Verdict::implicit_deny) return all;
    const Effect effect = verdict == Verdict::allow ? Effect::allow : Effect::deny;
    for (const Source& source : sources) {
        const std::vector<MatchedStatement> places = places_of(source.text);
        const auto& statements = source.policy->statements;
        for (std::size_t i = 0; i < statements.size() && i < places.size(); ++i) {
            if (statements[i].effect != effect || !about(statements[i], request, source.policy->variables())) continue;
            MatchedStatement& place = all.emplace_back(places[i]);
            place.source_policy_id = source.id;
            place.source_policy_type = "IAM Policy";
        }
    }
    return all;
}

}  // namespace

aws::Outcome<SimulatePolicyResponse> IamService::simulate_principal_policy(const aws::Call& call,
                                                                           SimulatePrincipalPolicyRequest input) {
    if (input.resource_policy || input.resource_owner || input.caller_arn || input.resource_handling_option)
        return aws::Error(errors::unwritten,
                          "Windtunnel does not simulate policies of resources, nor other callers than the source.");
    const std::string& account = call.caller.account;
    const std::string_view arn = input.policy_source_arn;
    const std::string_view name = arn.substr(arn.rfind('/') + 1);
    IdentityPolicies policies;
    std::vector<Source> sources;
    aws::Principal caller;
    if (const User* const user = directory_.find_user(account, name);
        user != nullptr && arn_of(account, *user) == arn) {
        policies = directory_.policies_of(account, *user);
        add_sources(directory_, "user", *user, sources);
        for (const std::string& group : user->groups) {
            const auto& groups = account_of(call).groups;
            if (const auto found = groups.find(group); found != groups.end())
                add_sources(directory_, "group", found->second, sources);
        }
        caller = aws::user_of(account, user->name, user->id, user->path);
    } else if (const Role* const role = directory_.find_role(account, name);
               role != nullptr && arn_of(account, *role) == arn) {
        policies = directory_.policies_of(*role);
        add_sources(directory_, "role", *role, sources);
        caller.kind = aws::PrincipalKind::assumed_role;
        caller.account = account;
        caller.arn = caller.role_arn = arn;
        caller.user_id = role->id;
    } else if (const auto group = account_of(call).groups.find(name);
               group != account_of(call).groups.end() && arn_of(account, group->second) == arn) {
        policies = directory_.policies_of(group->second);
        add_sources(directory_, "group", group->second, sources);
        caller = aws::root_of(account);
    } else {
        return no_such_entity(fmt::format("No such entity exists: {}", arn));
    }
    auto more = sources_of(input.policy_input_list, "PolicyInputList");
    if (!more.ok()) return more.error();
    for (Source& source : *more) {
        policies.identity.push_back(source.policy);
        sources.push_back(std::move(source));
    }
    const auto boundaries = sources_of(input.permissions_boundary_policy_input_list, "PermissionsBoundary");
    if (!boundaries.ok()) return boundaries.error();
    if (!boundaries->empty()) policies.boundary = boundaries->front().policy;
    caller.policies = std::make_shared<const IdentityPolicies>(std::move(policies));

    RequestContext context;
    describe_caller(context, caller);
    describe_request(context, call.now, call.request.client);
    for (const ContextEntry& entry : input.context_entries)
        context.set(entry.context_key_name.value_or(""), entry.context_key_values);
    std::vector<std::string> resources = input.resource_arns;
    if (resources.empty()) resources.emplace_back("*");
    std::vector<EvaluationResult> results;
    for (const std::string& action : input.action_names) {
        for (const std::string& resource : resources) {
            const AccessRequest request{caller, action, resource, context};
            const Ruling ruling = authorize(request);
            EvaluationResult& result = results.emplace_back();
            result.eval_action_name = action;
            result.eval_resource_name = resource;
            result.eval_decision = word_for(ruling);
            result.matched_statements = matched(sources, request, ruling.verdict);
            result.missing_context_values.emplace();
            result.eval_decision_details.emplace();
            result.organizations_decision_detail.emplace().allowed_by_organizations = true;
            if (caller.policies->boundary) {
                const bool allowed = evaluate(*caller.policies->boundary, request).verdict == Verdict::allow;
                result.permissions_boundary_decision_detail.emplace().allowed_by_permissions_boundary = allowed;
            }
            if (input.resource_arns.empty()) continue;
            ResourceSpecificResult& specific = result.resource_specific_results.emplace().emplace_back();
            specific.eval_resource_name = resource;
            specific.eval_resource_decision = result.eval_decision;
            specific.matched_statements = result.matched_statements;
            specific.missing_context_values.emplace();
            specific.eval_decision_details.emplace();
            specific.permissions_boundary_decision_detail = result.permissions_boundary_decision_detail;
        }
    }
    SimulatePolicyResponse output;
    output.evaluation_results = std::move(results);
    output.is_truncated = false;
    return output;
}

}  // namespace wt::iam::api
