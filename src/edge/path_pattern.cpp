#include "edge/path_pattern.hpp"

namespace wt::edge {

bool matches(std::string_view pattern, std::string_view path) {
    if (!pattern.empty() && pattern.front() != '/' && pattern.front() != '*' && !path.empty()) path.remove_prefix(1);
    // Greedy, with one step back: the last '*' takes one more character whenever what follows it does not fit.
    std::size_t p = 0;
    std::size_t t = 0;
    std::size_t star = std::string_view::npos;
    std::size_t taken = 0;
    while (t < path.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            taken = t;
        } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == path[t])) {
            ++p;
            ++t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++taken;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*') ++p;
    return p == pattern.size();
}

}  // namespace wt::edge
