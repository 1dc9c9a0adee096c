#pragma once
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "base/context.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "base/text.hpp"
#include "storage/rds/config.hpp"
#include "storage/rds/database.hpp"
#include "storage/rds/engine.hpp"
#include "storage/rds/instance.hpp"
#include "storage/rds/replication.hpp"

namespace wt::rds {

class Replica;

/// The instance that takes writes. A transaction is committed when its service time ends, at once and whole, and is
/// handed to the followers in the same moment. Numbers of writes make applying them idempotent: replaying a batch
/// changes nothing that is newer. Its followers must be gone or unfollow before it is destroyed.
class Primary {
public:
    /// `engine` holds the rows instead of the SQLite table, where there is one; it must come with an empty table.
    Primary(const Context& context, std::string_view name, const PrimaryConfig& config,
            std::unique_ptr<Engine> engine = nullptr);

    /// Another configuration from now on; rows, connections and statements stay. Refused with a sentence, it changes
    /// nothing.
    [[nodiscard]] std::optional<Error> update(const PrimaryConfig& config);
    [[nodiscard]] const PrimaryConfig& config() const { return config_; }
    /// It is no more: connections are cut, statements under way fail, rows are gone, and followers are left alone.
    void retire();

    [[nodiscard]] Result<ConnectionLease> connect() { return instance_.connect(); }
    [[nodiscard]] Task<Result<std::optional<Text>>> select(Text id, const ConnectionLease* lease);

    /// The writes in order, in one transaction. A batch takes one drawn service time for each started hundred of
    /// writes, at least one. Assumed: AWS publishes no such figure; it stands for multi-row statements.
    /// Null for `lease` opens a connection for this transaction alone.
    [[nodiscard]] Task<Result<Applied>> apply(std::vector<Write> writes, const ConnectionLease* lease);
    [[nodiscard]] Task<Result<Applied>> write(Write write, const ConnectionLease* lease);
    static constexpr std::size_t writes_per_service = 100;

    /// Remembers the commits of so long, for take_over(). Before the first commit.
    void keep_history(Duration span) { history_span_ = span; }
    /// The instance is gone, and its standby takes its place after `outage`, with every commit but those of the last
    /// `lose_tail` (at most what keep_history() keeps). How many commits were lost.
    std::uint64_t take_over(Duration outage, Duration lose_tail = Duration::zero());
    /// The instance is gone for good, and `replica`, which follows it, is promoted: after `outage` it takes writes, and
    /// what it had not applied by now never happened. A new replica stands in its place. How many commits were lost.
    std::uint64_t promote(const Replica& replica, Duration outage);

    /// Items "0" to "n-1" with this body, there before the first commit. Followers start again from a copy.
    void fill(std::uint64_t n, std::string_view body);
    /// As fill() left it, whatever was committed since. Statements under way fail. Not with an engine, whose rows stay.
    void start_over(std::uint64_t n, std::string_view body);

    /// `follower` learns of every commit from now on. It first gets a copy of what is here.
    void follow(Follower& follower);
    void unfollow(Follower& follower);

    /// The place of the last commit; 0 when there was none.
    [[nodiscard]] std::uint64_t lsn() const { return lsn_; }
    /// The SQLite table; empty with an engine.
    [[nodiscard]] const Database& database() const { return database_; }
    /// Null without one.
    [[nodiscard]] Engine* engine() const { return engine_.get(); }
    /// As Database::last_write, wherever the rows are.
    [[nodiscard]] std::optional<std::uint64_t> last_write(std::string_view id) const;
    /// As Database::fingerprint, to compare with a replica's; none when the engine does not answer.
    [[nodiscard]] std::optional<std::uint64_t> fingerprint() const;
    [[nodiscard]] Instance& instance() { return instance_; }

private:
    [[nodiscard]] Task<Result<Applied>> apply_in_engine(std::vector<Write> writes, Instance::Statement statement);
    /// Counts what a transaction did and hands it to the followers.
    [[nodiscard]] Applied publish(Applied applied);
    /// Whether what a transaction changes is of use to anyone.
    [[nodiscard]] bool captures() const { return !followers_.empty() || history_span_ > Duration::zero(); }
    [[nodiscard]] bool full() const;
    /// Undoes these commits, the history's last, and tells the followers.
    std::uint64_t roll_back(const std::deque<std::shared_ptr<const Commit>>& commits);

    Context context_;
    std::uint64_t id_;  // in the digest
    Instance instance_;
    PrimaryConfig config_;
    std::unique_ptr<Engine> engine_;
    Database database_;
    std::vector<Follower*> followers_;
    std::uint64_t lsn_ = 0;
    Duration history_span_{0};
    std::deque<std::shared_ptr<const Commit>> history_;
    Gauge& rows_;
    Counter& failovers_;
    Counter& lost_commits_;
};

}  // namespace wt::rds
