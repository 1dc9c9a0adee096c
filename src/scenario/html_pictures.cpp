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
    return name == "answered" ? "good" : name == "throttled" ? "slow" : name == "blocked" ? "stopped" : "bad";
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

/// The least of 1, 2 and 5 times a power of ten that is not below `value`.
[[nodiscard]] double round_up(double value) {
    if (value <= 0) return 1;
    const double power = std::pow(10, std::floor(std::log10(value)));
    for (const double step : {1.0, 2.0, 5.0}) {
        if (value <= step * power * 1.0001) return step * power;
    }
    return 10 * power;
}

/// The frame of a chart, in the units of its picture.
struct Frame {
    static constexpr double width = 760;
    static constexpr double height = 190;
    static constexpr double left = 58;
    static constexpr double right = 8;
    static constexpr double top = 18;
    static constexpr double bottom = 22;
    double length;  // of the load, seconds
    double highest;

    [[nodiscard]] double x(double moment) const {
        return left + (width - left - right) * std::clamp(length > 0 ? moment / length : 0.0, 0.0, 1.0);
    }
    [[nodiscard]] double y(double value) const {
        return height - bottom - (height - top - bottom) * std::clamp(value / highest, 0.0, 1.0);
    }
};

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
    for (const Phase& phase : f.scenario.workload.phases) {
        const double end = std::min(from + seconds(phase.duration), frame.length);
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
                          Frame::width - Frame::right, y, y);
        to += fmt::format("<text class=\"tick\" text-anchor=\"end\" x=\"{:.0f}\" y=\"{:.1f}\">{}</text>",
                          Frame::left - 5, y + 4, share == 0 ? "0" : value_text(frame.highest * share, unit));
    }
    for (int i = 0; i <= 4; ++i) {
        const double moment = frame.length * i / 4;
        to += fmt::format("<text class=\"tick{}\" text-anchor=\"{}\" x=\"{:.1f}\" y=\"{:.0f}\">{}</text>",
                          i % 2 == 0 ? "" : " wide",
                          i == 0   ? "start"
                          : i == 4 ? "end"
                                   : "middle",
                          frame.x(moment), Frame::height - 6,
                          i == 0 ? std::string("0s") : format_duration(from_seconds(std::round(moment))));
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

/// One bar of the flow: a tier, what came in, and where it went.
struct Bar {
    const stack::Stage* stage;
    double x;
    double y;  // of its upper end
};

}  // namespace

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
    const Frame frame{seconds(f.outcome.load), chart.unit == Chart::Unit::share ? 1.0 : round_up(highest)};
    std::string to = fmt::format("<figure><figcaption>{}", escaped(chart.title));
    for (std::size_t i = 0; i < chart.series.size(); ++i) {
        double most = 0;
        for (const auto& value : chart.series[i].values) most = std::max(most, value.value_or(0));
        to += fmt::format(" <span class=\"key\"><i class=\"{}\"></i>{} <small>to {}</small></span>",
                          colour_of(chart, i), escaped(chart.series[i].name), value_text(most, chart.unit));
    }
    to += fmt::format("</figcaption><svg viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" aria-label=\"{}\">", Frame::width,
                      Frame::height, escaped(chart.title));
    write_background(to, frame, f);
    write_axes(to, frame, chart.unit);
    // A stack is drawn from its top, so that each part covers what is not its own.
    for (std::size_t n = 0; n < heights.size(); ++n) {
        const std::size_t i = chart.stacked ? heights.size() - 1 - n : n;
        const auto& line = heights[i];
        const double step = line.empty() ? 0 : frame.length / static_cast<double>(line.size());
        std::string points;
        bool open = false;
        for (std::size_t at = 0; at < line.size(); ++at) {
            if (!line[at]) continue;  // nothing was there to measure: the line goes on where something was
            points += fmt::format("{}{:.1f},{:.1f}", open ? " L" : " M",
                                  frame.x((static_cast<double>(at) + 0.5) * step), frame.y(*line[at]));
            open = true;
        }
        if (points.empty()) continue;
        if (chart.stacked) {
            points += fmt::format(" L{:.1f},{:.1f} L{:.1f},{:.1f} Z", frame.x(frame.length - step / 2), frame.y(0),
                                  frame.x(step / 2), frame.y(0));
        }
        to += fmt::format("<path class=\"{} {}\" d=\"{}\"/>", chart.stacked ? "area" : "line", colour_of(chart, i),
                          points.substr(1));
    }
    if (chart.unit == Chart::Unit::seconds && chart.title == "Latency") write_limits(to, frame, f);
    return to + "</svg></figure>\n";
}

std::string flow_picture(const Findings& f) {
    const std::vector<stack::Stage> stages = f.stack.path_stages();
    const stack::Component* api = nullptr;
    for (const stack::Component& component : f.scenario.architecture.components) {
        if (component.type != "apigateway-rest") continue;
        if (api != nullptr) return {};  // several paths are no single picture
        api = &component;
    }
    if (api == nullptr) return {};
    std::vector<std::string> behind;
    for (const gateway::Route& route : std::get<gateway::RestApiConfig>(api->config).routes) {
        if (std::find(behind.begin(), behind.end(), route.target) == behind.end()) behind.push_back(route.target);
    }
    std::vector<const stack::Stage*> columns;
    std::vector<const stack::Stage*> functions;
    std::uint64_t most = 1;
    for (const stack::Stage& stage : stages) {
        if (stage.type == "cognito") continue;  // beside the path
        most = std::max(most, stage.flow->in);
        if (stage.type == "integration") {
            functions.push_back(&stage);
        } else if (stage.type != "lambda") {
            columns.push_back(&stage);
        } else if (std::find(behind.begin(), behind.end(), stage.name) != behind.end()) {
            functions.push_back(&stage);
        }
    }
    if (columns.empty() || columns.size() > 6) return {};

    constexpr double width = 760;
    constexpr double tallest = 170;
    constexpr double bar = 16;
    constexpr double top = 34;
    const double step = (width - 130) / static_cast<double>(columns.size());
    const auto tall = [&](std::uint64_t requests) {
        return tallest * static_cast<double>(requests) / static_cast<double>(most);
    };
    std::string bands;
    std::string bars;
    double lowest = top + tallest;
    const auto draw = [&](const Bar& at) {
        const http::Flow& flow = *at.stage->flow;
        double y = at.y;
        const auto part = [&](std::uint64_t requests, std::string_view colour, std::string_view what) {
            if (requests == 0) return;
            const double height = std::max(tall(requests), 0.7);
            bars += fmt::format(
                "<rect class=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.0f}\" height=\"{:.1f}\"><title>{}: {} {}"
                "</title></rect>",
                colour, at.x, y, bar, height, escaped(at.stage->name), grouped(requests), what);
            y += height;
        };
        part(flow.passed_on, "through", "passed on");
        part(flow.answered, "good", "answered here");
        part(flow.refused, "bad", "refused");
        lowest = std::max(lowest, y);
    };
    const auto label = [&](const Bar& at, double y) {
        const http::Flow& flow = *at.stage->flow;
        bars += fmt::format(
            "<text class=\"name\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text><text class=\"note\" x=\"{:.1f}\" "
            "y=\"{:.1f}\">{}</text>",
            at.x, y, escaped(at.stage->name), at.x, y + 12, grouped(flow.in));
    };
    const auto band = [&](double x1, double y1, double x2, double y2, double height) {
        const double middle = (x1 + x2) / 2;
        bands += fmt::format(
            "<path class=\"band\" d=\"M{0:.1f},{1:.1f} C{2:.1f},{1:.1f} {2:.1f},{4:.1f} {3:.1f},{4:.1f} "
            "L{3:.1f},{5:.1f} C{2:.1f},{5:.1f} {2:.1f},{6:.1f} {0:.1f},{6:.1f} Z\"/>",
            x1, y1, middle, x2, y2, y2 + height, y1 + height);
    };
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const Bar at{columns[i], 10 + step * static_cast<double>(i), top};
        draw(at);
        label(at, 14);
        const double height = tall(columns[i]->flow->passed_on);
        if (i + 1 < columns.size()) band(at.x + bar, top, at.x + step, top, height);
    }
    const double x = 10 + step * static_cast<double>(columns.size());
    double from = top;
    double y = top;
    for (const stack::Stage* function : functions) {
        const double height = tall(function->flow->in);
        band(x - step + bar, from, x, y, height);
        const Bar at{function, x, y};
        draw(at);
        bars += fmt::format("<text class=\"name\" x=\"{:.1f}\" y=\"{:.1f}\">{} <tspan class=\"note\">{}</tspan></text>",
                            x + bar + 4, y + std::max(height / 2, 6.0) + 4, escaped(function->name),
                            grouped(function->flow->in));
        from += height;
        y += std::max(height, 14.0) + 14;
    }
    lowest = std::max(lowest, y);
    return fmt::format(
        "<figure class=\"flow\"><figcaption>Where requests stop <span class=\"key\"><i "
        "class=\"good\"></i>answered</span> <span "
        "class=\"key\"><i class=\"bad\"></i>refused</span> <span class=\"key\"><i class=\"through\"></i>passed "
        "on</span></figcaption><svg viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" aria-label=\"Where requests "
        "stop\">{}{}</svg></figure>\n",
        width, lowest + 10, bands, bars);
}

std::string waterfall(const Findings& f) {
    const http::Trace* trace = f.traffic.slowest();
    if (trace == nullptr) return {};
    constexpr double width = 760;
    constexpr double names = 190;
    constexpr double row = 20;
    const Instant start = trace->spans().front().start;
    const double whole = std::max(seconds(trace->spans().front().end - start), 1e-9);
    std::string rows;
    double y = 4;
    for (const auto& span : trace->spans()) {
        const double x = names + (width - names - 70) * seconds(span.start - start) / whole;
        const double length = (width - names - 70) * seconds(span.end - span.start) / whole;
        rows += fmt::format(
            "<text class=\"name\" x=\"{:.0f}\" y=\"{:.0f}\">{}</text><rect class=\"c{}\" x=\"{:.1f}\" "
            "y=\"{:.0f}\" width=\"{:.1f}\" height=\"12\"><title>{} {}</title></rect><text class=\"note\" "
            "x=\"{:.1f}\" y=\"{:.0f}\">{}</text>",
            8 + 12.0 * span.depth, y + 11, escaped(span.hop), span.depth % 6, x, y + 1, std::max(length, 1.5),
            escaped(span.hop), http::Trace::status_text(span.status),
            std::min(x + std::max(length, 1.5) + 4, width - 62), y + 11, format_duration(span.end - span.start));
        y += row;
    }
    return fmt::format(
        "<figure><figcaption>The slowest of the traced requests (one in 997): {}</figcaption><svg viewBox=\"0 0 "
        "{:.0f} {:.0f}\" role=\"img\" aria-label=\"The slowest traced request\">{}</svg></figure>\n",
        escaped(f.traffic.slowest_request()), width, y + 4, rows);
}

}  // namespace wt::scenario::html
