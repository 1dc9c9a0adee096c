#include "sweep/answer_words.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "scenario/bill.hpp"

namespace wt::sweep {

std::vector<std::string> names_of(const Question& question) {
    std::map<std::string, int> seen;
    for (const Axis& axis : question.axes) ++seen[axis.short_name()];
    std::vector<std::string> names;
    for (const Axis& axis : question.axes)
        names.push_back(seen[axis.short_name()] == 1 ? axis.short_name() : axis.path);
    return names;
}

std::string settings_text(const std::vector<std::string>& names, const Point& point) {
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i)
        text += fmt::format("{}{}={}", i == 0 ? "" : ", ", names[i], point.settings[i]);
    return text;
}

std::vector<PointRun::Measured> columns_of(const Answer& answer) {
    std::vector<PointRun::Measured> columns;
    for (const Point& point : answer.points) {
        for (const PointRun& run : point.runs) {
            for (const PointRun::Measured& one : run.measured) {
                const auto known = std::find_if(columns.begin(), columns.end(),
                                                [&](const auto& column) { return column.id == one.id; });
                if (one.value && known == columns.end()) columns.push_back(one);
            }
        }
    }
    std::sort(columns.begin(), columns.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
    return columns;
}

BestWords words_of(const Answer& answer, const std::vector<std::string>& names, const Point& best) {
    const Question& question = answer.question;
    const auto month = best.month();
    BestWords words;
    if (question.search) {
        words.head = fmt::format("Goes furthest: {}{}holds to {}", settings_text(names, best),
                                 names.empty() ? "" : ", ", best.found->holds.value_or("nothing"));
        words.rest = best.found->fails ? fmt::format(", fails at {}.", *best.found->fails)
                                       : std::string(", which is as far as it was tried.");
    } else if (const auto million = best.per_million(); question.varies_load() && million) {
        words.head =
            fmt::format("The cheapest by the request at which everything held: {}", settings_text(names, best));
        words.rest =
            fmt::format(", {} a million requests{}.", scenario::format_dollars(*million),
                        month ? fmt::format(" ({} a month at its rate)", scenario::format_dollars(*month)) : "");
    } else {
        words.head = fmt::format("{}: {}", month ? "The cheapest at which everything held" : "Everything held at",
                                 settings_text(names, best));
        words.rest = month ? fmt::format(", {} a month.", scenario::format_dollars(*month)) : std::string(".");
    }
    words.confidence = fmt::format("Held in {} of {} seeds: so of all seeds at least {:.0f}% (with 95% confidence).",
                                   best.held(), best.runs.size(), 100 * at_least_holds(best.held(), best.runs.size()));
    words.again = question.again;
    for (std::size_t i = 0; i < best.settings.size(); ++i)
        words.again += fmt::format(" --set '{}={}'", question.axes[i].path, best.settings[i]);
    if (best.found && best.found->holds)
        words.again += fmt::format(" --set '{}={}'", question.search->path, *best.found->holds);
    words.again += fmt::format(" --seed {} --runs {}", question.seed, question.seeds);
    return words;
}

std::string words_of(const Cliff& cliff, const std::vector<std::string>& names) {
    std::string rest;
    for (std::size_t a = 0; a < names.size(); ++a) {
        if (a != cliff.axis)
            rest += fmt::format("{}{}={}", rest.empty() ? " (" : ", ", names[a], cliff.holds->settings[a]);
    }
    if (!rest.empty()) rest += ")";
    return fmt::format("{}: holds at {}, fails at {}{}: {}", names[cliff.axis], cliff.holds->settings[cliff.axis],
                       cliff.fails->settings[cliff.axis], rest, fmt::join(cliff.fails->failed(), ", "));
}

}  // namespace wt::sweep
