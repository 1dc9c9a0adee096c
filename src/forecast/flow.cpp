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

[[nodiscard]] double mean_of(const Latency& latency) { return seconds(latency.law.mean()); }

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

[[nodiscard]] const lambda::NativeHandler* handler_of(const lambda::FunctionConfig& function,
                                                      const std::string& route) {
    const lambda::NativeHandler* any = nullptr;
    for (const lambda::NativeHandler& handler : function.handlers) {
        if (handler.route == route) return &handler;
        if (handler.route == "*") any = &handler;
    }
    return any;
}

}  // namespace

Model::Model(const scenario::Scenario& scenario) : scenario_(scenario) {
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

Flow Model::at(double requests_per_second) const {
    double weights = 0;
    for (const scenario::MixEntry& entry : scenario_.workload.mix) weights += entry.weight;
    // How long a fetch takes decides what a cache answers, and what it answers decides how long a fetch takes.
    Pass pass;
    std::map<std::string, Flow::Pool> pools;
    for (const scenario::MixEntry& entry : scenario_.workload.mix) {
        const std::string pool = pool_of(entry);
        if (!pool.empty())
            pools[pool].authentications += authentications(entry, requests_per_second * entry.weight / weights);
    }
    for (auto& [name, seen] : pools) {
        const Rate quota =
            std::get<identity::UserPoolConfig>(scenario_.architecture.find(name)->config).authentications;
        seen.refused = closed_form::bucket_refuses(quota.per_second(), identity::burst_of(quota), seen.authentications);
    }
    constexpr int passes = 4;
    for (int i = 0; i < passes; ++i) {
        pass.flow = {};
        pass.flow.pools = pools;
        for (const scenario::MixEntry& entry : scenario_.workload.mix) {
            double rate = requests_per_second * entry.weight / weights;
            // Who is not let in asks for nothing.
            if (const std::string pool = pool_of(entry); !pool.empty())
                rate -= authentications(entry, rate) * pools[pool].refused;
            if (rate > 0) enter(pass, entry, rate);
        }
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

void Model::enter(Pass& pass, const scenario::MixEntry& entry, double rate) const {
    const stack::Architecture& architecture = scenario_.architecture;
    Demand demand(entry.keys, rate);
    const std::string entrance = architecture.entrance_of(scenario_.target_of(entry));
    const Component* at = architecture.find(entrance);
    while (at != nullptr && at->type != "apigateway-rest") {
        if (const auto* edge = std::get_if<edge::DistributionConfig>(&at->config)) {
            Flow::Edge& seen = pass.flow.edges[at->name];
            seen.requests += demand.total();
            // What a firewall blocks does not count: a benign request is none of it.
            for (const Component* next = architecture.find(at->to); next != nullptr && next->type == "wafv2";
                 next = architecture.find(next->to))
                pass.flow.firewalls[next->name] += demand.total();
            if (entry.method == http::Method::get) {
                const double ttl = seconds(std::clamp(edge->cache.default_ttl, edge->cache.min_ttl,
                                                      std::max(edge->cache.min_ttl, edge->cache.max_ttl)));
                seen.cacheable += demand.total();
                double pops = 0;
                for (const edge::PointOfPresence& pop : edge->pops) pops += pop.weight;
                std::optional<Demand> beyond;
                for (const edge::PointOfPresence& pop : edge->pops) {
                    const double fetch = pass.origin_takes + mean_of(edge->origin_rtt);
                    const Demand own = demand.part(pop.weight / pops).beyond_cache(ttl, fetch, edge->cache.collapse);
                    if (beyond) {
                        beyond->add(own);
                    } else {
                        beyond = own;
                    }
                }
                seen.hits += demand.total() - beyond->total();
                demand = *beyond;
            }
            const Component* next = architecture.find(at->to);
            while (next != nullptr && next->type == "wafv2") next = architecture.find(next->to);
            at = next;
            continue;
        }
        if (at->type == "wafv2") pass.flow.firewalls[at->name] += demand.total();
        at = architecture.find(at->to);
    }
    if (at != nullptr) through_api(pass, *at, entry, demand);
}

void Model::through_api(Pass& pass, const Component& component, const scenario::MixEntry& entry,
                        const Demand& demand) const {
    const auto& api = std::get<gateway::RestApiConfig>(component.config);
    Flow::Api& seen = pass.flow.apis[component.name];
    seen.requests += demand.total();
    const gateway::Route* route = route_of(api, entry);
    const Component* target = route == nullptr ? nullptr : scenario_.architecture.find(route->target);
    Demand beyond = demand;
    const auto own = api.cache.routes.find(entry.route());
    const bool cached = own != api.cache.routes.end() && own->second.enabled ? *own->second.enabled
                                                                             : has(api.cache.methods, entry.method);
    if (api.cache.size.count > 0 && cached) {
        const Duration ttl = own != api.cache.routes.end() ? own->second.ttl.value_or(api.cache.ttl) : api.cache.ttl;
        beyond = demand.beyond_cache(seconds(ttl), pass.origin_takes, false);
        seen.cacheable += demand.total();
        seen.hits += demand.total() - beyond.total();
    }
    if (target != nullptr && std::holds_alternative<lambda::FunctionConfig>(target->config))
        return through_function(pass, *target, entry, beyond);
    if (target == nullptr || route == nullptr) return;
    // Without a function between.
    const auto operation = stack::integration_operation(target->type, route->method);
    if (!operation) return;
    lambda::Call asked;
    asked.to = target->name;
    asked.operation = *operation;
    Flow::Function nobody;
    Reading reading{beyond};
    (void)call(pass, nobody, asked, entry, beyond.total(), reading);
}

void Model::through_function(Pass& pass, const Component& component, const scenario::MixEntry& entry,
                             const Demand& demand) const {
    const auto& function = std::get<lambda::FunctionConfig>(component.config);
    const double rate = demand.total();
    Flow::Function& seen = pass.flow.functions[component.name];
    double takes = 0;
    if (const lambda::NativeHandler* handler = handler_of(function, entry.route())) {
        takes += mean_of(handler->work);
        Reading reading{demand};
        for (const lambda::Call& one : handler->calls) takes += call(pass, seen, one, entry, rate, reading);
    }
    takes = std::min(takes, seconds(function.timeout));
    seen.arrivals += rate;
    seen.work += rate * takes;
}

double Model::call(Pass& pass, Flow::Function& caller, const lambda::Call& call, const scenario::MixEntry& entry,
                   double rate, Reading& reading) const {
    const Component* backend = scenario_.architecture.find(call.to);
    if (backend == nullptr) return 0;
    const double share = call.on_miss ? reading.missed : 1;
    const double calls = rate * share;
    double takes = 0;
    if (const auto* redis = std::get_if<cache::RedisConfig>(&backend->config)) {
        takes = mean_of(redis->latency);
        if (call.operation == lambda::Operation::get && rate > 0) {
            // Filled by whoever missed: the handler's own `set`.
            const double missed = reading.demand.beyond_cache(seconds(redis->ttl), takes, false).total();
            Flow::Cache& seen = pass.flow.caches[backend->name];
            seen.gets += calls;
            seen.hits += calls * (1 - missed / rate);
            reading.missed = missed / rate;
        }
    } else if (const auto service = services_.find(backend->name); service != services_.end()) {
        const auto* replica = std::get_if<rds::ReplicaConfig>(&backend->config);
        takes = mean_of(replica != nullptr ? replica->latency : std::get<rds::PrimaryConfig>(backend->config).latency);
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
    }
    return share * takes;
}

Model::Servers Model::servers_of(const std::string& database) const {
    const Component& component = *scenario_.architecture.find(database);
    if (const auto* replica = std::get_if<rds::ReplicaConfig>(&component.config))
        return {static_cast<double>(replica->servers * replica->count), static_cast<double>(replica->count)};
    return {static_cast<double>(std::get<rds::PrimaryConfig>(component.config).servers), 1};
}

void Model::settle_crowd(Pass& pass, Flow::Function& function) const {
    const auto& [database, statements] = *function.statements.begin();
    const double visits = statements / function.arrivals;
    const double service = services_.at(database).mean;
    const double servers = servers_of(database).count;
    const double demand = visits * service;
    const auto before = pass.waits.find(database);
    const double elsewhere = function.duration() - demand - visits * (before == pass.waits.end() ? 0 : before->second);
    if (visits <= 0 || service <= 0 || elsewhere <= 0) return;
    // Norton: the function and its database are a server whose rate is what a closed network of n customers gets
    // through: G(n - 1) / G(n), with G by the customers that are at the database (Gordon and Newell). In logarithms.
    const auto most = static_cast<std::size_t>(function.limit);
    std::vector<double> at_database(most + 1);  // log of demand^k / (the product of min(i, servers) up to k)
    std::vector<double> away(most + 1);         // log of elsewhere^k / k!
    for (std::size_t k = 1; k <= most; ++k) {
        const auto count = static_cast<double>(k);
        at_database[k] = at_database[k - 1] + std::log(demand / std::min(count, servers));
        away[k] = away[k - 1] + std::log(elsewhere / count);
    }
    double below = 0;  // log G(n - 1)
    double sum = 1;    // of the odds of n under way
    double odds = 1;   // of the last
    double under_way = 0;
    for (std::size_t n = 1; n <= most; ++n) {
        double largest = -1e300;
        for (std::size_t k = 0; k <= n; ++k) largest = std::max(largest, at_database[k] + away[n - k]);
        double total = 0;
        for (std::size_t k = 0; k <= n; ++k) total += std::exp(at_database[k] + away[n - k] - largest);
        const double log_g = largest + std::log(total);
        odds *= function.arrivals / std::exp(below - log_g);
        below = log_g;
        sum += odds;
        under_way += odds * static_cast<double>(n);
        if (sum > 1e100) {  // kept from running over
            sum /= 1e100;
            odds /= 1e100;
            under_way /= 1e100;
        }
    }
    function.refused = odds / sum;
    const double duration = under_way / sum / (function.arrivals * (1 - function.refused));
    function.work = function.arrivals * duration;
    pass.waits[database] = std::max(0.0, (duration - elsewhere - demand) / visits);
    pass.crowded.insert(database);
}

void Model::settle_functions(Pass& pass) const {
    const stack::Architecture& architecture = scenario_.architecture;
    double reserved = 0;
    for (const Component& component : architecture.components) {
        const auto* function = std::get_if<lambda::FunctionConfig>(&component.config);
        if (function != nullptr && function->reserved) reserved += static_cast<double>(*function->reserved);
    }
    for (auto& [name, seen] : pass.flow.functions) {
        const auto& function = std::get<lambda::FunctionConfig>(architecture.find(name)->config);
        seen.limit = function.reserved
                         ? static_cast<double>(*function.reserved)
                         : std::max(0.0, static_cast<double>(architecture.account.concurrency) - reserved);
        // Ten invocations a second for each environment that there may be (Lambda Developer Guide, "Lambda quotas").
        const double let_in = std::min(seen.arrivals, 10 * seen.limit);
        const double asked = seen.arrivals;
        if (asked > 0 && let_in < asked) {
            seen.work *= let_in / asked;
            for (auto& [database, statements] : seen.statements) {
                pass.flow.databases[database].statements -= statements * (1 - let_in / asked);
                statements *= let_in / asked;
            }
            seen.arrivals = let_in;
        }
        seen.refused = closed_form::erlang_b(static_cast<std::uint64_t>(seen.limit), seen.work);
        constexpr double largest_crowd = 2000;
        if (seen.statements.size() == 1 && seen.limit >= 1 && seen.limit <= largest_crowd) {
            const auto& [database, statements] = *seen.statements.begin();
            const double busy = statements * services_.at(database).mean / servers_of(database).count;
            if (busy > 0.7) settle_crowd(pass, seen);
        }
        for (const auto& [database, statements] : seen.statements)
            pass.flow.databases[database].statements -= statements * seen.refused;
        if (asked > 0 && let_in < asked) {
            const double duration = seen.duration();
            seen.refused = 1 - (1 - seen.refused) * let_in / asked;
            seen.arrivals = asked;
            seen.work = asked * duration;
        }
    }
}

void Model::settle(Pass& pass) const {
    pass.crowded.clear();
    settle_functions(pass);
    double time = 0;
    double invocations = 0;
    for (const auto& [name, seen] : pass.flow.functions) {
        time += seen.work;
        invocations += seen.arrivals;
    }
    for (auto& [name, seen] : pass.flow.apis) {
        const auto& api = std::get<gateway::RestApiConfig>(scenario_.architecture.find(name)->config);
        for (const gateway::Limit& limit : {api.account, api.stage_limit}) {
            if (seen.requests <= 0) continue;
            seen.refused = std::max(seen.refused,
                                    closed_form::bucket_refuses(limit.rate.per_second(), limit.burst, seen.requests));
        }
        pass.origin_takes = mean_of(api.overhead) + (invocations > 0 ? time / invocations : 0);
    }
    for (auto& [name, seen] : pass.flow.databases) {
        const Servers servers = servers_of(name);
        const Moments& service = services_.at(name);
        const auto each = static_cast<std::uint64_t>(servers.count / servers.instances);
        const closed_form::Queue queue{each, seen.statements / servers.instances, service.mean};
        seen.busy = queue.offered() / static_cast<double>(each);
        seen.wait =
            pass.crowded.contains(name) ? pass.waits[name] : closed_form::wait_of_servers(queue, service.variation);
        pass.waits[name] = seen.wait;
    }
}

}  // namespace wt::forecast
