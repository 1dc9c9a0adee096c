#include "edge/waf/injection.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "edge/waf/libinjection.hpp"

namespace wt::edge::waf {

namespace {

/// One word, one number, or nothing: an attack needs at least a quote, an operator, a space or a tag.
[[nodiscard]] bool is_word(std::string_view text) { return std::all_of(text.begin(), text.end(), is_word_character); }

}  // namespace

bool is_sqli(std::string_view text) {
    char fingerprint[8] = {};
    return !is_word(text) && libinjection_sqli(text.data(), text.size(), fingerprint) == 1;
}

bool is_xss(std::string_view text) { return !is_word(text) && libinjection_xss(text.data(), text.size()) == 1; }

}  // namespace wt::edge::waf
