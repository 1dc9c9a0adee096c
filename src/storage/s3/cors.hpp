#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/error.hpp"
#include "base/result.hpp"
#include "http/message.hpp"

namespace wt::s3 {

/// Which other sites' pages may send which requests. Amazon S3 API Reference, "CORSRule".
struct CorsRule {
    std::optional<std::string> id;             // up to 255 characters
    std::vector<std::string> allowed_headers;  // names, with at most one '*' each
    std::vector<std::string> allowed_methods;  // GET, PUT, HEAD, POST, DELETE
    std::vector<std::string> allowed_origins;  // with at most one '*' each
    std::vector<std::string> expose_headers;
    std::optional<std::int64_t> max_age_seconds;
};

struct CorsConfiguration {
    std::vector<CorsRule> cors_rules;  // 1 to 100; the first that matches counts
};

/// What is wrong with a configuration that someone puts.
[[nodiscard]] std::optional<aws::Error> refuse(const CorsConfiguration& configuration);

/// What a request says of itself: Origin, its method (or Access-Control-Request-Method, which counts before it), and
/// Access-Control-Request-Headers.
struct CrossOrigin {
    std::string_view origin;
    std::string_view method;
    std::string_view headers;
};
/// None for a request without an Origin. Refers to the request.
[[nodiscard]] std::optional<CrossOrigin> cross_origin(const http::Request& request);

/// The first rule that allows it; null when none does. The configuration's.
[[nodiscard]] const CorsRule* match(const CorsConfiguration& configuration, const CrossOrigin& request);

/// The header fields of an answer to what the rule allowed. The answer to a request that no rule allows has none of
/// them.
void add_cors_headers(http::Headers& headers, const CorsRule& rule, const CrossOrigin& request);

/// What a preflight (OPTIONS) is about.
enum class CorsResource : std::uint8_t { bucket, object };
/// The header fields of its answer (200, no body), or AWS's 400 BadRequest and 403 AccessForbidden. `configuration` is
/// null for a bucket without one.
[[nodiscard]] Result<http::Headers, aws::Error> preflight(const CorsConfiguration* configuration,
                                                          const http::Request& request, CorsResource resource);
/// The same for a bucket that does not exist.
[[nodiscard]] aws::Error preflight_without_bucket(const http::Request& request);

}  // namespace wt::s3
