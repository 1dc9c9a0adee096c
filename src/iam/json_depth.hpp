#pragma once
#include <cstddef>
#include <string_view>

namespace wt::iam {

/// Whether a text in JSON nests deeper than `most`: what is made of it is walked by recursion. Of what is no JSON it
/// says nothing.
[[nodiscard]] constexpr bool nests_deeper(std::string_view text, std::size_t most) {
    std::size_t depth = 0;
    bool in_string = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (in_string) {
            if (c == '\\') ++i;
            in_string = c != '"';
        } else if (c == '"') {
            in_string = true;
        } else if (c == '[' || c == '{') {
            if (++depth > most) return true;
        } else if ((c == ']' || c == '}') && depth > 0) {
            --depth;
        }
    }
    return false;
}

}  // namespace wt::iam
