#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/place.hpp"
#include "base/metrics.hpp"
#include "base/shelf.hpp"
#include "cloudwatch/metric.hpp"
#include "gateway/http_api/http_api.hpp"
#include "stack/architecture.hpp"

namespace wt::stack {

/// How what a tier keeps becomes a minute's statistics.
enum class Reading : std::uint8_t {
    /// Counters of events among counters of all that could have been one: each event counts `each`, the others 0, so
    /// that the average is their share. Nothing in a minute without any.
    events,
    /// A counter's rise, as one value.
    amount,
    /// A histogram's durations, in the metric's unit.
    durations,
    /// A gauge: its extremes, and its average over time, as if it had been looked at once a second.
    level,
    /// What `measure` says when the minute is over, as one value.
    measured,
};

/// One of AWS's metrics, and which of Windtunnel's numbers it is.
struct MetricRow {
    cloudwatch::Metric metric;
    std::string_view unit;
    Reading reading = Reading::events;
    /// Names in the registry, "COMPONENT.METRIC"; the sum where there are several, or several labels.
    std::vector<std::string> counted;
    std::vector<std::string> whole;  // of `events`; empty: only the events themselves
    Labels labels;                   // that the counted must have
    double each = 1;
    /// In place of names; of an `amount` the count so far. Nothing: what it is of has gone.
    std::function<std::optional<double>()> measure;
    std::optional<aws::AccountRegion> owner;  // whose it is, where the resource's ARN says so
};

/// AWS's names for what AWS knows by an id: a distribution. What is not there goes by its component's name.
using ResourceIds = std::map<std::string, std::string, std::less<>>;

/// The metrics that AWS publishes of such a component, as far as its tier counts them: their names, dimensions and
/// units are those of the services' documents ("Monitoring ... with Amazon CloudWatch" of each). A function's versions
/// each have a part in the function's own metrics, which is so many rows of one metric.
[[nodiscard]] std::vector<MetricRow> metric_rows(const Component& component, const ResourceIds& ids);
/// Of all of them.
[[nodiscard]] std::vector<MetricRow> metric_rows(const std::vector<Component>& components, const ResourceIds& ids);

/// The additional metrics of a distribution that has a subscription, whose counts begin with `counts`
/// (edge::api::counts_of). CloudFront Developer Guide, "Turn on additional CloudFront distribution metrics".
[[nodiscard]] std::vector<MetricRow> monitored_rows(const std::string& distribution, const std::string& counts,
                                                    const aws::AccountRegion& owner);

/// The metrics of a Lambda function's version as it was invoked by CloudFront, in the region `owner` names. `function`:
/// "us-east-1.NAME". CloudFront Developer Guide, "Edge functions metrics".
[[nodiscard]] std::vector<MetricRow> edge_lambda_rows(const std::string& function, const std::string& version,
                                                      const std::string& counts, const aws::AccountRegion& owner);

/// The same of a CloudFront Function, whose counts begin with `counts` (edge::api::counts_of).
[[nodiscard]] std::vector<MetricRow> edge_function_rows(const std::string& function, const std::string& counts,
                                                        const aws::AccountRegion& owner);

/// The metrics of a consumer of enhanced fan-out, of a Kinesis stream whose counts begin with `counts`, and those of
/// one of its shards that enhanced monitoring asks for by these names. Kinesis Data Streams Developer Guide,
/// "Monitoring
/// ... with Amazon CloudWatch".
[[nodiscard]] std::vector<MetricRow> stream_consumer_rows(const std::string& counts, const std::string& stream,
                                                          const std::string& consumer, const aws::AccountRegion& owner);
[[nodiscard]] std::vector<MetricRow> shard_rows(const std::string& counts, const std::string& stream,
                                                const std::string& shard, const std::vector<std::string>& metrics,
                                                const aws::AccountRegion& owner);

/// The same of stages of HTTP APIs.
[[nodiscard]] std::vector<MetricRow> metric_rows(const Shelf<gateway::http_api::HttpApi>& apis);

}  // namespace wt::stack
