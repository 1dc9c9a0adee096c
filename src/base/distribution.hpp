#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/block_pool.hpp"
#include "base/random.hpp"
#include "base/time.hpp"

namespace wt {

/// A law that durations are drawn from: a latency, a service time, a gap between arrivals. Samplers are our own (the
/// standard library's differ between implementations). A draw is never negative.
class Distribution {
public:
    /// Always zero.
    Distribution() = default;

    [[nodiscard]] static Distribution constant(Duration value);
    [[nodiscard]] static Distribution uniform(Duration low, Duration high);
    [[nodiscard]] static Distribution exponential(Duration mean);
    /// By two of its quantiles, as latencies are usually known. p99 >= p50 > 0.
    [[nodiscard]] static Distribution lognormal(Duration p50, Duration p99);
    [[nodiscard]] static Distribution gamma(double shape, Duration mean);
    /// The sum of `k` exponential stages, with this mean of the whole.
    [[nodiscard]] static Distribution erlang(int k, Duration mean);
    /// P(X > x) = (min/x)^alpha for x >= min. The mean is infinite for alpha <= 1.
    [[nodiscard]] static Distribution pareto(Duration min, double alpha);
    [[nodiscard]] static Distribution weibull(double shape, Duration mean);
    struct Part;
    /// Draws from one of the parts, each as often as its weight says. Weights need not add up to one.
    [[nodiscard]] static Distribution mixture(std::vector<Part> parts);
    struct Quantile {
        double share;  // in [0, 1], ascending
        Duration value;
    };
    /// Between the given quantiles values are spread evenly. At least two, from share 0 to share 1.
    [[nodiscard]] static Distribution empirical(std::vector<Quantile> quantiles);

    [[nodiscard]] Duration sample(Random& random) const;
    /// Expected value; Duration::max() when it is infinite.
    [[nodiscard]] Duration mean() const;
    [[nodiscard]] bool is_zero() const { return kind_ == Kind::constant && a_ == 0; }

    /// As it is written in a scenario, e.g. "lognormal(p50=2ms, p99=25ms)".
    [[nodiscard]] const std::string& text() const { return text_; }
    void set_text(std::string text) { text_ = std::move(text); }

    /// The same law, written in the same way.
    [[nodiscard]] friend bool operator==(const Distribution& a, const Distribution& b) {
        return a.kind_ == b.kind_ && a.a_ == b.a_ && a.b_ == b.b_ && a.text_ == b.text_;
    }

private:
    enum class Kind : std::uint8_t {
        constant,
        uniform,
        exponential,
        lognormal,
        gamma,
        pareto,
        weibull,
        mixture,
        empirical
    };
    struct Parts;

    Distribution(Kind kind, double a, double b) : kind_(kind), a_(a), b_(b) {}
    [[nodiscard]] double sample_nanoseconds(Random& random) const;

    Kind kind_ = Kind::constant;
    double a_ = 0;  // in nanoseconds where it is a time
    double b_ = 0;
    std::shared_ptr<const Parts> parts_;
    std::shared_ptr<const std::vector<Quantile>> quantiles_;
    std::string text_ = "0s";
};

struct Distribution::Part {
    double weight;
    Distribution law;
};

/// Numbers 0 .. n-1, number i as often as 1/(i+1)^s: the popularity of things, most popular first. An alias table:
/// a draw costs the same whatever n is. 1 <= n <= 10,000,000.
class Zipf {
public:
    static constexpr std::uint64_t largest = 10'000'000;
    Zipf(std::uint64_t n, double s);
    [[nodiscard]] std::uint64_t sample(Random& random) const;
    [[nodiscard]] std::uint64_t size() const { return table_.size(); }
    /// The share of draws that give `i`.
    [[nodiscard]] double probability(std::uint64_t i) const;

private:
    struct Slot {
        float keep;           // how often the slot gives its own number
        std::uint32_t other;  // what it gives otherwise
    };
    std::vector<Slot, PoolAllocator<Slot>> table_;
    double exponent_;
    double total_;
};

}  // namespace wt
