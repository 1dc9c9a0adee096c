#include "scenario/client_metrics.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace wt::scenario {

namespace {

constexpr std::string_view attack_counts[] = {"attack.requests", "attack.blocked", "attack.passed", "attack.benign",
                                              "attack.benign.blocked"};

}  // namespace

ClientMetrics::ClientMetrics(Metrics& whole, const Scenario& scenario) : whole_(whole), scenario_(scenario) {
    firewalls_ = scenario.architecture.firewall_addresses();
    prepare(whole_, routes_);
    begin_era();
}

void ClientMetrics::prepare(Metrics& metrics, std::vector<Route>& routes) const {
    const auto add = [&](const MixEntry& entry) {
        for (const ClientClass& client : scenario_.workload.clients) {
            const std::string route = entry.route();
            // What a fault of kind load asks for counts with what the mix asks for.
            const bool known = std::any_of(routes.begin(), routes.end(), [&](const Route& one) {
                return one.route == route && one.client == client.name;
            });
            if (known) continue;
            const auto counter = [&](std::string_view metric) {
                return &metrics.counter(metric, {{"client", client.name}, {"route", route}});
            };
            routes.push_back({route,
                              client.name,
                              counter("http.requests"),
                              counter("http.errors"),
                              counter("http.throttled"),
                              counter("http.blocked"),
                              {}});
        }
    };
    for (const MixEntry& entry : scenario_.workload.mix) add(entry);
    for (const FaultSpec& fault : scenario_.faults) {
        if (fault.kind == FaultKind::load) add(fault.load);
        if (fault.kind != FaultKind::attack) continue;
        for (const std::string_view count : attack_counts) (void)metrics.counter(count, {{"fault", fault.id}});
    }
}

bool ClientMetrics::is_firewall(std::string_view address) const {
    return std::find(firewalls_.begin(), firewalls_.end(), address) != firewalls_.end();
}

std::size_t ClientMetrics::begin_era() {
    eras_.emplace_back();
    prepare(eras_.back().metrics, eras_.back().routes);
    return era();
}

std::size_t ClientMetrics::place_of(std::string_view route, std::string_view client) const {
    const auto found = std::find_if(routes_.begin(), routes_.end(),
                                    [&](const Route& one) { return one.route == route && one.client == client; });
    return static_cast<std::size_t>(found - routes_.begin());
}

void ClientMetrics::answered(std::size_t era, std::size_t route, const http::Response& response, std::string_view by,
                             Duration latency) {
    const bool blocked = response.status == 403 && is_firewall(by);
    count_in(whole_, routes_[route], response, by, blocked, latency);
    count_in(eras_[era].metrics, eras_[era].routes[route], response, by, blocked, latency);
}

void ClientMetrics::count_in(Metrics& metrics, Route& route, const http::Response& response, std::string_view by,
                             bool blocked, Duration latency) {
    route.requests->add();
    if (response.broken() || response.status >= 500) route.errors->add();
    if (response.status == 429) route.throttled->add();
    if (blocked) route.blocked->add();
    for (const Seen& seen : route.seen) {
        if (seen.status == response.status && seen.by == by) return seen.latency->record(latency);
    }
    Labels labels{{"client", route.client},
                  {"route", route.route},
                  {"status", std::to_string(response.status)},
                  {"by", std::string(by)}};
    Histogram& histogram = metrics.histogram("http.latency", std::move(labels));
    histogram.record(latency);
    route.seen.push_back(Seen{response.status, std::string(by), &histogram});
}

void ClientMetrics::attacked(std::size_t era, std::string_view fault, bool malicious, bool stopped) {
    const Labels labels{{"fault", std::string(fault)}};
    for (Metrics* metrics : {&whole_, &eras_[era].metrics}) {
        metrics->counter(malicious ? "attack.requests" : "attack.benign", labels).add();
        if (malicious) metrics->counter(stopped ? "attack.blocked" : "attack.passed", labels).add();
        if (!malicious && stopped) metrics->counter("attack.benign.blocked", labels).add();
    }
}

}  // namespace wt::scenario
