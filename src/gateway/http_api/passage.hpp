#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "gateway/http_api/config.hpp"
#include "http/message.hpp"

namespace wt::gateway::http_api {

/// One request on its way through a stage of an HTTP API: what mappings, events and logs may say of it.
struct Passage {
    const HttpApiConfig& api;
    const http::Request& request;
    const Route* route = nullptr;                                           // null: none fits
    std::vector<std::pair<std::string, std::string>> path_parameters = {};  // decoded
    std::vector<std::pair<std::string, std::string>> query = {};            // decoded, in order
    Text request_id = {};
    Text trace_id = {};
    Instant arrived = {};
    /// What is known of the caller, as events of format 2.0 tell it: {"jwt": ..}, {"lambda": ..} or {"iam": ..}.
    nlohmann::ordered_json authorizer = nlohmann::ordered_json();
    std::string principal = {};  // whom a function's policy is about
    // What an access log tells of the answer.
    std::optional<int> status = {};
    std::size_t response_length = 0;
    Duration response_latency{0};
    std::optional<Duration> integration_latency = {};
    std::optional<int> integration_status = {};
    std::string integration_error = {};
    std::string authorizer_error = {};
    std::string error_message = {};  // of an answer that the gateway makes itself
};

/// What stands behind "$context."; none where there is nothing of that name.
[[nodiscard]] std::optional<std::string> context_value(const Passage& pass, std::string_view name);
/// The path with the stage in front of it, unless that is $default.
[[nodiscard]] std::string full_path(const Passage& pass);
/// The host that the API has on AWS, unless it was called by one of that form.
[[nodiscard]] std::string domain_of(const Passage& pass);
/// "arn:aws:execute-api:REGION:ACCOUNT:API/STAGE/", and what stands behind it.
[[nodiscard]] std::string execute_arn(const Passage& pass, std::string_view rest);
/// The ARN of what is called, with the path as it came.
[[nodiscard]] std::string method_arn(const Passage& pass);

}  // namespace wt::gateway::http_api
