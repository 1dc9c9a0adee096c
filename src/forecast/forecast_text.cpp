#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "forecast/forecast.hpp"
#include "scenario/pen.hpp"

namespace wt::forecast {

namespace {

using scenario::Pen;
using Json = nlohmann::json;

[[nodiscard]] std::string described(const stack::Component& component) {
    if (const auto* edge = std::get_if<edge::DistributionConfig>(&component.config))
        return fmt::format("{} point{} of presence, keeps for {}", edge->pops.size(), edge->pops.size() == 1 ? "" : "s",
                           format_duration(edge->cache.default_ttl));
    if (const auto* api = std::get_if<gateway::RestApiConfig>(&component.config))
        return fmt::format(
            "{} route{}, at most {}/s{}", api->routes.size(), api->routes.size() == 1 ? "" : "s",
            format_count(api->stage_limit.rate.per_second()),
            api->cache.size.count > 0 ? ", keeps for " + format_duration(api->cache.ttl) : std::string());
    if (const auto* function = std::get_if<lambda::FunctionConfig>(&component.config))
        return fmt::format("{}MB, {}", function->memory.count / (1024 * 1024),
                           function->reserved ? fmt::format("at most {} at once", *function->reserved)
                                              : std::string("shares the account's concurrency"));
    if (const auto* redis = std::get_if<cache::RedisConfig>(&component.config))
        return fmt::format("keeps for {}", format_duration(redis->ttl));
    if (const auto* primary = std::get_if<rds::PrimaryConfig>(&component.config))
        return fmt::format("{} at once, {} connections", primary->servers, primary->max_connections);
    if (const auto* replica = std::get_if<rds::ReplicaConfig>(&component.config))
        return fmt::format("{} of {}, {} at once each", replica->count, replica->of, replica->servers);
    if (const auto* kinesis = std::get_if<stream::KinesisConfig>(&component.config))
        return fmt::format("{} shard{}", kinesis->shards, kinesis->shards == 1 ? "" : "s");
    if (const auto* firehose = std::get_if<stream::DeliveryStreamConfig>(&component.config))
        return fmt::format("an object every {} or {}", format_duration(firehose->buffer_interval),
                           format_size(firehose->buffer_size));
    return {};
}

/// Whom a component sends on to, or calls.
[[nodiscard]] std::string leads_to(const stack::Component& component) {
    std::vector<std::string> names;
    const auto add = [&](const std::string& name) {
        if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    };
    add(component.to);
    if (const auto* api = std::get_if<gateway::RestApiConfig>(&component.config)) {
        for (const gateway::Route& route : api->routes) add(route.target);
    }
    if (const auto* function = std::get_if<lambda::FunctionConfig>(&component.config)) {
        for (const lambda::NativeHandler& handler : function->handlers) {
            for (const lambda::Call& call : handler.calls) add(call.to);
        }
    }
    if (const auto* firehose = std::get_if<stream::DeliveryStreamConfig>(&component.config)) add(firehose->to);
    if (const auto* bucket = std::get_if<s3::BucketConfig>(&component.config)) add(bucket->notify);
    return fmt::format("{}", fmt::join(names, ", "));
}

void write_architecture(std::string& to, const scenario::Scenario& scenario, const Pen& pen) {
    scenario::heading(to, "What stands there", pen);
    std::size_t name = 0;
    std::size_t type = 0;
    for (const stack::Component& component : scenario.architecture.components) {
        name = std::max(name, component.name.size());
        type = std::max(type, component.type.size());
    }
    for (const stack::Component& component : scenario.architecture.components) {
        to += fmt::format("  {:<{}}  {:<{}}  {}", component.name, name, component.type, type, described(component));
        if (const std::string next = leads_to(component); !next.empty()) to += pen.dim(" -> ") + next;
        to += "\n";
    }
}

[[nodiscard]] std::string rate_text(const scenario::Phase& phase) {
    if (phase.users) {
        const auto [from, until] = *phase.users;
        return from == until ? fmt::format("{} users", from) : fmt::format("{} to {} users", from, until);
    }
    const double from = phase.from.per_second();
    const double until = phase.to.per_second();
    return from == until ? fmt::format("{}/s", format_count(from))
                         : fmt::format("{}/s to {}/s", format_count(from), format_count(until));
}

void write_load(std::string& to, const scenario::Scenario& scenario, const Forecast& forecast, const Pen& pen) {
    scenario::heading(to, "The load", pen);
    const bool sessions = !scenario.workload.sessions.empty();
    if (!forecast.recording.empty()) {
        to += fmt::format("  {}: {}\n", scenario.workload.replay->file, forecast.recording);
    } else {
        for (const scenario::Phase& phase : scenario.workload.phases)
            to += fmt::format("  {:<12} {:>8}  {}{}\n", phase.name, format_duration(phase.duration), rate_text(phase),
                              sessions && !phase.users ? " sessions" : "");
    }
    for (const auto& [route, share] : forecast.mix) to += fmt::format("  {:>5.1f}%  {}\n", 100 * share, route);
}

/// "http.latency" and "avg" of a figure's metric: what of it the report has.
[[nodiscard]] std::optional<double> measured(const Json& metrics, const Figure& figure) {
    const auto metric = metrics.find(figure.metric);
    if (metric == metrics.end()) return std::nullopt;
    const auto of = [&](const char* name) -> std::optional<double> {
        const auto found = metric->find(name);
        return found == metric->end() || !found->is_number() ? std::nullopt : std::optional(found->get<double>());
    };
    if (figure.unit == scenario::Expectation::Unit::number) {
        // What came after the load is nobody's rate.
        if (const auto average = of("load_avg")) return average;
        if (const auto average = of("avg")) return average;
        return of("count");
    }
    if (figure.unit == scenario::Expectation::Unit::seconds) return of("avg");
    if (const auto value = of("value")) return value;
    // A count that is a share of another one.
    const std::string component = figure.metric.substr(0, figure.metric.rfind('.'));
    const auto count_of = [&](const std::string& name) {
        const auto found = metrics.find(component + name);
        return found == metrics.end() ? 0.0 : found->value("count", 0.0);
    };
    const double part = of("count").value_or(0);
    const double all = metrics.contains(component)                    ? count_of("")
                       : metrics.contains(component + ".invocations") ? count_of(".invocations") + part
                                                                      : count_of(".requests");
    return all > 0 ? std::optional(part / all) : std::nullopt;
}

[[nodiscard]] std::string shown(double value, scenario::Expectation::Unit unit) {
    if (!std::isfinite(value)) return "without end";
    if (unit == scenario::Expectation::Unit::number && std::abs(value) >= 1000)
        return scenario::grouped(static_cast<std::uint64_t>(std::llround(value)));
    return scenario::format_measure(value, unit);
}

}  // namespace

std::string text_report(const scenario::Scenario& scenario, const Forecast& forecast, bool color) {
    const Pen pen(scenario::ReportStyle{color, false});
    std::string text =
        fmt::format("{}  {}\n", pen.bold(scenario.name), pen.dim("what theory expects, before anything runs"));
    write_architecture(text, scenario, pen);
    write_load(text, scenario, forecast, pen);

    if (!forecast.phases.empty())
        scenario::heading(text,
                          forecast.recording.empty() ? "What each tier should see, at a phase's highest rate"
                                                     : "What each tier should see",
                          pen);
    std::vector<std::string> metrics;
    std::size_t width = 6;
    for (const PhaseForecast& phase : forecast.phases) {
        for (const Figure& figure : phase.figures) {
            if (std::find(metrics.begin(), metrics.end(), figure.metric) != metrics.end()) continue;
            metrics.push_back(figure.metric);
            width = std::max(width, figure.metric.size());
        }
    }
    std::sort(metrics.begin(), metrics.end());
    std::string head = fmt::format("  {:<{}}", "", width);
    for (const PhaseForecast& phase : forecast.phases) head += fmt::format(" {:>12}", phase.name);
    if (!metrics.empty()) text += pen.dim(head) + "\n";
    for (const std::string& metric : metrics) {
        text += fmt::format("  {:<{}}", metric, width);
        std::string law;
        for (const PhaseForecast& phase : forecast.phases) {
            const auto found = std::find_if(phase.figures.begin(), phase.figures.end(),
                                            [&](const Figure& figure) { return figure.metric == metric; });
            text += fmt::format(" {:>12}", found == phase.figures.end() ? "" : shown(found->value, found->unit));
            if (found != phase.figures.end()) law = found->law;
        }
        text += law.empty() ? "\n" : pen.dim("  " + law) + "\n";
    }

    bool any = false;
    for (const PhaseForecast& phase : forecast.phases) {
        for (const Warning& warning : phase.warnings) {
            if (!std::exchange(any, true)) scenario::heading(text, "Where it is near a limit", pen);
            text += fmt::format("  {}: {}: {}\n", phase.name, pen.yellow(warning.component), warning.sentence);
        }
    }
    scenario::heading(text, "Not in these figures", pen);
    for (const std::string& sentence : forecast.left_out) text += pen.dim("  " + sentence) + "\n";
    return text;
}

Result<std::string> against(const std::string& name, const Forecast& forecast, std::string_view report, bool color) {
    const Json json = Json::parse(report, nullptr, false);
    if (!json.is_object() || !json.contains("metrics") || !json["metrics"].is_object())
        return Error{"it is no report of one run (run --json)"};
    if (const auto of = json.find("scenario"); of != json.end() && of->is_string() && *of != name)
        return Error{fmt::format("it is a report of {}, and not of {}", of->get<std::string>(), name)};
    const Pen pen(scenario::ReportStyle{color, false});
    std::string text;
    scenario::heading(text, "Over the whole load", pen);
    text += pen.dim("  Levels are averages over the load; counts have what came after it in them, too.") + "\n";
    text += pen.dim(fmt::format("  {:<28} {:>14} {:>14}\n", "", "expected", "measured"));
    for (const Figure& figure : forecast.whole) {
        const auto value = measured(json["metrics"], figure);
        if (!value) continue;
        const double difference = *value - figure.value;
        // Of shares, a hundredth is no difference, whatever it is a part of; nor is a microsecond of a time.
        const bool share = figure.unit == scenario::Expectation::Unit::share;
        const bool time = figure.unit == scenario::Expectation::Unit::seconds;
        const bool differs = !std::isfinite(figure.value) ||
                             (std::abs(difference) > 0.1 * std::abs(figure.value) &&
                              (!share || std::abs(difference) > 0.01) && (!time || std::abs(difference) > 1e-6));
        const std::string line = fmt::format("  {:<28} {:>14} {:>14}", figure.metric, shown(figure.value, figure.unit),
                                             shown(*value, figure.unit));
        text += differs ? pen.yellow(line + "  differs") + "\n" : line + "\n";
    }
    return text;
}

}  // namespace wt::forecast
