#pragma once
#include <cstdint>
#include <deque>
#include <unordered_map>
#include <vector>

#include "base/hash.hpp"
#include "edge/waf/config.hpp"
#include "http/message.hpp"

namespace wt::edge::waf {

/// Which addresses send more than a rate-based rule allows. Requests are counted in slices of a window; at every
/// multiple of `evaluate_every` since the start it is decided anew who is above the limit, and that verdict stands until
/// the next. (It is worked out when the address next sends something: nobody else can tell the difference.) A policy:
/// told the time. Follows at most 100,000 addresses at once; when there are more, those that were silent for a window
/// are forgotten, and if that is not enough the newcomers go uncounted.
class RateCounter {
public:
    RateCounter(const RateBased& rule, Instant start);
    /// Counts a request of `client`; true when the rule's action applies to it.
    [[nodiscard]] bool count(const http::IpAddress& client, Instant now);
    [[nodiscard]] std::size_t followed() const { return counts_.size(); }
    [[nodiscard]] std::size_t limited() const { return limited_; }

    static constexpr std::size_t most_followed = 100'000;
    /// "Up to 10,000 IP addresses" are limited by one rule (AWS WAF Developer Guide, "Rate-based rule caveats").
    static constexpr std::size_t most_limited = 10'000;

private:
    static constexpr std::size_t slices = 10;
    struct AddressHash {
        std::size_t operator()(const http::IpAddress& address) const {
            return hash_bytes({reinterpret_cast<const char*>(address.bytes.data()), address.bytes.size()});
        }
    };
    struct Count {
        std::array<std::uint32_t, slices> in_slice{};
        std::uint32_t total = 0;
        std::int32_t slice = 0;      // the latest one counted in
        std::int32_t evaluated = 0;  // the number of the evaluation that `limited` is from
        bool limited = false;
    };
    static void forget_old(Count& count, std::int64_t slice);
    void evaluate(Count& count, std::int64_t evaluation);
    /// Forgets addresses that sent nothing in the window before this slice.
    void sweep(std::int64_t slice);

    RateBased rule_;
    Instant start_;
    Duration slice_length_;
    std::size_t limited_ = 0;
    std::int64_t swept_ = -1;
    std::unordered_map<http::IpAddress, Count, AddressHash> counts_;
};

}  // namespace wt::edge::waf
