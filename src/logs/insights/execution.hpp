#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "logs/insights/accumulator.hpp"
#include "logs/insights/event_record.hpp"
#include "logs/insights/query.hpp"

namespace wt::logs::insights {

/// A row of results: names and values, what is not there left out.
using Row = std::vector<std::pair<std::string, std::string>>;

/// One run of a query: events come in any order, then the rows are there. Holds what a sort needs, no more than the
/// fields that the query reads.
class Execution {
public:
    /// At most so many rows come out.
    Execution(Query query, std::size_t most_rows);
    Execution(const Execution&) = delete;
    Execution& operator=(const Execution&) = delete;

    void add(const LogEvent& event);
    /// The rows; those of events newest first, unless they are sorted. Once.
    [[nodiscard]] std::vector<Row> finish();
    /// How many events went through the filters.
    [[nodiscard]] std::size_t matched() const { return matched_; }

private:
    struct Group {
        std::vector<Value> by;
        std::vector<Accumulator> results;
    };
    /// The groups of one `stats`.
    class Groups {
    public:
        explicit Groups(const Stats& stats) : stats_(&stats) {}
        void add(const Record& record);
        [[nodiscard]] std::vector<Record> rows() const;

    private:
        const Stats* stats_;
        std::map<std::vector<std::string>, Group> groups_;
    };
    struct Held {
        std::pair<std::int64_t, std::uint64_t> place;
        Record record;
    };

    void keep_newest(std::size_t most);
    /// One command after another upon what is there.
    void apply(const Command& command, std::vector<Record>& rows) const;

    Query query_;
    std::size_t most_rows_;
    std::size_t first_whole_;  // the first command that needs all the events
    std::size_t enough_;       // rows that can come out; the largest number when any may
    std::size_t matched_ = 0;
    std::vector<Held> held_;
    std::optional<Groups> groups_;  // where that command is `stats`
};

}  // namespace wt::logs::insights
