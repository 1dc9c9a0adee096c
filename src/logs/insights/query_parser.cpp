#include <algorithm>

#include <fmt/format.h>

#include "logs/insights/query.hpp"
#include "logs/insights/scanner.hpp"

namespace wt::logs::insights {

namespace {

constexpr std::size_t most_names = 200;

/// Reads commands one after another into a query. Methods answer nothing, or why not.
class QueryParser {
public:
    QueryParser(std::string_view text, std::int64_t now) : scanner_(text) { around_.now = now; }

    [[nodiscard]] Result<Query, QueryError> read() {
        do {
            scanner_.skip_blanks();
            const std::size_t begin = scanner_.place();
            auto problem = query_.commands.size() < Query::most_commands
                               ? command()
                               : QueryError{"the query has too many commands"};
            if (!problem) continue;
            if (problem->end == 0) *problem = {problem->message, begin, begin + scanner_.since(begin).size()};
            return *problem;
        } while (scanner_.take("|"));
        if (!scanner_.at_end()) return scanner_.unexpected();
        if (query_.columns.empty()) query_.columns = {"@timestamp", "@message"};
        query_.reads.insert(around_.reads.begin(), around_.reads.end());
        query_.reads.insert(query_.columns.begin(), query_.columns.end());
        return std::move(query_);
    }

private:
    using Problem = std::optional<QueryError>;

    [[nodiscard]] Problem command() {
        if (scanner_.take_word("fields")) return fields();
        if (scanner_.take_word("filter")) return filter();
        if (scanner_.take_word("stats")) return stats();
        if (scanner_.take_word("sort")) return sort();
        if (scanner_.take_word("limit")) return limit();
        if (scanner_.take_word("parse")) return parse();
        if (scanner_.take_word("display")) return display();
        if (scanner_.take_word("dedup")) return dedup();
        return scanner_.unexpected();
    }

    /// An expression with the name that it has or is given.
    [[nodiscard]] Result<Column, QueryError> column() {
        scanner_.skip_blanks();
        const std::size_t begin = scanner_.place();
        Scanner plain = scanner_;
        auto value = read_expression(scanner_, around_);
        if (!value.ok()) return value.error();
        Column column{std::string(scanner_.since(begin)), std::move(*value)};
        // A name in backticks, and nothing else, is the field's.
        if (const auto name = plain.name(); name && plain.place() == scanner_.place()) column.name = *name;
        if (scanner_.take_word("as")) {
            const auto name = scanner_.name();
            if (!name) return scanner_.unexpected();
            column.name = *name;
        }
        return column;
    }

    [[nodiscard]] Result<std::vector<Column>, QueryError> columns() {
        std::vector<Column> read;
        do {
            auto next = column();
            if (!next.ok()) return next.error();
            read.push_back(std::move(*next));
            if (read.size() > most_names) return QueryError{"the query has too many fields"};
        } while (scanner_.take(","));
        return read;
    }

    [[nodiscard]] Result<std::vector<std::string>, QueryError> names() {
        std::vector<std::string> read;
        do {
            auto name = scanner_.name();
            if (!name || read.size() >= most_names) return scanner_.unexpected();
            read.push_back(std::move(*name));
        } while (scanner_.take(","));
        return read;
    }

    void show(const std::string& name) {
        auto& shown = query_.columns;
        if (!displays_ && std::find(shown.begin(), shown.end(), name) == shown.end()) shown.push_back(name);
    }

    [[nodiscard]] Problem fields() {
        auto read = columns();
        if (!read.ok()) return read.error();
        for (const Column& each : *read) show(each.name);
        query_.commands.emplace_back(Fields{std::move(*read)});
        return std::nullopt;
    }

    [[nodiscard]] Problem display() {
        auto read = columns();
        if (!read.ok()) return read.error();
        displays_ = false;
        query_.columns.clear();
        for (const Column& each : *read) show(each.name);
        displays_ = true;
        query_.commands.emplace_back(Fields{std::move(*read)});
        return std::nullopt;
    }

    [[nodiscard]] Problem filter() {
        auto condition = read_expression(scanner_, around_);
        if (!condition.ok()) return condition.error();
        query_.commands.emplace_back(Filter{std::move(*condition)});
        return std::nullopt;
    }

    [[nodiscard]] Problem parse() {
        auto from = parsed_field();
        if (!from.ok()) return from.error();
        const bool is_expression = scanner_.peek() == '/';
        const auto pattern = is_expression ? scanner_.expression() : scanner_.text();
        if (!pattern) return scanner_.unexpected();
        std::vector<std::string> given;
        if (scanner_.take_word("as")) {
            auto read = names();
            if (!read.ok()) return read.error();
            given = std::move(*read);
        }
        auto extraction = is_expression ? Extraction::expression(*pattern, std::move(given))
                                        : Extraction::glob(*pattern, std::move(given));
        if (!extraction.ok()) return QueryError{extraction.error().message};
        query_.commands.emplace_back(Parse{std::move(*from), std::move(*extraction)});
        return std::nullopt;
    }

    /// The message, unless a field is named.
    [[nodiscard]] Result<Expression, QueryError> parsed_field() {
        const char next = scanner_.peek();
        const bool is_named = next != '"' && next != '\'' && next != '/';
        const auto name = is_named ? scanner_.name() : std::optional<std::string>("@message");
        if (!name) return scanner_.unexpected();
        around_.reads.insert(*name);
        return Expression([name = *name](const Record& record) { return field(record, name); });
    }

    [[nodiscard]] Problem stats() {
        Stats stats;
        around_.aggregates = &stats.aggregates;
        auto results = columns();
        around_.aggregates = nullptr;
        if (!results.ok()) return results.error();
        stats.results = std::move(*results);
        if (scanner_.take_word("by")) {
            auto by = columns();
            if (!by.ok()) return by.error();
            stats.by = std::move(*by);
        }
        // Nothing else is left of the events.
        around_.computed.clear();
        query_.columns.clear();
        displays_ = false;
        for (const auto* list : {&stats.by, &stats.results}) {
            for (const Column& each : *list) {
                around_.computed.insert(each.name);
                show(each.name);
            }
        }
        query_.has_stats = true;
        query_.commands.emplace_back(std::move(stats));
        return std::nullopt;
    }

    [[nodiscard]] Problem sort() {
        Sort sort;
        do {
            auto value = read_expression(scanner_, around_);
            if (!value.ok()) return value.error();
            const bool descending = scanner_.take_word("desc");
            if (!descending) (void)scanner_.take_word("asc");
            sort.keys.push_back({std::move(*value), descending});
        } while (scanner_.take(",") && sort.keys.size() < most_names);
        query_.commands.emplace_back(std::move(sort));
        return std::nullopt;
    }

    [[nodiscard]] Problem limit() {
        Scanner before = scanner_;
        const auto most = scanner_.number();
        constexpr double largest = 100'000;
        if (!most || *most < 1 || *most > largest || *most != static_cast<double>(static_cast<std::size_t>(*most)))
            return before.unexpected();
        query_.commands.emplace_back(Limit{static_cast<std::size_t>(*most)});
        return std::nullopt;
    }

    [[nodiscard]] Problem dedup() {
        auto read = names();
        if (!read.ok()) return read.error();
        around_.reads.insert(read->begin(), read->end());
        query_.commands.emplace_back(Dedup{std::move(*read)});
        return std::nullopt;
    }

    Scanner scanner_;
    Surroundings around_;
    Query query_;
    bool displays_ = false;  // `display` has said what is shown
};

}  // namespace

Result<Query, QueryError> Query::parse(std::string_view text, std::int64_t now) {
    return QueryParser(text, now).read();
}

}  // namespace wt::logs::insights
