#pragma once
#include <string>
#include <string_view>

#include "scenario/report.hpp"
#include "scenario/time_line.hpp"

/// The parts of the page that a run is written as.
namespace wt::scenario::html {

/// Text as it stands between tags, and in attributes.
[[nodiscard]] std::string escaped(std::string_view text);

/// The path as a flow: widths are requests, colours where they stop. Empty when the path is no single one.
[[nodiscard]] std::string flow_picture(const Findings& findings);

/// A chart over the run's time, with phases and faults shaded, and what had to hold of it drawn in.
[[nodiscard]] std::string chart_picture(const Chart& chart, const Findings& findings);

/// One slow request as a waterfall; empty when none was traced.
[[nodiscard]] std::string waterfall(const Findings& findings);

}  // namespace wt::scenario::html
