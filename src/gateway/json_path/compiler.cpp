#include <charconv>

#include "gateway/json_path/cursor.hpp"
#include "gateway/json_path/escapes.hpp"
#include "gateway/json_path/filter.hpp"
#include "gateway/json_path/path.hpp"

namespace wt::gateway::json_path {

namespace {

constexpr int deepest = 20;  // filters in filters, and functions in functions

[[nodiscard]] bool is_digit(char c) { return c >= '0' && c <= '9'; }
[[nodiscard]] bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// Integer.parseInt.
[[nodiscard]] std::optional<std::int32_t> integer_of(std::string_view text) {
    std::int32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

}  // namespace

bool is_definite(const std::vector<Token>& tokens, std::size_t at) {
    const Token& token = tokens[at];
    switch (token.kind) {
        case Token::Kind::property: return token.properties.size() == 1 || at + 1 == tokens.size();
        case Token::Kind::index: return token.indexes.size() == 1;
        case Token::Kind::function: return true;
        default: return false;
    }
}

/// Reads a path the way Jayway's PathCompiler does.
class Compiler {
public:
    Compiler(std::string_view text, int depth) : path_(text), depth_(depth) {}

    [[nodiscard]] Result<Path> run() {
        read();
        if (path_.broken()) fail("the path ends too early");
        if (failed_) return Error{why_ + ": " + std::string(path_.all())};
        Path made;
        made.rooted_ = root_ == '$';
        finish(made);
        return made;
    }

private:
    bool fail(std::string_view why) {
        if (!failed_) why_ = why;
        failed_ = true;
        return false;
    }
    [[nodiscard]] bool going() const { return !failed_ && !path_.broken(); }

    void read() {
        while (path_.in_bounds() && is_blank(path_.current())) path_.advance(1);
        root_ = path_.current();
        if (root_ != '$' && root_ != '@') {
            fail("a path starts with $ or @");
            return;
        }
        if (path_.is_tail()) return;
        path_.advance(1);
        if (path_.current() != '.' && path_.current() != '[') {
            fail("expected . or [");
            return;
        }
        do {
            if (tokens_.size() > Path::most_tokens) fail("too many steps");
            next_token();
        } while (going() && !path_.is_tail());
    }

    void next_token() {
        if (!going()) return;
        switch (path_.current()) {
            case '[':
                if (!bracket_property() && going() && !array() && going() && !wildcard() && going() && !filter() &&
                    going() && !placeholder())
                    fail("expected ?, ', 0-9 or *");
                break;
            case '.': dot(); break;
            case '*':
                if (!wildcard()) fail("could not parse *");
                break;
            default:
                if (!property_or_function()) fail("could not parse a name");
                break;
        }
    }

    void append(Token token) { tokens_.push_back(std::move(token)); }

    void dot() {
        if (path_.current_is('.') && path_.next_is('.')) {
            Token token;
            token.kind = Token::Kind::scan;
            append(std::move(token));
            path_.advance(2);
        } else if (!path_.in_bounds(path_.position() + 1)) {
            fail("a path must not end with a .");
            return;
        } else {
            path_.advance(1);
        }
        if (path_.current_is('.')) {
            fail("a . too many");
            return;
        }
        next_token();
    }

    bool property_or_function() {
        const char first = path_.current();
        if (first == '[' || first == '*' || first == '.' || first == ' ') return false;
        const long start = path_.position();
        long end = 0;
        long at = start;
        bool is_function = false;
        for (; path_.in_bounds(at); ++at) {
            const char c = path_.at(at);
            if (c == ' ') return fail("use ['my prop'] for a property with blanks");
            if (c == '.' || c == '[') {
                end = at;
                break;
            }
            if (c == '(') {
                is_function = true;
                end = at;
                break;
            }
        }
        if (end == 0) end = path_.length();
        Token token;
        if (is_function) {
            if (!function_arguments(token, at, end)) return false;
            token.kind = Token::Kind::function;
            token.function = path_.between(start, end);
        } else {
            path_.set_position(end);
            token.properties.emplace_back(path_.between(start, end));
        }
        append(std::move(token));
        return true;
    }

    bool function_arguments(Token& token, long open, long end) {
        int parentheses = 1;
        for (long i = open + 1; i < path_.length() && parentheses != 0; ++i) {
            if (path_.at(i) == ')') --parentheses;
            if (path_.at(i) == '(') ++parentheses;
        }
        if (parentheses != 0) return fail("a function's arguments are not closed");
        if (!path_.in_bounds(open + 1)) {
            path_.set_position(open);
            return true;
        }
        if (path_.at(open + 1) == ')') {
            path_.set_position(open + 1);
            return true;
        }
        path_.set_position(end + 1);
        return parameters(token);
    }

    enum class Argument : std::uint8_t { none, json, path };

    bool parameters(Token& token) {
        if (depth_ >= deepest) return fail("too deep");
        Argument type = Argument::none;
        int parentheses = 1;
        int brackets = 0;
        int braces = 0;
        int quotes = 0;
        bool over = false;
        char before = '\0';
        std::string written;
        while (path_.in_bounds() && !over && going()) {
            const char c = path_.current();
            path_.advance(1);
            if (type == Argument::none) {
                if (is_blank(c)) continue;
                if (c == '{' || is_digit(c) || c == '"' || c == '-') {
                    type = Argument::json;
                } else if (c == '$' || c == '@') {
                    type = Argument::path;
                }
            }
            switch (c) {
                case '"': quotes += before != '\\' && quotes > 0 ? -1 : 1; break;
                case '(': ++parentheses; break;
                case '{': ++braces; break;
                case '[': ++brackets; break;
                case '}':
                    if (braces-- == 0) return fail("a } too many");
                    break;
                case ']':
                    if (brackets-- == 0) return fail("a ] too many");
                    break;
                case ')':
                    --parentheses;
                    if (parentheses < 0 || before == '(') written += c;
                    [[fallthrough]];
                case ',':
                    if (quotes == 0 && braces == 0 && brackets == 0 &&
                        ((parentheses == 0 && c == ')') || parentheses == 1)) {
                        over = parentheses == 0;
                        if (!parameter(token, std::exchange(type, Argument::none), std::exchange(written, {})))
                            return false;
                    }
                    break;
                default: break;
            }
            if (type != Argument::none && !(c == ',' && braces == 0 && brackets == 0 && parentheses == 1)) written += c;
            before = c;
        }
        if (braces != 0 || parentheses != 0 || brackets != 0) return fail("a function's arguments are not closed");
        return going();
    }

    bool parameter(Token& token, Argument type, std::string written) {
        if (type == Argument::none) return true;
        Parameter made;
        if (type == Argument::json) {
            made.json = std::move(written);
        } else {
            auto compiled = Compiler(written, depth_ + 1).run();
            if (!compiled.ok()) return fail(compiled.error().message);
            made.path = std::move(*compiled);
        }
        token.parameters.push_back(std::move(made));
        return true;
    }

    /// [?], for filters that are handed over apart from the path; here there are none.
    bool placeholder() {
        if (!path_.current_is('[')) return false;
        const long mark = path_.next_significant(path_.position(), '?');
        if (mark == -1) return false;
        const char next = path_.next_significant(mark);
        if (next != ']' && next != ',') return false;
        return fail("not enough predicates supplied");
    }

    bool filter() {
        if (!path_.current_is('[') && !path_.next_significant_is(path_.position(), '?')) return false;
        const long open = path_.position();
        const long mark = path_.next_significant(open, '?');
        if (mark == -1) return false;
        const long bracket = path_.next_significant(mark, '(');
        if (bracket == -1) return false;
        const long close = path_.closing(bracket, '(', ')', true);
        if (close == -2) return fail("a text or pattern in a filter does not end");
        if (close == -1 || !path_.next_significant_is(close, ']')) return false;
        const long end = path_.next_significant(close, ']');
        if (depth_ >= deepest) return fail("too deep");
        auto compiled = compile_filter(path_.between(open, end + 1), depth_ + 1);
        if (!compiled.ok()) return fail(compiled.error().message);
        Token token;
        token.kind = Token::Kind::filter;
        token.filter = std::move(*compiled);
        append(std::move(token));
        path_.set_position(end + 1);
        return true;
    }

    bool wildcard() {
        const bool bracket = path_.current_is('[');
        if (bracket && !path_.next_significant_is(path_.position(), '*')) return false;
        if (!path_.current_is('*') && !path_.in_bounds(path_.position() + 1)) return false;
        if (bracket) {
            const long star = path_.next_significant(path_.position(), '*');
            if (!path_.next_significant_is(star, ']')) return fail("expected ] behind *");
            path_.set_position(path_.next_significant(star, ']') + 1);
        } else {
            path_.advance(1);
        }
        Token token;
        token.kind = Token::Kind::wildcard;
        append(std::move(token));
        return true;
    }

    bool array() {
        if (!path_.current_is('[')) return false;
        const char first = path_.next_significant(path_.position());
        if (!is_digit(first) && first != '-' && first != ':') return false;
        const long begin = path_.position() + 1;
        const long end = path_.next(begin, ']');
        if (end == -1) return false;
        std::string_view inside = path_.between(begin, end);
        while (!inside.empty() && static_cast<unsigned char>(inside.front()) <= ' ') inside.remove_prefix(1);
        while (!inside.empty() && static_cast<unsigned char>(inside.back()) <= ' ') inside.remove_suffix(1);
        if (inside.find_first_not_of("0123456789,-: ") != std::string_view::npos) return false;
        Token token;
        if (inside.find(':') != std::string_view::npos ? !slice(token, inside) : !indexes(token, inside)) return false;
        append(std::move(token));
        path_.set_position(end + 1);
        return true;
    }

    bool slice(Token& token, std::string_view inside) {
        token.kind = Token::Kind::slice;
        if (inside.find_first_of(", ") != std::string_view::npos) return fail("could not parse a slice");
        const auto side = [&](std::size_t number, std::optional<std::int32_t>& to) {
            std::string_view rest = inside;
            for (std::size_t i = 0; i < number; ++i) {
                const std::size_t colon = rest.find(':');
                if (colon == std::string_view::npos) return true;
                rest.remove_prefix(colon + 1);
            }
            rest = rest.substr(0, rest.find(':'));
            if (rest.empty()) return true;
            to = integer_of(rest);
            return to.has_value();
        };
        if (!side(0, token.from) || !side(1, token.to)) return fail("could not parse a slice");
        return token.from || token.to ? true : fail("could not parse a slice");
    }

    bool indexes(Token& token, std::string_view inside) {
        token.kind = Token::Kind::index;
        for (bool more = true; more;) {
            const std::size_t comma = inside.find(',');
            more = comma != std::string_view::npos;
            std::string_view part = inside.substr(0, comma);
            if (more) inside.remove_prefix(comma + 1);
            while (part.ends_with(' ')) part.remove_suffix(1);
            while (part.starts_with(' ')) part.remove_prefix(1);
            const auto index = integer_of(part);
            if (!index) return fail("could not parse an index");
            token.indexes.push_back(*index);
        }
        return true;
    }

    bool bracket_property() {
        if (!path_.current_is('[')) return false;
        const char quote = path_.next_significant(path_.position());
        if (quote != '\'' && quote != '"') return false;
        Token token;
        long start = path_.position() + 1;
        long end = 0;
        bool inside = false;
        bool escape = false;
        bool comma = false;
        for (long at = start; path_.in_bounds(at); ++at) {
            const char c = path_.at(at);
            if (escape) {
                escape = false;
            } else if (c == '\\') {
                escape = true;
            } else if (c == ']' && !inside) {
                if (comma) return fail("an empty property");
                break;
            } else if (c == quote && inside) {
                const char next = path_.next_significant(at);
                if (next != ']' && next != ',') return fail("properties are separated by commas");
                end = at;
                auto name = unescape(path_.between(start, end));
                if (!name) return fail("a \\u that is no number");
                token.properties.push_back(std::move(*name));
                inside = false;
            } else if (c == quote) {
                start = at + 1;
                inside = true;
                comma = false;
            } else if (c == ',' && !inside) {
                if (comma) return fail("an empty property");
                comma = true;
            }
        }
        if (inside) return fail("a property is not closed");
        const long close = path_.next_significant(end, ']');
        if (close == -1) return fail("a property is not closed");
        if (token.properties.empty()) return fail("empty properties");
        path_.set_position(close + 1);
        append(std::move(token));
        return true;
    }

    void finish(Path& made) {
        bool definite = true;
        for (std::size_t at = 0; at < tokens_.size(); ++at) {
            tokens_[at].after_definite = definite;
            definite = definite && is_definite(tokens_, at);
        }
        made.definite_ = definite;
        made.function_ = !tokens_.empty() && tokens_.back().kind == Token::Kind::function;
        if (made.function_ && tokens_.front().kind == Token::Kind::scan) invert(made);
        made.written_ = tokens_.size();
        made.tokens_ = std::make_shared<const std::vector<Token>>(std::move(tokens_));
    }

    /// $..a.sum() becomes sum($..a): of all that was found, not of each.
    void invert(Path& made) {
        std::size_t at = 0;
        while (tokens_[at].kind != Token::Kind::function) ++at;
        Path scanned;
        scanned.definite_ = false;
        scanned.tokens_ =
            std::make_shared<const std::vector<Token>>(tokens_.begin(), tokens_.begin() + static_cast<long>(at));
        scanned.written_ = at;
        tokens_.erase(tokens_.begin(), tokens_.begin() + static_cast<long>(at));
        Parameter parameter;
        parameter.path = std::move(scanned);
        tokens_.front().parameters = {std::move(parameter)};
        made.definite_ = true;
        for (std::size_t each = 0; each < tokens_.size(); ++each)
            made.definite_ = made.definite_ && is_definite(tokens_, each);
    }

    Cursor path_;
    int depth_;
    char root_ = '$';
    bool failed_ = false;
    std::string why_;
    std::vector<Token> tokens_;
};

Result<Path> Path::compile(std::string_view text) { return compile(text, 0); }

Result<Path> Path::compile(std::string_view text, int depth) {
    if (text.empty()) return Error{"a path can not be empty"};
    if (text.size() > longest) return Error{"the path is too long"};
    std::string prefixed;
    if (text.front() != '$' && text.front() != '@') {
        prefixed = "$." + std::string(text);
        text = prefixed;
    }
    std::string_view trimmed = text;
    while (trimmed.size() > 1 && trimmed.ends_with(' ')) trimmed.remove_suffix(1);
    if (trimmed.ends_with('.')) return Error{"a path must not end with a . or .."};
    return Compiler(trimmed, depth).run();
}

Path Path::with_wildcard() const {
    Path made = *this;
    auto tokens = std::make_shared<std::vector<Token>>(*tokens_);
    Token token;
    token.kind = Token::Kind::wildcard;
    tokens->push_back(std::move(token));
    made.tokens_ = std::move(tokens);
    return made;
}

}  // namespace wt::gateway::json_path
