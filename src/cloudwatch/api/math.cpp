#include "cloudwatch/api/math.hpp"

#include <charconv>

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "cloudwatch/api/math_operations.hpp"

namespace wt::cloudwatch {

namespace {

/// Reads and computes in one pass. What failed once fails on.
class Evaluation {
public:
    Evaluation(std::string_view text, const MathScope& scope) : rest_(text), scope_(scope) {}

    [[nodiscard]] MathResult whole() {
        MathResult value = sum(0);
        skip_blanks();
        if (value.ok() && !rest_.empty()) return unexpected();
        return value;
    }

private:
    static constexpr int deepest = 50;
    static constexpr std::size_t most_points = 2'000'000;  // in an array

    [[nodiscard]] MathResult sum(int depth) {
        MathResult left = product(depth);
        while (left.ok()) {
            const char operation = peek();
            if (operation != '+' && operation != '-') break;
            rest_.remove_prefix(1);
            left = join(operation, std::move(left), product(depth));
        }
        return left;
    }

    [[nodiscard]] MathResult product(int depth) {
        MathResult left = power(depth);
        while (left.ok()) {
            const char operation = peek();
            if (operation != '*' && operation != '/') break;
            rest_.remove_prefix(1);
            left = join(operation, std::move(left), power(depth));
        }
        return left;
    }

    [[nodiscard]] MathResult power(int depth) {
        if (depth > deepest) return MathError{"The expression is nested too deeply."};
        MathResult left = signed_value(depth + 1);
        if (!left.ok() || peek() != '^') return left;
        rest_.remove_prefix(1);
        return join('^', std::move(left), power(depth + 1));
    }

    [[nodiscard]] MathResult signed_value(int depth) {
        if (peek() != '-') return single(depth);
        rest_.remove_prefix(1);
        return join('-', MathResult(MathValue(0.0)), power(depth + 1));
    }

    [[nodiscard]] MathResult single(int depth) {
        const char first = peek();
        if (first == '(') {
            rest_.remove_prefix(1);
            MathResult inner = sum(depth + 1);
            return inner.ok() && !take(')') ? unexpected() : inner;
        }
        if (first == '[') return array(depth);
        if (is_digit(first) || first == '.') return number();
        if (!is_letter(first)) return unexpected();
        std::size_t length = 0;
        while (length < rest_.size() && (is_letter(rest_[length]) || is_digit(rest_[length]) || rest_[length] == '_'))
            ++length;
        const std::string_view name = rest_.substr(0, length);
        rest_.remove_prefix(length);
        if (take('(')) return function(name, depth);
        return scope_.find(name);
    }

    [[nodiscard]] MathResult number() {
        double value = 0;
        const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
        if (error != std::errc()) return unexpected();
        rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
        return MathValue(value);
    }

    /// "[m1, m2]".
    [[nodiscard]] MathResult array(int depth) {
        rest_.remove_prefix(1);
        std::vector<TimeSeries> all;
        std::size_t points = 0;
        do {
            MathResult each = sum(depth + 1);
            if (!each.ok()) return each;
            if (std::holds_alternative<double>(*each)) return MathError{"An array holds time series only."};
            std::vector<TimeSeries> more = arrayed(std::move(*each));
            for (TimeSeries& series : more) {
                points += series.points.size();
                all.push_back(std::move(series));
            }
            if (points > most_points) return MathError{"An array has too many data points."};
        } while (take(','));
        if (!take(']')) return unexpected();
        return MathValue(std::move(all));
    }

    [[nodiscard]] static std::vector<TimeSeries> arrayed(MathValue value) {
        if (auto* several = std::get_if<std::vector<TimeSeries>>(&value)) return std::move(*several);
        std::vector<TimeSeries> one;
        one.push_back(std::get<TimeSeries>(std::move(value)));
        return one;
    }

    /// Its name and '(' are behind.
    [[nodiscard]] MathResult function(std::string_view name, int depth) {
        if (name == "METRICS") return metrics();
        std::vector<MathValue> arguments;
        if (!call_function(name, arguments))
            return MathError{fmt::format("Windtunnel does not implement the function {}.", name)};
        if (!take(')')) {
            do {
                MathResult argument = sum(depth + 1);
                if (!argument.ok()) return argument;
                arguments.push_back(std::move(*argument));
            } while (take(','));
            if (!take(')')) return unexpected();
        }
        return *call_function(name, arguments);
    }

    /// METRICS(), or METRICS("text").
    [[nodiscard]] MathResult metrics() {
        std::string_view text;
        const char quote = peek();
        if (quote == '"' || quote == '\'') {
            rest_.remove_prefix(1);
            const std::size_t end = rest_.find(quote);
            if (end == std::string_view::npos) return unexpected();
            text = rest_.substr(0, end);
            rest_.remove_prefix(end + 1);
        }
        if (!take(')')) return unexpected();
        return MathValue(scope_.metrics(text));
    }

    [[nodiscard]] static MathResult join(char operation, MathResult left, MathResult right) {
        return right.ok() ? combine(operation, *left, *right) : right;
    }

    void skip_blanks() {
        while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\n' || rest_.front() == '\t'))
            rest_.remove_prefix(1);
    }
    [[nodiscard]] char peek() {
        skip_blanks();
        return rest_.empty() ? '\0' : rest_.front();
    }
    [[nodiscard]] bool take(char wanted) {
        if (peek() != wanted) return false;
        rest_.remove_prefix(1);
        return true;
    }
    [[nodiscard]] MathError unexpected() const {
        if (rest_.empty()) return {"Unexpected end of the expression"};
        return {fmt::format("Unexpected text at \"{}\"", rest_.substr(0, 20))};
    }

    std::string_view rest_;
    const MathScope& scope_;
};

}  // namespace

MathResult evaluate(std::string_view expression, const MathScope& scope) {
    return Evaluation(expression, scope).whole();
}

}  // namespace wt::cloudwatch
