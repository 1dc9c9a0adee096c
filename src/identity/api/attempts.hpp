#pragma once
#include <cstdint>
#include <deque>
#include <map>
#include <string>

#include "base/time.hpp"

namespace wt::identity {

/// How often something was tried within an hour. A policy, told the time; holds `most_kinds` things.
class AttemptLimits {
public:
    /// Counts one more, unless there were so many already: false.
    [[nodiscard]] bool take(const std::string& what, std::uint64_t most, Instant now) {
        if (tried_.size() > most_kinds) tried_.clear();
        std::deque<Instant>& tried = tried_[what];
        while (!tried.empty() && now - tried.front() >= window) tried.pop_front();
        if (tried.size() >= most) return false;
        tried.push_back(now);
        return true;
    }

private:
    static constexpr Duration window = 1h;
    static constexpr std::size_t most_kinds = 100'000;
    std::map<std::string, std::deque<Instant>> tried_;
};

}  // namespace wt::identity
