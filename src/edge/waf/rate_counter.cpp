#include "edge/waf/rate_counter.hpp"

#include <algorithm>
#include <utility>

#include "base/assert.hpp"

namespace wt::edge::waf {

RateCounter::RateCounter(const RateBased& rule, Instant start)
    : limit_(rule.limit),
      key_(rule.key),
      evaluate_every_(std::max(rule.evaluate_every, Duration(1))),
      slice_length_(rule.window / slices),
      start_(start),
      buckets_(16, nowhere) {
    WT_ASSERT(slice_length_ >= 1us);
}

bool RateCounter::count(const http::IpAddress& client, Instant now) {
    const std::int64_t slice = (now - start_) / slice_length_;
    const std::int64_t evaluation = (now - start_) / evaluate_every_;
    const Place place = find_or_add(key_ == RateBased::Key::constant ? http::IpAddress{} : client, slice, evaluation);
    Sender& sender = senders_[place];
    if (sender.evaluated != evaluation) evaluate(sender, evaluation);
    if (sender.slice != slice) {
        clear_slices(sender, slice);
        unlink(place);
        link_newest(place);
    }
    ++sender.in_slice[static_cast<std::size_t>(slice % (slices + 1))];
    return sender.limited;
}

RateCounter::Place RateCounter::find_or_add(const http::IpAddress& address, std::int64_t slice,
                                            std::int64_t evaluation) {
    const std::uint32_t hash = hash_of(address);
    if (const Place first = bucket(hash); first != nowhere) {
        // Nearly always it is that one: its parts come from memory side by side.
        __builtin_prefetch(&senders_[first]);
        __builtin_prefetch(&senders_[first].slice);
    }
    for (Place place = bucket(hash); place != nowhere; place = links_[place].chained) {
        if (links_[place].hash == hash && senders_[place].address == address) return place;
    }
    while (oldest_ != nowhere && (slice - senders_[oldest_].slice > slices || followed_ >= most_followed)) {
        forget(oldest_);
    }
    if (followed_ >= buckets_.size()) grow_buckets();
    const Place place = unused_place();
    senders_[place] = Sender{.address = address, .slice = slice, .evaluated = evaluation};
    links_[place].hash = hash;
    links_[place].chained = std::exchange(bucket(hash), place);
    link_newest(place);
    ++followed_;
    return place;
}

RateCounter::Place RateCounter::unused_place() {
    if (unused_ != nowhere) return std::exchange(unused_, links_[unused_].chained);
    senders_.emplace_back();
    links_.emplace_back();
    return static_cast<Place>(senders_.size() - 1);
}

void RateCounter::grow_buckets() {
    buckets_.assign(buckets_.size() * 2, nowhere);
    for (Place place = newest_; place != nowhere; place = links_[place].older) {
        links_[place].chained = std::exchange(bucket(links_[place].hash), place);
    }
}

void RateCounter::forget(Place place) {
    if (senders_[place].limited) --limited_;
    senders_[place].limited = false;
    unlink(place);
    Place* before = &bucket(links_[place].hash);
    while (*before != place) before = &links_[*before].chained;
    *before = links_[place].chained;
    links_[place].chained = std::exchange(unused_, place);
    --followed_;
}

void RateCounter::unlink(Place place) {
    const Link& link = links_[place];
    (link.older != nowhere ? links_[link.older].newer : oldest_) = link.newer;
    (link.newer != nowhere ? links_[link.newer].older : newest_) = link.older;
}

void RateCounter::link_newest(Place place) {
    Link& link = links_[place];
    link.older = newest_;
    link.newer = nowhere;
    (newest_ != nowhere ? links_[newest_].newer : oldest_) = place;
    newest_ = place;
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

std::vector<http::IpAddress> RateCounter::limited_now(Instant now) {
    const std::int64_t evaluation = (now - start_) / evaluate_every_;
    std::vector<http::IpAddress> all;
    for (Place place = newest_; place != nowhere; place = links_[place].older) {
        if (senders_[place].evaluated != evaluation) evaluate(senders_[place], evaluation);
        if (senders_[place].limited) all.push_back(senders_[place].address);
    }
    std::sort(all.begin(), all.end());
    return all;
}

bool RateCounter::place_to_limit(std::int64_t evaluation) {
    if (limited_ < most_limited) return true;
    if (places_sought_ == evaluation) return false;
    places_sought_ = evaluation;
    // Those who fell silent still hold their places. Letting them go commutes: the order of the walk does not matter.
    for (Sender& sender : senders_) {
        if (sender.limited && sender.evaluated != evaluation) evaluate(sender, evaluation);
    }
    return limited_ < most_limited;
}

}  // namespace wt::edge::waf
