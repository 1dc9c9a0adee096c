#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "aws/accounts.hpp"
#include "logs/batch_rules.hpp"
#include "logs/event_key.hpp"
#include "logs/filter_pattern.hpp"

/// What a group's filters make of the events that come in. Policies.
namespace wt::logs {

/// What metric filters and subscription filters have in common.
struct EventFilter {
    std::string name;
    std::string pattern_text;
    FilterPattern pattern;
    std::int64_t created = 0;  // milliseconds since 1970
    bool on_transformed = false;
    std::string selection;                   // told, not used: there are no events of other accounts
    std::vector<std::string> system_fields;  // "@aws.account", "@aws.region", "@source.log"
};

/// Turns events into values of a metric.
struct MetricFilter : EventFilter {
    std::string metric_name;
    std::string name_space;
    std::string value;  // a number, or "$.latency": a part of the event
    std::optional<double> default_value;
    std::map<std::string, std::string> dimensions;  // by name: parts of the event
    std::string unit;                               // empty: none was said
};

/// A number; none for any other text.
[[nodiscard]] std::optional<double> metric_number(std::string_view text);

struct MetricValue {
    double value = 0;
    std::vector<std::pair<std::string, std::string>> dimensions;
};
/// What an event that matches says of the metric. None when the part of it that is the value is no number, or a
/// dimension's part is not there: Assumed.
[[nodiscard]] std::optional<MetricValue> measure(const MetricFilter& filter, std::string_view message,
                                                 const aws::AccountRegion& place, std::string_view group);

/// Sends events on.
struct SubscriptionFilter : EventFilter {
    std::string destination;  // an ARN
    std::string role;         // an ARN; empty: none
    std::string distribution = "ByLogStream";
};

/// Where the events that a filter sends come from.
struct EventSource {
    aws::AccountRegion place;
    std::string group;
    std::string stream;
};
struct KeyedEvent {
    EventKey key;
    std::string message;
};
/// The document that a destination gets, before it is packed. CloudWatch Logs User Guide, "Subscription filters".
[[nodiscard]] std::string data_message(const SubscriptionFilter& filter, const EventSource& source,
                                       std::span<const KeyedEvent> events);
/// The one with which a new stream is tried out; `kind`: "Kinesis stream", "Firehose". Assumed: as it was seen.
[[nodiscard]] std::string control_message(std::string_view kind, std::int64_t now);

}  // namespace wt::logs
