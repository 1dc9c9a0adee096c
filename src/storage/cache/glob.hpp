#pragma once
#include <string_view>

namespace wt::cache {

/// Redis' patterns: * and ?, [a-z], [^a-z], and \ before a character that stands for itself. In time that grows with
/// the product of both lengths at most.
[[nodiscard]] bool matches_glob(std::string_view pattern, std::string_view text);

}  // namespace wt::cache
