#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "storage/s3/select/errors.hpp"
#include "storage/s3/select/query.hpp"

namespace wt::s3::select {

namespace {

enum class Kind : std::uint8_t { word, quoted, text, number, symbol, end };

struct Token {
    Kind kind = Kind::end;
    std::string text;
};

[[nodiscard]] std::string upper(std::string_view word) {
    std::string made(word);
    for (char& c : made) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c;
    return made;
}

[[nodiscard]] bool begins_word(char c) { return is_letter(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80; }

/// Behind the mark that begins a text or a quoted name: what is in it, doubled marks single. None without an end.
[[nodiscard]] std::optional<std::string> quoted(std::string_view text, std::size_t& at) {
    const char mark = text[at++];
    std::string inside;
    for (; at < text.size(); ++at) {
        if (text[at] != mark) {
            inside += text[at];
        } else if (at + 1 < text.size() && text[at + 1] == mark) {
            inside += text[at++];
        } else {
            ++at;
            return inside;
        }
    }
    return std::nullopt;
}

[[nodiscard]] Result<std::vector<Token>, aws::Error> tokens_of(std::string_view text) {
    constexpr std::array<std::string_view, 5> pairs{"<>", "!=", "<=", ">=", "||"};
    constexpr std::string_view symbols = "=<>+-*/%(),.[];";
    std::vector<Token> tokens;
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            ++at;
        } else if (text.substr(at).starts_with("--")) {
            at = std::min(text.find('\n', at), text.size());
        } else if (begins_word(c)) {
            const std::size_t begin = at;
            while (at < text.size() && (begins_word(text[at]) || is_digit(text[at]) || text[at] == '$')) ++at;
            tokens.push_back({Kind::word, std::string(text.substr(begin, at - begin))});
        } else if (c == '\'' || c == '"') {
            auto inside = quoted(text, at);
            if (!inside) return aws::Error(errors::lexer_invalid_literal);
            tokens.push_back({c == '"' ? Kind::quoted : Kind::text, std::move(*inside)});
        } else if (is_digit(c) || (c == '.' && at + 1 < text.size() && is_digit(text[at + 1]))) {
            double number = 0;
            const auto [end, problem] = std::from_chars(text.data() + at, text.data() + text.size(), number);
            const auto size = static_cast<std::size_t>(end - (text.data() + at));
            if (problem != std::errc() || (at + size < text.size() && begins_word(text[at + size])))
                return aws::Error(errors::lexer_invalid_literal);
            tokens.push_back({Kind::number, std::string(text.substr(at, size))});
            at += size;
        } else {
            const std::string_view two = text.substr(at, 2);
            const bool pair = std::find(pairs.begin(), pairs.end(), two) != pairs.end();
            if (!pair && symbols.find(c) == std::string_view::npos) return aws::Error(errors::lexer_invalid_char);
            tokens.push_back({Kind::symbol, std::string(pair ? two : two.substr(0, 1))});
            at += pair ? 2 : 1;
        }
    }
    tokens.emplace_back();
    return tokens;
}

constexpr std::array<std::string_view, 22> keywords{
    "SELECT", "FROM", "WHERE", "LIMIT", "AND", "OR",   "NOT",    "BETWEEN", "IN",    "LIKE", "ESCAPE",
    "IS",     "AS",   "GROUP", "ORDER", "BY",  "JOIN", "HAVING", "CASE",    "UNION", "WHEN", "DISTINCT"};
constexpr std::array<std::string_view, 5> aggregates{"COUNT", "SUM", "AVG", "MIN", "MAX"};
/// S3 has them, this has not.
constexpr std::array<std::string_view, 7> not_there{"CASE",      "DATE_ADD",     "DATE_DIFF", "EXTRACT",
                                                    "TO_STRING", "TO_TIMESTAMP", "UTCNOW"};
struct Function {
    std::string_view name;
    std::size_t least = 1;  // arguments
    std::size_t most = 1;
};
constexpr std::array<Function, 8> functions{{{"COALESCE", 1, 100},
                                             {"NULLIF", 2, 2},
                                             {"LOWER"},
                                             {"UPPER"},
                                             {"CHAR_LENGTH"},
                                             {"CHARACTER_LENGTH"},
                                             {"SUBSTRING", 2, 3},
                                             {"TRIM", 1, 3}}};

[[nodiscard]] bool is_one_of(std::string_view name, std::span<const std::string_view> names) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// Recursive descent. After the first error it stands at the end of the tokens, so that all loops end.
class Parser {
public:
    explicit Parser(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

    [[nodiscard]] Result<Query, aws::Error> run() {
        Query query;
        if (!take_word("SELECT")) fail(errors::expected_keyword);
        items(query);
        if (!take_word("FROM")) fail(errors::missing_from);
        source(query);
        if (take_word("WHERE")) {
            const std::size_t before = aggregates_;
            query.where = expression();
            if (aggregates_ > before) fail(errors::unsupported_structure);
        }
        if (take_word("LIMIT")) {
            std::uint64_t limit = 0;
            const std::string& text = peek().text;
            const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), limit);
            if (peek().kind != Kind::number || problem != std::errc() || end != text.data() + text.size())
                fail(errors::unexpected_token);
            query.limit = limit;
            next();
        }
        take(";");
        if (peek().kind != Kind::end) fail(errors::unexpected_token);
        if (failure_) return std::move(*failure_);
        query.aggregates = aggregates_;
        if (aggregates_ > 0) {
            const auto mixes = [](const Item& item) { return has_loose_path(item.expression); };
            if (std::any_of(query.items.begin(), query.items.end(), mixes))
                return aws::Error(errors::unsupported_structure);
        }
        return query;
    }

private:
    /// A column that stands beside aggregates.
    [[nodiscard]] static bool has_loose_path(const Expression& expression) {
        if (expression.op == Op::aggregate) return false;
        return expression.op == Op::path ||
               std::any_of(expression.operands.begin(), expression.operands.end(), has_loose_path);
    }

    [[nodiscard]] const Token& peek() const { return tokens_[at_]; }
    void next() { at_ = std::min(at_ + 1, tokens_.size() - 1); }
    void fail(const aws::ErrorRow& row) { fail(aws::Error(row)); }
    void fail(aws::Error error) {
        if (!failure_) failure_ = std::move(error);
        at_ = tokens_.size() - 1;
    }
    [[nodiscard]] bool sees(std::string_view symbol) const {
        return peek().kind == Kind::symbol && peek().text == symbol;
    }
    bool take(std::string_view symbol) {
        if (!sees(symbol)) return false;
        next();
        return true;
    }
    [[nodiscard]] bool sees_word(std::string_view word) const {
        return peek().kind == Kind::word && same_ignoring_case(peek().text, word);
    }
    bool take_word(std::string_view word) {
        if (!sees_word(word)) return false;
        next();
        return true;
    }
    void expect(std::string_view symbol) {
        if (!take(symbol)) fail(errors::unexpected_token);
    }
    [[nodiscard]] bool sees_name() const {
        return peek().kind == Kind::quoted || (peek().kind == Kind::word && !is_one_of(upper(peek().text), keywords));
    }

    void items(Query& query) {
        if (sees_word("FROM")) return fail(errors::empty_select);
        if (take("*")) {
            if (sees(",")) fail(errors::star_not_alone);
            return;
        }
        if (at_ + 2 < tokens_.size() && sees_name() && tokens_[at_ + 1].text == "." && tokens_[at_ + 2].text == "*") {
            at_ += 3;  // alias.*
            return;
        }
        do {
            if (sees("*")) return fail(errors::star_not_alone);
            Item item;
            item.expression = expression();
            const Expression& made = item.expression;
            if (made.op == Op::path && made.path.back().kind == Step::Kind::name) item.name = made.path.back().name;
            if (take_word("AS")) {
                if (!sees_name()) fail(errors::expected_identifier);
                item.name = peek().text;
                next();
            } else if (sees_name()) {
                item.name = peek().text;
                next();
            }
            query.items.push_back(std::move(item));
        } while (take(","));
    }

    void source(Query& query) {
        if (!take_word("S3Object")) return fail(errors::invalid_data_source);
        query.alias = "S3Object";
        query.from = steps();
        // The whole of the object is its records.
        if (!query.from.empty() && query.from.front().kind == Step::Kind::all) query.from.erase(query.from.begin());
        for (const Step& step : query.from) {
            if (step.kind != Step::Kind::name) continue;
            query.alias = step.name;
            query.exact_alias = step.exact;
        }
        const bool as = take_word("AS");
        if (sees_name()) {
            query.exact_alias = peek().kind == Kind::quoted;
            query.alias = peek().text;
            next();
        } else if (as) {
            fail(errors::expected_identifier);
        }
    }

    [[nodiscard]] Step name_step() {
        Step step;
        step.name = peek().text;
        step.exact = peek().kind == Kind::quoted;
        next();
        return step;
    }

    [[nodiscard]] std::vector<Step> steps() {
        std::vector<Step> found;
        for (;;) {
            if (take(".")) {
                if (peek().kind != Kind::word && peek().kind != Kind::quoted) {
                    fail(errors::invalid_path);
                    return found;
                }
                found.push_back(name_step());
            } else if (take("[")) {
                Step step;
                if (take("*")) {
                    step.kind = Step::Kind::all;
                } else if (peek().kind == Kind::number) {
                    step.kind = Step::Kind::index;
                    const std::string& text = peek().text;
                    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), step.index);
                    if (problem != std::errc() || end != text.data() + text.size()) fail(errors::invalid_path);
                    next();
                } else if (peek().kind == Kind::text) {
                    step.name = peek().text;
                    step.exact = true;
                    next();
                } else {
                    fail(errors::invalid_path);
                }
                expect("]");
                found.push_back(std::move(step));
            } else {
                return found;
            }
        }
    }

    [[nodiscard]] Expression of(Op op, std::vector<Expression> operands) {
        Expression made;
        made.op = op;
        for (const Expression& operand : operands) made.height = std::max(made.height, operand.height + 1);
        if (made.height > Expression::highest) {
            fail(errors::unsupported_syntax);
            return {};
        }
        made.operands = std::move(operands);
        return made;
    }
    [[nodiscard]] Expression of(Op op, Expression only) {
        std::vector<Expression> operands;
        operands.push_back(std::move(only));
        return of(op, std::move(operands));
    }
    [[nodiscard]] Expression of(Op op, Expression left, Expression right) {
        std::vector<Expression> operands;
        operands.push_back(std::move(left));
        operands.push_back(std::move(right));
        return of(op, std::move(operands));
    }

    [[nodiscard]] Expression expression() {
        if (depth_ >= deepest) {
            fail(errors::unsupported_syntax);
            return {};
        }
        ++depth_;
        Expression made = any_of();
        --depth_;
        return made;
    }
    [[nodiscard]] Expression any_of() {
        std::vector<Expression> parts;
        do parts.push_back(all_of());
        while (take_word("OR"));
        return parts.size() == 1 ? std::move(parts.front()) : of(Op::any_of, std::move(parts));
    }
    [[nodiscard]] Expression all_of() {
        std::vector<Expression> parts;
        do parts.push_back(inverse());
        while (take_word("AND"));
        return parts.size() == 1 ? std::move(parts.front()) : of(Op::all_of, std::move(parts));
    }
    [[nodiscard]] Expression inverse() {
        std::size_t times = 0;
        while (take_word("NOT")) ++times;
        Expression made = condition();
        for (; times > 0 && !failure_; --times) made = of(Op::inverse, std::move(made));
        return made;
    }

    [[nodiscard]] Expression condition() {
        Expression left = sum();
        for (;;) {
            if (take("=")) {
                left = of(Op::equal, std::move(left), sum());
            } else if (take("<>") || take("!=")) {
                left = of(Op::inverse, of(Op::equal, std::move(left), sum()));
            } else if (take("<")) {
                left = of(Op::less, std::move(left), sum());
            } else if (take("<=")) {
                left = of(Op::less_or_equal, std::move(left), sum());
            } else if (take(">")) {
                left = of(Op::less, sum(), std::move(left));
            } else if (take(">=")) {
                left = of(Op::less_or_equal, sum(), std::move(left));
            } else if (take_word("IS")) {
                const bool inverted = take_word("NOT");
                const bool null = take_word("NULL");
                if (!null && !take_word("MISSING")) fail(errors::expected_keyword);
                left = of(null ? Op::is_null : Op::is_missing, std::move(left));
                if (inverted) left = of(Op::inverse, std::move(left));
            } else {
                const bool inverted = sees_word("NOT") && is_matcher(tokens_[std::min(at_ + 1, tokens_.size() - 1)]);
                if (inverted) next();
                if (!is_matcher(peek())) return left;
                left = matcher(std::move(left));
                if (inverted) left = of(Op::inverse, std::move(left));
            }
        }
    }
    [[nodiscard]] static bool is_matcher(const Token& token) {
        constexpr std::array<std::string_view, 3> words{"BETWEEN", "IN", "LIKE"};
        return token.kind == Kind::word && is_one_of(upper(token.text), words);
    }
    [[nodiscard]] Expression matcher(Expression left) {
        std::vector<Expression> operands;
        operands.push_back(std::move(left));
        if (take_word("BETWEEN")) {
            operands.push_back(sum());
            if (!take_word("AND")) fail(errors::expected_keyword);
            operands.push_back(sum());
            return of(Op::between, std::move(operands));
        }
        if (take_word("LIKE")) {
            operands.push_back(sum());
            if (take_word("ESCAPE")) operands.push_back(sum());
            return of(Op::like, std::move(operands));
        }
        next();  // IN
        const bool brackets = take("[");
        if (!brackets) expect("(");
        do operands.push_back(expression());
        while (take(","));
        expect(brackets ? "]" : ")");
        return of(Op::in, std::move(operands));
    }

    [[nodiscard]] Expression sum() {
        Expression left = product();
        for (;;) {
            if (take("+")) {
                left = of(Op::add, std::move(left), product());
            } else if (take("-")) {
                left = of(Op::subtract, std::move(left), product());
            } else if (take("||")) {
                left = of(Op::concat, std::move(left), product());
            } else {
                return left;
            }
        }
    }
    [[nodiscard]] Expression product() {
        Expression left = sign();
        for (;;) {
            if (take("*")) {
                left = of(Op::multiply, std::move(left), sign());
            } else if (take("/")) {
                left = of(Op::divide, std::move(left), sign());
            } else if (take("%")) {
                left = of(Op::modulo, std::move(left), sign());
            } else {
                return left;
            }
        }
    }
    [[nodiscard]] Expression sign() {
        std::size_t times = 0;
        while (sees("-") || sees("+")) {
            times += sees("-") ? 1 : 0;
            next();
        }
        Expression made = operand();
        for (; times > 0 && !failure_; --times) made = of(Op::negate, std::move(made));
        return made;
    }

    [[nodiscard]] Expression operand() {
        Expression made;
        const Token token = peek();
        if (take("(")) {
            made = expression();
            expect(")");
        } else if (token.kind == Kind::text) {
            made.literal = token.text;
            next();
        } else if (token.kind == Kind::number) {
            made.literal = Value::parse(token.text, nullptr, false);
            if (made.literal.is_discarded()) fail(errors::lexer_invalid_literal);
            next();
        } else if (take_word("NULL")) {
            made.literal = nullptr;
        } else if (take_word("MISSING")) {
            made.literal = missing();
        } else if (sees_word("TRUE") || sees_word("FALSE")) {
            made.literal = sees_word("TRUE");
            next();
        } else if (token.kind == Kind::word && is_one_of(upper(token.text), not_there) &&
                   (sees_word("CASE") || tokens_[at_ + 1].text == "(")) {
            fail(aws::Error(errors::not_implemented,
                            fmt::format("Windtunnel does not implement {} in S3 Select.", upper(token.text))));
        } else if (token.kind == Kind::word && tokens_[at_ + 1].kind == Kind::symbol && tokens_[at_ + 1].text == "(") {
            at_ += 2;
            return call(upper(token.text));
        } else if (sees_name()) {
            made.op = Op::path;
            made.path.push_back(name_step());
            for (Step& step : steps()) made.path.push_back(std::move(step));
        } else {
            fail(token.kind == Kind::word ? errors::unexpected_keyword : errors::unexpected_term);
        }
        return made;
    }

    [[nodiscard]] Expression call(std::string name) {
        if (name == "CAST") return cast();
        if (is_one_of(name, aggregates)) return aggregate(std::move(name));
        const auto* const found = std::find_if(functions.begin(), functions.end(),
                                               [&](const Function& function) { return function.name == name; });
        if (found == functions.end()) {
            fail(errors::unsupported_function);
            return {};
        }
        std::vector<Expression> arguments;
        if (name == "TRIM") {
            arguments = trim_arguments();
        } else if (!sees(")")) {
            arguments.push_back(expression());
            while (take(",") || (name == "SUBSTRING" && (take_word("FROM") || take_word("FOR"))))
                arguments.push_back(expression());
        }
        expect(")");
        if (arguments.size() < found->least || arguments.size() > found->most) fail(errors::invalid_arguments);
        Expression made = of(Op::call, std::move(arguments));
        made.name = std::move(name);
        return made;
    }
    /// TRIM([[LEADING | TRAILING | BOTH] [characters] FROM] text): the side, the text, the characters.
    [[nodiscard]] std::vector<Expression> trim_arguments() {
        Expression side;
        side.literal = "BOTH";
        Expression characters;
        characters.literal = " ";
        for (const std::string_view word : {"LEADING", "TRAILING", "BOTH"}) {
            if (take_word(word)) side.literal = std::string(word);
        }
        if (!sees_word("FROM")) characters = expression();
        std::vector<Expression> arguments;
        arguments.push_back(std::move(side));
        if (take_word("FROM")) {
            arguments.push_back(expression());
            arguments.push_back(std::move(characters));
        } else {
            arguments.push_back(std::move(characters));
        }
        return arguments;
    }
    [[nodiscard]] Expression cast() {
        constexpr std::array<std::string_view, 11> types{"INT",     "INTEGER", "BOOL",     "BOOLEAN",
                                                         "FLOAT",   "DECIMAL", "NUMERIC",  "STRING",
                                                         "VARCHAR", "CHAR",    "CHARACTER"};
        Expression made = of(Op::cast, expression());
        if (!take_word("AS")) fail(errors::expected_keyword);
        made.name = upper(peek().text);
        if (sees_word("TIMESTAMP")) {
            fail(aws::Error(errors::not_implemented, "Windtunnel does not implement TIMESTAMP in S3 Select."));
        } else if (peek().kind != Kind::word || !is_one_of(made.name, types)) {
            fail(errors::expected_type);
        }
        next();
        if (take("(")) {  // a precision, which nothing is rounded to
            do {
                if (peek().kind != Kind::number) fail(errors::unexpected_token);
                next();
            } while (take(","));
            expect(")");
        }
        expect(")");
        return made;
    }
    [[nodiscard]] Expression aggregate(std::string name) {
        Expression made;
        const std::size_t before = aggregates_;
        if (take("*")) {
            if (name != "COUNT") fail(errors::call_with_star);
            Expression one;
            one.literal = 1;
            made = of(Op::aggregate, std::move(one));
        } else if (sees(")")) {
            fail(errors::non_unary_aggregate);
        } else {
            made = of(Op::aggregate, expression());
            if (sees(",")) fail(errors::non_unary_aggregate);
        }
        expect(")");
        if (aggregates_ > before) fail(errors::unsupported_structure);  // one in another
        made.name = std::move(name);
        made.aggregate = aggregates_++;
        return made;
    }

    static constexpr std::size_t deepest = 60;

    std::vector<Token> tokens_;
    std::size_t at_ = 0;
    std::size_t depth_ = 0;
    std::size_t aggregates_ = 0;
    std::optional<aws::Error> failure_;
};

}  // namespace

bool matches(const Step& step, std::string_view name) {
    return step.exact ? step.name == name : same_ignoring_case(step.name, name);
}

Result<Query, aws::Error> parse(std::string_view text) {
    if (text.size() > longest_expression) return aws::Error(errors::expression_too_long);
    auto tokens = tokens_of(text);
    if (!tokens.ok()) return tokens.error();
    return Parser(std::move(*tokens)).run();
}

}  // namespace wt::s3::select
