#include "base/token_bucket.hpp"

#include "holds.hpp"

using namespace wt;
using namespace wt::properties;

namespace {

/// burst + rate x window - admitted, in fractions of a token that a nanosecond's inflow is one of.
[[nodiscard]] std::int64_t spare(std::int64_t rate, std::int64_t burst, Duration window, std::size_t admitted) {
    constexpr std::int64_t token = 1'000'000'000;
    return (burst - static_cast<std::int64_t>(admitted)) * token + rate * window.count();
}

}  // namespace

TEST_CASE("in no window are more admitted than burst + rate x window, and nobody is refused without need") {
    holds([] {
        const std::int64_t rate = *rc::gen::inRange(0, 200);
        const std::int64_t burst = *rc::gen::inRange(0, 20);
        const auto gaps = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 50'000'000));
        TokenBucket bucket(Rate{static_cast<double>(rate), 1s}, static_cast<std::uint64_t>(burst), epoch);
        std::vector<Instant> admitted;
        Instant now = epoch;
        for (const int gap : gaps) {
            now += Duration(gap);
            const bool taken = bucket.try_take(now);
            // The windows that end here; one begins at each admission, and one at the start.
            std::int64_t least = spare(rate, burst, now - epoch, admitted.size() + 1);
            for (std::size_t i = 0; i < admitted.size(); ++i) {
                least = std::min(least, spare(rate, burst, now - admitted[i], admitted.size() - i + 1));
            }
            RC_ASSERT(taken == (least >= 0 && burst > 0));
            if (taken) admitted.push_back(now);
        }
    });
}
