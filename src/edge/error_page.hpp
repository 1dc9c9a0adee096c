#pragma once
#include <string_view>

#include "http/message.hpp"

namespace wt::edge {

/// What CloudFront says under the rule of its page, by cause. The first is from the Developer Guide and captures;
/// Assumed: the others, from captures alone.
inline constexpr std::string_view request_blocked = "Request blocked.";
inline constexpr std::string_view cannot_resolve = "CloudFront wasn't able to resolve the origin domain name.";
inline constexpr std::string_view cannot_connect = "CloudFront wasn't able to connect to the origin.";
inline constexpr std::string_view no_answer =
    "CloudFront attempted to establish a connection with the origin, but either the attempt failed or the origin "
    "closed the connection.";

inline constexpr std::string_view bad_request = "Bad request.";
inline constexpr std::string_view country_blocked =
    "The Amazon CloudFront distribution is configured to block access from your country.";
inline constexpr std::string_view function_failed =
    "The CloudFront function associated with the CloudFront distribution is invalid or could not run.";
/// Captures; CloudFront Developer Guide, "HTTP 403 status code (Invalid method)". The spelling is AWS's.
inline constexpr std::string_view method_not_allowed =
    "This distribution is not configured to allow the HTTP request method that was used for this request. The "
    "distribution supports only cachable requests.";

/// The page that CloudFront makes when it answers by itself (a WAF block, an origin that is down). It has no request id
/// yet: Viewers writes it in with sign().
[[nodiscard, gnu::cold]] http::Response error_page(int status, std::string_view sentence);

/// Writes the request id into a page that error_page() made; any other answer stays as it is.
void sign(http::Response& response, std::string_view request_id);

}  // namespace wt::edge
