#pragma once
#include <algorithm>
#include <string>
#include <string_view>

/// Text as protocols write it: ASCII, lists with separators, names without case.
namespace wt {

[[nodiscard]] constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

[[nodiscard]] inline std::string lowered(std::string_view text) {
    std::string to;
    for (const char c : text) to += lower(c);
    return to;
}

[[nodiscard]] constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
[[nodiscard]] constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
/// What words are made of: letters, digits and '_'.
[[nodiscard]] constexpr bool is_word_character(char c) { return is_digit(c) || is_letter(c) || c == '_'; }

[[nodiscard]] constexpr bool same_ignoring_case(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (a[i] != b[i] && lower(a[i]) != lower(b[i])) return false;
    }
    return true;
}

/// Without blanks and tabs around it.
[[nodiscard]] constexpr std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

/// Calls `visit` with each part between separators, trimmed; empty parts are passed over.
template <class Visit>
constexpr void each_part(std::string_view text, char separator, Visit visit) {
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(separator), text.size());
        const std::string_view part = trimmed(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (!part.empty()) visit(part);
    }
}

}  // namespace wt
