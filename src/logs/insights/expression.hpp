#pragma once
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "logs/insights/scanner.hpp"
#include "logs/insights/value.hpp"

namespace wt::logs::insights {

/// What a record's fields make of it.
using Expression = std::function<Value(const Record&)>;

enum class Statistic : std::uint8_t { count, count_distinct, sum, avg, min, max, pct, stddev, earliest, latest };

/// One statistic of a group of records: "pct(latency, 99)".
struct Aggregate {
    Statistic statistic = Statistic::count;
    Expression of;  // none: count(*)
    double percentile = 0;
};

/// What stands around the expressions of a query.
struct Surroundings {
    std::int64_t now = 0;            // milliseconds since 1970
    std::set<std::string> reads;     // grows: the names of fields that are read
    std::set<std::string> computed;  // after `stats`: its columns, whose names stand for themselves: "count(*)"
    /// In `stats`: grows by what has to be gathered. Null elsewhere, where there are no statistics.
    std::vector<Aggregate>* aggregates = nullptr;
};

/// The expression that is next: or, and, not, comparisons, like, =~, in, arithmetic, calls of functions.
[[nodiscard]] Result<Expression, QueryError> read_expression(Scanner& scanner, Surroundings& around);

/// The field that holds a statistic while a group's results are computed.
[[nodiscard]] std::string aggregate_field(std::size_t number);

/// A function of values: "strlen"; its name in any case.
struct Function {
    std::string_view name;
    std::size_t least;  // arguments
    std::size_t most;
    Value (*call)(const std::vector<Value>& arguments);
};
/// Null for a name that is none.
[[nodiscard]] const Function* find_function(std::string_view name);
/// None for what no statistic is called.
[[nodiscard]] std::optional<Statistic> find_statistic(std::string_view name);
/// The number, or nothing where it is none (a division by zero).
[[nodiscard]] Value finite(double number);

}  // namespace wt::logs::insights
