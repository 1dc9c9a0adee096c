#include "base/histogram.hpp"

#include <algorithm>

namespace wt {

std::uint64_t Histogram::lowest_in(std::size_t bucket) {
    const std::size_t octave = bucket >> precision_bits;
    const std::uint64_t within = bucket & ((1U << precision_bits) - 1);
    if (octave == 0) return within;
    return (within + (1U << precision_bits)) << (octave - 1);
}

Duration Histogram::mean() const {
    return empty() ? Duration::zero() : Duration(static_cast<std::int64_t>(sum_ / static_cast<double>(count_) + 0.5));
}

Duration Histogram::quantile(double p) const {
    if (empty()) return Duration::zero();
    const double rank = std::clamp(p, 0.0, 1.0) * static_cast<double>(count_);
    double seen = 0;
    for (std::size_t i = 0; i < buckets_.size(); ++i) {
        if (buckets_[i] == 0) continue;
        const auto here = static_cast<double>(buckets_[i]);
        if (seen + here >= rank) {
            const auto low = static_cast<double>(lowest_in(i));
            const auto high = static_cast<double>(lowest_in(i + 1));
            const double inside = std::clamp((rank - seen) / here, 0.0, 1.0);
            const auto value = Duration(static_cast<std::int64_t>(low + (high - low) * inside));
            return std::clamp(value, min_, max_);
        }
        seen += here;
    }
    return max_;
}

std::uint64_t Histogram::at_most(Duration limit) const {
    if (limit < Duration::zero()) return 0;
    const std::size_t last = std::min(bucket_of(static_cast<std::uint64_t>(limit.count())) + 1, buckets_.size());
    std::uint64_t total = 0;
    for (std::size_t i = 0; i < last; ++i) total += buckets_[i];
    return total;
}

void Histogram::merge(const Histogram& other) {
    if (other.buckets_.size() > buckets_.size()) buckets_.resize(other.buckets_.size());
    for (std::size_t i = 0; i < other.buckets_.size(); ++i) buckets_[i] += other.buckets_[i];
    count_ += other.count_;
    sum_ += other.sum_;
    min_ = std::min(min_, other.min_);
    max_ = std::max(max_, other.max_);
}

Histogram Histogram::since(const Histogram& earlier) const {
    WT_ASSERT(earlier.count_ <= count_);
    if (earlier.count_ == 0) return *this;
    Histogram difference;
    difference.buckets_ = buckets_;
    for (std::size_t i = 0; i < earlier.buckets_.size(); ++i) difference.buckets_[i] -= earlier.buckets_[i];
    difference.count_ = count_ - earlier.count_;
    difference.sum_ = sum_ - earlier.sum_;
    for (std::size_t i = 0; i < difference.buckets_.size(); ++i) {
        if (difference.buckets_[i] == 0) continue;
        if (difference.min_ == Duration::max()) {
            difference.min_ = std::max(Duration(static_cast<std::int64_t>(lowest_in(i))), min_);
        }
        difference.max_ = std::min(Duration(static_cast<std::int64_t>(lowest_in(i + 1))), max_);
    }
    return difference;
}

}  // namespace wt
