#include "cloudwatch/metric_store.hpp"

#include <algorithm>

namespace wt::cloudwatch {

namespace {

/// What is old is looked for so often.
constexpr Duration roll_up_every = std::chrono::hours(1);

[[nodiscard]] std::size_t size_of(const Metric& metric) {
    std::size_t size = 300 + metric.name_space.size() + metric.name.size();
    for (const Dimension& dimension : metric.dimensions)
        size += sizeof(Dimension) + dimension.name.size() + dimension.value.size();
    return size;
}

[[nodiscard]] bool matches(const ListFilter& filter, const Metric& metric) {
    if (filter.name_space && metric.name_space != *filter.name_space) return false;
    if (filter.name && metric.name != *filter.name) return false;
    return std::all_of(filter.dimensions.begin(), filter.dimensions.end(), [&](const DimensionFilter& wanted) {
        return std::any_of(metric.dimensions.begin(), metric.dimensions.end(), [&](const Dimension& its) {
            return its.name == wanted.name && (!wanted.value || its.value == *wanted.value);
        });
    });
}

}  // namespace

bool MetricStore::has_room(Instant now) {
    if (size_ >= most_) roll_up(now);
    return size_ < most_;
}

void MetricStore::add(const aws::AccountRegion& owner, const Metric& metric, Unit unit, Instant moment,
                      std::int64_t resolution, const Aggregate& reported, Instant now) {
    if (now - rolled_up_ >= roll_up_every) roll_up(now);
    Metrics& metrics = owners_[owner];
    const auto [at, is_new] = metrics.try_emplace(metric);
    if (is_new) size_ += size_of(metric);
    Series& series = at->second.series[unit];
    size_ -= series.size();
    series.add(moment, resolution, reported);
    size_ += series.size();
    at->second.last = std::max(at->second.last, moment);
}

std::map<Unit, Periods> MetricStore::read(const aws::AccountRegion& owner, const Metric& metric,
                                          std::optional<Unit> unit, const Window& window) const {
    std::map<Unit, Periods> found;
    const auto of_owner = owners_.find(owner);
    if (of_owner == owners_.end()) return found;
    const auto reported = of_owner->second.find(metric);
    if (reported == of_owner->second.end()) return found;
    for (const auto& [its, series] : reported->second.series) {
        if (unit && its != *unit) continue;
        if (Periods periods = series.read(window); !periods.empty()) found.emplace(its, std::move(periods));
    }
    return found;
}

MetricStore::Page MetricStore::list(const aws::AccountRegion& owner, const ListFilter& filter,
                                    const std::optional<Metric>& after, std::size_t most, Instant now) const {
    Page page;
    const auto of_owner = owners_.find(owner);
    if (of_owner == owners_.end()) return page;
    const Metrics& metrics = of_owner->second;
    for (auto at = after ? metrics.upper_bound(*after) : metrics.begin(); at != metrics.end(); ++at) {
        if (at->second.last < now - filter.active_within || !matches(filter, at->first)) continue;
        page.more = page.metrics.size() == most;
        if (page.more) break;
        page.metrics.push_back(at->first);
    }
    return page;
}

void MetricStore::forget(std::string_view account) {
    std::erase_if(owners_, [&](const auto& entry) { return account.empty() || entry.first.account == account; });
    size_ = 0;
    for (const auto& [owner, metrics] : owners_) {
        for (const auto& [metric, reported] : metrics) {
            size_ += size_of(metric);
            for (const auto& [unit, series] : reported.series) size_ += series.size();
        }
    }
}

void MetricStore::roll_up(Instant now) {
    rolled_up_ = now;
    size_ = 0;
    for (auto& [owner, metrics] : owners_) {
        for (auto at = metrics.begin(); at != metrics.end();) {
            auto& all = at->second.series;
            for (auto& [unit, series] : all) series.roll_up(now);
            std::erase_if(all, [](const auto& entry) { return entry.second.empty(); });
            for (const auto& [unit, series] : all) size_ += series.size();
            if (!all.empty()) size_ += size_of(at->first);
            at = all.empty() ? metrics.erase(at) : std::next(at);
        }
    }
    std::erase_if(owners_, [](const auto& entry) { return entry.second.empty(); });
}

}  // namespace wt::cloudwatch
