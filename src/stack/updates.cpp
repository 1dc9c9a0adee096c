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
        if (Refusal refused = stack.distribution_->update(stack.edge_config(config))) return refused;
        stack.hop(name + ".cache")->lead_to(std::make_shared<edge::EdgeCache>(*stack.distribution_, stack.ways_));
        return std::nullopt;
    }
    Refusal operator()(const edge::waf::WebAclConfig& config) const {
        return backend(*stack.firewall_, config, [&] { return stack.acl_->update(config); });
    }
    Refusal operator()(const identity::UserPoolConfig& config) const { return stack.pools_.at(name)->update(config); }
    Refusal operator()(const gateway::RestApiConfig& config) const {
        Result<std::shared_ptr<gateway::RestApi>> next = stack.api_->update(config, stack.ways_);
        if (!next) return next.error();
        stack.api_ = std::move(*next);
        stack.api_hop_->lead_to(stack.api_);
        return std::nullopt;
    }
    Refusal operator()(const lambda::FunctionConfig& config) const {
        if (Refusal refused = stack.functions_.at(name)->update(config)) return refused;
        stack.each<s3::BucketConfig>([&](const Component& bucket, const s3::BucketConfig& told) {
            if (told.notify == name) stack.notifications_.at(bucket.name)->update(config.async);
        });
        return std::nullopt;
    }
    Refusal operator()(const cache::RedisConfig& config) const {
        RedisPort& port = *stack.caches_.at(name);
        port.redis().update(config);
        port.gate().set_latency(config.latency);
        return std::nullopt;
    }
    Refusal operator()(const rds::PrimaryConfig& config) const {
        PrimaryPort& port = *stack.primaries_.at(name);
        return backend(port, config, [&] { return port.primary().update(config); });
    }
    Refusal operator()(const rds::ReplicaConfig& config) const {
        ReplicaPort& port = *stack.replicas_.at(name);
        return backend(port, config, [&] { return port.replicas().update(config); });
    }
    Refusal operator()(const stream::KinesisConfig& config) const {
        KinesisPort& port = *stack.kinesis_.at(name);
        if (Refusal refused = backend(port, config, [&] { return port.stream().update(config); })) return refused;
        // What reads it keeps records as long as it does.
        for (auto& [reader, hose] : stack.streams_) {
            const stream::DeliveryStreamConfig same = hose->stream().config();
            if (same.source == name) (void)hose->stream().update(same);
        }
        return std::nullopt;
    }
    Refusal operator()(const stream::DeliveryStreamConfig& config) const {
        StreamPort& port = *stack.streams_.at(name);
        return backend(port, config, [&] { return port.stream().update(config); });
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
    if (to.source) (void)mappings_.at(to.name)->update(*to.source);
    *at = to;
    return std::nullopt;
}

void Stack::update(const lambda::AccountConfig& to) {
    account_.set_limit(to.concurrency, context_.now());
    architecture_.account = to;
}

}  // namespace wt::stack
