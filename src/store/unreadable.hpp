#pragma once
#include <string_view>

namespace wt::store {

/// For whoever loads rows that an earlier process left, and cannot read one: throws std::runtime_error with a sentence.
/// Passing over it would lose what it says, or what stood in its way.
[[noreturn]] void unreadable(std::string_view space, std::string_view key);

}  // namespace wt::store
