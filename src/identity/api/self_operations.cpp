// What users do with themselves, by their access tokens.
#include <algorithm>

#include <fmt/format.h>

#include "identity/api/cognito.hpp"
#include "identity/api/totp.hpp"
#include "identity/api/words.hpp"

namespace wt::identity {

namespace {

using namespace cognito_idp_errors;

constexpr Duration verification_lifetime = 24h;
// Quotas: an hour.
constexpr std::uint64_t most_verifications = 15;
constexpr std::uint64_t most_password_changes = 5;

[[nodiscard]] bool is_in(const std::optional<std::vector<std::string>>& list, std::string_view what) {
    return list && std::find(list->begin(), list->end(), what) != list->end();
}

[[nodiscard]] bool is_address_of_message(std::string_view attribute) {
    return attribute == "email" || attribute == "phone_number";
}

}  // namespace

aws::Outcome<GetUserResponse> Cognito::get_user(const aws::Call& /*call*/, GetUserRequest input) {
    const auto found = bearer(input.access_token);
    if (!found.ok()) return found.error();
    const UserEntry& user = found->user;
    GetUserResponse output;
    output.username = user.name;
    output.user_attributes = attributes_of(user);
    const auto client = found->pool->clients().find(found->claims.client);
    if (client != found->pool->clients().end()) {
        const auto& reads = client->second.settings.read_attributes;
        std::erase_if(output.user_attributes, [&reads](const UserAttribute& each) {
            return each.name != "sub" && reads && !reads->empty() && !is_in(reads, each.name);
        });
    }
    if (!user.preferred_mfa.empty()) output.preferred_mfa_setting = user.preferred_mfa;
    if (!user.mfa.empty()) output.user_mfa_setting_list = user.mfa;
    return output;
}

aws::Later<std::vector<CodeDeliveryDetailsType>> Cognito::change_attributes(std::string pool_id, std::string name,
                                                                            std::vector<UserAttribute> attributes,
                                                                            Writer writer, std::string client,
                                                                            Texts metadata) {
    std::vector<CodeDeliveryDetailsType> sent;
    UserPool* const pool = catalogue_.find(pool_id);
    const UserEntry* const known = pool == nullptr ? nullptr : pool->find_user(name);
    if (known == nullptr) co_return no_user();
    UserEntry user = *known;
    const UserPoolType& settings = pool->entry().settings;
    const auto& waits = settings.user_attribute_update_settings;
    std::vector<std::string> to_verify;
    for (const UserAttribute& each : attributes) {
        const std::string value = each.value.value_or("");
        const std::string flag = each.name + "_verified";
        const bool is_address = is_address_of_message(each.name);
        const bool says_verified = std::any_of(attributes.begin(), attributes.end(), [&](const UserAttribute& other) {
            return other.name == flag && other.value == "true";
        });
        if (is_address && value != user.attribute(each.name)) {
            const UserEntry* const other = pool->find_alias(each.name, value, user.name);
            const bool is_login = is_in(settings.username_attributes, each.name);
            if (other != nullptr && (is_login || (is_in(settings.alias_attributes, each.name) && says_verified)))
                co_return aws::Error(alias_exists,
                                     fmt::format("An account with the given {} already exists.", each.name));
            const bool is_verified_here = is_in(settings.auto_verified_attributes, each.name);
            const bool is_kept_back =
                waits && is_in(waits->attributes_require_verification_before_update, each.name) && !says_verified;
            if (is_verified_here && !says_verified && !value.empty()) to_verify.push_back(each.name);
            if (is_kept_back && !value.empty()) {
                user.pending[each.name] = value;
                continue;
            }
            user.attributes[flag] = "false";
        }
        if (each.name == "preferred_username" && is_in(settings.alias_attributes, each.name) &&
            pool->find_alias(each.name, value, user.name) != nullptr)
            co_return aws::Error(alias_exists, "Already found an entry for username " + value);
        if (value.empty()) {
            user.attributes.erase(each.name);
            user.attributes.erase(flag);
        } else {
            user.attributes[each.name] = value;
        }
    }
    // What an administrator says of an address comes last.
    for (const UserAttribute& each : attributes) {
        if (writer == Writer::admin && each.name.ends_with("_verified"))
            user.attributes[each.name] = each.value.value_or("");
    }
    user.modified = context_.calendar();
    (void)catalogue_.keep(*pool, std::move(user));
    for (const std::string& attribute : to_verify) {
        Letter letter;
        letter.source = "CustomMessage_UpdateUserAttribute";
        letter.attribute = attribute;
        letter.client = client;
        letter.metadata = metadata;
        auto details = co_await send_code(pool_id, name, attribute, verification_lifetime, std::move(letter));
        if (!details.ok()) co_return details.error();
        sent.push_back(std::move(*details));
    }
    co_return sent;
}

aws::Later<UpdateUserAttributesResponse> Cognito::update_user_attributes(const aws::Call& /*call*/,
                                                                         UpdateUserAttributesRequest input) {
    const auto found = bearer(input.access_token);
    if (!found.ok()) co_return found.error();
    const auto client = found->pool->clients().find(found->claims.client);
    const ClientEntry* const writer = client == found->pool->clients().end() ? nullptr : &client->second;
    if (auto error = refuse_attributes(*found->pool, input.user_attributes, writer, false)) co_return std::move(*error);
    auto sent = co_await change_attributes(found->pool->id(), found->user.name, std::move(input.user_attributes),
                                           Writer::user, found->claims.client, std::move(input.client_metadata));
    if (!sent.ok()) co_return sent.error();
    UpdateUserAttributesResponse output;
    output.code_delivery_details_list = std::move(*sent);
    co_return co_await settled(std::move(output));
}

aws::Outcome<DeleteUserAttributesResponse> Cognito::delete_user_attributes(const aws::Call& call,
                                                                           DeleteUserAttributesRequest input) {
    auto found = bearer(input.access_token);
    if (!found.ok()) return found.error();
    const auto client = found->pool->clients().find(found->claims.client);
    const ClientEntry* const writer = client == found->pool->clients().end() ? nullptr : &client->second;
    std::vector<UserAttribute> named;
    for (const std::string& name : input.user_attribute_names) named.push_back({name, std::nullopt});
    if (auto error = refuse_attributes(*found->pool, named, writer, false)) return std::move(*error);
    for (const std::string& name : input.user_attribute_names) {
        found->user.attributes.erase(name);
        found->user.attributes.erase(name + "_verified");
    }
    found->user.modified = call.now;
    (void)catalogue_.keep(*found->pool, std::move(found->user));
    return DeleteUserAttributesResponse();
}

aws::Later<GetUserAttributeVerificationCodeResponse> Cognito::get_user_attribute_verification_code(
    const aws::Call& /*call*/, GetUserAttributeVerificationCodeRequest input) {
    const auto found = bearer(input.access_token);
    if (!found.ok()) co_return found.error();
    if (!is_address_of_message(input.attribute_name)) co_return wrong_parameter("Invalid attribute provided.");
    const bool is_pending = found->user.pending.contains(input.attribute_name);
    if (found->user.attribute(input.attribute_name).empty() && !is_pending)
        co_return wrong_parameter(fmt::format("User does not have the attribute {}.", input.attribute_name));
    Letter letter;
    letter.source = "CustomMessage_VerifyUserAttribute";
    letter.attribute = input.attribute_name;
    letter.client = found->claims.client;
    letter.metadata = std::move(input.client_metadata);
    auto details = co_await send_code(found->pool->id(), found->user.name, input.attribute_name, verification_lifetime,
                                      std::move(letter));
    if (!details.ok()) co_return details.error();
    GetUserAttributeVerificationCodeResponse output;
    output.code_delivery_details = std::move(*details);
    co_return co_await settled(std::move(output));
}

aws::Outcome<VerifyUserAttributeResponse> Cognito::verify_user_attribute(const aws::Call& call,
                                                                         VerifyUserAttributeRequest input) {
    auto found = bearer(input.access_token);
    if (!found.ok()) return found.error();
    UserEntry& user = found->user;
    if (!is_address_of_message(input.attribute_name)) return wrong_parameter("Invalid attribute provided.");
    const auto attribute = take_code(*found->pool, user, input.attribute_name, input.code, most_verifications);
    if (!attribute.ok()) return attribute.error();
    if (const auto pending = user.pending.find(*attribute); pending != user.pending.end()) {
        user.attributes[*attribute] = pending->second;
        user.pending.erase(pending);
    }
    if (is_in(found->pool->entry().settings.alias_attributes, *attribute) &&
        found->pool->find_alias(*attribute, user.attribute(*attribute), user.name) != nullptr)
        return aws::Error(alias_exists, fmt::format("An account with the {} already exists.", *attribute));
    user.attributes[*attribute + "_verified"] = "true";
    user.modified = call.now;
    (void)catalogue_.keep(*found->pool, std::move(user));
    return VerifyUserAttributeResponse();
}

aws::Outcome<ChangePasswordResponse> Cognito::change_password(const aws::Call& call, ChangePasswordRequest input) {
    auto found = bearer(input.access_token);
    if (!found.ok()) return found.error();
    UserEntry& user = found->user;
    if (auto error = refuse_attempts(*found->pool, user.name, "change", most_password_changes))
        return std::move(*error);
    if (!user.password.empty()) {
        if (!input.previous_password) return wrong_parameter("Previous password is required.");
        if (auto wrong = found->pool->check_password(user, *input.previous_password)) {
            note_event(*found->pool, user, "PasswordChange", "Fail", call.request.client.text());
            return not_allowed(std::move(wrong->message));
        }
    }
    if (auto error = refuse_new_password(*found->pool, user, input.proposed_password)) return std::move(*error);
    found->pool->set_password(user, input.proposed_password);
    user.modified = call.now;
    note_event(*found->pool, user, "PasswordChange", "Pass", call.request.client.text());
    (void)catalogue_.keep(*found->pool, std::move(user));
    return ChangePasswordResponse();
}

aws::Outcome<aws::Nothing> Cognito::delete_user(const aws::Call& /*call*/, DeleteUserRequest input) {
    const auto found = bearer(input.access_token);
    if (!found.ok()) return found.error();
    catalogue_.drop_user(*found->pool, found->user.name);
    return aws::Nothing();
}

aws::Outcome<GlobalSignOutResponse> Cognito::global_sign_out(const aws::Call& /*call*/, GlobalSignOutRequest input) {
    const auto found = bearer(input.access_token);
    if (!found.ok()) return found.error();
    catalogue_.revoke_all(*found->pool, found->user.name);
    return GlobalSignOutResponse();
}

aws::Outcome<AssociateSoftwareTokenResponse> Cognito::associate_software_token(const aws::Call& /*call*/,
                                                                               AssociateSoftwareTokenRequest input) {
    AssociateSoftwareTokenResponse output;
    if (input.session) {
        const auto waiting = challenges_.find(*input.session, context_.now());
        if (waiting.state == nullptr || waiting.state->challenge != "MFA_SETUP")
            return not_allowed("Invalid session for the user.");
        SignIn state = *waiting.state;
        UserPool* const pool = catalogue_.find(state.pool);
        if (pool == nullptr) return not_allowed("Invalid session for the user.");
        challenges_.spend(*input.session);
        state.totp_secret = draw_totp_secret(pool->random());
        output.secret_code = state.totp_secret;
        AuthAnswer next = challenge(std::move(state), "MFA_SETUP", {});
        output.session = std::move(next.session);
        return output;
    }
    if (!input.access_token) return wrong_parameter("Either accessToken or session must be provided.");
    auto found = bearer(*input.access_token);
    if (!found.ok()) return found.error();
    const auto& software = found->pool->entry().mfa.software_token_mfa_configuration;
    if (!software || !software->enabled.value_or(false))
        return aws::Error(software_token_mfa_not_found, "Software Token MFA has not been enabled by the userPool");
    // The one before stays good until this one was verified.
    found->user.pending["totp"] = draw_totp_secret(found->pool->random());
    output.secret_code = found->user.pending["totp"];
    (void)catalogue_.keep(*found->pool, std::move(found->user));
    return output;
}

aws::Outcome<VerifySoftwareTokenResponse> Cognito::verify_software_token(const aws::Call& /*call*/,
                                                                         VerifySoftwareTokenRequest input) {
    VerifySoftwareTokenResponse output;
    output.status = "SUCCESS";
    if (input.session) {
        const auto waiting = challenges_.find(*input.session, context_.now());
        if (waiting.state == nullptr || waiting.state->totp_secret.empty())
            return not_allowed("Invalid session for the user.");
        SignIn state = *waiting.state;
        if (!find_totp_step(state.totp_secret, input.user_code, context_.calendar()))
            return aws::Error(enable_software_token_mfa, "Code mismatch");
        challenges_.spend(*input.session);
        state.totp_set = true;
        state.totp_name = input.friendly_device_name.value_or("");
        AuthAnswer next = challenge(std::move(state), "MFA_SETUP", {});
        output.session = std::move(next.session);
        return output;
    }
    if (!input.access_token) return wrong_parameter("Either accessToken or session must be provided.");
    auto found = bearer(*input.access_token);
    if (!found.ok()) return found.error();
    UserEntry& user = found->user;
    const auto pending = user.pending.find("totp");
    if (pending == user.pending.end()) return wrong_parameter("User has not associated a software token.");
    if (!find_totp_step(pending->second, input.user_code, context_.calendar()))
        return aws::Error(enable_software_token_mfa, "Code mismatch");
    user.totp_secret = pending->second;
    user.totp_verified = true;
    user.totp_name = input.friendly_device_name.value_or("");
    user.totp_last = -1;
    user.pending.erase(pending);
    (void)catalogue_.keep(*found->pool, std::move(user));
    return output;
}

std::optional<aws::Error> Cognito::set_mfa(UserPool& pool, UserEntry& user,
                                           const AdminSetUserMfaPreferenceRequest& input) const {
    const auto set = [&user](const char* name, bool is_on, bool is_preferred) {
        std::erase(user.mfa, name);
        if (is_on) user.mfa.push_back(name);
        if (is_preferred) {
            user.preferred_mfa = name;
        } else if (user.preferred_mfa == name) {
            user.preferred_mfa.clear();
        }
    };
    int preferred = 0;
    const auto wants = [&preferred](const auto& said) {
        const bool is_on = said->enabled.value_or(false);
        if (said->preferred_mfa.value_or(false)) ++preferred;
        return is_on;
    };
    const auto prefers = [](const auto& said) { return said->preferred_mfa.value_or(false); };
    const bool sms = input.sms_mfa_settings && wants(input.sms_mfa_settings);
    const bool software = input.software_token_mfa_settings && wants(input.software_token_mfa_settings);
    const bool mail = input.email_mfa_settings && wants(input.email_mfa_settings);
    if (preferred > 1) return wrong_parameter("Only one MFA method can be set as preferred.");
    if (sms && user.attribute("phone_number").empty())
        return wrong_parameter("User does not have delivery config set to turn on SMS_MFA");
    if (software && !user.totp_verified) return wrong_parameter("User has not verified software token mfa");
    if (mail && (!pool.entry().mfa.email_mfa_configuration || user.attribute("email").empty()))
        return wrong_parameter("User does not have delivery config set to turn on EMAIL_OTP");
    if (input.sms_mfa_settings) set("SMS_MFA", sms, sms && prefers(input.sms_mfa_settings));
    if (input.software_token_mfa_settings)
        set("SOFTWARE_TOKEN_MFA", software, software && prefers(input.software_token_mfa_settings));
    if (input.email_mfa_settings) set("EMAIL_OTP", mail, mail && prefers(input.email_mfa_settings));
    return std::nullopt;
}

aws::Outcome<SetUserMfaPreferenceResponse> Cognito::set_user_mfa_preference(const aws::Call& /*call*/,
                                                                            SetUserMfaPreferenceRequest input) {
    auto found = bearer(input.access_token);
    if (!found.ok()) return found.error();
    AdminSetUserMfaPreferenceRequest same;
    same.sms_mfa_settings = input.sms_mfa_settings;
    same.software_token_mfa_settings = input.software_token_mfa_settings;
    same.email_mfa_settings = input.email_mfa_settings;
    if (auto error = set_mfa(*found->pool, found->user, same)) return std::move(*error);
    (void)catalogue_.keep(*found->pool, std::move(found->user));
    return SetUserMfaPreferenceResponse();
}

aws::Outcome<GetUserAuthFactorsResponse> Cognito::get_user_auth_factors(const aws::Call& /*call*/,
                                                                        GetUserAuthFactorsRequest input) {
    const auto found = bearer(input.access_token);
    if (!found.ok()) return found.error();
    const UserEntry& user = found->user;
    GetUserAuthFactorsResponse output;
    output.username = user.name;
    if (!user.preferred_mfa.empty()) output.preferred_mfa_setting = user.preferred_mfa;
    if (!user.mfa.empty()) output.user_mfa_setting_list = user.mfa;
    output.configured_user_auth_factors.emplace();
    const auto& policies = found->pool->entry().settings.policies;
    const auto& allowed = policies->sign_in_policy->allowed_first_auth_factors;
    if (!user.password.empty()) output.configured_user_auth_factors->push_back("PASSWORD");
    if (is_in(allowed, "WEB_AUTHN") && !user.passkeys.empty())
        output.configured_user_auth_factors->push_back("WEB_AUTHN");
    if (is_in(allowed, "EMAIL_OTP") && user.verified("email"))
        output.configured_user_auth_factors->push_back("EMAIL_OTP");
    if (is_in(allowed, "SMS_OTP") && user.verified("phone_number"))
        output.configured_user_auth_factors->push_back("SMS_OTP");
    return output;
}

}  // namespace wt::identity
