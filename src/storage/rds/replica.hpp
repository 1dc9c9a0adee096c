#pragma once
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "base/context.hpp"
#include "base/hash.hpp"
#include "base/ramp.hpp"
#include "base/result.hpp"
#include "base/sync.hpp"
#include "base/task.hpp"
#include "base/text.hpp"
#include "storage/rds/config.hpp"
#include "storage/rds/database.hpp"
#include "storage/rds/engine.hpp"
#include "storage/rds/instance.hpp"
#include "storage/rds/primary.hpp"
#include "storage/rds/replication.hpp"

namespace wt::rds {

/// A read-only copy of a primary, some time behind it: each commit is applied a drawn lag after it was made, in the
/// primary's order, so that what is read here is always a moment of the primary's past. The backlog of commits has no
/// bound of its own but the primary's rate of commits times the lag. Follows the primary while it exists; applies
/// only while run() runs. The primary outlives it, or leaves it alone: then what came is applied, and stays.
class Replica final : public Follower {
public:
    /// `member` tells the replicas of a set apart; they count under one name. With an `engine`, which the primary then
    /// has too, that one copies by itself: what is modelled here is what it is seen to do.
    Replica(const Context& context, std::string_view name, const ReplicaConfig& config, Primary& primary,
            std::uint64_t member = 0, std::unique_ptr<Engine> engine = nullptr);
    ~Replica() override;

    /// Applies what the primary commits, for ever; stopped by cancelling.
    [[nodiscard]] Task<void> run();

    [[nodiscard]] Result<ConnectionLease> connect() { return instance_.connect(); }
    /// Reads what is here when the statement begins. Null for `lease` opens a connection for this statement alone.
    [[nodiscard]] Task<Result<std::optional<Text>>> select(Text id, const ConnectionLease* lease);

    /// A read of that row is on its way.
    void expect(std::string_view id) const { database_.expect(id); }

    /// It is no more: connections are cut, statements under way fail, and it follows nobody.
    void retire();
    /// Other numbers from now on, for commits that wait to be applied too.
    void update(const ReplicaConfig& config);
    /// Replaces the law of the lag, for commits that wait to be applied too; none: the configured one again.
    void set_lag(std::optional<Distribution> lag, Ramp ramp = {});

    /// The last commit that is visible here.
    [[nodiscard]] std::uint64_t lsn() const { return lsn_; }
    [[nodiscard]] bool caught_up() const { return backlog_.empty(); }
    [[nodiscard]] const Database& database() const { return database_; }
    /// As Database::fingerprint, to compare with the primary's; none when the engine does not answer.
    [[nodiscard]] std::optional<std::uint64_t> fingerprint() const;
    [[nodiscard]] Instance& instance() { return instance_; }

    void committed(std::shared_ptr<const Commit> commit) override;
    void seed(const Database& primary) override;
    void rolled_back(std::uint64_t lsn, const Database& primary) override;
    void left_alone() override { primary_ = nullptr; }
    [[nodiscard]] bool alone() const { return primary_ == nullptr; }
    /// The commits that are not applied here yet, oldest first.
    [[nodiscard]] const std::deque<std::shared_ptr<const Commit>>& backlog() const { return backlog_; }

private:
    [[nodiscard]] Task<void> until_due(std::shared_ptr<const Commit> commit);
    [[nodiscard]] bool is_next(const std::shared_ptr<const Commit>& commit) const {
        return !backlog_.empty() && backlog_.front() == commit;
    }
    void forget_pending(const Commit& commit);
    /// The commits behind `lsn` are not to be applied any more.
    void drop_after(std::uint64_t lsn);
    void apply_first();
    [[nodiscard]] Task<void> watch_engine();
    /// The first commit of the backlog can be read here.
    void show_first();

    Context context_;
    std::uint64_t id_;  // in the digest
    Distribution configured_lag_;
    std::optional<Distribution> lag_override_;
    Ramp override_ramp_;
    Distribution apply_time_;
    Random lags_;
    Primary* primary_;  // null once it is no more
    Instance instance_;
    std::unique_ptr<Engine> engine_;
    Database database_;
    std::uint64_t lsn_ = 0;
    std::deque<std::shared_ptr<const Commit>> backlog_;
    std::unordered_map<Text, std::uint64_t, TextHash, std::equal_to<>> pending_;  // item: its writes in the backlog
    Event arrived_;
    Event law_changed_;

    Histogram& lag_;
    Counter& stale_reads_;
    Gauge& lag_entries_;
};

}  // namespace wt::rds
