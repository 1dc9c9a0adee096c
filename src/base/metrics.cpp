#include "base/metrics.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace wt {

double Gauge::integral(Instant now) const { return used_ ? area_ + value_ * seconds(now - last_) : 0.0; }

Gauge::Watch& Gauge::watch() {
    watches_.push_back(Watch{value_, value_});
    return watches_.back();
}

double Ratio::value() const {
    std::uint64_t above = 0;
    std::uint64_t below = 0;
    for (const Counter* counter : part) above += counter->value();
    for (const Counter* counter : whole) below += counter->value();
    return below == 0 ? 0.0 : static_cast<double>(above) / static_cast<double>(below);
}

Metrics& Metrics::of(std::string_view component) {
    auto& owner = whole_->owners_[std::string(component)];
    if (owner == nullptr) {
        owner = std::make_unique<Metrics>();
        owner->whole_ = whole_;
        owner->owner_ = component;
    }
    return *owner;
}

template <class Kind>
Kind& Metrics::get(std::string_view name, Labels labels) {
    std::sort(labels.begin(), labels.end());
    auto& entry = whole_->entries_[{std::string(name), owner_, labels}];
    if (entry == nullptr) entry = std::make_unique<Entry>(Entry{std::string(name), std::move(labels), owner_, Kind{}});
    WT_ASSERT(std::holds_alternative<Kind>(entry->metric));
    return std::get<Kind>(entry->metric);
}

template Counter& Metrics::get<Counter>(std::string_view, Labels);
template Gauge& Metrics::get<Gauge>(std::string_view, Labels);
template Histogram& Metrics::get<Histogram>(std::string_view, Labels);

Ratio& Metrics::ratio(std::string_view name, std::vector<const Counter*> part, std::vector<const Counter*> whole) {
    Ratio& ratio = get<Ratio>(name, {});
    ratio = Ratio{std::move(part), std::move(whole)};
    return ratio;
}

std::vector<Metrics::Entry*> Metrics::find(std::string_view name, const Labels& labels) {
    std::vector<Entry*> own;
    std::vector<Entry*> owned;
    const auto& entries = whole_->entries_;
    for (auto at = entries.lower_bound({std::string(name), {}, {}});
         at != entries.end() && std::get<0>(at->first) == name; ++at) {
        const Labels& its = at->second->labels;
        const bool all = std::all_of(labels.begin(), labels.end(), [&](const auto& wanted) {
            return std::find(its.begin(), its.end(), wanted) != its.end();
        });
        if (all) (at->second->owner.empty() ? own : owned).push_back(at->second.get());
    }
    return owned.empty() ? own : owned;
}

void Metrics::visit(const std::function<void(const Entry&)>& visitor) const {
    for (const auto& [key, entry] : whole_->entries_) visitor(*entry);
}

}  // namespace wt
