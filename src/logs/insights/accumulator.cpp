#include "logs/insights/accumulator.hpp"

#include <algorithm>
#include <cmath>

namespace wt::logs::insights {

void Accumulator::add(const Record& record) {
    if (!aggregate_->of) {
        ++count_;
        return;
    }
    const Value value = aggregate_->of(record);
    if (is_there(value)) add(value, record);
}

void Accumulator::add(const Value& value, const Record& record) {
    ++count_;
    switch (aggregate_->statistic) {
        case Statistic::count: return;
        case Statistic::count_distinct: distinct_.insert(text_of(value)); return;
        case Statistic::min:
            if (!is_there(best_) || comes_before(value, best_)) best_ = value;
            return;
        case Statistic::max:
            if (!is_there(best_) || comes_before(best_, value)) best_ = value;
            return;
        case Statistic::earliest:
        case Statistic::latest: {
            const auto time = number_of(field(record, "@timestamp"));
            const bool later = aggregate_->statistic == Statistic::latest;
            if (time && (!best_time_ || (later ? *time > *best_time_ : *time < *best_time_))) {
                best_time_ = time;
                best_ = value;
            }
            return;
        }
        case Statistic::sum:
        case Statistic::avg:
        case Statistic::stddev:
        case Statistic::pct: break;
    }
    const auto number = number_of(value);
    if (!number) return;
    ++numbers_;
    sum_ += *number;
    squares_ += *number * *number;
    if (aggregate_->statistic == Statistic::pct) values_.push_back(*number);
}

Value Accumulator::result() const {
    switch (aggregate_->statistic) {
        case Statistic::count: return count_;
        case Statistic::count_distinct: return static_cast<double>(distinct_.size());
        case Statistic::min:
        case Statistic::max:
        case Statistic::earliest:
        case Statistic::latest: {
            const auto number = number_of(best_);
            return number && !std::holds_alternative<Moment>(best_) ? Value(*number) : best_;
        }
        default: break;
    }
    if (numbers_ == 0) return {};
    if (aggregate_->statistic == Statistic::sum) return finite(sum_);
    if (aggregate_->statistic == Statistic::avg) return finite(sum_ / numbers_);
    if (aggregate_->statistic == Statistic::pct) return percentile();
    const double mean = sum_ / numbers_;
    return finite(std::sqrt(std::max(0.0, squares_ / numbers_ - mean * mean)));
}

/// Assumed: the nearest rank.
Value Accumulator::percentile() const {
    std::vector<double> ordered = values_;
    const double rank = std::ceil(aggregate_->percentile / 100 * static_cast<double>(ordered.size()));
    const auto place = static_cast<std::ptrdiff_t>(std::max(rank, 1.0)) - 1;
    std::nth_element(ordered.begin(), ordered.begin() + place, ordered.end());
    return ordered[static_cast<std::size_t>(place)];
}

}  // namespace wt::logs::insights
