#include "stack/stack.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/assert.hpp"
#include "base/literals.hpp"
#include "http/ids.hpp"
#include "stack/pool_verifier.hpp"

namespace wt::stack {

namespace {

/// What a row holds that was there before the run.
constexpr std::string_view preloaded_body = R"({"name":"an item","price":12.5})";

}  // namespace

Stack::Stack(const Context& context, const Architecture& architecture, std::shared_ptr<const identity::SigningKey> key,
             Outside outside)
    : context_(context),
      architecture_(architecture),
      failover_times_(context.random("failover")),
      key_(std::move(key)),
      own_store_(outside.store == nullptr ? std::make_unique<store::MemoryStore>() : nullptr),
      s3_(context_, outside.store == nullptr ? *own_store_ : *outside.store, outside.accounts),
      account_(architecture.account),
      failure_ids_(context.random("lambda.on-failure")),
      ways_(context_) {
    build_backends(outside.databases);
    build_functions();
    build_path(outside.origins);
    build_notifications();
    build_event_sources();
    describe();
}

Stack::~Stack() {
    // What runs inside hops, then the tiers that stand there, then what they stand on.
    services_.cancel();
    mappings_.clear();
    notifications_.clear();
    api_.reset();
    acl_.reset();
    ways_.close();
}

void Stack::build_backends(rds::Engines* engines) {
    each<s3::BucketConfig>([&](const Component& c, const auto& config) {
        buckets_.emplace(c.name, std::make_unique<BucketPort>(context_of(c.name), c.name, config, s3_));
        services_.spawn(buckets_.at(c.name)->archive().fill());
    });
    each<stream::KinesisConfig>([&](const Component& c, const auto& config) {
        kinesis_.emplace(c.name, std::make_unique<KinesisPort>(context_of(c.name), c.name, config));
    });
    each<stream::DeliveryStreamConfig>([&](const Component& c, const auto& config) {
        KinesisPort* source = config.source.empty() ? nullptr : kinesis_.at(config.source).get();
        streams_.emplace(
            c.name, std::make_unique<StreamPort>(context_of(c.name), c.name, config, *buckets_.at(config.to), source));
    });
    each<rds::PrimaryConfig>([&](const Component& c, const auto& config) {
        auto port = std::make_unique<PrimaryPort>(context_of(c.name), c.name, config, engines);
        for (auto& [name, bucket] : buckets_) port->add_source(*bucket);
        primaries_.emplace(c.name, std::move(port));
    });
    each<rds::ReplicaConfig>([&](const Component& c, const auto& config) {
        rds::Primary& primary = primaries_.at(config.of)->primary();
        replicas_.emplace(c.name, std::make_unique<ReplicaPort>(context_of(c.name), c.name, config, primary, engines));
    });
    each<cache::RedisConfig>([&](const Component& c, const auto& config) {
        caches_.emplace(c.name, std::make_unique<RedisPort>(context_of(c.name), c.name, config));
    });
    each<identity::UserPoolConfig>([&](const Component& c, const auto& config) {
        pools_.emplace(c.name, std::make_unique<identity::UserPool>(context_of(c.name), c.name, config, key_));
    });
    if (!pools_.empty()) {
        users_ = pools_.begin()->second.get();
        const Component* api = component_of_type("apigateway-rest");
        if (api != nullptr) {
            const auto& authorizer = std::get<gateway::RestApiConfig>(api->config).authorizer;
            if (identity::UserPool* pool = find(pools_, authorizer.pool)) users_ = pool;
        }
        verifier_ = std::make_unique<PoolVerifier>(*users_);
    }
}

void Stack::build_functions() {
    std::map<std::string, lambda::Backend*> backends;
    for (auto& [name, port] : buckets_) backends[name] = port.get();
    for (auto& [name, port] : kinesis_) backends[name] = port.get();
    for (auto& [name, port] : streams_) backends[name] = port.get();
    for (auto& [name, port] : primaries_) backends[name] = port.get();
    for (auto& [name, port] : replicas_) backends[name] = port.get();
    for (auto& [name, port] : caches_) backends[name] = port.get();
    each<lambda::FunctionConfig>([&](const Component& c, const auto& config) {
        functions_.emplace(c.name,
                           std::make_unique<lambda::Function>(context_of(c.name), c.name, config, account_, backends));
    });
}

Task<void> Stack::keep_failure(BucketPort& bucket, std::string function, lambda::Event event,
                               std::string_view condition, int attempts) {
    // Lambda Developer Guide, "Retaining records of asynchronous invocations".
    const std::string id = http::request_id(failure_ids_).str();
    const std::string time = format_instant(context_.now());
    lambda::BackendCall call;
    call.operation = lambda::Operation::put;
    call.key =
        Text(fmt::format("aws/lambda/async/{}/{}/{}-{}", function,
                         fmt::format("{}/{}/{}", time.substr(0, 4), time.substr(5, 2), time.substr(8, 2)), time, id));
    call.value = Text(fmt::format(
        R"({{"version":"1.0","timestamp":"{}","requestContext":{{"requestId":"{}","functionArn":"arn:aws:lambda:us-east-1:000000000000:function:{}:$LATEST","condition":"{}","approximateInvokeCount":{}}},"requestPayload":{{"key":"{}"}}}})",
        time, id, function, condition, attempts, event.key.view()));
    (void)co_await bucket.call(std::move(call), nullptr);
}

void Stack::build_notifications() {
    each<s3::BucketConfig>([&](const Component& c, const s3::BucketConfig& config) {
        if (config.notify.empty()) return;
        s3::Archive& bucket = buckets_.at(c.name)->archive();
        const std::string place = c.name + "/";
        // What the function failed to load for good goes back to the bucket, which offers it again at the next replay.
        const auto& function = std::get<lambda::FunctionConfig>(architecture_.find(config.notify)->config);
        auto queue = std::make_unique<lambda::AsyncQueue>(
            context_of(config.notify), *hop(config.notify), function.async,
            [this, &bucket, place, target = config.notify, to = function.async.on_failure](
                const lambda::Event& event, std::string_view condition, int attempts) {
                bucket.notification_failed(std::string(event.key.view().substr(place.size())));
                if (!to.empty()) services_.spawn(keep_failure(*buckets_.at(to), target, event, condition, attempts));
            });
        bucket.on_created([&queue = *queue, place](const std::string& key) {
            lambda::Event event;
            event.key = Text(place + key);
            queue.invoke(std::move(event));
        });
        notifications_.emplace(c.name, std::move(queue));
    });
}

void Stack::preload(std::uint64_t rows) {
    preloaded_ = rows;
    for (auto& [name, port] : primaries_) port->primary().fill(rows, preloaded_body);
}

void Stack::start() {
    for (auto& [name, port] : streams_) services_.spawn(port->stream().run());
    for (auto& [name, mapping] : mappings_) services_.spawn(mapping->run());
    for (auto& [name, port] : replicas_) services_.spawn(port->replicas().run());
    for (auto& [name, port] : buckets_) services_.spawn(port->archive().run());
    for (auto& [name, function] : functions_) function->start();
}

void Stack::start_over() {
    for (auto& [name, queue] : notifications_) queue->clear();
    for (auto& [name, port] : kinesis_) port->stream().clear();
    for (auto& [name, port] : streams_) port->stream().clear();
    for (auto& [name, port] : primaries_) port->primary().start_over(preloaded_, preloaded_body);
    for (auto& [name, port] : caches_) port->redis().flush_all();
    for (auto& [name, function] : functions_) function->renew();
    if (distribution_ != nullptr) distribution_->flush();
    if (acl_ != nullptr) acl_->start_over();
    if (api_ != nullptr) api_->start_over();
}

KinesisPort* Stack::kinesis(std::string_view name) { return find(kinesis_, name); }

StreamPort* Stack::delivery_stream(std::string_view name) { return find(streams_, name); }

void Stack::watch_invocations(lambda::InvocationLog* log) {
    for (auto& [name, function] : functions_) function->watch(log);
}

std::vector<identity::UserPool*> Stack::user_pools() {
    std::vector<identity::UserPool*> pools;
    for (auto& [name, pool] : pools_) pools.push_back(pool.get());
    return pools;
}

std::vector<double> Stack::pop_weights() const {
    std::vector<double> weights;
    double total = 0;
    each<edge::DistributionConfig>([&](const Component&, const edge::DistributionConfig& config) {
        for (const auto& pop : config.pops) {
            weights.push_back(pop.weight);
            total += pop.weight;
        }
    });
    for (double& weight : weights) weight /= total;
    return weights;
}

http::Hop* Stack::hop(std::string_view name) {
    for (http::Hop* hop : path_) {
        if (hop->name() == name) return hop;
    }
    return nullptr;
}

Context Stack::context_of(const std::string& name) {
    // Where the machine says how far the calendar is off, no fault does.
    const Duration* skew = context_.skew != nullptr ? context_.skew : &skews_[name];
    return Context{context_.clock, context_.seed, context_.metrics.of(name), context_.digest, skew};
}

void Stack::drain() {
    for (auto& [name, port] : streams_) services_.spawn(port->stream().drain());
}

std::string Stack::unsettled() const {
    for (const Stage& stage : stages()) {
        if (stage.flow->in_flight > 0)
            return fmt::format("{} still holds {} requests", stage.name, stage.flow->in_flight);
    }
    for (const auto& [name, port] : streams_) {
        if (!port->stream().idle()) return fmt::format("{} still holds records that are not delivered", name);
    }
    for (const auto& [name, mapping] : mappings_) {
        if (const std::uint64_t waiting = mapping->waiting(); waiting > 0)
            return fmt::format("{} records wait for {} in its stream", waiting, name);
    }
    for (const auto& [name, queue] : notifications_) {
        if (!queue->idle()) return fmt::format("{} has notifications that nobody has handled", name);
    }
    for (const auto& [name, port] : buckets_) {
        if (const std::size_t waiting = port->archive().waiting_for_replay(); waiting > 0) {
            return fmt::format("{} objects of {} were never loaded", waiting, name);
        }
    }
    for (const auto& [name, function] : functions_) {
        if (function->busy() > 0) return fmt::format("{} still runs {} invocations", name, function->busy());
    }
    for (const auto& [name, port] : replicas_) {
        if (!port->replicas().caught_up()) return fmt::format("{} has not caught up", name);
    }
    return {};
}

const Component* Stack::component_of_type(std::string_view type) const {
    return architecture_.find(architecture_.first_of_type(type));
}

}  // namespace wt::stack
