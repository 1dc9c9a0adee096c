#include "gateway/vtl/lexer.hpp"

#include <array>
#include <utility>

namespace wt::gateway::vtl {

namespace {

[[nodiscard]] bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
[[nodiscard]] bool is_digit(char c) { return c >= '0' && c <= '9'; }
[[nodiscard]] bool is_word(char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '@'; }
[[nodiscard]] bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

}  // namespace

void Lexer::push() {
    stack_.push_back({state_, opened_, closed_});
    opened_ = 0;
}

bool Lexer::pop() {
    if (stack_.empty()) {
        opened_ = 0;
        state_ = State::text;
        return false;
    }
    state_ = stack_.back().state;
    opened_ = stack_.back().opened;
    closed_ = stack_.back().closed;
    stack_.pop_back();
    return true;
}

bool Lexer::is_parenthesis_next() const {
    std::size_t ahead = 0;
    while (has(ahead) && is_blank(peek(ahead))) ++ahead;
    return has(ahead) && peek(ahead) == '(';
}

namespace {
template <class Match, class TokenKind>
void offer(Match& best, TokenKind kind, std::size_t size) {
    if (size > best.size || (size == best.size && size != 0 && kind < best.kind)) best = {kind, size};
}
}  // namespace

void Lexer::match_everywhere(Match& best) const {
    std::size_t slashes = 0;
    while (peek(slashes) == '\\') ++slashes;
    if (peek(slashes) == '$') {
        offer(best, TokenKind::dollar, slashes + 1);
        std::size_t more = slashes + 1;
        while (peek(more) == '\\') ++more;
        if (peek(more) == '!') offer(best, TokenKind::dollar_bang, more + 1);
    }
    if (peek(0) != '#') return;
    offer(best, TokenKind::hash, 1);
    if (starts("#[[")) offer(best, TokenKind::raw_start, 3);
    if (starts("#**") && has(3) && peek(3) != '#') offer(best, TokenKind::formal_comment_start, 4);
    if (starts("#*")) offer(best, TokenKind::comment_start, 2);
    const bool comments = state_ == State::text || state_ == State::before_directive || state_ == State::reference;
    if (comments && starts("##")) offer(best, TokenKind::line_comment_start, 2);
}

std::size_t Lexer::word_size(std::size_t ahead) const {
    const char first = peek(ahead);
    if (!is_letter(first) && first != '_' && first != '@') return 0;
    std::size_t size = 1;
    while (is_word(peek(ahead + size))) ++size;
    return size;
}

std::size_t Lexer::bracketed_size(std::size_t ahead) const {
    const char first = peek(ahead + 1);
    if (peek(ahead) != '{' || (!is_letter(first) && first != '_')) return 0;
    std::size_t size = 2;
    while (is_word(peek(ahead + size))) ++size;
    return peek(ahead + size) == '}' ? size + 1 : 0;
}

/// So many blanks before a line's end, with it; none where there is something else.
std::size_t Lexer::blanks_and_newline(std::size_t ahead) const {
    std::size_t size = 0;
    while (peek(ahead + size) == ' ' || peek(ahead + size) == '\t') ++size;
    if (starts("\r\n", ahead + size)) return size + 2;
    return peek(ahead + size) == '\n' || peek(ahead + size) == '\r' ? size + 1 : 0;
}

void Lexer::match_set(Match& best) const {
    std::size_t size = 0;
    while (peek(size) == ' ' || peek(size) == '\t') ++size;
    if (starts("#set", size)) {
        size += 4;
    } else if (starts("#{set}", size)) {
        size += 6;
    } else {
        return;
    }
    while (peek(size) == ' ' || peek(size) == '\t') ++size;
    if (peek(size) == '(') offer(best, TokenKind::set, size + 1);
}

void Lexer::match_text(Match& best) const {
    std::size_t slashes = 0;
    while (peek(slashes) == '\\') ++slashes;
    if (slashes % 2 == 1 && peek(slashes) == '#') {
        std::size_t word = word_size(slashes + 1);
        if (word == 0) word = bracketed_size(slashes + 1);
        if (word != 0) offer(best, TokenKind::escaped_directive, slashes + 1 + word);
    }
    if (slashes >= 2) offer(best, TokenKind::double_escape, 2);
    if (slashes >= 1) offer(best, TokenKind::escape, 1);
    std::size_t size = text_.find_first_of("$#\\", at_);
    size = (size == std::string_view::npos ? text_.size() : size) - at_;
    offer(best, TokenKind::text, size);
    match_set(best);
}

void Lexer::match_blank(Match& best) const {
    std::size_t size = 0;
    while (has(size) && is_blank(peek(size))) ++size;
    offer(best, TokenKind::blank, size);
}

/// Quotes within are doubled. It may have lines.
void Lexer::match_string(Match& best) const {
    const char quote = peek(0);
    if (quote != '"' && quote != '\'') return;
    for (std::size_t size = 1; has(size);) {
        const std::size_t found = text_.find(quote, at_ + size);
        if (found == std::string_view::npos) return;
        size = found - at_ + 1;
        if (peek(size) != quote) {
            offer(best, TokenKind::string, size);
            return;
        }
        // A doubled one goes on, if there is an end behind it.
        offer(best, TokenKind::string, size);
        ++size;
    }
}

void Lexer::match_number(Match& best) const {
    const std::size_t sign = peek(0) == '-' ? 1 : 0;
    std::size_t size = sign;
    while (is_digit(peek(size))) ++size;
    const bool whole = size > sign;
    if (whole) {
        offer(best, TokenKind::integer, size);
        if (starts("..", size)) offer(best, TokenKind::integer, size + 2);
    }
    const auto exponent = [&](std::size_t from) {
        if (peek(from) != 'e' && peek(from) != 'E') return std::size_t{0};
        std::size_t length = 1;
        if (peek(from + length) == '+' || peek(from + length) == '-') ++length;
        const std::size_t digits = from + length;
        while (is_digit(peek(from + length))) ++length;
        return from + length > digits ? length : std::size_t{0};
    };
    if (whole) {
        if (const std::size_t power = exponent(size)) offer(best, TokenKind::real, size + power);
    }
    if (peek(size) != '.') return;
    std::size_t fraction = size + 1;
    while (is_digit(peek(fraction))) ++fraction;
    if (!whole && fraction == size + 1) return;
    offer(best, TokenKind::real, fraction);
    if (const std::size_t power = exponent(fraction)) offer(best, TokenKind::real, fraction + power);
}

void Lexer::match_words(Match& best) const {
    offer(best, TokenKind::word, word_size(0));
    offer(best, TokenKind::bracketed_word, bracketed_size(0));
}

void Lexer::match_operator(Match& best) const {
    static constexpr auto operators = std::to_array<std::pair<std::string_view, TokenKind>>({
        {"-", TokenKind::minus},          {"+", TokenKind::plus},           {"*", TokenKind::times},
        {"/", TokenKind::divide},         {"%", TokenKind::modulo},         {"&&", TokenKind::and_},
        {"and", TokenKind::and_},         {"||", TokenKind::or_},           {"or", TokenKind::or_},
        {"<", TokenKind::less},           {"lt", TokenKind::less},          {"<=", TokenKind::less_equal},
        {"le", TokenKind::less_equal},    {">", TokenKind::greater},        {"gt", TokenKind::greater},
        {">=", TokenKind::greater_equal}, {"ge", TokenKind::greater_equal}, {"==", TokenKind::equal},
        {"eq", TokenKind::equal},         {"!=", TokenKind::not_equal},     {"ne", TokenKind::not_equal},
        {"!", TokenKind::not_},           {"not", TokenKind::not_},         {"=", TokenKind::assign},
    });
    for (const auto& [word, kind] : operators)
        if (starts(word)) offer(best, kind, word.size());
}

/// What arguments of directives and methods share.
void Lexer::match_directive(Match& best) const {
    switch (peek(0)) {
        case '[': offer(best, TokenKind::list_open, 1); break;
        case ']': offer(best, TokenKind::list_close, 1); break;
        case ',': offer(best, TokenKind::comma, 1); break;
        case ':': offer(best, TokenKind::colon, 1); break;
        case '{': offer(best, TokenKind::map_open, 1); break;
        case '}': offer(best, TokenKind::map_close, 1); break;
        default: break;
    }
    if (starts("..")) offer(best, TokenKind::double_dot, 2);
}

void Lexer::match_before_directive(Match& best) const {
    const auto closing = [&](std::string_view word, TokenKind kind) {
        if (starts(word)) offer(best, kind, word.size() + blanks_and_newline(word.size()));
    };
    closing("end", TokenKind::end_directive);
    closing("{end}", TokenKind::end_directive);
    closing("else", TokenKind::else_);
    closing("{else}", TokenKind::else_);
    for (const std::string_view word : {std::string_view("if"), std::string_view("{if}")})
        if (starts(word)) offer(best, TokenKind::if_, word.size());
    for (const std::string_view word : {std::string_view("elseif"), std::string_view("{elseif}")})
        if (starts(word)) offer(best, TokenKind::elseif, word.size());
    match_number(best);
    match_words(best);
    offer(best, TokenKind::directive_end, 1);
}

void Lexer::match_reference(Match& best) const {
    if (const char first = peek(0); is_letter(first) || first == '_') {
        std::size_t size = 1;
        while (is_letter(peek(size)) || is_digit(peek(size)) || peek(size) == '-' || peek(size) == '_') ++size;
        offer(best, TokenKind::identifier, size);
    }
    if (peek(0) == '.' && is_letter(peek(1))) offer(best, TokenKind::dot, 2);
    if (state_ == State::arguments) return;
    if (peek(0) == '{') offer(best, TokenKind::brace_open, 1);
    if (peek(0) == '}') offer(best, TokenKind::brace_close, 1);
    if (peek(0) == '[') offer(best, TokenKind::index_open, 1);
    offer(best, TokenKind::reference_end, 1);
}

Lexer::Match Lexer::match() const {
    Match best;
    match_everywhere(best);
    const auto truth = [&] {
        if (starts("true")) offer(best, TokenKind::true_, 4);
        if (starts("false")) offer(best, TokenKind::false_, 5);
    };
    const auto empty_index = [&] {
        for (const std::string_view word :
             {std::string_view("$["), std::string_view("$!["), std::string_view("$\\!["), std::string_view("$.")})
            if (starts(word)) offer(best, TokenKind::empty_index, word.size());
    };
    switch (state_) {
        case State::text:
            match_text(best);
            empty_index();
            break;
        case State::directive:
            match_directive(best);
            if (peek(0) == '(') offer(best, TokenKind::open, 1);
            if (peek(0) == ')') offer(best, TokenKind::close, 1 + blanks_and_newline(1));
            match_blank(best);
            match_string(best);
            truth();
            match_operator(best);
            match_number(best);
            match_words(best);
            break;
        case State::before_directive: match_before_directive(best); break;
        case State::modifier:
            if (peek(0) == '(') offer(best, TokenKind::open, 1);
            [[fallthrough]];
        case State::reference:
            match_set(best);
            match_reference(best);
            truth();
            if (state_ == State::reference) empty_index();
            break;
        case State::arguments:
            match_set(best);
            match_directive(best);
            if (peek(0) == ')') offer(best, TokenKind::method_close, 1);
            match_blank(best);
            match_string(best);
            truth();
            match_number(best);
            match_reference(best);
            break;
        case State::index:
            if (peek(0) == ']') offer(best, TokenKind::index_close, 1);
            match_blank(best);
            match_string(best);
            truth();
            match_number(best);
            break;
        case State::line_comment: {
            const std::size_t size = starts("\r\n") ? 2 : (peek(0) == '\n' || peek(0) == '\r' ? 1 : 0);
            offer(best, TokenKind::line_comment_end, size);
            offer(best, TokenKind::skipped, 1);
            break;
        }
        case State::formal_comment:
        case State::comment:
            if (starts("*#")) offer(best, state_ == State::comment ? TokenKind::comment : TokenKind::formal_comment, 2);
            offer(best, TokenKind::skipped, 1);
            break;
        case State::raw:
            if (starts("]]#")) offer(best, TokenKind::raw, 3);
            offer(best, TokenKind::skipped, 1);
            break;
    }
    return best;
}

void Lexer::leave_reference() {
    if (state_ == State::reference) pop();
}

void Lexer::go_on(TokenKind kind) {
    if (in_comment_) return;
    switch (kind) {
        case TokenKind::dollar:
        case TokenKind::dollar_bang:
            leave_reference();
            enter(State::reference);
            break;
        case TokenKind::raw_start:
            in_comment_ = true;
            enter(State::raw);
            break;
        case TokenKind::formal_comment_start:
            --at_;
            in_comment_ = true;
            enter(State::formal_comment);
            break;
        case TokenKind::comment_start:
            in_comment_ = true;
            enter(State::comment);
            break;
        default:  // #
            if (state_ == State::reference || state_ == State::modifier) pop();
            enter(State::before_directive);
            break;
    }
}

void Lexer::close_parenthesis() {
    if (in_comment_) return;
    for (;;) {
        if (opened_ > 0) {
            if (opened_ == closed_ + 1) {
                pop();
            } else {
                ++closed_;
            }
            return;
        }
        // This one closes a state below.
        if (!pop()) return;
    }
}

void Lexer::act_on_number(Token& token) {
    if (token.kind == TokenKind::integer && text_.substr(token.begin, token.finish - token.begin).ends_with("..")) {
        at_ -= 2;
        token.finish -= 2;
    }
    const bool within = state_ == State::arguments || (token.kind == TokenKind::integer && state_ == State::index);
    if (opened_ == 0 && !in_set_ && !within) pop();
}

void Lexer::act(Token& token) {
    switch (token.kind) {
        case TokenKind::index_open: enter(State::index); break;
        case TokenKind::index_close:
        case TokenKind::brace_close: pop(); break;
        case TokenKind::open:
            if (!in_comment_) ++opened_;
            if (state_ == State::modifier) state_ = State::arguments;
            break;
        case TokenKind::close: close_parenthesis(); break;
        case TokenKind::method_close: state_ = State::reference; break;
        case TokenKind::set:
            if (in_comment_) break;
            enter(State::directive);
            in_set_ = true;
            ++opened_;
            break;
        case TokenKind::line_comment_start:
            if (in_comment_) break;
            leave_reference();
            in_comment_ = true;
            enter(State::line_comment);
            break;
        case TokenKind::line_comment_end:
        case TokenKind::formal_comment:
        case TokenKind::comment:
        case TokenKind::raw:
            in_comment_ = false;
            pop();
            break;
        case TokenKind::string:
            if (state_ == State::directive && !in_set_ && opened_ == 0) pop();
            break;
        case TokenKind::end_directive:
        case TokenKind::else_: pop(); break;
        case TokenKind::if_:
        case TokenKind::elseif: state_ = State::directive; break;
        case TokenKind::integer:
        case TokenKind::real: act_on_number(token); break;
        case TokenKind::dot:
            --at_;
            token.finish = at_;
            token.begin = at_ - 1;  // whatever led to it is lost
            state_ = State::modifier;
            break;
        default: break;
    }
}

/// Keeps of what ended a reference or a directive that was none what is printed: the $ and #, with the slashes of a $.
void Lexer::skip_special(std::size_t begin, std::string& before) {
    const std::string_view image = text_.substr(begin, at_ - begin);
    for (std::size_t i = 0; i < image.size(); ++i) {
        if (image[i] == '#' || image[i] == '$') before += image[i];
        if (image[i] != '\\') continue;
        std::size_t j = i;
        while (j < image.size() && image[j] == '\\') ++j;
        if (j < image.size() && image[j] == '$') {
            before += image.substr(i, j + 1 - i);
            i = j + 1;
        }
    }
    --at_;
    pop();
}

Token Lexer::next() {
    Token token;
    token.begin = at_;
    bool more = false;
    for (;;) {
        if (at_ >= text_.size()) {
            // Within something that goes on, there is no end.
            failed_ = failed_ || more;
            token.begin = token.finish = text_.size();
            return token;
        }
        const Match found = match();
        if (found.kind == TokenKind::none) {
            failed_ = true;
            return token;
        }
        at_ += found.size;
        switch (found.kind) {
            case TokenKind::dollar:
            case TokenKind::dollar_bang:
            case TokenKind::raw_start:
            case TokenKind::formal_comment_start:
            case TokenKind::comment_start:
            case TokenKind::hash:
                go_on(found.kind);
                more = true;
                continue;
            case TokenKind::skipped:
                // Comments are dropped, what is between #[[ and ]]# is not.
                more = state_ == State::raw;
                if (!more) token.begin = at_;
                continue;
            case TokenKind::reference_end:
            case TokenKind::directive_end:
                skip_special(token.begin, token.before);
                token.begin = at_;
                more = false;
                continue;
            default: break;
        }
        token.kind = found.kind;
        token.finish = at_;
        act(token);
        return token;
    }
}

}  // namespace wt::gateway::vtl
