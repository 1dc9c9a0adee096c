#include "identity/scenario_pool.hpp"

#include <fmt/format.h>

#include "aws/principal.hpp"

namespace wt::identity {

namespace {

[[nodiscard]] SchemaAttributeType text_attribute(const char* name, bool is_required, bool is_mutable, const char* least,
                                                 const char* most) {
    SchemaAttributeType made;
    made.name = name;
    made.attribute_data_type = "String";
    made.developer_only_attribute = false;
    made.is_mutable = is_mutable;
    made.required = is_required;
    made.string_attribute_constraints = StringAttributeConstraintsType{least, most};
    return made;
}

[[nodiscard]] SchemaAttributeType plain_attribute(const char* name, const char* type) {
    SchemaAttributeType made;
    made.name = name;
    made.attribute_data_type = type;
    made.developer_only_attribute = false;
    made.is_mutable = true;
    made.required = false;
    return made;
}

}  // namespace

std::vector<SchemaAttributeType> standard_schema() {
    std::vector<SchemaAttributeType> all{text_attribute("sub", true, false, "1", "2048")};
    const auto add = [&all](const char* name) { all.push_back(text_attribute(name, false, true, "0", "2048")); };
    for (const char* const name : {"name", "given_name", "family_name", "middle_name", "nickname", "preferred_username",
                                   "profile", "picture", "website", "email"})
        add(name);
    all.push_back(plain_attribute("email_verified", "Boolean"));
    add("gender");
    all.push_back(text_attribute("birthdate", false, true, "10", "10"));
    for (const char* const name : {"zoneinfo", "locale", "phone_number"}) add(name);
    all.push_back(plain_attribute("phone_number_verified", "Boolean"));
    add("address");
    SchemaAttributeType updated = plain_attribute("updated_at", "Number");
    updated.number_attribute_constraints = NumberAttributeConstraintsType{"0", std::nullopt};
    all.push_back(std::move(updated));
    return all;
}

void complete(PoolEntry& pool, Instant now) {
    UserPoolType& said = pool.settings;
    if (!said.policies) said.policies.emplace();
    if (!said.policies->password_policy) {
        // Assumed, as CreateUserPool was seen to answer.
        PasswordPolicyType usual;
        usual.minimum_length = 8;
        usual.require_uppercase = usual.require_lowercase = usual.require_numbers = usual.require_symbols = true;
        said.policies->password_policy = usual;
    }
    PasswordPolicyType& policy = *said.policies->password_policy;
    if (!policy.minimum_length) policy.minimum_length = 8;
    for (auto* const flag :
         {&policy.require_uppercase, &policy.require_lowercase, &policy.require_numbers, &policy.require_symbols}) {
        if (!*flag) *flag = false;
    }
    if (!said.admin_create_user_config) said.admin_create_user_config.emplace();
    auto& admin = *said.admin_create_user_config;
    if (!admin.allow_admin_create_user_only) admin.allow_admin_create_user_only = false;
    if (!policy.temporary_password_validity_days)
        policy.temporary_password_validity_days = admin.unused_account_validity_days.value_or(7);
    if (!admin.unused_account_validity_days)
        admin.unused_account_validity_days = policy.temporary_password_validity_days;
    if (!said.policies->sign_in_policy)
        said.policies->sign_in_policy = SignInPolicyType{std::vector<std::string>{"PASSWORD"}};
    if (!said.deletion_protection) said.deletion_protection = "INACTIVE";
    if (!said.lambda_config) said.lambda_config.emplace();
    if (!said.mfa_configuration) said.mfa_configuration = "OFF";
    if (!said.email_configuration) {
        said.email_configuration.emplace();
        said.email_configuration->email_sending_account = "COGNITO_DEFAULT";
    }
    if (!said.verification_message_template) {
        said.verification_message_template.emplace();
        said.verification_message_template->default_email_option = "CONFIRM_WITH_CODE";
    }
    if (!said.user_pool_tier) said.user_pool_tier = "ESSENTIALS";
    pool.says_recovery = said.account_recovery_setting.has_value();
    if (!said.account_recovery_setting) {
        said.account_recovery_setting = AccountRecoverySettingType{
            std::vector<RecoveryOptionType>{{1, "verified_email"}, {2, "verified_phone_number"}}};
    }
    if (!said.schema_attributes) said.schema_attributes = standard_schema();
    if (!said.creation_date) said.creation_date = now;
    said.last_modified_date = now;
    if (!said.arn)
        said.arn =
            fmt::format("arn:aws:cognito-idp:{}:{}:userpool/{}", pool.place.region, pool.place.account, pool.id());
    pool.mfa.mfa_configuration = said.mfa_configuration;
}

PoolEntry scenario_pool(const std::string& name, const std::string& id, const std::string& region, Instant now) {
    PoolEntry pool;
    pool.place = {std::string(aws::default_account), region};
    pool.of_scenario = true;
    pool.settings.id = id;
    pool.settings.name = name;
    pool.settings.auto_verified_attributes = {"email"};
    complete(pool, now);
    pool.mfa.software_token_mfa_configuration = SoftwareTokenMfaConfigType{true};
    return pool;
}

ClientEntry scenario_client(const PoolEntry& pool, const std::string& id, const UserPoolConfig& config) {
    ClientEntry client;
    client.settings.user_pool_id = pool.id();
    client.settings.client_id = id;
    client.settings.client_name = pool.settings.name;
    client.settings.creation_date = client.settings.last_modified_date = pool.settings.creation_date;
    client.settings.explicit_auth_flows = {"ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH",
                                           "ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH"};
    client.settings.prevent_user_existence_errors = "ENABLED";
    client.settings.enable_token_revocation = true;
    client.settings.refresh_token_validity = 30;
    measure(client);
    set_lifetimes(client, config);
    return client;
}

void set_lifetimes(ClientEntry& client, const UserPoolConfig& config) {
    const auto seconds = [](Duration span) {
        return static_cast<std::int32_t>(std::chrono::floor<std::chrono::seconds>(span).count());
    };
    client.settings.access_token_validity = seconds(config.access_token_ttl);
    client.settings.id_token_validity = seconds(config.id_token_ttl);
    client.settings.token_validity_units = TokenValidityUnitsType{"seconds", "seconds", "days"};
    client.access_ttl = config.access_token_ttl;
    client.id_ttl = config.id_token_ttl;
}

}  // namespace wt::identity
