#include "scenario/client_metrics.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace wt::scenario {

namespace {

constexpr std::string_view attack_counts[] = {"attack.requests", "attack.blocked", "attack.passed", "attack.benign",
                                              "attack.benign.blocked"};

}  // namespace

bool says_too_many(const http::Response& response) {
    return response.status == 429 || (response.status == 400 && response.headers.get("x-amzn-ErrorType") ==
                                                                    std::string_view("TooManyRequestsException"));
}

ClientMetrics::ClientMetrics(Metrics& whole, const Scenario& scenario) : whole_(whole), scenario_(scenario) {
    firewalls_ = scenario.architecture.firewall_addresses();
    prepare(whole_, routes_, sessions_);
    begin_era();
}

void ClientMetrics::prepare(Metrics& metrics, std::vector<Route>& routes, std::vector<SessionCounts>& sessions) const {
    for (const Session& session : scenario_.workload.sessions) {
        const auto counter = [&](std::string_view metric) {
            return &metrics.counter(metric, {{"session", session.name}});
        };
        sessions.push_back(
            {counter("http.sessions"),
             {counter("http.sessions.finished"), counter("http.sessions.broken"), counter("http.sessions.abandoned")}});
    }
    if (scenario_.workload.replay) (void)metrics.counter("http.passed.over");
    const auto add_route = [&](const std::string& route, bool signs_in) {
        for (const ClientClass& client : scenario_.workload.clients) {
            // What a fault of kind load asks for counts with what the mix asks for.
            const auto known = std::find_if(routes.begin(), routes.end(), [&](const Route& one) {
                return one.route == route && one.client == client.name;
            });
            const auto counter = [&](std::string_view metric) {
                return &metrics.counter(metric, {{"client", client.name}, {"route", route}});
            };
            if (known != routes.end()) {
                if (signs_in) known->turned_away = counter("http.turned.away");
                continue;
            }
            routes.push_back({route,
                              client.name,
                              counter("http.requests"),
                              counter("http.errors"),
                              counter("http.throttled"),
                              counter("http.blocked"),
                              scenario_.workload.gives_up ? counter("http.abandoned") : nullptr,
                              signs_in ? counter("http.turned.away") : nullptr,
                              {}});
        }
    };
    const auto add = [&](const MixEntry& entry, const std::string& target) {
        add_route(entry.route(), entry.signs_in());
        if (entry.signs_in()) add_route(scenario_.sign_in_route(target), false);
    };
    for (const MixEntry& entry : scenario_.workload.entries()) add(entry, scenario_.target_of(entry));
    for (const FaultSpec& fault : scenario_.faults) {
        if (fault.kind == FaultKind::load) add(fault.load, scenario_.target_of(fault));
        if (fault.kind != FaultKind::attack) continue;
        for (const std::string_view count : attack_counts) (void)metrics.counter(count, {{"fault", fault.id}});
    }
}

bool ClientMetrics::is_firewall(std::string_view address) const {
    return std::find(firewalls_.begin(), firewalls_.end(), address) != firewalls_.end();
}

std::size_t ClientMetrics::begin_era() {
    eras_.emplace_back();
    prepare(eras_.back().metrics, eras_.back().routes, eras_.back().sessions);
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
    const std::vector<Seen>& seen = routes_[route].seen;
    const auto alike = std::find_if(seen.begin(), seen.end(),
                                    [&](const Seen& one) { return one.status == response.status && one.by == by; });
    const Answer answer{response.status,
                        response.broken() || response.status >= 500,
                        blocked,
                        says_too_many(response),
                        by,
                        static_cast<std::size_t>(alike - seen.begin()),
                        latency};
    count_in(whole_, routes_[route], answer);
    count_in(eras_[era].metrics, eras_[era].routes[route], answer);
}

void ClientMetrics::count_in(Metrics& metrics, Route& route, const Answer& answer) {
    route.requests->add();
    if (answer.failed) route.errors->add();
    if (answer.too_many) route.throttled->add();
    if (answer.blocked) route.blocked->add();
    if (answer.place >= route.seen.size()) route.seen.resize(answer.place + 1);
    Seen& seen = route.seen[answer.place];
    if (seen.latency == nullptr) {
        Labels labels{{"client", route.client},
                      {"route", route.route},
                      {"status", std::to_string(answer.status)},
                      {"by", std::string(answer.by)}};
        seen = Seen{answer.status, std::string(answer.by), &metrics.histogram("http.latency", std::move(labels))};
    }
    seen.latency->record(answer.latency);
}

void ClientMetrics::turned_away(std::size_t era, std::size_t route) {
    routes_[route].turned_away->add();
    eras_[era].routes[route].turned_away->add();
}

void ClientMetrics::abandoned(std::size_t era, std::size_t route) {
    routes_[route].abandoned->add();
    eras_[era].routes[route].abandoned->add();
}

void ClientMetrics::passed_over(std::uint64_t lines) {
    if (lines <= passed_over_) return;
    const std::uint64_t more = lines - std::exchange(passed_over_, lines);
    whole_.counter("http.passed.over").add(more);
    eras_.back().metrics.counter("http.passed.over").add(more);
}

void ClientMetrics::session_began(std::size_t era, std::size_t session) {
    sessions_[session].began->add();
    eras_[era].sessions[session].began->add();
}

void ClientMetrics::session_ended(std::size_t era, std::size_t session, SessionEnd how) {
    sessions_[session].ended[static_cast<std::size_t>(how)]->add();
    eras_[era].sessions[session].ended[static_cast<std::size_t>(how)]->add();
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
