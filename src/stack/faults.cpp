// What faults do to the components.
#include "stack/stack.hpp"

namespace wt::stack {

/// A cache that ElastiCache's API made stands under its ARN, a group's shard under "ARN/0001": both go by their id,
/// too, and a group's by what all of its shards have in common.
std::vector<std::string> Stack::caches_called(std::string_view name) const {
    if (caches_.find(name) != nullptr) return {std::string(name)};
    std::vector<std::string> all;
    for (const auto& [component, cache] : caches_.shelf().list()) {
        if (!component.starts_with("arn:")) continue;
        const std::string_view id = std::string_view(component).substr(component.rfind(':') + 1);
        const bool whole = name.starts_with("arn:") ? component == name : id == name;
        const std::string_view of = name.starts_with("arn:") ? std::string_view(component) : id;
        if (whole || (of.starts_with(name) && of.substr(name.size()).starts_with('/'))) all.push_back(component);
    }
    return all;
}

std::vector<Gate*> Stack::gates(std::string_view name) {
    if (web_acls_.find(name) != nullptr) {
        std::vector<Gate*> all;
        for (const std::string& address : web_acls_.addresses(name)) all.push_back(&ways_.hop(address).gate());
        return all;
    }
    if (http::Hop* found = hop(name)) return {&found->gate()};
    if (auto* port = find(buckets_, name)) return {&port->gate()};
    if (auto* port = find(kinesis_, name)) return {&port->gate()};
    if (auto* port = find(streams_, name)) return {&port->gate()};
    if (auto* port = find(primary_ports_, name)) return {&port->gate()};
    if (auto* port = find(replica_ports_, name)) return {&port->gate()};
    if (auto* port = find(cache_ports_, name)) return {&port->gate()};
    if (auto* port = find(tables_, name)) return {&port->gate()};
    if (auto* port = find(queues_, name)) return {&port->gate()};
    if (auto* port = find(proxies_, name)) return {&port->gate()};
    if (auto* port = find(external_, name)) return {&port->gate()};
    std::vector<Gate*> all;
    for (const std::string& each : caches_called(name)) {
        if (auto* port = find(cache_ports_, each)) all.push_back(&port->gate());
    }
    return all;
}

lambda::InvocationFaults* Stack::invocation_faults(std::string_view name) {
    lambda::Function* function = functions_.find(name);
    return function == nullptr ? nullptr : &function->faults();
}

bool Stack::flush(std::string_view name, const std::vector<std::string>& keys) {
    if (const auto called = caches_called(name); !called.empty()) {
        for (const std::string& each : called) {
            cache::Redis& cache = *caches_.find(each);
            if (keys.empty()) cache.flush_all();
            for (const std::string& key : keys) cache.del(key);
        }
        return true;
    }
    if (edge::Distribution* distribution = distributions_.find(name)) {
        if (keys.empty()) distribution->flush();
        for (const std::string& path : keys) distribution->invalidate(path);
        return true;
    }
    if (gateway::RestApi* api = rest_apis_.find(name)) {
        api->flush_cache();
        return true;
    }
    return false;
}

bool Stack::recycle(std::string_view name, double fraction) {
    lambda::Function* function = functions_.find(name);
    if (function == nullptr) return false;
    function->recycle(fraction);
    return true;
}

bool Stack::set_lag(std::string_view name, const std::optional<Distribution>& lag, Ramp ramp) {
    if (const auto called = caches_called(name); !called.empty()) {
        for (const std::string& each : called) caches_.find(each)->set_lag(lag, ramp);
        return true;
    }
    rds::ReplicaSet* replicas = databases_.replicas(name);
    if (replicas == nullptr) return false;
    replicas->set_lag(lag, ramp);
    return true;
}

bool Stack::set_pop_down(std::string_view name, std::string_view pop, Duration detection) {
    edge::Distribution* distribution = distributions_.find(name);
    return distribution != nullptr && distribution->set_down(pop, detection);
}

bool Stack::set_pop_up(std::string_view name, std::string_view pop) {
    edge::Distribution* distribution = distributions_.find(name);
    return distribution != nullptr && distribution->set_up(pop);
}

bool Stack::take_over(std::string_view name, Duration outage, Duration lose_tail) {
    if (const auto called = caches_called(name); !called.empty()) {
        for (const std::string& each : called) caches_.find(each)->fail_over(context_.clock.after(outage));
        return true;
    }
    rds::Primary* primary = databases_.primary(name);
    if (primary == nullptr) return false;
    primary->take_over(outage, lose_tail);
    return true;
}

void Stack::keep_history(std::string_view name, Duration span) {
    if (rds::Primary* primary = databases_.primary(name)) primary->keep_history(span);
}

std::optional<Duration> Stack::draw_failover_time(std::string_view name) {
    if (const auto called = caches_called(name); !called.empty())
        return caches_.find(called.front())->config().failover.sample(failover_times_);
    const rds::Primary* primary = databases_.primary(name);
    if (primary == nullptr) return std::nullopt;
    return primary->config().failover.sample(failover_times_);
}

bool Stack::crash(std::string_view name, Duration outage) {
    if (rds::Primary* primary = databases_.primary(name)) {
        primary->instance().crash(outage);
        return true;
    }
    rds::ReplicaSet* replicas = databases_.replicas(name);
    if (replicas == nullptr) return false;
    for (std::size_t i = 0; i < replicas->size(); ++i) replicas->member(i).instance().crash(outage);
    return true;
}

bool Stack::promote(std::string_view name, Duration outage) {
    rds::Primary* primary = databases_.primary(name);
    if (primary == nullptr) return false;
    const rds::Replica* best = nullptr;
    for (const auto& [set, replicas] : databases_.replica_sets().list()) {
        if (replicas->config().of != name) continue;
        const rds::Replica& candidate = replicas->most_recent();
        if (best == nullptr || candidate.lsn() > best->lsn()) best = &candidate;
    }
    if (best == nullptr) return false;
    primary->promote(*best, outage);
    return true;
}

bool Stack::replay(std::string_view name, std::string_view prefix) {
    BucketPort* port = find(buckets_, name);
    if (port == nullptr) return false;
    port->archive().replay(prefix);
    return true;
}

}  // namespace wt::stack
