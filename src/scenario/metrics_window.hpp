#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/metrics.hpp"
#include "scenario/scenario.hpp"

namespace wt::scenario {

/// What a window saw of a metric.
struct Measured {
    /// In seconds, shares or plain numbers. None when nothing was there to aggregate: a quantile, mean or share of
    /// nothing is no number, a count of nothing is zero.
    std::optional<double> value;
    /// How many values, or how much of what is counted a share of; none for levels, which always are.
    std::optional<std::uint64_t> samples;
};

/// What a metric did between two moments, all labels that match together.
class MetricsWindow {
public:
    /// Begins to look at `selector` now.
    MetricsWindow(Metrics& metrics, const Selector& selector, Instant now);
    /// What was kept apart for the span from `from` on, whenever it was counted.
    MetricsWindow(std::vector<Metrics*> kept, const Selector& selector, Instant from);

    /// What it saw until now. Rates and levels are over the time until `to`, which may be past: what is counted later
    /// then still counts.
    [[nodiscard]] Measured measure(const Expectation& expectation, Instant to) const;

    /// True when the metric is a level, which is something at each moment, or samples of one.
    [[nodiscard]] bool is_level() const;

    [[nodiscard]] static bool holds(const Expectation& expectation, double value);

private:
    [[nodiscard]] std::vector<const Metrics::Entry*> find(std::string_view name, const Labels& labels) const;
    [[nodiscard]] std::uint64_t counted(const Metrics::Entry& entry) const;
    [[nodiscard]] std::optional<std::uint64_t> whole() const;
    [[nodiscard]] Measured of_counters(const std::vector<const Metrics::Entry*>& entries,
                                       const Expectation& expectation, double span) const;
    [[nodiscard]] Measured of_ratio(const Ratio& ratio) const;
    [[nodiscard]] double of_gauges(const std::vector<const Metrics::Entry*>& entries, const Expectation& expectation,
                                   Instant to) const;

    std::vector<Metrics*> sources_;
    Selector selector_;
    Instant from_;
    std::map<const Metrics::Entry*, std::uint64_t> counts_;  // of counters, and of histograms by their count
    std::map<const Counter*, std::uint64_t> counters_;
    std::map<const Metrics::Entry*, Histogram> histograms_;
    std::map<const Metrics::Entry*, double> integrals_;
    std::map<const Metrics::Entry*, Gauge::Watch*> watches_;
};

}  // namespace wt::scenario
