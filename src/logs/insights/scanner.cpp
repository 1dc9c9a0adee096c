#include "logs/insights/scanner.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/ascii.hpp"

namespace wt::logs::insights {

namespace {

/// Bytes of other alphabets are letters, too.
[[nodiscard]] bool begins_name(char c) {
    return is_letter(c) || static_cast<unsigned char>(c) >= 0x80 || c == '_' || c == '@' || c == '$';
}
[[nodiscard]] bool is_in_name(char c) { return begins_name(c) || is_digit(c) || c == '.'; }

constexpr std::size_t longest_shown = 60;

}  // namespace

void Scanner::skip_blanks() {
    for (; at_ < text_.size(); ++at_) {
        const char c = text_[at_];
        if (c == '#') {
            at_ = std::min(text_.find('\n', at_), text_.size() - 1);
        } else if (c != ' ' && c != '\t' && c != '\n' && c != '\r') {
            return;
        }
    }
}

bool Scanner::at_end() {
    skip_blanks();
    return at_ >= text_.size();
}

char Scanner::peek() { return at_end() ? '\0' : text_[at_]; }

bool Scanner::take(std::string_view symbol) {
    skip_blanks();
    if (!text_.substr(at_).starts_with(symbol)) return false;
    at_ += symbol.size();
    return true;
}

bool Scanner::sees_word(std::string_view word) {
    skip_blanks();
    const std::string_view rest = text_.substr(at_);
    return rest.size() >= word.size() && same_ignoring_case(rest.substr(0, word.size()), word) &&
           (rest.size() == word.size() || !is_in_name(rest[word.size()]));
}

bool Scanner::take_word(std::string_view word) {
    if (!sees_word(word)) return false;
    at_ += word.size();
    return true;
}

std::optional<std::string> Scanner::name() {
    if (peek() == '`') return quoted('`', false);
    if (at_end() || !begins_name(text_[at_])) return std::nullopt;
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_in_name(text_[at_])) ++at_;
    return std::string(text_.substr(begin, at_ - begin));
}

std::optional<double> Scanner::number() {
    if (!is_digit(peek()) && peek() != '.') return std::nullopt;
    double number = 0;
    const auto [end, problem] =
        std::from_chars(text_.data() + at_, text_.data() + text_.size(), number, std::chars_format::fixed);
    if (problem != std::errc()) return std::nullopt;
    at_ = static_cast<std::size_t>(end - text_.data());
    return number;
}

std::optional<std::string> Scanner::quoted(char mark, bool keep_other_escapes) {
    std::string inside;
    for (std::size_t i = at_ + 1; i < text_.size(); ++i) {
        char c = text_[i];
        if (c == mark) {
            at_ = i + 1;
            return inside;
        }
        if (c == '\\' && i + 1 < text_.size()) {
            const char escaped = text_[i + 1];
            const bool resolved = escaped == mark || (!keep_other_escapes && escaped == '\\');
            if (!resolved) inside += c;  // stays, with whatever it escapes
            c = escaped;
            ++i;
        }
        inside += c;
    }
    return std::nullopt;
}

std::optional<std::string> Scanner::text() {
    const char mark = peek();
    if (mark != '"' && mark != '\'') return std::nullopt;
    return quoted(mark, false);
}

std::optional<std::string> Scanner::expression() {
    if (peek() != '/') return std::nullopt;
    return quoted('/', true);
}

std::string_view Scanner::letters() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && (is_letter(text_[at_]) || is_digit(text_[at_]))) ++at_;
    return text_.substr(begin, at_ - begin);
}

std::string_view Scanner::since(std::size_t place) const {
    std::string_view text = text_.substr(place, at_ - place);
    while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.remove_suffix(1);
    return text;
}

QueryError Scanner::unexpected() {
    skip_blanks();
    const std::string_view before = text_.substr(0, at_);
    const auto lines = std::count(before.begin(), before.end(), '\n');
    const std::size_t last = before.rfind('\n');
    const std::size_t column = last == std::string_view::npos ? at_ : at_ - last - 1;
    std::size_t end = at_;
    while (end < text_.size() && is_in_name(text_[end])) ++end;
    if (end == at_ && at_ < text_.size()) ++end;
    const std::string_view symbol = text_.substr(at_, std::min(end - at_, longest_shown));
    return {fmt::format("unexpected symbol found {} at line {} and position {}", symbol.empty() ? "<EOF>" : symbol,
                        lines + 1, column + 1),
            at_, end};
}

}  // namespace wt::logs::insights
