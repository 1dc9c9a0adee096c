#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/metrics.hpp"
#include "scenario/scenario.hpp"

namespace wt::scenario {

/// What a metric did between two moments, all labels that match together.
class MetricsWindow {
public:
    /// Begins to look at `selector` now.
    MetricsWindow(Metrics& metrics, const Selector& selector, Instant now);

    /// The aggregated number at `now`, in seconds, shares or plain numbers; none when nothing was there to aggregate
    /// (no such metric, or no value in the window).
    [[nodiscard]] std::optional<double> measure(const Expectation& expectation, Instant now) const;

    [[nodiscard]] static bool holds(const Expectation& expectation, double value);

private:
    struct Counts {
        std::uint64_t part = 0;
        std::uint64_t whole = 0;
    };
    [[nodiscard]] std::uint64_t counted(std::string_view name, const Labels& labels) const;
    [[nodiscard]] std::optional<double> counter_value(const Expectation& expectation, double total, Instant now) const;

    Metrics& metrics_;
    Selector selector_;
    Instant from_;
    std::map<const Metrics::Entry*, std::uint64_t> counters_;
    std::map<const Metrics::Entry*, Histogram> histograms_;
    std::map<const Metrics::Entry*, double> integrals_;
    std::map<const Metrics::Entry*, Gauge::Watch*> watches_;
    std::map<const Counter*, std::uint64_t> ratio_counters_;
};

}  // namespace wt::scenario
