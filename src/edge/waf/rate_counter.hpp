#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "base/block_pool.hpp"
#include "base/hash.hpp"
#include "edge/waf/config.hpp"
#include "http/message.hpp"

namespace wt::edge::waf {

/// Which addresses send more than a rate-based rule allows. At every multiple of `evaluate_every` since the start it is
/// decided who sent more than `limit` in the window before, and that verdict stands until the next: a steady rate r
/// is acted on from e * ceil((L / r) / e), and never when r * window <= L. Requests that are acted on count too. A
/// policy: told the time, which must not go backwards. A verdict is worked out when its address next sends something,
/// since nobody else can tell the difference.
///
/// Requests are counted in tenths of a window. Where a window begins within a tenth, of that tenth the share that lies
/// in the window counts.
class RateCounter {
public:
    /// Evaluations and slices are counted from `start`. An `evaluate_every` of zero decides anew at every moment.
    RateCounter(const RateBased& rule, Instant start);
    RateCounter(RateCounter&&) = default;
    /// Counts a request of `client`; true when the rule's action applies to it.
    [[nodiscard]] bool count(const http::IpAddress& client, Instant now);
    /// Addresses whose requests are kept in mind.
    [[nodiscard]] std::size_t followed() const { return followed_; }
    [[nodiscard]] std::size_t limited() const { return limited_; }
    /// Who they are, by the verdicts that hold at that moment.
    [[nodiscard]] std::vector<http::IpAddress> limited_now(Instant now);

    /// Beyond it the address that was silent longest is forgotten, whatever it had sent. Assumed: AWS names no number.
    static constexpr std::size_t most_followed = 100'000;
    /// "Up to 10,000 IP addresses" are limited by one rule (AWS WAF Developer Guide, "Rate-based rule caveats").
    static constexpr std::size_t most_limited = 10'000;

private:
    static constexpr std::int64_t slices = 10;  // of a window
    using Place = std::uint32_t;                // an index into senders_ and links_
    static constexpr Place nowhere = std::numeric_limits<Place>::max();
    struct Sender {
        http::IpAddress address;
        bool limited = false;
        std::array<std::uint32_t, slices + 1> in_slice{};
        std::int64_t slice = 0;      // the latest one counted in
        std::int64_t evaluated = 0;  // the number of the evaluation that `limited` is from
    };
    /// What a search and the order of `slice` touch, apart from the senders: close together, it stays in the
    /// processor's caches.
    struct Link {
        std::uint32_t hash = 0;   // half of it
        Place chained = nowhere;  // the next of the same bucket, or the next unused place
        Place older = nowhere;    // neighbours in the order of `slice`
        Place newer = nowhere;
    };

    [[nodiscard]] static std::uint32_t hash_of(const http::IpAddress& address) {
        return static_cast<std::uint32_t>(
            hash_bytes({reinterpret_cast<const char*>(address.bytes.data()), address.bytes.size()}));
    }
    [[nodiscard]] Place& bucket(std::uint32_t hash) { return buckets_[hash & (buckets_.size() - 1)]; }
    [[nodiscard]] Place find_or_add(const http::IpAddress& address, std::int64_t slice, std::int64_t evaluation);
    [[nodiscard]] Place unused_place();
    void grow_buckets();
    void forget(Place place);
    void unlink(Place place);
    void link_newest(Place place);
    static void clear_slices(Sender& sender, std::int64_t until);
    [[nodiscard]] std::uint64_t in_window(const Sender& sender, Duration moment) const;
    void evaluate(Sender& sender, std::int64_t evaluation);
    [[nodiscard]] bool place_to_limit(std::int64_t evaluation);

    std::uint64_t limit_;
    RateBased::Key key_;
    Duration evaluate_every_;
    Duration slice_length_;
    Instant start_;
    std::size_t limited_ = 0;
    std::int64_t places_sought_ = -1;  // the evaluation at which every limited address was last looked at
    std::vector<Sender, PoolAllocator<Sender>> senders_;
    std::vector<Link, PoolAllocator<Link>> links_;      // by the same place
    std::vector<Place, PoolAllocator<Place>> buckets_;  // a power of two of them
    std::size_t followed_ = 0;
    Place unused_ = nowhere;
    Place oldest_ = nowhere;
    Place newest_ = nowhere;
};

}  // namespace wt::edge::waf
