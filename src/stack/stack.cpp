#include "stack/stack.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/assert.hpp"
#include "base/gzip.hpp"
#include "base/literals.hpp"
#include "http/ids.hpp"
#include "stack/pool_verifier.hpp"
#include "storage/rds/write_record.hpp"

namespace wt::stack {

namespace {

/// What a row holds that was there before the run.
constexpr std::string_view preloaded_body = R"({"name":"an item","price":12.5})";

template <class Map>
[[nodiscard]] auto* find(Map& map, std::string_view name) {
    const auto found = map.find(name);
    return found == map.end() ? nullptr : found->second.get();
}

}  // namespace

template <class Config>
void Stack::each(const std::function<void(const Component&, const Config&)>& visit) const {
    for (const Component& component : architecture_.components) {
        if (const auto* config = std::get_if<Config>(&component.config)) visit(component, *config);
    }
}

Stack::Stack(const Context& context, const Architecture& architecture, std::shared_ptr<const identity::SigningKey> key,
             Outside outside)
    : context_(context),
      architecture_(architecture),
      failover_times_(context.random("failover")),
      key_(std::move(key)),
      own_store_(outside.store == nullptr ? std::make_unique<store::MemoryStore>() : nullptr),
      store_(outside.store == nullptr ? *own_store_ : *outside.store),
      s3_(context_, store_, outside.accounts),
      account_(architecture.account),
      failure_ids_(context.random("lambda.on-failure")) {
    build_backends(outside.databases);
    build_functions();
    build_path(outside.origins);
    build_notifications();
    build_event_sources();
    describe();
}

Stack::~Stack() = default;

void Stack::build_backends(rds::Engines* engines) {
    each<s3::BucketConfig>([&](const Component& c, const auto& config) {
        buckets_.emplace(c.name, std::make_unique<BucketPort>(context_, c.name, config, s3_));
        services_.spawn(buckets_.at(c.name)->archive().fill());
    });
    each<stream::KinesisConfig>([&](const Component& c, const auto& config) {
        kinesis_.emplace(c.name, std::make_unique<KinesisPort>(context_, c.name, config));
    });
    each<stream::DeliveryStreamConfig>([&](const Component& c, const auto& config) {
        KinesisPort* source = config.source.empty() ? nullptr : kinesis_.at(config.source).get();
        streams_.emplace(c.name,
                         std::make_unique<StreamPort>(context_, c.name, config, *buckets_.at(config.to), source));
    });
    each<rds::PrimaryConfig>([&](const Component& c, const auto& config) {
        auto port = std::make_unique<PrimaryPort>(context_, c.name, config, engines);
        for (auto& [name, bucket] : buckets_) port->add_source(*bucket);
        primaries_.emplace(c.name, std::move(port));
    });
    each<rds::ReplicaConfig>([&](const Component& c, const auto& config) {
        rds::Primary& primary = primaries_.at(config.of)->primary();
        replicas_.emplace(c.name, std::make_unique<ReplicaPort>(context_, c.name, config, primary, engines));
    });
    each<cache::RedisConfig>([&](const Component& c, const auto& config) {
        caches_.emplace(c.name, std::make_unique<RedisPort>(context_, c.name, config));
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
        functions_.emplace(c.name, std::make_unique<lambda::Function>(context_, c.name, config, account_, backends));
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
            context_, *hop(config.notify), function.async,
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

http::Hop& Stack::add_hop(http::Tier& tier, Latency latency) {
    hops_.push_back(std::make_unique<http::Hop>(context_, tier, std::move(latency)));
    hops_.back()->set_id(static_cast<std::uint16_t>(hops_.size()));
    return *hops_.back();
}

void Stack::preload(std::uint64_t rows) {
    for (auto& [name, port] : primaries_) port->primary().fill(rows, preloaded_body);
}

void Stack::start() {
    for (auto& [name, port] : streams_) services_.spawn(port->stream().run());
    for (auto& [name, mapping] : mappings_) services_.spawn(mapping->run());
    for (auto& [name, port] : replicas_) services_.spawn(port->replicas().run());
    for (auto& [name, port] : buckets_) services_.spawn(port->archive().run());
    for (auto& [name, function] : functions_) function->start();
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
        if (hop->tier().name() == name) return hop;
    }
    return nullptr;
}

std::string_view Stack::tier_name(std::uint16_t id) const {
    if (id == 0 || id > hops_.size()) return {};
    return hops_[id - 1]->tier().name();
}

Gate* Stack::gate(std::string_view name) {
    if (http::Hop* found = hop(name)) return &found->gate();
    if (auto* port = find(buckets_, name)) return &port->gate();
    if (auto* port = find(kinesis_, name)) return &port->gate();
    if (auto* port = find(streams_, name)) return &port->gate();
    if (auto* port = find(primaries_, name)) return &port->gate();
    if (auto* port = find(replicas_, name)) return &port->gate();
    if (auto* port = find(caches_, name)) return &port->gate();
    return nullptr;
}

Context Stack::context_of(const std::string& name) {
    Context own = context_;
    own.skew = &skews_[name];
    return own;
}

bool Stack::flush(std::string_view name, const std::vector<std::string>& keys) {
    if (auto* port = find(caches_, name)) {
        if (keys.empty()) port->redis().flush_all();
        for (const std::string& key : keys) port->redis().del(key);
        return true;
    }
    const Component* component = architecture_.find(name);
    if (component == nullptr) return false;
    if (component->type == "cloudfront" && distribution_ != nullptr) {
        if (keys.empty()) distribution_->flush();
        for (const std::string& path : keys) distribution_->invalidate(path);
        return true;
    }
    if (component->type == "apigateway-rest" && api_ != nullptr) {
        api_->flush_cache();
        return true;
    }
    return false;
}

bool Stack::recycle(std::string_view name, double fraction) {
    lambda::Function* function = find(functions_, name);
    if (function == nullptr) return false;
    function->recycle(fraction);
    return true;
}

bool Stack::set_lag(std::string_view name, const std::optional<Distribution>& lag, Ramp ramp) {
    ReplicaPort* port = find(replicas_, name);
    if (port == nullptr) return false;
    port->replicas().set_lag(lag, ramp);
    return true;
}

bool Stack::set_pop_down(std::string_view name, std::string_view pop, Duration detection) {
    return distribution_ != nullptr && distribution_->name() == name && distribution_->set_down(pop, detection);
}

bool Stack::set_pop_up(std::string_view name, std::string_view pop) {
    return distribution_ != nullptr && distribution_->name() == name && distribution_->set_up(pop);
}

bool Stack::take_over(std::string_view name, Duration outage, Duration lose_tail) {
    PrimaryPort* port = find(primaries_, name);
    if (port == nullptr) return false;
    port->primary().take_over(outage, lose_tail);
    return true;
}

void Stack::keep_history(std::string_view name, Duration span) {
    if (PrimaryPort* port = find(primaries_, name)) port->primary().keep_history(span);
}

Duration Stack::draw_failover_time(std::string_view name) {
    return std::get<rds::PrimaryConfig>(architecture_.find(name)->config).failover.sample(failover_times_);
}

bool Stack::crash(std::string_view name, Duration outage) {
    if (PrimaryPort* port = find(primaries_, name)) {
        port->primary().instance().crash(outage);
        return true;
    }
    ReplicaPort* port = find(replicas_, name);
    if (port == nullptr) return false;
    for (std::size_t i = 0; i < port->replicas().size(); ++i) port->replicas().member(i).instance().crash(outage);
    return true;
}

bool Stack::promote(std::string_view name, Duration outage) {
    PrimaryPort* port = find(primaries_, name);
    if (port == nullptr) return false;
    const rds::Replica* best = nullptr;
    for (const auto& [set, replicas] : replicas_) {
        const auto& config = std::get<rds::ReplicaConfig>(architecture_.find(set)->config);
        if (config.of != name) continue;
        const rds::Replica& candidate = replicas->replicas().most_recent();
        if (best == nullptr || candidate.lsn() > best->lsn()) best = &candidate;
    }
    if (best == nullptr) return false;
    port->primary().promote(*best, outage);
    return true;
}

bool Stack::replay(std::string_view name, std::string_view prefix) {
    BucketPort* port = find(buckets_, name);
    if (port == nullptr) return false;
    port->archive().replay(prefix);
    return true;
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

std::vector<Stage> Stack::stages() const {
    std::vector<Stage> all = path_stages_;
    all.insert(all.end(), backend_stages_.begin(), backend_stages_.end());
    return all;
}

void Stack::note_assumed(std::string_view what, const Latency& latency) {
    if (latency.assumed && !latency.law.is_zero()) assumed_.push_back(fmt::format("{} {}", what, latency.law.text()));
}

void Stack::describe() {
    using Share = std::function<std::optional<double>(Instant now)>;
    const auto share_of = [](const Gauge& busy, double capacity) -> Share {
        return [&busy, capacity](Instant now) -> std::optional<double> {
            const double span = seconds(now - busy.first_set());
            return span > 0 && busy.first_set() != epoch ? std::optional(busy.integral(now) / span / capacity)
                                                         : std::nullopt;
        };
    };
    for (const http::Hop* hop : path_) {
        Stage stage{std::string(hop->tier().name()), "", &hop->flow(), nullptr};
        if (const Component* component = architecture_.find(stage.name)) {
            stage.type = component->type;
            if (const auto* function = std::get_if<lambda::FunctionConfig>(&component->config)) {
                const auto limit = function->reserved.value_or(architecture_.account.concurrency);
                stage.utilisation =
                    share_of(context_.metrics.gauge(stage.name + ".concurrency"), static_cast<double>(limit));
            }
        }
        path_stages_.push_back(std::move(stage));
    }
    std::uint16_t id = static_cast<std::uint16_t>(hops_.size());
    const auto add = [&](auto& ports, std::string_view type, auto capacity) {
        for (auto& [name, port] : ports) {
            port->set_id(++id);
            const double servers = capacity(name);
            backend_stages_.push_back(
                {name, std::string(type), &port->flow(),
                 servers > 0 ? share_of(context_.metrics.gauge(name + ".busy"), servers) : Share()});
        }
    };
    const auto none = [](const std::string&) { return 0.0; };
    add(caches_, "elasticache", none);
    add(replicas_, "rds-replica", [&](const std::string& name) {
        const auto& config = std::get<rds::ReplicaConfig>(architecture_.find(name)->config);
        return static_cast<double>(config.servers * config.count);
    });
    add(kinesis_, "kinesis", none);
    add(streams_, "firehose", none);
    add(buckets_, "s3", none);
    add(primaries_, "rds", [&](const std::string& name) {
        return static_cast<double>(std::get<rds::PrimaryConfig>(architecture_.find(name)->config).servers);
    });

    each<edge::DistributionConfig>([&](const Component& c, const auto& config) {
        for (const auto& pop : config.pops) note_assumed(fmt::format("{} {} rtt", c.name, pop.name), pop.rtt);
        note_assumed(c.name + " hit", config.hit);
        note_assumed(c.name + " miss", config.miss_overhead);
        note_assumed(c.name + " origin", config.origin_rtt);
        if (config.shield) note_assumed(c.name + " shield", config.shield->rtt);
    });
    each<edge::waf::WebAclConfig>(
        [&](const Component& c, const auto& config) { note_assumed(c.name, config.latency); });
    each<gateway::RestApiConfig>([&](const Component& c, const auto& config) {
        note_assumed(c.name + " overhead", config.overhead);
        if (config.authorizer.kind != gateway::AuthorizerConfig::Kind::none) {
            note_assumed(c.name + " authorizer", config.authorizer.latency);
        }
    });
    each<lambda::FunctionConfig>([&](const Component& c, const auto& config) {
        note_assumed(c.name + " platform", config.platform);
        note_assumed(c.name + " init", config.init);
        note_assumed(c.name + " first run", config.first_run);
        for (const auto& handler : config.handlers) note_assumed(c.name + " " + handler.route, handler.work);
    });
    each<cache::RedisConfig>([&](const Component& c, const auto& config) { note_assumed(c.name, config.latency); });
    each<stream::KinesisConfig>([&](const Component& c, const auto& config) { note_assumed(c.name, config.latency); });
    each<stream::DeliveryStreamConfig>(
        [&](const Component& c, const auto& config) { note_assumed(c.name, config.latency); });
    each<s3::BucketConfig>([&](const Component& c, const auto& config) { note_assumed(c.name, config.latency); });
    each<rds::PrimaryConfig>(
        [&](const Component& c, const auto& config) { note_assumed(c.name + " network", config.latency); });
    each<rds::ReplicaConfig>(
        [&](const Component& c, const auto& config) { note_assumed(c.name + " network", config.latency); });
}

std::uint64_t Stack::reads_of(std::string_view database) const {
    const auto* port = find(primaries_, database);
    return port == nullptr ? 0 : port->reads().value();
}

std::unordered_set<std::uint64_t> Stack::archived_writes() const {
    std::unordered_set<std::uint64_t> numbers;
    for (const auto& [name, port] : buckets_) {
        for (const std::string& key : port->archive().list("")) {
            const auto object = port->archive().peek(key);
            std::optional<Text> text = object;
            if (object && is_gzip(*object)) text = gunzip(*object);
            const rds::Decoded records = rds::decode(text ? text->view() : std::string_view());
            for (const rds::Write& write : records.writes) numbers.insert(write.number);
        }
    }
    return numbers;
}

void Stack::remember_acknowledged() {
    for (auto& [name, port] : primaries_) port->remember_acknowledged();
}

std::uint64_t Stack::acknowledged_but_gone() const {
    std::uint64_t gone = 0;
    for (const auto& [name, port] : primaries_) gone += port->acknowledged_but_gone();
    return gone;
}

bool Stack::database_has(std::string_view id, std::uint64_t number) const {
    return std::any_of(primaries_.begin(), primaries_.end(), [&](const auto& entry) {
        const auto last = entry.second->primary().last_write(id);
        return last && *last >= number;
    });
}

bool Stack::replicas_equal_primary() const {
    for (const auto& [name, port] : replicas_) {
        const auto& config = std::get<rds::ReplicaConfig>(architecture_.find(name)->config);
        const std::optional<std::uint64_t> original = primaries_.at(config.of)->primary().fingerprint();
        for (std::size_t i = 0; i < port->replicas().size(); ++i) {
            const std::optional<std::uint64_t> copy = port->replicas().member(i).fingerprint();
            if (!copy || copy != original) return false;
        }
    }
    return true;
}

}  // namespace wt::stack
