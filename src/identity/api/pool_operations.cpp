// User pools, their schema, MFA settings and tags.
#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "aws/replaced_tags.hpp"
#include "aws/tags.hpp"
#include "identity/api/cognito.hpp"
#include "identity/api/paging.hpp"
#include "identity/api/words.hpp"
#include "identity/scenario_pool.hpp"

namespace wt::identity {

namespace {

using namespace cognito_idp_errors;

template <class T>
void take_list(std::optional<std::vector<T>>& to, std::vector<T> from) {
    to = from.empty() ? std::nullopt : std::optional(std::move(from));
}

/// What CreateUserPool and UpdateUserPool have in common: what is not said is Cognito's default.
template <class Input>
void take_settings(UserPoolType& to, Input& from) {
    to.policies = std::move(from.policies);
    to.deletion_protection = std::move(from.deletion_protection);
    to.lambda_config = std::move(from.lambda_config);
    take_list(to.auto_verified_attributes, std::move(from.auto_verified_attributes));
    to.sms_verification_message = std::move(from.sms_verification_message);
    to.email_verification_message = std::move(from.email_verification_message);
    to.email_verification_subject = std::move(from.email_verification_subject);
    to.verification_message_template = std::move(from.verification_message_template);
    to.sms_authentication_message = std::move(from.sms_authentication_message);
    to.mfa_configuration = std::move(from.mfa_configuration);
    to.user_attribute_update_settings = std::move(from.user_attribute_update_settings);
    to.device_configuration = std::move(from.device_configuration);
    to.email_configuration = std::move(from.email_configuration);
    to.sms_configuration = std::move(from.sms_configuration);
    to.admin_create_user_config = std::move(from.admin_create_user_config);
    to.user_pool_add_ons = std::move(from.user_pool_add_ons);
    to.account_recovery_setting = std::move(from.account_recovery_setting);
    if (from.user_pool_tier) to.user_pool_tier = std::move(from.user_pool_tier);
    if (from.key_configuration) to.key_configuration = std::move(from.key_configuration);
    // V1 and the versioned setting name one function.
    if (to.lambda_config && to.lambda_config->pre_token_generation_config)
        to.lambda_config->pre_token_generation = to.lambda_config->pre_token_generation_config->lambda_arn;
}

[[nodiscard]] std::optional<aws::Error> refuse_settings(const UserPoolType& pool) {
    if (pool.policies && pool.policies->password_policy) {
        const PasswordPolicyType& policy = *pool.policies->password_policy;
        const int least = policy.minimum_length.value_or(8);
        if (least < 6 || least > 99) return wrong_parameter("Password policy minimum length must be between 6 and 99.");
    }
    const auto all_of = [](const std::optional<std::vector<std::string>>& list, auto fits) {
        return !list || std::all_of(list->begin(), list->end(), fits);
    };
    const auto is_address = [](const std::string& each) { return each == "email" || each == "phone_number"; };
    if (!all_of(pool.auto_verified_attributes, is_address) || !all_of(pool.username_attributes, is_address))
        return wrong_parameter("Invalid attribute provided.");
    const bool aliases = pool.alias_attributes && !pool.alias_attributes->empty();
    if (aliases && pool.username_attributes && !pool.username_attributes->empty())
        return wrong_parameter("Only one of the aliasAttributes or usernameAttributes can be set in a user pool.");
    return std::nullopt;
}

/// What of the pool's settings its tier does not have. Developer Guide, "User pool feature plans". The sentence, and
/// the names of threat protection and token customization, are as the service was seen to answer; other names are
/// Assumed.
[[nodiscard]] std::optional<aws::Error> refuse_features(const PoolEntry& pool) {
    const UserPoolType& said = pool.settings;
    std::vector<std::string> features;
    const std::string mode = said.user_pool_add_ons ? said.user_pool_add_ons->advanced_security_mode : "OFF";
    if (mode != "OFF" && said.user_pool_tier != "PLUS") features.emplace_back("Threat Protection");
    if (said.user_pool_tier == "LITE") {
        const auto& tokens = said.lambda_config ? said.lambda_config->pre_token_generation_config : std::nullopt;
        if (tokens && tokens->lambda_version != "V1_0")
            features.push_back("Token Customization with Pre-Token Generation Lambda " + tokens->lambda_version);
        const auto& first = said.policies->sign_in_policy->allowed_first_auth_factors;
        if (first && std::any_of(first->begin(), first->end(), [](const auto& each) { return each != "PASSWORD"; }))
            features.emplace_back("Passwordless Authentication");
        if (said.policies->password_policy->password_history_size.value_or(0) > 0)
            features.emplace_back("Password History");
        if (pool.mfa.email_mfa_configuration) features.emplace_back("Email MFA");
    }
    if (features.empty()) return std::nullopt;
    return aws::Error(feature_unavailable_in_tier,
                      fmt::format("The following features need to be disabled for the {} pricing tier configured: {}",
                                  said.user_pool_tier.value_or(""), fmt::join(features, ", ")));
}

/// An attribute of the pool's own, as it is listed: "custom:NAME".
[[nodiscard]] Result<SchemaAttributeType, aws::Error> custom_attribute(SchemaAttributeType said) {
    if (!said.name || said.name->empty()) return wrong_parameter("Attribute name is missing.");
    said.attribute_data_type = said.attribute_data_type.value_or("String");
    said.developer_only_attribute = said.developer_only_attribute.value_or(false);
    said.is_mutable = said.is_mutable.value_or(true);
    if (said.required.value_or(false))
        return wrong_parameter("Required custom attributes are not supported currently.");
    said.required = false;
    if (said.attribute_data_type == "String" && !said.string_attribute_constraints)
        said.string_attribute_constraints = StringAttributeConstraintsType();
    if (said.attribute_data_type == "Number" && !said.number_attribute_constraints)
        said.number_attribute_constraints = NumberAttributeConstraintsType();
    said.name = (*said.developer_only_attribute ? "dev:custom:" : "custom:") + *said.name;
    return said;
}

/// Puts further attributes into a schema, and what is said of standard ones.
[[nodiscard]] std::optional<aws::Error> add_schema(std::vector<SchemaAttributeType>& schema,
                                                   std::vector<SchemaAttributeType> more, bool may_change) {
    for (SchemaAttributeType& each : more) {
        const auto standard = std::find_if(schema.begin(), schema.end(), [&each](const SchemaAttributeType& known) {
            return known.name == each.name && known.name && !known.name->starts_with("custom:");
        });
        if (standard != schema.end() && may_change) {
            if (each.required) standard->required = each.required;
            if (each.is_mutable) standard->is_mutable = each.is_mutable;
            if (each.string_attribute_constraints)
                standard->string_attribute_constraints = each.string_attribute_constraints;
            continue;
        }
        auto made = custom_attribute(std::move(each));
        if (!made.ok()) return made.error();
        if (std::any_of(schema.begin(), schema.end(), [&](const auto& known) { return known.name == made->name; }))
            return wrong_parameter(
                fmt::format("{}: Existing attribute already has name {}.", *made->name, *made->name));
        schema.push_back(std::move(*made));
    }
    constexpr std::size_t most_custom = 50;  // Quotas: custom attributes of a pool
    const auto own = std::count_if(schema.begin(), schema.end(),
                                   [](const auto& each) { return each.name->find("custom:") != std::string::npos; });
    if (static_cast<std::size_t>(own) > most_custom)
        return aws::Error(limit_exceeded, "Too many custom attributes in the user pool.");
    return std::nullopt;
}

[[nodiscard]] UserPoolType told(UserPool& pool) {
    UserPoolType told = pool.entry().settings;
    told.estimated_number_of_users = static_cast<std::int32_t>(pool.size());
    for (const auto& [name, domain] : pool.domains()) {
        (domain.custom_domain_config ? told.custom_domain : told.domain) = name;
    }
    return told;
}

constexpr std::size_t most_pools = 1000;  // Quotas: pools of an account

/// The pool of an ARN that ends "userpool/ID".
[[nodiscard]] std::string pool_of_arn(const std::string& arn) {
    const std::size_t at = arn.rfind("userpool/");
    return at == std::string::npos ? arn : arn.substr(at + 9);
}

}  // namespace

std::optional<aws::Error> Cognito::refuse_senders(const aws::Call& call, const UserPoolType& pool,
                                                  const std::string& before) {
    if (!pool.lambda_config) return std::nullopt;
    const std::string key = pool.lambda_config->kms_key_id.value_or("");
    if (key.empty()) {
        if (!pool.lambda_config->custom_email_sender && !pool.lambda_config->custom_sms_sender) return std::nullopt;
        // Assumed: the sentence.
        return wrong_parameter("KMSKeyID must be provided when CustomEmailSender or CustomSMSSender is configured.");
    }
    if (key == before) return std::nullopt;
    auto wrong = parts_.senders.refuse_key(call, key);
    if (!wrong) return std::nullopt;
    return wrong_parameter(std::move(*wrong));
}

aws::Outcome<CreateUserPoolResponse> Cognito::create_user_pool(const aws::Call& call, CreateUserPoolRequest input) {
    PoolEntry entry;
    entry.place = aws::account_region_of(call);
    if (catalogue_.list(entry.place).size() >= most_pools)
        return aws::Error(limit_exceeded, "Exceeded the number of user pools in this account.");
    entry.settings.id = fmt::format("{}_{}", entry.place.region, draw(catalogue_.random(), alphanumeric, 9));
    entry.settings.name = std::move(input.pool_name);
    take_list(entry.settings.alias_attributes, std::move(input.alias_attributes));
    take_list(entry.settings.username_attributes, std::move(input.username_attributes));
    entry.settings.username_configuration = std::move(input.username_configuration);
    take_settings(entry.settings, input);
    aws::TagSet tags;
    if (const auto fault = tags.add(input.user_pool_tags, call.via)) return aws::Error(user_pool_tagging, fault->text);
    entry.settings.user_pool_tags = tags.all();
    if (auto error = refuse_settings(entry.settings)) return std::move(*error);
    if (auto error = refuse_senders(call, entry.settings, {})) return std::move(*error);
    complete(entry, call.now);
    if (auto error = refuse_features(entry)) return std::move(*error);
    if (auto error = add_schema(*entry.settings.schema_attributes, std::move(input.schema), true))
        return std::move(*error);
    if (entry.settings.mfa_configuration != "OFF" && entry.settings.sms_configuration)
        entry.mfa.sms_mfa_configuration =
            SmsMfaConfigType{entry.settings.sms_authentication_message, entry.settings.sms_configuration};
    UserPool& pool = catalogue_.add(std::move(entry));
    CreateUserPoolResponse output;
    output.user_pool = told(pool);
    return output;
}

aws::Outcome<DescribeUserPoolResponse> Cognito::describe_user_pool(const aws::Call& call,
                                                                   DescribeUserPoolRequest input) {
    const auto pool = find_pool(call, input.user_pool_id);
    if (!pool.ok()) return pool.error();
    DescribeUserPoolResponse output;
    output.user_pool = told(**pool);
    return output;
}

aws::Outcome<UpdateUserPoolResponse> Cognito::update_user_pool(const aws::Call& call, UpdateUserPoolRequest input) {
    const auto pool = find_pool(call, input.user_pool_id);
    if (!pool.ok()) return pool.error();
    PoolEntry entry = (*pool)->entry();
    const std::string key_before =
        entry.settings.lambda_config ? entry.settings.lambda_config->kms_key_id.value_or("") : "";
    take_settings(entry.settings, input);
    if (input.pool_name) entry.settings.name = std::move(input.pool_name);
    if (!input.user_pool_tags.empty()) {
        auto tags = aws::replaced_tags(entry.settings.user_pool_tags.value_or(std::map<std::string, std::string>()),
                                       input.user_pool_tags, call.via);
        if (!tags.ok()) return aws::Error(user_pool_tagging, tags.error().text);
        entry.settings.user_pool_tags = std::move(*tags);
    }
    if (auto error = refuse_settings(entry.settings)) return std::move(*error);
    if (auto error = refuse_senders(call, entry.settings, key_before)) return std::move(*error);
    complete(entry, call.now);
    if (auto error = refuse_features(entry)) return std::move(*error);
    (*pool)->entry() = std::move(entry);
    catalogue_.keep(**pool);
    return UpdateUserPoolResponse();
}

aws::Outcome<aws::Nothing> Cognito::delete_user_pool(const aws::Call& call, DeleteUserPoolRequest input) {
    const auto pool = find_pool(call, input.user_pool_id);
    if (!pool.ok()) return pool.error();
    if ((*pool)->entry().settings.deletion_protection == "ACTIVE") {
        return wrong_parameter(
            "The user pool cannot be deleted because deletion protection is activated. Deletion protection must be "
            "inactivated first.");
    }
    if (!(*pool)->domains().empty())
        return wrong_parameter(
            "User pool cannot be deleted. It has a domain configured that should be deleted "
            "first.");
    catalogue_.remove(**pool);
    return aws::Nothing();
}

aws::Outcome<ListUserPoolsResponse> Cognito::list_user_pools(const aws::Call& call, ListUserPoolsRequest input) {
    auto page = cut_page(catalogue_.list(aws::account_region_of(call)), "cognito-idp:ListUserPools", input.next_token,
                         input.max_results, call.now);
    if (!page.ok()) return page.error();
    ListUserPoolsResponse output;
    output.user_pools.emplace();
    for (const UserPool* pool : page->items) {
        const UserPoolType& said = pool->entry().settings;
        UserPoolDescriptionType shown;
        shown.id = said.id;
        shown.name = said.name;
        shown.lambda_config = said.lambda_config;
        shown.creation_date = said.creation_date;
        shown.last_modified_date = said.last_modified_date;
        output.user_pools->push_back(std::move(shown));
    }
    output.next_token = std::move(page->next);
    return output;
}

aws::Outcome<AddCustomAttributesResponse> Cognito::add_custom_attributes(const aws::Call& call,
                                                                         AddCustomAttributesRequest input) {
    const auto pool = find_pool(call, input.user_pool_id);
    if (!pool.ok()) return pool.error();
    auto schema = *(*pool)->entry().settings.schema_attributes;
    if (auto error = add_schema(schema, std::move(input.custom_attributes), false)) return std::move(*error);
    (*pool)->entry().settings.schema_attributes = std::move(schema);
    catalogue_.keep(**pool);
    return AddCustomAttributesResponse();
}

aws::Outcome<GetUserPoolMfaConfigResponse> Cognito::get_user_pool_mfa_config(const aws::Call& call,
                                                                             GetUserPoolMfaConfigRequest input) {
    const auto pool = find_pool(call, input.user_pool_id);
    if (!pool.ok()) return pool.error();
    GetUserPoolMfaConfigResponse told = (*pool)->entry().mfa;
    return told;
}

aws::Outcome<SetUserPoolMfaConfigResponse> Cognito::set_user_pool_mfa_config(const aws::Call& call,
                                                                             SetUserPoolMfaConfigRequest input) {
    const auto pool = find_pool(call, input.user_pool_id);
    if (!pool.ok()) return pool.error();
    PoolEntry entry = (*pool)->entry();
    const std::string mode = input.mfa_configuration.value_or("OFF");
    const bool by_token =
        input.software_token_mfa_configuration && input.software_token_mfa_configuration->enabled.value_or(false);
    if (mode != "OFF" && !by_token && !input.sms_mfa_configuration && !input.email_mfa_configuration)
        return wrong_parameter("Invalid MFA configuration given, at least one MFA type must be enabled.");
    if (mode == "OFF" && (input.sms_mfa_configuration || by_token))
        return wrong_parameter("Invalid MFA configuration given, can't disable MFA and configure an MFA together.");
    if (input.sms_mfa_configuration && input.sms_mfa_configuration->sms_configuration)
        entry.settings.sms_configuration = input.sms_mfa_configuration->sms_configuration;
    entry.settings.mfa_configuration = mode;
    entry.mfa.mfa_configuration = mode;
    entry.mfa.sms_mfa_configuration = std::move(input.sms_mfa_configuration);
    entry.mfa.software_token_mfa_configuration = std::move(input.software_token_mfa_configuration);
    entry.mfa.email_mfa_configuration = std::move(input.email_mfa_configuration);
    if (input.web_authn_configuration) entry.mfa.web_authn_configuration = std::move(input.web_authn_configuration);
    if (auto error = refuse_features(entry)) return std::move(*error);
    SetUserPoolMfaConfigResponse output;
    output.mfa_configuration = entry.mfa.mfa_configuration;
    output.sms_mfa_configuration = entry.mfa.sms_mfa_configuration;
    output.software_token_mfa_configuration = entry.mfa.software_token_mfa_configuration;
    output.email_mfa_configuration = entry.mfa.email_mfa_configuration;
    output.web_authn_configuration = entry.mfa.web_authn_configuration;
    (*pool)->entry() = std::move(entry);
    catalogue_.keep(**pool);
    return output;
}

aws::Outcome<TagResourceResponse> Cognito::tag_resource(const aws::Call& call, TagResourceRequest input) {
    const auto pool = find_pool(call, pool_of_arn(input.resource_arn));
    if (!pool.ok()) return pool.error();
    auto& kept = (*pool)->entry().settings.user_pool_tags;
    aws::TagSet tags(kept.value_or(std::map<std::string, std::string>()));
    if (const auto fault = tags.add(input.tags, call.via)) return wrong_parameter(fault->text);
    kept = tags.all();
    catalogue_.keep(**pool);
    return TagResourceResponse();
}

aws::Outcome<UntagResourceResponse> Cognito::untag_resource(const aws::Call& call, UntagResourceRequest input) {
    const auto pool = find_pool(call, pool_of_arn(input.resource_arn));
    if (!pool.ok()) return pool.error();
    auto& kept = (*pool)->entry().settings.user_pool_tags;
    aws::TagSet tags(kept.value_or(std::map<std::string, std::string>()));
    if (const auto fault = tags.remove(input.tag_keys)) return wrong_parameter(fault->text);
    if (kept) kept = tags.all();
    catalogue_.keep(**pool);
    return UntagResourceResponse();
}

aws::Outcome<ListTagsForResourceResponse> Cognito::list_tags_for_resource(const aws::Call& call,
                                                                          ListTagsForResourceRequest input) {
    const auto pool = find_pool(call, pool_of_arn(input.resource_arn));
    if (!pool.ok()) return pool.error();
    ListTagsForResourceResponse output;
    output.tags = (*pool)->entry().settings.user_pool_tags.value_or(std::map<std::string, std::string>());
    return output;
}

}  // namespace wt::identity
