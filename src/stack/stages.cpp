// The lines of a report: every tier and backend, with what passed through it and what of it is assumed.
#include <fmt/format.h>

#include "stack/assumptions.hpp"
#include "stack/service_integration.hpp"
#include "stack/stack.hpp"

namespace wt::stack {

namespace {

/// The share of `capacity` that was busy on average.
[[nodiscard]] std::function<std::optional<double>(Instant now)> share_of(const Gauge& busy, double capacity) {
    return [&busy, capacity](Instant now) -> std::optional<double> {
        const double span = seconds(now - busy.first_set());
        return span > 0 && busy.first_set() != epoch ? std::optional(busy.integral(now) / span / capacity)
                                                     : std::nullopt;
    };
}

}  // namespace

std::string_view Stack::type_of(std::string_view address) const {
    if (distributions_.find(address) != nullptr) return "cloudfront";
    if (user_pools_.find(address) != nullptr) return "cognito";
    if (!web_acls_.name_at(address).empty()) return "wafv2";
    if (rest_apis_.find(address) != nullptr) return "apigateway-rest";
    if (http_apis_.find(address) != nullptr) return "apigateway-http";
    if (functions_.find(address) != nullptr) return "lambda";
    if (is_integration_address(address)) return "integration";
    return {};
}

std::vector<Stage> Stack::path_stages() const {
    std::vector<Stage> stages;
    for (const http::Hop* hop : hops()) {
        Stage stage{hop->name(), std::string(type_of(hop->name())), &hop->flow(), nullptr};
        if (const lambda::Function* function = functions_.find(stage.name)) {
            const auto limit = function->config().reserved.value_or(architecture_.account.concurrency);
            stage.utilisation = share_of(context_.metrics.of(stage.name).gauge(stage.name + ".concurrency"),
                                         static_cast<double>(limit));
        }
        stages.push_back(std::move(stage));
    }
    return stages;
}

std::vector<Stage> Stack::backend_stages() const {
    std::vector<Stage> stages;
    const auto add = [&](const auto& ports, std::string_view type, auto capacity) {
        for (const auto& [name, port] : ports) {
            Stage stage{name, std::string(type), &port->flow(), nullptr};
            if (const double servers = capacity(name); servers > 0)
                stage.utilisation = share_of(context_.metrics.of(name).gauge(name + ".busy"), servers);
            stages.push_back(std::move(stage));
        }
    };
    const auto none = [](const std::string&) { return 0.0; };
    add(cache_ports_, "elasticache", none);
    add(replica_ports_, "rds-replica", [&](const std::string& name) {
        const rds::ReplicaSet* set = databases_.replicas(name);
        return set == nullptr ? 0.0 : static_cast<double>(set->config().servers * set->config().count);
    });
    add(kinesis_, "kinesis", none);
    add(streams_, "firehose", none);
    add(buckets_, "s3", none);
    add(tables_, "dynamodb", none);
    add(queues_, "sqs", none);
    add(external_, "http", none);
    add(proxies_, "rds-proxy", none);
    add(primary_ports_, "rds", [&](const std::string& name) {
        const rds::Primary* primary = databases_.primary(name);
        return primary == nullptr ? 0.0 : static_cast<double>(primary->config().servers);
    });
    return stages;
}

std::vector<Stage> Stack::stages() const {
    std::vector<Stage> all = path_stages();
    for (Stage& stage : backend_stages()) all.push_back(std::move(stage));
    return all;
}

std::vector<std::string> Stack::assumed_latencies() const {
    std::vector<std::string> all;
    std::vector<Component> components = standing();
    std::erase_if(components, [&](const Component& component) {
        if (component.type != "cognito") return false;
        const http::Hop* const way = ways_.find(component.name);
        return way == nullptr || way->flow().in == 0;  // nobody signed in
    });
    for (const Assumption& assumption : assumptions(components)) all.push_back(assumption.text());
    for (const Component& component : components) {
        const auto* api = std::get_if<gateway::RestApiConfig>(&component.config);
        if (api != nullptr && api->limit_hosts > 1)
            all.push_back(fmt::format("{} limits counted by {} hosts, best effort", component.name, api->limit_hosts));
    }
    return all;
}

std::string Stack::exact_limits() const { return stack::exact_limits(standing()); }

}  // namespace wt::stack
