#pragma once
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "base/result.hpp"
#include "edge/config.hpp"
#include "http/message.hpp"

/// What Lambda@Edge tells functions, and what their answers mean. CloudFront Developer Guide, "Lambda@Edge event
/// structure", "Work with requests and responses", "Restrictions on Lambda@Edge", "Quotas on Lambda@Edge".
namespace wt::edge::functions {

[[nodiscard]] std::string_view name(Trigger trigger);
[[nodiscard]] std::optional<Trigger> parse_trigger(std::string_view name);
[[nodiscard]] constexpr bool at_viewer(Trigger trigger) {
    return trigger == Trigger::viewer_request || trigger == Trigger::viewer_response;
}
[[nodiscard]] constexpr bool of_request(Trigger trigger) {
    return trigger == Trigger::viewer_request || trigger == Trigger::origin_request;
}

/// The event. `response`: null for triggers of a request. `body`: a request's body goes along, cut at what a trigger
/// may see of it.
struct Told {
    Trigger trigger;
    const Occasion& occasion;
    const http::Request& request;
    const http::Response* response = nullptr;
    bool body = false;
};
[[nodiscard]] nlohmann::ordered_json event_of(const Told& told);

/// An answer that a function made, or a request as it left it.
struct Returned {
    std::optional<http::Response> response;
    std::optional<OriginChange> origin;  // of a request, where the function changed it
};

/// What a function returned for `event`, put into the request where it is one. AWS's sentence when it breaks a rule;
/// then nothing is changed.
[[nodiscard]] Result<Returned> read_request(Trigger trigger, const nlohmann::ordered_json& event,
                                            const nlohmann::ordered_json& returned, http::Request& request);
/// The same of a response's function: its answer takes the place of `response`.
[[nodiscard]] std::optional<std::string> read_response(Trigger trigger, const nlohmann::ordered_json& event,
                                                       const nlohmann::ordered_json& returned,
                                                       http::Response& response);

}  // namespace wt::edge::functions
