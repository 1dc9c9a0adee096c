#include <algorithm>

#include <fmt/format.h>

#include "scenario/bill.hpp"
#include "scenario/html.hpp"
#include "scenario/pen.hpp"

namespace wt::scenario {

namespace {

constexpr std::string_view style = R"css(
:root{--ink:#1c2430;--soft:#5b6675;--paper:#fff;--card:#f6f7f9;--rule:#d9dee5;--good:#2a8f5b;--bad:#cf3b3b;--slow:#d99114;--stopped:#8a4fbf;--through:#7a93ad;--band:#b9c8d8;--c0:#2f6fd0;--c1:#d9742b;--c2:#2a8f5b;--c3:#8a4fbf;--c4:#b3872a;--c5:#3a9fb0}
@media(prefers-color-scheme:dark){:root{--ink:#e6eaf0;--soft:#98a4b3;--paper:#14181e;--card:#1c222a;--rule:#343d48;--good:#46b57c;--bad:#ef6a6a;--slow:#e8ad45;--stopped:#b58ae0;--through:#6f8aa6;--band:#33475c;--c0:#6fa3f0;--c1:#f09a5c;--c2:#46b57c;--c3:#b58ae0;--c4:#d6b05c;--c5:#62c3d3}}
*{box-sizing:border-box}body{margin:0 auto;max-width:62rem;padding:1rem;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
h1{font-size:1.5rem;margin:.2rem 0}h2{font-size:1.1rem;margin:1.8rem 0 .5rem}p{margin:.3rem 0}.soft,small,figcaption{color:var(--soft)}
.verdict{display:inline-block;padding:.15rem .7rem;border-radius:1rem;color:#fff;font-weight:600}.verdict.well{background:var(--good)}.verdict.ill{background:var(--bad)}
figure{margin:.6rem 0;padding:.5rem;background:var(--card);border-radius:.5rem;break-inside:avoid}figcaption{font-size:.85rem;color:var(--ink)}svg{display:block;overflow:visible;width:100%;height:auto}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;font-size:.88rem}th{font-weight:500;color:var(--soft);text-align:right}td{text-align:right;white-space:nowrap}th,td{padding:.2rem .5rem;border-bottom:1px solid var(--rule)}th.l,td.l{text-align:left}td.w{white-space:normal;min-width:14rem}
.held{color:var(--good)}.failed{color:var(--bad);font-weight:600}.open{color:var(--slow)}
code{background:var(--card);padding:.1rem .3rem;border-radius:.25rem;overflow-wrap:anywhere}
.key{margin-left:.8rem;white-space:nowrap}.key i{display:inline-block;width:.7rem;height:.7rem;border-radius:.15rem;margin-right:.25rem}
text{font:11px system-ui,sans-serif;fill:var(--ink)}text.note,tspan.note,text.tick{fill:var(--soft);font-size:10px}.grid{stroke:var(--rule)}.phase{fill:transparent}.phase.odd{fill:var(--rule);opacity:.35}.fault{fill:var(--bad);opacity:.16}
.line{fill:none;stroke-width:1.6}.limit{stroke:var(--soft);stroke-dasharray:5 4}.limit.broken{stroke:var(--bad)}.band{fill:var(--band);opacity:.55}
rect.good,path.good{fill:var(--good)}rect.bad,path.bad{fill:var(--bad)}path.slow{fill:var(--slow)}path.stopped{fill:var(--stopped)}rect.through{fill:var(--through)}
@media(max-width:40rem){text,text.note,text.tick{font-size:17px}.wide,.flow .note{display:none}}
i.good{background:var(--good)}i.bad{background:var(--bad)}i.slow{background:var(--slow)}i.stopped{background:var(--stopped)}i.through{background:var(--through)}
)css";

[[nodiscard]] std::string colours() {
    std::string css;
    for (int i = 0; i < 6; ++i) {
        css += fmt::format(
            "rect.c{0}{{fill:var(--c{0})}}path.line.c{0}{{stroke:var(--c{0})}}i.c{0}{{background:var(--c{0})}}\n", i);
    }
    return css + "@media print{:root{--paper:#fff;--ink:#000;--card:#fff}body{max-width:none}}\n";
}

/// A row of cells; those whose text begins with '<' are markup already. The first `left` stand to the left.
[[nodiscard]] std::string row(std::string_view tag, std::initializer_list<std::string> cells, std::size_t left = 1) {
    std::string to = "<tr>";
    std::size_t place = 0;
    for (const std::string& cell : cells)
        to += fmt::format("<{}{}>{}</{}>", tag, place++ < left ? " class=\"l\"" : "", cell, tag);
    return to + "</tr>\n";
}

void open_table(std::string& to, std::initializer_list<std::string> heads, std::size_t left = 1) {
    to += "<div class=\"scroll\"><table><thead>" + row("th", heads, left) + "</thead><tbody>\n";
}
void close_table(std::string& to) { to += "</tbody></table></div>\n"; }

void write_judgements(std::string& to, const Findings& f) {
    to += "<h2>What had to hold</h2>\n";
    open_table(to, {"", "what", "measured", "by"}, 2);
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
    close_table(to);
}

void write_stages(std::string& to, const Findings& f, const std::vector<stack::Stage>& stages,
                  std::string_view passed) {
    open_table(to, {"", "in", "answered", "refused", std::string(passed), "p50", "p99", "use"});
    for (const stack::Stage& stage : stages) {
        const http::Flow& flow = *stage.flow;
        const auto use = stage.utilisation ? stage.utilisation(f.ended) : std::nullopt;
        to += row("td", {html::escaped(stage.name), grouped(flow.in), grouped(flow.answered), grouped(flow.refused),
                         grouped(flow.passed_on), format_duration(flow.latency.quantile(0.5)),
                         format_duration(flow.latency.quantile(0.99)), use ? format_share(*use) : ""});
    }
    close_table(to);
}

void write_routes(std::string& to, const Findings& f) {
    to += "<h2>What clients saw</h2>\n";
    open_table(to, {"route", "client", "answered by", "status", "requests", "p50", "p95", "p99", "max"}, 3);
    for (const auto& route : f.traffic.seen().routes()) {
        for (const auto& group : most_seen_first(route.seen)) {
            const Histogram& latency = *group.latency;
            to += row("td",
                      {html::escaped(route.route), html::escaped(route.client),
                       group.by.empty() ? "(network)" : html::escaped(group.by),
                       group.status == 0 ? "broken" : std::to_string(group.status), grouped(latency.count()),
                       format_duration(latency.quantile(0.5)), format_duration(latency.quantile(0.95)),
                       format_duration(latency.quantile(0.99)), format_duration(latency.max())},
                      3);
        }
    }
    close_table(to);
}

void write_faults(std::string& to, const Findings& f) {
    if (f.outcome.faults.empty()) return;
    to += "<h2>Faults</h2>\n";
    open_table(to, {"", "what", "from", "for"}, 2);
    for (const FaultWindow& fault : f.outcome.faults) {
        to += row("td",
                  {html::escaped(fault.id), html::escaped(fault.text),
                   fault.begun ? format_duration(fault.from) : "never began",
                   fault.begun && fault.to > fault.from ? format_duration(fault.to - fault.from) : ""},
                  2);
    }
    close_table(to);
}

void write_bill(std::string& to, const bill::Bill& bill) {
    to += "<h2>What it costs</h2>\n";
    open_table(to, {"", "item", "used", "this run", "a month so"}, 2);
    std::string last;
    for (const bill::Line& line : bill.lines) {
        to += row("td",
                  {line.component == last ? "" : html::escaped(line.component), html::escaped(line.item),
                   quantity_text(line), format_dollars(line.run.dollars()), format_dollars(line.month.dollars())},
                  2);
        last = line.component;
    }
    const auto million = bill.per_million();
    to += row("th",
              {"total", million ? format_dollars(million->dollars()) + " a million requests" : "", "",
               format_dollars(bill.run().dollars()), format_dollars(bill.month().dollars())},
              2);
    close_table(to);
    to += fmt::format("<p class=\"soft\">Prices: {}.", html::escaped(bill.prices));
    for (const std::string& item : bill.priceless) to += fmt::format(" No price for {}.", html::escaped(item));
    to += "</p>\n";
}

}  // namespace

std::string html_report(const Findings& f, std::string_view version) {
    const int code = f.outcome.exit_code();
    std::string to = fmt::format(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
        "content=\"width=device-width,initial-scale=1\"><meta name=\"color-scheme\" content=\"light "
        "dark\"><title>{}</title>"
        "<style>{}{}</style></head><body>\n<h1>{}</h1>\n<p>{}</p>\n<p><span class=\"verdict {}\">{}</span> "
        "<span class=\"soft\">{} requests in {}, {}, seed {}, digest {}</span></p>\n",
        html::escaped(f.scenario.name), style, colours(), html::escaped(f.scenario.name),
        html::escaped(f.scenario.description), code == exit_held ? "well" : "ill",
        code == exit_held          ? std::string("Everything held")
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
    to += "<h2>Behind the functions</h2>\n";
    write_stages(to, f, f.stack.backend_stages(), "missing");
    write_routes(to, f);
    to += html::waterfall(f);
    if (f.outcome.bill) write_bill(to, *f.outcome.bill);
    if (const auto assumed = f.stack.assumed_latencies(); !assumed.empty()) {
        to += "<h2>Assumed, not measured or published</h2>\n<p class=\"soft\">";
        for (std::size_t i = 0; i < assumed.size(); ++i) to += (i == 0 ? "" : "; ") + html::escaped(assumed[i]);
        to += "</p>\n";
    }
    return to +
           fmt::format("<h2>Again</h2>\n<p><code>{}</code></p>\n<p class=\"soft\">Windtunnel {}</p>\n</body></html>\n",
                       html::escaped(f.reproduce), html::escaped(version));
}

}  // namespace wt::scenario
