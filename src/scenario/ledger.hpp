#pragma once
#include <cstdint>
#include <deque>
#include <limits>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/assert.hpp"
#include "base/hash.hpp"

namespace wt::scenario {

/// The writes that were answered 2xx: what the service promised to keep. Eight bytes a write, and its id once. Up to
/// 4,294,967,295 requests.
class WriteLedger {
public:
    struct Write {
        std::uint32_t number;  // of the request
        std::uint32_t key;     // which of the ids
    };
    void acknowledge(std::uint64_t number, std::string_view key) {
        WT_ASSERT(number <= std::numeric_limits<std::uint32_t>::max());
        writes_.push_back({static_cast<std::uint32_t>(number), index_of(key)});
    }
    [[nodiscard]] const std::deque<Write>& writes() const { return writes_; }
    [[nodiscard]] const std::string& key(const Write& write) const { return keys_[write.key]; }

private:
    [[nodiscard]] std::uint32_t index_of(std::string_view key) {
        const auto found = index_.find(key);
        if (found != index_.end()) return found->second;
        keys_.emplace_back(key);
        return index_.emplace(std::string(key), static_cast<std::uint32_t>(keys_.size() - 1)).first->second;
    }
    std::deque<Write> writes_;
    std::vector<std::string> keys_;
    std::unordered_map<std::string, std::uint32_t, TextHash, std::equal_to<>> index_;
};

}  // namespace wt::scenario
