// Secrets: made, told, changed, removed.
#include <algorithm>

#include <fmt/format.h>

#include "aws/pages.hpp"
#include "base/ascii.hpp"
#include "secrets/filters.hpp"
#include "secrets/secrets_manager.hpp"

namespace wt::secrets {

namespace {

constexpr std::int32_t usual_list = 100;
constexpr std::string_view list_scope = "secretsmanager:ListSecrets";

// API Reference, "DeleteSecret".
constexpr std::int64_t usual_window = 30;
constexpr std::int64_t shortest_window = 7;
constexpr std::int64_t longest_window = 30;

[[nodiscard]] bool is_secret_name(std::string_view name) {
    return std::all_of(name.begin(), name.end(), [](char c) {
        return is_digit(c) || is_letter(c) || std::string_view("-/_+=.@!").find(c) != std::string_view::npos;
    });
}

[[nodiscard]] std::optional<std::string> unless_empty(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

/// What a description and an entry of a list have in common.
template <class Told>
void tell(Told& told, const Secret& secret) {
    told.arn = secret.arn();
    told.name = secret.name;
    told.description = unless_empty(secret.description);
    told.kms_key_id = unless_empty(secret.key);
    told.type = unless_empty(secret.type);
    if (!secret.function.empty() || secret.rules) {
        told.rotation_enabled = secret.rotates;
        told.rotation_lambda_arn = unless_empty(secret.function);
        told.rotation_rules = secret.rules;
    }
    told.next_rotation_date = secret.next_rotation;
    told.last_rotated_date = secret.rotated;
    told.last_changed_date = secret.changed;
    told.last_accessed_date = secret.accessed;
    told.deleted_date = secret.ends;
    told.created_date = secret.created;
    told.owning_service = unless_empty(secret.owner);
    if (!secret.tags.empty()) {
        auto& tags = told.tags.emplace();
        for (const auto& [key, value] : secret.tags) tags.push_back({key, value});
    }
}

[[nodiscard]] std::map<std::string, std::vector<std::string>> stages_of(const Secret& secret) {
    std::map<std::string, std::vector<std::string>> stages;
    for (const auto& [id, version] : secret.versions) {
        if (!version.stages.empty()) stages[id] = version.stages;
    }
    return stages;
}

/// By which a list is sorted: the moment, then the name.
[[nodiscard]] std::string sort_key(const Secret& secret, std::string_view by) {
    if (by == "name") return secret.name;
    const Instant moment = by == "last-changed-date"    ? secret.changed
                           : by == "last-accessed-date" ? secret.accessed.value_or(epoch)
                                                        : secret.created;
    return fmt::format("{:020} {}", moment.time_since_epoch().count(), secret.name);
}

}  // namespace

aws::Outcome<CreateSecretResponse> SecretsManager::create_secret(const aws::Call& call, CreateSecretRequest input) {
    const auto create = [&]() -> aws::Outcome<CreateSecretResponse> {
        const aws::AccountRegion place = aws::account_region_of(call);
        Secret fresh;
        fresh.place = place;
        fresh.name = input.name;
        fresh.suffix = "??????";
        for (const auto& tag : input.tags) fresh.tags[tag.key] = tag.value;
        if (auto refused = refuse(call, "secretsmanager:CreateSecret", fresh)) return std::move(*refused);
        if (!is_secret_name(input.name))
            return aws::Error(validation_error,
                              "Invalid name. Must be a valid name containing alphanumeric characters, or any of the "
                              "following: -/_+=.@!");
        if (!input.add_replica_regions.empty()) return not_here("AddReplicaRegions");
        if (input.cross_account_primary_arn) return not_here("CrossAccountPrimaryARN");
        auto value = read_value(std::move(input.secret_string), std::move(input.secret_binary));
        if (!value.ok()) return value.error();
        CreateSecretResponse output;
        output.name = input.name;
        if (Secret* const there = catalogue_.find(place, input.name)) {
            if (there->is_marked())
                return invalid_request(
                    "You can't create this secret because a secret with this name is already "
                    "scheduled for deletion.");
            const auto same = there->values.find(input.client_request_token.value_or(""));
            if (same == there->values.end() || same->second != *value)
                return exists(fmt::format("The operation failed because the secret {} already exists.", input.name));
            output.arn = there->arn();
            output.version_id = same->first;
            return output;
        }
        Secret made;
        if (auto wrong = add_tags(made, input.tags, call.via)) return std::move(*wrong);
        if (value->is_there()) {
            if (auto refused = refuse_key(call, fresh, input.kms_key_id.value_or(""), Crypt::encrypt))
                return std::move(*refused);
        }
        Secret& secret = catalogue_.add(place, input.name);
        secret.tags = std::move(made.tags);
        secret.description = input.description.value_or("");
        secret.key = input.kms_key_id.value_or("");
        secret.type = input.type.value_or("");
        if (value->is_there()) {
            auto version = add_version(secret, input.client_request_token, std::move(*value), {});
            WT_ASSERT(version.ok());
            output.version_id = *version;
        }
        catalogue_.keep(secret);
        output.arn = secret.arn();
        return output;
    };
    return create();
}

aws::Outcome<DescribeSecretResponse> SecretsManager::describe_secret(const aws::Call& call,
                                                                     DescribeSecretRequest input) {
    const auto describe = [&]() -> aws::Outcome<DescribeSecretResponse> {
        const auto found = named(call, "secretsmanager:DescribeSecret", input.secret_id);
        if (!found.ok()) return found.error();
        DescribeSecretResponse output;
        tell(output, **found);
        if (auto stages = stages_of(**found); !stages.empty()) output.version_ids_to_stages = std::move(stages);
        return output;
    };
    return describe();
}

aws::Outcome<ListSecretsResponse> SecretsManager::list_secrets(const aws::Call& call, ListSecretsRequest input) {
    const auto list = [&]() -> aws::Outcome<ListSecretsResponse> {
        Secret any;
        any.place = aws::account_region_of(call);
        any.name = "*";
        if (auto refused = refuse(call, "secretsmanager:ListSecrets", any)) return std::move(*refused);
        catalogue_.expire();
        // Assumed: the latest first, unless the order is said.
        const std::string by = input.sort_by.value_or("created-date");
        const bool rising = input.sort_order.value_or(by == "name" ? "asc" : "desc") == "asc";
        const auto less = [rising](const std::string& a, const std::string& b) { return rising ? a < b : b < a; };
        std::vector<std::pair<std::string, const Secret*>> all;
        for (const auto& [key, secret] : catalogue_.all()) {
            if (key.first != any.place || !passes(*secret, input.filters)) continue;
            if (secret->is_marked() && !input.include_planned_deletion.value_or(false)) continue;
            all.emplace_back(sort_key(*secret, by), secret.get());
        }
        std::sort(all.begin(), all.end(), [&](const auto& a, const auto& b) { return less(a.first, b.first); });
        const aws::PageTokens tokens(list_scope);
        auto page = aws::page_of(
            std::move(all),
            {tokens, input.next_token, static_cast<std::size_t>(input.max_results.value_or(usual_list)), call.now},
            [](const auto& each) -> const std::string& { return each.first; }, less);
        if (!page.ok()) return aws::Error(secretsmanager_errors::invalid_next_token, "The NextToken value is invalid.");
        ListSecretsResponse output;
        output.next_token = page->next;
        for (const auto& [key, secret] : page->items) {
            SecretListEntry& told = output.secret_list.emplace_back();
            tell(told, *secret);
            told.secret_versions_to_stages = stages_of(*secret);
        }
        return output;
    };
    return list();
}

aws::Outcome<UpdateSecretResponse> SecretsManager::update_secret(const aws::Call& call, UpdateSecretRequest input) {
    const auto update = [&]() -> aws::Outcome<UpdateSecretResponse> {
        const auto found = named(call, "secretsmanager:UpdateSecret", input.secret_id);
        if (!found.ok()) return found.error();
        Secret& secret = **found;
        if (secret.is_marked())
            return invalid_request(
                "You can't perform this operation on the secret because it was marked for deletion.");
        auto value = read_value(std::move(input.secret_string), std::move(input.secret_binary));
        if (!value.ok()) return value.error();
        UpdateSecretResponse output;
        if (value->is_there() || (input.kms_key_id && !secret.values.empty())) {
            // Another key encrypts what is there anew.
            if (auto refused = refuse_key(call, secret, input.kms_key_id.value_or(secret.key), Crypt::encrypt))
                return std::move(*refused);
        }
        if (value->is_there()) {
            auto version = add_version(secret, input.client_request_token, std::move(*value), {});
            if (!version.ok()) return version.error();
            output.version_id = *version;
        }
        if (input.description) secret.description = *input.description;
        if (input.kms_key_id) secret.key = *input.kms_key_id;
        if (input.type) secret.type = *input.type;
        secret.changed = context_.calendar();
        catalogue_.keep(secret);
        output.arn = secret.arn();
        output.name = secret.name;
        return output;
    };
    return update();
}

aws::Outcome<DeleteSecretResponse> SecretsManager::delete_secret(const aws::Call& call, DeleteSecretRequest input) {
    const auto remove = [&]() -> aws::Outcome<DeleteSecretResponse> {
        const bool at_once = input.force_delete_without_recovery.value_or(false);
        const auto found = named(call, "secretsmanager:DeleteSecret", input.secret_id);
        if (at_once && input.recovery_window_in_days)
            return invalid_parameter(
                "You can't use ForceDeleteWithoutRecovery in conjunction with "
                "RecoveryWindowInDays.");
        const std::int64_t days = input.recovery_window_in_days.value_or(usual_window);
        if (days < shortest_window || days > longest_window)
            return invalid_parameter("The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).");
        DeleteSecretResponse output;
        if (!found.ok()) {
            // One that is not there is deleted already; its ARN is made up.
            if (!at_once || found.error().code != secretsmanager_errors::resource_not_found.code) return found.error();
            const auto arn = parse_secret_arn(input.secret_id);
            output.arn = arn ? input.secret_id
                             : fmt::format("arn:aws:secretsmanager:{}:{}:secret:{}", call.region, call.caller.account,
                                           input.secret_id);
            output.name = arn ? arn->rest : input.secret_id;
            output.deletion_date = context_.calendar();
            return output;
        }
        Secret& secret = **found;
        output.arn = secret.arn();
        output.name = secret.name;
        if (at_once) {
            output.deletion_date = context_.calendar();
            catalogue_.remove(secret);
            return output;
        }
        if (secret.is_marked())
            return invalid_request(
                "You can't perform this operation on the secret because it was already scheduled "
                "for deletion.");
        secret.ends = context_.calendar() + 24h * days;
        output.deletion_date = secret.ends;
        catalogue_.keep(secret);
        return output;
    };
    return remove();
}

aws::Outcome<RestoreSecretResponse> SecretsManager::restore_secret(const aws::Call& call, RestoreSecretRequest input) {
    const auto restore = [&]() -> aws::Outcome<RestoreSecretResponse> {
        const auto found = named(call, "secretsmanager:RestoreSecret", input.secret_id);
        if (!found.ok()) return found.error();
        Secret& secret = **found;
        secret.ends.reset();
        catalogue_.keep(secret);
        RestoreSecretResponse output;
        output.arn = secret.arn();
        output.name = secret.name;
        return output;
    };
    return restore();
}

}  // namespace wt::secrets
