#pragma once
#include <cstdint>
#include <string>

namespace wt::store {

/// A limit as people set it, exact: "8 GiB", "1536 MiB", "7 bytes".
[[nodiscard]] inline std::string limit_text(std::uint64_t bytes) {
    constexpr const char* units[] = {" bytes", " KiB", " MiB", " GiB", " TiB"};
    std::size_t unit = 0;
    while (unit < 4 && bytes > 0 && bytes % 1024 == 0) {
        bytes /= 1024;
        ++unit;
    }
    return std::to_string(bytes) + units[unit];
}

}  // namespace wt::store
