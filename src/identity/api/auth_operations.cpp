// How a sign-in begins, and how its challenges are answered.
#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "aws/digests.hpp"
#include "base/base64.hpp"
#include "base/hex.hpp"
#include "identity/api/cognito.hpp"
#include "identity/api/words.hpp"
#include "identity/srp.hpp"

namespace wt::identity {

namespace {

using namespace cognito_idp_errors;
using AuthJson = nlohmann::json;

/// A parameter, which its absence and an empty text leave out alike.
[[nodiscard]] Result<std::string, aws::Error> needed(const std::map<std::string, std::string>& parameters,
                                                     const std::string& name) {
    const auto found = parameters.find(name);
    if (found != parameters.end() && !found->second.empty()) return found->second;
    return wrong_parameter(fmt::format("Missing required parameter {}", name));
}

[[nodiscard]] std::optional<std::string> maybe(const std::map<std::string, std::string>& parameters,
                                               const std::string& name) {
    const auto found = parameters.find(name);
    return found == parameters.end() ? std::nullopt : std::optional(found->second);
}

/// Also for clients whose flows are named as they were before "ALLOW_".
[[nodiscard]] bool takes_flow(const ClientEntry& client, const std::string& flow) {
    const auto& flows = client.settings.explicit_auth_flows.value_or(std::vector<std::string>());
    const bool is_old =
        std::none_of(flows.begin(), flows.end(), [](const std::string& each) { return each.starts_with("ALLOW_"); });
    if (flow == "ADMIN_USER_PASSWORD_AUTH" || flow == "ADMIN_NO_SRP_AUTH")
        return client.allows("ALLOW_ADMIN_USER_PASSWORD_AUTH") || client.allows("ADMIN_NO_SRP_AUTH");
    if (flow == "CUSTOM_AUTH") return client.allows("ALLOW_CUSTOM_AUTH") || client.allows("CUSTOM_AUTH_FLOW_ONLY");
    if (flow == "REFRESH_TOKEN_AUTH" || flow == "REFRESH_TOKEN")
        return client.allows("ALLOW_REFRESH_TOKEN_AUTH") || is_old || client.rotates();
    if (flow == "USER_SRP_AUTH" && is_old) return !client.allows("CUSTOM_AUTH_FLOW_ONLY");
    return client.allows("ALLOW_" + flow) || client.allows(flow);
}

[[nodiscard]] aws::Error no_flow(const std::string& flow) {
    if (flow == "USER_SRP_AUTH") return wrong_parameter("USER_SRP_AUTH is not enabled for the client.");
    const bool is_named = flow == "USER_PASSWORD_AUTH" || flow == "CUSTOM_AUTH";
    return wrong_parameter(is_named ? flow + " flow not enabled for this client"
                                    : "Auth flow not enabled for this client");
}

/// What somebody is called who does not exist, where users' names are UUIDs: the same whenever that name is asked for.
[[nodiscard]] std::string made_up_name(const UserPool& pool, const std::string& username) {
    const auto& addresses = pool.entry().settings.username_attributes;
    if (!addresses || addresses->empty()) return username;
    const std::string digest = aws::sha256(pool.id() + "/" + username).hex();
    return fmt::format("{}-{}-4{}-8{}-{}", digest.substr(0, 8), digest.substr(8, 4), digest.substr(12, 3),
                       digest.substr(15, 3), digest.substr(18, 12));
}

[[nodiscard]] std::string hex_of(Random& random, std::size_t bytes) {
    std::string drawn;
    while (drawn.size() < bytes) drawn += static_cast<char>(random.next());
    return hex_encode(drawn);
}

/// Why a user whose proof was right may not sign in yet.
[[nodiscard]] std::optional<aws::Error> refuse_status(const UserEntry& user) {
    if (user.status == "UNCONFIRMED") return aws::Error(user_not_confirmed, "User is not confirmed.");
    if (user.status == "RESET_REQUIRED")
        return aws::Error(password_reset_required, "Password reset required for the user");
    return std::nullopt;
}

}  // namespace

template <class Output>
Output Cognito::output_of(AuthAnswer answer) {
    Output output;
    output.challenge_name = std::move(answer.challenge);
    output.session = std::move(answer.session);
    output.challenge_parameters = std::move(answer.parameters);
    output.authentication_result = std::move(answer.tokens);
    output.available_challenges = std::move(answer.available);
    return output;
}

aws::Later<InitiateAuthResponse> Cognito::initiate_auth(const aws::Call& call, InitiateAuthRequest input) {
    const auto found = find_client(input.client_id);
    if (!found.ok()) co_return found.error();
    AuthAsk about;
    about.pool = found->pool->id();
    about.client = std::move(input.client_id);
    about.flow = std::move(input.auth_flow);
    about.parameters = std::move(input.auth_parameters);
    about.metadata = std::move(input.client_metadata);
    about.session = input.session.value_or("");
    about.address = address_of(call, *found->client, input.user_context_data);
    auto answer = co_await initiate(std::move(about));
    if (!answer.ok()) co_return answer.error();
    co_return co_await settled(output_of<InitiateAuthResponse>(std::move(*answer)));
}

aws::Later<AdminInitiateAuthResponse> Cognito::admin_initiate_auth(const aws::Call& call,
                                                                   AdminInitiateAuthRequest input) {
    const auto found = find_client(call, input.user_pool_id, input.client_id);
    if (!found.ok()) co_return found.error();
    AuthAsk about;
    about.pool = std::move(input.user_pool_id);
    about.client = std::move(input.client_id);
    about.flow = std::move(input.auth_flow);
    about.parameters = std::move(input.auth_parameters);
    about.metadata = std::move(input.client_metadata);
    about.session = input.session.value_or("");
    about.is_admin = true;
    if (input.context_data) about.address = input.context_data->ip_address;
    auto answer = co_await initiate(std::move(about));
    if (!answer.ok()) co_return answer.error();
    co_return co_await settled(output_of<AdminInitiateAuthResponse>(std::move(*answer)));
}

aws::Later<RespondToAuthChallengeResponse> Cognito::respond_to_auth_challenge(const aws::Call& call,
                                                                              RespondToAuthChallengeRequest input) {
    const auto found = find_client(input.client_id);
    if (!found.ok()) co_return found.error();
    Response response;
    response.challenge = std::move(input.challenge_name);
    response.session = input.session.value_or("");
    response.answers = std::move(input.challenge_responses);
    response.metadata = std::move(input.client_metadata);
    response.address = address_of(call, *found->client, input.user_context_data);
    auto answer = co_await respond(found->pool->id(), std::move(input.client_id), std::move(response));
    if (!answer.ok()) co_return answer.error();
    co_return co_await settled(output_of<RespondToAuthChallengeResponse>(std::move(*answer)));
}

aws::Later<AdminRespondToAuthChallengeResponse> Cognito::admin_respond_to_auth_challenge(
    const aws::Call& call, AdminRespondToAuthChallengeRequest input) {
    const auto found = find_client(call, input.user_pool_id, input.client_id);
    if (!found.ok()) co_return found.error();
    Response response;
    response.challenge = std::move(input.challenge_name);
    response.session = input.session.value_or("");
    response.answers = std::move(input.challenge_responses);
    response.metadata = std::move(input.client_metadata);
    if (input.context_data) response.address = input.context_data->ip_address;
    auto answer = co_await respond(std::move(input.user_pool_id), std::move(input.client_id), std::move(response));
    if (!answer.ok()) co_return answer.error();
    co_return co_await settled(output_of<AdminRespondToAuthChallengeResponse>(std::move(*answer)));
}

aws::Later<Cognito::AuthAnswer> Cognito::initiate(AuthAsk asked) {
    const auto found = find_client(asked.client);
    if (!found.ok()) co_return found.error();
    const std::string flow = asked.flow;
    const bool by_admin = flow == "ADMIN_USER_PASSWORD_AUTH" || flow == "ADMIN_NO_SRP_AUTH";
    if (by_admin && !asked.is_admin) co_return wrong_parameter("Initiate Auth method not supported.");
    if (!takes_flow(*found->client, flow)) co_return no_flow(flow);
    if (flow == "REFRESH_TOKEN_AUTH" || flow == "REFRESH_TOKEN") co_return co_await refresh(std::move(asked));
    const auto username = needed(asked.parameters, "USERNAME");
    if (!username.ok()) co_return username.error();
    const bool by_password = flow == "USER_PASSWORD_AUTH" || by_admin;
    const auto password = by_password ? needed(asked.parameters, "PASSWORD") : Result<std::string, aws::Error>("");
    if (!password.ok()) co_return password.error();
    const auto srp_a =
        flow == "USER_SRP_AUTH" ? needed(asked.parameters, "SRP_A") : Result<std::string, aws::Error>("");
    if (!srp_a.ok()) co_return srp_a.error();
    if (auto error = refuse_secret(*found->client, *username, maybe(asked.parameters, "SECRET_HASH")))
        co_return std::move(*error);

    SignIn state;
    state.pool = asked.pool;
    state.client = asked.client;
    state.user = *username;
    state.is_admin = asked.is_admin;
    state.address = asked.address;
    state.validation = asked.metadata;
    const bool hides = found->client->hides_users();
    const UserEntry* user = found->pool->find_login(*username);
    if (user == nullptr && by_password) {
        AuthAsk copy = asked;
        const auto migrated = co_await migrate(std::move(copy), "UserMigration_Authentication");
        UserPool* const there = catalogue_.find(asked.pool);
        if (migrated.ok() && there != nullptr) user = there->find_user(migrated->name);
    }
    if (user != nullptr) {
        state.user = user->name;
        const std::string device = maybe(asked.parameters, "DEVICE_KEY").value_or("");
        if (user->devices.contains(device)) state.device = device;
    } else {
        if (UserPool* const there = catalogue_.find(asked.pool)) there->count_refused();
        if (!hides) co_return no_user();
        state.is_unknown = true;
        state.user = made_up_name(*found->pool, *username);
    }
    if (!asked.session.empty() && flow == "USER_AUTH")
        co_return co_await after_sign_up(std::move(state), asked.session);
    if (by_password) co_return co_await with_password(std::move(state), *password);
    if (flow == "USER_SRP_AUTH") co_return with_srp(std::move(state), *srp_a, false);
    if (flow == "CUSTOM_AUTH") {
        state.is_custom = true;
        if (maybe(asked.parameters, "CHALLENGE_NAME") == "SRP_A") {
            state.steps.push_back(AuthJson{{"challengeName", "SRP_A"}, {"challengeResult", true}}.dump());
            state.srp_block = maybe(asked.parameters, "SRP_A").value_or("");  // until it is asked for
        }
        co_return co_await next_custom(std::move(state));
    }
    state.by_choice = true;
    const std::string preferred = maybe(asked.parameters, "PREFERRED_CHALLENGE").value_or("");
    co_return co_await choose_factor(std::move(state), preferred, asked.parameters);
}

Result<UserEntry, aws::Error> Cognito::standing_user(const SignIn& state) const {
    UserPool* const pool = catalogue_.find(state.pool);
    const UserEntry* const user = pool == nullptr || state.is_unknown ? nullptr : pool->find_user(state.user);
    if (user == nullptr || (!state.sub.empty() && user->sub != state.sub)) return wrong_password();
    if (!user->enabled) return not_allowed("User is disabled.");
    return *user;
}

Result<UserEntry, aws::Error> Cognito::standing_or_unknown(const SignIn& state) const {
    if (!state.is_unknown) return standing_user(state);
    if (catalogue_.find(state.pool) == nullptr) return wrong_password();
    UserEntry nobody;
    nobody.name = state.user;
    nobody.status.clear();
    return nobody;
}

Cognito::AuthAnswer Cognito::challenge(SignIn state, std::string name, Texts parameters) {
    AuthAnswer answer;
    UserPool* const pool = catalogue_.find(state.pool);
    if (const UserEntry* const user = pool->find_user(state.user);
        user != nullptr && state.sub.empty() && !state.is_unknown)
        state.sub = user->sub;
    const auto client = pool->clients().find(state.client);
    const int minutes = client == pool->clients().end() ? 3 : client->second.settings.auth_session_validity.value_or(3);
    state.expires = context_.clock.after(std::chrono::minutes(minutes));
    state.challenge = name;
    if (!state.factors.empty()) note_sign_in(state, "InProgress");
    constexpr std::size_t session_letters = 260;
    answer.session = draw(pool->random(), alphanumeric, session_letters);
    answer.challenge = std::move(name);
    answer.parameters = std::move(parameters);
    challenges_.add(*answer.session, std::move(state));
    return answer;
}

aws::Later<Cognito::AuthAnswer> Cognito::after_sign_up(SignIn state, std::string session) {
    const auto waiting = challenges_.find(session, context_.now());
    if (waiting.state == nullptr) co_return no_session(waiting.seen);
    const SignIn& confirmed = *waiting.state;
    if (confirmed.challenge != confirmed_sign_up || confirmed.pool != state.pool || confirmed.client != state.client ||
        confirmed.user != state.user)
        co_return no_session(Challenges::Seen::unknown);
    state.sub = confirmed.sub;
    state.attribute = confirmed.attribute;
    challenges_.spend(session);
    SignIn copy = state;
    const auto before = co_await before_sign_in(std::move(copy));
    if (!before.ok()) co_return before.error();
    const auto user = standing_user(state);
    if (!user.ok()) co_return user.error();
    if (auto error = refuse_status(*user)) co_return std::move(*error);
    co_return co_await known(std::move(state));
}

std::string Cognito::begin_sign_up(const UserPool& pool, const std::string& client, const UserEntry& user,
                                   const char* step) {
    SignIn state;
    state.pool = pool.id();
    state.client = client;
    state.user = user.name;
    state.sub = user.sub;
    return *challenge(std::move(state), step, {}).session;
}

aws::Later<Cognito::AuthAnswer> Cognito::with_password(SignIn state, std::string password) {
    SignIn copy = state;
    const auto before = co_await before_sign_in(std::move(copy));
    if (!before.ok()) co_return before.error();
    const auto user = standing_user(state);
    if (!user.ok()) co_return user.error();
    UserPool* const pool = catalogue_.find(state.pool);
    // Who was imported has no password yet.
    if (user->password.empty() && user->status == "RESET_REQUIRED") co_return std::move(*refuse_status(*user));
    if (auto wrong = pool->check_password(*user, password)) {
        state.factors.emplace_back("Password", "Failure");
        note_sign_in(state, "Fail");
        co_return not_allowed(std::move(wrong->message));
    }
    state.factors.emplace_back("Password", "Success");
    if (auto error = refuse_status(*user)) co_return std::move(*error);
    co_return co_await known(std::move(state));
}

aws::Outcome<Cognito::AuthAnswer> Cognito::with_srp(SignIn state, std::string client_public, bool is_device) {
    UserPool* const pool = catalogue_.find(state.pool);
    if (pool == nullptr) return wrong_password();
    const UserEntry* const user = state.is_unknown ? nullptr : pool->find_user(state.user);
    UserPool::SrpSecret secret;
    const auto device = user == nullptr || !is_device ? std::map<std::string, DeviceEntry>::const_iterator()
                                                      : user->devices.find(state.device);
    if (is_device) {
        if (user == nullptr || device == user->devices.end()) return not_allowed("Device does not exist.");
        secret = {device->second.salt, device->second.verifier};
    } else if (user != nullptr) {
        if (user->password.empty() && user->status == "RESET_REQUIRED") return std::move(*refuse_status(*user));
        if (state.sub.empty()) state.sub = user->sub;
        secret = pool->srp_secret(*user);
    } else {
        // The same salt whenever that name is asked for, and a key that nobody has.
        const std::string salt = aws::sha256(pool->id() + state.user).hex().substr(0, 32);
        secret.salt = srp_number(salt).value();
        secret.verifier = hex_of(pool->random(), 384);
    }
    const auto exchange = srp_exchange(secret.verifier, client_public, hex_of(pool->random(), 32));
    if (!exchange) return wrong_parameter("Invalid SRP_A");  // Assumed: the sentence
    state.srp_key = exchange->key;
    constexpr std::size_t block_letters = 192;
    state.srp_block = base64_encode(draw(pool->random(), alphanumeric, block_letters));
    AuthAnswer answer;
    answer.challenge = is_device ? "DEVICE_PASSWORD_VERIFIER" : "PASSWORD_VERIFIER";
    answer.parameters = {{"SALT", secret.salt},
                         {"SRP_B", exchange->server_public},
                         {"SECRET_BLOCK", state.srp_block},
                         {"USERNAME", state.user}};
    if (is_device) {
        answer.parameters["DEVICE_KEY"] = state.device;
    } else {
        answer.parameters["USER_ID_FOR_SRP"] = state.user;
    }
    const auto client = pool->clients().find(state.client);
    const int minutes = client == pool->clients().end() ? 3 : client->second.settings.auth_session_validity.value_or(3);
    state.expires = context_.clock.after(std::chrono::minutes(minutes));
    state.challenge = *answer.challenge;
    const std::string block = state.srp_block;
    challenges_.add(block, std::move(state));
    return answer;
}

aws::Later<Cognito::AuthAnswer> Cognito::prove_srp(SignIn state, Texts answers) {
    const bool is_device = state.challenge == "DEVICE_PASSWORD_VERIFIER";
    const auto signature = needed(answers, "PASSWORD_CLAIM_SIGNATURE");
    if (!signature.ok()) co_return signature.error();
    const auto timestamp = needed(answers, "TIMESTAMP");
    if (!timestamp.ok()) co_return timestamp.error();
    if (!is_device) {
        SignIn copy = state;
        const auto before = co_await before_sign_in(std::move(copy));
        if (!before.ok()) co_return before.error();
    }
    UserPool* const pool = catalogue_.find(state.pool);
    const auto user = standing_user(state);
    if (!user.ok()) co_return user.error();
    if (auto locked = pool->refuse_attempt(user->name)) co_return not_allowed(std::move(locked->message));
    std::string group(pool->short_id());
    std::string who = user->name;
    if (is_device) {
        const auto device = user->devices.find(state.device);
        if (device == user->devices.end()) co_return not_allowed("Device does not exist.");
        group = device->second.group;
        who = state.device;
    }
    const std::string block = base64_decode(state.srp_block).value_or("");
    const std::string right = srp_signature({group, who}, state.srp_key, block, *timestamp);
    if (!aws::equal_in_constant_time(right, *signature)) {
        pool->failed_attempt(user->name);
        if (!is_device) state.factors.emplace_back("Password", "Failure");
        note_sign_in(state, "Fail");
        co_return wrong_password();
    }
    pool->good_attempt(user->name);
    if (!is_device) state.factors.emplace_back("Password", "Success");
    if (is_device) {
        state.device_known = true;
        co_return co_await second_factor(std::move(state));
    }
    if (auto error = refuse_status(*user)) co_return std::move(*error);
    if (const std::string device = maybe(answers, "DEVICE_KEY").value_or(""); user->devices.contains(device))
        state.device = device;
    if (state.is_custom) {
        state.steps.push_back(AuthJson{{"challengeName", "PASSWORD_VERIFIER"}, {"challengeResult", true}}.dump());
        co_return co_await next_custom(std::move(state));
    }
    co_return co_await known(std::move(state));
}

aws::Later<Cognito::AuthAnswer> Cognito::respond(std::string pool_id, std::string client_id, Response response) {
    const auto found = find_client(client_id);
    if (!found.ok()) co_return found.error();
    const bool by_block = response.challenge == "PASSWORD_VERIFIER" || response.challenge == "DEVICE_PASSWORD_VERIFIER";
    std::string session = response.session;
    if (by_block) {
        const auto block = needed(response.answers, "PASSWORD_CLAIM_SECRET_BLOCK");
        if (!block.ok()) co_return block.error();
        session = *block;
    }
    const auto username = needed(response.answers, "USERNAME");
    if (!username.ok()) co_return username.error();
    if (auto error = refuse_secret(*found->client, *username, maybe(response.answers, "SECRET_HASH")))
        co_return std::move(*error);
    if (session.empty() && response.challenge == "DEVICE_SRP_AUTH") {
        // Clients need not show the session here; it is the one that their first factor began.
        const auto device = needed(response.answers, "DEVICE_KEY");
        if (!device.ok()) co_return device.error();
        const UserEntry* const user = found->pool->find_login(*username);
        SignIn named;
        named.client = client_id;
        named.user = user == nullptr ? *username : user->name;
        named.device = *device;
        session = challenges_.of_device(named);
        if (session.empty()) co_return no_session(Challenges::Seen::unknown);
    }
    if (session.empty()) co_return wrong_parameter("Missing required parameter Session");
    const auto waiting = challenges_.find(session, context_.now());
    if (waiting.state == nullptr) co_return by_block ? wrong_password() : no_session(waiting.seen);
    SignIn state = *waiting.state;
    if (state.pool != pool_id || state.client != client_id || state.challenge != response.challenge)
        co_return no_session(Challenges::Seen::unknown);
    const UserEntry* const named = found->pool->find_login(*username);
    const bool is_made_up = state.is_unknown && made_up_name(*found->pool, *username) == state.user;
    if (!is_made_up && *username != state.user && (named == nullptr || named->name != state.user))
        co_return no_session(Challenges::Seen::unknown);
    state.metadata = std::move(response.metadata);
    if (!response.address.empty()) state.address = response.address;
    const std::string& name = response.challenge;
    if (by_block) {
        challenges_.spend(session);
        co_return co_await prove_srp(std::move(state), std::move(response.answers));
    }
    if (name == "DEVICE_SRP_AUTH") {
        const auto client_public = needed(response.answers, "SRP_A");
        if (!client_public.ok()) co_return client_public.error();
        if (maybe(response.answers, "DEVICE_KEY").value_or(state.device) != state.device)
            co_return not_allowed("Device does not exist.");
        challenges_.spend(session);
        co_return with_srp(std::move(state), *client_public, true);
    }
    if (name == "CUSTOM_CHALLENGE") {
        const auto answer = needed(response.answers, "ANSWER");
        if (!answer.ok()) co_return answer.error();
        challenges_.spend(session);
        co_return co_await answer_custom(std::move(state), *answer);
    }
    if (name == "SELECT_CHALLENGE") {
        const auto answer = needed(response.answers, "ANSWER");
        if (!answer.ok()) co_return answer.error();
        challenges_.spend(session);
        co_return co_await choose_factor(std::move(state), *answer, std::move(response.answers));
    }
    if (name == "WEB_AUTHN") {
        const auto credential = needed(response.answers, "CREDENTIAL");
        if (!credential.ok()) co_return credential.error();
        challenges_.spend(session);
        co_return co_await answer_passkey(std::move(state), *credential);
    }
    if (name == "PASSWORD") {
        const auto password = needed(response.answers, "PASSWORD");
        if (!password.ok()) co_return password.error();
        challenges_.spend(session);
        co_return co_await with_password(std::move(state), *password);
    }
    if (name == "SELECT_MFA_TYPE") {
        const auto answer = needed(response.answers, "ANSWER");
        if (!answer.ok()) co_return answer.error();
        const auto user = standing_user(state);
        if (!user.ok()) co_return user.error();
        const auto can = second_factors(*found->pool, *user);
        if (std::find(can.begin(), can.end(), *answer) == can.end())
            co_return aws::Error(mfa_method_not_found, "MFA method not found.");
        challenges_.spend(session);
        co_return co_await send_factor(std::move(state), *answer);
    }
    // A wrong answer to these leaves the session as it is.
    aws::Later<AuthAnswer> answering = name == "NEW_PASSWORD_REQUIRED"
                                           ? new_password(state, std::move(response.answers))
                                           : answer_factor(state, std::move(response.answers));
    auto answer = co_await std::move(answering);
    if (answer.ok()) challenges_.spend(session);
    co_return answer;
}

}  // namespace wt::identity
