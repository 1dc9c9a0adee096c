// How a change of a component's configuration reaches what stands there.
#include <algorithm>

#include "stack/stack.hpp"

namespace wt::stack {

/// One component's new configuration, by its type.
struct Stack::Update {
    Stack& stack;
    const std::string& name;
    using Refusal = std::optional<Error>;

    /// The way to a backend takes another time, and the backend another configuration.
    template <class Port, class Config, class Apply>
    [[nodiscard]] static Refusal backend(Port& port, const Config& config, Apply apply) {
        if (Refusal refused = apply()) return refused;
        port.gate().set_latency(config.latency);
        return std::nullopt;
    }

    Refusal operator()(const edge::DistributionConfig& config) const {
        (void)stack.distributions_.update(name, stack.edge_config(name, config));
        return std::nullopt;
    }
    Refusal operator()(const edge::waf::WebAclConfig& config) const {
        (void)stack.web_acls_.update(name, config);
        return std::nullopt;
    }
    Refusal operator()(const identity::UserPoolConfig& config) const {
        if (Refusal refused = stack.user_pools_.update(name, config)) return refused;
        stack.ways_.hop(name).gate().set_latency(config.latency);
        return std::nullopt;
    }
    Refusal operator()(const gateway::RestApiConfig& config) const {
        (void)stack.rest_apis_.update(name, stack.api_config(config));
        return std::nullopt;
    }
    Refusal operator()(const lambda::FunctionConfig& config) const {
        (void)stack.functions_.update(name, config);
        stack.each<s3::BucketConfig>([&](const Component& bucket, const s3::BucketConfig& told) {
            if (told.notify == name) stack.notifications_.at(bucket.name)->update(config.async);
        });
        return std::nullopt;
    }
    Refusal operator()(const cache::RedisConfig& config) const {
        (void)stack.caches_.update(name, config);
        stack.cache_ports_.at(name)->gate().set_latency(config.latency);
        return std::nullopt;
    }
    Refusal operator()(const rds::PrimaryConfig& config) const {
        return backend(*stack.primary_ports_.at(name), config, [&] { return stack.databases_.update(name, config); });
    }
    Refusal operator()(const rds::ReplicaConfig& config) const {
        return backend(*stack.replica_ports_.at(name), config, [&] { return stack.databases_.update(name, config); });
    }
    Refusal operator()(const stream::KinesisConfig& config) const {
        if (Refusal refused = backend(*stack.kinesis_.at(name), config,
                                      [&] { return stack.kinesis_streams_.update(name, config); })) {
            return refused;
        }
        // What reads it keeps records as long as it does.
        for (const auto& [reader, hose] : stack.delivery_streams_.shelf().list()) {
            const stream::DeliveryStreamConfig same = hose->config();
            if (same.source == name) (void)hose->update(same);
        }
        return std::nullopt;
    }
    Refusal operator()(const stream::DeliveryStreamConfig& config) const {
        return backend(*stack.streams_.at(name), config, [&] { return stack.delivery_streams_.update(name, config); });
    }
    Refusal operator()(const rds::ProxyConfig& config) const {
        ProxyPort& port = *stack.proxies_.at(name);
        port.update(config, stack.places_of(config));
        port.gate().set_latency(config.latency);
        return std::nullopt;
    }
    Refusal operator()(const dynamodb::TableConfig& config) const {
        TablePort& port = *stack.tables_.at(name);
        return backend(port, config, [&] { return port.table().update(config); });
    }
    Refusal operator()(const queue::QueueConfig& config) const {
        QueuePort& port = *stack.queues_.at(name);
        return backend(port, config, [&] { return port.queue().update(config); });
    }
    Refusal operator()(const ServiceConfig& config) const {
        ServicePort& port = *stack.external_.at(name);
        port.update(config);
        port.gate().set_latency(config.latency);
        return std::nullopt;
    }
    Refusal operator()(const s3::BucketConfig& config) const {
        BucketPort& port = *stack.buckets_.at(name);
        return backend(port, config, [&] { return port.archive().update(config); });
    }
};

std::optional<Error> Stack::update(const Component& to) {
    const auto at = std::find_if(architecture_.components.begin(), architecture_.components.end(),
                                 [&](const Component& one) { return one.name == to.name; });
    WT_ASSERT(at != architecture_.components.end());
    if (auto refused = unchangeable(*at, to)) return refused;
    if (auto refused = std::visit(Update{*this, at->name}, to.config)) return refused;
    if (const auto reader = mappings_.find(to.name); reader != mappings_.end())
        (void)reader->second.mapping->update(*to.source);
    if (const auto reader = queue_mappings_.find(to.name); reader != queue_mappings_.end())
        (void)reader->second.consumer->update(*to.consumes);
    *at = to;
    return std::nullopt;
}

namespace {

/// Whether nothing of it was taken away.
[[nodiscard]] bool is_whole(const auto& resource, const auto& config) {
    if constexpr (std::is_same_v<std::decay_t<decltype(config)>, rds::ReplicaConfig>) {
        return resource->size() == config.count;
    } else {
        return true;
    }
}

}  // namespace

template <class Config, class Collection, class Resources>
void Stack::keep(Collection& collection, const Resources& shelf, Fresh what) {
    for (const auto& [name, resource] : shelf.list()) {
        const Component* const component = beginning_.find(name);
        if (component == nullptr && what == Fresh::scenario) continue;
        const auto* const config = component == nullptr ? nullptr : std::get_if<Config>(&component->config);
        if (config == nullptr || !is_whole(resource, *config) || Update{*this, name}(*config))
            (void)collection.remove(name);
    }
}

void Stack::restore(Fresh what) {
    architecture_ = beginning_;
    account_.set_limit(beginning_.account.concurrency, context_.now());
    // Those first that others point at; a firewall last, which stays while somebody stands behind it.
    keep<stream::KinesisConfig>(kinesis_streams_, kinesis_streams_.shelf(), what);
    keep<stream::DeliveryStreamConfig>(delivery_streams_, delivery_streams_.shelf(), what);
    keep<rds::PrimaryConfig>(databases_, databases_.primaries(), what);
    keep<rds::ReplicaConfig>(databases_, databases_.replica_sets(), what);
    keep<cache::RedisConfig>(caches_, caches_.shelf(), what);
    // Of a pool nearly all is what clients have made of it since.
    for (const auto& [name, pool] : user_pools_.shelf().list()) {
        if (what == Fresh::everything || beginning_.find(name) != nullptr) (void)user_pools_.remove(name);
    }
    keep<lambda::FunctionConfig>(functions_, functions_.shelf(), what);
    keep<gateway::RestApiConfig>(rest_apis_, rest_apis_.shelf(), what);
    keep<edge::DistributionConfig>(distributions_, distributions_.shelf(), what);
    keep<edge::waf::WebAclConfig>(web_acls_, web_acls_.shelf(), what);
    build_backends();
    build_path();
}

void Stack::update(const lambda::AccountConfig& to) {
    account_.set_limit(to.concurrency, context_.now());
    architecture_.account = to;
}

}  // namespace wt::stack
