#pragma once
#include <optional>
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
    /// Everything that it is given must outlive it. What was counted before now is not published.
    MetricSampler(const Context& context, const Architecture& architecture, const ResourceIds& ids,
                  cloudwatch::MetricStore& store, aws::AccountRegion owner);
    MetricSampler(const MetricSampler&) = delete;
    MetricSampler& operator=(const MetricSampler&) = delete;

    /// Publishes at the end of each minute, for ever; stopped by cancelling.
    [[nodiscard]] Task<void> run();

private:
    /// A row, and what its numbers were when the minute began.
    struct Followed {
        MetricRow row;
        double counted = 0;
        double whole = 0;
        Histogram durations;
        Gauge::Watch* extremes = nullptr;
        double integral = 0;
        Instant since = epoch;
    };

    /// What happened since the last time; nothing where AWS would publish nothing. The next is counted from here.
    [[nodiscard]] std::optional<cloudwatch::Aggregate> take(Followed& followed);
    [[nodiscard]] std::optional<cloudwatch::Aggregate> take_events(Followed& followed);
    [[nodiscard]] std::optional<cloudwatch::Aggregate> take_durations(Followed& followed);
    [[nodiscard]] std::optional<cloudwatch::Aggregate> take_level(Followed& followed);
    [[nodiscard]] double sum_of(const std::vector<std::string>& counters, const Labels& labels) const;

    Context context_;
    cloudwatch::MetricStore& store_;
    aws::AccountRegion owner_;
    std::vector<Followed> rows_;
};

}  // namespace wt::stack
