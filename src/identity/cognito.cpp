#include "identity/cognito.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace wt::identity {

namespace {

using namespace cognito_idp_errors;

[[nodiscard]] aws::Error invalid(const aws::Violations& violations) {
    return aws::Error(invalid_parameter, violations.message(aws::Violations::Absent::unsaid));
}

[[nodiscard]] aws::Error refused(const AuthError& error) { return aws::Error(not_authorized, error.message); }

/// A parameter of the flow, which its absence and an empty text leave out alike.
[[nodiscard]] Result<std::string, aws::Error> parameter(const InitiateAuthRequest& input, const std::string& name) {
    const auto found = input.auth_parameters.find(name);
    if (found != input.auth_parameters.end() && !found->second.empty()) return found->second;
    return aws::Error(invalid_parameter, fmt::format("Missing required parameter {}", name));
}

[[nodiscard]] Result<InitiateAuthResponse, aws::Error> answer(const Result<Tokens, AuthError>& tokens) {
    if (!tokens.ok()) return refused(tokens.error());
    AuthenticationResult result;
    result.access_token = tokens->access_token.text();
    result.id_token = tokens->id_token.text();
    result.expires_in = static_cast<std::int32_t>(std::chrono::floor<std::chrono::seconds>(tokens->expires_in).count());
    result.token_type = "Bearer";
    if (!tokens->refresh_token.empty()) result.refresh_token = tokens->refresh_token;
    InitiateAuthResponse response;
    response.authentication_result = std::move(result);
    return response;
}

}  // namespace

const aws::ServiceModel& Cognito::model() const {
    static const aws::ServiceModel model = [] {
        aws::ServiceModel cognito = cognito_idp_model();
        cognito.max_body = longest_body;
        cognito.invalid = invalid;
        return cognito;
    }();
    return model;
}

Task<std::optional<wt::Error>> Cognito::reset(std::string_view) { co_return std::nullopt; }

Result<InitiateAuthResponse, aws::Error> Cognito::initiate_auth(const aws::Call& /*call*/, InitiateAuthRequest input) {
    UserPool* pool = nullptr;
    for (const auto& [name, each] : pools_.list()) {
        if (each->client_id() == input.client_id) pool = each;
    }
    if (pool == nullptr)
        return aws::Error(resource_not_found, fmt::format("User pool client {} does not exist.", input.client_id));
    if (input.auth_flow == "USER_PASSWORD_AUTH") {
        const auto name = parameter(input, "USERNAME");
        if (!name.ok()) return name.error();
        const auto password = parameter(input, "PASSWORD");
        if (!password.ok()) return password.error();
        return answer(pool->sign_in(*name, *password));
    }
    if (input.auth_flow == "REFRESH_TOKEN_AUTH" || input.auth_flow == "REFRESH_TOKEN") {
        const auto token = parameter(input, "REFRESH_TOKEN");
        if (!token.ok()) return token.error();
        return answer(pool->refresh(*token));
    }
    return aws::Error(invalid_parameter, input.auth_flow + " flow not enabled for this client");
}

Result<GetUserResponse, aws::Error> Cognito::get_user(const aws::Call& /*call*/, GetUserRequest input) {
    for (const auto& [name, pool] : pools_.list()) {
        const Verified claims = pool->verify(input.access_token);
        if (!claims.ok() && claims.error().expired) return refused(claims.error());
        const UserPool::User* user =
            claims.ok() && claims->token_use == "access" ? pool->find_user(claims->username) : nullptr;
        if (user == nullptr) continue;
        GetUserResponse response;
        response.username = user->name;
        response.user_attributes = {{"sub", user->sub}, {"email_verified", "true"}, {"email", user->email()}};
        return response;
    }
    return aws::Error(not_authorized, "Invalid Access Token");
}

}  // namespace wt::identity
