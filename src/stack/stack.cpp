#include "stack/stack.hpp"

#include <algorithm>
#include <type_traits>

#include <fmt/format.h>

#include "base/literals.hpp"
#include "http/ids.hpp"
#include "stack/bucket_events.hpp"
#include "stack/stream_events.hpp"

namespace wt::stack {

namespace {

/// What a row holds that was there before the run.
constexpr std::string_view preloaded_body = R"({"name":"an item","price":12.5})";

}  // namespace

Stack::Stack(const Context& context, const Architecture& architecture, std::shared_ptr<const identity::SigningKey> key,
             Outside outside)
    : context_(context),
      contexts_(context),
      beginning_(architecture),
      architecture_(architecture),
      failover_times_(context.random("failover")),
      own_store_(outside.store == nullptr ? std::make_unique<store::MemoryStore>(store::MemoryStore::no_limit)
                                          : nullptr),
      s3_(context_, outside.store == nullptr ? *own_store_ : *outside.store, outside.accounts, outside.pace),
      ways_(context_, outside.origins),
      kinesis_streams_(contexts_),
      delivery_streams_(contexts_, [this](const auto& name, const auto& config) { return links_of(name, config); }),
      databases_(contexts_, outside.databases),
      caches_(contexts_),
      user_pools_(contexts_, std::move(key)),
      account_(architecture.account),
      failure_ids_(context.random("lambda.on-failure")),
      functions_(contexts_, ways_, account_, backends_, outside.runtimes),
      rest_apis_(contexts_, ways_, [this](const std::string& pool) { return verifier_of(pool); }),
      http_apis_(contexts_, ways_),
      web_acls_(contexts_, ways_,
                [this](const std::string& address, const Latency& latency) -> http::Hop& {
                    return ways_.hop(address, latency);
                }),
      distributions_(contexts_, ways_) {
    watch_shelves();
    build_backends();
    build_path();
    build_notifications();
    build_event_sources();
}

Stack::~Stack() {
    // What runs inside hops, then the tiers that stand there, then what they stand on.
    services_.cancel();
    mappings_.clear();
    queue_mappings_.clear();
    notifications_.clear();
    ways_.close();
}

void Stack::watch_shelves() {
    // What is made later can be called by the functions that are made after it.
    kinesis_streams_.shelf().watch([this](const std::string& name, const stream::KinesisStream* now) {
        if (now != nullptr) kinesis_port(name, now->config().latency);
        // Whoever read the one that was there reads no other: one of the same name has other records.
        std::erase_if(mappings_, [&](const auto& each) {
            const Component* const reader = architecture_.find(each.first);
            return reader->source->stream == name && each.second.source.get() != now;
        });
    });
    delivery_streams_.shelf().watch([this](const std::string& name, const stream::DeliveryStream* now) {
        if (now != nullptr) delivery_port(name, now->config().latency);
    });
    databases_.primaries().watch([this](const std::string& name, const rds::Primary* now) {
        if (now != nullptr) port_to(primary_ports_, databases_.primaries(), name, now->config().latency);
    });
    databases_.replica_sets().watch([this](const std::string& name, const rds::ReplicaSet* now) {
        if (now != nullptr) port_to(replica_ports_, databases_.replica_sets(), name, now->config().latency);
    });
    caches_.shelf().watch([this](const std::string& name, const cache::Redis* now) {
        if (now != nullptr) port_to(cache_ports_, caches_.shelf(), name, now->config().latency);
    });
}

void Stack::build_backends() {
    each<s3::BucketConfig>([&](const Component& c, const auto& config) {
        if (buckets_.contains(c.name)) return;
        buckets_.emplace(c.name, std::make_unique<BucketPort>(contexts_.of(c.name), c.name, config, s3_));
        services_.spawn(buckets_.at(c.name)->archive().fill());
        backends_[c.name] = buckets_.at(c.name).get();
    });
    const auto make = [](auto& collection, const auto& shelf, const Component& c, const auto& config) {
        if (!shelf.has(c.name)) collection.create(c.name, config);
    };
    each<stream::KinesisConfig>(
        [&](const Component& c, const auto& config) { make(kinesis_streams_, kinesis_streams_.shelf(), c, config); });
    each<stream::DeliveryStreamConfig>(
        [&](const Component& c, const auto& config) { make(delivery_streams_, delivery_streams_.shelf(), c, config); });
    each<rds::PrimaryConfig>(
        [&](const Component& c, const auto& config) { make(databases_, databases_.primaries(), c, config); });
    each<rds::ReplicaConfig>(
        [&](const Component& c, const auto& config) { make(databases_, databases_.replica_sets(), c, config); });
    each<cache::RedisConfig>(
        [&](const Component& c, const auto& config) { make(caches_, caches_.shelf(), c, config); });
    const auto port = [&](auto& ports, const Component& c, auto make_port) {
        auto& stands = ports[c.name];
        if (stands == nullptr) stands = make_port();
        backends_[c.name] = stands.get();
    };
    each<dynamodb::TableConfig>([&](const Component& c, const auto& config) {
        port(tables_, c, [&] { return std::make_unique<TablePort>(contexts_.of(c.name), c.name, config); });
    });
    each<rds::ProxyConfig>([&](const Component& c, const auto& config) {
        port(proxies_, c, [&] {
            return std::make_unique<ProxyPort>(contexts_.of(c.name), c.name, config, places_of(config),
                                               *primary_ports_.at(config.of));
        });
    });
    each<ServiceConfig>([&](const Component& c, const auto& config) {
        port(external_, c, [&] { return std::make_unique<ServicePort>(contexts_.of(c.name), c.name, config); });
    });
    each<queue::QueueConfig>([&](const Component& c, const auto& config) {
        port(queues_, c, [&] {
            const auto give_up = [this, to = config.dead_letters](queue::Message dead) {
                if (const auto found = queues_.find(to); found != queues_.end())
                    found->second->queue().take_in(std::move(dead));
            };
            return std::make_unique<QueuePort>(contexts_.of(c.name), c.name, config, give_up);
        });
    });
    each<identity::UserPoolConfig>([&](const Component& c, const auto& config) {
        if (user_pools_.find(c.name) == nullptr) user_pools_.provide(c.name, config);
    });
}

std::uint64_t Stack::places_of(const rds::ProxyConfig& config) const {
    if (config.max_connections) return *config.max_connections;
    return std::get<rds::PrimaryConfig>(architecture_.find(config.of)->config).max_connections;
}

template <class Port>
std::string Stack::arn_in_place_of(const std::string& name) const {
    if (name.starts_with("arn:")) return name;
    const aws::AccountRegion& place = s3_.accounts.usual_place();
    if constexpr (std::is_same_v<Port, KinesisPort>) return arn_of(place, "kinesis", "stream/" + name);
    if constexpr (std::is_same_v<Port, StreamPort>) return arn_of(place, "firehose", "deliverystream/" + name);
    if constexpr (std::is_same_v<Port, RedisPort>) return arn_of(place, "elasticache", "replicationgroup:" + name);
    return name;
}

template <class Port, class Resource>
Port& Stack::port_to(Ports<Port>& ports, Shelf<Resource>& shelf, const std::string& name, const Latency& latency) {
    auto& port = ports[name];
    if (port == nullptr) {
        if constexpr (requires { typename Port::Stands; }) {
            port = std::make_unique<Port>(
                contexts_.of(name), name, latency,
                typename Port::Stands(shelf.place(name), shelf.place(arn_in_place_of<Port>(name))));
        } else {
            port = std::make_unique<Port>(contexts_.of(name), name, latency, shelf.place(name));
        }
        if constexpr (std::is_same_v<Port, PrimaryPort>) {
            for (auto& [bucket, source] : buckets_) port->add_source(*source);
            if (remembers_) port->remember_acknowledged();
        }
    }
    backends_[name] = port.get();
    return *port;
}

KinesisPort& Stack::kinesis_port(const std::string& name, const Latency& latency) {
    return port_to(kinesis_, kinesis_streams_.shelf(), name, latency);
}

StreamPort& Stack::delivery_port(const std::string& name, const Latency& latency) {
    return port_to(streams_, delivery_streams_.shelf(), name, latency);
}

gateway::TokenVerifier* Stack::verifier_of(const std::string& pool) {
    auto& verifier = verifiers_[pool];
    if (verifier == nullptr) verifier = std::make_unique<PoolVerifier>(user_pools_.shelf().place(pool));
    return verifier.get();
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
            contexts_.of(config.notify), ways_.hop(config.notify), function.async,
            [this, &bucket, place, target = config.notify, to = function.async.on_failure](
                const lambda::Event& event, const lambda::AsyncEnd& end) {
                if (end.succeeded()) return;
                bucket.notification_failed(std::string(event.key.view().substr(place.size())));
                if (!to.empty())
                    services_.spawn(keep_failure(*buckets_.at(to), target, event, end.condition, end.attempts));
            });
        bucket.on_created([this, &queue = *queue, place, name = c.name, to = config.notify](const std::string& key) {
            lambda::Event event;
            event.key = Text(place + key);
            // A handler as data loads the object that the key names, and reads no message.
            const lambda::Function* const told = functions_.find(to);
            const s3::BucketRef from = s3_.buckets.find(name);
            if (told != nullptr && told->config().code != nullptr && from != nullptr)
                event.body = Text(created_message(*from, key, contexts_.of(name).calendar()));
            queue.invoke(std::move(event));
        });
        notifications_.emplace(c.name, std::move(queue));
    });
}

void Stack::preload(std::uint64_t rows) {
    preloaded_ = rows;
    for (const auto& [name, primary] : databases_.primaries().list()) primary->fill(rows, preloaded_body);
    for (auto& [name, port] : tables_) port->table().fill(rows, Text(preloaded_body));
}

void Stack::start() {
    delivery_streams_.start();
    started_ = true;
    for (auto& [name, reader] : mappings_) reader.reading.spawn(reader.mapping->run());
    for (auto& [name, reader] : queue_mappings_) reader.reading.spawn(reader.consumer->run());
    databases_.start();
    for (auto& [name, port] : buckets_) services_.spawn(port->archive().run());
    functions_.start();
}

void Stack::start_over(Fresh what) {
    restore(what);
    const auto each_of = [&](const auto& shelf, auto visit) {
        for (const auto& [name, resource] : shelf.list()) {
            if (what == Fresh::everything || beginning_.find(name) != nullptr) visit(name, *resource);
        }
    };
    for (auto& [name, queue] : notifications_) queue->clear();
    each_of(kinesis_streams_.shelf(), [](const auto&, stream::KinesisStream& stream) { stream.clear(); });
    each_of(delivery_streams_.shelf(), [](const auto&, stream::DeliveryStream& stream) { stream.clear(); });
    each_of(databases_.primaries(), [&](const std::string& name, rds::Primary& primary) {
        primary.start_over(architecture_.find(name) == nullptr ? 0 : preloaded_, preloaded_body);
    });
    each_of(caches_.shelf(), [](const auto&, cache::Redis& cache) { cache.flush_all(); });
    for (auto& [name, port] : tables_) port->table().fill(preloaded_, Text(preloaded_body));
    for (auto& [name, port] : queues_) port->queue().clear();
    each_of(functions_.shelf(), [](const auto&, lambda::Function& function) { function.renew(); });
    each_of(distributions_.shelf(), [](const auto&, edge::Distribution& distribution) { distribution.flush(); });
    each_of(web_acls_.shelf(), [](const auto&, edge::waf::WebAcl& acl) { acl.start_over(); });
    each_of(rest_apis_.shelf(), [](const auto&, gateway::RestApi& api) { api.start_over(); });
    // Whoever lost the stream that it read begins where there is nothing in it.
    build_event_sources();
}

Task<void> Stack::refill_buckets() {
    std::vector<BucketPort*> all;
    for (const auto& [name, port] : buckets_) all.push_back(port.get());
    for (BucketPort* const port : all) co_await port->archive().start_over();
}

KinesisPort* Stack::kinesis(std::string_view name) {
    return kinesis_streams_.find(name) == nullptr ? nullptr : find(kinesis_, name);
}

KinesisPort* Stack::kinesis_at(std::string_view arn) {
    if (KinesisPort* const made = kinesis(arn)) return made;
    const std::string_view name = arn.substr(arn.find('/') + 1);
    return arn_of(s3_.accounts.usual_place(), "kinesis", "stream/" + std::string(name)) == arn ? kinesis(name)
                                                                                               : nullptr;
}

StreamPort* Stack::delivery_stream(std::string_view name) {
    return delivery_streams_.find(name) == nullptr ? nullptr : find(streams_, name);
}

StreamPort* Stack::delivery_stream_at(std::string_view arn) {
    if (StreamPort* const made = delivery_stream(arn)) return made;
    const std::string_view name = arn.substr(arn.find('/') + 1);
    return arn_of(s3_.accounts.usual_place(), "firehose", "deliverystream/" + std::string(name)) == arn
               ? delivery_stream(name)
               : nullptr;
}

std::vector<Component> Stack::standing() const {
    std::vector<Component> live;
    const auto add = [&live](const auto& shelf, const char* type) {
        for (const auto& [name, resource] : shelf.list()) live.push_back({name, type, resource->config(), {}, {}});
    };
    add(distributions_.shelf(), "cloudfront");
    add(web_acls_.shelf(), "wafv2");
    add(user_pools_.shelf(), "cognito");
    add(rest_apis_.shelf(), "apigateway-rest");
    add(functions_.shelf(), "lambda");
    add(kinesis_streams_.shelf(), "kinesis");
    add(delivery_streams_.shelf(), "firehose");
    add(databases_.primaries(), "rds");
    add(databases_.replica_sets(), "rds-replica");
    add(caches_.shelf(), "elasticache");
    std::vector<Component> all;
    for (const Component& c : architecture_.components) {
        const auto found = std::find_if(live.begin(), live.end(),
                                        [&](const Component& one) { return one.name == c.name && one.type == c.type; });
        if (found != live.end()) {
            found->to = c.to;
            found->also_to = c.also_to;
            found->source = c.source;
            all.push_back(std::move(*found));
            live.erase(found);
        } else if (buckets_.contains(c.name) || tables_.contains(c.name) || proxies_.contains(c.name) ||
                   external_.contains(c.name) || queues_.contains(c.name)) {
            all.push_back(c);
        }
    }
    std::move(live.begin(), live.end(), std::back_inserter(all));
    return all;
}

std::vector<std::pair<std::string, std::string>> Stack::components() const {
    std::vector<std::pair<std::string, std::string>> all;
    for (Component& component : standing()) all.emplace_back(std::move(component.name), std::move(component.type));
    return all;
}

std::vector<double> Stack::pop_weights(std::string_view distribution) const {
    const edge::Distribution* found = distributions_.find(distribution);
    if (found == nullptr) return {};
    std::vector<double> weights;
    double total = 0;
    for (const auto& pop : found->config().pops) {
        weights.push_back(pop.weight);
        total += pop.weight;
    }
    for (double& weight : weights) weight /= total;
    return weights;
}

void Stack::drain() { delivery_streams_.drain(); }

std::string Stack::unsettled() const {
    for (const Stage& stage : stages()) {
        if (stage.flow->in_flight > 0)
            return fmt::format("{} still holds {} requests", stage.name, stage.flow->in_flight);
    }
    for (const auto& [name, stream] : delivery_streams_.shelf().list()) {
        if (!stream->idle()) return fmt::format("{} still holds records that are not delivered", name);
    }
    for (const auto& [name, reader] : mappings_) {
        if (const std::uint64_t waiting = reader.mapping->waiting(); waiting > 0)
            return fmt::format("{} records wait for {} in its stream", waiting, name);
    }
    for (const auto& [name, reader] : queue_mappings_) {
        const std::string& from = architecture_.find(name)->consumes->queue;
        if (const std::uint64_t waiting = queues_.at(from)->queue().waiting(); waiting > 0)
            return fmt::format("{} messages wait for {} in {}", waiting, name, from);
    }
    for (const auto& [name, queue] : notifications_) {
        if (!queue->idle()) return fmt::format("{} has notifications that nobody has handled", name);
    }
    for (const auto& [name, port] : buckets_) {
        if (const std::size_t waiting = port->archive().waiting_for_replay(); waiting > 0) {
            return fmt::format("{} objects of {} were never loaded", waiting, name);
        }
    }
    for (const auto& [name, function] : functions_.shelf().list()) {
        if (function->busy() > 0) return fmt::format("{} still runs {} invocations", name, function->busy());
    }
    for (const auto& [name, replicas] : databases_.replica_sets().list()) {
        if (!replicas->caught_up()) return fmt::format("{} has not caught up", name);
    }
    return {};
}

}  // namespace wt::stack
