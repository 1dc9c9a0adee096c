#pragma once
#include <utility>
#include <vector>

#include "scenario/scenario.hpp"

namespace wt::forecast {

/// How often each key is asked for, per second: groups of keys that are asked for about as often, and requests with a
/// key that no cache will know.
class Demand {
public:
    /// `rate` requests a second that spread over keys in this way.
    Demand(const scenario::Keys& keys, double rate);
    /// So many keys, each asked for so often, and requests for keys that are asked for once.
    Demand(const std::vector<std::pair<double, double>>& rates_and_keys, double unknown);

    [[nodiscard]] double total() const;

    /// What a cache lets through, whose objects live for `ttl` and take `fetch` to get; concurrent misses of a key
    /// share one fetch where it collapses them.
    [[nodiscard]] Demand beyond_cache(double ttl, double fetch, bool collapses) const;
    /// What one of several such caches sees, which has this share of all; or all of it, so many times as often.
    [[nodiscard]] Demand part(double share) const;
    /// Together with what another cache lets through, of the same keys.
    void add(const Demand& other);

private:
    /// Requests for one key from one place: at least `gap` apart, and beyond that at random. What comes from a cache is
    /// as far apart as its objects live, so that a cache behind it whose objects live no longer never answers.
    struct Source {
        double rate;
        double gap;
    };
    struct Group {
        std::vector<Source> sources;
        double keys;
        [[nodiscard]] double rate() const;
    };
    Demand() = default;
    /// How many requests come on average within `time` after one that came from source `first`.
    [[nodiscard]] static double followers(const Group& group, std::size_t first, double time);

    std::vector<Group> groups_;
    double unknown_ = 0;
};

}  // namespace wt::forecast
