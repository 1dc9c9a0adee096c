// A sweep as a page: curves along one axis, heat maps over two, and every point.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "scenario/bill.hpp"
#include "scenario/html.hpp"
#include "sweep/answer_words.hpp"

namespace wt::sweep {

namespace {

namespace html = scenario::html;
using scenario::grouped;

/// Something that each point has a number of, and how it is written.
struct Quantity {
    std::string name;  // "http.latency: p(99)<900ms"
    std::function<std::optional<double>(const Point&)> of;
    std::function<std::string(double)> text;
    /// Of each seed, where a point is more than one.
    std::function<std::vector<double>(const Point&)> each;
};

[[nodiscard]] std::vector<Quantity> quantities_of(const Answer& answer) {
    std::vector<Quantity> all;
    if (std::any_of(answer.points.begin(), answer.points.end(), [](const Point& p) { return p.month().has_value(); })) {
        all.push_back({"a month at this rate", [](const Point& p) { return p.month(); },
                       [](double usd) { return scenario::format_dollars(usd); },
                       [](const Point& p) {
                           std::vector<double> each;
                           for (const PointRun& run : p.runs) {
                               if (run.month) each.push_back(*run.month);
                           }
                           return each;
                       }});
    }
    if (answer.question.varies_load() && !all.empty()) {
        all.push_back({"a million requests", [](const Point& p) { return p.per_million(); },
                       [](double usd) { return scenario::format_dollars(usd); },
                       [](const Point& p) {
                           std::vector<double> each;
                           for (const PointRun& run : p.runs) {
                               if (run.per_million) each.push_back(*run.per_million);
                           }
                           return each;
                       }});
    }
    for (const PointRun::Measured& column : columns_of(answer)) {
        all.push_back({fmt::format("{} {}", column.id, column.text),
                       [id = column.id](const Point& p) { return p.mean_of(id); },
                       [unit = column.unit](double value) { return scenario::format_measure(value, unit); },
                       [id = column.id](const Point& p) {
                           std::vector<double> each;
                           for (const PointRun& run : p.runs) {
                               for (const PointRun::Measured& one : run.measured) {
                                   if (one.id == id && one.value) each.push_back(*one.value);
                               }
                           }
                           return each;
                       }});
    }
    return all;
}

/// The number that a setting begins with; none where it is a word.
[[nodiscard]] std::optional<double> number_of(const std::string& setting) {
    double value = 0;
    const auto [end, error] = std::from_chars(setting.data(), setting.data() + setting.size(), value);
    return error == std::errc() ? std::optional(value) : std::nullopt;
}

/// The values of an axis in the order in which they are drawn.
[[nodiscard]] std::vector<std::string> values_on(const Answer& answer, std::size_t axis) {
    std::vector<std::string> values;
    for (const Point& point : answer.points) {
        const std::string& value = point.settings[axis];
        if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(value);
    }
    const bool numbers =
        std::all_of(values.begin(), values.end(), [](const auto& value) { return number_of(value).has_value(); });
    // A hypercube's come in no order. Those with different units keep the order that they were written in.
    if (numbers && answer.question.hypercube) {
        std::sort(values.begin(), values.end(),
                  [](const auto& a, const auto& b) { return *number_of(a) < *number_of(b); });
    }
    return values;
}

[[nodiscard]] std::string_view colour_of(const Point& point) { return point.holds() ? "good" : "bad"; }

/// One quantity along an axis: its mean, and from the least to the most that a seed had.
[[nodiscard]] std::string curve(const Answer& answer, const std::vector<std::string>& names, std::size_t axis,
                                const Quantity& quantity, double width) {
    constexpr double height = 200;
    constexpr double right = 16;
    constexpr double top = 12;
    constexpr double bottom = 34;
    const std::vector<std::string> values = values_on(answer, axis);
    double highest = 0;
    for (const Point& point : answer.points) {
        for (const double one : quantity.each(point)) highest = std::max(highest, one);
    }
    highest = html::round_up(highest);
    std::size_t longest = 0;
    for (const double share : {0.0, 0.5, 1.0}) longest = std::max(longest, quantity.text(highest * share).size());
    const double left = std::max(76.0, 12 + 7.0 * static_cast<double>(longest));
    const double step = values.size() > 1 ? (width - left - right) / static_cast<double>(values.size() - 1) : 0;
    const auto x = [&](const Point& point) {
        const auto at = std::find(values.begin(), values.end(), point.settings[axis]);
        return left + step * static_cast<double>(at - values.begin());
    };
    const auto y = [&](double value) { return height - bottom - (height - top - bottom) * value / highest; };
    std::string drawn;
    for (const double share : {0.0, 0.5, 1.0}) {
        drawn += fmt::format(
            "<line class=\"grid\" x1=\"{:.0f}\" x2=\"{:.0f}\" y1=\"{:.1f}\" y2=\"{:.1f}\"/><text class=\"tick\" "
            "x=\"{:.0f}\" "
            "y=\"{:.1f}\" text-anchor=\"end\">{}</text>",
            left, width - right, y(highest * share), y(highest * share), left - 6, y(highest * share) + 4,
            html::escaped(quantity.text(highest * share)));
    }
    const std::size_t labels = width < html::wide ? 5 : 10;
    const std::size_t every = std::max<std::size_t>(1, (values.size() + labels - 1) / labels);
    for (std::size_t i = 0; i < values.size(); i += every) {
        drawn += fmt::format("<text class=\"tick\" x=\"{:.1f}\" y=\"{:.0f}\" text-anchor=\"middle\">{}</text>",
                             left + step * static_cast<double>(i), height - 16, html::escaped(values[i]));
    }
    std::string line;
    std::string marks;
    for (const Point& point : answer.points) {
        const auto mean = quantity.of(point);
        const std::vector<double> each = quantity.each(point);
        if (!mean || each.empty()) continue;
        const auto [least, most] = std::minmax_element(each.begin(), each.end());
        line += fmt::format("{}{:.1f},{:.1f} ", line.empty() ? "M" : "L", x(point), y(*mean));
        if (*least < *most) {
            marks += fmt::format("<line class=\"range\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1:.1f}\" y2=\"{2:.1f}\"/>",
                                 x(point), y(*least), y(*most));
        }
        marks += fmt::format(
            "<circle class=\"{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"4\"><title>{}: {}, held {} of {}</title></circle>",
            colour_of(point), x(point), y(*mean), html::escaped(settings_text(names, point)),
            html::escaped(quantity.text(*mean)), point.held(), point.runs.size());
    }
    return fmt::format(
        "<svg class=\"{9}\" viewBox=\"0 0 {1:.0f} {2:.0f}\" role=\"img\" "
        "aria-label=\"{0}\">{3}<path class=\"line c0\" d=\"{4}\"/>{5}<text class=\"note\" x=\"{6:.0f}\" y=\"{7:.0f}\" "
        "text-anchor=\"middle\">{8}</text></svg>",
        html::escaped(quantity.name), width, height, drawn, line, marks, (left + width - right) / 2, height - 2,
        html::escaped(names[axis]), width < html::wide ? "narrow" : "wide");
}

/// A picture that is drawn for a page and for a phone.
[[nodiscard]] std::string picture(const std::string& caption, const std::function<std::string(double width)>& draw) {
    return fmt::format(
        "<figure><figcaption>{} <span class=\"key\"><i class=\"good\"></i>everything held</span> <span "
        "class=\"key\"><i class=\"bad\"></i>something failed</span></figcaption>{}{}</figure>\n",
        html::escaped(caption), draw(html::wide), draw(html::narrow));
}

/// The numbers of an axis from the least to the most, and a round step between labels.
struct Extent {
    double low = 0;
    double high = 0;
    double step = 1;
    std::string unit;

    [[nodiscard]] double share(double value) const { return (value - low) / (high - low); }
};

[[nodiscard]] Extent extent_of(const Answer& answer, std::size_t axis, double most_labels) {
    Extent extent;
    bool first = true;
    for (const Point& point : answer.points) {
        const double value = number_of(point.settings[axis]).value_or(0);
        extent.low = first ? value : std::min(extent.low, value);
        extent.high = first ? value : std::max(extent.high, value);
        first = false;
    }
    if (extent.high <= extent.low) extent.high = extent.low + 1;
    extent.step = html::round_up((extent.high - extent.low) / most_labels);
    // Labels stand at both ends, too.
    extent.low = std::floor(extent.low / extent.step) * extent.step;
    extent.high = std::ceil(extent.high / extent.step) * extent.step;
    const auto& span = answer.question.axes[axis].span;
    if (span) extent.unit = span->unit;
    return extent;
}

/// The points of a hypercube by two of their settings; the best one with a ring around it.
[[nodiscard]] std::string scatter(const Answer& answer, const std::vector<std::string>& names, double width) {
    constexpr double height = 320;
    constexpr double left = 66;
    constexpr double right = 24;
    constexpr double top = 30;
    constexpr double bottom = 44;
    const Extent across = extent_of(answer, 0, width < html::wide ? 4 : 8);
    const Extent up = extent_of(answer, 1, 5);
    const auto x = [&](double value) { return left + (width - left - right) * across.share(value); };
    const auto y = [&](double value) { return height - bottom - (height - top - bottom) * up.share(value); };
    std::string drawn;
    for (int i = 0; across.low + i * across.step <= across.high * 1.0001; ++i) {
        const double value = across.low + i * across.step;
        drawn += fmt::format(
            "<line class=\"grid\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1:.0f}\" y2=\"{2:.0f}\"/><text class=\"tick\" "
            "x=\"{0:.1f}\" y=\"{3:.0f}\" text-anchor=\"middle\">{4:g}{5}</text>",
            x(value), top, height - bottom, height - bottom + 15, value, html::escaped(across.unit));
    }
    for (int i = 0; up.low + i * up.step <= up.high * 1.0001; ++i) {
        const double value = up.low + i * up.step;
        drawn += fmt::format(
            "<line class=\"grid\" x1=\"{0:.0f}\" x2=\"{1:.0f}\" y1=\"{2:.1f}\" y2=\"{2:.1f}\"/><text class=\"tick\" "
            "x=\"{3:.0f}\" y=\"{4:.1f}\" text-anchor=\"end\">{5:g}{6}</text>",
            left, width - right, y(value), left - 6, y(value) + 4, value, html::escaped(up.unit));
    }
    const Point* const best = answer.best();
    for (const Point& point : answer.points) {
        const double at_x = x(number_of(point.settings[0]).value_or(0));
        const double at_y = y(number_of(point.settings[1]).value_or(0));
        if (&point == best) {
            const bool late = at_x > width - 90;
            drawn += fmt::format(
                "<circle class=\"best\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"10\"/><text class=\"name\" x=\"{:.1f}\" "
                "y=\"{:.1f}\" text-anchor=\"{}\">best</text>",
                at_x, at_y, at_x + (late ? -14 : 14), at_y + 4, late ? "end" : "start");
        }
        drawn += fmt::format(
            "<circle class=\"{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"5\"><title>{}: held {} of {}</title></circle>",
            colour_of(point), at_x, at_y, html::escaped(settings_text(names, point)), point.held(), point.runs.size());
    }
    drawn += fmt::format(
        "<text class=\"note\" x=\"{:.0f}\" y=\"{:.0f}\" text-anchor=\"middle\">{}</text><text class=\"note\" x=\"4\" "
        "y=\"14\">{}</text>",
        (left + width - right) / 2, height - 8, html::escaped(names[0]), html::escaped(names[1]));
    return fmt::format(
        "<svg class=\"{}\" viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" aria-label=\"Where it holds\">{}</svg>",
        width < html::wide ? "narrow" : "wide", width, height, drawn);
}

/// How strongly a cell of a heat map is coloured: the share of the seeds in which everything held, or a value between
/// the least and the most.
struct Shade {
    std::string colour;
    std::string text;
    std::string title;
};
using Shading = std::function<Shade(const Point&)>;

[[nodiscard]] std::string mixed(std::string_view colour, double share) {
    return fmt::format("color-mix(in srgb,var(--{}) {:.0f}%,var(--card))", colour,
                       15 + 65 * std::clamp(share, 0.0, 1.0));
}

/// A table of the first two axes, for those points whose other settings are these.
[[nodiscard]] std::string heat_map(const Answer& answer, const std::vector<std::string>& names,
                                   const std::vector<const Point*>& points, const std::string& caption,
                                   const Shading& shading) {
    const std::vector<std::string> down = values_on(answer, 0);
    const std::vector<std::string> across = values_on(answer, 1);
    const Point* const best = answer.best();
    std::string to = fmt::format(
        "<figure><figcaption>{}</figcaption><div class=\"scroll\"><table class=\"heat\"><thead><tr><th class=\"l\">{} "
        "\xE2\x86\x93 {} \xE2\x86\x92</th>",
        html::escaped(caption), html::escaped(names[0]), html::escaped(names[1]));
    for (const std::string& value : across) to += "<th>" + html::escaped(value) + "</th>";
    to += "</tr></thead><tbody>\n";
    for (const std::string& row : down) {
        to += "<tr><th class=\"l\">" + html::escaped(row) + "</th>";
        for (const std::string& column : across) {
            const auto found = std::find_if(points.begin(), points.end(), [&](const Point* point) {
                return point->settings[0] == row && point->settings[1] == column;
            });
            if (found == points.end()) {
                to += "<td class=\"none\">missing</td>";
                continue;
            }
            const Shade shade = shading(**found);
            to += fmt::format("<td{} style=\"background:{}\" title=\"{}\">{}</td>",
                              *found == best ? " class=\"best\"" : "", shade.colour, html::escaped(shade.title),
                              html::escaped(shade.text));
        }
        to += "</tr>\n";
    }
    return to + "</tbody></table></div></figure>\n";
}

void write_heat_maps(std::string& to, const Answer& answer, const std::vector<std::string>& names) {
    constexpr std::size_t most_facets = 12;
    std::map<std::string, std::vector<const Point*>> facets;  // by what the other axes are set to
    for (const Point& point : answer.points) {
        std::string rest;
        for (std::size_t i = 2; i < names.size(); ++i)
            rest += fmt::format("{}{}={}", rest.empty() ? "" : ", ", names[i], point.settings[i]);
        facets[rest].push_back(&point);
    }
    const auto titled = [](const std::string& what, const std::string& facet) {
        return facet.empty() ? what : fmt::format("{}, with {}", what, facet);
    };
    std::size_t shown = 0;
    for (const auto& [facet, points] : facets) {
        if (shown++ == most_facets) break;
        to += heat_map(answer, names, points, titled("Seeds in which everything held", facet), [&](const Point& point) {
            const double share =
                static_cast<double>(point.held()) / static_cast<double>(std::max<std::size_t>(1, point.runs.size()));
            const auto month = point.month();
            return Shade{share >= 1 ? mixed("good", 1) : mixed("bad", 1 - share),
                         fmt::format("{}/{}", point.held(), point.runs.size()),
                         fmt::format("{}{}{}", settings_text(names, point),
                                     month ? ", " + scenario::format_dollars(*month) + " a month" : "",
                                     point.holds() ? "" : fmt::format(": {} failed", fmt::join(point.failed(), ", ")))};
        });
        for (const Quantity& quantity : quantities_of(answer)) {
            std::optional<double> least;
            std::optional<double> most;
            for (const Point& point : answer.points) {
                const auto value = quantity.of(point);
                if (!value) continue;
                least = std::min(least.value_or(*value), *value);
                most = std::max(most.value_or(*value), *value);
            }
            to += heat_map(answer, names, points, titled(quantity.name, facet), [&](const Point& point) {
                const auto value = quantity.of(point);
                if (!value) return Shade{"var(--card)", "", settings_text(names, point)};
                const double share = *most > *least ? (*value - *least) / (*most - *least) : 0;
                return Shade{mixed("c0", share), quantity.text(*value), settings_text(names, point)};
            });
        }
    }
    if (facets.size() > most_facets)
        to += fmt::format("<p class=\"soft\">... and {} more settings of the other axes: the table has them.</p>\n",
                          facets.size() - most_facets);
}

/// What was found along one axis: how far it holds, and where it does not any more.
void write_points(std::string& to, const Answer& answer, const std::vector<std::string>& names) {
    constexpr std::size_t most = 2000;
    const std::vector<Quantity> quantities = quantities_of(answer);
    std::vector<std::string> heads = names;
    for (std::string& head : heads) head = html::escaped(head);
    if (answer.question.search) heads.insert(heads.end(), {"holds to", "fails at"});
    heads.emplace_back("held");
    for (const Quantity& quantity : quantities) heads.push_back(html::escaped(quantity.name));
    heads.emplace_back("failed");
    to += "<h2>Each point</h2>\n";
    html::open_table(to, heads, names.size());
    for (std::size_t i = 0; i < std::min(most, answer.points.size()); ++i) {
        const Point& point = answer.points[i];
        std::vector<std::string> cells;
        for (const std::string& setting : point.settings) cells.push_back(html::escaped(setting));
        if (answer.question.search) {
            const Found found = point.found.value_or(Found{});
            cells.push_back(html::escaped(found.holds.value_or("-")));
            cells.push_back(html::escaped(found.fails.value_or("-")));
        }
        cells.push_back(fmt::format("<span class=\"{}\">{}/{}</span>", point.holds() ? "held" : "failed", point.held(),
                                    point.runs.size()));
        for (const Quantity& quantity : quantities) {
            const auto value = quantity.of(point);
            cells.push_back(value ? html::escaped(quantity.text(*value)) : "");
        }
        cells.push_back(html::escaped(fmt::format("{}", fmt::join(point.failed(), ", "))));
        to += html::row("td", cells, names.size());
    }
    html::close_table(to);
    if (answer.points.size() > most)
        to += fmt::format("<p class=\"soft\">... and {} more: --json writes them all.</p>\n",
                          answer.points.size() - most);
}

}  // namespace

std::string html_report(const Answer& answer, std::string_view version) {
    const Question& question = answer.question;
    const std::vector<std::string> names = names_of(question);
    const Point* const best = answer.best();
    std::string to = fmt::format("<h1>{}</h1>\n<p class=\"soft\">{} points, {} seed{} each from {} on</p>\n",
                                 html::escaped(question.scenario), grouped(answer.asked), question.seeds,
                                 question.seeds == 1 ? "" : "s", question.seed);
    for (const Axis& axis : question.axes) to += "<p><code>" + html::escaped(axis.text) + "</code></p>\n";
    if (question.search) to += "<p>looked for: <code>" + html::escaped(question.search->text) + "</code></p>\n";
    if (best == nullptr) {
        to += "<p><span class=\"verdict ill\">At no point did everything hold</span></p>\n";
    } else {
        const BestWords words = words_of(answer, names, *best);
        to += fmt::format("<p><span class=\"verdict well\">{}</span>{}</p>\n<p class=\"soft\">{}</p>\n",
                          html::escaped(words.head), html::escaped(words.rest), html::escaped(words.confidence));
        to += "<p>Again: <code>" + html::escaped(words.again) + "</code></p>\n";
    }
    if (answer.points.size() < answer.asked)
        to += fmt::format("<p class=\"failed\">{} of {} points are missing.</p>\n", answer.asked - answer.points.size(),
                          answer.asked);
    if (names.size() == 1) {
        to += "<h2>Along " + html::escaped(names[0]) + "</h2>\n";
        for (const Quantity& quantity : quantities_of(answer))
            to += picture(quantity.name, [&](double width) { return curve(answer, names, 0, quantity, width); });
    } else if (names.size() > 1 && question.hypercube) {
        to += "<h2>Over " + html::escaped(names[0]) + " and " + html::escaped(names[1]) + "</h2>\n";
        to += picture("Where it holds", [&](double width) { return scatter(answer, names, width); });
    } else if (names.size() > 1) {
        to += "<h2>Over " + html::escaped(names[0]) + " and " + html::escaped(names[1]) + "</h2>\n";
        write_heat_maps(to, answer, names);
    }
    if (const std::vector<Cliff> cliffs = answer.cliffs(); !cliffs.empty()) {
        to += "<h2>Where it tips over</h2>\n<ul>\n";
        for (const Cliff& cliff : cliffs) to += "<li>" + html::escaped(words_of(cliff, names)) + "</li>\n";
        to += "</ul>\n";
    }
    write_points(to, answer, names);
    to += fmt::format("<p class=\"soft\">Windtunnel {}</p>\n", html::escaped(version));
    return html::page(question.scenario, to);
}

}  // namespace wt::sweep
