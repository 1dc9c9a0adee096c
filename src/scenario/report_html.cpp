#include <algorithm>

#include <fmt/format.h>

#include "scenario/bill.hpp"
#include "scenario/html.hpp"
#include "scenario/left_over.hpp"
#include "scenario/pen.hpp"
#include "scenario/sensitivity.hpp"

namespace wt::scenario {

namespace {

void write_judgements(std::string& to, const Findings& f) {
    to += "<h2>What had to hold</h2>\n";
    html::open_table(to, {"", "what", "measured", "by"}, 2);
    for (const Judgement& judgement : f.outcome.judgements) {
        const std::string_view word = judgement.verdict == Verdict::pass   ? "held"
                                      : judgement.verdict == Verdict::fail ? "failed"
                                                                           : "open";
        std::string what = html::escaped(judgement.text);
        if (!judgement.detail.empty()) what += ": " + html::escaped(judgement.detail);
        if (judgement.moment) what += fmt::format(" (at {})", format_duration(*judgement.moment));
        to += fmt::format(
            "<tr><td class=\"l {0}\">{0}</td><td class=\"l w\">{1}</td><td>{2}</td><td class=\"soft\">{3}</td></tr>\n",
            word, what, judgement.value ? html::escaped(format_measure(*judgement.value, judgement.unit)) : "",
            html::escaped(format_basis(judgement)));
    }
    html::close_table(to);
}

void write_swings(std::string& to, const std::vector<Swing>& swings) {
    to +=
        "<h2>What the answer hangs on</h2>\n<p class=\"soft\">Each assumption twice what it is, all else the "
        "same</p>\n";
    html::open_table(to, {"assumption", "turns", "moves most", "from", "to", ""}, 3);
    for (const Swing& swing : swings) {
        const Swing::Moved* most = swing.most();
        to += fmt::format("<tr><td class=\"l w\">{}</td><td class=\"l w failed\">{}</td>",
                          html::escaped(swing.assumption),
                          html::escaped(fmt::format("{}", fmt::join(swing.turned, "; "))));
        if (most == nullptr || most->by() == 0) {
            to += "<td class=\"l\"></td><td></td><td></td><td></td></tr>\n";
            continue;
        }
        to += fmt::format("<td class=\"l w\">{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
                          html::escaped(most->text), html::escaped(format_measure(most->before, most->unit)),
                          html::escaped(format_measure(most->after, most->unit)), html::escaped(most->by_text()));
    }
    html::close_table(to);
}

void write_stages(std::string& to, const Findings& f, const std::vector<stack::Stage>& stages,
                  std::string_view passed) {
    const bool left = std::any_of(stages.begin(), stages.end(), [](const stack::Stage& stage) {
        return stage.flow->cancelled > 0 || stage.flow->in_flight > 0;
    });
    std::vector<std::string> head{"", "in", "answered", "refused", std::string(passed), "p50", "p99", "use"};
    if (left) head.insert(head.begin() + 5, "given up");
    html::open_table(to, head);
    for (const stack::Stage& stage : stages) {
        const http::Flow& flow = *stage.flow;
        const auto use = stage.utilisation ? stage.utilisation(f.ended) : std::nullopt;
        const std::uint64_t dead = stage.type == "sqs" ? dead_letters_in(f.stack, f.metrics, stage.name) : 0;
        std::vector<std::string> cells{html::escaped(stage.name),
                                       grouped(flow.in + dead),
                                       grouped(flow.answered + dead),
                                       grouped(flow.refused),
                                       grouped(flow.passed_on),
                                       format_duration(flow.latency.quantile(0.5)),
                                       format_duration(flow.latency.quantile(0.99)),
                                       use ? format_share(*use) : ""};
        const std::uint64_t unanswered = flow.cancelled + static_cast<std::uint64_t>(flow.in_flight);
        if (left) cells.insert(cells.begin() + 5, grouped(unanswered));
        to += html::row("td", cells);
    }
    html::close_table(to);
}

void write_routes(std::string& to, const Findings& f) {
    to += "<h2>What clients saw</h2>\n";
    html::open_table(to, {"route", "client", "answered by", "status", "requests", "p50", "p95", "p99", "max"}, 3);
    for (const auto& route : f.traffic.seen().routes()) {
        for (const auto& group : most_seen_first(route.seen)) {
            const Histogram& latency = *group.latency;
            to += html::row("td",
                            {html::escaped(route.route), html::escaped(route.client),
                             group.by.empty() ? "(network)" : html::escaped(group.by),
                             group.status == 0 ? "broken" : std::to_string(group.status), grouped(latency.count()),
                             format_duration(latency.quantile(0.5)), format_duration(latency.quantile(0.95)),
                             format_duration(latency.quantile(0.99)), format_duration(latency.max())},
                            3);
        }
    }
    html::close_table(to);
}

void write_faults(std::string& to, const Findings& f) {
    if (f.outcome.faults.empty()) return;
    to += "<h2>Faults</h2>\n";
    html::open_table(to, {"", "what", "from", "for"}, 2);
    for (const FaultWindow& fault : f.outcome.faults) {
        to += html::row("td",
                        {html::escaped(fault.id), html::escaped(fault.text),
                         fault.begun ? format_duration(fault.from) : "never began",
                         fault.begun && fault.to > fault.from ? format_duration(fault.to - fault.from) : ""},
                        2);
    }
    html::close_table(to);
}

void write_bill(std::string& to, const bill::Bill& bill) {
    to += "<h2>What it costs</h2>\n";
    html::open_table(to, {"", "item", "used", "this run", "a million requests", "a month so"}, 2);
    std::string last;
    for (const bill::Line& line : bill.lines) {
        to += html::row(
            "td",
            {line.component == last ? "" : html::escaped(line.component), html::escaped(line.item), quantity_text(line),
             format_dollars(line.run.dollars()), million_text(bill, line.run), format_dollars(line.month.dollars())},
            2);
        last = line.component;
    }
    to += html::row("th",
                    {"total", "", "", format_dollars(bill.run().dollars()), million_text(bill, bill.run()),
                     format_dollars(bill.month().dollars())},
                    2);
    html::close_table(to);
    if (bill.requests > 0) {
        html::open_table(to, {"tier", "this run", "a million requests"});
        for (const auto& [name, sum] : by_component(bill))
            to += html::row("td", {html::escaped(name), format_dollars(sum.dollars()), million_text(bill, sum)});
        html::close_table(to);
    }
    for (const bill::Saving& saving : bill.savings) to += "<p>" + html::escaped(saving_text(saving)) + "</p>\n";
    to += fmt::format("<p class=\"soft\">Prices: {}.", html::escaped(bill.prices));
    to += html::escaped(missing_text(bill));
    if (!bill.savings.empty()) to += fmt::format(" {}", savings_method);
    to += "</p>\n";
}

void write_assumptions(std::string& to, const Findings& f) {
    const auto assumed = f.stack.assumed_latencies();
    const std::string exact = f.stack.exact_limits();
    if (assumed.empty() && exact.empty()) return;
    to += "<h2>Assumed, not measured or published</h2>\n";
    if (!exact.empty()) to += "<p class=\"soft\">" + html::escaped(exact) + "</p>\n";
    if (assumed.empty()) return;
    to += "<p class=\"soft\">";
    for (std::size_t i = 0; i < assumed.size(); ++i) to += (i == 0 ? "" : "; ") + html::escaped(assumed[i]);
    to += "</p>\n";
}

}  // namespace

std::string html_report(const Findings& f, std::string_view version) {
    const int code = f.outcome.exit_code();
    std::string to = fmt::format(
        "<h1>{}</h1>\n<p>{}</p>\n<p><span class=\"verdict {}\">{}</span> "
        "<span class=\"soft\">{} requests in {}, {}, seed {}, digest {}</span></p>\n",
        html::escaped(f.scenario.name), html::escaped(f.scenario.description), code == exit_held ? "well" : "ill",
        code == exit_held          ? html::escaped(happy_end(f.scenario))
        : code == exit_interrupted ? std::string("Interrupted")
                                   : fmt::format("Exit {}", code),
        grouped(f.outcome.requests), format_duration(f.outcome.ran), clock_name(f.scenario), f.scenario.seed,
        f.outcome.digest);
    const std::string flow = html::flow_picture(f);
    if (!flow.empty()) to += "<h2>The path</h2>\n" + flow;
    if (!f.outcome.charts.empty()) to += "<h2>Over time</h2>\n";
    for (const Chart& chart : f.outcome.charts) to += html::chart_picture(chart, f);
    write_judgements(to, f);
    write_faults(to, f);
    to += "<h2>Tier by tier</h2>\n";
    write_stages(to, f, f.stack.path_stages(), "passed on");
    if (const auto backends = f.stack.backend_stages(); !backends.empty()) {
        to += "<h2>Behind the functions</h2>\n";
        write_stages(to, f, backends, "missing");
    }
    for (const std::string& sentence : left_over_sentences(f))
        to += "<p class=\"open\">" + html::escaped(sentence) + "</p>\n";
    write_routes(to, f);
    to += html::waterfall(f);
    if (f.outcome.bill) write_bill(to, *f.outcome.bill);
    write_assumptions(to, f);
    if (f.swings != nullptr) write_swings(to, *f.swings);
    to += fmt::format("<h2>Again</h2>\n<p><code>{}</code></p>\n<p class=\"soft\">Windtunnel {}</p>\n",
                      html::escaped(f.reproduce), html::escaped(version));
    return html::page(f.scenario.name, to);
}

}  // namespace wt::scenario
