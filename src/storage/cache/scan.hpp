#pragma once
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "storage/cache/call.hpp"

namespace wt::cache {

/// What SCAN and its like are asked.
struct ScanAsk {
    std::uint64_t cursor = 0;
    std::optional<std::string_view> pattern;
    std::int64_t count = 10;
    std::optional<std::string_view> type;
    bool no_values = false;
    [[nodiscard]] bool takes(std::string_view text) const;
};
/// With the cursor at that argument; none: the client has been told what is wrong.
[[nodiscard]] std::optional<ScanAsk> read_scan(Call& call, std::size_t cursor_at);
void answer_scan(Call& call, std::uint64_t cursor, const std::vector<std::string_view>& found);

/// Numbers of items: so many different ones, or for a negative count so many that may repeat. None: too many were
/// asked for, and the client has been told.
[[nodiscard]] std::optional<std::vector<std::size_t>> random_items(Call& call, std::size_t of, std::int64_t count);

}  // namespace wt::cache
