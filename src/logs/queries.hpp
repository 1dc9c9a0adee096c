#pragma once
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "logs/insights/execution.hpp"
#include "logs/log_groups.hpp"

namespace wt::logs {

/// What of the log groups a query looks at.
struct QueryScope {
    aws::AccountRegion place;
    std::vector<std::string> groups;
    std::int64_t start = 0;  // milliseconds since 1970, both inclusive
    std::int64_t end = 0;
};

/// A query that was started.
struct QueryRun {
    enum class Status : std::uint8_t { running, complete, cancelled };

    std::string id;
    QueryScope scope;
    std::string text;
    std::int64_t created = 0;  // milliseconds since 1970
    std::int64_t ended = 0;    // once it is not running any more
    std::string started_by;    // an ARN
    Status status = Status::running;

    std::vector<insights::Row> rows;  // once complete
    std::size_t result_bytes = 0;
    double matched = 0;
    double scanned = 0;
    double scanned_bytes = 0;

    // While it runs.
    std::unique_ptr<insights::Execution> execution;
    struct Place {
        std::string group;
        std::string stream;
    };
    std::vector<Place> ahead;  // streams that are not read to their end; the last one is next
    EventKey after;            // of the next one: its events up to here are done
};

/// Queries of Logs Insights, in memory: they run a slice when they are started and one whenever their results are asked
/// for, so that nobody else waits for long. The oldest that have ended are forgotten, after a week or when there is no
/// room.
class Queries {
public:
    static constexpr std::size_t slice = std::size_t{8} << 20;        // bytes of events looked at
    static constexpr std::size_t most_running = 100;                  // in one account and region
    static constexpr std::size_t most_kept = 1000;                    // of all accounts
    static constexpr std::size_t most_bytes = std::size_t{64} << 20;  // of their results
    static constexpr std::int64_t kept_for = 7LL * 24 * 3600 * 1000;  // milliseconds

    /// Both outlive this.
    Queries(const Context& context, LogGroups& groups);

    /// Null when too many run already.
    const QueryRun* start(QueryScope scope, std::string text, insights::Query query, std::size_t most_rows,
                          std::string started_by);
    /// After another slice of it; null when it is not there.
    [[nodiscard]] const QueryRun* look_at(const aws::AccountRegion& place, std::string_view id);
    /// None: it is not there; false: it has ended already.
    [[nodiscard]] std::optional<bool> stop(const aws::AccountRegion& place, std::string_view id);
    /// Newest first.
    [[nodiscard]] std::vector<const QueryRun*> all(const aws::AccountRegion& place) const;
    void reset(std::string_view account);

private:
    [[nodiscard]] QueryRun* find(const aws::AccountRegion& place, std::string_view id);
    void run_slice(QueryRun& run);
    void finish(QueryRun& run);
    void forget_oldest();

    LogGroups& groups_;
    Random ids_;
    std::deque<std::unique_ptr<QueryRun>> runs_;  // in order of their start
    std::size_t bytes_ = 0;
};

}  // namespace wt::logs
