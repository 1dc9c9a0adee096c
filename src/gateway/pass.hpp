#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "gateway/deployed.hpp"
#include "gateway/proxy_event.hpp"
#include "http/message.hpp"

namespace wt::gateway {

/// One request on its way through a deployed stage: what mappings, templates and logs may say of it.
struct Pass {
    const Deployed& stage;
    const std::string& stage_name;
    const http::Request& request;
    const DeployedMethod* method = nullptr;                                 // null where no route is
    std::string_view resource_path = {};                                    // "/pets/{id}"
    std::vector<std::pair<std::string, std::string>> path_parameters = {};  // decoded
    std::vector<std::pair<std::string, std::string>> query = {};            // decoded, in order
    Text request_id = {};
    Text extended_request_id = {};
    Text trace_id = {};
    Instant arrived = {};
    nlohmann::ordered_json authorizer = nlohmann::ordered_json();  // what it said of the caller; null: nobody was asked
    std::string api_key = {};                                      // as it came
    nlohmann::ordered_json identity = nlohmann::ordered_json();    // what was found out of the caller
    // What an access log tells of the answer.
    std::optional<int> status = {};
    std::size_t response_length = 0;
    Duration response_latency{0};
    std::optional<Duration> integration_latency = {};
    std::optional<int> integration_status = {};
    std::string integration_error = {};
    // Of an answer that the gateway makes itself.
    std::string error_type = {};     // "BAD_REQUEST_BODY"
    std::string error_message = {};  // empty: null
};

/// What stands behind "$context." and "context." in mappings: "requestId", "identity.sourceIp"; none where there is
/// nothing of that name.
[[nodiscard]] std::optional<std::string> context_value(const Pass& pass, std::string_view name);
/// All of it, as mapping templates see it.
[[nodiscard]] nlohmann::ordered_json context_of(const Pass& pass);
/// Replaces a field by one whose value came from a request, an answer or a template. One that would end its line is
/// left out.
void set_field(http::Headers& fields, std::string_view name, std::string_view value);
/// The host that the API has on AWS, unless it was called by one of that form.
[[nodiscard]] std::string domain_of(const Pass& pass);
/// What an event says of it; `domain` is its domain_of(). Both outlive the facts.
[[nodiscard]] ProxyFacts facts_of(const Pass& pass, std::string_view domain);
/// "arn:aws:execute-api:REGION:ACCOUNT:API/", and what stands behind it.
[[nodiscard]] std::string execute_arn(const Pass& pass, std::string_view rest);
/// The ARN of the method that is called, with the path as it came.
[[nodiscard]] std::string method_arn(const Pass& pass);

/// The value of "method.request.header.X", "method.request.querystring.X", "method.request.path.X", "context.X",
/// "stageVariables.X", 'literal', and the body; none where the request has none. The last of several, as API Gateway
/// takes it; all of them, with commas, for "multivalueheader" and "multivaluequerystring".
[[nodiscard]] std::optional<std::string> request_value(const Pass& pass, std::string_view expression);

/// The same of "integration.response.header.X" and its neighbours.
[[nodiscard]] std::optional<std::string> response_value(const Pass& pass, const http::Response& response,
                                                        std::string_view expression);

}  // namespace wt::gateway
