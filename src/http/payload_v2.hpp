#pragma once
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.hpp"
#include "http/message.hpp"

/// Payload format 2.0: what HTTP APIs and function URLs tell a function of a request, and what its answer means. API
/// Gateway Developer Guide, "Create AWS Lambda proxy integrations for HTTP APIs in API Gateway".
namespace wt::http {

/// What an event says beside what the request says itself. All that it points at outlives it.
struct EventFacts {
    std::string_view account = {};
    std::string_view api = {};     // its id
    std::string_view domain = {};  // "ID.execute-api.us-east-1.amazonaws.com"
    std::string_view route = "$default";
    std::string_view stage = "$default";
    std::string_view path = {};  // as the caller sent it, with the stage
    std::string_view request_id = {};
    std::string_view trace_id = {};  // empty: it is not told
    Instant arrived = {};
    const nlohmann::ordered_json* authorizer = nullptr;  // what is known of the caller; null: nobody asked
    const std::vector<std::pair<std::string, std::string>>* path_parameters = nullptr;
    const std::map<std::string, std::string>* variables = nullptr;  // of the stage
};
[[nodiscard]] nlohmann::ordered_json event_v2(const EventFacts& facts, const Request& request);

/// Whether a request's body goes as text, by its Content-Type; any other goes in base64. Forms do, too: that they are
/// no text is what both services are known for.
[[nodiscard]] bool is_text(const Request& request);

/// What the function's answer means: statusCode, headers, cookies, body, isBase64Encoded; or the body of a 200 as it
/// is, where it says no statusCode. None: it is malformed.
[[nodiscard]] std::optional<Response> answer_v2(const Text& payload);

/// A text as it is, any other value as JSON.
[[nodiscard]] std::string plain_text(const nlohmann::json& value);

/// "192.0.2.1"
[[nodiscard]] std::string source_ip(const Request& request);

}  // namespace wt::http
