#include "cloudwatch/distribution.hpp"

#include <algorithm>
#include <cmath>

#include "base/assert.hpp"
#include "base/portable_math.hpp"

namespace wt::cloudwatch {

namespace {

/// Two values that count as one differ by 2% at most, so each by 1% from what they count as.
constexpr double first_ratio = 1.02;

}  // namespace

void Distribution::add(double value, double count) {
    WT_ASSERT(std::isfinite(value) && count > 0);
    insert(nearby(value), count);
    while (entries_.size() > most_values) coarsen();
}

void Distribution::merge(const Distribution& other) {
    if (other.coarseness_ > coarseness_) coarsen_to(other.coarseness_);
    for (const Entry& entry : other.entries_) add(entry.value, entry.count);
}

double Distribution::total() const {
    double all = 0;
    for (const Entry& entry : entries_) all += entry.count;
    return all;
}

void Distribution::insert(double value, double count) {
    const auto at = std::lower_bound(entries_.begin(), entries_.end(), value,
                                     [](const Entry& entry, double wanted) { return entry.value < wanted; });
    if (at != entries_.end() && at->value == value) {
        at->count += count;
    } else {
        entries_.insert(at, {value, count});
    }
}

void Distribution::coarsen() { coarsen_to(coarseness_ + 1); }

void Distribution::coarsen_to(int coarseness) {
    coarseness_ = coarseness;
    std::vector<Entry> old;
    old.swap(entries_);
    for (const Entry& entry : old) insert(nearby(entry.value), entry.count);
}

double Distribution::nearby(double value) const {
    if (coarseness_ == 0 || value == 0) return value;
    // Each step doubles the buckets' width on a logarithmic scale, so a bucket lies whole in one of the next step.
    const double width = std::ldexp(portable_log(first_ratio), coarseness_ - 1);
    const double bucket = std::floor(portable_log(std::abs(value)) / width);
    return std::copysign(portable_exp((bucket + 0.5) * width), value);
}

}  // namespace wt::cloudwatch
