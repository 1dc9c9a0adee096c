#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/hash.hpp"

namespace wt::scenario {

/// The writes that were answered 2xx: what the service promised to keep. Sixteen bytes a write and its id once.
class WriteLedger {
public:
    struct Write {
        std::uint64_t number;  // of the request
        std::uint64_t key;     // an index into keys()
    };
    void acknowledge(std::uint64_t number, std::string_view key) { writes_.push_back({number, index_of(key)}); }
    [[nodiscard]] const std::vector<Write>& writes() const { return writes_; }
    [[nodiscard]] const std::string& key(const Write& write) const { return keys_[write.key]; }

private:
    [[nodiscard]] std::uint64_t index_of(std::string_view key) {
        const auto found = index_.find(key);
        if (found != index_.end()) return found->second;
        keys_.emplace_back(key);
        return index_.emplace(std::string(key), keys_.size() - 1).first->second;
    }
    std::vector<Write> writes_;
    std::vector<std::string> keys_;
    std::unordered_map<std::string, std::uint64_t, TextHash, std::equal_to<>> index_;
};

}  // namespace wt::scenario
