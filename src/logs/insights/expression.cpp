#include "logs/insights/expression.hpp"

#include <cmath>
#include <memory>

#include <fmt/format.h>
#include <re2/re2.h>

#include "base/ascii.hpp"
#include "logs/insights/extraction.hpp"

namespace wt::logs::insights {

namespace {

constexpr int deepest_expression = 50;
constexpr std::size_t most_arguments = 100;
constexpr int most_operands = 1000;  // of one expression

/// A parser by recursive descent: one method for each binding strength, loosest first. An empty Expression is a
/// failure, and error_ says why.
class Parser {
public:
    Parser(Scanner& scanner, Surroundings& around) : scanner_(scanner), around_(around) {}

    [[nodiscard]] Result<Expression, QueryError> read() {
        Expression expression = any_of();
        if (!expression) return *error_;
        return expression;
    }

private:
    Expression fail(QueryError error) {
        if (!error_) error_ = std::move(error);
        return {};
    }
    Expression unexpected() { return fail(scanner_.unexpected()); }

    Expression any_of() {
        if (depth_ >= deepest_expression) return fail({"the query is nested too deeply"});
        ++depth_;
        Expression left = all_of();
        while (left && scanner_.take_word("or")) {
            Expression right = all_of();
            if (!right) return {};
            left = [a = std::move(left), b = std::move(right)](const Record& record) {
                return truth(is_true(a(record)) || is_true(b(record)));
            };
        }
        --depth_;
        return left;
    }

    Expression all_of() {
        Expression left = negation();
        while (left && scanner_.take_word("and")) {
            Expression right = negation();
            if (!right) return {};
            left = [a = std::move(left), b = std::move(right)](const Record& record) {
                return truth(is_true(a(record)) && is_true(b(record)));
            };
        }
        return left;
    }

    Expression negation() {
        bool negated = false;
        while (scanner_.take_word("not")) negated = !negated;
        Expression of = comparison();
        return negated ? inverse(std::move(of)) : of;
    }
    [[nodiscard]] static Expression inverse(Expression of) {
        if (!of) return {};
        return [of = std::move(of)](const Record& record) { return truth(!is_true(of(record))); };
    }

    Expression comparison() {
        Expression left = sum();
        if (!left) return {};
        if (scanner_.take("=~")) return matching(std::move(left));
        if (scanner_.take_word("like")) return matching(std::move(left));
        if (scanner_.take_word("in")) return among(std::move(left));
        if (scanner_.sees_word("not")) {
            scanner_.take_word("not");
            if (scanner_.take_word("like")) return inverse(matching(std::move(left)));
            if (scanner_.take_word("in")) return inverse(among(std::move(left)));
            return unexpected();
        }
        static constexpr std::string_view symbols[] = {"!=", "<=", ">=", "=", "<", ">"};
        for (const std::string_view symbol : symbols) {
            if (!scanner_.take(symbol)) continue;
            Expression right = sum();
            if (!right) return {};
            return compared(symbol, std::move(left), std::move(right));
        }
        return left;
    }

    /// What is not there is unlike anything.
    [[nodiscard]] static Expression compared(std::string_view symbol, Expression left, Expression right) {
        return [symbol, a = std::move(left), b = std::move(right)](const Record& record) {
            const std::partial_ordering order = compare(a(record), b(record));
            if (symbol == "!=") return truth(order != std::partial_ordering::equivalent);
            if (symbol == "=") return truth(order == std::partial_ordering::equivalent);
            if (symbol == "<") return truth(order == std::partial_ordering::less);
            if (symbol == ">") return truth(order == std::partial_ordering::greater);
            if (symbol == "<=") return truth(std::is_lteq(order));
            return truth(std::is_gteq(order));
        };
    }

    /// /an expression/, or a text that is to be found in it.
    Expression matching(Expression of) {
        if (scanner_.peek() == '/') {
            const auto inside = scanner_.expression();
            if (!inside) return unexpected();
            auto compiled = compile(*inside);
            if (!compiled.ok()) return fail({compiled.error().message});
            return [of = std::move(of), expression = *compiled](const Record& record) {
                const Value value = of(record);
                return truth(is_there(value) && re2::RE2::PartialMatch(text_of(value), *expression));
            };
        }
        const auto part = scanner_.text();
        if (!part) return unexpected();
        return [of = std::move(of), part = *part](const Record& record) {
            const Value value = of(record);
            return truth(is_there(value) && text_of(value).find(part) != std::string::npos);
        };
    }

    Expression among(Expression of) {
        if (!scanner_.take("[")) return unexpected();
        std::vector<Expression> members;
        do {
            Expression member = sum();
            if (!member) return {};
            members.push_back(std::move(member));
        } while (scanner_.take(",") && members.size() < most_arguments);
        if (!scanner_.take("]")) return unexpected();
        return [of = std::move(of), members = std::move(members)](const Record& record) {
            const Value value = of(record);
            for (const Expression& member : members) {
                if (compare(value, member(record)) == std::partial_ordering::equivalent) return truth(true);
            }
            return truth(false);
        };
    }

    Expression sum() {
        Expression left = product();
        while (left && (scanner_.peek() == '+' || scanner_.peek() == '-')) {
            const char symbol = scanner_.peek();
            scanner_.take({&symbol, 1});
            left = computed(symbol, std::move(left), product());
        }
        return left;
    }

    Expression product() {
        Expression left = power();
        while (left && (scanner_.peek() == '*' || scanner_.peek() == '/' || scanner_.peek() == '%')) {
            const char symbol = scanner_.peek();
            scanner_.take({&symbol, 1});
            left = computed(symbol, std::move(left), power());
        }
        return left;
    }

    Expression power() {
        Expression left = sign();
        while (left && scanner_.take("^")) left = computed('^', std::move(left), sign());
        return left;
    }

    Expression sign() {
        bool negative = false;
        while (scanner_.take("-")) negative = !negative;
        Expression of = primary();
        if (!negative || !of) return of;
        return computed('-', [](const Record&) { return Value(0.0); }, std::move(of));
    }

    [[nodiscard]] static Expression computed(char symbol, Expression left, Expression right) {
        if (!right) return {};
        return [symbol, a = std::move(left), b = std::move(right)](const Record& record) -> Value {
            const auto x = number_of(a(record));
            const auto y = number_of(b(record));
            if (!x || !y) return {};
            switch (symbol) {
                case '+': return finite(*x + *y);
                case '-': return finite(*x - *y);
                case '*': return finite(*x * *y);
                case '/': return finite(*x / *y);
                case '%': return finite(std::fmod(*x, *y));
                default: return finite(std::pow(*x, *y));
            }
        };
    }

    Expression primary() {
        if (++operands_ > most_operands) return fail({"the expression is too long"});
        const std::size_t begin = begin_of_next();
        if (scanner_.take("(")) {
            Expression inside = any_of();
            if (inside && !scanner_.take(")")) return unexpected();
            return inside;
        }
        if (const auto number = scanner_.number()) return constant(*number);
        if (const auto text = scanner_.text()) return constant(*text);
        const bool in_backticks = scanner_.peek() == '`';
        Scanner before = scanner_;
        const auto name = scanner_.name();
        if (!name) return unexpected();
        if (!in_backticks) {
            if (scanner_.take("(")) return call(*name, begin, before);
            if (same_ignoring_case(*name, "true")) return constant(1.0);
            if (same_ignoring_case(*name, "false")) return constant(0.0);
        }
        return field_of(*name);
    }

    [[nodiscard]] std::size_t begin_of_next() {
        scanner_.skip_blanks();
        return scanner_.place();
    }
    [[nodiscard]] static Expression constant(Value value) {
        return [value = std::move(value)](const Record&) { return value; };
    }
    Expression field_of(std::string name) {
        around_.reads.insert(name);
        return [name = std::move(name)](const Record& record) { return field(record, name); };
    }

    /// Behind the parenthesis of a call that began at `begin`.
    Expression call(const std::string& name, std::size_t begin, Scanner& before) {
        Expression made;
        if (const auto statistic = find_statistic(name)) {
            made = gathered(*statistic, begin);
        } else if (same_ignoring_case(name, "bin")) {
            around_.reads.insert("@timestamp");
            made = rounded([](const Record& record) { return field(record, "@timestamp"); }, false);
        } else if (same_ignoring_case(name, "datefloor") || same_ignoring_case(name, "dateceil")) {
            Expression moment = any_of();
            if (moment && !scanner_.take(",")) return unexpected();
            made = rounded(std::move(moment), same_ignoring_case(name, "dateceil"));
        } else if (same_ignoring_case(name, "now")) {
            if (!scanner_.take(")")) return unexpected();
            return constant(static_cast<double>(around_.now / 1000));  // seconds
        } else if (const Function* function = find_function(name)) {
            return called(*function);
        } else {
            return fail(before.unexpected());
        }
        // What `stats` has computed goes by its name.
        std::string text(scanner_.since(begin));
        return made && around_.computed.contains(text) ? field_of(std::move(text)) : made;
    }

    Expression called(const Function& function) {
        std::vector<Expression> arguments;
        while (!scanner_.take(")")) {
            if (!arguments.empty() && !scanner_.take(",")) return unexpected();
            Expression argument = any_of();
            if (!argument) return {};
            arguments.push_back(std::move(argument));
            if (arguments.size() > function.most) return unexpected();
        }
        if (arguments.size() < function.least)
            return fail({fmt::format("{} expects at least {} arguments", function.name, function.least)});
        return [call = function.call, arguments = std::move(arguments)](const Record& record) {
            std::vector<Value> values;
            values.reserve(arguments.size());
            for (const Expression& argument : arguments) values.push_back(argument(record));
            return call(values);
        };
    }

    /// A statistic, up to its parenthesis. Outside of `stats` only one that is already computed is known.
    Expression gathered(Statistic statistic, std::size_t begin) {
        std::vector<Aggregate>* const into = std::exchange(around_.aggregates, nullptr);
        Aggregate aggregate;
        aggregate.statistic = statistic;
        const bool counts_all = statistic == Statistic::count && (scanner_.take("*") || scanner_.peek() == ')');
        if (!counts_all) {
            aggregate.of = any_of();
            if (!aggregate.of) return {};
        }
        if (statistic == Statistic::earliest || statistic == Statistic::latest) around_.reads.insert("@timestamp");
        if (statistic == Statistic::pct) {
            if (!scanner_.take(",")) return unexpected();
            const auto percentile = scanner_.number();
            if (!percentile || *percentile > 100) return unexpected();
            aggregate.percentile = *percentile;
        }
        if (!scanner_.take(")")) return unexpected();
        around_.aggregates = into;
        const std::string text(scanner_.since(begin));
        if (around_.computed.contains(text)) return field_of(text);
        if (into == nullptr) return fail({fmt::format("{} can be used in stats only", text)});
        into->push_back(std::move(aggregate));
        return [name = aggregate_field(into->size() - 1)](const Record& record) { return field(record, name); };
    }

    /// Rounded to "5m" and the like, which is next, with its parenthesis.
    Expression rounded(Expression moment, bool up) {
        if (!moment) return {};
        const auto count = scanner_.number();
        if (!count) return unexpected();
        Scanner before = scanner_;
        const std::optional<double> unit = milliseconds_of(scanner_.letters());
        if (!unit) return fail(before.unexpected());
        const double period = std::floor(*count * *unit);
        if (period < 1 || !scanner_.take(")")) return unexpected();
        return [moment = std::move(moment), period, up](const Record& record) -> Value {
            const auto at = number_of(moment(record));
            if (!at || std::abs(*at) > 8e15) return {};
            const double steps = up ? std::ceil(*at / period) : std::floor(*at / period);
            return Moment{static_cast<std::int64_t>(steps * period)};
        };
    }
    /// Months, quarters and years are not there. Assumed: weeks are counted from 1970.
    [[nodiscard]] static std::optional<double> milliseconds_of(std::string_view unit) {
        static constexpr std::pair<std::string_view, double> units[] = {
            {"ms", 1},       {"msec", 1},      {"s", 1000},     {"sec", 1000},    {"m", 6e4},      {"min", 6e4},
            {"h", 3.6e6},    {"hr", 3.6e6},    {"d", 8.64e7},   {"w", 6.048e8},   {"minute", 6e4}, {"minutes", 6e4},
            {"hour", 3.6e6}, {"hours", 3.6e6}, {"day", 8.64e7}, {"days", 8.64e7},
        };
        for (const auto& [name, ms] : units) {
            if (name == unit) return ms;
        }
        return std::nullopt;
    }

    Scanner& scanner_;
    Surroundings& around_;
    int depth_ = 0;
    int operands_ = 0;
    std::optional<QueryError> error_;
};

}  // namespace

Result<Expression, QueryError> read_expression(Scanner& scanner, Surroundings& around) {
    return Parser(scanner, around).read();
}

std::string aggregate_field(std::size_t number) { return fmt::format("{}\1", number); }

}  // namespace wt::logs::insights
