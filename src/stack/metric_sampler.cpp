#include "stack/metric_sampler.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "base/assert.hpp"

namespace wt::stack {

namespace {

constexpr std::int64_t period = 60;  // seconds: what AWS's services publish in

/// How many of a duration's unit a second has. Sizes of single operations are kept a nanosecond for each.
[[nodiscard]] bool is_size(std::string_view unit) { return unit == "Bytes" || unit == "Count"; }
[[nodiscard]] double per_second(std::string_view unit) {
    return is_size(unit) ? 1e9 : unit == "Milliseconds" ? 1000 : 1;
}

/// A histogram bucket by bucket: the median of each, with how many values are in it.
[[nodiscard]] cloudwatch::Aggregate aggregate_of(const Histogram& histogram, double scale) {
    cloudwatch::Aggregate aggregate;
    const auto total = static_cast<double>(histogram.count());
    std::uint64_t passed = 0;
    while (passed < histogram.count()) {
        const Duration value = histogram.quantile((static_cast<double>(passed) + 0.5) / total);
        const std::uint64_t up_to = histogram.at_most(value);
        if (up_to <= passed) break;  // what a rounding error left of the last bucket
        aggregate.add(seconds(value) * scale, static_cast<double>(up_to - passed));
        passed = up_to;
    }
    // What is known better than by buckets.
    aggregate.sum = histogram.sum_seconds() * scale;
    return aggregate;
}

/// Those that are not there yet.
void add_names(std::vector<std::string>& to, std::vector<std::string> names) {
    for (std::string& name : names) {
        if (std::find(to.begin(), to.end(), name) == to.end()) to.push_back(std::move(name));
    }
}

}  // namespace

MetricSampler::MetricSampler(const Context& context, Look look, cloudwatch::MetricStore& store,
                             aws::AccountRegion owner)
    : context_(context), look_(std::move(look)), store_(store), owner_(std::move(owner)), since_(context.now()) {
    this->look();
    for (auto& [key, followed] : rows_) (void)take(followed);
}

void MetricSampler::look() {
    for (MetricRow& row : look_()) {
        Key key{row.owner.value_or(owner_), row.metric};
        const auto [place, is_new] = rows_.try_emplace(std::move(key));
        MetricRow& known = place->second.row;
        if (is_new) {
            known = std::move(row);
        } else {
            add_names(known.counted, std::move(row.counted));
            add_names(known.whole, std::move(row.whole));
        }
    }
}

Task<void> MetricSampler::run() {
    for (;;) {
        const std::int64_t minute = unix_seconds(context_.now()) / period * period;
        const Instant began = epoch + std::chrono::seconds(minute);
        co_await context_.clock.sleep_until(began + std::chrono::seconds(period));
        const Instant now = context_.now();
        look();
        for (auto& [key, followed] : rows_) {
            const auto aggregate = take(followed);
            const auto unit = cloudwatch::unit_of(followed.row.unit);
            WT_ASSERT(unit);
            if (!aggregate || !store_.has_room(now)) continue;
            store_.add(key.first, key.second, *unit, began, period, *aggregate, now);
        }
        since_ = now;
    }
}

std::optional<cloudwatch::Aggregate> MetricSampler::take(Followed& followed) {
    switch (followed.row.reading) {
        case Reading::events:
        case Reading::amount: return take_events(followed);
        case Reading::durations: return take_durations(followed);
        case Reading::level: return take_level(followed);
        case Reading::measured: return take_measured(followed);
    }
    return std::nullopt;
}

std::optional<cloudwatch::Aggregate> MetricSampler::take_events(Followed& followed) {
    const MetricRow& row = followed.row;
    double counted = 0;
    if (row.measure) {
        const auto so_far = row.measure();
        if (!so_far) return std::nullopt;
        counted = std::max(*so_far, followed.counted);
    } else {
        counted = sum_of(row.counted, row.labels);
    }
    const double whole = row.whole.empty() ? counted : sum_of(row.whole, {});
    const double events = counted - std::exchange(followed.counted, counted);
    const double others = whole - std::exchange(followed.whole, whole) - events;
    cloudwatch::Aggregate aggregate;
    if (row.reading == Reading::amount) {
        aggregate.add(events);
        return aggregate;
    }
    if (events > 0) aggregate.add(row.each, events);
    // An answer is counted after its request, so in one minute there may be more of the part than of the whole.
    if (others > 0) aggregate.add(0, others);
    if (aggregate.samples <= 0) return std::nullopt;
    return aggregate;
}

std::optional<cloudwatch::Aggregate> MetricSampler::take_measured(const Followed& followed) {
    const auto value = followed.row.measure();
    if (!value) return std::nullopt;
    std::optional<cloudwatch::Aggregate> aggregate;
    aggregate.emplace().add(*value);
    return aggregate;
}

std::optional<cloudwatch::Aggregate> MetricSampler::take_durations(Followed& followed) {
    Histogram all;
    for (const std::string& name : followed.row.counted) {
        for (const Metrics::Entry* entry : context_.metrics.find(name)) {
            if (const auto* histogram = std::get_if<Histogram>(&entry->metric)) all.merge(*histogram);
        }
    }
    const Histogram since = all.since(followed.durations);
    followed.durations = std::move(all);
    if (since.empty()) return std::nullopt;
    cloudwatch::Aggregate aggregate = aggregate_of(since, per_second(followed.row.unit));
    if (!is_size(followed.row.unit)) return aggregate;
    // Whole numbers, and what all of them are where they are alike.
    aggregate.sum = std::round(aggregate.sum);
    const double each = aggregate.sum / aggregate.samples;
    const bool alike = aggregate.minimum == aggregate.maximum;
    aggregate.minimum = alike ? each : std::round(aggregate.minimum);
    aggregate.maximum = alike ? each : std::round(aggregate.maximum);
    return aggregate;
}

std::optional<cloudwatch::Aggregate> MetricSampler::take_level(Followed& followed) {
    // Of several gauges (a function's versions) the average is right, and no extreme is farther out than told.
    const Instant now = context_.now();
    double average = 0;
    Gauge::Watch extremes{0, 0};
    bool is_there = false;
    for (const std::string& name : followed.row.counted) {
        const auto found = context_.metrics.find(name);
        Gauge* const gauge = found.empty() ? nullptr : std::get_if<Gauge>(&found.front()->metric);
        if (gauge == nullptr) continue;
        Level& level = followed.levels[name];
        const Gauge::Watch seen =
            level.extremes == nullptr ? Gauge::Watch{gauge->min(), gauge->max()} : *level.extremes;
        const bool is_new = level.extremes == nullptr;
        if (is_new) level.extremes = &gauge->watch();
        *level.extremes = {gauge->value(), gauge->value()};
        const double integral = gauge->integral(now);
        const double area = integral - std::exchange(level.integral, integral);
        // Who came in the middle is told of the time that it was there.
        const Instant from = std::max(since_, gauge->first_set());
        if (now <= from) continue;
        const double there = seconds(now - from);
        // One that was never anything else (a gauge's own minimum begins with 0), without the noise of a division.
        const bool constant = std::abs(area - gauge->value() * there) <= 1e-9 * std::abs(area) &&
                              seen.max == gauge->value() && (is_new || seen.min == seen.max);
        average += constant ? gauge->value() : area / there;
        extremes = {extremes.min + (constant ? gauge->value() : seen.min), extremes.max + seen.max};
        is_there = true;
    }
    if (!is_there) return std::nullopt;
    const cloudwatch::StatisticSet set{static_cast<double>(period), average * static_cast<double>(period), extremes.min,
                                       extremes.max};
    std::optional<cloudwatch::Aggregate> aggregate;
    aggregate.emplace().add(set);
    return aggregate;
}

double MetricSampler::sum_of(const std::vector<std::string>& counters, const Labels& labels) const {
    double sum = 0;
    for (const std::string& name : counters) {
        for (const Metrics::Entry* entry : context_.metrics.find(name, labels)) {
            if (const auto* counter = std::get_if<Counter>(&entry->metric))
                sum += static_cast<double>(counter->value());
        }
    }
    return sum;
}

}  // namespace wt::stack
