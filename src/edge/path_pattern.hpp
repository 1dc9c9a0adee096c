#pragma once
#include <string_view>

namespace wt::edge {

/// True when `path` matches a behaviour's or an invalidation's pattern: '*' stands for any number of characters, '/'
/// too, '?' for exactly one. Case matters; a pattern may leave out the leading '/'. CloudFront Developer Guide, "Cache
/// behavior settings: path pattern".
[[nodiscard]] bool matches(std::string_view pattern, std::string_view path);

}  // namespace wt::edge
