#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace wt::logs::insights {

/// Why a query does not read, and which of its bytes are to blame; without any, it is the command they stand in.
struct QueryError {
    std::string message;
    std::size_t begin = 0;
    std::size_t end = 0;
};

/// Reads a query from left to right; blanks and comments ("# to the end of the line") lie between words. A policy of
/// any bytes.
class Scanner {
public:
    explicit Scanner(std::string_view text) : text_(text) {}

    [[nodiscard]] bool at_end();
    /// The next character that is no blank; 0 at the end.
    [[nodiscard]] char peek();
    /// Over `symbol` if it is next.
    bool take(std::string_view symbol);
    /// Over `word`, in any case, if it is next and ends there.
    bool take_word(std::string_view word);
    [[nodiscard]] bool sees_word(std::string_view word);

    /// A letter, '_', '@' or '$', and what may follow in a name, dots included; or anything `in backticks`. None when
    /// something else is next.
    [[nodiscard]] std::optional<std::string> name();
    [[nodiscard]] std::optional<double> number();
    /// A text in 'such' or "such" marks, its escapes resolved. None when there is no mark, or no end.
    [[nodiscard]] std::optional<std::string> text();
    /// The inside of /.../, "\/" resolved.
    [[nodiscard]] std::optional<std::string> expression();
    /// Letters and digits as they come, without blanks before them: the unit behind a number.
    [[nodiscard]] std::string_view letters();

    [[nodiscard]] std::size_t place() const { return at_; }
    /// Between a place and here, without blanks at its end.
    [[nodiscard]] std::string_view since(std::size_t place) const;
    void skip_blanks();

    /// That nothing can be made of what is next: "unexpected symbol found x at line 1 and position 7".
    [[nodiscard]] QueryError unexpected();

private:
    /// The inside of a text up to that mark, which is next.
    [[nodiscard]] std::optional<std::string> quoted(char mark, bool keep_other_escapes);

    std::string_view text_;
    std::size_t at_ = 0;
};

}  // namespace wt::logs::insights
