#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenario/scenario.hpp"

namespace wt::scenario {

enum class MetricKind : std::uint8_t { counter, gauge, histogram, ratio };

/// A metric that scenarios may ask for: whose it is, and what it is a share of.
struct MetricRow {
    std::string_view type;  // of the component; "http" and "attack" for what clients saw
    std::string_view name;
    MetricKind kind = MetricKind::counter;
    /// The counters (or histograms, by their count) that add up to everything that was asked when this counts a part of
    /// it. Empty: a share of nothing.
    std::vector<std::string_view> whole;
    std::vector<std::string_view> labels;
    /// A histogram of what waits or lags: a sample belongs to the moment when it was taken, as a level does, and not to
    /// the request that it came of.
    bool by_moment = false;
};

[[nodiscard]] const std::vector<MetricRow>& metric_rows();
/// The row of "reader.errors", when `reader` is of that type.
[[nodiscard]] const MetricRow* find_metric(std::string_view type, std::string_view name);

/// Why this expectation cannot be measured on a metric of that row; nothing when it can.
[[nodiscard]] std::optional<std::string> cannot_measure(const MetricRow& row, const Expectation& expectation);

/// True for what clients saw: it belongs to the moment at which they asked.
[[nodiscard]] bool is_of_clients(const Selector& selector);

}  // namespace wt::scenario
