#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/config.hpp"
#include "gateway/service_action.hpp"

/// What integrations, authorizers and stages say, as the request path knows it.
namespace wt::gateway::api {

/// With "${stageVariables.X}" filled in.
[[nodiscard]] std::string with_variables(std::string text, const std::map<std::string, std::string>& variables);

/// The ARN in ".../functions/arn:aws:lambda:REGION:ACCOUNT:function:NAME[:QUALIFIER]/invocations", or alone, by which
/// the function is reached: what is published last has none. Empty where there is none.
[[nodiscard]] std::string function_of(std::string_view uri);

/// Of "arn:aws:apigateway:REGION:[SUBDOMAIN.]SERVICE:action/NAME", or "...:path/PATH".
struct ServiceUri {
    ServiceAction action;
    std::string path;  // "/" of an action
};
[[nodiscard]] ServiceUri service_of(std::string_view uri);

/// What stands behind the origin of a web server whose certificate anybody may have signed.
inline constexpr std::string_view any_signer = "#any-signer";
/// Where a web server's origin ends: "http://host:8080" of "http://host:8080/pets".
[[nodiscard]] std::size_t end_of_origin(std::string_view uri);

/// A throttle's numbers; none where one of them is missing, or -1: not set.
[[nodiscard]] std::optional<Limit> limit_of(std::optional<double> rate, std::optional<std::int32_t> burst);

}  // namespace wt::gateway::api
