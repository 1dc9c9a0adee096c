#pragma once
#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace wt::edge::waf {

/// Texts that are all forgotten at once. They stay where they are until then; the first block of memory is used again.
class TextArena {
public:
    [[nodiscard]] std::string_view keep(std::string_view text) {
        if (text.empty()) return {};
        if (blocks_.empty() || used_ + text.size() > blocks_.back().second) {
            const std::size_t size = std::max(block_size, text.size());
            blocks_.emplace_back(std::make_unique_for_overwrite<char[]>(size), size);
            used_ = 0;
        }
        char* const at = blocks_.back().first.get() + used_;
        std::memcpy(at, text.data(), text.size());
        used_ += text.size();
        return {at, text.size()};
    }
    void forget() {
        if (blocks_.size() > 1) blocks_.resize(1);
        used_ = 0;
    }

private:
    static constexpr std::size_t block_size = 16 * 1024;
    std::vector<std::pair<std::unique_ptr<char[]>, std::size_t>> blocks_;
    std::size_t used_ = 0;  // of the last block
};

}  // namespace wt::edge::waf
