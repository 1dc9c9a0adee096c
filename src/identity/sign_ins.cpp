#include "identity/sign_ins.hpp"

#include <nlohmann/json.hpp>

#include "http/message.hpp"

namespace wt::identity {

namespace {

using SignInJson = nlohmann::json;

[[nodiscard]] std::string text_at(const SignInJson& of, const char* name) {
    const auto found = of.is_object() ? of.find(name) : of.end();
    return of.is_object() && found != of.end() && found->is_string() ? found->get<std::string>() : std::string();
}

[[nodiscard]] http::Response refusal(const std::string& type, const std::string& message) {
    http::Response response = http::json_response(400, Text(SignInJson{{"__type", type}, {"message", message}}.dump()));
    response.headers.set("Content-Type", "application/x-amz-json-1.1");
    response.headers.add("x-amzn-ErrorType", Text(type));
    return response;
}

[[nodiscard]] http::Request initiate_auth(const UserPool& pool, const char* flow, SignInJson parameters) {
    http::Request request;
    request.method = http::Method::post;
    request.path = "/";
    request.headers.add("Content-Type", "application/x-amz-json-1.1");
    request.headers.add("X-Amz-Target", "AWSCognitoIdentityProviderService.InitiateAuth");
    request.body =
        Text(SignInJson{{"AuthFlow", flow}, {"ClientId", pool.client_id()}, {"AuthParameters", std::move(parameters)}}
                 .dump());
    return request;
}

}  // namespace

Task<http::Response> SignIns::handle(http::Request&& request, http::Next /*next*/) {
    UserPool* const pool = pool_.get();
    if (pool == nullptr) co_return refusal("ResourceNotFoundException", "User pool does not exist.");
    if (!pool->admit()) co_return refusal("TooManyRequestsException", "Rate exceeded");
    const SignInJson asked = SignInJson::parse(request.body.view(), nullptr, false);
    const SignInJson parameters =
        asked.is_object() ? asked.value("AuthParameters", SignInJson::object()) : SignInJson::object();
    const std::string flow = text_at(asked, "AuthFlow");
    const bool refreshes = flow == "REFRESH_TOKEN_AUTH";
    if (text_at(asked, "ClientId") != pool->client_id())
        co_return refusal("ResourceNotFoundException", "User pool client does not exist.");
    if (!refreshes && flow != "USER_PASSWORD_AUTH")
        co_return refusal("InvalidParameterException", flow + " flow not enabled for this client");
    const auto tokens = refreshes ? pool->refresh(text_at(parameters, "REFRESH_TOKEN"))
                                  : pool->sign_in(text_at(parameters, "USERNAME"), text_at(parameters, "PASSWORD"));
    if (!tokens.ok()) co_return refusal(tokens.error().type, tokens.error().message);
    // Without the access token, which no client of a load reads: its signature takes most of a millisecond.
    SignInJson result{{"ExpiresIn", std::chrono::floor<std::chrono::seconds>(tokens->expires_in).count()},
                      {"IdToken", tokens->id_token.text()},
                      {"TokenType", "Bearer"}};
    if (!tokens->refresh_token.empty()) result["RefreshToken"] = tokens->refresh_token;
    http::Response response = http::json_response(
        200, Text(SignInJson{{"AuthenticationResult", std::move(result)}, {"ChallengeParameters", SignInJson::object()}}
                      .dump()));
    response.headers.set("Content-Type", "application/x-amz-json-1.1");
    co_return response;
}

http::Request sign_in_request(const UserPool& pool, std::string_view user, std::string_view password) {
    return initiate_auth(pool, "USER_PASSWORD_AUTH", {{"USERNAME", user}, {"PASSWORD", password}});
}

http::Request refresh_request(const UserPool& pool, std::string_view refresh_token) {
    return initiate_auth(pool, "REFRESH_TOKEN_AUTH", {{"REFRESH_TOKEN", refresh_token}});
}

std::optional<SignedIn> signed_in(const http::Response& response) {
    if (response.status != 200) return std::nullopt;
    const SignInJson answer = SignInJson::parse(response.body.view(), nullptr, false);
    const SignInJson result =
        answer.is_object() ? answer.value("AuthenticationResult", SignInJson::object()) : SignInJson::object();
    SignedIn read{text_at(result, "IdToken"), text_at(result, "RefreshToken"),
                  std::chrono::seconds(result.value("ExpiresIn", 0))};
    if (read.id_token.empty()) return std::nullopt;
    return read;
}

}  // namespace wt::identity
