#pragma once
#include <string_view>

namespace wt::app {

/// dashboard.html, as it was when this was built.
[[nodiscard]] std::string_view dashboard_page();

}  // namespace wt::app
