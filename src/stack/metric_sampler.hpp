#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/context.hpp"
#include "base/task.hpp"
#include "cloudwatch/metric_store.hpp"
#include "stack/aws_metrics.hpp"

namespace wt::stack {

/// Publishes what the tiers counted as AWS's services do: each minute, when it is over, under its beginning. Whatever
/// the clock.
class MetricSampler {
public:
    /// The metrics of all that stands at that moment; asked each minute, so that what comes has its own. Who has gone
    /// leaves its counts where they are, for who comes back.
    using Look = std::function<std::vector<MetricRow>()>;

    /// Everything that it is given must outlive it. What was counted before now is not published. `owner`: of rows
    /// that name none.
    MetricSampler(const Context& context, Look look, cloudwatch::MetricStore& store, aws::AccountRegion owner);
    MetricSampler(const MetricSampler&) = delete;
    MetricSampler& operator=(const MetricSampler&) = delete;

    /// Publishes at the end of each minute, for ever; stopped by cancelling.
    [[nodiscard]] Task<void> run();

private:
    struct Level {
        Gauge::Watch* extremes = nullptr;  // null: those of its whole life
        double integral = 0;
    };
    /// A metric's rows as one, and what its numbers were when the minute began.
    struct Followed {
        MetricRow row;
        double counted = 0;
        double whole = 0;
        Histogram durations;
        std::map<std::string, Level> levels;  // by gauge
    };
    using Key = std::pair<aws::AccountRegion, cloudwatch::Metric>;

    /// Follows what is there and was not yet, from the beginning of its counts.
    void look();

    /// What happened since the last time; nothing where AWS would publish nothing. The next is counted from here.
    [[nodiscard]] std::optional<cloudwatch::Aggregate> take(Followed& followed);
    [[nodiscard]] std::optional<cloudwatch::Aggregate> take_events(Followed& followed);
    [[nodiscard]] static std::optional<cloudwatch::Aggregate> take_measured(const Followed& followed);
    [[nodiscard]] std::optional<cloudwatch::Aggregate> take_durations(Followed& followed);
    [[nodiscard]] std::optional<cloudwatch::Aggregate> take_level(Followed& followed);
    [[nodiscard]] double sum_of(const std::vector<std::string>& counters, const Labels& labels) const;

    Context context_;
    Look look_;
    cloudwatch::MetricStore& store_;
    aws::AccountRegion owner_;
    Instant since_;  // the beginning of what is counted
    std::map<Key, Followed> rows_;
};

}  // namespace wt::stack
