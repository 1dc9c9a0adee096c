#include "forecast/demand.hpp"

#include <algorithm>
#include <cmath>

#include "base/assert.hpp"
#include "base/closed_forms.hpp"

namespace wt::forecast {

Demand::Demand(const scenario::Keys& keys, double rate) {
    using Kind = scenario::Keys::Kind;
    switch (keys.kind) {
        case Kind::unique:
        case Kind::recent:
        case Kind::saved: unknown_ = rate; return;
        case Kind::constant: groups_.push_back({{{rate, 0}}, 1}); return;
        case Kind::uniform: {
            const auto count = static_cast<double>(keys.n);
            groups_.push_back({{{rate / count, 0}}, count});
            return;
        }
        case Kind::zipf: break;
    }
    // The first keys one by one, then groups that grow by a fiftieth: within one, rates differ by as little.
    double sum_of_all = 0;
    for (std::uint64_t first = 1; first <= keys.n;) {
        const std::uint64_t size = std::min(keys.n - first + 1, std::max<std::uint64_t>(1, first / 50));
        double sum = 0;
        for (std::uint64_t i = first; i < first + size; ++i) sum += std::pow(static_cast<double>(i), -keys.s);
        groups_.push_back({{{sum / static_cast<double>(size), 0}}, static_cast<double>(size)});
        sum_of_all += sum;
        first += size;
    }
    for (Group& group : groups_) group.sources.front().rate *= rate / sum_of_all;
}

Demand::Demand(const std::vector<std::pair<double, double>>& rates_and_keys, double unknown) : unknown_(unknown) {
    for (const auto& [rate, keys] : rates_and_keys) groups_.push_back({{{rate, 0}}, keys});
}

double Demand::Group::rate() const {
    double sum = 0;
    for (const Source& source : sources) sum += source.rate;
    return sum;
}

double Demand::total() const {
    double sum = unknown_;
    for (const Group& group : groups_) sum += group.rate() * group.keys;
    return sum;
}

double Demand::followers(const Group& group, std::size_t first, double time) {
    double count = 0;
    for (std::size_t i = 0; i < group.sources.size(); ++i) {
        const auto [rate, gap] = group.sources[i];
        if (i != first || gap <= 0) {
            count += rate * time;
            continue;
        }
        // The k-th comes after k gaps and k times the random rest: an Erlang law of k stages.
        const double rest = 1 / (1 / rate - gap);
        for (int k = 1; k * gap < time; ++k) {
            const double x = rest * (time - k * gap);
            double term = std::exp(-x);
            double later = 0;
            for (int j = 0; j < k; ++j) {
                later += term;
                term *= x / (j + 1);
            }
            count += std::max(0.0, 1 - later);
            if (later > 0.999999) break;
        }
    }
    return count;
}

Demand Demand::beyond_cache(double ttl, double fetch, bool collapses) const {
    Demand rest = *this;
    for (Group& group : rest.groups_) {
        const double rate = group.rate();
        if (rate <= 0) continue;
        double fetched = 1;
        if (group.sources.size() == 1 && group.sources.front().gap <= 0) {
            fetched = (collapses ? closed_form::ttl_cache(rate, ttl, fetch)
                                 : closed_form::ttl_cache_without_collapsing(rate, ttl, fetch))
                          .fetched;
        } else {
            double hits = 0;
            for (std::size_t i = 0; i < group.sources.size(); ++i)
                hits += group.sources[i].rate / rate * followers(group, i, collapses ? ttl + fetch : ttl);
            fetched = 1 / (1 + hits);
        }
        // Not closer together than an object lives; rounding must not bring them further apart than they are.
        group.sources = {{rate * fetched, std::min(ttl, 0.999 / (rate * fetched))}};
    }
    return rest;
}

Demand Demand::part(double share) const {
    Demand part = *this;
    for (Group& group : part.groups_) {
        for (Source& source : group.sources) source.rate *= share;
    }
    part.unknown_ *= share;
    return part;
}

void Demand::add(const Demand& other) {
    WT_ASSERT(groups_.size() == other.groups_.size());
    for (std::size_t i = 0; i < groups_.size(); ++i) {
        auto& sources = groups_[i].sources;
        sources.insert(sources.end(), other.groups_[i].sources.begin(), other.groups_[i].sources.end());
    }
    unknown_ += other.unknown_;
}

}  // namespace wt::forecast
