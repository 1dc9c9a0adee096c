#include "storage/rds/api/formula.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/ascii.hpp"

namespace wt::rds::api {

namespace {

/// Reads a formula from its beginning; nothing after the first thing that is none.
class Formula {
public:
    Formula(std::string_view text, double memory) : left_(text), memory_(memory) {}

    [[nodiscard]] std::optional<double> whole() {
        const auto value = term();
        skip();
        return left_.empty() ? value : std::nullopt;
    }

private:
    static constexpr int deepest = 20;

    void skip() {
        while (!left_.empty() && left_[0] == ' ') left_.remove_prefix(1);
    }
    [[nodiscard]] bool take(std::string_view word) {
        skip();
        if (!left_.starts_with(word)) return false;
        left_.remove_prefix(word.size());
        return true;
    }
    [[nodiscard]] std::optional<double> number() {
        skip();
        double value = 0;
        const auto [end, wrong] = std::from_chars(left_.data(), left_.data() + left_.size(), value);
        if (wrong != std::errc()) return std::nullopt;
        left_.remove_prefix(static_cast<std::size_t>(end - left_.data()));
        return value;
    }
    /// A function of terms, an expression in braces, or a number.
    [[nodiscard]] std::optional<double> term() {
        if (++depth_ > deepest) return std::nullopt;
        const std::optional<double> value = take("LEAST(")      ? several('<')
                                            : take("GREATEST(") ? several('>')
                                            : take("SUM(")      ? several('+')
                                            : take("{")         ? product("}")
                                                                : number();
        --depth_;
        return value;
    }
    [[nodiscard]] std::optional<double> several(char how) {
        auto value = term();
        while (value && take(",")) {
            const auto next = term();
            if (!next) return std::nullopt;
            value = how == '<' ? std::min(*value, *next) : how == '>' ? std::max(*value, *next) : *value + *next;
        }
        return value && take(")") ? value : std::nullopt;
    }
    [[nodiscard]] std::optional<double> factor() {
        if (take("DBInstanceClassMemory")) return memory_;
        if (!take("log(")) return number();
        if (++depth_ > deepest) return std::nullopt;
        const auto value = product(")");
        --depth_;
        return value && *value > 0 ? std::optional(std::log2(*value)) : std::nullopt;
    }
    [[nodiscard]] std::optional<double> product(std::string_view end) {
        auto value = factor();
        while (value && !take(end)) {
            const bool divides = take("/");
            if (!divides && !take("*")) return std::nullopt;
            const auto next = factor();
            if (!next || (divides && *next == 0)) return std::nullopt;
            value = divides ? *value / *next : *value * *next;
        }
        return value;
    }

    std::string_view left_;
    double memory_;
    int depth_ = 0;
};

}  // namespace

std::optional<std::int64_t> value_of_formula(std::string_view text, double memory) {
    const auto value = Formula(text, memory).whole();
    constexpr double most = 9.2e18;
    if (!value || !(std::abs(*value) < most)) return std::nullopt;
    return static_cast<std::int64_t>(std::floor(*value));
}

}  // namespace wt::rds::api
