// Who else may do what with a function: single statements, and the whole document.
#include <fmt/format.h>

#include "iam/policy.hpp"
#include "lambda/api/errors.hpp"
#include "lambda/api/lambda.hpp"

namespace wt::lambda::api {

namespace {

constexpr std::string_view no_policy = "The resource you requested does not exist.";

[[nodiscard]] ResourcePolicy policy_at(const FunctionRecord& record, const std::string& qualifier) {
    const auto found = record.policies.find(qualifier);
    return found == record.policies.end() ? ResourcePolicy() : found->second;
}

}  // namespace

std::string Lambda::shown_policy(const Found& found) const {
    ResourcePolicy said = policy_at(*found.record, found.name.qualifier);
    if (!found.record->of_scenario() || !found.name.qualifier.empty()) return said.document;
    for (const Permission& each : surroundings_.provided_permissions(found.name)) {
        // One of the API's own with its id counts.
        if (auto more = with_statement(said, each); more.ok()) said.document = std::move(*more);
    }
    return said.document;
}

void Lambda::keep(const Found& found, ResourcePolicy policy) {
    revision_of(found) = policy.revision;
    // What is empty is none.
    if (policy.document.empty()) {
        found.record->policies.erase(found.name.qualifier);
    } else {
        found.record->policies[found.name.qualifier] = std::move(policy);
    }
    catalogue_.keep(*found.record);
}

aws::Outcome<AddPermissionResponse> Lambda::add_permission(const aws::Call& call, AddPermissionRequest input) {
    const auto change = [&]() -> aws::Outcome<AddPermissionResponse> {
        const auto found = qualified(call, input.function_name, input.qualifier);
        if (!found.ok()) return found.error();
        const std::string& qualifier = found->name.qualifier;
        if (qualifier == latest) return invalid_parameter("We currently do not support adding policies for $LATEST.");
        const Permission permission{.id = input.statement_id,
                                    .action = input.action,
                                    .principal = input.principal,
                                    .resource = found->name.arn(),
                                    .source_arn = input.source_arn,
                                    .source_account = input.source_account,
                                    .organization = input.principal_org_id,
                                    .url_auth_type = input.function_url_auth_type,
                                    .event_source_token = input.event_source_token,
                                    .via_url = input.invoked_via_function_url.value_or(false)};
        auto policy = changed(policy_at(*found->record, qualifier), input.revision_id, revision_of(*found),
                              [&](const ResourcePolicy& before) { return with_statement(before, permission); });
        if (!policy.ok()) return policy.error();
        keep(*found, std::move(*policy));
        AddPermissionResponse response;
        response.statement = statement_of(permission);
        return response;
    };
    return change();
}

aws::Outcome<Lambda::Nothing> Lambda::remove_permission(const aws::Call& call, RemovePermissionRequest input) {
    const auto change = [&]() -> aws::Outcome<Nothing> {
        const auto found = qualified(call, input.function_name, input.qualifier);
        if (!found.ok()) return found.error();
        auto policy = changed(policy_at(*found->record, found->name.qualifier), input.revision_id, revision_of(*found),
                              [&](const ResourcePolicy& before) -> aws::Outcome<std::string> {
                                  if (before.document.empty())
                                      return not_found("No policy is associated with the given resource.");
                                  return without_statement(before, input.statement_id);
                              });
        if (!policy.ok()) return policy.error();
        keep(*found, std::move(*policy));
        return Nothing();
    };
    return change();
}

aws::Outcome<GetPolicyResponse> Lambda::get_policy(const aws::Call& call, GetPolicyRequest input) {
    const auto found = qualified(call, input.function_name, input.qualifier);
    if (!found.ok()) return found.error();
    GetPolicyResponse response;
    response.policy = shown_policy(*found);
    if (response.policy->empty()) return not_found(std::string(no_policy));
    response.revision_id = revision_of(*found);
    return response;
}

aws::Outcome<PutResourcePolicyResponse> Lambda::put_resource_policy(const aws::Call& call,
                                                                    PutResourcePolicyRequest input) {
    const auto change = [&]() -> aws::Outcome<PutResourcePolicyResponse> {
        const auto found = qualified(call, input.resource_arn, std::nullopt);
        if (!found.ok()) return found.error();
        const auto replace = [&](const ResourcePolicy&) -> aws::Outcome<std::string> {
            const auto read = iam::parse_policy(input.policy, iam::PolicyUse::resource, longest_policy);
            if (read.ok()) return input.policy;
            if (read.error().flaw == iam::PolicyFlaw::too_large)
                return error(lambda_errors::policy_length_exceeded,
                             fmt::format("The final policy size ({}) is bigger than the limit ({}).",
                                         input.policy.size(), longest_policy));
            // Assumed: the sentence.
            return invalid_parameter(fmt::format("The resource policy does not read: {}", read.error().detail));
        };
        auto policy =
            changed(policy_at(*found->record, found->name.qualifier), input.revision_id, revision_of(*found), replace);
        if (!policy.ok()) return policy.error();
        PutResourcePolicyResponse response;
        response.policy = input.policy;
        response.revision_id = policy->revision;
        keep(*found, std::move(*policy));
        return response;
    };
    return change();
}

aws::Outcome<GetResourcePolicyResponse> Lambda::get_resource_policy(const aws::Call& call,
                                                                    GetResourcePolicyRequest input) {
    const auto found = qualified(call, input.resource_arn, std::nullopt);
    if (!found.ok()) return found.error();
    GetResourcePolicyResponse response;
    response.policy = shown_policy(*found);
    if (response.policy->empty()) return not_found(std::string(no_policy));
    response.revision_id = revision_of(*found);
    return response;
}

aws::Outcome<Lambda::Nothing> Lambda::delete_resource_policy(const aws::Call& call, DeleteResourcePolicyRequest input) {
    const auto change = [&]() -> aws::Outcome<Nothing> {
        const auto found = qualified(call, input.resource_arn, std::nullopt);
        if (!found.ok()) return found.error();
        auto policy = changed(policy_at(*found->record, found->name.qualifier), input.revision_id, revision_of(*found),
                              [](const ResourcePolicy& before) -> aws::Outcome<std::string> {
                                  if (before.document.empty()) return not_found(std::string(no_policy));
                                  return std::string();
                              });
        if (!policy.ok()) return policy.error();
        keep(*found, std::move(*policy));
        return Nothing();
    };
    return change();
}

}  // namespace wt::lambda::api
