#include "app/embedded_page.hpp"

#include "base/embed.hpp"

WT_EMBED(dashboard, WT_DASHBOARD)

namespace wt::app {

std::string_view dashboard_page() { return {wt_embedded_dashboard, wt_embedded_dashboard_end}; }

}  // namespace wt::app
