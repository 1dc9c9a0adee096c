#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/ascii.hpp"

namespace wt::logs {

/// Reads a filter pattern from left to right.
class PatternScanner {
public:
    explicit PatternScanner(std::string_view text) : text_(text) {}

    [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }
    /// The next character; 0 at the end.
    [[nodiscard]] char peek() const { return at_end() ? '\0' : text_[at_]; }
    [[nodiscard]] bool sees(std::string_view word) const { return text_.substr(at_).starts_with(word); }
    [[nodiscard]] static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

    void skip(std::size_t characters = 1) { at_ += characters; }
    void skip_space() {
        while (!at_end() && is_space(text_[at_])) ++at_;
    }
    /// Over `word` if it is next.
    bool take(std::string_view word) {
        if (!sees(word)) return false;
        at_ += word.size();
        return true;
    }
    /// Over `word`, in any case, if it is next and no letter or digit follows.
    bool take_word(std::string_view word) {
        const std::string_view rest = text_.substr(at_);
        if (rest.size() < word.size() || !same_ignoring_case(rest.substr(0, word.size()), word)) return false;
        if (rest.size() > word.size() && is_word(rest[word.size()])) return false;
        at_ += word.size();
        return true;
    }
    /// What comes before the first character for which `stops` is true, or before the end.
    template <class Stops>
    [[nodiscard]] std::string_view until(Stops stops) {
        const std::size_t begin = at_;
        while (!at_end() && !stops(text_[at_])) ++at_;
        return text_.substr(begin, at_ - begin);
    }
    /// The inside of a text in quotation marks of that kind, its escapes of marks and backslashes resolved. None when
    /// it has no end.
    [[nodiscard]] std::optional<std::string> quoted(char mark) {
        std::string inside;
        for (++at_; !at_end(); ++at_) {
            char c = text_[at_];
            if (c == mark) {
                ++at_;
                return inside;
            }
            if (c == '\\' && at_ + 1 < text_.size() && (text_[at_ + 1] == mark || text_[at_ + 1] == '\\'))
                c = text_[++at_];
            inside += c;
        }
        return std::nullopt;
    }
    /// The inside of %...%; none when it has no end.
    [[nodiscard]] std::optional<std::string_view> between_percents() {
        const std::size_t end = text_.find('%', at_ + 1);
        if (end == std::string_view::npos) return std::nullopt;
        const std::string_view inside = text_.substr(at_ + 1, end - at_ - 1);
        at_ = end + 1;
        return inside;
    }

    /// What lies between this place and a later one of the same pattern.
    [[nodiscard]] std::string_view up_to(const PatternScanner& later) const {
        return text_.substr(at_, later.at_ - at_);
    }

    /// Letters, digits and underscores; bytes of other alphabets count as letters.
    [[nodiscard]] static bool is_word(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
               static_cast<unsigned char>(c) >= 0x80;
    }

private:
    std::string_view text_;
    std::size_t at_ = 0;
};

}  // namespace wt::logs
