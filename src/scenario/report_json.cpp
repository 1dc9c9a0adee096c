#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "scenario/bill.hpp"
#include "scenario/left_over.hpp"
#include "scenario/sensitivity.hpp"
#include "scenario/several.hpp"

namespace wt::scenario {

namespace {

using Json = nlohmann::ordered_json;

/// Twelve significant digits: enough for any figure, and the same text for the same run.
[[nodiscard]] Json number(double value) {
    if (!std::isfinite(value)) return nullptr;
    return Json::parse(fmt::format("{:.12g}", value));
}

[[nodiscard]] Json of_histogram(const Histogram& histogram) {
    Json json;
    json["count"] = histogram.count();
    if (histogram.empty()) return json;
    json["avg"] = number(seconds(histogram.mean()));
    json["min"] = number(seconds(histogram.min()));
    json["max"] = number(seconds(histogram.max()));
    for (const auto& [name, share] :
         {std::pair{"p50", 0.5}, {"p90", 0.9}, {"p95", 0.95}, {"p99", 0.99}, {"p999", 0.999}}) {
        json[name] = number(seconds(histogram.quantile(share)));
    }
    return json;
}

[[nodiscard]] std::string label_text(const Labels& labels) {
    std::string text;
    for (const auto& [name, value] : labels) text += fmt::format("{}{}=\"{}\"", text.empty() ? "" : ",", name, value);
    return text;
}

/// Metrics of one name: the sum of all labels, and each under "labels".
[[nodiscard]] Json metrics_json(const Findings& f) {
    std::map<std::string, Json> by_name;
    std::map<std::string, Histogram> histograms;
    std::map<std::string, std::uint64_t> counters;
    f.metrics.visit([&](const Metrics::Entry& entry) {
        Json own;
        if (const auto* counter = std::get_if<Counter>(&entry.metric)) {
            own["count"] = counter->value();
            counters[entry.name] += counter->value();
        } else if (const auto* histogram = std::get_if<Histogram>(&entry.metric)) {
            own = of_histogram(*histogram);
            histograms[entry.name].merge(*histogram);
        } else if (const auto* ratio = std::get_if<Ratio>(&entry.metric)) {
            own["value"] = number(ratio->value());
        } else if (const auto* gauge = std::get_if<Gauge>(&entry.metric)) {
            own["value"] = number(gauge->value());
            own["max"] = number(gauge->max());
            const double span = seconds(f.ended - gauge->first_set());
            own["avg"] = number(span > 0 ? gauge->integral(f.ended) / span : gauge->value());
            const auto loaded = f.outcome.load_averages.find(level_key(entry));
            if (loaded != f.outcome.load_averages.end()) own["load_avg"] = number(loaded->second);
        }
        if (entry.labels.empty()) {
            by_name[entry.name].update(own);
        } else {
            by_name[entry.name]["labels"][label_text(entry.labels)] = own;
        }
    });
    Json all = Json::object();
    for (auto& [name, json] : by_name) {
        Json whole;
        if (json.contains("labels")) {
            if (histograms.count(name) != 0) whole = of_histogram(histograms[name]);
            if (counters.count(name) != 0) whole["count"] = counters[name];
        }
        whole.update(json);
        all[name] = std::move(whole);
    }
    return all;
}

[[nodiscard]] std::string_view verdict_name(Verdict verdict) {
    return verdict == Verdict::pass ? "pass" : verdict == Verdict::fail ? "fail" : "open";
}

[[nodiscard]] std::string_view mode_name(ClockMode mode) {
    return mode == ClockMode::virtual_time ? "virtual" : mode == ClockMode::real ? "real" : "scaled";
}

[[nodiscard]] Json head_of(const Scenario& scenario, std::string_view version) {
    Json json;
    json["windtunnel"] = version;
    json["scenario"] = scenario.name;
    if (!scenario.tags.empty()) json["tags"] = scenario.tags;
    return json;
}

void conclude(Json& json, int exit_code) {
    json["verdict"] = exit_code == exit_held ? "pass" : exit_code == exit_interrupted ? "interrupted" : "fail";
    json["exit"] = exit_code;
}

[[nodiscard]] Json json_of(const Spread& spread) {
    Json item;
    item["id"] = spread.judgement.id;
    item["text"] = spread.judgement.text;
    item["verdict"] = verdict_name(spread.verdict());
    item["held"] = spread.held;
    item["failed"] = spread.failed;
    if (!spread.values) return item;
    item["count"] = spread.values->count;
    item["mean"] = number(spread.values->mean);
    if (spread.values->deviation) item["deviation"] = number(*spread.values->deviation);
    item["min"] = number(spread.values->min);
    item["max"] = number(spread.values->max);
    item["worst"] = number(spread.values->worst);
    item["worst_seed"] = spread.values->worst_seed;
    return item;
}

[[nodiscard]] Json bill_json(const bill::Bill& bill) {
    Json json;
    json["prices"] = bill.prices;
    json["total"] = number(bill.run().dollars());
    json["month"] = number(bill.month().dollars());
    if (const auto million = bill.per_million()) json["per_million"] = number(million->dollars());
    json["lines"] = Json::array();
    for (const bill::Line& line : bill.lines) {
        json["lines"].push_back({{"component", line.component},
                                 {"item", line.item},
                                 {"quantity", number(line.quantity())},
                                 {"unit", line.unit},
                                 {"usd", number(line.run.dollars())},
                                 {"month_usd", number(line.month.dollars())}});
    }
    for (const auto& [name, sum] : by_component(bill)) {
        Json tier{{"component", name}, {"usd", number(sum.dollars())}};
        if (const auto million = bill.per_million(sum)) tier["per_million"] = number(million->dollars());
        json["tiers"].push_back(std::move(tier));
    }
    for (const std::string& note : bill.notes) json["notes"].push_back(note);
    for (const bill::Saving& saving : bill.savings) {
        json["savings"].push_back({{"component", saving.component},
                                   {"guard", saving.guard},
                                   {"requests", saving.kept_away},
                                   {"usd", number(saving.run.dollars())},
                                   {"month", number(saving.month.dollars())}});
    }
    if (!bill.priceless.empty()) json["without_price"] = bill.priceless;
    for (const bill::Gap& gap : bill.gaps)
        json["missing"].push_back({{"component", gap.component}, {"what", gap.what}});
    return json;
}

[[nodiscard]] std::string text_of(const Json& json) {
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string json_report(const Findings& f, std::string_view version) {
    Json json = head_of(f.scenario, version);
    json["seed"] = f.scenario.seed;
    json["clock"] = mode_name(f.scenario.clock.mode);
    json["duration_s"] = number(seconds(f.outcome.ran));
    json["load_s"] = number(seconds(f.outcome.load));
    json["wall_s"] = number(f.outcome.wall_seconds);
    json["requests"] = f.outcome.requests;
    json["events"] = f.outcome.events;
    json["digest"] = f.outcome.digest;
    if (f.outcome.aborted)
        json["aborted"] = {{"at_s", number(seconds(f.outcome.aborted->first))}, {"why", f.outcome.aborted->second}};
    conclude(json, f.outcome.exit_code());

    json["tiers"] = Json::array();
    for (const auto& stages : {f.stack.path_stages(), f.stack.backend_stages()}) {
        for (const stack::Stage& stage : stages) {
            Json tier;
            tier["name"] = stage.name;
            tier["type"] = stage.type;
            tier["in"] = stage.flow->in;
            tier["answered"] = stage.flow->answered;
            tier["refused"] = stage.flow->refused;
            tier["passed_on"] = stage.flow->passed_on;
            tier["cancelled"] = stage.flow->cancelled;
            if (stage.type == "sqs") tier["dead_letters"] = dead_letters_in(f.stack, f.metrics, stage.name);
            tier["latency"] = of_histogram(stage.flow->latency);
            if (const auto use = stage.utilisation ? stage.utilisation(f.ended) : std::nullopt) {
                tier["utilisation"] = number(*use);
            }
            json["tiers"].push_back(std::move(tier));
        }
    }
    json["faults"] = Json::array();
    for (const FaultWindow& fault : f.outcome.faults) {
        Json item;
        item["id"] = fault.id;
        item["text"] = fault.text;
        if (fault.begun) {
            item["from_s"] = number(seconds(fault.from));
            item["to_s"] = number(seconds(fault.to));
        }
        json["faults"].push_back(std::move(item));
    }
    if (f.outcome.bill) json["cost"] = bill_json(*f.outcome.bill);
    json["metrics"] = metrics_json(f);
    json["expectations"] = Json::array();
    for (const Judgement& judgement : f.outcome.judgements) {
        Json item;
        item["id"] = judgement.id;
        item["text"] = judgement.text;
        item["verdict"] = verdict_name(judgement.verdict);
        if (judgement.value) item["value"] = number(*judgement.value);
        if (judgement.span) {
            item["from_s"] = number(seconds(judgement.span->first));
            item["to_s"] = number(seconds(judgement.span->second));
        }
        if (judgement.samples) item["samples"] = *judgement.samples;
        if (!judgement.detail.empty()) item["detail"] = judgement.detail;
        if (judgement.moment) item["at_s"] = number(seconds(*judgement.moment));
        json["expectations"].push_back(std::move(item));
    }
    json["assumed"] = f.stack.assumed_latencies();
    if (const std::string exact = f.stack.exact_limits(); !exact.empty()) json["assumed"].push_back(exact);
    if (f.swings != nullptr) {
        json["sensitivity"] = Json::array();
        for (const Swing& swing : *f.swings) {
            Json item;
            item["assumption"] = swing.assumption;
            item["turned"] = swing.turned;
            item["moved"] = Json::array();
            for (const Swing::Moved& moved : swing.moved)
                item["moved"].push_back({{"id", moved.id}, {"value", number(moved.after)}, {"by", number(moved.by())}});
            json["sensitivity"].push_back(std::move(item));
        }
    }
    return text_of(json);
}

std::string json_report(const SeveralRuns& several, std::string_view version) {
    Json json = head_of(several.scenario, version);
    json["seed"] = several.scenario.seed;
    json["clock"] = mode_name(several.scenario.clock.mode);
    json["wall_s"] = number(several.wall_seconds);
    json["requests"] = several.requests();
    conclude(json, several.exit_code());
    json["expectations"] = Json::array();
    for (const Spread& spread : spreads(several)) json["expectations"].push_back(json_of(spread));
    json["runs"] = Json::array();
    for (const SeedRun& run : several.runs) {
        json["runs"].push_back(Json::parse(run.report));
        if (run.differed()) json["runs"].back()["second_digest"] = run.second_digest;
    }
    return text_of(json);
}

}  // namespace wt::scenario
