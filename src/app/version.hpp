#pragma once
#include <string_view>

namespace wt::app {

inline constexpr std::string_view version = WINDTUNNEL_VERSION;

}  // namespace wt::app
