// The functions that a pool asks, and how it words their events.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/json_depth.hpp"
#include "identity/api/cognito.hpp"
#include "identity/api/words.hpp"

namespace wt::identity {

namespace {

using namespace cognito_idp_errors;
using EventJson = nlohmann::json;

/// "PreSignUp" of "PreSignUp_AdminCreateUser", as errors call it.
[[nodiscard]] std::string_view kind_of(std::string_view source) {
    const std::string_view kind = source.substr(0, source.find('_'));
    return kind == "TokenGeneration" ? "PreTokenGeneration" : kind;
}

}  // namespace

std::string Cognito::function_of(const UserPool& pool, std::optional<std::string> LambdaConfigType::* which) {
    const auto& functions = pool.entry().settings.lambda_config;
    return functions ? ((*functions).*which).value_or("") : std::string();
}

std::string Cognito::event_of(const UserPool& pool, const UserEntry& user, const Ask& about) {
    EventJson request = EventJson::parse(about.request, nullptr, false);
    if (!request.is_object()) request = EventJson::object();
    if (!request.contains("userAttributes") && !user.sub.empty()) {
        EventJson attributes = EventJson::object();
        for (const UserAttribute& each : attributes_of(user)) attributes[each.name] = each.value.value_or("");
        attributes["cognito:user_status"] = user.status;
        request["userAttributes"] = std::move(attributes);
    }
    EventJson event{{"version", about.version},
                    {"triggerSource", about.source},
                    {"region", pool.entry().place.region},
                    {"userPoolId", pool.id()},
                    {"userName", user.name},
                    {"callerContext", {{"awsSdkVersion", "aws-sdk-unknown-unknown"}, {"clientId", about.client}}},
                    {"request", std::move(request)}};
    if (!about.response.empty()) event["response"] = EventJson::parse(about.response, nullptr, false);
    return event.dump(-1, ' ', false, EventJson::error_handler_t::replace);
}

aws::Later<std::string> Cognito::ask(std::string pool_id, UserEntry user, Ask about) {
    if (about.function.empty()) co_return about.response;
    UserPool* const pool = catalogue_.find(pool_id);
    if (pool == nullptr) co_return not_allowed("The user pool has gone.");
    std::string text = event_of(*pool, user, about);
    const auto answer = co_await triggers_.ask(about.function, std::move(text));
    const std::string_view kind = kind_of(about.source);
    if (!answer.ok()) {
        const Triggers::Failure& failure = answer.error();
        if (failure.kind == Triggers::Failure::Kind::threw)
            co_return aws::Error(user_lambda_validation,
                                 fmt::format("{} failed with error {}.", kind, failure.message));
        co_return aws::Error(unexpected_lambda,
                             fmt::format("{} invocation failed due to error {}.", kind, failure.message));
    }
    const EventJson said = nests_deeper(*answer) ? EventJson() : EventJson::parse(*answer, nullptr, false);
    const auto response = said.is_object() ? said.find("response") : said.end();
    if (!said.is_object() || response == said.end() || !response->is_object())
        co_return aws::Error(invalid_lambda_response, "Unrecognizable lambda output");
    co_return response->dump(-1, ' ', false, EventJson::error_handler_t::replace);
}

aws::Later<aws::Nothing> Cognito::confirmed(std::string pool_id, std::string name, std::string source,
                                            std::string client, Texts metadata) {
    UserPool* const pool = catalogue_.find(pool_id);
    const UserEntry* const user = pool == nullptr ? nullptr : pool->find_user(name);
    if (user == nullptr) co_return aws::Nothing();
    Ask about;
    about.function = function_of(*pool, &LambdaConfigType::post_confirmation);
    about.source = std::move(source);
    about.client = std::move(client);
    about.request = EventJson{{"clientMetadata", metadata}}.dump();
    about.response = "{}";
    UserEntry copy = *user;
    const auto answer = co_await ask(std::move(pool_id), std::move(copy), std::move(about));
    if (!answer.ok()) co_return answer.error();
    co_return aws::Nothing();
}

aws::Later<aws::Nothing> Cognito::before_sign_in(SignIn state) {
    UserPool* const pool = catalogue_.find(state.pool);
    if (pool == nullptr) co_return aws::Nothing();
    const UserEntry* const user = state.is_unknown ? nullptr : pool->find_user(state.user);
    Ask about;
    about.function = function_of(*pool, &LambdaConfigType::pre_authentication);
    about.source = "PreAuthentication_Authentication";
    about.client = state.client;
    about.request = EventJson{{"validationData", state.validation}, {"userNotFound", user == nullptr}}.dump(
        -1, ' ', false, EventJson::error_handler_t::replace);
    about.response = "{}";
    UserEntry copy = user == nullptr ? UserEntry() : *user;
    if (user == nullptr) copy.name = state.user;
    const auto answer = co_await ask(state.pool, std::move(copy), std::move(about));
    if (!answer.ok()) co_return answer.error();
    co_return aws::Nothing();
}

aws::Later<UserEntry> Cognito::migrate(AuthAsk asked, std::string source) {
    UserPool* const pool = catalogue_.find(asked.pool);
    if (pool == nullptr) co_return no_user();
    Ask about;
    about.function = function_of(*pool, &LambdaConfigType::user_migration);
    if (about.function.empty()) co_return no_user();
    about.source = std::move(source);
    about.client = asked.client;
    EventJson request{{"clientMetadata", asked.metadata}, {"validationData", asked.metadata}};
    const std::string password = asked.parameters["PASSWORD"];
    const std::string username = asked.parameters["USERNAME"];
    if (!password.empty()) request["password"] = password;
    about.request = request.dump(-1, ' ', false, EventJson::error_handler_t::replace);
    about.response =
        R"json({"userAttributes":null,"forceAliasCreation":null,"finalUserStatus":null,"messageAction":null,
                "desiredDeliveryMediums":null})json";
    UserEntry nobody;
    nobody.name = username;
    const auto answer = co_await ask(asked.pool, std::move(nobody), std::move(about));
    // Whom the function does not know, nobody knows.
    if (!answer.ok()) co_return no_user();
    const EventJson said = EventJson::parse(*answer, nullptr, false);
    const auto given = said.find("userAttributes");
    if (given == said.end() || !given->is_object()) co_return no_user();
    std::vector<UserAttribute> attributes;
    for (const auto& [name, value] : given->items()) {
        if (value.is_string() && name != "username" && name != "sub")
            attributes.push_back({name, value.get<std::string>()});
    }
    UserPool* const there = catalogue_.find(asked.pool);
    if (there == nullptr) co_return no_user();
    if (auto error = refuse_attributes(*there, attributes, nullptr, true)) co_return std::move(*error);
    const bool takes_over = said.value("forceAliasCreation", EventJson()) == true;
    auto user = draft_user(*there, username, attributes, Writer::admin, takes_over, context_.calendar());
    if (!user.ok()) co_return user.error();
    const auto status = said.find("finalUserStatus");
    const bool resets = status != said.end() && *status == "RESET_REQUIRED";
    user->status = resets || password.empty() ? "RESET_REQUIRED" : "CONFIRMED";
    if (!password.empty()) there->set_password(*user, password);
    UserEntry kept = catalogue_.keep(*there, std::move(*user));
    co_return kept;
}

}  // namespace wt::identity
