// Authorizers.
#include <algorithm>

#include <fmt/format.h>

#include "gateway/api/find.hpp"
#include "gateway/api/paging.hpp"
#include "gateway/api/patch.hpp"
#include "iam/pass_role.hpp"

namespace wt::gateway::api {

namespace {

constexpr std::int32_t usual_ttl = 300;
constexpr std::int32_t longest_ttl = 3600;

constexpr PatchRule authorizer_rules[] = {
    {"/name", "replace"},
    {"/type", "replace"},
    {"/providerARNs", "add remove replace"},
    {"/authType", "replace"},
    {"/authorizerUri", "replace"},
    {"/authorizerCredentials", "replace"},
    {"/identitySource", "replace"},
    {"/identityValidationExpression", "replace"},
    {"/authorizerResultTtlInSeconds", "replace"},
};

[[nodiscard]] bool is_function_uri(std::string_view uri) {
    return uri.starts_with("arn:aws:apigateway:") && uri.find(":lambda:path/") != std::string_view::npos &&
           uri.find("/functions/") != std::string_view::npos && uri.ends_with("/invocations");
}

/// What a JWT authorizer may not say (API Gateway Developer Guide, "Create a JWT authorizer for a REST API"). Assumed:
/// the sentences.
[[nodiscard]] std::optional<aws::Error> refuse_tokens(const AuthorizerDetail& made) {
    const std::string source = made.identity_source.value_or("");
    if (!source.starts_with("method.request.header.") || source.find(',') != std::string::npos)
        return bad_request("Invalid identity source: a JWT authorizer takes one header of the method's request.");
    if (made.authorizer_result_ttl_in_seconds)
        return bad_request("AuthorizerResultTtlInSeconds is not supported for JWT authorizers.");
    if (!made.jwt_configuration || !made.jwt_configuration->issuers || made.jwt_configuration->issuers->empty())
        return bad_request("At least one issuer must be specified in the JWT configuration.");
    if (!made.jwt_configuration->default_algorithms || made.jwt_configuration->default_algorithms->empty())
        return bad_request("At least one default algorithm must be specified in the JWT configuration.");
    for (const JwtIssuer& issuer : *made.jwt_configuration->issuers) {
        const std::string url = issuer.issuer.value_or("");
        const bool is_url = url.starts_with("https://") || url.starts_with("http://");
        if (!is_url || url.find_first_of("?#@") != std::string::npos) {
            return bad_request("Invalid issuer: " + url +
                               ". An issuer is an absolute URL without user, query and fragment.");
        }
        if (!issuer.audiences || issuer.audiences->empty())
            return bad_request("At least one audience must be specified for the issuer " + url);
        constexpr std::string_view own[] = {"iss", "aud", "exp", "nbf", "iat", "scope", "scp"};
        for (const JwtAdditionalClaim& claim : issuer.additional_claims.value_or(std::vector<JwtAdditionalClaim>())) {
            if (std::find(std::begin(own), std::end(own), claim.claim_name) != std::end(own))
                return bad_request("Invalid additional claim: " + claim.claim_name);
        }
    }
    return std::nullopt;
}

/// What an authorizer may not say. Assumed: the sentences but the URI's.
[[nodiscard]] std::optional<aws::Error> refuse(const Api& api, const AuthorizerDetail& made) {
    for (const auto& [id, other] : api.now.authorizers) {
        if (other.id != made.id && other.name == made.name) {
            return conflict(fmt::format("Authorizer name must be unique. Authorizer {} already exists in this RestApi.",
                                        *made.name));
        }
    }
    if (made.type == "JWT") return refuse_tokens(made);
    if (made.type == "COGNITO_USER_POOLS") {
        if (!made.provider_arns || made.provider_arns->empty())
            return bad_request("Invalid provider ARNs. At least one Cognito user pool ARN must be specified.");
        return std::nullopt;
    }
    if (!is_function_uri(made.authorizer_uri.value_or(""))) {
        return bad_request(fmt::format(
            "Invalid Authorizer URI: {}. Authorizer URI should be a valid API Gateway ARN that represents a Lambda "
            "function invocation.",
            made.authorizer_uri.value_or("null")));
    }
    const std::int32_t ttl = made.authorizer_result_ttl_in_seconds.value_or(usual_ttl);
    if (ttl < 0 || ttl > longest_ttl)
        return bad_request("AuthorizerResultTtlInSeconds must be between 0 and 3600 seconds.");
    const std::string source = made.identity_source.value_or("");
    if (made.type == "TOKEN" && !source.starts_with("method.request.header."))
        return bad_request("Invalid identity source: a TOKEN authorizer takes one header of the method's request.");
    if (made.type == "REQUEST" && ttl > 0 && source.empty())
        return bad_request("Identity source is required for a REQUEST authorizer whose results are cached.");
    return std::nullopt;
}

/// What is where nothing was said.
void complete(AuthorizerDetail& made) {
    if (made.type != "REQUEST" && !made.identity_source) made.identity_source = "method.request.header.Authorization";
    if (made.type == "JWT") return;
    if (!made.auth_type) made.auth_type = made.type == "COGNITO_USER_POOLS" ? "cognito_user_pools" : "custom";
    if (made.type != "COGNITO_USER_POOLS" && !made.authorizer_result_ttl_in_seconds)
        made.authorizer_result_ttl_in_seconds = usual_ttl;
}

}  // namespace

aws::Outcome<AuthorizerDetail> ApiGateway::create_authorizer(const aws::Call& call, CreateAuthorizerRequest input) {
    const auto found = find_api(call, input.rest_api_id);
    if (!found.ok()) return found.error();
    AuthorizerDetail made;
    made.id = catalogue_.new_id();
    made.name = std::move(input.name);
    made.type = std::move(input.type);
    made.provider_arns = unless_empty(std::move(input.provider_arns));
    made.auth_type = std::move(input.auth_type);
    made.authorizer_uri = std::move(input.authorizer_uri);
    made.authorizer_credentials = std::move(input.authorizer_credentials);
    made.identity_source = std::move(input.identity_source);
    made.identity_validation_expression = std::move(input.identity_validation_expression);
    made.authorizer_result_ttl_in_seconds = input.authorizer_result_ttl_in_seconds;
    if (input.jwt_configuration) {
        auto& tokens = made.jwt_configuration.emplace();
        tokens.default_algorithms = std::move(input.jwt_configuration->default_algorithms);
        for (JwtIssuerInput& each : input.jwt_configuration->issuers) {
            JwtIssuer& issuer = open(tokens.issuers).emplace_back();
            issuer.issuer = std::move(each.issuer);
            issuer.audiences = std::move(each.audiences);
            issuer.additional_claims = unless_empty(std::move(each.additional_claims));
        }
    }
    complete(made);
    if (auto error = refuse(**found, made)) return std::move(*error);
    if (auto error = iam::refuse_pass_role(call, model(), made.authorizer_credentials.value_or("")))
        return std::move(*error);
    constexpr std::size_t most = 10;  // API Gateway quotas: authorizers per API
    if ((*found)->now.authorizers.size() >= most) return aws::Error(apigateway_errors::limit_exceeded);
    return catalogue_.keep(**found, std::move(made));
}

aws::Outcome<AuthorizerDetail> ApiGateway::get_authorizer(const aws::Call& call, GetAuthorizerRequest input) {
    const auto found = find_part<AuthorizerDetail>(call, input.rest_api_id, input.authorizer_id);
    if (!found.ok()) return found.error();
    return *found->part;
}

aws::Outcome<Authorizers> ApiGateway::get_authorizers(const aws::Call& call, GetAuthorizersRequest input) {
    const auto found = find_api(call, input.rest_api_id);
    if (!found.ok()) return found.error();
    auto page = page_of<Authorizers>((*found)->now.authorizers, "apigateway:GetAuthorizers/" + input.rest_api_id,
                                     input.position, input.limit, call.now,
                                     [](const AuthorizerDetail& each) { return std::optional(each); });
    if (!page.ok()) return page.error();
    return std::move(*page);
}

aws::Outcome<AuthorizerDetail> ApiGateway::update_authorizer(const aws::Call& call, UpdateAuthorizerRequest input) {
    const auto found = find_part<AuthorizerDetail>(call, input.rest_api_id, input.authorizer_id);
    if (!found.ok()) return found.error();
    auto changed = patched(*found->part, input.patch_operations, authorizer_rules);
    if (!changed.ok()) return changed.error();
    complete(*changed);
    if (auto error = refuse(*found->api, *changed)) return std::move(*error);
    if (auto error = iam::refuse_pass_role(call, model(), changed->authorizer_credentials.value_or("")))
        return std::move(*error);
    return catalogue_.keep(*found->api, std::move(*changed));
}

aws::Outcome<aws::Nothing> ApiGateway::delete_authorizer(const aws::Call& call, DeleteAuthorizerRequest input) {
    const auto found = find_part<AuthorizerDetail>(call, input.rest_api_id, input.authorizer_id);
    if (!found.ok()) return found.error();
    for (const auto& [id, resource] : found->api->now.resources) {
        if (!resource.resource_methods) continue;
        for (const auto& [name, method] : *resource.resource_methods) {
            // Assumed: the sentence.
            if (method.authorizer_id == input.authorizer_id) {
                return conflict(fmt::format("Cannot delete authorizer '{}', is referenced in method: {}/{}",
                                            *found->part->name, *resource.path, name));
            }
        }
    }
    catalogue_.drop<AuthorizerDetail>(*found->api, input.authorizer_id);
    return aws::Nothing();
}

}  // namespace wt::gateway::api
