#include "base/distribution.hpp"

#include <algorithm>
#include <cmath>

#include "base/assert.hpp"
#include "base/portable_math.hpp"

namespace wt {

namespace {

// The 99% quantile of the standard normal law.
constexpr double normal_p99 = 2.3263478740408408;

[[nodiscard]] double nanoseconds(Duration span) { return static_cast<double>(span.count()); }

[[nodiscard]] Duration rounded(double value) {
    if (!(value < 9.2e18)) return Duration::max();
    return value <= 0 ? Duration::zero() : Duration(static_cast<std::int64_t>(value + 0.5));
}

}  // namespace

struct Distribution::Parts {
    std::vector<Part> parts;
    double total_weight;
};

Distribution Distribution::constant(Duration value) {
    WT_ASSERT(value >= Duration::zero());
    return {Kind::constant, nanoseconds(value), 0};
}

Distribution Distribution::uniform(Duration low, Duration high) {
    WT_ASSERT(Duration::zero() <= low && low <= high);
    return {Kind::uniform, nanoseconds(low), nanoseconds(high)};
}

Distribution Distribution::exponential(Duration mean) { return {Kind::exponential, nanoseconds(mean), 0}; }

Distribution Distribution::lognormal(Duration p50, Duration p99) {
    WT_ASSERT(p50 > Duration::zero() && p99 >= p50);
    return {Kind::lognormal, nanoseconds(p50), portable_log(nanoseconds(p99) / nanoseconds(p50)) / normal_p99};
}

Distribution Distribution::gamma(double shape, Duration mean) {
    WT_ASSERT(shape > 0);
    return {Kind::gamma, nanoseconds(mean) / shape, shape};
}

Distribution Distribution::erlang(int k, Duration mean) { return gamma(k, mean); }

Distribution Distribution::pareto(Duration min, double alpha) {
    WT_ASSERT(alpha > 0);
    return {Kind::pareto, nanoseconds(min), alpha};
}

Distribution Distribution::weibull(double shape, Duration mean) {
    WT_ASSERT(shape > 0);
    // mean = scale * Gamma(1 + 1/shape); tgamma is used once, at set-up, and rounded to nanoseconds of scale.
    const double scale = std::round(nanoseconds(mean) / std::tgamma(1.0 + 1.0 / shape));
    return {Kind::weibull, scale, shape};
}

Distribution Distribution::mixture(std::vector<Part> parts) {
    WT_ASSERT(!parts.empty());
    Distribution law(Kind::mixture, 0, 0);
    double total = 0;
    for (const Part& part : parts) total += part.weight;
    law.parts_ = std::make_shared<const Parts>(Parts{std::move(parts), total});
    return law;
}

Distribution Distribution::empirical(std::vector<Quantile> quantiles) {
    WT_ASSERT(quantiles.size() >= 2 && quantiles.front().share == 0.0 && quantiles.back().share == 1.0);
    WT_ASSERT(std::is_sorted(quantiles.begin(), quantiles.end(),
                             [](const Quantile& a, const Quantile& b) { return a.share < b.share; }));
    Distribution law(Kind::empirical, 0, 0);
    law.quantiles_ = std::make_shared<const std::vector<Quantile>>(std::move(quantiles));
    return law;
}

double Distribution::sample_nanoseconds(Random& random) const {
    switch (kind_) {
        case Kind::constant: return a_;
        case Kind::uniform: return a_ + (b_ - a_) * random.uniform();
        case Kind::exponential: return a_ * random.exponential();
        case Kind::lognormal: return a_ * portable_exp(b_ * random.normal());
        case Kind::gamma: return a_ * random.gamma(b_);
        case Kind::pareto: return a_ / portable_pow(random.uniform_above_zero(), 1.0 / b_);
        case Kind::weibull: return a_ * portable_pow(random.exponential(), 1.0 / b_);
        case Kind::mixture: {
            double left = random.uniform() * parts_->total_weight;
            for (const Part& part : parts_->parts) {
                if (left < part.weight) return part.law.sample_nanoseconds(random);
                left -= part.weight;
            }
            return parts_->parts.back().law.sample_nanoseconds(random);
        }
        case Kind::empirical: {
            const double share = random.uniform();
            const auto above = std::upper_bound(quantiles_->begin(), quantiles_->end(), share,
                                                [](double s, const Quantile& q) { return s < q.share; });
            if (above == quantiles_->end()) return nanoseconds(quantiles_->back().value);
            const auto below = above - 1;
            const double part = (share - below->share) / (above->share - below->share);
            return nanoseconds(below->value) + part * (nanoseconds(above->value) - nanoseconds(below->value));
        }
    }
    return 0;
}

Duration Distribution::sample(Random& random) const { return rounded(sample_nanoseconds(random)); }

Duration Distribution::mean() const {
    switch (kind_) {
        case Kind::constant:
        case Kind::exponential: return rounded(a_);
        case Kind::uniform: return rounded((a_ + b_) / 2);
        case Kind::lognormal: return rounded(a_ * portable_exp(b_ * b_ / 2));
        case Kind::gamma: return rounded(a_ * b_);
        case Kind::pareto: return b_ <= 1 ? Duration::max() : rounded(a_ * b_ / (b_ - 1));
        case Kind::weibull: return rounded(a_ * std::tgamma(1.0 + 1.0 / b_));
        case Kind::mixture: {
            double sum = 0;
            for (const Part& part : parts_->parts) sum += part.weight * nanoseconds(part.law.mean());
            return rounded(sum / parts_->total_weight);
        }
        case Kind::empirical: {
            double sum = 0;
            for (std::size_t i = 1; i < quantiles_->size(); ++i) {
                const Quantile& low = (*quantiles_)[i - 1];
                const Quantile& high = (*quantiles_)[i];
                sum += (high.share - low.share) * (nanoseconds(low.value) + nanoseconds(high.value)) / 2;
            }
            return rounded(sum);
        }
    }
    return Duration::zero();
}

Zipf::Zipf(std::uint64_t n, double s) : table_(n), exponent_(s), total_(0) {
    WT_ASSERT(n >= 1 && n <= largest && s >= 0);
    std::vector<double> weight(n);
    for (std::uint64_t i = 0; i < n; ++i) total_ += weight[i] = portable_pow(static_cast<double>(i + 1), -s);

    // Vose's alias method: slots with too little give the rest of their draws to numbers with too much.
    std::vector<std::uint32_t> little;
    std::vector<std::uint32_t> much;
    for (std::uint64_t i = 0; i < n; ++i) {
        weight[i] *= static_cast<double>(n) / total_;
        (weight[i] < 1.0 ? little : much).push_back(static_cast<std::uint32_t>(i));
    }
    while (!little.empty() && !much.empty()) {
        const std::uint32_t poor = little.back();
        const std::uint32_t rich = much.back();
        little.pop_back();
        table_[poor] = Slot{static_cast<float>(weight[poor]), rich};
        weight[rich] -= 1.0 - weight[poor];
        if (weight[rich] < 1.0) {
            much.pop_back();
            little.push_back(rich);
        }
    }
    for (const auto& rest : {little, much}) {
        for (const std::uint32_t i : rest) table_[i] = Slot{1.0F, i};
    }
}

std::uint64_t Zipf::sample(Random& random) const {
    const std::uint64_t slot = random.below(table_.size());
    const Slot& entry = table_[slot];
    return random.uniform() < static_cast<double>(entry.keep) ? slot : entry.other;
}

double Zipf::probability(std::uint64_t i) const {
    return portable_pow(static_cast<double>(i + 1), -exponent_) / total_;
}

}  // namespace wt
