#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/block_pool.hpp"
#include "base/hash.hpp"
#include "base/sync.hpp"
#include "http/message.hpp"

namespace wt::edge {

/// The fetches of one point of presence that are under way, by cache key, so that a request that misses while another
/// fetches the same object waits for it (CloudFront's request collapsing).
class Flights {
public:
    /// One fetch. Those who wait hold it, so it outlives the fetch itself.
    struct Flight {
        explicit Flight(Clock& clock) : landed(clock) {}
        Event landed;
        std::uint64_t waiting = 0;
        /// What came of it: an answer for all; or none because each must ask for itself; or none because whoever
        /// fetched it gave up, and the next may try.
        std::optional<http::Response> answer;
        bool each_alone = false;
    };

    /// Held by the one who fetches. When it goes, whether the fetch ended or was cancelled, those who wait go on.
    class Lead {
    public:
        Lead(Flights& flights, std::string key, Clock& clock)
            : flights_(flights),
              key_(std::move(key)),
              flight_(std::allocate_shared<Flight>(PoolAllocator<Flight>(), clock)) {
            flights_.by_key_.emplace(key_, flight_);
        }
        Lead(const Lead&) = delete;
        Lead& operator=(const Lead&) = delete;
        ~Lead() {
            flights_.by_key_.erase(key_);
            flight_->landed.set();
        }
        [[nodiscard]] Flight& flight() { return *flight_; }

    private:
        Flights& flights_;
        std::string key_;
        std::shared_ptr<Flight> flight_;
    };

    /// The fetch of `key` that is under way; null when there is none.
    [[nodiscard]] std::shared_ptr<Flight> find(std::string_view key) const {
        if (by_key_.empty()) return nullptr;
        const auto at = by_key_.find(key);
        return at == by_key_.end() ? nullptr : at->second;
    }

private:
    using Entry = std::pair<const std::string, std::shared_ptr<Flight>>;
    std::unordered_map<std::string, std::shared_ptr<Flight>, TextHash, std::equal_to<>, PoolAllocator<Entry>> by_key_;
};

}  // namespace wt::edge
