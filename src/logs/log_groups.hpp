#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/context.hpp"
#include "logs/batch_rules.hpp"
#include "logs/limits.hpp"
#include "logs/log_group.hpp"
#include "logs/rows.hpp"
#include "store/store.hpp"

namespace wt::logs {

/// Every account's log groups with what is in them. Each change is one step in memory and stages its rows; events go
/// when their group's retention is over, and the earliest batches when there is no room for more. It knows no AWS API:
/// whoever writes by way of it (a function's runtime) needs none.
class LogGroups {
public:
    /// Reads what an earlier process left in `store`, which nobody has written to yet; throws std::runtime_error, with
    /// a sentence, when it cannot. Both outlive this.
    LogGroups(const Context& context, store::Store& store, Bounds bounds = {});
    LogGroups(const LogGroups&) = delete;
    LogGroups& operator=(const LogGroups&) = delete;

    /// Milliseconds since 1970, by the run's calendar.
    [[nodiscard]] std::int64_t now() const;

    /// Null when it is not there. Whoever looks sees no expired event.
    [[nodiscard]] LogGroup* find(const aws::AccountRegion& place, std::string_view name);
    /// A group of a name that is free; null when there is no room for another.
    LogGroup* create(const aws::AccountRegion& place, std::string name);
    void remove(LogGroup& group);
    /// After settings or tags of the group were changed.
    void changed(const LogGroup& group);

    /// A stream of a name that is free in the group; null when there is no room for another.
    LogStream* create_stream(LogGroup& group, std::string name);
    void remove_stream(LogStream& stream);

    /// Adds events as one batch; they are in order and not empty.
    void append(LogStream& stream, std::vector<InputEvent> events);
    /// Told of every batch of a group with filters, once it is staged: its stream, and the number of its first event.
    using Watcher = std::function<void(const LogStream&, std::uint64_t first, const std::vector<InputEvent>&)>;
    void watch(Watcher watcher) { watcher_ = std::move(watcher); }

    /// In order of their names, from the first that is `from` or behind it, while `visit` answers true.
    template <class Visit>
    void each(const aws::AccountRegion& place, const std::string& from, Visit visit) {
        for (auto at = groups_.lower_bound({place, from}); at != groups_.end() && at->first.first == place; ++at) {
            expire(*at->second);
            if (!visit(*at->second)) break;
        }
        stage();
    }

    /// Drops what has expired, in every group.
    void expire();
    /// The same each hour, for ever; stopped by cancelling.
    [[nodiscard]] Task<void> run();
    /// Drops everything that an account has; every account's when it is empty.
    void reset(std::string_view account);

    /// Waits until everything so far is on disk. Nothing on success, else why not.
    [[nodiscard]] Task<std::optional<Error>> durable();

    /// What events take now, as Bounds counts it.
    [[nodiscard]] std::size_t held_bytes() const { return held_bytes_; }

private:
    struct Batch {
        LogStream* stream = nullptr;
        std::vector<std::int64_t> timestamps;
        std::size_t left = 0;  // events that are still there
    };
    using Batches = std::map<std::uint64_t, Batch>;  // by the number of the first event
    using Groups = std::map<std::pair<aws::AccountRegion, std::string>, std::unique_ptr<LogGroup>>;

    void load();
    void take(std::uint64_t first, LogStream& stream, rows::BatchRow batch);
    void expire(LogGroup& group);
    void make_room();
    /// Takes an event out of everything but its stream's map.
    void forget(LogStream& stream, const EventKey& key, const Event& event);
    void forget_all(LogStream& stream);
    void row(std::string_view space, std::string key, std::optional<std::string> value);
    void stage();

    Context context_;
    store::Store& store_;
    Bounds bounds_;
    Groups groups_;
    std::size_t streams_ = 0;
    std::uint64_t last_stream_ = 0;
    std::uint64_t last_event_ = 0;
    Batches batches_;
    std::size_t held_bytes_ = 0;
    Watcher watcher_;
    std::vector<store::Change> changes_;  // of the step that is under way
    store::Ticket ticket_ = 0;
    Counter& events_;
    Counter& bytes_;
    Counter& evicted_;
};

}  // namespace wt::logs
