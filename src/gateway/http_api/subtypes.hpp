#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace wt::gateway::http_api {

/// What AWS does behind a route without a function in between: one operation of a service, whose input is the
/// integration's parameters. API Gateway Developer Guide, "Integration subtype reference".
struct Subtype {
    std::string_view name;  // "SQS-SendMessage"
    std::string_view service;
    std::string_view operation;
    std::string_view required;  // members, with blanks between them
    std::string_view optional;
};

/// Null where there is none of that name.
[[nodiscard]] const Subtype* find_subtype(std::string_view name);

/// All take it, and it is no member of the input.
inline constexpr std::string_view region_parameter = "Region";

}  // namespace wt::gateway::http_api
