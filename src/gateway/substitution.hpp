#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace wt::gateway {

/// What a name such as "context.requestId" or "stageVariables.color" stands for; none: nothing.
using Lookup = std::function<std::optional<std::string>(std::string_view name)>;

/// The text with its "$context.X" and "$stageVariables.X" filled in, with braces around the name or without, which is
/// all that gateway responses and access logs know (they are no Velocity templates). `absent` stands for what has no
/// value.
[[nodiscard]] std::string substituted(std::string_view text, const Lookup& value, std::string_view absent);

/// "/pets/{id}" with the values of its names, in which slashes stay; a greedy name goes without its plus.
[[nodiscard]] std::string filled_path(std::string_view pattern, const Lookup& value);

}  // namespace wt::gateway
