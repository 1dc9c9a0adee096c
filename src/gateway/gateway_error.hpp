#pragma once
#include <string>
#include <string_view>
#include <utility>

#include "gateway/pass.hpp"

namespace wt::gateway {

/// An answer that a deployed stage makes itself. API Gateway Developer Guide, "Gateway response types"; texts from
/// recorded answers.
struct GatewayError {
    std::string_view type;  // of gateway responses: "THROTTLED"
    int status;
    std::string_view name;          // in x-amzn-ErrorType
    std::string_view message = {};  // empty: null
};

namespace gateway_errors {

inline constexpr GatewayError access_denied{"ACCESS_DENIED", 403, "AccessDeniedException",
                                            "User is not authorized to access this resource"};
inline constexpr GatewayError api_configuration{"API_CONFIGURATION_ERROR", 500, "InternalServerErrorException",
                                                "Internal server error"};
inline constexpr GatewayError authorizer_configuration{"AUTHORIZER_CONFIGURATION_ERROR", 500,
                                                       "AuthorizerConfigurationException"};
inline constexpr GatewayError authorizer_failure{"AUTHORIZER_FAILURE", 500, "AuthorizerFailureException"};
inline constexpr GatewayError bad_parameters{"BAD_REQUEST_PARAMETERS", 400, "BadRequestException"};
inline constexpr GatewayError bad_body{"BAD_REQUEST_BODY", 400, "BadRequestException", "Invalid request body"};
inline constexpr GatewayError bad_function_answer{"INTEGRATION_FAILURE", 502, "InternalServerErrorException",
                                                  "Internal server error"};
inline constexpr GatewayError integration_failure{"INTEGRATION_FAILURE", 500, "InternalServerErrorException",
                                                  "Internal server error"};
inline constexpr GatewayError network_failure{"INTEGRATION_FAILURE", 504, "InternalServerErrorException",
                                              "Network error communicating with endpoint"};
inline constexpr GatewayError integration_timeout{"INTEGRATION_TIMEOUT", 504, "InternalServerErrorException",
                                                  "Endpoint request timed out"};
inline constexpr GatewayError expired_token{"EXPIRED_TOKEN", 403, "ExpiredTokenException",
                                            "The security token included in the request is expired"};
inline constexpr GatewayError invalid_signature{"INVALID_SIGNATURE", 403, "InvalidSignatureException"};
inline constexpr GatewayError invalid_api_key{"INVALID_API_KEY", 403, "ForbiddenException", "Forbidden"};
inline constexpr GatewayError missing_authentication_token{
    "MISSING_AUTHENTICATION_TOKEN", 403, "MissingAuthenticationTokenException", "Missing Authentication Token"};
inline constexpr GatewayError quota_exceeded{"QUOTA_EXCEEDED", 429, "LimitExceededException", "Limit Exceeded"};
inline constexpr GatewayError request_too_large{"REQUEST_TOO_LARGE", 413, "RequestTooLargeException",
                                                "HTTP content length exceeded 10485760 bytes."};
/// A function takes no more than 6 MB; from a capture. Assumed: the type of its gateway response.
inline constexpr GatewayError event_too_large{"REQUEST_TOO_LARGE", 413, "BadRequestException", "Request Too Long"};
inline constexpr GatewayError throttled{"THROTTLED", 429, "TooManyRequestsException", "Too Many Requests"};
inline constexpr GatewayError unauthorized{"UNAUTHORIZED", 401, "UnauthorizedException", "Unauthorized"};
inline constexpr GatewayError unsupported_media_type{"UNSUPPORTED_MEDIA_TYPE", 415, "BadRequestException",
                                                     "Unsupported Media Type"};

}  // namespace gateway_errors

/// substituted(), of what a pass knows.
[[nodiscard]] std::string substituted(std::string_view text, const Pass& pass, std::string_view absent);

/// The error as its API says it: by the gateway response of its type, else by that of its kind, else as it is.
/// `message` stands for the error's own, where it is not empty.
[[nodiscard]] http::Response answer_of(Pass& pass, const GatewayError& error, std::string message = {});

/// Why there is nothing to send, or no answer to give.
struct Refusal {
    GatewayError error;
    std::string message = {};  // stands for the error's own, where it is not empty
};
[[nodiscard]] inline http::Response answer_of(Pass& pass, Refusal refusal) {
    return answer_of(pass, refusal.error, std::move(refusal.message));
}

/// What AWS can do behind a method, and Windtunnel cannot: 501.
[[nodiscard]] http::Response not_implemented(std::string_view what);

}  // namespace wt::gateway
