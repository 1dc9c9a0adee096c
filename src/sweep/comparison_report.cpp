#include <cmath>

#include <fmt/format.h>

#include "base/literals.hpp"
#include "scenario/pen.hpp"
#include "sweep/comparison.hpp"

namespace wt::sweep {

namespace {

using scenario::Pen;

[[nodiscard]] std::string figure(const Change& change, double value) {
    if (!change.seconds) {
        const bool whole = (value == std::floor(value) || std::abs(value) >= 1000) && std::abs(value) < 1e15;
        return whole ? fmt::format("{:.0f}", value) : fmt::format("{:.4g}", value);
    }
    return (value < 0 ? "-" : "") + format_duration(from_seconds(std::abs(value)));
}

void write_expectations(std::string& to, const Comparison& comparison, const Pen& pen) {
    if (comparison.expectations.empty()) return;
    scenario::heading(to, "What had to hold", pen);
    for (const ExpectationChange& one : comparison.expectations) {
        const bool same = one.held_before * comparison.runs_after == one.held_after * comparison.runs_before;
        const std::string counts = fmt::format("{}/{} -> {}/{}", one.held_before, comparison.runs_before,
                                               one.held_after, comparison.runs_after);
        const bool worse = one.held_before * comparison.runs_after > one.held_after * comparison.runs_before;
        to += fmt::format("  {:<16} {}  {}\n",
                          same    ? counts
                          : worse ? pen.red(counts)
                                  : pen.green(counts),
                          one.id, pen.dim(one.text));
    }
}

void write_changes(std::string& to, const Comparison& comparison, const Pen& pen, bool all) {
    constexpr std::size_t most = 40;
    const bool alone = comparison.runs_before < 2 || comparison.runs_after < 2;
    scenario::heading(to, alone ? "What is different" : "What changed by more than chance", pen);
    std::size_t shown = 0;
    std::size_t chance = 0;
    std::size_t hidden = 0;
    for (const Change& change : comparison.changes) {
        if (!alone && !change.more_than_chance) ++chance;
        if (!alone && !change.more_than_chance && !all) continue;
        if (shown == most && !all) {
            ++hidden;
            continue;
        }
        ++shown;
        const double relative = change.relative();
        const std::string share =
            std::isfinite(relative) ? fmt::format("{:+.1f}%", 100 * relative) : std::string("new");
        std::string line = fmt::format("  {:>12} -> {:<12} {:>9}  {}", figure(change, change.before),
                                       figure(change, change.after), share, change.name);
        if (change.half_interval && *change.half_interval > 0)
            line += pen.dim(fmt::format("  ({} +- {})", figure(change, change.difference()),
                                        figure(change, *change.half_interval)));
        if (!alone && !change.more_than_chance) line += pen.dim("  chance");
        to += line + "\n";
    }
    if (shown == 0) to += "  nothing\n";
    if (hidden > 0) to += pen.dim(fmt::format("  ... and {} more: --all shows them\n", hidden));
    to += pen.dim(fmt::format("  {} numbers are equal", comparison.equal));
    if (!alone) to += pen.dim(fmt::format(", {} differ by no more than chance", chance));
    to += "\n";
    if (alone)
        to += pen.yellow(
                  "Of one run nobody can say whether it is chance: play several seeds (--runs 10), the same on both "
                  "sides.") +
              "\n";
}

}  // namespace

std::string text_report(const Comparison& comparison, const scenario::ReportStyle& style, bool all) {
    const Pen pen(style);
    std::string text = fmt::format(
        "{} -> {}  {}\n", pen.bold(comparison.before), pen.bold(comparison.after),
        pen.dim(fmt::format("{} and {} run{}{}", comparison.runs_before, comparison.runs_after,
                            comparison.runs_after == 1 ? "" : "s", comparison.paired ? ", the same seeds" : "")));
    if (comparison.same) {
        text += "The digests are the same: so are the runs.\n";
        return text;
    }
    write_expectations(text, comparison, pen);
    write_changes(text, comparison, pen, all);
    return text;
}

}  // namespace wt::sweep
