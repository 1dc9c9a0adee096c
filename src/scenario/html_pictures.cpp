#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "scenario/html.hpp"
#include "scenario/pen.hpp"

namespace wt::scenario::html {

namespace {

/// The classes of the page's style that colour lines and areas, one after the other.
constexpr std::array<std::string_view, 6> colours{"c0", "c1", "c2", "c3", "c4", "c5"};
/// Of the chart of requests: what went well, and what did not.
[[nodiscard]] std::string_view colour_of(const Chart& chart, std::size_t series) {
    if (!chart.stacked) return colours[series % colours.size()];
    const std::string& name = chart.series[series].name;
    return name == "answered"    ? "good"
           : name == "throttled" ? "slow"
           : name == "blocked"   ? "stopped"
           : name == "failed"    ? "bad"
                                 : "through";
}

[[nodiscard]] std::string value_text(double value, Chart::Unit unit) {
    switch (unit) {
        case Chart::Unit::seconds: return format_duration(from_seconds(value));
        case Chart::Unit::share: return format_share(value);
        case Chart::Unit::per_second: return format_measure(value, Expectation::Unit::per_second);
        case Chart::Unit::number: break;
    }
    return value >= 100 ? format_count(std::round(value)) : fmt::format("{:.3g}", value);
}

/// The frame of a chart, in the units of its picture. Each is drawn twice: as wide as a page, and for a phone.
struct Frame {
    static constexpr double height = 190;
    static constexpr double left = 58;
    static constexpr double right = 8;
    static constexpr double top = 18;
    static constexpr double bottom = 22;
    double width;
    double length;  // of what is shown, seconds
    double highest;

    [[nodiscard]] double x(double moment) const {
        return left + (width - left - right) * std::clamp(length > 0 ? moment / length : 0.0, 0.0, 1.0);
    }
    [[nodiscard]] double y(double value) const {
        return height - bottom - (height - top - bottom) * std::clamp(value / highest, 0.0, 1.0);
    }
};

/// A round span of which at most `most` make up the length: 1, 2, 5, 10, 15, 20 or 30 seconds or minutes, hours, days.
[[nodiscard]] double tick_step(double length, double most) {
    constexpr std::array steps{1.0,   2.0,   5.0,    10.0,   15.0,   20.0,   30.0,    60.0,    120.0,   300.0,  600.0,
                               900.0, 1200., 1800.0, 3600.0, 7200.0, 10800., 21600.0, 43200.0, 86400.0, 172800.};
    if (length / most > steps.back()) return round_up(length / most / 86400) * 86400;
    if (length / most < 1) return round_up(length / most);
    return *std::lower_bound(steps.begin(), steps.end(), length / most * 0.9999);
}

/// Where the upright axis ends.
[[nodiscard]] double top_of(Chart::Unit unit, double highest) {
    if (unit == Chart::Unit::share) return 1;
    return unit == Chart::Unit::seconds ? tick_step(highest, 1) : round_up(highest);
}

/// How much of the run is shown: what comes after the load, where it takes its time.
[[nodiscard]] double shown_length(const Findings& f) {
    const double load = seconds(f.outcome.load);
    const double ran = seconds(f.outcome.ran);
    return ran > load * 1.02 ? ran : load;
}

/// The values of each series on top of those before it, where the chart is stacked.
[[nodiscard]] std::vector<std::vector<std::optional<double>>> heights_of(const Chart& chart) {
    std::vector<std::vector<std::optional<double>>> heights;
    for (const Series& series : chart.series) {
        heights.push_back(series.values);
        if (!chart.stacked || heights.size() < 2) continue;
        const auto& below = heights[heights.size() - 2];
        for (std::size_t i = 0; i < heights.back().size(); ++i)
            heights.back()[i] = heights.back()[i].value_or(0) + below[i].value_or(0);
    }
    return heights;
}

void write_background(std::string& to, const Frame& frame, const Findings& f) {
    double from = 0;
    bool odd = false;
    const double load = seconds(f.outcome.load);
    for (const Phase& phase : f.scenario.workload.phases) {
        const double end = std::min(from + seconds(phase.duration), load);
        if (end <= from) break;
        to += fmt::format("<rect class=\"phase{}\" x=\"{:.1f}\" y=\"{:.0f}\" width=\"{:.1f}\" height=\"{:.0f}\"/>",
                          odd ? " odd" : "", frame.x(from), Frame::top, frame.x(end) - frame.x(from),
                          Frame::height - Frame::top - Frame::bottom);
        if (!phase.name.empty() && frame.x(end) - frame.x(from) > 7.0 * static_cast<double>(phase.name.size()))
            to += fmt::format("<text class=\"note\" x=\"{:.1f}\" y=\"12\">{}</text>", frame.x(from) + 3,
                              escaped(phase.name));
        from = end;
        odd = !odd;
    }
    if (frame.length > load) {
        to += fmt::format("<line class=\"over\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1:.0f}\" y2=\"{2:.0f}\"/>",
                          frame.x(load), Frame::top - 6, Frame::height - Frame::bottom);
        // To the side on which there is room.
        const bool late = frame.x(load) > frame.width - 90;
        to += fmt::format("<text class=\"note\" text-anchor=\"{}\" x=\"{:.1f}\" y=\"12\">the load ends</text>",
                          late ? "end" : "start", frame.x(load) + (late ? -3 : 3));
    }
    for (const FaultWindow& fault : f.outcome.faults) {
        if (!fault.begun) continue;
        const double x = frame.x(seconds(fault.from));
        to += fmt::format(
            "<rect class=\"fault\" x=\"{:.1f}\" y=\"{:.0f}\" width=\"{:.1f}\" height=\"{:.0f}\"><title>{}: {}</title>"
            "</rect>",
            x, Frame::top, std::max(frame.x(seconds(fault.to)) - x, 2.0), Frame::height - Frame::top - Frame::bottom,
            escaped(fault.id), escaped(fault.text));
    }
}

void write_axes(std::string& to, const Frame& frame, Chart::Unit unit) {
    for (const double share : {0.0, 0.5, 1.0}) {
        const double y = frame.y(frame.highest * share);
        to += fmt::format("<line class=\"grid\" x1=\"{:.0f}\" x2=\"{:.0f}\" y1=\"{:.1f}\" y2=\"{:.1f}\"/>", Frame::left,
                          frame.width - Frame::right, y, y);
        to += fmt::format("<text class=\"tick\" text-anchor=\"end\" x=\"{:.0f}\" y=\"{:.1f}\">{}</text>",
                          Frame::left - 5, y + 4, share == 0 ? "0" : value_text(frame.highest * share, unit));
    }
    const double step = tick_step(frame.length, (frame.width - Frame::left - Frame::right) / 80);
    for (int i = 0; frame.length > 0 && i * step <= frame.length * 1.0001; ++i) {
        const double x = frame.x(i * step);
        to += fmt::format("<text class=\"tick\" text-anchor=\"{}\" x=\"{:.1f}\" y=\"{:.0f}\">{}</text>",
                          i == 0                                ? "start"
                          : x > frame.width - Frame::right - 14 ? "end"
                                                                : "middle",
                          x, Frame::height - 6, i == 0 ? std::string("0s") : format_duration(from_seconds(i * step)));
    }
}

/// What had to hold of the latency, where a line of the chart shows it.
void write_limits(std::string& to, const Frame& frame, const Findings& f) {
    for (const Judgement& judgement : f.outcome.judgements) {
        if (!judgement.text.starts_with("http.latency: ") || !judgement.expectation || !judgement.span) continue;
        const Expectation& limit = *judgement.expectation;
        if (limit.unit != Expectation::Unit::seconds || limit.high > frame.highest) continue;
        to += fmt::format(
            "<line class=\"limit{}\" x1=\"{:.1f}\" x2=\"{:.1f}\" y1=\"{:.1f}\" y2=\"{:.1f}\"><title>{}</title>"
            "</line><text class=\"note\" text-anchor=\"end\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>",
            judgement.verdict == Verdict::fail ? " broken" : "", frame.x(seconds(judgement.span->first)),
            frame.x(seconds(judgement.span->second)), frame.y(limit.high), frame.y(limit.high), escaped(judgement.text),
            frame.x(seconds(judgement.span->second)) - 3, frame.y(limit.high) - 3, escaped(limit.text));
    }
}

/// The lines and areas of a chart.
void write_series(std::string& to, const Frame& frame, const Chart& chart,
                  const std::vector<std::vector<std::optional<double>>>& heights) {
    // A stack is drawn from its top, so that each part covers what is not its own.
    for (std::size_t n = 0; n < heights.size(); ++n) {
        const std::size_t i = chart.stacked ? heights.size() - 1 - n : n;
        const auto& line = heights[i];
        std::string points;
        double first = 0;
        double last = -1;
        for (std::size_t at = 0; at < line.size(); ++at) {
            const double begin = at == 0 ? 0 : chart.ends[at - 1];
            if (begin >= frame.length) break;
            if (!line[at]) continue;  // nothing was there to measure: the line goes on where something was
            const double middle = (begin + chart.ends[at]) / 2;
            points += fmt::format("{}{:.1f},{:.1f}", last >= 0 ? " L" : " M", frame.x(middle), frame.y(*line[at]));
            if (last < 0) first = middle;
            last = middle;
        }
        if (points.empty()) continue;
        if (chart.stacked) {
            points +=
                fmt::format(" L{:.1f},{:.1f} L{:.1f},{:.1f} Z", frame.x(last), frame.y(0), frame.x(first), frame.y(0));
        }
        to += fmt::format("<path class=\"{} {}\" d=\"{}\"/>", chart.stacked ? "area" : "line", colour_of(chart, i),
                          points.substr(1));
    }
}

}  // namespace

double round_up(double value) {
    if (value <= 0) return 1;
    const double power = std::pow(10, std::floor(std::log10(value)));
    for (const double step : {1.0, 2.0, 5.0}) {
        if (value <= step * power * 1.0001) return step * power;
    }
    return 10 * power;
}

std::string escaped(std::string_view text) {
    std::string to;
    for (const char c : text) {
        switch (c) {
            case '&': to += "&amp;"; break;
            case '<': to += "&lt;"; break;
            case '>': to += "&gt;"; break;
            case '"': to += "&quot;"; break;
            default: to += c;
        }
    }
    return to;
}

std::string chart_picture(const Chart& chart, const Findings& f) {
    const auto heights = heights_of(chart);
    double highest = 0;
    for (const auto& line : heights) {
        for (const auto& value : line) highest = std::max(highest, value.value_or(0));
    }
    std::string to = fmt::format("<figure><figcaption>{}", escaped(chart.title));
    for (std::size_t i = 0; i < chart.series.size(); ++i) {
        double most = 0;
        for (const auto& value : chart.series[i].values) most = std::max(most, value.value_or(0));
        to += fmt::format(" <span class=\"key\"><i class=\"{}\"></i>{} <small>to {}</small></span>",
                          colour_of(chart, i), escaped(chart.series[i].name), value_text(most, chart.unit));
    }
    to += "</figcaption>";
    for (const auto& [kind, width] : {std::pair{"wide", wide}, {"narrow", narrow}}) {
        const Frame frame{width, shown_length(f), top_of(chart.unit, highest)};
        to += fmt::format("<svg class=\"{}\" viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" aria-label=\"{}\">", kind,
                          frame.width, Frame::height, escaped(chart.title));
        write_background(to, frame, f);
        write_axes(to, frame, chart.unit);
        write_series(to, frame, chart, heights);
        if (chart.unit == Chart::Unit::seconds && chart.title == "Latency") write_limits(to, frame, f);
        to += "</svg>";
    }
    return to + "</figure>\n";
}

std::string waterfall(const Findings& f) {
    const http::Trace* trace = f.traffic.slowest();
    if (trace == nullptr) return {};
    std::string to = fmt::format("<figure><figcaption>The slowest of the traced requests (one in 997): {}</figcaption>",
                                 escaped(f.traffic.slowest_request()));
    std::size_t longest = 0;
    for (const auto& span : trace->spans())
        longest = std::max(longest, span.hop.size() + 2 * static_cast<std::size_t>(span.depth));
    for (const auto& [kind, width] : {std::pair{"wide", wide}, {"narrow", narrow}}) {
        constexpr double row = 20;
        constexpr double figures = 110;  // what stands beside a bar
        const double names = std::min(16 + 6.2 * static_cast<double>(longest), width / 2);
        const double room = width - names - figures;
        const Instant start = trace->spans().front().start;
        const double whole = std::max(seconds(end_of(trace->spans().front(), f) - start), 1e-9);
        std::string rows;
        double y = 4;
        for (const auto& span : trace->spans()) {
            const Instant end = end_of(span, f);
            const double x = names + room * std::min(seconds(span.start - start) / whole, 1.0);
            const double length = std::clamp(room * seconds(end - span.start) / whole, 1.5, width - figures - x + 1.5);
            rows += fmt::format(
                "<text class=\"name\" x=\"{:.0f}\" y=\"{:.0f}\">{}</text><rect class=\"{}\" x=\"{:.1f}\" "
                "y=\"{:.0f}\" width=\"{:.1f}\" height=\"12\"><title>{} {}</title></rect><text class=\"note\" "
                "x=\"{:.1f}\" y=\"{:.0f}\">{}{}</text>",
                8 + 12.0 * span.depth, y + 11, escaped(span.hop),
                is_open(span, f) ? std::string_view("slow") : colours[static_cast<std::size_t>(span.depth) % 6], x,
                y + 1, length, escaped(span.hop), status_of(span, f), x + length + 4, y + 11,
                format_duration(end - span.start), is_open(span, f) ? ", given up" : "");
            y += row;
        }
        to += fmt::format(
            "<svg class=\"{}\" viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" aria-label=\"The slowest traced request\">"
            "{}</svg>",
            kind, width, y + 4, rows);
    }
    return to + "</figure>\n";
}

}  // namespace wt::scenario::html
