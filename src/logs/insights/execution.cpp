#include "logs/insights/execution.hpp"

#include <algorithm>
#include <limits>
#include <set>

namespace wt::logs::insights {

namespace {

constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();

/// What a command does to one record; false when the record goes. None for a command that needs all of them.
[[nodiscard]] bool apply_to(const Command& command, Record& record) {
    if (const auto* filter = std::get_if<Filter>(&command)) return is_true(filter->condition(record));
    if (const auto* fields = std::get_if<Fields>(&command)) {
        for (const Column& column : fields->computed) {
            Value value = column.value(record);
            if (is_there(value)) record.insert_or_assign(column.name, std::move(value));
        }
    }
    if (const auto* parse = std::get_if<Parse>(&command)) {
        const Value from = parse->from(record);
        if (is_there(from)) parse->extraction.apply(text_of(from), record);
    }
    return true;
}

[[nodiscard]] bool is_record_wise(const Command& command) {
    return std::holds_alternative<Filter>(command) || std::holds_alternative<Fields>(command) ||
           std::holds_alternative<Parse>(command);
}

void sort(const Sort& by, std::vector<Record>& rows) {
    struct Keyed {
        std::vector<Value> keys;
        std::size_t row;
    };
    std::vector<Keyed> order;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        Keyed keyed{{}, i};
        for (const Sort::Key& key : by.keys) keyed.keys.push_back(key.value(rows[i]));
        order.push_back(std::move(keyed));
    }
    std::stable_sort(order.begin(), order.end(), [&](const Keyed& a, const Keyed& b) {
        for (std::size_t i = 0; i < by.keys.size(); ++i) {
            const bool descending = by.keys[i].descending;
            if (comes_before(a.keys[i], b.keys[i])) return !descending;
            if (comes_before(b.keys[i], a.keys[i])) return descending;
        }
        return false;
    });
    std::vector<Record> sorted;
    for (const Keyed& keyed : order) sorted.push_back(std::move(rows[keyed.row]));
    rows = std::move(sorted);
}

/// The first of those that have the same values. Assumed: what lacks one of the fields stays.
void dedup(const Dedup& by, std::vector<Record>& rows) {
    std::set<std::vector<std::string>> seen;
    std::erase_if(rows, [&](const Record& row) {
        std::vector<std::string> values;
        for (const std::string& name : by.fields) {
            const Value& value = field(row, name);
            if (!is_there(value)) return false;
            values.push_back(text_of(value));
        }
        return !seen.insert(std::move(values)).second;
    });
}

}  // namespace

void Execution::Groups::add(const Record& record) {
    std::vector<Value> by;
    std::vector<std::string> key;
    for (const Column& column : stats_->by) {
        by.push_back(column.value(record));
        key.push_back((is_there(by.back()) ? "=" : "") + text_of(by.back()));
    }
    auto [found, is_new] = groups_.try_emplace(std::move(key));
    Group& group = found->second;
    if (is_new) {
        group.by = std::move(by);
        for (const Aggregate& aggregate : stats_->aggregates) group.results.emplace_back(aggregate);
    }
    for (Accumulator& result : group.results) result.add(record);
}

/// In order of what they are grouped by. Assumed: where nothing matched there is no row, not even of a count.
std::vector<Record> Execution::Groups::rows() const {
    std::vector<const Group*> order;
    for (const auto& [key, group] : groups_) order.push_back(&group);
    std::stable_sort(order.begin(), order.end(), [](const Group* a, const Group* b) {
        return std::lexicographical_compare(a->by.begin(), a->by.end(), b->by.begin(), b->by.end(),
                                            [](const Value& x, const Value& y) { return comes_before(x, y); });
    });
    std::vector<Record> rows;
    for (const Group* group : order) {
        Record gathered;
        for (std::size_t i = 0; i < group->by.size(); ++i) gathered[stats_->by[i].name] = group->by[i];
        for (std::size_t i = 0; i < group->results.size(); ++i)
            gathered[aggregate_field(i)] = group->results[i].result();
        Record row;
        for (const Column& column : stats_->by) row[column.name] = field(gathered, column.name);
        for (const Column& column : stats_->results) row[column.name] = column.value(gathered);
        rows.push_back(std::move(row));
    }
    return rows;
}

Execution::Execution(Query query, std::size_t most_rows) : query_(std::move(query)), most_rows_(most_rows) {
    const auto& commands = query_.commands;
    const auto whole = std::find_if_not(commands.begin(), commands.end(), is_record_wise);
    first_whole_ = static_cast<std::size_t>(whole - commands.begin());
    enough_ = unlimited;
    if (whole == commands.end()) {
        enough_ = most_rows_;
    } else if (const auto* limit = std::get_if<Limit>(&*whole)) {
        enough_ = limit->most;
    } else if (const auto* stats = std::get_if<Stats>(&*whole)) {
        groups_.emplace(*stats);
    }
}

void Execution::add(const LogEvent& event) {
    Record record = record_of(event, query_.reads);
    for (std::size_t i = 0; i < first_whole_; ++i) {
        if (!apply_to(query_.commands[i], record)) return;
    }
    ++matched_;
    if (groups_) {
        groups_->add(record);
        return;
    }
    held_.push_back({{event.timestamp, event.number}, std::move(record)});
    if (enough_ != unlimited && held_.size() > 2 * enough_ + 1000) keep_newest(enough_);
}

void Execution::keep_newest(std::size_t most) {
    std::sort(held_.begin(), held_.end(), [](const Held& a, const Held& b) { return a.place > b.place; });
    if (held_.size() > most) held_.erase(held_.begin() + static_cast<std::ptrdiff_t>(most), held_.end());
}

void Execution::apply(const Command& command, std::vector<Record>& rows) const {
    if (const auto* by = std::get_if<Sort>(&command)) {
        sort(*by, rows);
    } else if (const auto* limit = std::get_if<Limit>(&command)) {
        rows.resize(std::min(rows.size(), limit->most));
    } else if (const auto* fields = std::get_if<Dedup>(&command)) {
        dedup(*fields, rows);
    } else if (const auto* stats = std::get_if<Stats>(&command)) {
        Groups groups(*stats);
        for (const Record& row : rows) groups.add(row);
        rows = groups.rows();
    } else {
        std::erase_if(rows, [&](Record& row) { return !apply_to(command, row); });
    }
}

std::vector<Row> Execution::finish() {
    std::vector<Record> rows;
    if (groups_) {
        rows = groups_->rows();
    } else {
        keep_newest(enough_);
        for (Held& held : held_) rows.push_back(std::move(held.record));
        held_.clear();
    }
    for (std::size_t i = first_whole_ + (groups_ ? 1 : 0); i < query_.commands.size(); ++i)
        apply(query_.commands[i], rows);
    rows.resize(std::min(rows.size(), most_rows_));

    std::vector<Row> results;
    for (const Record& record : rows) {
        Row row;
        for (const std::string& name : query_.columns) {
            const Value& value = field(record, name);
            if (is_there(value)) row.emplace_back(name, text_of(value));
        }
        const bool shown = std::find(query_.columns.begin(), query_.columns.end(), "@ptr") != query_.columns.end();
        if (!query_.has_stats && !shown) row.emplace_back("@ptr", text_of(field(record, "@ptr")));
        results.push_back(std::move(row));
    }
    return results;
}

}  // namespace wt::logs::insights
