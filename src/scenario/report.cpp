#include "scenario/report.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "scenario/bill.hpp"
#include "scenario/left_over.hpp"
#include "scenario/pen.hpp"
#include "scenario/sensitivity.hpp"

namespace wt::scenario {

namespace {

constexpr int bar_width = 30;
constexpr int timeline_width = 60;

/// The bar of one tier: as long as its share of all requests, split into answered, refused and passed on.
[[nodiscard]] std::string flow_bar(const http::Flow& flow, std::uint64_t most, const Pen& pen) {
    if (most == 0 || flow.in == 0) return {};
    const auto width = [&](std::uint64_t part) {
        const double exact = bar_width * static_cast<double>(part) / static_cast<double>(most);
        return part > 0 ? std::max(1, static_cast<int>(std::lround(exact))) : 0;
    };
    const int answered = width(flow.answered);
    const int refused = std::min(width(flow.refused), bar_width - answered);
    const int rest = flow.in - flow.answered - flow.refused;
    const int passed = std::min(width(static_cast<std::uint64_t>(rest)), bar_width - answered - refused);
    return pen.green(Pen::times(pen.solid(), answered)) + pen.red(Pen::times(pen.cross(), refused)) +
           pen.dim(Pen::times(pen.light(), passed));
}

void write_head(std::string& to, const Findings& f, const Pen& pen) {
    to +=
        fmt::format("{}  {}\n", pen.bold(f.scenario.name),
                    pen.dim(fmt::format("seed {}, {}, {} from {}", f.scenario.seed, clock_name(f.scenario),
                                        format_duration(f.scenario.length()), format_instant(f.scenario.clock.start))));
    if (!f.scenario.description.empty()) to += wrapped(f.scenario.description);
    to += fmt::format("\n{} requests in {} of run time, {:.2f} s here ({} requests/s)\n", grouped(f.outcome.requests),
                      format_duration(f.outcome.ran), f.outcome.wall_seconds,
                      format_count(static_cast<double>(f.outcome.requests) / std::max(f.outcome.wall_seconds, 1e-9)));
    if (const auto& replay = f.scenario.workload.replay) {
        const std::uint64_t lines = f.metrics.counter("http.passed.over").value();
        if (lines > 0)
            to += pen.yellow(fmt::format("Of {}, {} {} no request, and {} passed over.", replay->file,
                                         grouped(lines) + (lines == 1 ? " line" : " lines"), lines == 1 ? "is" : "are",
                                         lines == 1 ? "was" : "were")) +
                  "\n";
    }
    if (const auto& replay = f.scenario.workload.replay) {
        std::uint64_t none = 0;
        for (const ClientMetrics::Route& route : f.traffic.seen().routes())
            none += route.route.ends_with(" *") ? route.requests->value() : 0;
        if (none > f.outcome.requests / 2)
            to +=
                pen.yellow(fmt::format("{} of {} requests met no route of the API: `map` leads the paths of {} to it.",
                                       grouped(none), grouped(f.outcome.requests), replay->file)) +
                "\n";
    }
    if (f.outcome.aborted) {
        to += pen.red(fmt::format("The load ended after {}: {}.", format_duration(f.outcome.aborted->first),
                                  f.outcome.aborted->second)) +
              "\n";
    }
    if (f.outcome.interrupted) to += pen.yellow("Interrupted: this is what had happened so far.") + "\n";
}

void write_stages(std::string& to, const Findings& f, const std::vector<stack::Stage>& stages, std::string_view passed,
                  const Pen& pen) {
    std::uint64_t most = 0;
    std::size_t name_width = 4;
    bool left = false;  // before there was an answer
    for (const stack::Stage& stage : stages) {
        left = left || stage.flow->cancelled > 0 || stage.flow->in_flight > 0;
        most = std::max(most, stage.flow->in);
        name_width = std::max(name_width, stage.name.size());
    }
    to += pen.dim(fmt::format("  {:<{}} {:>11} {:>11} {:>10} {:>11}{} {:>8} {:>8} {:>5}\n", "", name_width, "in",
                              "answered", "refused", passed, left ? fmt::format(" {:>11}", "given up") : "", "p50",
                              "p99", "use"));
    for (const stack::Stage& stage : stages) {
        const http::Flow& flow = *stage.flow;
        const auto use = stage.utilisation ? stage.utilisation(f.ended) : std::nullopt;
        // Nobody waits for its answer any more, or nobody ever got one.
        const std::uint64_t unanswered = flow.cancelled + static_cast<std::uint64_t>(flow.in_flight);
        // What another queue gave up came in, and no call brought it.
        const std::uint64_t dead = stage.type == "sqs" ? dead_letters_in(f.stack, f.metrics, stage.name) : 0;
        to += fmt::format("  {:<{}} {:>11} {:>11} {:>10} {:>11}{} {:>8} {:>8} {:>5}  {}\n", stage.name, name_width,
                          grouped(flow.in + dead), grouped(flow.answered + dead), grouped(flow.refused),
                          grouped(flow.passed_on), left ? fmt::format(" {:>11}", grouped(unanswered)) : "",
                          format_duration(flow.latency.quantile(0.5)), format_duration(flow.latency.quantile(0.99)),
                          use ? format_share(*use) : "", flow_bar(flow, most, pen));
    }
}

void write_left_over(std::string& to, const Findings& f, const Pen& pen) {
    for (const std::string& sentence : left_over_sentences(f)) to += "  " + pen.yellow(sentence) + "\n";
}

void write_latency(std::string& to, const Findings& f, const Pen& pen) {
    const auto& routes = f.traffic.seen().routes();
    const bool several = std::any_of(routes.begin(), routes.end(),
                                     [&](const auto& route) { return route.client != routes.front().client; });
    const auto label_of = [&](const auto& route) {
        return several ? fmt::format("{} ({})", route.route, route.client) : std::string(route.route);
    };
    const auto name_of = [](const auto& group) -> std::string_view {
        return group.by.empty() ? std::string_view("(network)") : std::string_view(group.by);
    };
    std::size_t route_width = 28;
    std::size_t by_width = 12;
    for (const auto& route : routes) {
        route_width = std::max(route_width, label_of(route).size());
        for (const auto& group : most_seen_first(route.seen)) by_width = std::max(by_width, name_of(group).size());
    }
    const auto write = [&](std::string_view route, std::string_view by, std::string_view status,
                           std::string_view requests, std::string_view p50, std::string_view p95, std::string_view p99,
                           std::string_view most) {
        return fmt::format("  {:<{}} {:<{}} {:>6} {:>11} {:>8} {:>8} {:>8} {:>8}\n", route, route_width, by, by_width,
                           status, requests, p50, p95, p99, most);
    };
    to += pen.dim(write("route", "answered by", "status", "requests", "p50", "p95", "p99", "max"));
    for (const auto& route : routes) {
        std::string name = label_of(route);
        for (const auto& group : most_seen_first(route.seen)) {
            const Histogram& latency = *group.latency;
            to += write(name, name_of(group), group.status == 0 ? "broken" : std::to_string(group.status),
                        grouped(latency.count()), format_duration(latency.quantile(0.5)),
                        format_duration(latency.quantile(0.95)), format_duration(latency.quantile(0.99)),
                        format_duration(latency.max()));
            name.clear();
        }
    }
}

void write_sessions(std::string& to, const Findings& f, const Pen& pen) {
    const std::vector<Session>& sessions = f.scenario.workload.sessions;
    if (sessions.empty()) return;
    const auto count = [&](const char* metric, const Session& session) {
        return grouped(f.metrics.counter(metric, {{"session", session.name}}).value());
    };
    std::size_t width = 10;
    for (const Session& session : sessions) width = std::max(width, session.name.size());
    heading(to, "What sessions came to", pen);
    to += pen.dim(
        fmt::format("  {:<{}} {:>11} {:>11} {:>11} {:>11}\n", "", width, "begun", "finished", "broken", "given up"));
    for (std::size_t i = 0; i < sessions.size(); ++i) {
        to += fmt::format("  {:<{}} {:>11} {:>11} {:>11} {:>11}\n", sessions[i].name, width,
                          count("http.sessions", sessions[i]), count("http.sessions.finished", sessions[i]),
                          count("http.sessions.broken", sessions[i]), count("http.sessions.abandoned", sessions[i]));
        for (const auto& [where, times] : f.traffic.broken()) {
            if (where.first != i) continue;
            const Session::Step& step = sessions[i].steps[where.second];
            to += pen.yellow(fmt::format("  {:<{}}   {} at {}: its answer had not what was to be saved of it", "",
                                         width, grouped(times), sessions[i].requests[step.request].route())) +
                  "\n";
        }
    }
}

void write_faults(std::string& to, const Findings& f, const Pen& pen) {
    if (f.outcome.faults.empty()) return;
    heading(to, "Faults", pen);
    const double length = std::max(seconds(f.outcome.load), 1e-9);
    for (const FaultWindow& fault : f.outcome.faults) {
        if (!fault.begun) {
            to += fmt::format("  {:<12} {} {} never began\n", fault.id, pen.dim(Pen::times(pen.line(), timeline_width)),
                              fault.text);
            continue;
        }
        const auto column = [&](Duration moment) {
            return std::clamp(static_cast<int>(seconds(moment) / length * timeline_width), 0, timeline_width - 1);
        };
        const int from = column(fault.from);
        const int to_column = std::max(column(fault.to), from);
        to += fmt::format("  {:<12} {}{}{} {}", fault.id, pen.dim(Pen::times(pen.line(), from)),
                          pen.red(Pen::times(pen.solid(), to_column - from + 1)),
                          pen.dim(Pen::times(pen.line(), timeline_width - 1 - to_column)),
                          fmt::format("{} at {}", fault.text, format_duration(fault.from)));
        // One that happens at a moment lasts no time.
        if (fault.to > fault.from) to += " for " + format_duration(fault.to - fault.from);
        to += "\n";
    }
    for (const Metrics::Entry* entry : f.metrics.find("attack.requests")) {
        const std::string& id = entry->labels.front().second;
        const auto count = [&](std::string_view name) { return f.metrics.counter(name, entry->labels).value(); };
        to += fmt::format(
            "  {}: {} attack requests, {} stopped, {} got through; {} harmless ones, {} of them stopped\n", id,
            grouped(count("attack.requests")), grouped(count("attack.blocked")), grouped(count("attack.passed")),
            grouped(count("attack.benign")), grouped(count("attack.benign.blocked")));
    }
}

void write_slowest(std::string& to, const Findings& f, const Pen& pen) {
    const http::Trace* trace = f.traffic.slowest();
    if (trace == nullptr) return;
    heading(to, "The slowest of the traced requests (one in 997)", pen);
    const Instant start = trace->spans().front().start;
    to += fmt::format("  {}\n", f.traffic.slowest_request());
    for (const auto& span : trace->spans()) {
        const std::string status = status_of(span, f);
        to += fmt::format("  {:>9}  {}{} {}{}\n", "+" + format_duration(span.start - start),
                          std::string(static_cast<std::size_t>(span.depth) * 2, ' '), span.hop,
                          format_duration(end_of(span, f) - span.start), status.empty() ? "" : " " + pen.dim(status));
    }
}

void write_judgements(std::string& to, const Findings& f, const Pen& pen) {
    heading(to, "What had to hold", pen);
    for (const Judgement& judgement : f.outcome.judgements) {
        const std::string mark = judgement.verdict == Verdict::pass   ? pen.green("held  ")
                                 : judgement.verdict == Verdict::fail ? pen.red("FAILED")
                                                                      : pen.yellow("open  ");
        to += fmt::format("  {} {}", mark, judgement.text);
        if (judgement.value) to += pen.dim("  measured ") + format_measure(*judgement.value, judgement.unit);
        if (!judgement.detail.empty()) to += ": " + judgement.detail;
        if (judgement.moment) to += pen.dim(fmt::format(" (at {})", format_duration(*judgement.moment)));
        if (const std::string basis = format_basis(judgement); !basis.empty()) to += pen.dim("  (" + basis + ")");
        to += "\n";
    }
}

void write_assumptions(std::string& to, const Findings& f, const Pen& pen) {
    const auto assumed = f.stack.assumed_latencies();
    const std::string exact = f.stack.exact_limits();
    if (assumed.empty() && exact.empty()) return;
    heading(to, "Assumed, not measured or published", pen);
    if (!exact.empty()) to += pen.dim("  " + exact) + "\n";
    if (assumed.empty()) return;
    std::string line = " ";
    for (const std::string& text : assumed) {
        if (line.size() + text.size() > 110) {
            to += pen.dim(line) + "\n";
            line = " ";
        }
        line += " " + text + ";";
    }
    line.pop_back();
    to += pen.dim(line) + "\n";
    if (f.swings == nullptr && f.scenario.clock.mode == ClockMode::virtual_time)
        to += pen.dim("  How much the answer hangs on each of them: --sensitivity") + "\n";
}

}  // namespace

std::string happy_end(const Scenario& scenario) {
    if (scenario.slo.empty() && scenario.invariants.empty()) return "Nothing was asked of it: it came to rest.";
    return "Everything held.";
}

std::vector<std::string> left_over_sentences(const Findings& f) {
    std::vector<std::string> sentences = dead_letters(f.stack, f.metrics);
    for (const std::string& sentence : f.outcome.behind) {
        sentences.push_back(
            fmt::format("{}; the run ended {} later", sentence, format_duration(f.outcome.ran - f.outcome.load)));
    }
    return sentences;
}

bool is_open(const http::Trace::Span& span, const Findings& f) {
    // Whoever was cancelled wrote no end.
    const auto open = [](const http::Trace::Span& one) { return one.status == 0 && one.end == one.start; };
    return open(f.traffic.slowest()->spans().front()) && open(span);
}

Instant end_of(const http::Trace::Span& span, const Findings& f) {
    return is_open(span, f) ? f.traffic.slowest()->spans().front().start + f.traffic.slowest_latency() : span.end;
}

std::string status_of(const http::Trace::Span& span, const Findings& f) {
    return is_open(span, f) ? "given up" : http::Trace::status_text(span.status);
}

std::string format_measure(double value, Expectation::Unit unit) {
    switch (unit) {
        case Expectation::Unit::seconds: return format_duration(from_seconds(value));
        case Expectation::Unit::share: return format_share(value);
        case Expectation::Unit::bytes: return format_size(Bytes{static_cast<std::uint64_t>(std::max(value, 0.0))});
        case Expectation::Unit::per_second: return format_count(value) + "/s";
        case Expectation::Unit::dollars: return format_dollars(value);
        case Expectation::Unit::number:
            return value == std::floor(value) && std::abs(value) < 1e15 ? fmt::format("{:.0f}", value)
                                                                        : fmt::format("{:.4g}", value);
    }
    return {};
}

std::string format_basis(const Judgement& judgement) {
    std::string text;
    if (judgement.span) {
        const auto [from, to] = *judgement.span;
        text = fmt::format("{} to {}", from == Duration::zero() ? "0s" : format_duration(from), format_duration(to));
    }
    if (judgement.samples) {
        text += fmt::format("{}{} sample{}", text.empty() ? "" : ", ", grouped(*judgement.samples),
                            *judgement.samples == 1 ? "" : "s");
    }
    return text;
}

std::string text_report(const Findings& f, const ReportStyle& style) {
    const Pen pen(style);
    std::string text;
    write_head(text, f, pen);
    heading(text, "Where requests stop", pen);
    write_stages(text, f, f.stack.path_stages(), "passed on", pen);
    text +=
        pen.dim(fmt::format("  {} answered here  {} refused  {} passed on\n", pen.solid(), pen.cross(), pen.light()));
    if (const auto backends = f.stack.backend_stages(); !backends.empty()) {
        heading(text, "Behind the functions", pen);
        write_stages(text, f, backends, "missing", pen);
    }
    write_left_over(text, f, pen);
    heading(text, "What clients saw", pen);
    write_latency(text, f, pen);
    write_sessions(text, f, pen);
    write_faults(text, f, pen);
    write_slowest(text, f, pen);
    if (f.outcome.bill) {
        heading(text, "What it costs", pen);
        text += bill_text(*f.outcome.bill);
    }
    write_judgements(text, f, pen);
    write_assumptions(text, f, pen);
    if (f.swings != nullptr) text += text_report(*f.swings, style);
    const int code = f.outcome.exit_code();
    text += fmt::format("\n{}  digest {}\n",
                        code != 0 ? pen.red(fmt::format("Exit {}.", code)) : pen.green(happy_end(f.scenario)),
                        f.outcome.digest);
    text += fmt::format("Again: {}\n", f.reproduce);
    return text;
}

}  // namespace wt::scenario
