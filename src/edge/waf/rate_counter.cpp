#include "edge/waf/rate_counter.hpp"

#include <algorithm>

namespace wt::edge::waf {

RateCounter::RateCounter(const RateBased& rule, Instant start)
    : rule_(rule), start_(start), slice_length_(rule.window / static_cast<std::int64_t>(slices)) {}

void RateCounter::forget_old(Count& count, std::int64_t slice) {
    const std::int64_t passed = slice - count.slice;
    if (passed >= static_cast<std::int64_t>(slices)) {
        count.in_slice.fill(0);
        count.total = 0;
    } else {
        for (std::int64_t old = count.slice + 1; old <= slice; ++old) {
            auto& gone = count.in_slice[static_cast<std::size_t>(old) % slices];
            count.total -= gone;
            gone = 0;
        }
    }
    if (passed > 0) count.slice = static_cast<std::int32_t>(slice);
}

void RateCounter::evaluate(Count& count, std::int64_t evaluation) {
    // The address has sent nothing since that moment, so its counts are still those of then.
    const Duration moment = evaluation * rule_.evaluate_every;
    forget_old(count, moment / slice_length_);
    const bool limited = count.total > rule_.limit && (count.limited || limited_ < most_limited);
    if (limited != count.limited) limited ? ++limited_ : --limited_;
    count.limited = limited;
    count.evaluated = static_cast<std::int32_t>(evaluation);
}

void RateCounter::sweep(std::int64_t slice) {
    for (auto at = counts_.begin(); at != counts_.end();) {
        forget_old(at->second, slice);
        if (at->second.total == 0) {
            limited_ -= at->second.limited ? 1 : 0;
            at = counts_.erase(at);
        } else {
            ++at;
        }
    }
}

bool RateCounter::count(const http::IpAddress& client, Instant now) {
    const std::int64_t slice = (now - start_) / slice_length_;
    const std::int64_t evaluation = (now - start_) / rule_.evaluate_every;
    const http::IpAddress key = rule_.key == RateBased::Key::constant ? http::IpAddress{} : client;
    auto found = counts_.find(key);
    if (found == counts_.end()) {
        if (counts_.size() >= most_followed && slice != swept_) {
            swept_ = slice;  // at most once a slice
            sweep(slice);
        }
        if (counts_.size() >= most_followed) return false;
        found = counts_.emplace(key, Count{}).first;
        found->second.evaluated = static_cast<std::int32_t>(evaluation);
    }
    Count& count = found->second;
    if (count.evaluated != evaluation) evaluate(count, evaluation);
    forget_old(count, slice);
    ++count.in_slice[static_cast<std::size_t>(slice) % slices];
    ++count.total;
    return count.limited;
}

}  // namespace wt::edge::waf
