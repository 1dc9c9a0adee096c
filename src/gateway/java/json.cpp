#include "gateway/java/json.hpp"

#include <utility>

#include "gateway/java/numbers.hpp"
#include "gateway/java/utf16.hpp"

namespace wt::gateway::java {

namespace {

constexpr unsigned char end_of_input = 0x1a;  // which is the end in the midst of a text, too
constexpr std::size_t longest_double = 18;    // a longer one is a BigDecimal

/// What ends a text without quotes.
enum class Stop : std::uint8_t { key, value, array, nothing };

class Parser {
public:
    Parser(Heap& heap, std::string_view text) : heap_(heap), text_(text) {}

    [[nodiscard]] std::variant<Value, ParseFailure> run() {
        read();
        skip_blanks();
        const Value value = any(Stop::nothing);
        if (failed_) return ParseFailure{std::move(message_)};
        return value;
    }

private:
    void read() {
        ++at_;
        c_ = at_ < static_cast<std::ptrdiff_t>(text_.size())
                 ? static_cast<unsigned char>(text_[static_cast<std::size_t>(at_)])
                 : end_of_input;
    }
    [[nodiscard]] std::size_t here() const { return std::min(static_cast<std::size_t>(at_), text_.size()); }
    [[nodiscard]] bool is_end() const { return c_ == end_of_input; }

    void fail(std::string_view what, std::string_view which, std::string_view behind, std::ptrdiff_t place) {
        if (failed_) return;
        failed_ = true;
        const std::size_t bytes = place < 0 ? 0 : std::min(static_cast<std::size_t>(place), text_.size());
        const auto units = static_cast<std::ptrdiff_t>(length(text_.substr(0, bytes)));
        message_ =
            std::string(what) + std::string(which) + std::string(behind) + std::to_string(place < 0 ? place : units);
    }
    void fail_char(std::ptrdiff_t place) {
        std::size_t size = 1;  // the whole of it, if it has more bytes than one
        while (here() + size < text_.size() && (static_cast<unsigned char>(text_[here() + size]) & 0xc0U) == 0x80)
            ++size;
        const auto found = is_end() ? std::string(1, static_cast<char>(c_)) : std::string(text_.substr(here(), size));
        fail("Unexpected character (", found, ") at position ", place);
        message_ += '.';
    }
    void fail_token(std::string_view token, std::ptrdiff_t place) {
        fail("Unexpected token ", token, " at position ", place);
        message_ += '.';
    }
    void fail_end(std::string_view what, std::ptrdiff_t place) {
        fail("Unexpected End Of File position ", "", "", place);
        message_ += ": " + std::string(what);
    }

    void skip_blanks() {
        while (c_ == ' ' || c_ == '\r' || c_ == '\n' || c_ == '\t') read();
    }
    /// Everything up to the blank.
    void skip_space() {
        while (c_ <= ' ' && !is_end()) read();
    }
    void skip_digits() {
        while (c_ >= '0' && c_ <= '9') read();
    }
    [[nodiscard]] bool stops(Stop stop) const {
        if (is_end()) return true;
        switch (stop) {
            case Stop::key: return c_ == ':';
            case Stop::value: return c_ == ',' || c_ == '}';
            case Stop::array: return c_ == ',' || c_ == ']';
            case Stop::nothing: return false;
        }
        return false;
    }
    [[nodiscard]] std::string_view trimmed(std::size_t from) const {
        const auto blank = [](char c) { return (c >= 0x09 && c <= 0x0d) || (c >= 0x1c && c <= 0x20); };
        std::size_t to = here();
        while (from + 1 < to && blank(text_[from])) ++from;
        while (to > from + 1 && blank(text_[to - 1])) --to;
        return text_.substr(from, to - from);
    }
    [[nodiscard]] std::string_view unquoted(std::size_t from, Stop stop) {
        while (!stops(stop)) read();
        return trimmed(from);
    }

    [[nodiscard]] Value any(Stop stop) {
        skip_blanks();
        if (heap_.full()) {
            fail("java.lang.OutOfMemoryError", "", " at position ", at_);
            return {};
        }
        switch (c_) {
            case ':':
            case '}':
            case ']': fail_char(at_); return {};
            case '{': return object();
            case '[': return array();
            case '"':
            case '\'': return Value::text(quoted());
            default: break;
        }
        if (c_ == '-' || (c_ >= '0' && c_ <= '9')) return number(stop);
        const std::string_view word = unquoted(here(), stop);
        if (word == "null") return {};
        if (word == "true") return Value::boolean(true);
        if (word == "false") return Value::boolean(false);
        if (word == "NaN") return Value::real(std::numeric_limits<double>::quiet_NaN());
        return Value::text(word);
    }

    [[nodiscard]] Value number(Stop stop) {
        const std::size_t from = here();
        read();
        skip_digits();
        bool whole = true;
        if (c_ == '.') {
            whole = false;
            read();
            skip_digits();
        }
        if (c_ == 'e' || c_ == 'E') {
            whole = false;
            read();
            if (c_ != '+' && c_ != '-' && (c_ < '0' || c_ > '9')) return Value::text(unquoted(from, stop));
            read();
            skip_digits();
        }
        skip_space();
        // Something goes on behind it: then it was a text.
        if (c_ < 126 && !stops(stop)) return Value::text(unquoted(from, stop));
        const std::string_view digits = trimmed(from);
        if (!whole) return fraction(digits);
        return digits == "-" ? Value::integer(0) : whole_of(heap_, digits);
    }

    [[nodiscard]] Value fraction(std::string_view digits) {
        const auto decimal = decimal_text(digits);
        const bool has_digit = digits.find_first_of("0123456789") != std::string_view::npos;
        if (digits.size() > longest_double && decimal) return Value::big_decimal(heap_.keep(*decimal));
        // Double takes powers that BigDecimal does not.
        if (!has_digit || (!decimal && digits.find_first_of("eE") == std::string_view::npos) ||
            digits.size() > longest_double || digits.ends_with('+') || digits.ends_with('-')) {
            fail_token(digits, at_);
            return {};
        }
        return Value::real(double_of(digits));
    }

    [[nodiscard]] std::string_view quoted() {
        const auto quote = static_cast<char>(c_);
        const std::size_t from = here() + 1;
        const std::size_t to = text_.find(quote, from);
        if (to == std::string_view::npos) {
            fail_end("null", static_cast<std::ptrdiff_t>(text_.size()));
            return {};
        }
        const std::string_view plain = text_.substr(from, to - from);
        if (plain.find('\\') == std::string_view::npos) {
            at_ = static_cast<std::ptrdiff_t>(to);
            read();
            return plain;
        }
        return escaped(quote);
    }

    [[nodiscard]] std::string_view escaped(char quote) {
        std::string made;
        for (;;) {
            read();
            if (is_end()) {
                fail_end("null", at_ - 1);
                return {};
            }
            if (c_ == static_cast<unsigned char>(quote)) {
                read();
                return heap_.keep(made);
            }
            if (c_ == '\\') {
                read();
                if (!escape(made)) return {};
            } else if (c_ > 0x1f && c_ != 127) {  // json-smart drops control characters, but only here
                made.push_back(static_cast<char>(c_));
            }
        }
    }

    /// What follows a backslash; what is no escape is dropped.
    [[nodiscard]] bool escape(std::string& to) {
        switch (c_) {
            case 't': to += '\t'; return true;
            case 'n': to += '\n'; return true;
            case 'r': to += '\r'; return true;
            case 'f': to += '\f'; return true;
            case 'b': to += '\b'; return true;
            case '\\':
            case '/':
            case '\'':
            case '"': to.push_back(static_cast<char>(c_)); return true;
            case 'u': return unicode(to, 4);
            case 'x': return unicode(to, 2);
            default:
                // All bytes of it.
                while (static_cast<std::size_t>(at_ + 1) < text_.size() &&
                       (static_cast<unsigned char>(text_[static_cast<std::size_t>(at_ + 1)]) & 0xc0U) == 0x80 &&
                       c_ >= 0x80)
                    read();
                return true;
        }
    }

    [[nodiscard]] bool unicode(std::string& to, int digits) {
        unsigned value = 0;
        for (int i = 0; i < digits; ++i) {
            read();
            value *= 16;
            if (c_ >= '0' && c_ <= '9') {
                value += c_ - '0';
            } else if ((c_ >= 'a' && c_ <= 'f') || (c_ >= 'A' && c_ <= 'F')) {
                value += (c_ | 0x20U) - 'a' + 10;
            } else if (is_end()) {
                fail_end("EOF", at_);
                return false;
            } else {
                fail("Unexpected unicode escape sequence ", std::string(1, static_cast<char>(c_)), " at position ",
                     at_);
                message_ += '.';
                return false;
            }
        }
        append_unit(to, static_cast<char16_t>(value));
        return true;
    }

    [[nodiscard]] bool deeper() {
        if (++depth_ <= deepest) return true;
        fail("Malicious payload, having non natural depths, parsing stoped on ", std::string(1, static_cast<char>(c_)),
             " at position ", at_);
        message_ += '.';
        return false;
    }

    [[nodiscard]] Value array() {
        if (!deeper()) return {};
        List* const list = heap_.make<List>(ListKind::json_array);
        read();
        while (!failed_) {
            skip_blanks();
            if (c_ == ']') {
                --depth_;
                read();
                break;
            }
            if (c_ == ',') {
                read();
                continue;
            }
            if (is_end()) {
                fail_end("EOF", at_ - 1);
            } else {
                list->add(heap_, any(Stop::array));
            }
        }
        return Value::list(list);
    }

    [[nodiscard]] Value object() {
        if (!deeper()) return {};
        Map* const map = heap_.make<Map>();
        while (!failed_) {
            read();
            skip_blanks();
            if (c_ == '}') {
                --depth_;
                read();
                break;
            }
            if (c_ == ',') continue;
            if (c_ == ':' || c_ == ']' || c_ == '[' || c_ == '{') {
                fail_char(at_);
                break;
            }
            if (!member(*map)) break;
        }
        return Value::map(map);
    }

    /// False when the object has ended with it.
    [[nodiscard]] bool member(Map& map) {
        const std::string_view key = c_ == '"' || c_ == '\'' ? quoted() : unquoted(here(), Stop::key);
        if (failed_) return false;
        skip_space();
        if (is_end()) {
            fail_end("null", at_ - 1);
            return false;
        }
        if (c_ != ':') {
            fail_char(at_ - 1);
            return false;
        }
        if (static_cast<std::size_t>(at_ + 1) >= text_.size()) {
            fail_end("EOF", at_);
            return false;
        }
        read();
        const Value value = any(Stop::value);
        if (failed_) return false;
        map.put(heap_, Value::text(key), value);
        skip_space();
        if (c_ == '}') {
            --depth_;
            read();
            return false;
        }
        if (is_end()) {
            fail_end("null", at_ - 1);
        } else if (c_ != ',') {
            fail_token(std::string(1, static_cast<char>(c_)), at_ - 1);
        }
        return c_ == ',';
    }

    Heap& heap_;
    std::string_view text_;
    std::ptrdiff_t at_ = -1;
    unsigned char c_ = 0;
    int depth_ = 0;
    bool failed_ = false;
    std::string message_;
};

}  // namespace

std::variant<Value, ParseFailure> parse_json(Heap& heap, std::string_view json) { return Parser(heap, json).run(); }

}  // namespace wt::gateway::java
