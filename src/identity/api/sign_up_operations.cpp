// Signing up, confirming, and passwords that were forgotten.
#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "identity/api/cognito.hpp"
#include "identity/api/words.hpp"

namespace wt::identity {

namespace {

using namespace cognito_idp_errors;
using SignUpJson = nlohmann::json;

// Quotas: how long codes are good, and how often an hour somebody may try.
constexpr Duration confirmation_lifetime = 24h;
constexpr Duration reset_lifetime = 1h;
constexpr std::uint64_t most_confirmations = 15;
constexpr std::uint64_t most_resends = 5;
constexpr std::uint64_t most_resets = 20;

[[nodiscard]] bool is_true(const SignUpJson& response, const char* name) {
    const auto found = response.find(name);
    return found != response.end() && *found == true;
}

/// To which address a code goes that confirms somebody: a number before an e-mail address; empty: to none.
[[nodiscard]] std::string confirmed_by(const UserPool& pool, const UserEntry& user) {
    const auto automatic = pool.entry().settings.auto_verified_attributes.value_or(std::vector<std::string>());
    for (const char* const each : {"phone_number", "email"}) {
        const bool is_automatic = std::find(automatic.begin(), automatic.end(), each) != automatic.end();
        if (is_automatic && !user.attribute(each).empty()) return each;
    }
    return {};
}

/// To which address a code goes that sets another password. Not to one that a second factor uses as well:
/// CreateUserPool, "AccountRecoverySetting".
[[nodiscard]] std::string recovered_by(const UserPool& pool, const UserEntry& user) {
    const auto& said = pool.entry().settings.account_recovery_setting;
    auto mechanisms = said ? said->recovery_mechanisms.value_or(std::vector<RecoveryOptionType>())
                           : std::vector<RecoveryOptionType>();
    std::sort(mechanisms.begin(), mechanisms.end(),
              [](const RecoveryOptionType& a, const RecoveryOptionType& b) { return a.priority < b.priority; });
    const auto is_factor = [&](const char* name) {
        return pool.entry().says_recovery && pool.entry().settings.mfa_configuration.value_or("OFF") != "OFF" &&
               std::find(user.mfa.begin(), user.mfa.end(), name) != user.mfa.end();
    };
    for (const RecoveryOptionType& each : mechanisms) {
        if (each.name == "verified_email" && user.verified("email") && !is_factor("EMAIL_OTP")) return "email";
        if (each.name == "verified_phone_number" && user.verified("phone_number") && !is_factor("SMS_MFA"))
            return "phone_number";
    }
    return {};
}

/// Whether a sign-in may begin with a code in a message.
[[nodiscard]] bool takes_codes(const UserPool& pool) {
    const auto& policies = pool.entry().settings.policies;
    if (!policies || !policies->sign_in_policy) return false;
    const auto factors = policies->sign_in_policy->allowed_first_auth_factors.value_or(std::vector<std::string>());
    return std::any_of(factors.begin(), factors.end(),
                       [](const std::string& each) { return each == "EMAIL_OTP" || each == "SMS_OTP"; });
}

[[nodiscard]] aws::Error no_combination() {
    return aws::Error(user_not_found, "Username/client id combination not found.");
}

}  // namespace

aws::Later<SignUpResponse> Cognito::sign_up(const aws::Call& call, SignUpRequest input) {
    const auto found = find_client(input.client_id);
    if (!found.ok()) co_return found.error();
    UserPool& pool = *found->pool;
    if (auto error = refuse_secret(*found->client, input.username, input.secret_hash)) co_return std::move(*error);
    const auto& admin = pool.entry().settings.admin_create_user_config;
    if (admin && admin->allow_admin_create_user_only.value_or(false))
        co_return not_allowed("SignUp is not permitted for this user pool");
    if (auto error = refuse_attributes(pool, input.user_attributes, found->client, true)) co_return std::move(*error);
    // SignUp, "Password": without one, or a blank one, where people may sign in by codes alone.
    if (input.password && input.password->empty()) input.password.reset();
    const bool by_choice = found->client->allows("ALLOW_USER_AUTH");
    if (!input.password && !(by_choice && takes_codes(pool))) co_return wrong_parameter("Password is required.");
    auto drafted = draft_user(pool, input.username, input.user_attributes, Writer::user, true, call.now);
    if (!drafted.ok()) co_return drafted.error();
    if (input.password) {
        if (auto error = refuse_new_password(pool, *drafted, *input.password)) co_return std::move(*error);
        pool.set_password(*drafted, *input.password);
    }
    UserEntry user = std::move(*drafted);
    const std::string pool_id = pool.id();
    std::string address = address_of(call, *found->client, input.user_context_data);

    Ask about;
    about.function = function_of(pool, &LambdaConfigType::pre_sign_up);
    about.source = "PreSignUp_SignUp";
    about.client = input.client_id;
    SignUpJson validation;
    for (const UserAttribute& each : input.validation_data) validation[each.name] = each.value.value_or("");
    about.request = SignUpJson{{"userAttributes", submitted(user, input.user_attributes)},
                               {"validationData", validation},
                               {"clientMetadata", input.client_metadata}}
                        .dump(-1, ' ', false, SignUpJson::error_handler_t::replace);
    about.response = R"json({"autoConfirmUser":false,"autoVerifyEmail":false,"autoVerifyPhone":false})json";
    UserEntry shown = user;
    const auto answer = co_await ask(pool_id, std::move(shown), std::move(about));
    if (!answer.ok()) co_return answer.error();
    const SignUpJson said = SignUpJson::parse(*answer, nullptr, false);
    const bool at_once = is_true(said, "autoConfirmUser");
    for (const auto& [flag, attribute] :
         {std::pair{"autoVerifyEmail", "email"}, std::pair{"autoVerifyPhone", "phone_number"}}) {
        if (!is_true(said, flag)) continue;
        // Developer Guide, "Pre sign-up Lambda trigger": the attribute must be there. Assumed: the error.
        if (user.attribute(attribute).empty())
            co_return aws::Error(invalid_lambda_response,
                                 fmt::format("{} is true, but the user has no {}.", flag, attribute));
        user.attributes[std::string(attribute) + "_verified"] = "true";
    }
    if (at_once) user.status = "CONFIRMED";

    UserPool* const there = catalogue_.find(pool_id);
    if (there == nullptr) co_return no_client(input.client_id);
    // Somebody else may have been as quick.
    if (there->find_user(user.name) != nullptr) co_return aws::Error(username_exists, "User already exists");
    SignUpResponse output;
    output.user_confirmed = at_once;
    output.user_sub = user.sub;
    const std::string name = user.name;
    const std::string by = confirmed_by(*there, user);
    if (by_choice) output.session = begin_sign_up(*there, input.client_id, user, begun_sign_up);
    note_event(*there, catalogue_.keep(*there, std::move(user)), "SignUp", "Pass", std::move(address));
    if (at_once) {
        const auto told =
            co_await confirmed(pool_id, name, "PostConfirmation_ConfirmSignUp", input.client_id, input.client_metadata);
        if (!told.ok()) co_return told.error();
    } else if (!by.empty()) {
        Letter letter;
        letter.source = "CustomMessage_SignUp";
        letter.attribute = by;
        letter.client = input.client_id;
        letter.metadata = input.client_metadata;
        letter.site = site_of(call);
        auto details = co_await send_code(pool_id, name, "confirm", confirmation_lifetime, std::move(letter));
        if (!details.ok()) co_return details.error();
        output.code_delivery_details = std::move(*details);
    }
    co_return co_await settled(std::move(output));
}

aws::Later<ConfirmSignUpResponse> Cognito::confirm_sign_up(const aws::Call& call, ConfirmSignUpRequest input) {
    const auto found = find_client(input.client_id);
    if (!found.ok()) co_return found.error();
    UserPool& pool = *found->pool;
    if (auto error = refuse_secret(*found->client, input.username, input.secret_hash)) co_return std::move(*error);
    const UserEntry* const known = pool.find_login(input.username);
    if (known == nullptr) co_return found->client->hides_users() ? old_code() : no_combination();
    UserEntry user = *known;
    const bool is_session = input.session && !input.session->empty();
    if (is_session) {
        const auto waiting = challenges_.find(*input.session, context_.now());
        const bool is_theirs = waiting.state != nullptr && waiting.state->challenge == begun_sign_up &&
                               waiting.state->pool == pool.id() && waiting.state->client == input.client_id &&
                               waiting.state->sub == user.sub;
        if (!is_theirs) co_return no_session(waiting.state == nullptr ? waiting.seen : Challenges::Seen::unknown);
    }
    if (user.status != "UNCONFIRMED")
        co_return not_allowed("User cannot be confirmed. Current status is " + user.status);
    const auto attribute = take_code(pool, user, "confirm", input.confirmation_code, most_confirmations);
    if (!attribute.ok()) co_return attribute.error();
    const auto aliases = pool.entry().settings.alias_attributes.value_or(std::vector<std::string>());
    if (std::find(aliases.begin(), aliases.end(), *attribute) != aliases.end()) {
        const bool taken = pool.find_alias(*attribute, user.attribute(*attribute), user.name) != nullptr;
        if (taken && !input.force_alias_creation.value_or(false))
            co_return aws::Error(alias_exists, fmt::format("An account with the {} already exists.", *attribute));
        take_over(pool, user, *attribute);
    }
    user.status = "CONFIRMED";
    user.attributes[*attribute + "_verified"] = "true";
    user.modified = call.now;
    const std::string name = user.name;
    ConfirmSignUpResponse output;
    if (is_session) challenges_.spend(*input.session);
    if (found->client->allows("ALLOW_USER_AUTH"))
        output.session = begin_sign_up(pool, input.client_id, user, confirmed_sign_up);
    (void)catalogue_.keep(pool, std::move(user));
    const auto told =
        co_await confirmed(pool.id(), name, "PostConfirmation_ConfirmSignUp", input.client_id, input.client_metadata);
    if (!told.ok()) co_return told.error();
    co_return co_await settled(std::move(output));
}

aws::Later<ResendConfirmationCodeResponse> Cognito::resend_confirmation_code(const aws::Call& call,
                                                                             ResendConfirmationCodeRequest input) {
    const auto found = find_client(input.client_id);
    if (!found.ok()) co_return found.error();
    UserPool& pool = *found->pool;
    if (auto error = refuse_secret(*found->client, input.username, input.secret_hash)) co_return std::move(*error);
    ResendConfirmationCodeResponse output;
    const UserEntry* const known = pool.find_login(input.username);
    if (known == nullptr) {
        if (!found->client->hides_users()) co_return no_combination();
        output.code_delivery_details = pretended_delivery(input.username);
        co_return co_await settled(std::move(output));
    }
    if (known->status != "UNCONFIRMED") co_return wrong_parameter("User is already confirmed.");
    const std::string name = known->name;
    Letter letter;
    letter.source = "CustomMessage_ResendCode";
    letter.attribute = confirmed_by(pool, *known);
    letter.client = input.client_id;
    letter.metadata = std::move(input.client_metadata);
    letter.site = site_of(call);
    if (letter.attribute.empty()) co_return wrong_parameter("Auto verification not turned on.");
    if (auto error = refuse_attempts(pool, name, "resend", most_resends)) co_return std::move(*error);
    note_event(pool, *known, "ResendCode", "Pass", address_of(call, *found->client, input.user_context_data));
    auto details = co_await send_code(pool.id(), name, "confirm", confirmation_lifetime, std::move(letter));
    if (!details.ok()) co_return details.error();
    output.code_delivery_details = std::move(*details);
    co_return co_await settled(std::move(output));
}

aws::Later<ForgotPasswordResponse> Cognito::forgot_password(const aws::Call& call, ForgotPasswordRequest input) {
    const auto found = find_client(input.client_id);
    if (!found.ok()) co_return found.error();
    std::string address = address_of(call, *found->client, input.user_context_data);
    const std::string pool_id = found->pool->id();
    const bool hides = found->client->hides_users();
    if (auto error = refuse_secret(*found->client, input.username, input.secret_hash)) co_return std::move(*error);
    std::string name;
    if (const UserEntry* const known = found->pool->find_login(input.username)) {
        name = known->name;
    } else {
        AuthAsk about;
        about.pool = pool_id;
        about.client = input.client_id;
        about.metadata = input.client_metadata;
        about.parameters["USERNAME"] = input.username;
        const auto migrated = co_await migrate(std::move(about), "UserMigration_ForgotPassword");
        if (migrated.ok()) name = migrated->name;
    }
    ForgotPasswordResponse output;
    UserPool* const pool = catalogue_.find(pool_id);
    const UserEntry* const user = pool == nullptr || name.empty() ? nullptr : pool->find_user(name);
    if (user == nullptr) {
        if (!hides) co_return no_user();
        output.code_delivery_details = pretended_delivery(input.username);
        co_return co_await settled(std::move(output));
    }
    // Developer Guide, "Managing error responses": who does not exist, is disabled or has no verified address hear
    // alike.
    std::string by = recovered_by(*pool, *user);
    if (hides && (!user->enabled || by.empty())) {
        output.code_delivery_details = pretended_delivery(input.username);
        co_return co_await settled(std::move(output));
    }
    if (!user->enabled) co_return not_allowed("User is disabled.");
    if (user->status == "FORCE_CHANGE_PASSWORD" || user->status == "EXTERNAL_PROVIDER")
        co_return not_allowed("User password cannot be reset in the current state.");
    Letter letter;
    letter.source = "CustomMessage_ForgotPassword";
    letter.attribute = std::move(by);
    letter.client = input.client_id;
    letter.metadata = std::move(input.client_metadata);
    if (letter.attribute.empty())
        co_return wrong_parameter(
            "Cannot reset password for the user as there is no registered/verified email or phone_number");
    if (auto error = refuse_attempts(*pool, name, "forgot", most_resets)) co_return std::move(*error);
    note_event(*pool, *user, "ForgotPassword", "InProgress", std::move(address));
    auto details = co_await send_code(pool_id, name, "reset", reset_lifetime, std::move(letter));
    if (!details.ok()) co_return details.error();
    output.code_delivery_details = std::move(*details);
    co_return co_await settled(std::move(output));
}

aws::Later<ConfirmForgotPasswordResponse> Cognito::confirm_forgot_password(const aws::Call& call,
                                                                           ConfirmForgotPasswordRequest input) {
    const auto found = find_client(input.client_id);
    if (!found.ok()) co_return found.error();
    UserPool& pool = *found->pool;
    if (auto error = refuse_secret(*found->client, input.username, input.secret_hash)) co_return std::move(*error);
    const UserEntry* const known = pool.find_login(input.username);
    const bool hides = found->client->hides_users();
    if (known == nullptr && !hides) co_return no_user();
    if (known == nullptr || (hides && !known->enabled)) {
        if (auto error = refuse_new_password(pool, UserEntry(), input.password)) co_return std::move(*error);
        co_return wrong_code();
    }
    UserEntry user = *known;
    if (auto error = refuse_new_password(pool, user, input.password)) co_return std::move(*error);
    const auto attribute = take_code(pool, user, "reset", input.confirmation_code, most_resets);
    note_event(pool, user, "ForgotPassword", attribute.ok() ? "Pass" : "Fail",
               address_of(call, *found->client, input.user_context_data));
    if (!attribute.ok()) co_return attribute.error();
    pool.set_password(user, input.password);
    pool.good_attempt(user.name);
    user.status = "CONFIRMED";
    user.attributes[*attribute + "_verified"] = "true";
    user.modified = call.now;
    const std::string name = user.name;
    (void)catalogue_.keep(pool, std::move(user));
    const auto told = co_await confirmed(pool.id(), name, "PostConfirmation_ConfirmForgotPassword", input.client_id,
                                         input.client_metadata);
    if (!told.ok()) co_return told.error();
    co_return co_await settled(ConfirmForgotPasswordResponse());
}

}  // namespace wt::identity
