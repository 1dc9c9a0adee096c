#include <algorithm>

#include <fmt/format.h>

#include "scenario/bill.hpp"
#include "scenario/pen.hpp"
#include "sweep/answer_words.hpp"

namespace wt::sweep {

namespace {

using scenario::grouped;
using scenario::Pen;

void write_points(std::string& to, const Answer& answer, const std::vector<std::string>& names, const Pen& pen) {
    constexpr std::size_t most = 60;
    const std::vector<PointRun::Measured> columns = columns_of(answer);
    std::vector<std::size_t> widths;
    std::string head = " ";
    for (std::size_t i = 0; i < names.size(); ++i) {
        std::size_t width = names[i].size();
        for (const Point& point : answer.points) width = std::max(width, point.settings[i].size());
        widths.push_back(width);
        head += fmt::format(" {:>{}}", names[i], width);
    }
    if (answer.question.search) head += fmt::format(" {:>12} {:>12}", "holds to", "fails at");
    const bool by_million = answer.question.varies_load();
    head += fmt::format(" {:>7} {:>14}", "held", "a month");
    if (by_million) head += fmt::format(" {:>14}", "a million");
    for (const auto& column : columns) head += fmt::format(" {:>12}", column.id);
    to += pen.dim(head) + "\n";
    for (std::size_t p = 0; p < std::min(most, answer.points.size()); ++p) {
        const Point& point = answer.points[p];
        std::string line = " ";
        for (std::size_t i = 0; i < names.size(); ++i) line += fmt::format(" {:>{}}", point.settings[i], widths[i]);
        if (answer.question.search) {
            const Found found = point.found.value_or(Found{});
            line += fmt::format(" {:>12} {:>12}", found.holds.value_or("-"), found.fails.value_or("-"));
        }
        const std::string held = fmt::format("{:>7}", fmt::format("{}/{}", point.held(), point.runs.size()));
        line += " " + (point.holds() ? pen.green(held) : pen.red(held));
        const auto month = point.month();
        line += fmt::format(" {:>14}", month ? scenario::format_dollars(*month) : "");
        const auto million = point.per_million();
        if (by_million) line += fmt::format(" {:>14}", million ? scenario::format_dollars(*million) : "");
        for (const auto& column : columns) {
            const auto mean = point.mean_of(column.id);
            line += fmt::format(" {:>12}", mean ? scenario::format_measure(*mean, column.unit) : "");
        }
        const std::vector<std::string> failed = point.failed();
        if (!failed.empty()) line += pen.dim(fmt::format("  {} failed", fmt::join(failed, ", ")));
        to += line + "\n";
    }
    if (answer.points.size() > most)
        to += pen.dim(fmt::format("  ... and {} more: --json writes them all\n", answer.points.size() - most));
    for (const auto& column : columns) to += pen.dim(fmt::format("  {}: {}\n", column.id, column.text));
}

void write_cliffs(std::string& to, const Answer& answer, const std::vector<std::string>& names, const Pen& pen) {
    constexpr std::size_t most = 12;
    const std::vector<Cliff> cliffs = answer.cliffs();
    if (cliffs.empty()) return;
    scenario::heading(to, "Where it tips over", pen);
    for (std::size_t i = 0; i < std::min(most, cliffs.size()); ++i) to += "  " + words_of(cliffs[i], names) + "\n";
    if (cliffs.size() > most) to += pen.dim(fmt::format("  ... and {} more\n", cliffs.size() - most));
}

void write_best(std::string& to, const Answer& answer, const std::vector<std::string>& names, const Pen& pen) {
    const Point* best = answer.best();
    to += "\n";
    if (best == nullptr) {
        to += pen.red("At no point did everything hold.") + "\n";
        return;
    }
    const BestWords words = words_of(answer, names, *best);
    to += pen.green(words.head) + words.rest + "\n  " + words.confidence + "\nAgain: " + words.again + "\n";
}

}  // namespace

std::string text_report(const Answer& answer, const scenario::ReportStyle& style) {
    const Pen pen(style);
    const Question& question = answer.question;
    std::string text = fmt::format("{}  {}\n", pen.bold(question.scenario),
                                   pen.dim(fmt::format("{} points, {} seed{} each from {} on", grouped(answer.asked),
                                                       question.seeds, question.seeds == 1 ? "" : "s", question.seed)));
    for (const Axis& axis : question.axes) text += fmt::format("  {}\n", axis.text);
    if (question.search) text += fmt::format("  looked for: {}\n", question.search->text);
    const std::vector<std::string> names = names_of(question);
    scenario::heading(text, "Each point", pen);
    write_points(text, answer, names, pen);
    write_cliffs(text, answer, names, pen);
    write_best(text, answer, names, pen);
    if (answer.points.size() < answer.asked)
        text +=
            pen.yellow(fmt::format("{} of {} points are missing.", answer.asked - answer.points.size(), answer.asked)) +
            "\n";
    return text;
}

}  // namespace wt::sweep
