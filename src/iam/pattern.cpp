#include "iam/pattern.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace wt::iam {

namespace {

constexpr char16_t any_run = 0x100;
constexpr char16_t any_one = 0x101;

[[nodiscard]] constexpr char16_t unit(char byte) { return static_cast<unsigned char>(byte); }

/// The bytes of the UTF-8 character that begins at `at`: '?' stands for a character, not for a byte.
[[nodiscard]] std::size_t character_at(std::string_view text, std::size_t at) {
    std::size_t end = at + 1;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;
    return end - at;
}

/// Greedy: the last run takes one more character whenever what follows it does not fit.
template <class Units, class Many, class One, class Same>
[[nodiscard]] bool match(const Units& pattern, std::string_view text, Many many, One one, Same same) {
    std::size_t p = 0;
    std::size_t t = 0;
    std::size_t star = std::string_view::npos;
    std::size_t taken = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == many) {
            star = p++;
            taken = t;
        } else if (p < pattern.size() && pattern[p] == one) {
            ++p;
            t += character_at(text, t);
        } else if (p < pattern.size() && same(pattern[p], text[t])) {
            ++p;
            ++t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++taken;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == many) ++p;
    return p == pattern.size();
}

[[nodiscard]] bool same_unit(char16_t a, char b) { return a == unit(b); }

}  // namespace

Pattern::Pattern(std::string_view text, Wildcards wildcards) { add(text, wildcards); }

void Pattern::add(std::string_view bytes) {
    for (const char c : bytes) units_ += unit(c);
}

void Pattern::add(std::string_view text, Wildcards wildcards) {
    for (const char c : text) {
        const bool wild = wildcards == Wildcards::yes;
        units_ += wild && c == '*' ? any_run : wild && c == '?' ? any_one : unit(c);
    }
}

std::optional<Pattern> Pattern::filled(std::string_view text, const RequestContext& context, Wildcards wildcards) {
    Pattern pattern;
    while (!text.empty()) {
        const std::size_t begin = std::min(text.find("${"), text.size());
        const std::size_t end = begin == text.size() ? begin : text.find('}', begin);
        if (end == text.size() || end == std::string_view::npos) break;
        pattern.add(text.substr(0, begin), wildcards);
        std::string_view name = text.substr(begin + 2, end - begin - 2);
        text.remove_prefix(end + 1);
        if (name == "*" || name == "?" || name == "$") {
            pattern.add(name);
            continue;
        }
        std::optional<std::string_view> otherwise;
        if (const std::size_t comma = name.find(','); comma != std::string_view::npos) {
            const std::string_view quoted = trimmed(name.substr(comma + 1));
            if (quoted.size() >= 2 && quoted.front() == '\'' && quoted.back() == '\'') {
                otherwise = quoted.substr(1, quoted.size() - 2);
            }
            name = name.substr(0, comma);
        }
        const RequestContext::Values* values = context.find(trimmed(name));
        if (values != nullptr && values->size() == 1) {
            pattern.add(values->front());
        } else if (otherwise) {
            pattern.add(*otherwise);
        } else {
            return std::nullopt;
        }
    }
    pattern.add(text, wildcards);
    return pattern;
}

bool Pattern::matches(std::string_view text) const { return match(units_, text, any_run, any_one, same_unit); }

bool Pattern::matches_ignoring_case(std::string_view text) const {
    return match(units_, text, any_run, any_one,
                 [](char16_t a, char b) { return a < any_run && lower(static_cast<char>(a)) == lower(b); });
}

bool Pattern::matches_arn(std::string_view text) const {
    std::u16string_view units = units_;
    for (int part = 0; part < 6; ++part) {
        const std::size_t units_end = part == 5 ? units.size() : units.find(unit(':'));
        const std::size_t text_end = part == 5 ? text.size() : text.find(':');
        if (units_end == std::u16string_view::npos || text_end == std::string_view::npos) return false;
        if (!match(units.substr(0, units_end), text.substr(0, text_end), any_run, any_one, same_unit)) return false;
        units.remove_prefix(std::min(units_end + 1, units.size()));
        text.remove_prefix(std::min(text_end + 1, text.size()));
    }
    return true;
}

bool matches(std::string_view pattern, std::string_view text, Case letters) {
    if (letters == Case::exact) {
        return match(pattern, text, '*', '?', [](char a, char b) { return a == b; });
    }
    return match(pattern, text, '*', '?', [](char a, char b) { return lower(a) == lower(b); });
}

}  // namespace wt::iam
