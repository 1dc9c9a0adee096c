#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "scenario/report.hpp"
#include "scenario/time_line.hpp"

/// The parts of the pages that runs and sweeps are written as.
namespace wt::scenario::html {

/// Text as it stands between tags, and in attributes.
[[nodiscard]] std::string escaped(std::string_view text);

/// A page of one file, without network access, light and dark, of that body.
[[nodiscard]] std::string page(std::string_view title, std::string_view body);

/// A row of a table; the cells, which are markup, stand to the right but the first `left`. `tag`: td or th.
[[nodiscard]] std::string row(std::string_view tag, const std::vector<std::string>& cells, std::size_t left = 1);
void open_table(std::string& to, const std::vector<std::string>& heads, std::size_t left = 1);
void close_table(std::string& to);

/// The least of 1, 2 and 5 times a power of ten that is not below `value`; 1 of nothing.
[[nodiscard]] double round_up(double value);

/// The widths of a picture on a page, and of the same on a phone, where it stands in the place of the other.
inline constexpr double wide = 760;
inline constexpr double narrow = 360;

/// The path as a flow, with what functions call: widths are requests, colours where they stop. Empty when the path is
/// no single one.
[[nodiscard]] std::string flow_picture(const Findings& findings);

/// A chart over the run's time, with phases and faults shaded, and what had to hold of it drawn in.
[[nodiscard]] std::string chart_picture(const Chart& chart, const Findings& findings);

/// One slow request as a waterfall; empty when none was traced.
[[nodiscard]] std::string waterfall(const Findings& findings);

}  // namespace wt::scenario::html
