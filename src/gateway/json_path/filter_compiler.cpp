#include <re2/re2.h>

#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "gateway/java/json.hpp"
#include "gateway/java/numbers.hpp"
#include "gateway/json_path/cursor.hpp"
#include "gateway/json_path/escapes.hpp"
#include "gateway/json_path/filter.hpp"

namespace wt::gateway::json_path {

namespace {

constexpr int deepest_filter = 60;  // parentheses and negations

constexpr auto names = std::to_array<std::pair<std::string_view, Relation>>({
    {">=", Relation::gte},
    {"<=", Relation::lte},
    {"==", Relation::eq},
    {"===", Relation::tseq},
    {"!=", Relation::ne},
    {"!==", Relation::tsne},
    {"<", Relation::lt},
    {">", Relation::gt},
    {"=~", Relation::regex},
    {"NIN", Relation::nin},
    {"IN", Relation::in},
    {"CONTAINS", Relation::contains},
    {"ALL", Relation::all},
    {"SIZE", Relation::size},
    {"EXISTS", Relation::exists},
    {"TYPE", Relation::type},
    {"MATCHES", Relation::matches},
    {"EMPTY", Relation::empty},
    {"SUBSETOF", Relation::subsetof},
    {"ANYOF", Relation::anyof},
    {"NONEOF", Relation::noneof},
});

[[nodiscard]] bool is_relation(char c) { return c == '<' || c == '>' || c == '=' || c == '~' || c == '!'; }

/// Reads a filter the way Jayway's FilterCompiler does.
class FilterCompiler {
public:
    FilterCompiler(std::string_view text, int depth) : filter_(text), depth_(depth) {}

    [[nodiscard]] Result<std::shared_ptr<const Expression>> run() {
        auto made = std::make_shared<Expression>();
        heap_ = std::make_shared<java::Heap>();
        strip();
        if (going()) *made = either();
        filter_.skip_blanks();
        if (going() && filter_.in_bounds()) fail("expected the end of the filter");
        if (!going()) return Error{"could not parse the filter " + std::string(filter_.all()) + ": " + why_};
        made->heap = heap_;
        return std::shared_ptr<const Expression>(std::move(made));
    }

private:
    /// An InvalidPathException, which one place catches; a broken cursor is what nobody catches.
    void fail(std::string_view why) {
        if (!failed_) why_ = why;
        failed_ = true;
    }
    void fail_for_good(std::string_view why) {
        fail(why);
        hopeless_ = true;
    }
    [[nodiscard]] bool going() const { return !failed_ && !filter_.broken(); }

    void strip() {
        filter_.trim();
        if (!filter_.current_is('[') || !filter_.last_is(']')) return fail("it stands in [ and ]");
        filter_.advance(1);
        filter_.shorten();
        filter_.trim();
        if (!filter_.current_is('?')) return fail("it starts with [?");
        filter_.advance(1);
        filter_.trim();
        if (!filter_.current_is('(') || !filter_.last_is(')')) fail("it starts with [?( and ends with )]");
    }

    [[nodiscard]] Expression either() { return chain("||", Expression::Kind::either, &FilterCompiler::both); }
    [[nodiscard]] Expression both() { return chain("&&", Expression::Kind::both, &FilterCompiler::operand); }

    [[nodiscard]] Expression chain(std::string_view word, Expression::Kind kind, Expression (FilterCompiler::*part)()) {
        std::vector<Expression> parts;
        parts.push_back((this->*part)());
        while (going()) {
            const long place = filter_.position();
            if (!filter_.take(word)) {
                filter_.set_position(place);
                break;
            }
            parts.push_back((this->*part)());
        }
        if (parts.size() == 1) return std::move(parts.front());
        Expression made;
        made.kind = kind;
        made.parts = std::move(parts);
        return made;
    }

    void expect(char c) {
        if (filter_.skip_blanks().current() != c) return fail("expected a bracket");
        filter_.advance(1);
    }

    [[nodiscard]] Expression operand() {
        if (++nested_ > deepest_filter) fail_for_good("too deep");
        if (!going()) return {};
        const long place = filter_.skip_blanks().position();
        Expression made;
        if (filter_.current_is('!')) {
            expect('!');
            const char next = filter_.skip_blanks().current();
            if (next != '$' && next != '@') {
                made.kind = Expression::Kind::negation;
                made.parts.push_back(operand());
                --nested_;
                return made;
            }
            filter_.set_position(place);
        }
        if (filter_.skip_blanks().current_is('(')) {
            expect('(');
            made = either();
            expect(')');
        } else {
            made = relation();
        }
        --nested_;
        return made;
    }

    [[nodiscard]] Expression relation() {
        Expression made;
        made.left = value();
        if (!going()) return made;
        const long place = filter_.position();
        made.relation = read_relation();
        if (going()) made.right = value();
        if (going()) return made;
        if (hopeless_ || filter_.broken()) return made;
        // Not a comparison: then it asks whether there is one.
        failed_ = false;
        filter_.set_position(place);
        if (made.left.kind != Operand::Kind::path) {
            fail("expected a path");
            return made;
        }
        made.relation = Relation::exists;
        made.left.exists = true;
        made.right = {};
        made.right.kind = Operand::Kind::boolean;
        made.right.truth = made.left.should_exist;
        return made;
    }

    [[nodiscard]] Relation read_relation() {
        const long begin = filter_.skip_blanks().position();
        if (is_relation(filter_.current())) {
            while (filter_.in_bounds() && is_relation(filter_.current())) filter_.advance(1);
        } else {
            while (filter_.in_bounds() && filter_.current() != ' ') filter_.advance(1);
        }
        std::string word(filter_.between(begin, filter_.position()));
        std::ranges::transform(word, word.begin(),
                               [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
        for (const auto& [name, relation] : names)
            if (name == word) return relation;
        fail("no such operator");
        return Relation::exists;
    }

    [[nodiscard]] Operand value() {
        const char c = filter_.skip_blanks().current();
        if (c == '$' || c == '@') return path();
        if (c == '!') {
            filter_.advance(1);
            const char next = filter_.skip_blanks().current();
            if (next == '$' || next == '@') return path();
            fail("an unexpected !");
            return {};
        }
        switch (c) {
            case '\'':
            case '"': return text(c);
            case 't':
            case 'f': return truth();
            case 'n': return null();
            case '{':
            case '[': return json();
            case '/': return pattern();
            default: return number();
        }
    }

    [[nodiscard]] Operand text(char quote) {
        const long begin = filter_.position();
        const long end = filter_.next_unescaped(begin, quote);
        if (end == -1) {
            fail("a text does not end");
            return {};
        }
        filter_.set_position(end + 1);
        auto plain = unescape(filter_.between(begin + 1, end));
        if (!plain) fail_for_good("a \\u that is no number");
        Operand made;
        made.kind = Operand::Kind::text;
        made.text = std::move(plain).value_or("");
        return made;
    }

    [[nodiscard]] Operand truth() {
        const bool is_true = filter_.current() == 't';
        const long end = filter_.position() + (is_true ? 3 : 4);
        if (!filter_.in_bounds(end) || filter_.between(filter_.position(), end + 1) != (is_true ? "true" : "false")) {
            fail("expected true or false");
            return {};
        }
        filter_.set_position(end + 1);
        Operand made;
        made.kind = Operand::Kind::boolean;
        made.truth = is_true;
        return made;
    }

    [[nodiscard]] Operand null() {
        const long begin = filter_.position();
        if (!filter_.in_bounds(begin + 3) || filter_.between(begin, begin + 4) != "null") {
            fail("expected null");
            return {};
        }
        filter_.advance(4);
        return {};
    }

    [[nodiscard]] Operand json() {
        const long begin = filter_.position();
        const char open = filter_.current();
        const long end = filter_.closing(begin, open, open == '[' ? ']' : '}', false);
        if (end < 0) {
            fail("JSON does not end");
            return {};
        }
        filter_.set_position(end + 1);
        Operand made;
        made.kind = Operand::Kind::json;
        made.text = filter_.between(begin, end + 1);
        const auto parsed = java::parse_json(*heap_, heap_->keep(made.text));
        if (const auto* const found = std::get_if<java::Value>(&parsed)) {
            made.json = *found;
            made.is_json = true;
        }
        return made;
    }

    [[nodiscard]] Operand pattern() {
        constexpr std::string_view flags = "dixmsuU";
        const long begin = filter_.position();
        long end = filter_.next_unescaped(begin, '/');
        if (end == -1) {
            fail("a pattern does not end");
            return {};
        }
        while (filter_.in_bounds(end + 1) && flags.find(filter_.at(end + 1)) != std::string_view::npos) ++end;
        filter_.set_position(end + 1);
        const std::string_view all = filter_.between(begin, end + 1);
        const std::size_t close = all.rfind('/');
        compile(all.substr(1, close - 1), all.substr(close + 1));
        Operand made;
        made.kind = Operand::Kind::pattern;
        made.pattern = compiled_;
        return made;
    }

    void compile(std::string_view pattern, std::string_view flags) {
        std::string prefix;
        for (const char flag : flags) {
            if (flag == 'x') return fail_for_good("comments in patterns are not there");
            if (flag == 'i' || flag == 'm' || flag == 's') prefix += flag;
        }
        if (!prefix.empty()) prefix = "(?" + prefix + ")";
        re2::RE2::Options options;
        options.set_log_errors(false);
        options.set_max_mem(std::int64_t{1} << 20U);
        compiled_ = std::make_shared<const re2::RE2>(prefix + std::string(pattern), options);
        if (!compiled_->ok()) fail_for_good("the pattern is not taken: " + compiled_->error());
    }

    [[nodiscard]] Operand number() {
        const long begin = filter_.position();
        const auto belongs = [](char c) {
            return (c >= '0' && c <= '9') || c == '-' || c == '.' || c == 'E' || c == 'e';
        };
        while (filter_.in_bounds() && belongs(filter_.current())) filter_.advance(1);
        const auto digits = java::decimal_text(filter_.between(begin, filter_.position()));
        if (!digits) fail_for_good("expected a value");
        Operand made;
        made.kind = Operand::Kind::number;
        made.text = digits.value_or("0");
        return made;
    }

    [[nodiscard]] Operand path() {
        const char before = filter_.previous_significant();
        const long begin = filter_.position();
        filter_.advance(1);
        while (filter_.in_bounds()) {
            if (filter_.current() == '[') {
                const long close = filter_.closing(filter_.position(), '[', ']', false);
                if (close < 0) {
                    fail("brackets do not match");
                    return {};
                }
                filter_.set_position(close + 1);
            }
            const bool ends = filter_.current() == ')' && !closes_function(begin);
            if (filter_.broken() || !filter_.in_bounds() || is_relation(filter_.current()) ||
                filter_.current() == ' ' || ends)
                break;
            filter_.advance(1);
        }
        Operand made;
        made.kind = Operand::Kind::path;
        made.should_exist = before != '!';
        auto compiled = Path::compile(filter_.between(begin, filter_.position()), depth_);
        if (!compiled.ok()) {
            fail(compiled.error().message);
            return made;
        }
        made.path = std::move(*compiled);
        return made;
    }

    [[nodiscard]] bool closes_function(long lower) {
        long place = filter_.index_of_previous_significant();
        if (place == -1 || filter_.at(place) != '(') return false;
        for (--place; filter_.in_bounds(place) && place > lower; --place)
            if (filter_.at(place) == '.') return true;
        return false;
    }

    Cursor filter_;
    int depth_;
    int nested_ = 0;
    bool failed_ = false;
    bool hopeless_ = false;
    std::string why_;
    std::shared_ptr<java::Heap> heap_;
    std::shared_ptr<const re2::RE2> compiled_;
};

}  // namespace

Result<std::shared_ptr<const Expression>> compile_filter(std::string_view text, int depth) {
    return FilterCompiler(text, depth).run();
}

}  // namespace wt::gateway::json_path
