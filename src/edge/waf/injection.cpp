#include "edge/waf/injection.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "edge/waf/libinjection.hpp"

namespace wt::edge::waf {

namespace {

/// One word, one number, or nothing: an attack needs at least a quote, an operator, a space or a tag.
[[nodiscard]] bool is_word(std::string_view text) { return std::all_of(text.begin(), text.end(), is_word_character); }

/// A program's text begins with a name or a call and has only names, operators and calls (and texts, within a call):
/// the detector takes some of it for SQL, but it breaks out of nothing. An injection begins with what it ends, a string
/// or a number, or brings words of SQL along.
[[nodiscard]] bool reads_as_language(std::string_view fingerprint) {
    const bool call = fingerprint.starts_with("f(") || fingerprint.starts_with("T(");
    if (!call && !fingerprint.starts_with('n')) return false;
    return fingerprint.find_first_of(call ? "1vUEBk;c" : "s1vUEBk;c") == std::string_view::npos;
}

}  // namespace

bool is_sqli(std::string_view text, SqliMatch::Sensitivity sensitivity) {
    char fingerprint[8] = {};
    if (is_word(text) || libinjection_sqli(text.data(), text.size(), fingerprint) != 1) return false;
    return sensitivity == SqliMatch::Sensitivity::high || !reads_as_language(fingerprint);
}

bool is_xss(std::string_view text) { return !is_word(text) && libinjection_xss(text.data(), text.size()) == 1; }

}  // namespace wt::edge::waf
