#pragma once
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "edge/config.hpp"
#include "edge/waf/config.hpp"
#include "gateway/config.hpp"
#include "identity/config.hpp"
#include "lambda/config.hpp"
#include "queue/config.hpp"
#include "storage/cache/config.hpp"
#include "storage/dynamodb/config.hpp"
#include "storage/rds/config.hpp"
#include "storage/s3/config.hpp"
#include "stream/config.hpp"
#include "stream/kinesis_config.hpp"

namespace wt::stack {

/// Somebody else's service, which functions call over HTTP.
struct ServiceConfig {
    Latency latency;
    std::optional<Rate> limit;           // beyond it: 429; none: no limit
    std::optional<std::uint64_t> burst;  // how many at once, after a pause; none: a second's worth
    double errors = 0;                   // how often it answers 503
    [[nodiscard]] std::uint64_t at_once() const;
};

using ComponentConfig =
    std::variant<edge::DistributionConfig, edge::waf::WebAclConfig, identity::UserPoolConfig, gateway::RestApiConfig,
                 lambda::FunctionConfig, cache::RedisConfig, rds::PrimaryConfig, rds::ReplicaConfig,
                 stream::KinesisConfig, stream::DeliveryStreamConfig, s3::BucketConfig, rds::ProxyConfig,
                 dynamodb::TableConfig, ServiceConfig, queue::QueueConfig>;

struct Component {
    std::string name;
    std::string type;  // as in the scenario: "cloudfront"
    ComponentConfig config;
    std::string to;  // the next component on the request path; empty where there is none
    std::optional<stream::EventSourceConfig> source;  // the event source mapping of a function that reads a stream
    std::vector<std::string> also_to{};               // further APIs behind a firewall
    std::optional<queue::ConsumerConfig> consumes{};  // the same of a function that reads a queue
};

/// Where requests of a further API meet its firewall, or one that comes after the start.
[[nodiscard]] inline std::string guard_address(std::string_view firewall, std::string_view api) {
    return std::string(firewall).append(".").append(api);
}

/// What of the difference a component cannot take while the account runs: a sentence. None: it takes all.
[[nodiscard]] std::optional<Error> unchangeable(const Component& from, const Component& to);

/// What stands in the tunnel, in the order of the file: plain data, checked, nothing built yet.
struct Architecture {
    std::vector<Component> components;
    lambda::AccountConfig account;

    [[nodiscard]] const Component* find(std::string_view name) const;
    /// The first distribution whose requests go through that firewall; null when there is none.
    [[nodiscard]] const Component* leading_to(std::string_view firewall) const;
    /// Where requests of a distribution meet the firewall that it leads to: at its own name, or, of another
    /// distribution than the first, beside it.
    [[nodiscard]] std::string firewall_address(std::string_view firewall, std::string_view edge) const;
    /// Every address where requests meet a firewall.
    [[nodiscard]] std::vector<std::string> firewall_addresses() const;
    /// Where a client's request for that component comes in: a firewall is met where its distribution is.
    [[nodiscard]] std::string entrance_of(std::string_view name) const;
    /// Where clients' requests come in unless they say where; empty when nothing answers any.
    [[nodiscard]] std::string usual_entrance() const;
    /// The API that requests reach which come in there, or that stands there; null when there is none.
    [[nodiscard]] const Component* api_behind(std::string_view name) const;
    /// The user pool of that API's callers, or the first there is; empty when there is none.
    [[nodiscard]] std::string users_behind(std::string_view name) const;
    /// The name of the first component of that type; empty when there is none.
    [[nodiscard]] std::string first_of_type(std::string_view type) const;
};

}  // namespace wt::stack
