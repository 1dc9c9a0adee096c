#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/error.hpp"
#include "base/random.hpp"

namespace wt::s3 {

struct FilterRule {
    std::string name;  // prefix or suffix, in any case of letters
    std::string value;
};
struct S3KeyFilter {
    std::vector<FilterRule> filter_rules;
};
struct NotificationConfigurationFilter {
    std::optional<S3KeyFilter> key;
};

struct TopicConfiguration {
    std::optional<std::string> id;
    std::string topic_arn;
    std::vector<std::string> events;
    std::optional<NotificationConfigurationFilter> filter;
};
struct QueueConfiguration {
    std::optional<std::string> id;
    std::string queue_arn;
    std::vector<std::string> events;
    std::optional<NotificationConfigurationFilter> filter;
};
struct LambdaFunctionConfiguration {
    std::optional<std::string> id;
    std::string lambda_function_arn;
    std::vector<std::string> events;
    std::optional<NotificationConfigurationFilter> filter;
};
/// Says only that it is there: every event goes to EventBridge.
struct EventBridgeConfiguration {};

/// Who learns of what happens to a bucket's objects. Amazon S3 User Guide, "Amazon S3 Event Notifications".
struct NotificationConfiguration {
    std::vector<TopicConfiguration> topic_configurations;
    std::vector<QueueConfiguration> queue_configurations;
    std::vector<LambdaFunctionConfiguration> lambda_function_configurations;
    std::optional<EventBridgeConfiguration> event_bridge_configuration;
};

enum class DestinationKind : std::uint8_t { topic, queue, function };

/// One of a configuration's destinations; refers to the configuration.
struct Destination {
    DestinationKind kind = DestinationKind::function;
    std::string_view id;
    std::string_view arn;
};

/// What is wrong with a configuration that someone puts: events that there are not, filters of other things than one
/// prefix and one suffix, ARNs of other services, two configurations for the same event of one object, ids that stand
/// twice, more than 100 configurations. `region` is the bucket's. Whether the destinations exist is not asked here.
[[nodiscard]] std::optional<aws::Error> refuse(const NotificationConfiguration& configuration, std::string_view region);

/// 400 InvalidArgument for a destination that does not exist, or does not let S3 in: `why` is "The destination queue
/// does not exist" and the like.
struct UnusableDestination {
    std::string arn;
    std::string why;
};
[[nodiscard]] aws::Error unusable(const std::vector<UnusableDestination>& destinations);

/// Gives an id to each configuration that has none.
void name_configurations(NotificationConfiguration& configuration, Random& random);

/// Everybody whom a configuration names, in its order.
[[nodiscard]] std::vector<Destination> destinations(const NotificationConfiguration& configuration);
/// Those that learn of this event ("s3:ObjectCreated:Put") of this key. Filters are written as in a form ("a+b" for "a
/// b").
[[nodiscard]] std::vector<Destination> destinations(const NotificationConfiguration& configuration,
                                                    std::string_view event, std::string_view key);

}  // namespace wt::s3
