// The JSON API of a user pool (awsJson1_1): texts of errors as the service answers them.
#include <algorithm>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "identity/operations.hpp"
#include "identity/user_pool.hpp"

namespace wt::identity {

namespace {

using Json = nlohmann::json;

/// JSON text of whatever bytes it holds: what is not UTF-8 is replaced.
[[nodiscard]] std::string text_of(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

[[nodiscard]] ApiReply success(const Json& json) { return {200, text_of(json), {}}; }

[[nodiscard]] ApiReply failure(int status, std::string type, const std::string& message) {
    std::string body = text_of(Json{{"__type", type}, {"message", message}});
    return {status, std::move(body), std::move(type)};
}

[[nodiscard]] ApiReply failure(const AuthError& error) { return failure(400, error.type, error.message); }

[[nodiscard]] ApiReply invalid_parameter(const std::string& message) {
    return failure(400, "InvalidParameterException", message);
}

[[nodiscard]] std::optional<Json> parse_object(std::string_view text) {
    Json json = Json::parse(text, nullptr, false);
    if (!json.is_object()) return std::nullopt;
    return json;
}

/// A string member; nothing when it is missing or something else.
[[nodiscard]] std::optional<std::string> member(const Json& object, const char* name) {
    const auto found = object.find(name);
    if (found == object.end() || !found->is_string()) return std::nullopt;
    return found->get<std::string>();
}

[[nodiscard]] ApiReply not_an_object() {
    return failure(400, "SerializationException", "The request body is not a JSON object.");
}

[[nodiscard]] ApiReply missing(const char* name) {
    return invalid_parameter(fmt::format(
        "1 validation error detected: Value at '{}' failed to satisfy constraint: Member must not be null", name));
}

constexpr std::string_view flows[] = {
    "ADMIN_NO_SRP_AUTH", "ADMIN_USER_PASSWORD_AUTH", "CUSTOM_AUTH",  "REFRESH_TOKEN", "REFRESH_TOKEN_AUTH",
    "USER_AUTH",         "USER_PASSWORD_AUTH",       "USER_SRP_AUTH"};

[[nodiscard]] Json result_of(const Tokens& tokens) {
    Json result{{"AccessToken", tokens.access_token.text()},
                {"IdToken", tokens.id_token.text()},
                {"ExpiresIn", std::chrono::floor<std::chrono::seconds>(tokens.expires_in).count()},
                {"TokenType", "Bearer"}};
    if (!tokens.refresh_token.empty()) result["RefreshToken"] = tokens.refresh_token;
    return {{"AuthenticationResult", result}, {"ChallengeParameters", Json::object()}};
}

}  // namespace

ApiReply UserPool::initiate_auth(std::string_view body) {
    const auto json = parse_object(body);
    if (!json) return not_an_object();
    const auto flow = member(*json, "AuthFlow");
    if (!flow) return missing("authFlow");
    if (std::find(std::begin(flows), std::end(flows), *flow) == std::end(flows)) {
        return invalid_parameter(
            fmt::format("1 validation error detected: Value '{}' at 'authFlow' failed to satisfy constraint: Member "
                        "must satisfy enum value set: [{}]",
                        *flow, fmt::join(flows, ", ")));
    }
    const auto client = member(*json, "ClientId");
    if (!client) return missing("clientId");
    if (*client != client_id_) {
        return failure(400, "ResourceNotFoundException", fmt::format("User pool client {} does not exist.", *client));
    }
    Json parameters = json->value("AuthParameters", Json::object());
    if (!parameters.is_object()) {
        return failure(400, "SerializationException", "AuthParameters is not a map of strings.");
    }
    const auto lacks = [&parameters](const char* name) { return member(parameters, name).value_or("").empty(); };
    const auto needs = [](const char* name) {
        return invalid_parameter(fmt::format("Missing required parameter {}", name));
    };
    if (*flow == "USER_PASSWORD_AUTH") {
        if (lacks("USERNAME")) return needs("USERNAME");
        if (lacks("PASSWORD")) return needs("PASSWORD");
        const auto tokens = sign_in(*member(parameters, "USERNAME"), *member(parameters, "PASSWORD"));
        return tokens.ok() ? success(result_of(*tokens)) : failure(tokens.error());
    }
    if (*flow == "REFRESH_TOKEN_AUTH" || *flow == "REFRESH_TOKEN") {
        if (lacks("REFRESH_TOKEN")) return needs("REFRESH_TOKEN");
        const auto tokens = refresh(*member(parameters, "REFRESH_TOKEN"));
        return tokens.ok() ? success(result_of(*tokens)) : failure(tokens.error());
    }
    return invalid_parameter(*flow + " flow not enabled for this client");
}

ApiReply UserPool::get_user(std::string_view body) {
    const auto json = parse_object(body);
    if (!json) return not_an_object();
    const auto token = member(*json, "AccessToken");
    if (!token) return missing("accessToken");
    const Verified claims = verify(*token);
    if (!claims.ok() && claims.error().expired) return failure(claims.error());
    const User* user = claims.ok() && claims->token_use == "access" ? find_user(claims->username) : nullptr;
    if (user == nullptr) {
        return failure(400, "NotAuthorizedException", "Invalid Access Token");
    }
    const auto attribute = [](const char* name, const std::string& value) {
        return Json{{"Name", name}, {"Value", value}};
    };
    return success({{"Username", user->name},
                    {"UserAttributes", Json::array({attribute("sub", user->sub), attribute("email_verified", "true"),
                                                    attribute("email", user->email())})}});
}

ApiReply UserPool::handle(std::string_view operation, std::string_view body) {
    if (!is_cognito_operation(operation)) {
        return failure(400, "UnknownOperationException", fmt::format("There is no operation {}.", operation));
    }
    if (body.size() > longest_body) {
        return failure(413, "RequestEntityTooLargeException",
                       fmt::format("The request body is larger than {} bytes.", longest_body));
    }
    if (operation == "InitiateAuth") return initiate_auth(body);
    if (operation == "GetUser") return get_user(body);
    return failure(501, "NotImplemented", fmt::format("Windtunnel does not implement cognito-idp {} yet.", operation));
}

}  // namespace wt::identity
