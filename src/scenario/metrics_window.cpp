#include "scenario/metrics_window.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace wt::scenario {

namespace {

using Aggregation = Expectation::Aggregation;

/// What a share is a share of: the component's count of everything that came.
constexpr std::array<std::string_view, 5> base_metrics{"requests", "invocations", "statements", "accepted", "puts"};

[[nodiscard]] std::string component_of(std::string_view metric) {
    return std::string(metric.substr(0, metric.find('.')));
}

[[nodiscard]] std::optional<double> of_histogram(const Histogram& histogram, const Expectation& expectation,
                                                 double span) {
    if (expectation.aggregation == Aggregation::count) return static_cast<double>(histogram.count());
    if (expectation.aggregation == Aggregation::rate) return static_cast<double>(histogram.count()) / span;
    if (histogram.empty()) return std::nullopt;
    switch (expectation.aggregation) {
        case Aggregation::avg:
        case Aggregation::value: return seconds(histogram.mean());
        case Aggregation::min: return seconds(histogram.min());
        case Aggregation::max: return seconds(histogram.max());
        case Aggregation::med: return seconds(histogram.quantile(0.5));
        case Aggregation::percentile: return seconds(histogram.quantile(expectation.percentile / 100));
        case Aggregation::sum: return histogram.sum_seconds();
        default: return std::nullopt;
    }
}

}  // namespace

MetricsWindow::MetricsWindow(Metrics& metrics, const Selector& selector, Instant now)
    : metrics_(metrics), selector_(selector), from_(now) {
    metrics.visit([&](const Metrics::Entry& entry) {
        // Counters of the component are remembered whatever is asked: a share needs what it is a share of.
        if (const auto* counter = std::get_if<Counter>(&entry.metric)) {
            counters_[&entry] = counter->value();
            ratio_counters_[counter] = counter->value();
        }
    });
    for (Metrics::Entry* entry : metrics.find(selector.name, selector.labels)) {
        if (auto* histogram = std::get_if<Histogram>(&entry->metric)) histograms_[entry] = *histogram;
        if (auto* gauge = std::get_if<Gauge>(&entry->metric)) {
            integrals_[entry] = gauge->integral(now);
            watches_[entry] = &gauge->watch();
        }
    }
}

std::uint64_t MetricsWindow::counted(std::string_view name, const Labels& labels) const {
    std::uint64_t total = 0;
    for (const Metrics::Entry* entry : metrics_.find(name, labels)) {
        const auto* counter = std::get_if<Counter>(&entry->metric);
        if (counter == nullptr) continue;
        const auto before = counters_.find(entry);
        total += counter->value() - (before == counters_.end() ? 0 : before->second);
    }
    return total;
}

std::optional<double> MetricsWindow::counter_value(const Expectation& expectation, double total, Instant now) const {
    if (expectation.aggregation != Aggregation::rate) return total;
    if (expectation.unit != Expectation::Unit::share) return total / std::max(seconds(now - from_), 1e-9);
    for (const std::string_view base : base_metrics) {
        const auto whole =
            static_cast<double>(counted(fmt::format("{}.{}", component_of(selector_.name), base), selector_.labels));
        if (whole > 0) return total / whole;
    }
    return std::nullopt;
}

std::optional<double> MetricsWindow::measure(const Expectation& expectation, Instant now) const {
    const auto entries = metrics_.find(selector_.name, selector_.labels);
    if (entries.empty()) return std::nullopt;
    const double span = std::max(seconds(now - from_), 1e-9);

    if (std::holds_alternative<Counter>(entries.front()->metric)) {
        return counter_value(expectation, static_cast<double>(counted(selector_.name, selector_.labels)), now);
    }
    if (std::holds_alternative<Histogram>(entries.front()->metric)) {
        Histogram all;
        for (const Metrics::Entry* entry : entries) {
            const auto& histogram = std::get<Histogram>(entry->metric);
            const auto before = histograms_.find(entry);
            all.merge(before == histograms_.end() ? histogram : histogram.since(before->second));
        }
        return of_histogram(all, expectation, span);
    }
    if (const auto* ratio = std::get_if<Ratio>(&entries.front()->metric)) {
        const auto since = [&](const std::vector<const Counter*>& counters) {
            std::uint64_t total = 0;
            for (const Counter* counter : counters) {
                const auto before = ratio_counters_.find(counter);
                total += counter->value() - (before == ratio_counters_.end() ? 0 : before->second);
            }
            return static_cast<double>(total);
        };
        const double whole = since(ratio->whole);
        return whole == 0 ? std::nullopt : std::optional(since(ratio->part) / whole);
    }
    double result = 0;
    for (const Metrics::Entry* entry : entries) {
        const auto& gauge = std::get<Gauge>(entry->metric);
        const auto watch = watches_.find(entry);
        const auto before = integrals_.find(entry);
        switch (expectation.aggregation) {
            case Aggregation::max:
                result = std::max(result, watch == watches_.end() ? gauge.max() : watch->second->max);
                break;
            case Aggregation::min:
                result = std::min(result, watch == watches_.end() ? gauge.min() : watch->second->min);
                break;
            case Aggregation::avg:
                result += (gauge.integral(now) - (before == integrals_.end() ? 0 : before->second)) / span;
                break;
            default: result += gauge.value();
        }
    }
    return result;
}

bool MetricsWindow::holds(const Expectation& expectation, double value) {
    switch (expectation.comparison) {
        case Expectation::Comparison::less: return value < expectation.high;
        case Expectation::Comparison::at_most: return value <= expectation.high;
        case Expectation::Comparison::greater: return value > expectation.high;
        case Expectation::Comparison::at_least: return value >= expectation.high;
        case Expectation::Comparison::equal: return value == expectation.high;
        case Expectation::Comparison::not_equal: return value != expectation.high;
        case Expectation::Comparison::within: return value >= expectation.low && value <= expectation.high;
    }
    return false;
}

}  // namespace wt::scenario
