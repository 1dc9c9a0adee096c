// The path of a run as a flow: from tier to tier, to the functions, and to what these call.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "scenario/html.hpp"
#include "scenario/pen.hpp"

namespace wt::scenario::html {

namespace {

constexpr double tallest = 170;
constexpr double bar_width = 16;
constexpr double first_x = 10;
constexpr double first_y = 36;     // of the first bar of each column
constexpr double label_room = 26;  // above each further one
constexpr double letter = 6.2;     // how wide one is, about

/// A tier in its column.
struct Bar {
    const stack::Stage* stage;
    std::string label;
    double x = 0;
    double y = 0;  // of its upper end
    double height = 0;
    double sent = 0;  // how much of its height bands have left from already
    double came = 0;  // the same of those that come in
};

[[nodiscard]] std::uint64_t given_up(const http::Flow& flow) {
    return flow.cancelled + static_cast<std::uint64_t>(std::max<std::int64_t>(flow.in_flight, 0));
}

/// Draws bars and what goes from one to another; the most that came to one is as tall as the picture.
class Drawing {
public:
    explicit Drawing(std::uint64_t most) : most_(static_cast<double>(std::max<std::uint64_t>(most, 1))) {}

    [[nodiscard]] double tall(double requests) const { return tallest * requests / most_; }

    /// A column from top to bottom, each with its label above.
    void column(std::vector<Bar>& bars, double x) {
        double y = first_y;
        for (Bar& bar : bars) {
            bar.x = x;
            bar.y = y;
            draw(bar);
            y += std::max(bar.height, 2.0) + 10 + label_room;
        }
        lowest_ = std::max(lowest_, y - label_room - 10);
    }
    /// From the right of one to the left of another, as tall as given there.
    void band(Bar& from, double height_there, Bar& to, double height_here) {
        const double x1 = from.x + bar_width;
        const double y1 = from.y + from.sent;
        const double y2 = to.y + to.came;
        const double middle = (x1 + to.x) / 2;
        bands_ += fmt::format(
            "<path class=\"band\" d=\"M{0:.1f},{1:.1f} C{2:.1f},{1:.1f} {2:.1f},{4:.1f} {3:.1f},{4:.1f} "
            "L{3:.1f},{5:.1f} C{2:.1f},{5:.1f} {2:.1f},{6:.1f} {0:.1f},{6:.1f} Z\"/>",
            x1, y1, middle, to.x, y2, y2 + height_here, y1 + height_there);
        from.sent += height_there;
        to.came += height_here;
    }

    [[nodiscard]] bool anybody_gave_up() const { return anybody_gave_up_; }
    [[nodiscard]] std::string svg(double width) const {
        return fmt::format(
            "<svg viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" aria-label=\"Where requests stop\">{}{}</svg>", width,
            lowest_ + 10, bands_, bars_);
    }

private:
    void draw(Bar& bar) {
        const http::Flow& flow = *bar.stage->flow;
        double y = bar.y;
        const auto part = [&](std::uint64_t requests, std::string_view colour, std::string_view what) {
            if (requests == 0) return;
            const double height = std::max(tall(static_cast<double>(requests)), 0.7);
            bars_ += fmt::format(
                "<rect class=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.0f}\" height=\"{:.1f}\"><title>{}: {} {}"
                "</title></rect>",
                colour, bar.x, y, bar_width, height, escaped(bar.label), grouped(requests), what);
            y += height;
        };
        part(flow.passed_on, "through", "passed on");
        part(flow.answered, "good", "answered here");
        part(flow.refused, "bad", "refused");
        part(given_up(flow), "slow", "given up");
        anybody_gave_up_ = anybody_gave_up_ || given_up(flow) > 0;
        bar.height = y - bar.y;
        bars_ += fmt::format(
            "<text class=\"name\" x=\"{0:.1f}\" y=\"{1:.1f}\">{2}</text><text class=\"note\" x=\"{0:.1f}\" "
            "y=\"{3:.1f}\">{4}</text>",
            bar.x, bar.y - 17, escaped(bar.label), bar.y - 5, grouped(flow.in));
    }

    double most_;
    std::string bands_;
    std::string bars_;
    double lowest_ = first_y + tallest;
    bool anybody_gave_up_ = false;
};

/// How often each backend is called by one invocation of a function, about: its handlers are taken to be asked for
/// alike. Exact where it does not matter: what only one function calls.
[[nodiscard]] std::map<std::string, double> calls_of(const stack::Component& function) {
    std::map<std::string, double> calls;
    const auto* config = std::get_if<lambda::FunctionConfig>(&function.config);
    if (config == nullptr || config->handlers.empty()) return calls;
    for (const lambda::NativeHandler& handler : config->handlers) {
        for (const lambda::Call& call : handler.calls)
            calls[call.to] += 1 / static_cast<double>(config->handlers.size());
    }
    return calls;
}

/// The tiers before the functions, the functions and direct integrations, and what these call.
struct Columns {
    std::vector<std::vector<Bar>> path;
    std::vector<Bar> functions;
    std::size_t behind_api = 0;  // so many of the functions; events alone reach the others
    std::vector<Bar> backends;
    std::uint64_t most = 1;
};

[[nodiscard]] Columns columns_of(const std::vector<stack::Stage>& path, const std::vector<stack::Stage>& backends,
                                 const std::vector<std::string>& behind) {
    Columns columns;
    std::vector<Bar> by_events;
    const auto saw = [&](const stack::Stage& stage) { columns.most = std::max(columns.most, stage.flow->in); };
    for (const stack::Stage& stage : path) {
        if (stage.type == "cognito") continue;  // beside the path
        if (stage.type == "integration") {
            // Called what it leads to, which stands behind it.
            std::string label = stage.name.substr(0, stage.name.find_first_of(".:"));
            columns.functions.push_back({&stage, "to " + label});
        } else if (stage.type != "lambda") {
            columns.path.push_back({{&stage, stage.name}});
        } else if (std::find(behind.begin(), behind.end(), stage.name) != behind.end()) {
            columns.functions.push_back({&stage, stage.name});
        } else if (stage.flow->in > 0) {
            by_events.push_back({&stage, stage.name});
        } else {
            continue;
        }
        saw(stage);
    }
    columns.behind_api = columns.functions.size();
    columns.functions.insert(columns.functions.end(), by_events.begin(), by_events.end());
    for (const stack::Stage& stage : backends) {
        if (stage.flow->in == 0) continue;
        columns.backends.push_back({&stage, stage.name});
        saw(stage);
    }
    return columns;
}

/// What went from which function to which backend, by their places in the columns.
using Calls = std::map<std::pair<std::size_t, std::size_t>, double>;

/// A backend, and how often each function calls it, by its place.
struct Called {
    Bar backend;
    std::map<std::size_t, double> from;
};

/// Takes away the backends that nobody here calls; the others stand in the order of those who do.
[[nodiscard]] Calls calls_between(Columns& columns, const stack::Architecture& architecture) {
    std::vector<Called> called;
    for (const Bar& backend : columns.backends) {
        Called one{backend, {}};
        for (std::size_t i = 0; i < columns.functions.size(); ++i) {
            const stack::Stage& stage = *columns.functions[i].stage;
            double share = 0;
            if (stage.type == "integration") {
                share = columns.functions[i].label == "to " + backend.label ? 1 : 0;
            } else if (const stack::Component* const function = architecture.find(stage.name)) {
                const auto each = calls_of(*function);
                const auto found = each.find(backend.label);
                share = found == each.end() ? 0 : found->second;
            }
            if (share > 0 && stage.flow->in > 0) one.from[i] = share * static_cast<double>(stage.flow->in);
        }
        if (!one.from.empty()) called.push_back(std::move(one));
    }
    std::stable_sort(called.begin(), called.end(), [](const Called& before, const Called& after) {
        return before.from.begin()->first < after.from.begin()->first;
    });
    Calls calls;
    columns.backends.clear();
    for (const Called& one : called) {
        double all = 0;
        for (const auto& [function, count] : one.from) all += count;
        const auto came = static_cast<double>(one.backend.stage->flow->in);
        for (const auto& [function, count] : one.from) calls[{function, columns.backends.size()}] = count / all * came;
        columns.backends.push_back(one.backend);
    }
    return calls;
}

}  // namespace

std::string flow_picture(const Findings& f) {
    const stack::Component* api = nullptr;
    for (const stack::Component& component : f.scenario.architecture.components) {
        if (component.type != "apigateway-rest") continue;
        if (api != nullptr) return {};  // several paths are no single picture
        api = &component;
    }
    if (api == nullptr) return {};
    std::vector<std::string> behind;
    for (const gateway::Route& route : std::get<gateway::RestApiConfig>(api->config).routes)
        behind.push_back(route.target);
    const std::vector<stack::Stage> path = f.stack.path_stages();
    const std::vector<stack::Stage> backends = f.stack.backend_stages();
    Columns columns = columns_of(path, backends, behind);
    if (columns.path.empty() || columns.path.size() > 6) return {};
    const Calls calls = calls_between(columns, f.stack.architecture());

    // The last column's labels need room to their right.
    std::size_t longest = 6;
    for (const Bar& bar : columns.backends.empty() ? columns.functions : columns.backends)
        longest = std::max(longest, bar.label.size());
    const double last = std::max(wide - letter * static_cast<double>(longest) - 8, wide / 2);
    const std::size_t steps = columns.path.size() + (columns.backends.empty() ? 0 : 1);
    const double step = (last - first_x) / static_cast<double>(steps);

    Drawing drawing(columns.most);
    double x = first_x;
    for (std::vector<Bar>& column : columns.path) {
        drawing.column(column, x);
        x += step;
    }
    drawing.column(columns.functions, x);
    drawing.column(columns.backends, x + step);
    for (std::size_t i = 0; i + 1 < columns.path.size(); ++i) {
        const double height = drawing.tall(static_cast<double>(columns.path[i][0].stage->flow->passed_on));
        drawing.band(columns.path[i][0], height, columns.path[i + 1][0], height);
    }
    for (std::size_t i = 0; i < columns.behind_api; ++i) {
        const double height = drawing.tall(static_cast<double>(columns.functions[i].stage->flow->in));
        drawing.band(columns.path.back()[0], height, columns.functions[i], height);
    }
    for (std::size_t i = 0; i < columns.functions.size(); ++i) {
        double all = 0;
        for (const auto& [between, count] : calls) all += between.first == i ? count : 0;
        for (const auto& [between, count] : calls) {
            if (between.first != i) continue;
            drawing.band(columns.functions[i], columns.functions[i].height * count / all,
                         columns.backends[between.second], drawing.tall(count));
        }
    }
    const std::string_view gave_up =
        drawing.anybody_gave_up() ? " <span class=\"key\"><i class=\"slow\"></i>given up</span>" : "";
    return fmt::format(
        "<figure class=\"flow\"><figcaption>Where requests stop, and what functions call <span class=\"key\"><i "
        "class=\"good\"></i>answered</span> <span class=\"key\"><i class=\"bad\"></i>refused</span> <span "
        "class=\"key\"><i class=\"through\"></i>passed on, missing</span>{}</figcaption><div "
        "class=\"scroll\">{}</div></figure>\n",
        gave_up, drawing.svg(wide));
}

}  // namespace wt::scenario::html
