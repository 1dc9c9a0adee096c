#pragma once
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/accounts.hpp"
#include "aws/tags.hpp"
#include "base/context.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "cloudwatch/api/cloudwatch_shapes.hpp"
#include "cloudwatch/metric_store.hpp"
#include "store/store.hpp"

namespace wt::cloudwatch {

/// One alarm: on metrics, or on other alarms.
struct Alarm {
    std::optional<MetricAlarm> metric;
    std::optional<CompositeAlarm> composite;
    aws::TagSet tags;

    [[nodiscard]] AlarmSettings& settings();
    [[nodiscard]] const AlarmSettings& settings() const;
    [[nodiscard]] AlarmStanding& standing();
    [[nodiscard]] const AlarmStanding& standing() const;
    [[nodiscard]] std::string_view type() const { return metric ? "MetricAlarm" : "CompositeAlarm"; }
};

struct Dashboard {
    std::string body;
    Instant modified = epoch;
    aws::TagSet tags;
};

/// Every account's alarms with their history, and its dashboards. Held in memory, with rows in the store. Alarms are
/// evaluated each minute of the run's clock (each ten seconds while one has such periods), a second after it, when the
/// minute's data is there. Nothing of what an action names is here, so each that comes due fails, and its history says
/// so. User Guide, "Using Amazon CloudWatch alarms".
class Alarms {
public:
    using Key = std::pair<aws::AccountRegion, std::string>;  // and the name
    using History = std::deque<AlarmHistoryItem>;            // from old to new
    static constexpr std::size_t most_items = 10'000;        // of one account and region; AWS keeps them 30 days

    /// Both outlive this. Loads what the store has.
    Alarms(const Context& context, store::Store& store);

    /// Null when there is none of that name.
    [[nodiscard]] Alarm* find(const aws::AccountRegion& owner, std::string_view name);
    [[nodiscard]] const std::map<Key, Alarm>& all() const { return alarms_; }
    [[nodiscard]] const History& history(const aws::AccountRegion& owner) { return histories_[owner]; }

    /// A new alarm, or new settings of one that is there, which keeps its state and tags.
    void put(const aws::AccountRegion& owner, Alarm alarm, Instant now);
    void remove(const aws::AccountRegion& owner, std::string_view name, Instant now);
    struct NewState {
        std::string value;
        std::string reason;
        std::optional<std::string> data;
    };
    /// Sets it, and when it is another than before, notes that and what comes of the actions.
    void set_state(const Key& key, NewState state, Instant now);
    /// An alarm's settings or tags are others.
    void changed(const Key& key);

    [[nodiscard]] std::map<Key, Dashboard>& dashboards() { return dashboards_; }  // in no region
    void dashboard_changed(const Key& key);

    /// Holds every alarm against its data, up to `now`.
    void evaluate(const MetricStore& metrics, Instant now);
    /// Holds every composite alarm against the others: whenever one of those has another state, or the rule is new.
    void evaluate_composites(Instant now);
    /// For ever; stopped by cancelling.
    [[nodiscard]] Task<void> run(const MetricStore& metrics);

    void reset(std::string_view account);
    /// Waits until everything so far is on disk. Nothing on success, else why not.
    [[nodiscard]] Task<std::optional<Error>> durable();

private:
    void load();
    void note(const aws::AccountRegion& owner, AlarmHistoryItem item);
    void row(std::string_view space, std::string key, std::optional<std::string> value);
    void stage();
    void evaluate(const Key& key, const MetricAlarm& alarm, const MetricStore& metrics, Instant now);
    void evaluate(const Key& key, const CompositeAlarm& alarm, Instant now);

    Context context_;
    store::Store& store_;
    std::map<Key, Alarm> alarms_;
    std::map<aws::AccountRegion, History> histories_;
    std::uint64_t next_item_ = 0;
    std::map<Key, Dashboard> dashboards_;
    std::vector<store::Change> changes_;
    store::Ticket ticket_ = 0;
};

/// "arn:aws:cloudwatch:us-east-1:111122223333:alarm:name".
[[nodiscard]] std::string alarm_arn(const aws::AccountRegion& owner, std::string_view name);
[[nodiscard]] std::string dashboard_arn(std::string_view account, std::string_view name);

}  // namespace wt::cloudwatch
