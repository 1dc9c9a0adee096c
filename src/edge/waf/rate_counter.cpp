#include "edge/waf/rate_counter.hpp"

#include <algorithm>

namespace wt::edge::waf {

RateCounter::RateCounter(const RateBased& rule, Instant start)
    : rule_(rule), start_(start), slice_length_(rule.window / static_cast<std::int64_t>(slices)) {}

void RateCounter::forget_old(Count& count, std::int64_t slice) const {
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
    count.slice = std::max(count.slice, slice);
}

void RateCounter::evaluate(Instant now) {
    const std::int64_t due = (now - start_) / rule_.evaluate_every;
    if (due == evaluated_) return;
    evaluated_ = due;
    const std::int64_t slice = (now - start_) / slice_length_;
    limited_ = 0;
    for (auto at = counts_.begin(); at != counts_.end();) {
        forget_old(at->second, slice);
        if (at->second.total == 0) {
            at = counts_.erase(at);
            continue;
        }
        at->second.limited = at->second.total > rule_.limit && limited_ < most_limited;
        limited_ += at->second.limited ? 1 : 0;
        ++at;
    }
}

bool RateCounter::count(const http::IpAddress& client, Instant now) {
    evaluate(now);
    const http::IpAddress key = rule_.key == RateBased::Key::constant ? http::IpAddress{} : client;
    if (counts_.size() >= most_followed && counts_.find(key) == counts_.end()) return false;
    Count& count = counts_[key];
    forget_old(count, (now - start_) / slice_length_);
    ++count.in_slice[static_cast<std::size_t>(count.slice) % slices];
    ++count.total;
    return count.limited;
}

}  // namespace wt::edge::waf
