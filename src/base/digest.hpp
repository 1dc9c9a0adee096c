#pragma once
#include <bit>
#include <cstdint>
#include <string>

#include "base/hash.hpp"
#include "base/time.hpp"

namespace wt {

/// A rolling hash over everything that happened in a run: (time, component, event, request number), in order. Two runs
/// that did the same have the same digest. A component is known by a hash of its name, which does not depend on what
/// else there is.
class Digest {
public:
    void add(Instant when, std::uint64_t component, std::uint64_t event, std::uint64_t number) {
        const auto time = static_cast<std::uint64_t>(when.time_since_epoch().count());
        state_ = mix(state_ ^ time, component ^ std::rotl(event, 40) ^ number);
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
