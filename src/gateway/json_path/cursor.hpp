#pragma once
#include <cstddef>
#include <string_view>

namespace wt::gateway::json_path {

/// A place in a path or a filter, with an end that can be before the text's: Jayway's way of reading, whose small
/// habits decide what parses.
class Cursor {
public:
    explicit Cursor(std::string_view text) : text_(text), last_(static_cast<long>(text.size()) - 1) {}

    /// Whether a character was asked for that there is none of; Java raises an exception then.
    [[nodiscard]] bool broken() const { return broken_; }

    [[nodiscard]] long length() const { return last_ + 1; }
    [[nodiscard]] long position() const { return position_; }
    void set_position(long position) { position_ = position; }
    void advance(long by) { position_ += by; }
    void shorten() { --last_; }
    [[nodiscard]] char at(long place) {
        if (place < 0 || place >= static_cast<long>(text_.size())) {
            broken_ = true;
            return '\0';
        }
        return text_[static_cast<std::size_t>(place)];
    }
    [[nodiscard]] char current() { return at(position_); }
    [[nodiscard]] bool current_is(char c) { return current() == c; }
    [[nodiscard]] bool last_is(char c) { return at(last_) == c; }
    [[nodiscard]] bool next_is(char c) { return in_bounds(position_ + 1) && at(position_ + 1) == c; }
    [[nodiscard]] bool in_bounds(long place) const { return place >= 0 && place <= last_; }
    [[nodiscard]] bool in_bounds() const { return in_bounds(position_); }
    /// Also with one character left, which is then left out.
    [[nodiscard]] bool is_tail() const { return position_ >= last_; }
    [[nodiscard]] std::string_view between(long from, long to) {
        if (from < 0 || to < from || to > static_cast<long>(text_.size())) {
            broken_ = true;
            return {};
        }
        return text_.substr(static_cast<std::size_t>(from), static_cast<std::size_t>(to - from));
    }
    [[nodiscard]] std::string_view all() const { return text_; }

    Cursor& skip_blanks();
    void trim();
    /// The next character that is no blank, if it is this one; else -1.
    [[nodiscard]] long next_significant(long from, char c);
    [[nodiscard]] bool next_significant_is(long from, char c);
    [[nodiscard]] char next_significant(long from);
    [[nodiscard]] char previous_significant();
    [[nodiscard]] long index_of_previous_significant();
    [[nodiscard]] long next(long from, char c);
    [[nodiscard]] long next_unescaped(long from, char c);
    /// The place of the bracket that closes the one at `from`; -1 for none, -2 for a text that does not end.
    [[nodiscard]] long closing(long from, char open, char close, bool skip_patterns);
    /// Takes it when it is there.
    [[nodiscard]] bool take(std::string_view part);

private:
    std::string_view text_;
    long position_ = 0;
    long last_;
    bool broken_ = false;
};

}  // namespace wt::gateway::json_path
