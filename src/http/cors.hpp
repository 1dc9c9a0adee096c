#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "http/message.hpp"

/// What pages of other sites may do at an address that says so itself: HTTP APIs and function URLs. API Gateway
/// Developer Guide, "Configure CORS for HTTP APIs in API Gateway".
namespace wt::http {

struct CorsRules {
    std::vector<std::string> origins;  // "*" is any, and "https://*" any of that beginning
    std::vector<std::string> methods;
    std::vector<std::string> headers;
    std::vector<std::string> exposed;
    std::optional<std::int32_t> max_age;  // seconds
    bool credentials = false;
};

[[nodiscard]] bool is_preflight(const Request& request);
/// 200; an origin that may not is told nothing.
[[nodiscard]] Response answer_preflight(const CorsRules& rules, const Request& request);
/// What a page may read of an answer. The rules' fields stand in place of the answer's own.
void let_pages_read(const CorsRules& rules, const Request& request, Response& response);

}  // namespace wt::http
