#pragma once
#include <cstdint>
#include <string>

#include "base/hash.hpp"
#include "base/time.hpp"

namespace wt {

/// A rolling hash over everything that happened in a run: (time, component, event, request number), in order. Two runs
/// that did the same have the same digest.
class Digest {
public:
    void add(Instant when, std::uint64_t component, std::uint64_t event, std::uint64_t number) {
        const auto time = static_cast<std::uint64_t>(when.time_since_epoch().count());
        state_ = mix(state_ ^ time, (component << 48) ^ (event << 32) ^ number ^ 0x9e3779b97f4a7c15ULL);
        ++events_;
    }
    [[nodiscard]] std::uint64_t events() const { return events_; }
    /// 16 hexadecimal digits.
    [[nodiscard]] std::string hex() const;

private:
    std::uint64_t state_ = 0;
    std::uint64_t events_ = 0;
};

}  // namespace wt
