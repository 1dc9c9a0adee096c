#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "logs/insights/expression.hpp"
#include "logs/insights/extraction.hpp"
#include "logs/insights/scanner.hpp"

namespace wt::logs::insights {

/// What is shown or grouped by: "avg(latency) as mean".
struct Column {
    std::string name;
    Expression value;
};

// The commands, in the order of the query.
struct Fields {
    std::vector<Column> computed;
};
struct Filter {
    Expression condition;
};
struct Parse {
    Expression from;
    Extraction extraction;
};
struct Stats {
    std::vector<Column> results;
    std::vector<Column> by;
    std::vector<Aggregate> aggregates;
};
struct Sort {
    struct Key {
        Expression value;
        bool descending = false;
    };
    std::vector<Key> keys;
};
struct Limit {
    std::size_t most = 0;
};
struct Dedup {
    std::vector<std::string> fields;
};
using Command = std::variant<Fields, Filter, Parse, Stats, Sort, Limit, Dedup>;

/// A query of Logs Insights' language: fields, display, filter, parse, stats, sort, limit, dedup, joined by |. What it
/// holds does not change. CloudWatch Logs User Guide, "CloudWatch Logs Insights language query syntax".
struct Query {
    /// The error is what MalformedQueryException says; a command that is not there is named. `now`: milliseconds since
    /// 1970.
    [[nodiscard]] static Result<Query, QueryError> parse(std::string_view text, std::int64_t now);

    std::vector<Command> commands;
    /// What results show, in order.
    std::vector<std::string> columns;
    /// Whether results are rows of `stats`, which have no @ptr.
    bool has_stats = false;
    /// The fields of events that are read or shown; no others need to be looked for.
    std::set<std::string, std::less<>> reads;

    static constexpr std::size_t most_commands = 100;
};

}  // namespace wt::logs::insights
