#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wt::gateway::vtl {

/// Velocity's tokens. Of two that match equally much, the one that stands first here is taken.
enum class TokenKind : std::uint8_t {
    end,
    index_open,
    index_close,
    list_open,
    list_close,
    comma,
    double_dot,
    colon,
    map_open,
    map_close,
    open,
    close,
    method_close,
    escaped_directive,
    set,
    dollar,
    dollar_bang,
    raw_start,
    formal_comment_start,
    comment_start,
    hash,
    line_comment_start,
    double_escape,
    escape,
    text,
    line_comment_end,
    formal_comment,
    comment,
    raw,
    skipped,
    blank,
    string,
    true_,
    false_,
    minus,
    plus,
    times,
    divide,
    modulo,
    and_,
    or_,
    less,
    less_equal,
    greater,
    greater_equal,
    equal,
    not_equal,
    not_,
    assign,
    end_directive,
    if_,
    elseif,
    else_,
    integer,
    real,
    word,
    bracketed_word,
    identifier,
    dot,
    brace_open,
    brace_close,
    reference_end,
    directive_end,
    empty_index,
    none,
};

struct Token {
    TokenKind kind = TokenKind::end;
    std::size_t begin = 0;  // in the text; with everything that led to it: "#{end}", "\\$name"
    std::size_t finish = 0;
    /// What stands in front of it and was none of a token: "$" of "$ 5".
    std::string before;
};

/// Cuts a template into tokens as the token manager of Velocity 1.7 does: by states that are stacked, the longest match
/// first. Its oddities come of that, and people's templates lean on them.
class Lexer {
public:
    explicit Lexer(std::string_view text) : text_(text) {}

    [[nodiscard]] Token next();
    /// Why there is no token: the text ends within one, or has a character that the state does not know.
    [[nodiscard]] bool failed() const { return failed_; }

    [[nodiscard]] std::string_view text() const { return text_; }
    [[nodiscard]] std::size_t position() const { return at_; }
    /// A directive's name was read: its arguments follow.
    void enter_directive() { state_ = State::directive; }
    void leave_directive() { pop(); }
    /// Whether a ( is next, after blanks.
    [[nodiscard]] bool is_parenthesis_next() const;
    void end_set() { in_set_ = false; }

private:
    enum class State : std::uint8_t {
        text,
        directive,
        before_directive,
        reference,
        modifier,   // behind a dot
        arguments,  // of a method
        index,
        line_comment,
        formal_comment,
        comment,
        raw,
    };
    struct Saved {
        State state;
        int opened;
        int closed;
    };
    struct Match {
        TokenKind kind = TokenKind::none;
        std::size_t size = 0;
    };

    [[nodiscard]] char peek(std::size_t ahead) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
    [[nodiscard]] bool has(std::size_t ahead) const { return at_ + ahead < text_.size(); }
    [[nodiscard]] bool starts(std::string_view word, std::size_t ahead = 0) const {
        return at_ + ahead <= text_.size() && text_.substr(at_ + ahead).starts_with(word);
    }
    [[nodiscard]] Match match() const;
    void match_everywhere(Match& best) const;
    void match_text(Match& best) const;
    void match_set(Match& best) const;
    void match_directive(Match& best) const;
    void match_operator(Match& best) const;
    void match_before_directive(Match& best) const;
    void match_number(Match& best) const;
    void match_string(Match& best) const;
    void match_blank(Match& best) const;
    void match_reference(Match& best) const;
    void match_words(Match& best) const;
    [[nodiscard]] std::size_t blanks_and_newline(std::size_t ahead) const;
    [[nodiscard]] std::size_t word_size(std::size_t ahead) const;
    [[nodiscard]] std::size_t bracketed_size(std::size_t ahead) const;

    /// What a match of something that goes on does to the state.
    void go_on(TokenKind kind);
    void act(Token& token);
    void act_on_number(Token& token);
    void close_parenthesis();
    void leave_reference();
    void push();
    bool pop();
    void enter(State state) {
        push();
        state_ = state;
    }
    void skip_special(std::size_t begin, std::string& before);

    std::string_view text_;
    std::size_t at_ = 0;
    State state_ = State::text;
    int opened_ = 0;
    int closed_ = 0;
    bool in_comment_ = false;
    bool in_set_ = false;
    bool failed_ = false;
    std::vector<Saved> stack_;
};

}  // namespace wt::gateway::vtl
