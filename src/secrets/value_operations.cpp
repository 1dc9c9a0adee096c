// Values of secrets, and their versions.
#include <algorithm>

#include <fmt/format.h>

#include "aws/pages.hpp"
#include "iam/resource_access.hpp"
#include "secrets/filters.hpp"
#include "secrets/random_password.hpp"
#include "secrets/secrets_manager.hpp"

namespace wt::secrets {

namespace {

constexpr std::int32_t usual_batch = 20;
constexpr std::int32_t usual_versions = 100;
constexpr std::string_view batch_scope = "secretsmanager:BatchGetSecretValue";
constexpr std::string_view versions_scope = "secretsmanager:ListSecretVersionIds";

[[nodiscard]] Instant day_of(Instant moment) {
    return Instant(std::chrono::floor<std::chrono::days>(moment.time_since_epoch()));
}

[[nodiscard]] bool has_stage(const Version& version, std::string_view stage) {
    return std::find(version.stages.begin(), version.stages.end(), stage) != version.stages.end();
}

}  // namespace

aws::Outcome<GetSecretValueResponse> SecretsManager::value_of(const aws::Call& call,
                                                              const GetSecretValueRequest& wanted) {
    const auto found = living(call, "secretsmanager:GetSecretValue", wanted.secret_id);
    if (!found.ok()) return found.error();
    Secret& secret = **found;
    const std::string stage = wanted.version_stage.value_or(std::string(current_stage));
    const std::string id = wanted.version_id ? *wanted.version_id : secret.holder(stage);
    const auto version = secret.versions.find(id);
    const auto value = secret.values.find(id);
    if (version == secret.versions.end() || value == secret.values.end())
        return not_found(
            wanted.version_id
                ? fmt::format("Secrets Manager can't find the specified secret value for VersionId: {}", id)
                : fmt::format("Secrets Manager can't find the specified secret value for staging label: {}", stage));
    if (wanted.version_id && wanted.version_stage && !has_stage(version->second, stage))
        return invalid_request("You provided a VersionStage that is not associated to the provided VersionId.");
    if (auto refused = refuse_key(call, secret, secret.key, Crypt::decrypt)) return std::move(*refused);
    const Instant today = day_of(context_.calendar());
    if (secret.accessed != today || version->second.accessed != today) {
        secret.accessed = version->second.accessed = today;
        catalogue_.keep(secret);
    }
    GetSecretValueResponse output;
    output.arn = secret.arn();
    output.name = secret.name;
    output.version_id = id;
    output.secret_string = value->second.text;
    output.secret_binary = value->second.binary;
    output.version_stages = version->second.stages;
    output.created_date = version->second.created;
    return output;
}

aws::Outcome<GetSecretValueResponse> SecretsManager::get_secret_value(const aws::Call& call,
                                                                      GetSecretValueRequest input) {
    return value_of(call, input);
}

aws::Outcome<BatchGetSecretValueResponse> SecretsManager::batch_get_secret_value(const aws::Call& call,
                                                                                 BatchGetSecretValueRequest input) {
    const auto get = [&]() -> aws::Outcome<BatchGetSecretValueResponse> {
        Secret any;
        any.place = aws::account_region_of(call);
        any.name = "*";
        if (auto refused = refuse(call, "secretsmanager:BatchGetSecretValue", any)) return std::move(*refused);
        if (input.secret_id_list.empty() == input.filters.empty())
            return invalid_parameter("Either 'SecretIdList' or 'Filters' must be provided, but not both.");
        BatchGetSecretValueResponse output;
        std::vector<std::string> ids = input.secret_id_list;
        if (!input.filters.empty()) {
            catalogue_.expire();
            std::map<std::string, std::string> names;
            for (const auto& [key, secret] : catalogue_.all()) {
                if (key.first == any.place && !secret->is_marked() && passes(*secret, input.filters))
                    names.emplace(secret->name, secret->name);
            }
            const aws::PageTokens tokens(batch_scope);
            auto page = aws::page_of(std::move(names),
                                     {tokens, input.next_token,
                                      static_cast<std::size_t>(input.max_results.value_or(usual_batch)), call.now});
            if (!page.ok())
                return aws::Error(secretsmanager_errors::invalid_next_token, "The NextToken value is invalid.");
            ids = std::move(page->items);
            output.next_token = page->next;
        }
        for (const std::string& id : ids) {
            auto value = value_of(call, {id, std::nullopt, std::nullopt});
            if (!value.ok()) {
                output.errors.push_back({id, std::string(value.error().code), value.error().message});
                continue;
            }
            output.secret_values.push_back({value->arn, value->name, value->version_id, std::move(value->secret_binary),
                                            std::move(value->secret_string), value->version_stages,
                                            value->created_date});
        }
        return output;
    };
    return get();
}

aws::Outcome<PutSecretValueResponse> SecretsManager::put_secret_value(const aws::Call& call,
                                                                      PutSecretValueRequest input) {
    const auto put = [&]() -> aws::Outcome<PutSecretValueResponse> {
        const auto found = living(call, "secretsmanager:PutSecretValue", input.secret_id);
        if (!found.ok()) return found.error();
        Secret& secret = **found;
        auto value = read_value(std::move(input.secret_string), std::move(input.secret_binary));
        if (!value.ok()) return value.error();
        if (!value->is_there()) return invalid_request("You must provide either SecretString or SecretBinary.");
        if (auto refused = refuse_key(call, secret, secret.key, Crypt::encrypt)) return std::move(*refused);
        const std::string before = secret.holder(current_stage);
        auto version = add_version(secret, input.client_request_token, std::move(*value), input.version_stages);
        if (!version.ok()) return version.error();
        catalogue_.keep(secret);
        PutSecretValueResponse output;
        output.arn = secret.arn();
        output.name = secret.name;
        output.version_id = *version;
        output.version_stages = secret.versions.at(*version).stages;
        return output;
    };
    return put();
}

aws::Outcome<ListSecretVersionIdsResponse> SecretsManager::list_secret_version_ids(const aws::Call& call,
                                                                                   ListSecretVersionIdsRequest input) {
    const auto list = [&]() -> aws::Outcome<ListSecretVersionIdsResponse> {
        const auto found = named(call, "secretsmanager:ListSecretVersionIds", input.secret_id);
        if (!found.ok()) return found.error();
        const Secret& secret = **found;
        std::map<std::string, SecretVersionsListEntry> all;
        for (const auto& [id, version] : secret.versions) {
            if (version.stages.empty() && !input.include_deprecated.value_or(false)) continue;
            SecretVersionsListEntry& told = all[id];
            told.version_id = id;
            if (!version.stages.empty()) told.version_stages = version.stages;
            told.last_accessed_date = version.accessed;
            told.created_date = version.created;
        }
        const std::string scope = fmt::format("{}/{}", versions_scope, secret.arn());
        const aws::PageTokens tokens(scope);
        auto page = aws::page_of(
            std::move(all),
            {tokens, input.next_token, static_cast<std::size_t>(input.max_results.value_or(usual_versions)), call.now});
        if (!page.ok()) return aws::Error(secretsmanager_errors::invalid_next_token, "The NextToken value is invalid.");
        ListSecretVersionIdsResponse output;
        output.versions = std::move(page->items);
        output.next_token = page->next;
        output.arn = secret.arn();
        output.name = secret.name;
        return output;
    };
    return list();
}

aws::Outcome<UpdateSecretVersionStageResponse> SecretsManager::update_secret_version_stage(
    const aws::Call& call, UpdateSecretVersionStageRequest input) {
    const auto update = [&]() -> aws::Outcome<UpdateSecretVersionStageResponse> {
        const auto found = living(call, "secretsmanager:UpdateSecretVersionStage", input.secret_id);
        if (!found.ok()) return found.error();
        Secret& secret = **found;
        const std::string holder = secret.holder(input.version_stage);
        for (const auto& id : {input.move_to_version_id, input.remove_from_version_id}) {
            if (id && !secret.versions.contains(*id))
                return not_found(
                    fmt::format("Secrets Manager can't find the specified secret value for VersionId: {}", *id));
        }
        if (!input.move_to_version_id && !input.remove_from_version_id)
            return invalid_parameter("MoveToVersionId or RemoveFromVersionId must be given.");  // Assumed: the sentence
        if (input.move_to_version_id && !input.remove_from_version_id && !holder.empty() &&
            holder != *input.move_to_version_id)
            return invalid_parameter(fmt::format(
                "The parameter RemoveFromVersionId can't be empty. Staging label {} is currently attached to version "
                "{}, so you must explicitly reference that version in RemoveFromVersionId.",
                input.version_stage, holder));
        if (input.remove_from_version_id && *input.remove_from_version_id != holder)
            return invalid_parameter(fmt::format("Staging label {} is not attached to version {}.",  // Assumed
                                                 input.version_stage, *input.remove_from_version_id));
        if (!input.move_to_version_id && input.version_stage == current_stage)
            return invalid_parameter(
                "You can only move staging label AWSCURRENT to a different secret version. It "
                "can't be completely removed.");
        const bool rotated = input.version_stage == current_stage && input.move_to_version_id &&
                             secret.holder(pending_stage) == *input.move_to_version_id;
        if (input.move_to_version_id) {
            secret.attach(input.version_stage, *input.move_to_version_id);
        } else {
            secret.detach(input.version_stage);
        }
        secret.changed = context_.calendar();
        if (rotated) secret.rotated = secret.changed;
        catalogue_.keep(secret);
        UpdateSecretVersionStageResponse output;
        output.arn = secret.arn();
        output.name = secret.name;
        return output;
    };
    return update();
}

aws::Outcome<GetRandomPasswordResponse> SecretsManager::get_random_password(const aws::Call& call,
                                                                            GetRandomPasswordRequest input) {
    if (auto refused = iam::refuse(call, model_, "secretsmanager:GetRandomPassword", iam::Resource()))
        return std::move(*refused);
    auto password = random_password(catalogue_.chance(), input);
    if (!password) return invalid_parameter("Password length is too short based on the required types.");
    return GetRandomPasswordResponse{std::move(*password)};
}

}  // namespace wt::secrets
