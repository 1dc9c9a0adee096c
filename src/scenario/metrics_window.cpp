#include "scenario/metrics_window.hpp"

#include <algorithm>

#include "scenario/metric_table.hpp"

namespace wt::scenario {

namespace {

using Aggregation = Expectation::Aggregation;

[[nodiscard]] std::optional<double> aggregated(const Histogram& histogram, const Expectation& expectation,
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

[[nodiscard]] Measured of_histogram(const Histogram& histogram, const Expectation& expectation, double span) {
    return {aggregated(histogram, expectation, span), histogram.count()};
}

/// How much an entry has counted in all.
[[nodiscard]] std::uint64_t total(const Metrics::Entry& entry) {
    if (const auto* counter = std::get_if<Counter>(&entry.metric)) return counter->value();
    if (const auto* histogram = std::get_if<Histogram>(&entry.metric)) return histogram->count();
    return 0;
}

/// True unless a label that both know has another value.
[[nodiscard]] bool in_selection(const Labels& labels, const Labels& selected) {
    return std::all_of(labels.begin(), labels.end(), [&](const auto& label) {
        return std::all_of(selected.begin(), selected.end(), [&](const auto& wanted) {
            return wanted.first != label.first || wanted.second == label.second;
        });
    });
}

}  // namespace

MetricsWindow::MetricsWindow(Metrics& metrics, const Selector& selector, Instant now)
    : sources_{&metrics}, selector_(selector), from_(now) {
    metrics.visit([&](const Metrics::Entry& entry) {
        // Everything that counts is remembered whatever is asked: a share needs what it is a share of.
        counts_[&entry] = total(entry);
        if (const auto* counter = std::get_if<Counter>(&entry.metric)) counters_[counter] = counter->value();
    });
    for (Metrics::Entry* entry : metrics.find(selector.name, selector.labels)) {
        if (auto* histogram = std::get_if<Histogram>(&entry->metric)) histograms_[entry] = *histogram;
        if (auto* gauge = std::get_if<Gauge>(&entry->metric)) {
            integrals_[entry] = gauge->integral(now);
            watches_[entry] = &gauge->watch();
        }
    }
}

MetricsWindow::MetricsWindow(std::vector<Metrics*> kept, const Selector& selector, Instant from)
    : sources_(std::move(kept)), selector_(selector), from_(from) {}

std::vector<const Metrics::Entry*> MetricsWindow::find(std::string_view name, const Labels& labels) const {
    std::vector<const Metrics::Entry*> all;
    for (Metrics* source : sources_) {
        for (const Metrics::Entry* entry : source->find(name, labels)) all.push_back(entry);
    }
    return all;
}

std::uint64_t MetricsWindow::counted(const Metrics::Entry& entry) const {
    const auto before = counts_.find(&entry);
    return total(entry) - (before == counts_.end() ? 0 : before->second);
}

/// Everything that was asked, when the metric counts a part of it. The whole may know fewer labels than its part.
std::optional<std::uint64_t> MetricsWindow::whole() const {
    const std::size_t dot = selector_.name.find('.');
    const std::string component = selector_.name.substr(0, dot + 1);
    const std::string own = selector_.name.substr(dot + 1);
    for (const MetricRow& row : metric_rows()) {
        if (row.name != own || row.whole.empty()) continue;
        std::uint64_t sum = 0;
        std::size_t found = 0;
        for (const std::string_view name : row.whole) {
            const auto entries = find(component + std::string(name), {});
            found += entries.empty() ? 0 : 1;
            for (const Metrics::Entry* entry : entries) {
                if (in_selection(entry->labels, selector_.labels)) sum += counted(*entry);
            }
        }
        if (found == row.whole.size()) return sum;
    }
    return std::nullopt;
}

Measured MetricsWindow::of_counters(const std::vector<const Metrics::Entry*>& entries, const Expectation& expectation,
                                    double span) const {
    std::uint64_t part = 0;
    for (const Metrics::Entry* entry : entries) part += counted(*entry);
    std::optional<std::uint64_t> all = whole();
    // What was asked before the window may end within it.
    if (all) all = std::max(*all, part);
    const auto value = static_cast<double>(part);
    if (expectation.aggregation != Aggregation::rate) return {value, all};
    if (expectation.unit != Expectation::Unit::share) return {value / span, all};
    if (all.value_or(0) == 0) return {std::nullopt, 0};
    return {value / static_cast<double>(*all), all};
}

Measured MetricsWindow::of_ratio(const Ratio& ratio) const {
    const auto since = [&](const std::vector<const Counter*>& counters) {
        std::uint64_t sum = 0;
        for (const Counter* counter : counters) {
            const auto before = counters_.find(counter);
            sum += counter->value() - (before == counters_.end() ? 0 : before->second);
        }
        return sum;
    };
    const std::uint64_t all = since(ratio.whole);
    if (all == 0) return {std::nullopt, 0};
    return {static_cast<double>(since(ratio.part)) / static_cast<double>(all), all};
}

double MetricsWindow::of_gauges(const std::vector<const Metrics::Entry*>& entries, const Expectation& expectation,
                                Instant to) const {
    const double span = std::max(seconds(to - from_), 1e-9);
    std::optional<double> result;
    const auto take = [&](double value, auto choose) { result = result ? choose(*result, value) : value; };
    const auto larger = [](double a, double b) { return std::max(a, b); };
    const auto smaller = [](double a, double b) { return std::min(a, b); };
    const auto sum = [](double a, double b) { return a + b; };
    for (const Metrics::Entry* entry : entries) {
        const auto& gauge = std::get<Gauge>(entry->metric);
        const auto watch = watches_.find(entry);
        const auto before = integrals_.find(entry);
        switch (expectation.aggregation) {
            case Aggregation::max: take(watch == watches_.end() ? gauge.max() : watch->second->max, larger); break;
            case Aggregation::min: take(watch == watches_.end() ? gauge.min() : watch->second->min, smaller); break;
            case Aggregation::avg:
                take((gauge.integral(to) - (before == integrals_.end() ? 0 : before->second)) / span, sum);
                break;
            default: take(gauge.value(), sum);
        }
    }
    return result.value_or(0);
}

bool MetricsWindow::is_level() const {
    const auto entries = find(selector_.name, selector_.labels);
    if (entries.empty()) return false;
    if (std::holds_alternative<Gauge>(entries.front()->metric)) return true;
    const std::string own = selector_.name.substr(selector_.name.find('.') + 1);
    return std::ranges::any_of(metric_rows(), [&](const MetricRow& row) { return row.by_moment && row.name == own; });
}

Measured MetricsWindow::measure(const Expectation& expectation, Instant to) const {
    const auto entries = find(selector_.name, selector_.labels);
    const double span = std::max(seconds(to - from_), 1e-9);
    if (entries.empty()) {
        // Answers of a kind that nobody got have no histogram; a count of them is an answer all the same.
        Histogram none;
        return selector_.name == "http.latency" ? of_histogram(none, expectation, span) : Measured{};
    }
    if (std::holds_alternative<Counter>(entries.front()->metric)) return of_counters(entries, expectation, span);
    if (std::holds_alternative<Histogram>(entries.front()->metric)) {
        Histogram all;
        for (const Metrics::Entry* entry : entries) {
            const auto& histogram = std::get<Histogram>(entry->metric);
            const auto before = histograms_.find(entry);
            all.merge(before == histograms_.end() ? histogram : histogram.since(before->second));
        }
        return of_histogram(all, expectation, span);
    }
    if (const auto* ratio = std::get_if<Ratio>(&entries.front()->metric)) return of_ratio(*ratio);
    return {of_gauges(entries, expectation, to), std::nullopt};
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
