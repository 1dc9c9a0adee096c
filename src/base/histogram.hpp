#pragma once
#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

#include "base/assert.hpp"
#include "base/time.hpp"

namespace wt {

/// Counts of durations in buckets that grow with the value, so that memory is bounded (at most 18 KiB) and every
/// quantile is right to 0.8%. From 1 ns to 19 hours; what is longer counts as the longest.
class Histogram {
public:
    void record(Duration value, std::uint64_t times = 1) {
        WT_ASSERT(value >= Duration::zero());
        const std::size_t bucket = bucket_of(static_cast<std::uint64_t>(value.count()));
        if (bucket >= buckets_.size()) buckets_.resize(bucket + 1);
        buckets_[bucket] += times;
        count_ += times;
        sum_ += static_cast<double>(value.count()) * static_cast<double>(times);
        min_ = std::min(min_, value);
        max_ = std::max(max_, value);
    }

    [[nodiscard]] std::uint64_t count() const { return count_; }
    [[nodiscard]] bool empty() const { return count_ == 0; }
    [[nodiscard]] Duration min() const { return empty() ? Duration::zero() : min_; }
    [[nodiscard]] Duration max() const { return max_; }
    [[nodiscard]] Duration mean() const;
    /// Total of all recorded values, in seconds.
    [[nodiscard]] double sum_seconds() const { return sum_ * 1e-9; }
    /// The value that a share `p` (0 to 1) of the recorded ones does not exceed; zero when nothing was recorded.
    [[nodiscard]] Duration quantile(double p) const;
    /// How many recorded values lie at or below `limit` (by buckets, so near it to 0.8%).
    [[nodiscard]] std::uint64_t at_most(Duration limit) const;

    void merge(const Histogram& other);
    /// What was recorded since `earlier`, a copy of this histogram taken before. Its min and max are bucket borders.
    [[nodiscard]] Histogram since(const Histogram& earlier) const;

private:
    static constexpr int precision_bits = 6;  // 64 buckets per power of two
    static constexpr int largest_power = 46;
    static constexpr std::size_t bucket_count = (largest_power - precision_bits + 1) << precision_bits;

    [[nodiscard]] static std::size_t bucket_of(std::uint64_t nanoseconds) {
        const int width = std::bit_width(nanoseconds);
        if (width <= precision_bits) return nanoseconds;
        if (width > largest_power) return bucket_count - 1;
        const int shift = width - precision_bits - 1;
        return (static_cast<std::size_t>(shift + 1) << precision_bits) + (nanoseconds >> shift) -
               (1U << precision_bits);
    }
    [[nodiscard]] static std::uint64_t lowest_in(std::size_t bucket);

    std::vector<std::uint64_t> buckets_;  // grows up to the largest bucket used
    std::uint64_t count_ = 0;
    double sum_ = 0;  // nanoseconds
    Duration min_ = Duration::max();
    Duration max_ = Duration::zero();
};

}  // namespace wt
