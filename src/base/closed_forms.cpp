#include "base/closed_forms.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "base/assert.hpp"

namespace wt::closed_form {

double erlang_b(std::uint64_t servers, double offered) {
    double blocked = 1;
    for (std::uint64_t k = 1; k <= servers; ++k) {
        blocked = offered * blocked / (static_cast<double>(k) + offered * blocked);
        if (blocked < 1e-300) return 0;  // and ever less
    }
    return blocked;
}

double engset(std::uint64_t servers, std::uint64_t users, double offered) {
    // Who asks sees the others alone, as if they were all the users there are.
    if (servers >= users) return 0;
    double blocked = 1;
    for (std::uint64_t k = 1; k <= servers; ++k) {
        const double asked = static_cast<double>(users - k) * offered * blocked;
        blocked = asked / (static_cast<double>(k) + asked);
    }
    return blocked;
}

double erlang_c(std::uint64_t servers, double offered) {
    const double load = offered / static_cast<double>(servers);
    if (load >= 1) return 1;
    const double blocked = erlang_b(servers, offered);
    return blocked / (1 - load * (1 - blocked));
}

double Queue::mean_wait() const {
    const double spare = static_cast<double>(servers) - offered();
    if (spare <= 0) return std::numeric_limits<double>::infinity();
    return erlang_c(servers, offered()) * service / spare;
}

double Queue::wait_exceeds(double time) const {
    return erlang_c(servers, offered()) *
           std::exp(-std::max(0.0, static_cast<double>(servers) - offered()) * time / service);
}

double Queue::wait_quantile(double p) const {
    const double waits = erlang_c(servers, offered());
    if (waits <= 1 - p) return 0;
    return service * std::log(waits / (1 - p)) / (static_cast<double>(servers) - offered());
}

double Queue::loss(std::uint64_t room) const {
    WT_ASSERT(room >= servers);
    // From Erlang's B at room = servers: each further place is one more state whose odds are `load` times the last's.
    const double load = offered() / static_cast<double>(servers);
    double lost = erlang_b(servers, offered());
    for (std::uint64_t k = servers; k < room; ++k) lost = load * lost / (1 + load * lost);
    return lost;
}

double wait_of_one_server(double rate, double service, double variation) {
    const double load = rate * service;
    if (load >= 1) return std::numeric_limits<double>::infinity();
    return load * service * (1 + variation) / (2 * (1 - load));
}

double wait_of_servers(const Queue& queue, double variation) { return queue.mean_wait() * (1 + variation) / 2; }

double kingman_bound(double rate, double service, double gap_variation, double variation) {
    const double load = rate * service;
    if (load >= 1) return std::numeric_limits<double>::infinity();
    return rate * (gap_variation / (rate * rate) + variation * service * service) / (2 * (1 - load));
}

double bucket_refuses(double rate, std::uint64_t burst, double arrivals) {
    if (burst == 0) return 1;
    if (arrivals <= 0) return 0;
    const double load = arrivals / rate;
    // more[m] = P(more than m arrivals while one token flows in), summed from the small end.
    std::vector<double> more(static_cast<std::size_t>(load + 20 * std::sqrt(load) + 40));
    double tail = 0;
    for (std::size_t m = more.size(); m-- > 0;) {
        more[m] = tail;
        const auto k = static_cast<double>(m);
        tail += std::exp(-load + k * std::log(load) - std::lgamma(k + 1));
    }
    const auto exceeds = [&](std::size_t m) { return m < more.size() ? more[m] : 0.0; };
    // States of M/D/1 at departures, up to a factor: what flows up across a border flows down across it. Sums of
    // positive numbers only, unlike the textbook's alternating series, which loses all digits beyond a burst of 60.
    std::vector<double> state{1};
    double sum = 1;
    constexpr double beyond_any_share = 1e200;
    while (state.size() < burst && sum < beyond_any_share) {
        const std::size_t j = state.size() - 1;
        double up = exceeds(j);
        for (std::size_t i = j + 1 > more.size() ? j + 1 - more.size() : 1; i <= j; ++i) {
            up += state[i] * exceeds(j - i + 1);
        }
        state.push_back(up / std::exp(-load));
        sum += state.back();
    }
    const double refused = 1 - 1 / (1 / sum + load);
    return refused > 1e-12 ? refused : 0;  // what is left of rounding
}

double bucket_first_refusal(double rate, std::uint64_t burst, double arrivals) {
    if (arrivals <= rate) return std::numeric_limits<double>::infinity();
    if (burst == 0) return 0;
    return static_cast<double>(burst - 1) / (arrivals - rate);
}

CacheShares ttl_cache(double rate, double ttl, double fetch) {
    const double cycle = 1 + rate * (fetch + ttl);
    return {rate * ttl / cycle, rate * fetch / cycle, 1 / cycle};
}

CacheShares ttl_cache_without_collapsing(double rate, double ttl, double fetch) {
    // Of the fetches that began before the first one ended, the last to end begins the time to live.
    const double meanwhile = rate * fetch;
    const double last_fill = meanwhile - (1 - std::exp(-meanwhile));
    const double fetched = (1 + meanwhile) / (1 + rate * (fetch + ttl) + last_fill);
    return {1 - fetched, 0, fetched};
}

double idle_expiry_hits(double rate, double ttl) { return 1 - std::exp(-rate * ttl); }

namespace {

/// The time for which `held(share, time)`, the chance that an object is held, adds up to `capacity`; hits follow.
template <class Held>
double che(std::span<const double> shares, double capacity, Held held) {
    if (capacity >= static_cast<double>(shares.size())) return 1;
    const auto objects = [&](double time) {
        double sum = 0;
        for (const double share : shares) sum += held(share, time);
        return sum;
    };
    double low = 0;
    double high = 1;
    while (objects(high) < capacity) high *= 2;
    constexpr int halvings = 60;
    for (int i = 0; i < halvings; ++i) {
        const double middle = (low + high) / 2;
        (objects(middle) < capacity ? low : high) = middle;
    }
    double hits = 0;
    for (const double share : shares) hits += share * held(share, high);
    return hits;
}

}  // namespace

double lru_hits(std::span<const double> shares, double capacity) {
    return che(shares, capacity, [](double share, double time) { return 1 - std::exp(-share * time); });
}

double fifo_hits(std::span<const double> shares, double capacity) {
    return che(shares, capacity, [](double share, double time) { return share * time / (1 + share * time); });
}

double distinct_keys(std::span<const double> shares, double rate, double time) {
    double sum = 0;
    for (const double share : shares) sum += 1 - std::exp(-share * rate * time);
    return sum;
}

Exhaustion exhaustion(double arrivals, std::uint64_t concurrency, double timeout) {
    const auto places = static_cast<double>(concurrency);
    return {places / arrivals, places / timeout, std::max(0.0, arrivals - places / timeout)};
}

Storm cold_start_storm(std::uint64_t requests, std::uint64_t warm, std::uint64_t concurrency, std::uint64_t allowance) {
    WT_ASSERT(warm <= concurrency);
    const std::uint64_t without = requests - std::min(requests, warm);
    const std::uint64_t cold = std::min({without, concurrency - warm, allowance});
    return {cold, without - cold};
}

double stale_share(double writes, double lag) { return 1 - std::exp(-writes * lag); }

std::optional<double> catch_up(double inflow, double outage, double capacity) {
    if (capacity <= inflow) return std::nullopt;
    return inflow * outage / (capacity - inflow);
}

std::optional<double> catch_up_after_burst(double burst, double inflow, double length, double capacity) {
    if (capacity <= inflow) return std::nullopt;
    return std::max(0.0, burst - capacity) * length / (capacity - inflow);
}

Retries retries(double failure, std::uint64_t most_attempts) {
    const double all_fail = std::pow(failure, static_cast<double>(most_attempts));
    return {1 - all_fail, failure < 1 ? (1 - all_fail) / (1 - failure) : static_cast<double>(most_attempts)};
}

double flush_period(double bytes_per_time, double buffer, double interval) {
    return std::min(interval, buffer / bytes_per_time);
}

std::optional<double> rate_rule_acts(double rate, double limit, double window, double evaluate_every) {
    if (rate * window <= limit) return std::nullopt;
    if (evaluate_every <= 0) return limit / rate;
    return evaluate_every * std::ceil(limit / rate / evaluate_every);
}

std::pair<std::uint64_t, std::uint64_t> quantile_ranks(std::uint64_t n, double p, double z) {
    WT_ASSERT(n > 0);
    const auto size = static_cast<double>(n);
    const double spread = z * std::sqrt(size * p * (1 - p));
    const double low = std::clamp(std::floor(size * p - spread), 1.0, size);
    const double high = std::clamp(std::ceil(size * p + spread) + 1, 1.0, size);
    return {static_cast<std::uint64_t>(low), static_cast<std::uint64_t>(high)};
}

double tolerance(double p, double n, double correlation) { return 4 * std::sqrt(p * (1 - p) * correlation / n); }

}  // namespace wt::closed_form
