#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <utility>

/// What theory says about the parts of a serverless architecture, where it has an exact or a good answer. Simulations
/// are held against these, and results are explained by them. Rates are per unit of time and times in the same unit,
/// whichever it is. `offered` is the load in Erlangs: arrival rate x mean service time.
namespace wt::closed_form {

// Loss: nobody waits (a function's concurrency).

/// Erlang's B: the share that c servers turn away (M/G/c/c), whatever the law of the service.
[[nodiscard]] double erlang_b(std::uint64_t servers, double offered);

/// The share of their requests that c servers turn away where only so many users ask (Engset's loss): `offered` is of
/// one user who is neither served nor turned away, the rate of its requests x the mean service. Who is turned away asks
/// again as if it had been served at once.
[[nodiscard]] double engset(std::uint64_t servers, std::uint64_t users, double offered);

// Queues: first come, first served (a database's servers, a pool of connections).

/// Erlang's C: the share that waits (M/M/c). 1 where the servers cannot keep up.
[[nodiscard]] double erlang_c(std::uint64_t servers, double offered);

/// Poisson arrivals at `rate`, exponential service of mean `service`, `servers` of them: M/M/c, stable.
struct Queue {
    std::uint64_t servers;
    double rate;
    double service;

    [[nodiscard]] double offered() const { return rate * service; }
    [[nodiscard]] double mean_wait() const;
    [[nodiscard]] double mean_waiting() const { return rate * mean_wait(); }
    [[nodiscard]] double wait_exceeds(double time) const;
    /// The wait that a share `p` does not exceed.
    [[nodiscard]] double wait_quantile(double p) const;
    /// The share turned away when there is room for `room` in all, in service and in line (M/M/c/K); any load.
    [[nodiscard]] double loss(std::uint64_t room) const;
};

/// Mean wait of M/G/1 (Pollaczek-Khinchine). `variation`: of the service, squared (variance / mean^2).
[[nodiscard]] double wait_of_one_server(double rate, double service, double variation);
/// Mean wait of M/G/c, nearly (Lee and Longton): right to 5 to 10%.
[[nodiscard]] double wait_of_servers(const Queue& queue, double variation);
/// Kingman's bound on the mean wait of G/G/1, by the squared variations of gaps and service.
[[nodiscard]] double kingman_bound(double rate, double service, double gap_variation, double variation);

// Token bucket.

/// The share of Poisson arrivals at `arrivals` that a bucket of `burst` tokens, refilled evenly at `rate`, refuses: the
/// loss of M/D/1/K with K = burst.
[[nodiscard]] double bucket_refuses(double rate, std::uint64_t burst, double arrivals);
/// When the first of evenly spaced arrivals above the rate is refused, from a full bucket; or up to one gap later.
/// A bucket that holds less than a whole token is empty, hence one less than the burst.
[[nodiscard]] double bucket_first_refusal(double rate, std::uint64_t burst, double arrivals);

// Caches.

/// What becomes of Poisson requests for one key.
struct CacheShares {
    double hit;
    double joined;   // waited for a fetch that was under way
    double fetched;  // went to the origin
};
/// A time to live that counts from the fill; a fetch takes `fetch`; concurrent misses share one.
[[nodiscard]] CacheShares ttl_cache(double rate, double ttl, double fetch);
/// The same when each miss fetches for itself, and each fetch that ends fills the object anew.
[[nodiscard]] CacheShares ttl_cache_without_collapsing(double rate, double ttl, double fetch);
/// The share of hits when each request begins the time to live anew: idle environments of a function.
[[nodiscard]] double idle_expiry_hits(double rate, double ttl);
/// Hits of a cache of `capacity` objects under independent requests, `shares[i]` of them for object i (Che's
/// approximation). Without an expiry.
[[nodiscard]] double lru_hits(std::span<const double> shares, double capacity);
[[nodiscard]] double fifo_hits(std::span<const double> shares, double capacity);
/// Distinct keys that are asked for within `time`: what an emptied cache that collapses fetches.
[[nodiscard]] double distinct_keys(std::span<const double> shares, double rate, double time);

// A function that is in trouble.

/// A dependency hangs, invocations end at their timeout, and arrivals x timeout exceeds the concurrency.
struct Exhaustion {
    double first_throttle;  // after the hang began, from an idle function
    double admitted;        // per unit of time
    double throttled;
};
[[nodiscard]] Exhaustion exhaustion(double arrivals, std::uint64_t concurrency, double timeout);

/// `requests` at one moment, `warm` idle environments, `allowance` new ones that may start now.
struct Storm {
    std::uint64_t cold;
    std::uint64_t throttled;
};
[[nodiscard]] Storm cold_start_storm(std::uint64_t requests, std::uint64_t warm, std::uint64_t concurrency,
                                     std::uint64_t allowance);

// Replication, retries, streams.

/// Reads of a key written at Poisson moments that see an older value on a replica with a fixed lag.
[[nodiscard]] double stale_share(double writes, double lag);
/// Time to work off what gathered while `inflow` came and nothing was served for `outage`; none when it never does.
[[nodiscard]] std::optional<double> catch_up(double inflow, double outage, double capacity);

/// The same after `burst` a unit of time came for `length` and was served at `capacity` meanwhile; `inflow` thereafter.
[[nodiscard]] std::optional<double> catch_up_after_burst(double burst, double inflow, double length, double capacity);

/// Independent failures of each attempt.
struct Retries {
    double success;
    double attempts;  // per request, on average: the amplification
};
[[nodiscard]] Retries retries(double failure, std::uint64_t most_attempts);

/// Between two objects of a stream: its buffer is full, or its interval has passed.
[[nodiscard]] double flush_period(double bytes_per_time, double buffer, double interval);

// Firewall.

/// When a rate rule acts on a steady sender; none when it never does. What passes until then is rate x that.
[[nodiscard]] std::optional<double> rate_rule_acts(double rate, double limit, double window, double evaluate_every);

// Statistics.

/// Ranks (from 1) of n sorted values between which the true p-quantile lies, with the confidence that `z` standard
/// errors give.
[[nodiscard]] std::pair<std::uint64_t, std::uint64_t> quantile_ranks(std::uint64_t n, double p, double z = 1.96);
/// How far a share measured in n trials may lie from p: four standard errors. `correlation` is how many trials count
/// as one, where they depend on one another: 3 to 10 in caches and small pools, 60 in long lines.
[[nodiscard]] double tolerance(double p, double n, double correlation = 1);

}  // namespace wt::closed_form
