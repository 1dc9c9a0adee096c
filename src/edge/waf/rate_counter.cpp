#include "edge/waf/rate_counter.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace wt::edge::waf {

RateCounter::RateCounter(const RateBased& rule, Instant start)
    : limit_(rule.limit),
      key_(rule.key),
      evaluate_every_(std::max(rule.evaluate_every, Duration(1))),
      slice_length_(rule.window / slices),
      start_(start) {
    WT_ASSERT(slice_length_ >= 1us);
}

bool RateCounter::count(const http::IpAddress& client, Instant now) {
    const std::int64_t slice = (now - start_) / slice_length_;
    const std::int64_t evaluation = (now - start_) / evaluate_every_;
    Sender& sender = find_or_add(key_ == RateBased::Key::constant ? http::IpAddress{} : client, slice, evaluation);
    if (sender.evaluated != evaluation) evaluate(sender, evaluation);
    if (sender.slice != slice) {
        clear_slices(sender, slice);
        unlink(sender);
        link_newest(sender);
    }
    ++sender.in_slice[static_cast<std::size_t>(slice % (slices + 1))];
    return sender.limited;
}

RateCounter::Sender& RateCounter::find_or_add(const http::IpAddress& address, std::int64_t slice,
                                              std::int64_t evaluation) {
    const auto found = senders_.find(address);
    if (found != senders_.end()) return found->second;
    while (oldest_ != nullptr && (slice - oldest_->slice > slices || senders_.size() >= most_followed)) {
        forget(*oldest_);
    }
    Sender& sender = senders_[address];
    sender.address = address;
    sender.slice = slice;
    sender.evaluated = evaluation;
    link_newest(sender);
    return sender;
}

void RateCounter::forget(Sender& sender) {
    if (sender.limited) --limited_;
    unlink(sender);
    const http::IpAddress address = sender.address;
    senders_.erase(address);
}

void RateCounter::unlink(Sender& sender) {
    (sender.older != nullptr ? sender.older->newer : oldest_) = sender.newer;
    (sender.newer != nullptr ? sender.newer->older : newest_) = sender.older;
}

void RateCounter::link_newest(Sender& sender) {
    sender.older = newest_;
    sender.newer = nullptr;
    (newest_ != nullptr ? newest_->newer : oldest_) = &sender;
    newest_ = &sender;
}

void RateCounter::clear_slices(Sender& sender, std::int64_t until) {
    WT_ASSERT(until >= sender.slice);
    const std::int64_t first = std::max(sender.slice + 1, until - slices);
    for (std::int64_t slice = first; slice <= until; ++slice) {
        sender.in_slice[static_cast<std::size_t>(slice % (slices + 1))] = 0;
    }
    sender.slice = until;
}

std::uint64_t RateCounter::in_window(const Sender& sender, Duration moment) const {
    const std::int64_t slice = moment / slice_length_;
    // The requests before `slice - slices` are out; of that slice itself the part before the window is.
    const auto left = std::chrono::floor<std::chrono::microseconds>(slice_length_ - moment % slice_length_);
    const auto whole = std::chrono::floor<std::chrono::microseconds>(slice_length_);
    std::uint64_t sum = 0;
    for (std::int64_t at = std::max<std::int64_t>(slice - slices, 0); at <= sender.slice; ++at) {
        const std::uint64_t requests = sender.in_slice[static_cast<std::size_t>(at % (slices + 1))];
        const bool cut = at == slice - slices;
        sum += cut ? requests * static_cast<std::uint64_t>(left.count()) / static_cast<std::uint64_t>(whole.count())
                   : requests;
    }
    return sum;
}

void RateCounter::evaluate(Sender& sender, std::int64_t evaluation) {
    // It sent nothing since that moment, so its counts are still those of then.
    const bool above = in_window(sender, evaluation * evaluate_every_) > limit_;
    sender.evaluated = evaluation;
    if (above == sender.limited) return;
    if (above && !place_to_limit(evaluation)) return;
    sender.limited = above;
    above ? ++limited_ : --limited_;
}

bool RateCounter::place_to_limit(std::int64_t evaluation) {
    if (limited_ < most_limited) return true;
    if (places_sought_ == evaluation) return false;
    places_sought_ = evaluation;
    // Those who fell silent still hold their places. Letting them go commutes: the order of the walk does not matter.
    for (auto& [address, sender] : senders_) {
        if (sender.limited && sender.evaluated != evaluation) evaluate(sender, evaluation);
    }
    return limited_ < most_limited;
}

}  // namespace wt::edge::waf
