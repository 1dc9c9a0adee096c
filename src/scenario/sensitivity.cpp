#include "scenario/sensitivity.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "scenario/pen.hpp"

namespace wt::scenario {

namespace {

/// Less than this is no answer's move: a run with other draws differs by as much.
constexpr double nothing = 0.01;

[[nodiscard]] double furthest(const Swing& swing) {
    const Swing::Moved* most = swing.most();
    return most == nullptr ? 0 : std::abs(most->by());
}

[[nodiscard]] std::string move_text(const Swing::Moved& moved) {
    const std::string before = format_measure(moved.before, moved.unit);
    const std::string after = format_measure(moved.after, moved.unit);
    // What is too small for the usual digits is told by its change alone.
    if (before == after) return fmt::format("{}: {}, {}", moved.text, before, moved.by_text());
    return fmt::format("{}: {} to {}, {}", moved.text, before, after, moved.by_text());
}

}  // namespace

double Swing::Moved::by() const {
    if (before == after) return 0;
    return before == 0 ? std::numeric_limits<double>::infinity() : (after - before) / std::abs(before);
}

std::string Swing::Moved::by_text() const {
    return std::isfinite(by()) ? fmt::format("{:+.0f}%", 100 * by()) : "from nothing";
}

const Swing::Moved* Swing::most() const {
    const auto found = std::max_element(
        moved.begin(), moved.end(), [](const Moved& a, const Moved& b) { return std::abs(a.by()) < std::abs(b.by()); });
    return found == moved.end() ? nullptr : &*found;
}

Swing swing(std::string assumption, const Outcome& before, const Outcome& after) {
    Swing swing;
    swing.assumption = std::move(assumption);
    for (const Judgement& one : before.judgements) {
        const auto other = std::find_if(after.judgements.begin(), after.judgements.end(),
                                        [&](const Judgement& judgement) { return judgement.id == one.id; });
        if (other == after.judgements.end()) continue;
        if (one.value && other->value) swing.moved.push_back({one.id, one.text, *one.value, *other->value, one.unit});
        if (one.verdict != other->verdict && one.verdict != Verdict::not_judged)
            swing.turned.push_back(
                fmt::format("{} {}", one.text, other->verdict == Verdict::pass ? "holds then" : "does not hold then"));
    }
    return swing;
}

void put_in_order(std::vector<Swing>& swings) {
    std::stable_sort(swings.begin(), swings.end(), [](const Swing& a, const Swing& b) {
        if (a.turned.empty() != b.turned.empty()) return b.turned.empty();
        return furthest(a) > furthest(b);
    });
}

std::string text_report(const std::vector<Swing>& swings, const ReportStyle& style) {
    const Pen pen(style);
    std::string text;
    heading(text, "What the answer hangs on: each assumption twice what it is", pen);
    if (std::all_of(swings.begin(), swings.end(), [](const Swing& swing) { return swing.moved.empty(); }))
        return text + pen.dim("  There is no number to compare: say under `slo` what has to hold.") + "\n";
    std::size_t still = 0;
    for (const Swing& swing : swings) {
        if (swing.turned.empty() && furthest(swing) < nothing) {
            ++still;
            continue;
        }
        text += fmt::format("  {}\n", swing.assumption);
        for (const std::string& turned : swing.turned) text += "    " + pen.red(turned) + "\n";
        if (const Swing::Moved* most = swing.most(); most != nullptr && furthest(swing) >= nothing)
            text += pen.dim("    moves most: ") + move_text(*most) + "\n";
    }
    if (still > 0)
        text += pen.dim(fmt::format("  {}{} of {} move nothing by 1%\n", still == swings.size() ? "All " : "The other ",
                                    still, swings.size()));
    const bool any =
        std::any_of(swings.begin(), swings.end(), [](const Swing& swing) { return !swing.turned.empty(); });
    if (!any) text += pen.green("  The verdict hangs on none of them.") + "\n";
    return text;
}

}  // namespace wt::scenario
