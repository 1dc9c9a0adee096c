#include "cloudwatch/series.hpp"

#include <algorithm>

namespace wt::cloudwatch {

namespace {

[[nodiscard]] std::int64_t rounded_down(std::int64_t seconds, std::int64_t to) {
    const std::int64_t rest = seconds % to;
    return seconds - (rest < 0 ? rest + to : rest);
}

/// With the node that it is in.
[[nodiscard]] std::size_t size_of(const Aggregate& aggregate) {
    constexpr std::size_t node = 40;
    return node + sizeof(Aggregate) + aggregate.values.entries().size() * sizeof(Distribution::Entry);
}

}  // namespace

std::int64_t resolution_at(Instant moment, Instant now) {
    for (const Retention& retention : retentions) {
        if (moment >= now - retention.kept) return retention.resolution;
    }
    return retentions.back().resolution;
}

bool is_period(std::int64_t seconds) {
    constexpr std::int64_t below_a_minute[] = {1, 5, 10, 20, 30};
    if (seconds > 0 && seconds % 60 == 0) return true;
    return std::find(std::begin(below_a_minute), std::end(below_a_minute), seconds) != std::end(below_a_minute);
}

std::optional<Window> window_of(Instant start, Instant end, std::int64_t period, Instant now) {
    const std::int64_t resolution = resolution_at(start, now);
    if (period % resolution != 0) return std::nullopt;
    const std::int64_t to = period < 60 ? period : std::max<std::int64_t>(resolution, 60);
    // Up to `end`: a part of a second is more than the whole ones before it.
    const std::int64_t behind = unix_seconds(end - 1ns) + 1;
    return Window{rounded_down(unix_seconds(start), to), behind, period};
}

void Series::add(Instant moment, std::int64_t resolution, const Aggregate& reported) {
    const std::size_t place = resolution == 1 ? 0 : 1;
    merge(kept_[place], rounded_down(unix_seconds(moment), retentions[place].resolution), reported);
}

void Series::roll_up(Instant now) {
    for (std::size_t i = 0; i < kept_.size(); ++i) {
        const bool last = i + 1 == kept_.size();
        const std::int64_t next = last ? retentions[i].resolution : retentions[i + 1].resolution;
        const std::int64_t before = rounded_down(unix_seconds(now - retentions[i].kept), next);
        Periods& periods = kept_[i];
        while (!periods.empty() && periods.begin()->first < before) {
            const auto& [start, aggregate] = *periods.begin();
            size_ -= size_of(aggregate);
            if (!last) merge(kept_[i + 1], rounded_down(start, next), aggregate);
            periods.erase(periods.begin());
        }
    }
}

Periods Series::read(const Window& window) const {
    Periods found;
    for (const Periods& periods : kept_) {
        for (auto at = periods.lower_bound(window.start); at != periods.end() && at->first < window.end; ++at) {
            const std::int64_t start = window.start + rounded_down(at->first - window.start, window.period);
            found[start].merge(at->second);
        }
    }
    return found;
}

bool Series::empty() const {
    return std::all_of(kept_.begin(), kept_.end(), [](const Periods& periods) { return periods.empty(); });
}

void Series::merge(Periods& periods, std::int64_t start, const Aggregate& reported) {
    const auto [at, is_new] = periods.try_emplace(start);
    if (!is_new) size_ -= size_of(at->second);
    at->second.merge(reported);
    size_ += size_of(at->second);
}

}  // namespace wt::cloudwatch
