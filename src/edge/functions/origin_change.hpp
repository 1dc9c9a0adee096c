#pragma once
#include <string_view>

#include "base/result.hpp"
#include "edge/special.hpp"

namespace wt::edge::functions {

/// What a CloudFront Function chose, as edge/script's prelude writes it: {"settings": {...}}, with "id" or without, or
/// {"group": {...}}. CloudFront Developer Guide, "Helper methods for origin modification". A sentence when it breaks a
/// rule.
[[nodiscard]] Result<OriginChange> read_origin(std::string_view json);

/// Whether an origin may have such a path: none, or one that begins with a slash and ends with none.
[[nodiscard]] bool is_origin_path(std::string_view path);

}  // namespace wt::edge::functions
