#pragma once
#include <cstddef>
#include <string_view>

namespace wt::gateway {

/// Whether brackets stand in one another more than 512 times: whoever walks, copies or prints such JSON needs as many
/// frames. Texts are passed over; that it is JSON is not said. Asked of what comes from outside before it is read.
[[nodiscard]] constexpr bool is_deep(std::string_view json) {
    constexpr std::size_t deepest = 512;
    std::size_t depth = 0;
    bool text = false;
    for (std::size_t at = 0; at < json.size(); ++at) {
        const char c = json[at];
        if (text) {
            if (c == '\\') ++at;
            text = c != '"';
        } else if (c == '"') {
            text = true;
        } else if (c == '[' || c == '{') {
            if (++depth > deepest) return true;
        } else if ((c == ']' || c == '}') && depth > 0) {
            --depth;
        }
    }
    return false;
}

}  // namespace wt::gateway
