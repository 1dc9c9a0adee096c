#pragma once
#include <cstddef>
#include <string_view>

namespace wt {

/// Whether brackets stand in one another more than `most` times in a JSON text: whoever walks, copies or prints what is
/// made of it needs as many frames. Asked of what comes from outside before it is read. Of what is no JSON it says
/// nothing.
[[nodiscard]] constexpr bool nests_deeper(std::string_view json, std::size_t most = 512) {
    std::size_t depth = 0;
    bool in_text = false;
    for (std::size_t at = 0; at < json.size(); ++at) {
        const char c = json[at];
        if (in_text) {
            if (c == '\\') ++at;
            in_text = c != '"';
        } else if (c == '"') {
            in_text = true;
        } else if (c == '[' || c == '{') {
            if (++depth > most) return true;
        } else if ((c == ']' || c == '}') && depth > 0) {
            --depth;
        }
    }
    return false;
}

}  // namespace wt
