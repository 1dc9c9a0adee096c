#include <fmt/format.h>

#include "scenario/html.hpp"

namespace wt::scenario::html {

namespace {

constexpr std::string_view page_style = R"css(
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
.line{fill:none;stroke-width:1.6}.limit{stroke:var(--soft);stroke-dasharray:5 4}.limit.broken{stroke:var(--bad)}.over{stroke:var(--soft);stroke-width:1.4}.band{fill:var(--band);opacity:.55}
rect.good,path.good{fill:var(--good)}rect.bad,path.bad{fill:var(--bad)}rect.slow,path.slow{fill:var(--slow)}path.stopped{fill:var(--stopped)}rect.through,path.through{fill:var(--through)}
svg.narrow{display:none}@media screen and (max-width:40rem){svg.wide{display:none}svg.narrow{display:block}.flow svg{min-width:44rem}}
.heat td{text-align:center;border:2px solid var(--paper);min-width:4.5rem}.heat th{text-align:center}.heat th.l{text-align:left;position:sticky;left:0;background:var(--card)}@media screen and (max-width:40rem){.heat td{min-width:0;padding:.2rem .1rem;font-size:.72rem}.heat th{padding:.2rem .15rem;font-size:.72rem}}.heat td.best{outline:3px solid var(--ink);outline-offset:-3px}.heat td.none{color:var(--soft)}
circle.best{fill:none;stroke:var(--ink);stroke-width:2}circle.good{fill:var(--good)}circle.bad{fill:var(--bad)}.range{stroke:var(--soft);stroke-width:1.2}
i.good{background:var(--good)}i.bad{background:var(--bad)}i.slow{background:var(--slow)}i.stopped{background:var(--stopped)}i.through{background:var(--through)}
)css";

[[nodiscard]] std::string colour_rules() {
    std::string css;
    for (int i = 0; i < 6; ++i) {
        css += fmt::format(
            "rect.c{0}{{fill:var(--c{0})}}path.line.c{0}{{stroke:var(--c{0})}}i.c{0}{{background:var(--c{0})}}\n", i);
    }
    return css + "@media print{:root{--paper:#fff;--ink:#000;--card:#fff}body{max-width:none}}\n";
}

}  // namespace

std::string row(std::string_view tag, const std::vector<std::string>& cells, std::size_t left) {
    std::string to = "<tr>";
    std::size_t place = 0;
    for (const std::string& cell : cells)
        to += fmt::format("<{}{}>{}</{}>", tag, place++ < left ? " class=\"l\"" : "", cell, tag);
    return to + "</tr>\n";
}

void open_table(std::string& to, const std::vector<std::string>& heads, std::size_t left) {
    to += "<div class=\"scroll\"><table><thead>" + row("th", heads, left) + "</thead><tbody>\n";
}
void close_table(std::string& to) { to += "</tbody></table></div>\n"; }

std::string page(std::string_view title, std::string_view body) {
    return fmt::format(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
        "content=\"width=device-width,initial-scale=1\"><meta name=\"color-scheme\" content=\"light "
        "dark\"><title>{}</title>"
        "<style>{}{}</style></head><body>\n{}</body></html>\n",
        escaped(title), page_style, colour_rules(), body);
}

}  // namespace wt::scenario::html
