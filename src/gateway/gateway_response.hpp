#pragma once
#include "http/message.hpp"

namespace wt::gateway {

/// An answer that API Gateway makes itself: status, x-amzn-ErrorType, and the message in {"message": ...}.
struct GatewayResponse {
    int status;
    Text type;
    Text body;

    // Out of the way of requests that go well.
    [[nodiscard, gnu::cold, gnu::noinline]] http::Response response() const {
        http::Response made = http::json_response(status, body);
        made.headers.reserve(4);
        made.headers.add("x-amzn-ErrorType", type);
        return made;
    }
};

/// API Gateway Developer Guide, "Gateway response types"; texts from recorded answers.
namespace gateway_responses {

inline const GatewayResponse missing_authentication_token{403, "MissingAuthenticationTokenException",
                                                          R"({"message":"Missing Authentication Token"})"};
inline const GatewayResponse request_too_large{413, "RequestTooLargeException",
                                               R"({"message":"HTTP content length exceeded 10485760 bytes."})"};
/// What becomes of an event that a function takes no more than 6 MB of; from a capture.
inline const GatewayResponse event_too_large{413, "BadRequestException", R"({"message": "Request Too Long"})"};
inline const GatewayResponse unauthorized{401, "UnauthorizedException", R"({"message":"Unauthorized"})"};
/// Assumed: what a Cognito authorizer says of a token that was good once; from captures.
inline const GatewayResponse token_expired{401, "UnauthorizedException",
                                           R"({"message":"The incoming token has expired"})"};
/// What a Lambda authorizer's Deny becomes, and its failure; from captures.
inline const GatewayResponse access_denied{403, "AccessDeniedException",
                                           R"({"message":"User is not authorized to access this resource"})"};
inline const GatewayResponse authorizer_failure{500, "AuthorizerFailureException", R"({"message":null})"};
inline const GatewayResponse forbidden{403, "ForbiddenException", R"({"message":"Forbidden"})"};
inline const GatewayResponse throttled{429, "TooManyRequestsException", R"({"message":"Too Many Requests"})"};
inline const GatewayResponse quota_exceeded{429, "LimitExceededException", R"({"message":"Limit Exceeded"})"};
inline const GatewayResponse integration_timeout{504, "InternalServerErrorException",
                                                 R"({"message":"Endpoint request timed out"})"};
inline const GatewayResponse integration_failure{500, "InternalServerErrorException",
                                                 R"({"message":"Internal server error"})"};
inline const GatewayResponse bad_function_answer{502, "InternalServerErrorException",
                                                 R"({"message":"Internal server error"})"};

}  // namespace gateway_responses

}  // namespace wt::gateway
