#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace wt::gateway::json_path {

/// A property's name or a text in a filter without its escapes; nothing for a \u that is no number.
[[nodiscard]] std::optional<std::string> unescape(std::string_view text);

}  // namespace wt::gateway::json_path
