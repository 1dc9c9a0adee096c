#include "stack/metric_sampler.hpp"

#include <chrono>

#include "base/assert.hpp"

namespace wt::stack {

namespace {

constexpr std::int64_t period = 60;  // seconds: what AWS's services publish in

/// How many of a duration's unit a second has.
[[nodiscard]] double per_second(std::string_view unit) { return unit == "Milliseconds" ? 1000 : 1; }

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

}  // namespace

MetricSampler::MetricSampler(const Context& context, const Architecture& architecture, const ResourceIds& ids,
                             cloudwatch::MetricStore& store, aws::AccountRegion owner)
    : context_(context), store_(store), owner_(std::move(owner)) {
    for (const Component& component : architecture.components) {
        for (MetricRow& row : metric_rows(component, ids)) {
            Followed followed;
            followed.row = std::move(row);
            followed.since = context_.now();
            (void)take(followed);
            rows_.push_back(std::move(followed));
        }
    }
}

Task<void> MetricSampler::run() {
    for (;;) {
        const std::int64_t minute = unix_seconds(context_.now()) / period * period;
        const Instant began = epoch + std::chrono::seconds(minute);
        co_await context_.clock.sleep_until(began + std::chrono::seconds(period));
        const Instant now = context_.now();
        for (Followed& followed : rows_) {
            const auto aggregate = take(followed);
            const auto unit = cloudwatch::unit_of(followed.row.unit);
            WT_ASSERT(unit);
            if (!aggregate || !store_.has_room(now)) continue;
            store_.add(owner_, followed.row.metric, *unit, began, period, *aggregate, now);
        }
    }
}

std::optional<cloudwatch::Aggregate> MetricSampler::take(Followed& followed) {
    switch (followed.row.reading) {
        case Reading::events:
        case Reading::amount: return take_events(followed);
        case Reading::durations: return take_durations(followed);
        case Reading::level: return take_level(followed);
    }
    return std::nullopt;
}

std::optional<cloudwatch::Aggregate> MetricSampler::take_events(Followed& followed) {
    const MetricRow& row = followed.row;
    const double counted = sum_of(row.counted, row.labels);
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
    return aggregate_of(since, per_second(followed.row.unit));
}

std::optional<cloudwatch::Aggregate> MetricSampler::take_level(Followed& followed) {
    const auto found = context_.metrics.find(followed.row.counted.front());
    Gauge* const gauge = found.empty() ? nullptr : std::get_if<Gauge>(&found.front()->metric);
    if (gauge == nullptr) return std::nullopt;
    const Instant now = context_.now();
    const double integral = gauge->integral(now);
    const Gauge::Watch still{gauge->value(), gauge->value()};
    std::optional<cloudwatch::Aggregate> aggregate;
    if (followed.extremes != nullptr && now > followed.since) {
        const double average = (integral - followed.integral) / seconds(now - followed.since);
        const cloudwatch::StatisticSet set{static_cast<double>(period), average * static_cast<double>(period),
                                           followed.extremes->min, followed.extremes->max};
        aggregate.emplace().add(set);
    }
    if (followed.extremes == nullptr) followed.extremes = &gauge->watch();
    *followed.extremes = still;
    followed.integral = integral;
    followed.since = now;
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
