// Tags and policies of secrets.
#include <algorithm>

#include <fmt/format.h>

#include "aws/tags.hpp"
#include "secrets/secrets_manager.hpp"

namespace wt::secrets {

namespace {

/// API Reference, "PutResourcePolicy".
constexpr std::size_t longest_document = 20'480;

constexpr std::string_view malformed = "This resource policy contains a syntax error.";
constexpr std::string_view too_open =
    "This resource policy grants broad access to the secret. Broad access to a secret is not allowed.";

[[nodiscard]] bool lets_everybody(const iam::Policy& policy) {
    return std::any_of(policy.statements.begin(), policy.statements.end(), [](const iam::Statement& statement) {
        return statement.effect == iam::Effect::allow && statement.conditions.empty() && statement.principal &&
               (statement.principal->everyone || statement.principal_sense == iam::Sense::all_but_named);
    });
}

}  // namespace

aws::Outcome<aws::Nothing> SecretsManager::tag_resource(const aws::Call& call, TagResourceRequest input) {
    const auto change = [&]() -> aws::Outcome<aws::Nothing> {
        const auto found = living(call, "secretsmanager:TagResource", input.secret_id);
        if (!found.ok()) return found.error();
        if (auto wrong = add_tags(**found, input.tags, call.via)) return std::move(*wrong);
        catalogue_.keep(**found);
        return aws::Nothing();
    };
    return change();
}

aws::Outcome<aws::Nothing> SecretsManager::untag_resource(const aws::Call& call, UntagResourceRequest input) {
    const auto change = [&]() -> aws::Outcome<aws::Nothing> {
        const auto found = living(call, "secretsmanager:UntagResource", input.secret_id);
        if (!found.ok()) return found.error();
        aws::TagSet tags((*found)->tags);
        if (const auto fault = tags.remove(input.tag_keys)) return invalid_parameter(fault->text);
        (*found)->tags = tags.all();
        catalogue_.keep(**found);
        return aws::Nothing();
    };
    return change();
}

aws::Outcome<PutResourcePolicyResponse> SecretsManager::put_resource_policy(const aws::Call& call,
                                                                            PutResourcePolicyRequest input) {
    const auto put = [&]() -> aws::Outcome<PutResourcePolicyResponse> {
        const auto found = living(call, "secretsmanager:PutResourcePolicy", input.secret_id);
        if (!found.ok()) return found.error();
        if (input.policy_name) return not_here("policies with names");
        const auto policy = iam::parse_policy(input.resource_policy, iam::PolicyUse::resource, longest_document);
        if (!policy.ok()) return aws::Error(secretsmanager_errors::malformed_policy_document, std::string(malformed));
        if (input.block_public_policy.value_or(false) && lets_everybody(*policy))
            return aws::Error(secretsmanager_errors::public_policy, std::string(too_open));
        (*found)->policy = input.resource_policy;
        catalogue_.keep(**found);
        PutResourcePolicyResponse output;
        output.arn = (*found)->arn();
        output.name = (*found)->name;
        return output;
    };
    return put();
}

aws::Outcome<GetResourcePolicyResponse> SecretsManager::get_resource_policy(const aws::Call& call,
                                                                            GetResourcePolicyRequest input) {
    const auto get = [&]() -> aws::Outcome<GetResourcePolicyResponse> {
        const auto found = living(call, "secretsmanager:GetResourcePolicy", input.secret_id);
        if (!found.ok()) return found.error();
        if (input.policy_name) return not_here("policies with names");
        GetResourcePolicyResponse output;
        output.arn = (*found)->arn();
        output.name = (*found)->name;
        if (!(*found)->policy.empty()) output.resource_policy = (*found)->policy;
        return output;
    };
    return get();
}

aws::Outcome<DeleteResourcePolicyResponse> SecretsManager::delete_resource_policy(const aws::Call& call,
                                                                                  DeleteResourcePolicyRequest input) {
    const auto remove = [&]() -> aws::Outcome<DeleteResourcePolicyResponse> {
        const auto found = living(call, "secretsmanager:DeleteResourcePolicy", input.secret_id);
        if (!found.ok()) return found.error();
        if (input.policy_name) return not_here("policies with names");
        (*found)->policy.clear();
        catalogue_.keep(**found);
        DeleteResourcePolicyResponse output;
        output.arn = (*found)->arn();
        output.name = (*found)->name;
        return output;
    };
    return remove();
}

aws::Outcome<ValidateResourcePolicyResponse> SecretsManager::validate_resource_policy(
    const aws::Call& call, ValidateResourcePolicyRequest input) {
    const auto validate = [&]() -> aws::Outcome<ValidateResourcePolicyResponse> {
        if (input.secret_id) {
            const auto found = living(call, "secretsmanager:ValidateResourcePolicy", *input.secret_id);
            if (!found.ok()) return found.error();
        }
        const auto policy = iam::parse_policy(input.resource_policy, iam::PolicyUse::resource, longest_document);
        if (!policy.ok()) return aws::Error(secretsmanager_errors::malformed_policy_document, std::string(malformed));
        ValidateResourcePolicyResponse output;
        output.policy_validation_passed = !lets_everybody(*policy);
        if (lets_everybody(*policy)) output.validation_errors.push_back({"PUBLIC_POLICY", std::string(too_open)});
        return output;
    };
    return validate();
}

}  // namespace wt::secrets
