#include "forecast/flow.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/closed_forms.hpp"
#include "identity/quotas.hpp"
#include "stack/service_integration.hpp"

namespace wt::forecast {

namespace {

using stack::Component;

[[nodiscard]] bool has(const std::vector<http::Method>& methods, http::Method method) {
    return std::find(methods.begin(), methods.end(), method) != methods.end();
}

/// Where an API sends a route: the one of its own, then one for every method or path.
[[nodiscard]] const gateway::Route* route_of(const gateway::RestApiConfig& api, const scenario::MixEntry& entry) {
    const gateway::Route* any = nullptr;
    for (const gateway::Route& route : api.routes) {
        const bool method = route.any || route.method == entry.method;
        if (method && route.pattern == entry.pattern) return &route;
        if (method && route.pattern.find("+}") != std::string::npos) any = &route;
    }
    return any;
}

}  // namespace

double mean_of(const Latency& latency) { return seconds(latency.law.mean()); }

double own_time(const lambda::FunctionConfig& function, const lambda::NativeHandler& handler) {
    return mean_of(handler.work) + mean_of(handler.cpu) / lambda::cpu_share(function.memory);
}

Model::Model(const scenario::Scenario& scenario) : scenario_(scenario), load_(load_of(scenario)) {
    constexpr int draws = 20'000;
    const auto moments_of = [](const Distribution& law) {
        Random random(1, "forecast");
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < draws; ++i) {
            const double value = seconds(law.sample(random));
            sum += value;
            squares += value * value;
        }
        const double drawn = sum / draws;
        const double variance = squares / draws - drawn * drawn;
        return Moments{seconds(law.mean()), drawn > 0 ? std::max(variance, 0.0) / (drawn * drawn) : 0};
    };
    for (const Component& component : scenario.architecture.components) {
        if (const auto* primary = std::get_if<rds::PrimaryConfig>(&component.config))
            services_[component.name] = moments_of(primary->service);
        if (const auto* replica = std::get_if<rds::ReplicaConfig>(&component.config))
            services_[component.name] = moments_of(replica->service);
    }
}

Flow Model::with(double users) const {
    const double silent = load_.pauses + seconds(scenario_.workload.think.mean());
    // Of the rates at which fewer users than these would be under way, the highest: halved in logarithms.
    double low = 1e-6;
    double high = users / std::max(silent, 1e-3);
    Flow flow;
    constexpr int halvings = 32;
    for (int i = 0; i < halvings; ++i) {
        const double middle = std::sqrt(low * high);
        flow = this->flow(middle, users);
        (middle * (silent + flow.response) < users ? low : high) = middle;
    }
    return flow;
}

Flow Model::flow(double units, std::optional<double> users) const {
    // How long a fetch takes decides what a cache answers, and what it answers decides how long a fetch takes.
    Pass pass;
    pass.users = users;
    std::map<std::string, Flow::Pool> pools;
    for (const Load::Part& part : load_.parts) {
        const std::string pool = pool_of(part.entry);
        if (!pool.empty()) pools[pool].authentications += authentications(part.entry, units * part.demand.total());
    }
    for (auto& [name, seen] : pools) {
        const Rate quota =
            std::get<identity::UserPoolConfig>(scenario_.architecture.find(name)->config).authentications;
        seen.refused = closed_form::bucket_refuses(quota.per_second(), identity::burst_of(quota), seen.authentications);
    }
    constexpr int passes = 4;
    for (int i = 0; i < passes; ++i) {
        pass.flow = {};
        pass.flow.units = units;
        pass.flow.closed = users.has_value();
        pass.flow.pools = pools;
        for (const Load::Part& part : load_.parts) {
            Demand demand = part.demand.part(units);
            // Who is not let in asks for nothing.
            if (const std::string pool = pool_of(part.entry); !pool.empty()) {
                const double rate = demand.total();
                demand = demand.part(1 - authentications(part.entry, rate) * pools[pool].refused / rate);
            }
            const double rate = demand.total();
            if (rate <= 0) continue;
            pass.flow.requests += rate;
            pass.flow.response += rate / units * enter(pass, part.entry, std::move(demand));
        }
        settle_limits(pass);
        read_streams(pass);
        read_queues(pass);
        settle(pass);
    }
    return std::move(pass.flow);
}

std::string Model::pool_of(const scenario::MixEntry& entry) const {
    const stack::Architecture& architecture = scenario_.architecture;
    return entry.signs_in() ? architecture.users_behind(architecture.entrance_of(scenario_.target_of(entry)))
                            : std::string();
}

double Model::authentications(const scenario::MixEntry& entry, double rate) const {
    if (entry.auth != scenario::Auth::keep || rate <= 0) return rate;
    const auto& pool = std::get<identity::UserPoolConfig>(scenario_.architecture.find(pool_of(entry))->config);
    // Each user's token lasts, and then waits for the user's next request.
    double clients = 0;
    for (const scenario::ClientClass& one : scenario_.workload.clients) clients += static_cast<double>(one.ips);
    const double users = std::min(clients, static_cast<double>(pool.users));
    const double lasts = std::max(1.0, seconds(pool.access_token_ttl) - 60);
    return users / (lasts + users / rate);
}

double Model::enter(Pass& pass, const scenario::MixEntry& entry, Demand demand) const {
    const stack::Architecture& architecture = scenario_.architecture;
    double takes = 0;
    double beyond = 1;  // the share that goes on
    const auto look_at = [&](const Component& firewall) {
        pass.flow.firewalls[firewall.name] += demand.total();
        takes += beyond * mean_of(std::get<edge::waf::WebAclConfig>(firewall.config).latency);
    };
    const std::string entrance = architecture.entrance_of(scenario_.target_of(entry));
    const Component* at = architecture.find(entrance);
    while (at != nullptr && at->type != "apigateway-rest") {
        if (const auto* edge = std::get_if<edge::DistributionConfig>(&at->config)) {
            Flow::Edge& seen = pass.flow.edges[at->name];
            seen.requests += demand.total();
            // What a firewall blocks does not count: a benign request is none of it.
            for (const Component* next = architecture.find(at->to); next != nullptr && next->type == "wafv2";
                 next = architecture.find(next->to))
                look_at(*next);
            double pops = 0;
            for (const edge::PointOfPresence& pop : edge->pops) pops += pop.weight;
            for (const edge::PointOfPresence& pop : edge->pops) takes += beyond * pop.weight / pops * mean_of(pop.rtt);
            const double came = demand.total();
            if (entry.method == http::Method::get) {
                const double ttl = seconds(std::clamp(edge->cache.default_ttl, edge->cache.min_ttl,
                                                      std::max(edge->cache.min_ttl, edge->cache.max_ttl)));
                seen.cacheable += demand.total();
                std::optional<Demand> fetched;
                for (const edge::PointOfPresence& pop : edge->pops) {
                    const double fetch = pass.origin_takes + mean_of(edge->origin_rtt);
                    const Demand own = demand.part(pop.weight / pops).beyond_cache(ttl, fetch, edge->cache.collapse);
                    if (fetched) {
                        fetched->add(own);
                    } else {
                        fetched = own;
                    }
                }
                seen.hits += came - fetched->total();
                demand = *fetched;
            }
            const double share = demand.total() / came;
            takes += beyond * ((1 - share) * mean_of(edge->hit) +
                               share * (mean_of(edge->miss_overhead) + mean_of(edge->origin_rtt)));
            beyond *= share;
            const Component* next = architecture.find(at->to);
            while (next != nullptr && next->type == "wafv2") next = architecture.find(next->to);
            at = next;
            continue;
        }
        if (at->type == "wafv2") look_at(*at);
        at = architecture.find(at->to);
    }
    return at == nullptr ? takes : takes + beyond * through_api(pass, *at, entry, demand);
}

double Model::through_api(Pass& pass, const Component& component, const scenario::MixEntry& entry,
                          const Demand& demand) const {
    const auto& api = std::get<gateway::RestApiConfig>(component.config);
    Flow::Api& seen = pass.flow.apis[component.name];
    seen.requests += demand.total();
    const gateway::Route* route = route_of(api, entry);
    const Component* target = route == nullptr ? nullptr : scenario_.architecture.find(route->target);
    // What the limits refuse comes no further, not even to the stage's cache.
    const Demand admitted = demand.part(1 - pass.refused[component.name]);
    Demand beyond = admitted;
    const auto own = api.cache.routes.find(entry.route());
    const bool cached = own != api.cache.routes.end() && own->second.enabled ? *own->second.enabled
                                                                             : has(api.cache.methods, entry.method);
    if (api.cache.size.count > 0 && cached) {
        const Duration ttl = own != api.cache.routes.end() ? own->second.ttl.value_or(api.cache.ttl) : api.cache.ttl;
        beyond = admitted.beyond_cache(seconds(ttl), pass.origin_takes, false);
        seen.cacheable += admitted.total();
        seen.hits += admitted.total() - beyond.total();
    }
    const double overhead = mean_of(api.overhead);
    const double let_in = beyond.total() / demand.total();
    if (target == nullptr || route == nullptr) return overhead;
    if (std::holds_alternative<lambda::FunctionConfig>(target->config))
        return overhead + let_in * through_function(pass, *target, entry, beyond);
    // Without a function between.
    const auto operation = stack::integration_operation(target->type, route->method);
    if (!operation) return overhead;
    lambda::Call asked;
    asked.to = target->name;
    asked.operation = *operation;
    Flow::Function nobody;
    Reading reading{beyond};
    return overhead + let_in * call(pass, nobody, asked, entry, beyond.total(), reading);
}

double Model::through_function(Pass& pass, const Component& component, const scenario::MixEntry& entry,
                               const Demand& demand) const {
    const auto& function = std::get<lambda::FunctionConfig>(component.config);
    const double rate = demand.total();
    Flow::Function& seen = pass.flow.functions[component.name];
    double takes = 0;
    if (const lambda::NativeHandler* handler = handler_of(function, entry.route())) {
        takes += own_time(function, *handler);
        Reading reading{demand};
        for (const lambda::Call& one : handler->calls) takes += call(pass, seen, one, entry, rate, reading);
    }
    takes = std::min(takes, seconds(function.timeout));
    seen.arrivals += rate;
    seen.work += rate * takes;
    return (1 - pass.refused[component.name]) * takes;
}

double Model::call(Pass& pass, Flow::Function& caller, const lambda::Call& call, const scenario::MixEntry& entry,
                   double rate, Reading& reading) const {
    const Component* backend = scenario_.architecture.find(call.to);
    if (backend == nullptr) return 0;
    const double share = call.on_miss ? reading.missed : 1;
    const double calls = rate * share;
    double takes = 0;
    // A pool of connections asks the database behind it.
    if (const auto* proxy = std::get_if<rds::ProxyConfig>(&backend->config)) {
        takes += mean_of(proxy->latency);
        if (scarce_connections(*proxy)) {
            pass.flow.proxies[backend->name].statements += calls;
            const auto line = pass.waits.find(backend->name);
            if (line != pass.waits.end()) takes += std::min(line->second, seconds(proxy->borrow_timeout));
        }
        backend = scenario_.architecture.find(proxy->of);
        if (backend == nullptr) return share * takes;
    }
    if (const auto* redis = std::get_if<cache::RedisConfig>(&backend->config)) {
        takes = mean_of(redis->latency);
        if (call.operation == lambda::Operation::get && rate > 0) {
            // Filled by whoever missed: the handler's own `set`.
            const double missed = is_filled(backend->name)
                                      ? reading.demand.beyond_cache(seconds(redis->ttl), takes, false).total()
                                      : rate;
            Flow::Cache& seen = pass.flow.caches[backend->name];
            seen.gets += calls;
            seen.hits += calls * (1 - missed / rate);
            reading.missed = missed / rate;
        }
    } else if (const auto service = services_.find(backend->name); service != services_.end()) {
        const auto* replica = std::get_if<rds::ReplicaConfig>(&backend->config);
        takes += mean_of(replica != nullptr ? replica->latency : std::get<rds::PrimaryConfig>(backend->config).latency);
        const auto wait = pass.waits.find(backend->name);
        takes += service->second.mean + (wait == pass.waits.end() ? 0 : std::min(wait->second, seconds(call.timeout)));
        pass.flow.databases[backend->name].statements += calls;
        caller.statements[backend->name] += calls;
    } else if (std::holds_alternative<stream::KinesisConfig>(backend->config) ||
               std::holds_alternative<stream::DeliveryStreamConfig>(backend->config)) {
        const auto* kinesis = std::get_if<stream::KinesisConfig>(&backend->config);
        takes = mean_of(kinesis != nullptr ? kinesis->latency
                                           : std::get<stream::DeliveryStreamConfig>(backend->config).latency);
        Flow::Stream& seen = pass.flow.streams[backend->name];
        seen.records += calls;
        seen.bytes += calls * static_cast<double>(std::max(call.bytes.count, entry.body.count));
    } else if (const auto* bucket = std::get_if<s3::BucketConfig>(&backend->config)) {
        takes = mean_of(bucket->latency);
        const double bytes = static_cast<double>(std::max(call.bytes.count, entry.body.count));
        if (call.operation == lambda::Operation::put && bucket->throughput.count > 0)
            takes += bytes / static_cast<double>(bucket->throughput.count);
    } else if (const auto* table = std::get_if<dynamodb::TableConfig>(&backend->config)) {
        takes = mean_of(table->latency);
        // A unit reads up to 4 KB, or twice that where it may be old, and writes up to 1 KB.
        const bool reads = call.operation == lambda::Operation::get;
        auto& seen = reads ? pass.flow.table_reads[backend->name] : pass.flow.table_writes[backend->name];
        const double bytes = static_cast<double>(std::max(call.bytes.count, entry.body.count));
        seen.calls += calls;
        seen.asked +=
            calls * (reads ? (table->consistent ? 1 : 0.5) * std::max(1.0, std::ceil(item_size(backend->name) / 4096))
                           : std::max(1.0, std::ceil(bytes / 1024)));
        if (table->provisioned)
            seen.limit = static_cast<double>(reads ? table->provisioned->read : table->provisioned->write);
    } else if (const auto* elsewhere = std::get_if<stack::ServiceConfig>(&backend->config)) {
        takes = mean_of(elsewhere->latency);
        Flow::Limited& seen = pass.flow.services[backend->name];
        seen.asked += calls;
        if (elsewhere->limit) seen.limit = elsewhere->limit->per_second();
    } else if (const auto* queue = std::get_if<queue::QueueConfig>(&backend->config)) {
        takes = mean_of(queue->latency);
        pass.flow.queues[backend->name].sent += calls;
    }
    return share * std::min(takes, seconds(call.timeout));
}

double Model::item_size(const std::string& table) const {
    double largest = 0;
    for (const Load::Part& part : load_.parts) {
        for (const Component& component : scenario_.architecture.components) {
            const auto* function = std::get_if<lambda::FunctionConfig>(&component.config);
            const auto* handler = function == nullptr ? nullptr : handler_of(*function, part.entry.route());
            if (handler == nullptr) continue;
            for (const lambda::Call& call : handler->calls) {
                if (call.to == table && call.operation != lambda::Operation::get)
                    largest = std::max(largest, static_cast<double>(std::max(call.bytes.count, part.entry.body.count)));
            }
        }
    }
    return largest;
}

bool Model::is_filled(const std::string& cache) const {
    for (const Component& component : scenario_.architecture.components) {
        const auto* function = std::get_if<lambda::FunctionConfig>(&component.config);
        if (function == nullptr) continue;
        for (const lambda::NativeHandler& handler : function->handlers) {
            for (const lambda::Call& call : handler.calls) {
                if (call.to == cache && call.operation == lambda::Operation::set) return true;
            }
        }
    }
    return false;
}

}  // namespace wt::forecast
