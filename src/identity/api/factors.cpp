// What comes after a name: first factors by choice, new passwords, second factors, devices, and tokens at the end.
#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "aws/digests.hpp"
#include "identity/api/cognito.hpp"
#include "identity/api/totp.hpp"
#include "identity/api/words.hpp"

namespace wt::identity {

namespace {

using namespace cognito_idp_errors;
using FactorJson = nlohmann::json;

[[nodiscard]] bool holds(const std::vector<std::string>& list, std::string_view what) {
    return std::find(list.begin(), list.end(), what) != list.end();
}

[[nodiscard]] bool challenges_new_devices(const UserPool& pool) {
    const auto& said = pool.entry().settings.device_configuration;
    return said && said->challenge_required_on_new_device.value_or(false);
}

/// Attributes that a pool requires and the user lacks, as clients are told them.
[[nodiscard]] std::string required_attributes(const UserPool& pool, const UserEntry& user) {
    FactorJson names = FactorJson::array();
    for (const SchemaAttributeType& each : *pool.entry().settings.schema_attributes) {
        const bool is_needed = each.required.value_or(false) && each.name != "sub";
        if (is_needed && user.attribute(*each.name).empty()) names.push_back("userAttributes." + *each.name);
    }
    return names.dump();
}

}  // namespace

std::vector<std::string> Cognito::first_factors(const UserPool& pool, const ClientEntry& client,
                                                const UserEntry& user) {
    const auto& policies = pool.entry().settings.policies;
    const auto allowed = policies && policies->sign_in_policy
                             ? policies->sign_in_policy->allowed_first_auth_factors.value_or(std::vector<std::string>())
                             : std::vector<std::string>();
    std::vector<std::string> can;
    if (holds(allowed, "PASSWORD") && !user.password.empty()) {
        can.emplace_back("PASSWORD");
        if (client.allows("ALLOW_USER_SRP_AUTH")) can.emplace_back("PASSWORD_SRP");
    }
    if (holds(allowed, "WEB_AUTHN") && !user.passkeys.empty()) can.emplace_back("WEB_AUTHN");
    if (holds(allowed, "EMAIL_OTP") && user.verified("email")) can.emplace_back("EMAIL_OTP");
    if (holds(allowed, "SMS_OTP") && user.verified("phone_number")) can.emplace_back("SMS_OTP");
    return can;
}

std::vector<std::string> Cognito::pretended_factors(const UserPool& pool, const ClientEntry& client) {
    UserEntry anybody;
    anybody.password = "one";
    anybody.attributes = {{"email", "one"}, {"email_verified", "true"}};
    return first_factors(pool, client, anybody);
}

aws::Later<Cognito::AuthAnswer> Cognito::choose_factor(SignIn state, std::string factor, Texts parameters) {
    const auto user = standing_or_unknown(state);
    if (!user.ok()) co_return user.error();
    UserPool* const pool = catalogue_.find(state.pool);
    const auto client = pool->clients().find(state.client);
    if (client == pool->clients().end()) co_return no_client(state.client);
    if (user->status == "UNCONFIRMED") co_return aws::Error(user_not_confirmed, "User is not confirmed.");
    std::vector<std::string> can =
        state.is_unknown ? pretended_factors(*pool, client->second) : first_factors(*pool, client->second, *user);
    if (!holds(can, factor)) {
        // A preference that cannot be met is passed over; an answer has to be one of those offered.
        if (state.challenge == "SELECT_CHALLENGE")
            co_return wrong_parameter("The selected challenge is not available for the user.");
        AuthAnswer answer = challenge(std::move(state), "SELECT_CHALLENGE", {});
        answer.available = std::move(can);
        co_return answer;
    }
    if (factor == "PASSWORD" && parameters.contains("PASSWORD"))
        co_return co_await with_password(std::move(state), parameters["PASSWORD"]);
    if (factor == "PASSWORD") {
        AuthAnswer answer = challenge(std::move(state), "PASSWORD", {});
        answer.available = std::move(can);
        co_return answer;
    }
    if (factor == "PASSWORD_SRP") {
        if (parameters["SRP_A"].empty()) co_return wrong_parameter("Missing required parameter SRP_A");
        auto answer = with_srp(std::move(state), parameters["SRP_A"], false);
        if (answer.ok()) answer->available = std::move(can);
        co_return answer;
    }
    SignIn copy = state;
    const auto before = co_await before_sign_in(std::move(copy));
    if (!before.ok()) co_return before.error();
    if (factor == "WEB_AUTHN") {
        const auto still = standing_user(state);
        if (!still.ok()) co_return still.error();
        AuthAnswer answer = ask_passkey(std::move(state), *still);
        answer.available = std::move(can);
        co_return answer;
    }
    if (state.is_unknown) {
        const CodeDeliveryDetailsType details = pretended_delivery(state.user);
        Texts told{{"USER_ID_FOR_SRP", state.user},
                   {"CODE_DELIVERY_DELIVERY_MEDIUM", *details.delivery_medium},
                   {"CODE_DELIVERY_DESTINATION", *details.destination}};
        AuthAnswer answer = challenge(std::move(state), std::move(factor), std::move(told));
        answer.available = std::move(can);
        co_return answer;
    }
    auto answer = co_await send_factor(std::move(state), std::move(factor));
    if (answer.ok()) answer->available = std::move(can);
    co_return answer;
}

aws::Later<Cognito::AuthAnswer> Cognito::known(SignIn state) {
    const auto user = standing_user(state);
    if (!user.ok()) co_return user.error();
    UserPool* const pool = catalogue_.find(state.pool);
    if (user->status == "FORCE_CHANGE_PASSWORD") {
        if (user->password_until && *user->password_until <= context_.now())
            co_return not_allowed("Temporary password has expired and must be reset by an administrator.");
        FactorJson attributes = FactorJson::object();
        for (const auto& [name, value] : user->attributes) attributes[name] = value;
        Texts parameters{{"USER_ID_FOR_SRP", user->name},
                         {"requiredAttributes", required_attributes(*pool, *user)},
                         {"userAttributes", attributes.dump(-1, ' ', false, FactorJson::error_handler_t::replace)}};
        co_return challenge(std::move(state), "NEW_PASSWORD_REQUIRED", std::move(parameters));
    }
    const auto device = user->devices.find(state.device);
    const bool asks_device = device != user->devices.end() && !device->second.verifier.empty() &&
                             device->second.remembered && pool->entry().settings.device_configuration;
    if (asks_device) {
        Texts parameters{{"DEVICE_KEY", state.device}, {"USERNAME", user->name}};
        co_return challenge(std::move(state), "DEVICE_SRP_AUTH", std::move(parameters));
    }
    state.device.clear();
    co_return co_await second_factor(std::move(state));
}

aws::Later<Cognito::AuthAnswer> Cognito::new_password(SignIn state, Texts answers) {
    const std::string password = answers["NEW_PASSWORD"];
    if (password.empty()) co_return wrong_parameter("Missing required parameter NEW_PASSWORD");
    const auto user = standing_user(state);
    if (!user.ok()) co_return user.error();
    UserPool* const pool = catalogue_.find(state.pool);
    UserEntry changed = *user;
    if (auto error = refuse_new_password(*pool, changed, password)) co_return std::move(*error);
    constexpr std::string_view prefix = "userAttributes.";
    std::vector<UserAttribute> attributes;
    for (const auto& [name, value] : answers) {
        if (name.starts_with(prefix)) attributes.push_back({name.substr(prefix.size()), value});
    }
    if (auto error = refuse_attributes(*pool, attributes, nullptr, false)) co_return std::move(*error);
    for (const UserAttribute& each : attributes) changed.attributes[each.name] = each.value.value_or("");
    if (required_attributes(*pool, changed) != "[]")
        co_return wrong_parameter("Invalid attributes given, " + required_attributes(*pool, changed) + " is missing");
    pool->set_password(changed, password);
    changed.status = "CONFIRMED";
    changed.modified = context_.calendar();
    (void)catalogue_.keep(*pool, std::move(changed));
    state.source = "TokenGeneration_NewPasswordChallenge";
    state.device.clear();
    co_return co_await second_factor(std::move(state));
}

std::vector<std::string> Cognito::second_factors(const UserPool& pool, const UserEntry& user) {
    const auto& mfa = pool.entry().mfa;
    const bool by_token =
        mfa.software_token_mfa_configuration && mfa.software_token_mfa_configuration->enabled.value_or(false);
    const bool has_phone = !user.attribute("phone_number").empty();
    const bool has_mail = mfa.email_mfa_configuration && user.verified("email");
    std::vector<std::string> can;
    const bool is_forced = pool.entry().settings.mfa_configuration == "ON" && user.mfa.empty();
    const auto wants = [&](const char* name) { return is_forced || holds(user.mfa, name); };
    if (has_phone && mfa.sms_mfa_configuration && wants("SMS_MFA")) can.emplace_back("SMS_MFA");
    if (by_token && user.totp_verified && wants("SOFTWARE_TOKEN_MFA")) can.emplace_back("SOFTWARE_TOKEN_MFA");
    if (has_mail && wants("EMAIL_OTP")) can.emplace_back("EMAIL_OTP");
    return can;
}

aws::Later<Cognito::AuthAnswer> Cognito::second_factor(SignIn state) {
    const auto user = standing_user(state);
    if (!user.ok()) co_return user.error();
    UserPool* const pool = catalogue_.find(state.pool);
    const std::string mode = pool->entry().settings.mfa_configuration.value_or("OFF");
    const bool trusted = state.device_known && challenges_new_devices(*pool);
    if (mode == "OFF" || state.second_done || trusted) co_return co_await hand_out(std::move(state));
    std::vector<std::string> can = second_factors(*pool, *user);
    if (can.empty() && mode != "ON") co_return co_await hand_out(std::move(state));
    if (can.empty()) {
        const auto& software = pool->entry().mfa.software_token_mfa_configuration;
        if (!software || !software->enabled.value_or(false))
            co_return wrong_parameter("User does not have an MFA method that the user pool takes.");
        Texts parameters{{"MFAS_CAN_SETUP", R"(["SOFTWARE_TOKEN_MFA"])"}, {"USER_ID_FOR_SRP", user->name}};
        co_return challenge(std::move(state), "MFA_SETUP", std::move(parameters));
    }
    if (holds(can, user->preferred_mfa)) co_return co_await send_factor(std::move(state), user->preferred_mfa);
    if (can.size() == 1) co_return co_await send_factor(std::move(state), can.front());
    Texts parameters{{"MFAS_CAN_CHOOSE", FactorJson(can).dump()}, {"USER_ID_FOR_SRP", user->name}};
    co_return challenge(std::move(state), "SELECT_MFA_TYPE", std::move(parameters));
}

aws::Later<Cognito::AuthAnswer> Cognito::send_factor(SignIn state, std::string name) {
    const auto user = standing_user(state);
    if (!user.ok()) co_return user.error();
    Texts parameters{{"USER_ID_FOR_SRP", user->name}};
    if (name == "SOFTWARE_TOKEN_MFA") {
        // Assumed: what stands for a name that nobody gave.
        parameters["FRIENDLY_DEVICE_NAME"] = user->totp_name.empty() ? "TOTP device" : user->totp_name;
        co_return challenge(std::move(state), std::move(name), std::move(parameters));
    }
    UserPool* const pool = catalogue_.find(state.pool);
    const std::size_t digits = name.ends_with("_OTP") ? 8 : 6;
    state.code = draw(pool->random(), "0123456789", digits);
    state.attribute = name == "EMAIL_OTP" ? "email" : "phone_number";
    Letter letter;
    letter.source = "CustomMessage_Authentication";
    letter.attribute = state.attribute;
    letter.code = state.code;
    letter.client = state.client;
    letter.metadata = state.metadata;
    UserEntry copy = *user;
    const auto sent = co_await send(state.pool, std::move(copy), std::move(letter));
    if (!sent.ok()) co_return sent.error();
    parameters["CODE_DELIVERY_DELIVERY_MEDIUM"] = sent->delivery_medium.value_or("");
    parameters["CODE_DELIVERY_DESTINATION"] = sent->destination.value_or("");
    if (catalogue_.find(state.pool) == nullptr) co_return wrong_password();
    co_return challenge(std::move(state), std::move(name), std::move(parameters));
}

aws::Later<Cognito::AuthAnswer> Cognito::answer_factor(SignIn state, Texts answers) {
    // No code was sent, so none is right.
    if (state.is_unknown) co_return aws::Error(code_mismatch, "Invalid code received for user");
    const auto user = standing_user(state);
    if (!user.ok()) co_return user.error();
    UserPool* const pool = catalogue_.find(state.pool);
    state.second_done = true;
    if (state.challenge == "MFA_SETUP") {
        if (!state.totp_set) co_return not_allowed("Invalid session for the user.");
        UserEntry changed = *user;
        changed.totp_secret = state.totp_secret;
        changed.totp_verified = true;
        changed.totp_name = state.totp_name;
        changed.mfa = {"SOFTWARE_TOKEN_MFA"};
        (void)catalogue_.keep(*pool, std::move(changed));
        co_return co_await hand_out(std::move(state));
    }
    const std::string parameter = state.challenge + "_CODE";
    const std::string code = answers[parameter];
    if (code.empty()) co_return wrong_parameter(fmt::format("Missing required parameter {}", parameter));
    if (auto locked = pool->refuse_attempt(user->name)) co_return not_allowed(std::move(locked->message));
    if (state.challenge == "SOFTWARE_TOKEN_MFA") {
        const auto step = find_totp_step(user->totp_secret, code, context_.calendar());
        if (step && *step <= user->totp_last)
            co_return aws::Error(expired_code, "Your software token has already been used once.");
        if (step) {
            UserEntry changed = *user;
            changed.totp_last = *step;
            (void)catalogue_.keep(*pool, std::move(changed));
            state.factors.emplace_back("Mfa", "Success");
            co_return co_await hand_out(std::move(state));
        }
    } else if (aws::equal_in_constant_time(state.code, code)) {
        // A code that came shows whose address it is.
        if (state.by_choice && !user->verified(state.attribute)) co_return wrong_password();
        state.factors.emplace_back("Mfa", "Success");
        co_return co_await hand_out(std::move(state));
    }
    pool->failed_attempt(user->name);
    state.factors.emplace_back("Mfa", "Failure");
    note_sign_in(state, "Fail");
    co_return aws::Error(code_mismatch, "Invalid code received for user");
}

AuthenticationResult Cognito::result_of(const Tokens& tokens) {
    AuthenticationResult result;
    result.access_token = tokens.access_token.text();
    result.id_token = tokens.id_token.text();
    result.expires_in = static_cast<std::int32_t>(std::chrono::floor<std::chrono::seconds>(tokens.expires_in).count());
    result.token_type = "Bearer";
    if (!tokens.refresh_token.empty()) result.refresh_token = tokens.refresh_token;
    return result;
}

aws::Later<Cognito::AuthAnswer> Cognito::hand_out(SignIn state) {
    constexpr const char* scope = "aws.cognito.signin.user.admin";
    const auto user = standing_user(state);
    if (!user.ok()) co_return user.error();
    UserPool* pool = catalogue_.find(state.pool);
    const bool tracks = pool->entry().settings.device_configuration.has_value();
    Ask about;
    about.function = function_of(*pool, &LambdaConfigType::post_authentication);
    about.source = "PostAuthentication_Authentication";
    about.client = state.client;
    about.request =
        FactorJson{{"newDeviceUsed", tracks && !state.device_known}, {"clientMetadata", state.metadata}}.dump(
            -1, ' ', false, FactorJson::error_handler_t::replace);
    about.response = "{}";
    UserEntry copy = *user;
    const auto after = co_await ask(state.pool, std::move(copy), std::move(about));
    if (!after.ok()) co_return after.error();
    if (state.for_page) {
        note_sign_in(state, "Pass");
        AuthAnswer signed_in;
        signed_in.user = state.user;
        co_return signed_in;
    }
    const auto changes =
        co_await token_changes(state.pool, state.client, state.user, state.source, scope, state.metadata);
    if (!changes.ok()) co_return changes.error();

    pool = catalogue_.find(state.pool);
    const auto there = standing_user(state);
    if (!there.ok()) co_return there.error();
    const auto client = pool->clients().find(state.client);
    if (client == pool->clients().end()) co_return no_client(state.client);
    NewDeviceMetadataType device;
    UserEntry changed = *there;
    if (tracks && !state.device_known) {
        device.device_key = fmt::format("{}_{}", pool->entry().place.region, draw_uuid(pool->random()));
        device.device_group_key = "-" + draw(pool->random(), alphanumeric, 8);
        DeviceEntry entry;
        entry.group = *device.device_group_key;
        entry.created = entry.modified = entry.authenticated = context_.calendar();
        entry.address = state.address;
        state.device = *device.device_key;
        changed.devices.insert_or_assign(state.device, std::move(entry));
        (void)catalogue_.keep(*pool, std::move(changed));
    } else if (const auto used = changed.devices.find(state.device); used != changed.devices.end()) {
        used->second.authenticated = context_.calendar();
        if (!state.address.empty()) used->second.address = state.address;
        (void)catalogue_.keep(*pool, std::move(changed));
    }
    note_sign_in(state, "Pass");
    auto begun = pool->begin(state.user, client->second, scope);
    begun.session->event = event_id_of(*pool, state);
    begun.session->device = state.device;
    catalogue_.keep(*pool, *begun.session);
    Tokens tokens = pool->issue(*begun.session, *changes);
    tokens.refresh_token = std::move(begun.refresh_token);
    AuthAnswer answer;
    answer.tokens = result_of(tokens);
    if (device.device_key) answer.tokens->new_device_metadata = std::move(device);
    co_return answer;
}

}  // namespace wt::identity
