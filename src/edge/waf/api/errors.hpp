#pragma once
#include <string>
#include <utility>

#include <fmt/format.h>

#include "edge/waf/api/wafv2_shapes.hpp"

namespace wt::edge::waf::api {

/// In the form that AWS's sentences are seen in. `field`: one of ParameterExceptionField.
[[nodiscard]] inline aws::Error invalid(std::string_view why, std::string_view field, std::string_view parameter) {
    return {wafv2_errors::waf_invalid_parameter,
            fmt::format("Error reason: {}, field: {}, parameter: {}", why, field, parameter)};
}
[[nodiscard]] inline aws::Error nonexistent() {
    return {wafv2_errors::waf_nonexistent_item,
            "AWS WAF couldn\xe2\x80\x99t perform the operation because your resource doesn\xe2\x80\x99t exist."};
}
[[nodiscard]] inline aws::Error unwritten(std::string what) {
    static constexpr aws::ErrorRow row{"NotImplemented", 501, ""};
    return {row, "Windtunnel does not implement " + std::move(what) + " yet."};
}

}  // namespace wt::edge::waf::api
