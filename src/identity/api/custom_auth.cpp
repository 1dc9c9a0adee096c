// Sign-ins whose challenges are functions' (CUSTOM_AUTH), and what functions change in tokens.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "identity/api/cognito.hpp"
#include "identity/api/words.hpp"

namespace wt::identity {

namespace {

using namespace cognito_idp_errors;
using CustomJson = nlohmann::json;

[[nodiscard]] std::string text(const CustomJson& json) {
    return json.dump(-1, ' ', false, CustomJson::error_handler_t::replace);
}

[[nodiscard]] CustomJson session_of(const SignIn& state) {
    CustomJson steps = CustomJson::array();
    for (const std::string& step : state.steps) steps.push_back(CustomJson::parse(step, nullptr, false));
    return steps;
}

/// A member; null where there is none.
[[nodiscard]] CustomJson part_of(const CustomJson& object, const char* name) {
    const auto found = object.is_object() ? object.find(name) : object.end();
    return object.is_object() && found != object.end() ? *found : CustomJson();
}

void read_claims(const CustomJson& from, std::map<std::string, std::string>& to) {
    if (!from.is_object()) return;
    for (const auto& [name, value] : from.items()) to[name] = text(value);
}

void read_names(const CustomJson& from, std::vector<std::string>& to) {
    if (!from.is_array()) return;
    for (const CustomJson& each : from) {
        if (each.is_string()) to.push_back(each.get<std::string>());
    }
}

void read_groups(const CustomJson& from, TokenChanges& to) {
    if (!from.is_object()) return;
    const auto list = [&from](const char* name) -> std::optional<std::vector<std::string>> {
        const CustomJson said = part_of(from, name);
        if (!said.is_array()) return std::nullopt;
        std::vector<std::string> names;
        read_names(said, names);
        return names;
    };
    to.groups = list("groupsToOverride");
    to.roles = list("iamRolesToOverride");
    if (const CustomJson role = part_of(from, "preferredRole"); role.is_string())
        to.preferred_role = role.get<std::string>();
}

}  // namespace

aws::Later<Cognito::AuthAnswer> Cognito::next_custom(SignIn state) {
    const auto user = standing_or_unknown(state);
    if (!user.ok()) co_return user.error();
    UserPool* const pool = catalogue_.find(state.pool);
    Ask define;
    define.function = function_of(*pool, &LambdaConfigType::define_auth_challenge);
    if (define.function.empty())
        co_return wrong_parameter("Custom auth lambda trigger is not configured for the user pool.");
    define.source = "DefineAuthChallenge_Authentication";
    define.client = state.client;
    define.request =
        text({{"session", session_of(state)}, {"clientMetadata", state.metadata}, {"userNotFound", state.is_unknown}});
    define.response = R"json({"challengeName":null,"issueTokens":null,"failAuthentication":null})json";
    UserEntry copy = *user;
    const auto defined = co_await ask(state.pool, std::move(copy), std::move(define));
    if (!defined.ok()) co_return defined.error();
    const CustomJson said = CustomJson::parse(*defined, nullptr, false);
    if (part_of(said, "failAuthentication") == true) co_return wrong_password();
    if (part_of(said, "issueTokens") == true) {
        if (user->status == "UNCONFIRMED") co_return aws::Error(user_not_confirmed, "User is not confirmed.");
        co_return co_await hand_out(std::move(state));
    }
    const CustomJson named = part_of(said, "challengeName");
    const std::string name = named.is_string() ? named.get<std::string>() : std::string();
    if (name == "PASSWORD_VERIFIER" && !state.srp_block.empty()) {
        std::string client_public = state.srp_block;
        co_return with_srp(std::move(state), std::move(client_public), false);
    }
    if (name != "CUSTOM_CHALLENGE")
        co_return aws::Error(invalid_lambda_response, "Invalid challenge name in DefineAuthChallenge response.");
    UserPool* const there = catalogue_.find(state.pool);
    if (there == nullptr) co_return wrong_password();
    Ask create;
    create.function = function_of(*there, &LambdaConfigType::create_auth_challenge);
    if (create.function.empty())
        co_return wrong_parameter("Custom auth lambda trigger is not configured for the user pool.");
    create.source = "CreateAuthChallenge_Authentication";
    create.client = state.client;
    create.request = text({{"challengeName", name},
                           {"session", session_of(state)},
                           {"clientMetadata", state.metadata},
                           {"userNotFound", state.is_unknown}});
    create.response =
        R"json({"publicChallengeParameters":null,"privateChallengeParameters":null,"challengeMetadata":null})json";
    UserEntry again = *user;
    const auto created = co_await ask(state.pool, std::move(again), std::move(create));
    if (!created.ok()) co_return created.error();
    const CustomJson made = CustomJson::parse(*created, nullptr, false);
    Texts parameters{{"USERNAME", state.user}};
    if (const CustomJson shown = part_of(made, "publicChallengeParameters"); shown.is_object()) {
        for (const auto& [key, value] : shown.items())
            parameters[key] = value.is_string() ? value.get<std::string>() : text(value);
    }
    state.private_parameters = text(part_of(made, "privateChallengeParameters"));
    const CustomJson metadata = part_of(made, "challengeMetadata");
    state.metadata_of_step = metadata.is_string() ? metadata.get<std::string>() : std::string();
    if (catalogue_.find(state.pool) == nullptr) co_return wrong_password();
    co_return challenge(std::move(state), "CUSTOM_CHALLENGE", std::move(parameters));
}

aws::Later<Cognito::AuthAnswer> Cognito::answer_custom(SignIn state, std::string answer) {
    const auto user = standing_or_unknown(state);
    if (!user.ok()) co_return user.error();
    UserPool* const pool = catalogue_.find(state.pool);
    Ask verify;
    verify.function = function_of(*pool, &LambdaConfigType::verify_auth_challenge_response);
    if (verify.function.empty())
        co_return wrong_parameter("Custom auth lambda trigger is not configured for the user pool.");
    verify.source = "VerifyAuthChallengeResponse_Authentication";
    verify.client = state.client;
    verify.request = text({{"privateChallengeParameters", CustomJson::parse(state.private_parameters, nullptr, false)},
                           {"challengeAnswer", answer},
                           {"clientMetadata", state.metadata},
                           {"userNotFound", state.is_unknown}});
    verify.response = R"json({"answerCorrect":null})json";
    UserEntry copy = *user;
    const auto verified = co_await ask(state.pool, std::move(copy), std::move(verify));
    if (!verified.ok()) co_return verified.error();
    const bool is_right = part_of(CustomJson::parse(*verified, nullptr, false), "answerCorrect") == true;
    CustomJson step{{"challengeName", "CUSTOM_CHALLENGE"}, {"challengeResult", is_right}};
    step["challengeMetadata"] = state.metadata_of_step.empty() ? CustomJson() : CustomJson(state.metadata_of_step);
    state.steps.push_back(text(step));
    co_return co_await next_custom(std::move(state));
}

aws::Later<TokenChanges> Cognito::token_changes(std::string pool_id, std::string client_id, std::string name,
                                                std::string source, std::string scope, Texts metadata) {
    TokenChanges changes;
    UserPool* const pool = catalogue_.find(pool_id);
    if (pool == nullptr) co_return changes;
    Ask about;
    about.function = function_of(*pool, &LambdaConfigType::pre_token_generation);
    if (about.function.empty()) co_return changes;
    const auto& versioned = pool->entry().settings.lambda_config->pre_token_generation_config;
    const std::string version = versioned ? versioned->lambda_version : "V1_0";
    about.version = version.substr(1, 1);
    const bool is_first = about.version == "1";
    const UserEntry* const user = pool->find_user(name);
    // A client for itself is told of from the third version on.
    if (user == nullptr && about.version != "3") co_return changes;
    about.source = std::move(source);
    about.client = std::move(client_id);
    CustomJson groups{{"groupsToOverride", CustomJson::array()},
                      {"iamRolesToOverride", CustomJson::array()},
                      {"preferredRole", nullptr}};
    if (user != nullptr) {
        for (const std::string& each : user->groups) {
            groups["groupsToOverride"].push_back(each);
            const auto group = pool->groups().find(each);
            if (group != pool->groups().end() && group->second.role_arn)
                groups["iamRolesToOverride"].push_back(*group->second.role_arn);
        }
    }
    CustomJson request{{"groupConfiguration", std::move(groups)}, {"clientMetadata", metadata}};
    if (!is_first) {
        CustomJson scopes = CustomJson::array();
        for (std::size_t at = 0; at < scope.size();) {
            const std::size_t end = std::min(scope.find(' ', at), scope.size());
            if (end > at) scopes.push_back(scope.substr(at, end - at));
            at = end + 1;
        }
        request["scopes"] = std::move(scopes);
    }
    about.request = text(request);
    const char* const details = is_first ? "claimsOverrideDetails" : "claimsAndScopeOverrideDetails";
    about.response = text({{details, nullptr}});
    UserEntry copy = user == nullptr ? UserEntry() : *user;
    const auto answer = co_await ask(std::move(pool_id), std::move(copy), std::move(about));
    if (!answer.ok()) co_return answer.error();
    const CustomJson said = part_of(CustomJson::parse(*answer, nullptr, false), details);
    read_groups(part_of(said, "groupOverrideDetails"), changes);
    const CustomJson id = is_first ? said : part_of(said, "idTokenGeneration");
    read_claims(part_of(id, "claimsToAddOrOverride"), changes.id_claims);
    read_names(part_of(id, "claimsToSuppress"), changes.id_suppressed);
    const CustomJson access = is_first ? CustomJson() : part_of(said, "accessTokenGeneration");
    read_claims(part_of(access, "claimsToAddOrOverride"), changes.access_claims);
    read_names(part_of(access, "claimsToSuppress"), changes.access_suppressed);
    read_names(part_of(access, "scopesToAdd"), changes.scopes);
    read_names(part_of(access, "scopesToSuppress"), changes.scopes_suppressed);
    co_return changes;
}

}  // namespace wt::identity
