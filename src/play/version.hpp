#pragma once
#include <string_view>

namespace wt::play {

/// As CMakeLists.txt has it.
extern const std::string_view version;

}  // namespace wt::play
