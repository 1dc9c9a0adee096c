#include "storage/cache/glob.hpp"

#include <algorithm>

namespace wt::cache {

namespace {

/// What the beginning of a pattern is, and whether it takes the character.
struct Step {
    std::size_t size;
    bool takes;
};

[[nodiscard]] Step step_of(std::string_view pattern, char c) {
    if (pattern[0] == '?') return {1, true};
    if (pattern[0] == '\\' && pattern.size() > 1) return {2, pattern[1] == c};
    if (pattern[0] != '[') return {1, pattern[0] == c};
    std::size_t at = 1;
    const bool turned = at < pattern.size() && pattern[at] == '^';
    if (turned) ++at;
    bool found = false;
    while (at < pattern.size() && pattern[at] != ']') {
        if (pattern[at] == '\\' && at + 1 < pattern.size()) {
            found = found || pattern[at + 1] == c;
            at += 2;
        } else if (at + 2 < pattern.size() && pattern[at + 1] == '-') {
            const auto [low, high] = std::minmax(pattern[at], pattern[at + 2]);
            found = found || (low <= c && c <= high);
            at += 3;
        } else {
            found = found || pattern[at] == c;
            ++at;
        }
    }
    return {std::min(at + 1, pattern.size()), found != turned};
}

}  // namespace

bool matches_glob(std::string_view pattern, std::string_view text) {
    constexpr std::size_t none = std::string_view::npos;
    std::size_t p = 0;
    std::size_t t = 0;
    std::size_t star = none;  // behind the last * that was met, and where its match begins
    std::size_t from = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = ++p;
            from = t;
            continue;
        }
        if (p < pattern.size()) {
            const Step step = step_of(pattern.substr(p), text[t]);
            if (step.takes) {
                p += step.size;
                ++t;
                continue;
            }
        }
        if (star == none) return false;
        p = star;
        t = ++from;
    }
    while (p < pattern.size() && pattern[p] == '*') ++p;
    return p == pattern.size();
}

}  // namespace wt::cache
