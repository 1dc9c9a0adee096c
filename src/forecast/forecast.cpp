#include "forecast/forecast.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "base/closed_forms.hpp"
#include "forecast/flow.hpp"

namespace wt::forecast {

namespace {

using Unit = scenario::Expectation::Unit;

/// What is counted of a flow, and summed over a load: the parts that shares and means are made of.
class Totals {
public:
    void add(const Flow& flow, double span) {
        const auto count = [&](const std::string& metric, double per_second) { counts_[metric] += per_second * span; };
        for (const auto& [name, pool] : flow.pools) {
            count(name + ".authentications", pool.authentications);
            share(name + ".throttled", pool.refused * pool.authentications * span, pool.authentications * span,
                  "the loss of M/D/1/K");
        }
        for (const auto& [name, edge] : flow.edges) {
            count(name + ".requests", edge.requests);
            share(name + ".hit.ratio", edge.hits * span, edge.cacheable * span, "a cache with a time to live");
        }
        for (const auto& [name, requests] : flow.firewalls) count(name + ".requests", requests);
        for (const auto& [name, api] : flow.apis) {
            count(name + ".requests", api.requests);
            if (api.cacheable > 0)
                share(name + ".cache.hit.ratio", api.hits * span, api.cacheable * span, "a cache with a time to live");
            share(name + ".throttled", api.refused * api.requests * span, api.requests * span, "the loss of M/D/1/K");
        }
        for (const auto& [name, function] : flow.functions) {
            count(name + ".invocations", function.arrivals * (1 - function.refused));
            mean(name + ".duration", function.work * span, function.arrivals * span, "");
            mean(name + ".concurrency", function.work * (1 - function.refused) * span, span, "Little's law");
            share(name + ".throttled", function.arrivals * function.refused * span, function.arrivals * span,
                  flow.closed ? "Engset's loss" : "Erlang's B");
        }
        for (const auto& [name, cache] : flow.caches)
            share(name + ".hit.ratio", cache.hits * span, cache.gets * span, "a cache with a time to live");
        for (const auto& [name, database] : flow.databases) {
            count(name + ".statements", database.statements);
            mean(name + ".wait", database.wait * database.statements * span, database.statements * span,
                 "M/G/c, nearly");
        }
        for (const auto& [name, proxy] : flow.proxies) {
            count(name + ".borrows", proxy.statements);
            mean(name + ".borrow.wait", proxy.wait * proxy.statements * span, proxy.statements * span, "M/G/c, nearly");
        }
        for (const auto& [name, stream] : flow.streams)
            count(name + ".accepted", stream.records * (1 - stream.refused));
        for (const auto& [name, service] : flow.services) {
            count(name + ".calls", service.asked);
            share(name + ".throttled", service.refused * service.asked * span, service.asked * span, "what is over");
        }
        const auto table_side = [&](const std::string& name, const char* units, const char* calls,
                                    const Flow::Limited& side) {
            count(name + units, side.asked * (1 - side.refused));
            if (side.limit > 0)
                share(name + calls, side.refused * side.calls * span, side.calls * span, "what is over");
        };
        for (const auto& [name, table] : flow.table_reads) table_side(name, ".read.units", ".reads.throttled", table);
        for (const auto& [name, table] : flow.table_writes)
            table_side(name, ".write.units", ".writes.throttled", table);
        for (const auto& [name, queue] : flow.queues) count(name + ".sent", queue.sent);
        count("http.requests", flow.requests);
        // Without what is refused, cold, or tried again, it is what users wait for; of a session, for all its answers.
        mean("http.latency", flow.response * flow.units * span, flow.requests * span, "");
    }

    /// `span` seconds: counts become rates where it is 1.
    [[nodiscard]] std::vector<Figure> figures(bool rates) const {
        std::vector<Figure> figures;
        for (const auto& [metric, value] : counts_)
            figures.push_back({metric, value, rates ? Unit::per_second : Unit::number, ""});
        for (const auto& [metric, one] : quotients_) {
            if (one.below <= 0) continue;
            const bool time =
                metric.ends_with(".duration") || metric.ends_with(".wait") || metric.ends_with(".latency");
            figures.push_back({metric, one.above / one.below,
                               one.share ? Unit::share
                               : time    ? Unit::seconds
                                         : Unit::number,
                               one.law});
        }
        std::sort(figures.begin(), figures.end(), [](const Figure& a, const Figure& b) { return a.metric < b.metric; });
        return figures;
    }

private:
    struct Quotient {
        double above = 0;
        double below = 0;
        bool share = false;
        std::string law;
    };
    void share(const std::string& metric, double above, double below, const char* law) {
        Quotient& one = quotients_[metric];
        one = {one.above + above, one.below + below, true, law};
    }
    void mean(const std::string& metric, double above, double below, const char* law) {
        Quotient& one = quotients_[metric];
        one = {one.above + above, one.below + below, false, law};
    }
    std::map<std::string, double> counts_;
    std::map<std::string, Quotient> quotients_;
};

[[nodiscard]] std::vector<Warning> warnings_of(const scenario::Scenario& scenario, const Flow& flow) {
    std::vector<Warning> warnings;
    const stack::Architecture& architecture = scenario.architecture;
    for (const auto& [name, pool] : flow.pools) {
        if (pool.refused > 0.001)
            warnings.push_back({name, fmt::format("the quota refuses {:.1f}% of {:.0f} sign-ins/s", 100 * pool.refused,
                                                  pool.authentications)});
    }
    for (const auto& [name, api] : flow.apis) {
        if (api.refused > 0.001)
            warnings.push_back({name, fmt::format("the throttle refuses {:.1f}% of {:.0f} requests/s",
                                                  100 * api.refused, api.requests)});
    }
    for (const auto& [name, function] : flow.functions) {
        if (function.arrivals > 10 * function.limit) {
            warnings.push_back(
                {name, fmt::format("{:.0f} invocations a second, and Lambda takes ten for each of {:.0f} environments: "
                                   "{:.1f}% are turned away",
                                   function.arrivals, function.limit, 100 * function.refused)});
        } else if (function.refused > 0.001) {
            warnings.push_back(
                {name, fmt::format("{:.3g} invocations at once on average, {:.0f} allowed: {:.1f}% are turned away",
                                   function.work, function.limit, 100 * function.refused)});
        }
        // Each environment keeps a connection to each database that it calls.
        for (const auto& [database, load] : flow.databases) {
            const auto& config = std::get<lambda::FunctionConfig>(architecture.find(name)->config);
            const bool calls = std::any_of(config.handlers.begin(), config.handlers.end(), [&](const auto& handler) {
                return std::any_of(handler.calls.begin(), handler.calls.end(),
                                   [&](const auto& call) { return call.to == database; });
            });
            if (!calls) continue;
            const stack::Component& component = *architecture.find(database);
            const auto* replica = std::get_if<rds::ReplicaConfig>(&component.config);
            const double most =
                replica != nullptr
                    ? static_cast<double>(replica->max_connections * replica->count)
                    : static_cast<double>(std::get<rds::PrimaryConfig>(component.config).max_connections);
            if (function.limit > most)
                warnings.push_back(
                    {database, fmt::format("takes {:.0f} connections, and {} may have {:.0f} environments", most, name,
                                           function.limit)});
        }
    }
    for (const auto& [name, database] : flow.databases) {
        if (database.busy >= 1) {
            warnings.push_back(
                {name, fmt::format("cannot keep up: its servers would have to be busy {:.0f}% of the time",
                                   100 * database.busy)});
        } else if (database.busy > 0.8) {
            warnings.push_back({name, fmt::format("its servers are busy {:.0f}% of the time", 100 * database.busy)});
        }
    }
    for (const auto& [name, proxy] : flow.proxies) {
        if (proxy.busy > 0.8)
            warnings.push_back(
                {name, fmt::format("{}: its connections would have to be busy {:.0f}% of the time",
                                   proxy.busy >= 1 ? "cannot keep up" : "comes near its limit", 100 * proxy.busy)});
    }
    for (const auto& [name, load] : flow.streams) {
        const auto* kinesis = std::get_if<stream::KinesisConfig>(&architecture.find(name)->config);
        if (kinesis == nullptr) continue;
        const double shards = static_cast<double>(kinesis->shards);
        if (load.records > 1000 * shards || load.bytes > 1'048'576 * shards)
            warnings.push_back(
                {name, fmt::format("{} shards take {:.0f} records and {:.0f} MiB a second, and {:.0f} come",
                                   kinesis->shards, 1000 * shards, shards, load.records)});
    }
    const auto refuses = [&](const std::string& name, const Flow::Limited& seen, std::string_view what) {
        if (seen.refused > 0)
            warnings.push_back({name, fmt::format("takes {:.0f} {} a second, and {:.0f} come: {:.1f}% are refused",
                                                  seen.limit, what, seen.asked, 100 * seen.refused)});
    };
    for (const auto& [name, service] : flow.services) refuses(name, service, "calls");
    for (const auto& [name, table] : flow.table_reads) refuses(name, table, "read units");
    for (const auto& [name, table] : flow.table_writes) refuses(name, table, "write units");
    for (const auto& [name, reader] : flow.readers) {
        if (reader.records > reader.capacity)
            warnings.push_back(
                {name, fmt::format("reads at most {:.0f} records a second, and {:.0f} come: it falls "
                                   "behind by {:.2f} s in each second",
                                   reader.capacity, reader.records, 1 - reader.capacity / reader.records)});
    }
    for (const auto& [name, consumer] : flow.consumers) {
        if (consumer.records > consumer.capacity)
            warnings.push_back({name, fmt::format("takes at most {:.0f} messages a second from {}, and {:.0f} "
                                                  "are sent: they pile up",
                                                  consumer.capacity, consumer.source, consumer.records)});
    }
    return warnings;
}

/// What single settings do that the closed forms do not know.
void leave_out_details(const scenario::Scenario& scenario, std::vector<std::string>& out) {
    const auto wider = [](const edge::CacheKey& key) {
        return key.query || !key.queries.empty() || !key.headers.empty() || !key.cookies.empty();
    };
    const bool said = std::any_of(scenario.workload.mix.begin(), scenario.workload.mix.end(),
                                  [](const auto& entry) { return entry.said != nullptr; });
    for (const stack::Component& component : scenario.architecture.components) {
        const std::string& name = component.name;
        if (const auto* edge = std::get_if<edge::DistributionConfig>(&component.config)) {
            if (said && wider(edge->cache.key))
                out.push_back("queries, headers and cookies in " + name +
                              "'s cache key: items are taken to be its keys");
        }
        if (const auto* api = std::get_if<gateway::RestApiConfig>(&component.config)) {
            if (said && api->cache.size.count > 0)
                out.push_back("queries and headers in " + name + "'s cache key: items are taken to be its keys");
            if (!api->usage_plans.empty()) out.push_back(name + "'s usage plans");
            if (!api->method_limits.empty()) out.push_back(name + "'s limits of single routes");
        }
        if (const auto* acl = std::get_if<edge::waf::WebAclConfig>(&component.config)) {
            const bool rates = std::any_of(acl->rules.begin(), acl->rules.end(), [](const auto& rule) {
                return std::holds_alternative<edge::waf::RateBased>(rule.statement.is);
            });
            if (rates) out.push_back(name + "'s rate-based rules");
            if (said && acl->rules.size() > (rates ? 1U : 0U))
                out.push_back("what " + name + "'s other rules block: no request is taken to match");
        }
        if (const auto* function = std::get_if<lambda::FunctionConfig>(&component.config)) {
            const bool headers = std::any_of(
                function->handlers.begin(), function->handlers.end(), [](const lambda::NativeHandler& handler) {
                    return handler.answer && std::any_of(handler.answer->headers.begin(), handler.answer->headers.end(),
                                                         [](const auto& field) {
                                                             return same_ignoring_case(field.name, "Cache-Control");
                                                         });
                });
            if (headers)
                out.push_back("the Cache-Control of " + name + "'s answers: caches are taken to keep them by default");
            const bool again = (component.source || component.consumes) &&
                               std::any_of(function->handlers.begin(), function->handlers.end(),
                                           [](const lambda::NativeHandler& handler) {
                                               return handler.fails.has_value() || handler.errors > 0;
                                           });
            const bool tries = std::any_of(
                function->handlers.begin(), function->handlers.end(), [](const lambda::NativeHandler& handler) {
                    return std::any_of(handler.calls.begin(), handler.calls.end(),
                                       [](const lambda::Call& call) { return call.max_retries > 0; });
                });
            if (tries) out.push_back("calls of " + name + " that it tries again after they failed");
            if (again) out.push_back("records that come to " + name + " again after it failed");
        }
        if (const auto* table = std::get_if<dynamodb::TableConfig>(&component.config)) {
            if (table->partitions > 0)
                out.push_back(name + "'s partitions: a hot key may be throttled before the table is");
        }
    }
}

[[nodiscard]] std::vector<std::string> left_out(const scenario::Scenario& scenario) {
    std::vector<std::string> out;
    const scenario::Workload& workload = scenario.workload;
    if (workload.gives_up) out.emplace_back("users who do not wait for an answer");
    if (!workload.sessions.empty()) out.emplace_back("sessions that end before their last step");
    if (!scenario.faults.empty()) out.emplace_back("faults, and what they set off");
    if (std::any_of(scenario.workload.clients.begin(), scenario.workload.clients.end(),
                    [](const auto& client) { return client.retries.max > 0; }))
        out.emplace_back("retries of clients");
    for (const scenario::MixEntry& entry : scenario.workload.mix) {
        if (entry.keys.kind == scenario::Keys::Kind::recent)
            out.push_back(
                fmt::format("that {} asks for what was just written: no cache is taken to know it", entry.route()));
    }
    for (const stack::Component& component : scenario.architecture.components) {
        const auto* table = std::get_if<dynamodb::TableConfig>(&component.config);
        if (table != nullptr && table->provisioned) out.push_back("the capacity that " + component.name + " saves up");
        const auto* edge = std::get_if<edge::DistributionConfig>(&component.config);
        if (edge == nullptr) continue;
        if (edge->shield) out.push_back(component.name + "'s Origin Shield");
        if (!edge->behaviors.empty()) out.push_back(component.name + "'s other behaviours than the default one");
    }
    leave_out_details(scenario, out);
    for (const scenario::Phase& phase : scenario.workload.phases) {
        if (phase.arrivals.kind == scenario::Arrivals::Kind::mmpp) out.push_back("the bursts of " + phase.name);
    }
    out.emplace_back("cold starts, and the time until caches are filled");
    return out;
}

}  // namespace

Forecast forecast(const scenario::Scenario& scenario) {
    Forecast forecast;
    forecast.left_out = left_out(scenario);
    const Model model(scenario);
    const Load& load = model.load();
    const double requests = load.requests();
    for (const Load::Part& part : load.parts) {
        const std::string route = part.entry.route();
        auto known = std::find_if(forecast.mix.begin(), forecast.mix.end(),
                                  [&](const auto& each) { return each.first == route; });
        if (known == forecast.mix.end()) known = forecast.mix.insert(known, {route, 0});
        known->second += part.demand.total() / requests;
    }
    Totals whole;
    const auto add_phase = [&](const std::string& name, const Flow& flow) {
        Totals second;
        second.add(flow, 1);
        forecast.phases.push_back({name, second.figures(true), warnings_of(scenario, flow)});
    };
    if (load.recorded) {
        const auto& recorded = *load.recorded;
        forecast.recording =
            fmt::format("{:.0f} requests in {}", recorded.requests, format_duration(from_seconds(recorded.length)));
        const Flow mean = model.at(recorded.requests / recorded.length);
        whole.add(mean, recorded.length);
        add_phase("on average", mean);
        add_phase("busiest min.", model.at(recorded.busiest));
        forecast.whole = whole.figures(false);
        return forecast;
    }
    Duration begin{0};
    for (const scenario::Phase& phase : scenario.workload.phases) {
        const double span = seconds(std::clamp(scenario.length() - begin, Duration::zero(), phase.duration));
        begin += phase.duration;
        if (span <= 0) break;
        // Users, or units a second.
        const double from = phase.users ? static_cast<double>(phase.users->first) : phase.from.per_second();
        const double to = phase.users ? static_cast<double>(phase.users->second) : phase.to.per_second();
        const auto flow_of = [&](double many) { return phase.users ? model.with(many) : model.at(many); };
        // A ramp is taken in steps, each at the rate of its middle.
        const int steps = from == to ? 1 : 8;
        for (int i = 0; i < steps; ++i) {
            const double many = from + (to - from) * (i + 0.5) / steps;
            if (many > 0) whole.add(flow_of(many), span / steps);
        }
        if (const double most = std::max(from, to); most > 0) {
            add_phase(phase.name, flow_of(most));
        } else {
            forecast.phases.push_back({phase.name, {}, {}});
        }
    }
    forecast.whole = whole.figures(false);
    return forecast;
}

}  // namespace wt::forecast
