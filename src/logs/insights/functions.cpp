// CloudWatch Logs User Guide, "Supported operations and functions".
#include <algorithm>
#include <cmath>

#include "base/ascii.hpp"
#include "logs/insights/expression.hpp"

namespace wt::logs::insights {

namespace {

using Arguments = std::vector<Value>;

template <double (*function)(double)>
[[nodiscard]] Value of_number(const Arguments& arguments) {
    const auto number = number_of(arguments[0]);
    return number ? finite(function(*number)) : Value();
}

template <char (*function)(char)>
[[nodiscard]] Value of_letters(const Arguments& arguments) {
    if (!is_there(arguments[0])) return {};
    std::string text = text_of(arguments[0]);
    std::transform(text.begin(), text.end(), text.begin(), function);
    return text;
}

[[nodiscard]] char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c; }
[[nodiscard]] char small(char c) { return lower(c); }
[[nodiscard]] double absolute(double number) { return std::abs(number); }
[[nodiscard]] double up(double number) { return std::ceil(number); }
[[nodiscard]] double down(double number) { return std::floor(number); }
[[nodiscard]] double logarithm(double number) { return std::log(number); }
[[nodiscard]] double root(double number) { return std::sqrt(number); }

/// The largest or smallest of numbers.
[[nodiscard]] Value extreme(const Arguments& arguments, bool largest) {
    std::optional<double> best;
    for (const Value& each : arguments) {
        const auto number = number_of(each);
        if (number && (!best || (largest ? *number > *best : *number < *best))) best = number;
    }
    return best ? Value(*best) : Value();
}
[[nodiscard]] Value greatest(const Arguments& arguments) { return extreme(arguments, true); }
[[nodiscard]] Value least(const Arguments& arguments) { return extreme(arguments, false); }

[[nodiscard]] Value concat(const Arguments& arguments) {
    std::string joined;
    for (const Value& each : arguments) joined += text_of(each);
    return joined;
}

/// Without the characters of the second argument (blanks, when there is none) at its ends.
[[nodiscard]] Value trim(const Arguments& arguments, bool left, bool right) {
    if (!is_there(arguments[0])) return {};
    std::string text = text_of(arguments[0]);
    const std::string gone = arguments.size() > 1 ? text_of(arguments[1]) : " \t\r\n";
    if (right) text.erase(text.find_last_not_of(gone) + 1);
    if (left) text.erase(0, std::min(text.find_first_not_of(gone), text.size()));
    return text;
}
[[nodiscard]] Value trim_both(const Arguments& arguments) { return trim(arguments, true, true); }
[[nodiscard]] Value trim_left(const Arguments& arguments) { return trim(arguments, true, false); }
[[nodiscard]] Value trim_right(const Arguments& arguments) { return trim(arguments, false, true); }

[[nodiscard]] bool begins_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80; }

[[nodiscard]] Value strlen(const Arguments& arguments) {
    if (!is_there(arguments[0])) return {};
    const std::string text = text_of(arguments[0]);
    return static_cast<double>(std::count_if(text.begin(), text.end(), begins_character));
}

/// From a character on, counted from 0; so many of them or all.
[[nodiscard]] Value substr(const Arguments& arguments) {
    const auto from = number_of(arguments[1]);
    const auto length = arguments.size() > 2 ? number_of(arguments[2]) : std::optional<double>(HUGE_VAL);
    if (!is_there(arguments[0]) || !from || !length || *from < 0 || *length < 0) return {};
    std::string part;
    double at = -1;
    for (const char byte : text_of(arguments[0])) {
        if (begins_character(byte)) ++at;
        if (at >= *from && at < *from + *length) part += byte;
    }
    return part;
}

[[nodiscard]] Value replace(const Arguments& arguments) {
    if (!is_there(arguments[0])) return {};
    const std::string text = text_of(arguments[0]);
    const std::string old = text_of(arguments[1]);
    if (old.empty()) return text;
    const std::string with = text_of(arguments[2]);
    std::string replaced;
    std::size_t from = 0;
    for (std::size_t at = 0; (at = text.find(old, from)) != std::string::npos; from = at + old.size())
        replaced += text.substr(from, at - from) + with;
    return replaced + text.substr(from);
}

[[nodiscard]] Value strcontains(const Arguments& arguments) {
    return truth(is_there(arguments[0]) && text_of(arguments[0]).find(text_of(arguments[1])) != std::string::npos);
}
[[nodiscard]] Value ispresent(const Arguments& arguments) { return truth(is_there(arguments[0])); }
[[nodiscard]] Value isempty(const Arguments& arguments) { return truth(text_of(arguments[0]).empty()); }
[[nodiscard]] Value isblank(const Arguments& arguments) { return truth(text_of(trim_both({arguments[0]})).empty()); }

[[nodiscard]] Value coalesce(const Arguments& arguments) {
    const auto found = std::find_if(arguments.begin(), arguments.end(), is_there);
    return found == arguments.end() ? Value() : *found;
}
[[nodiscard]] Value choose(const Arguments& arguments) { return is_true(arguments[0]) ? arguments[1] : arguments[2]; }

[[nodiscard]] Value from_millis(const Arguments& arguments) {
    const auto number = number_of(arguments[0]);
    if (!number || std::abs(*number) > 8e15) return {};
    return Moment{static_cast<std::int64_t>(*number)};
}
[[nodiscard]] Value to_millis(const Arguments& arguments) {
    const auto number = number_of(arguments[0]);
    return number ? Value(*number) : Value();
}

constexpr std::size_t any = 100;
constexpr Function functions[] = {
    {"abs", 1, 1, of_number<absolute>},
    {"ceil", 1, 1, of_number<up>},
    {"coalesce", 1, any, coalesce},
    {"concat", 1, any, concat},
    {"floor", 1, 1, of_number<down>},
    {"fromMillis", 1, 1, from_millis},
    {"greatest", 1, any, greatest},
    {"if", 3, 3, choose},
    {"isblank", 1, 1, isblank},
    {"isempty", 1, 1, isempty},
    {"ispresent", 1, 1, ispresent},
    {"least", 1, any, least},
    {"log", 1, 1, of_number<logarithm>},
    {"ltrim", 1, 2, trim_left},
    {"replace", 3, 3, replace},
    {"rtrim", 1, 2, trim_right},
    {"sqrt", 1, 1, of_number<root>},
    {"strcontains", 2, 2, strcontains},
    {"strlen", 1, 1, strlen},
    {"substr", 2, 3, substr},
    {"toMillis", 1, 1, to_millis},
    {"tolower", 1, 1, of_letters<small>},
    {"toupper", 1, 1, of_letters<upper>},
    {"trim", 1, 2, trim_both},
};

constexpr std::pair<std::string_view, Statistic> statistics[] = {
    {"avg", Statistic::avg},           {"count", Statistic::count},   {"count_distinct", Statistic::count_distinct},
    {"earliest", Statistic::earliest}, {"latest", Statistic::latest}, {"max", Statistic::max},
    {"min", Statistic::min},           {"pct", Statistic::pct},       {"stddev", Statistic::stddev},
    {"sum", Statistic::sum},
};

}  // namespace

Value finite(double number) { return std::isfinite(number) ? Value(number) : Value(); }

const Function* find_function(std::string_view name) {
    const auto* found = std::find_if(std::begin(functions), std::end(functions),
                                     [&](const Function& function) { return same_ignoring_case(function.name, name); });
    return found == std::end(functions) ? nullptr : found;
}

std::optional<Statistic> find_statistic(std::string_view name) {
    for (const auto& [known, statistic] : statistics) {
        if (same_ignoring_case(known, name)) return statistic;
    }
    return std::nullopt;
}

}  // namespace wt::logs::insights
