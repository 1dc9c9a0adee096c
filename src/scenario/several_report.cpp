#include <algorithm>

#include <fmt/format.h>

#include "scenario/pen.hpp"
#include "scenario/several.hpp"

namespace wt::scenario {

namespace {

/// "7, 9 and 3 more"
[[nodiscard]] std::string listed(const std::vector<std::uint64_t>& seeds) {
    constexpr std::size_t most = 8;
    std::string text;
    for (std::size_t i = 0; i < std::min(most, seeds.size()); ++i) {
        text += fmt::format("{}{}", i == 0 ? "" : ", ", seeds[i]);
    }
    return seeds.size() > most ? fmt::format("{} and {} more", text, seeds.size() - most) : text;
}

[[nodiscard]] std::string seed_range(const Scenario& scenario) {
    return fmt::format("seeds {} to {}", scenario.seed, scenario.seed + scenario.runs - 1);
}

void write_head(std::string& to, const SeveralRuns& several, const Pen& pen) {
    const Scenario& scenario = several.scenario;
    to +=
        fmt::format("{}  {}\n", pen.bold(scenario.name),
                    pen.dim(fmt::format("{} runs, {}, {} at once, {}, {} from {}", scenario.runs, seed_range(scenario),
                                        std::min(scenario.parallel, scenario.runs), clock_name(scenario),
                                        format_duration(scenario.length()), format_instant(scenario.clock.start))));
    if (!scenario.description.empty()) to += wrapped(scenario.description);
    to += fmt::format("\n{} requests in {} runs, {:.2f} s here ({} requests/s)\n", grouped(several.requests()),
                      several.runs.size(), several.wall_seconds,
                      format_count(static_cast<double>(several.requests()) / std::max(several.wall_seconds, 1e-9)));
    if (several.interrupted()) to += pen.yellow("Interrupted: this is what had happened so far.") + "\n";
}

/// What became of one run, in a word; and what failed.
[[nodiscard]] std::string run_verdict(const SeedRun& run, const Pen& pen) {
    if (run.outcome.interrupted) return pen.yellow("interrupted");
    if (run.exit_code() == exit_held) return pen.green("held");
    std::string text = fmt::format("exit {}:", run.exit_code());
    for (const Judgement& judgement : run.outcome.judgements) {
        if (judgement.verdict == Verdict::fail) text += " " + judgement.id;
    }
    if (run.differed()) text += " not deterministic";
    return pen.red(text);
}

/// One line for each seed, with a column for each expectation that has a number.
void write_runs(std::string& to, const SeveralRuns& several, const std::vector<Spread>& all, const Pen& pen) {
    std::vector<const Spread*> columns;
    for (const Spread& spread : all) {
        if (spread.values) columns.push_back(&spread);
    }
    const std::size_t seed_width =
        std::max<std::size_t>(4, std::to_string(several.scenario.seed + several.scenario.runs - 1).size());
    std::string head = fmt::format("  {:>{}}  {:<16} {:>11}", "seed", seed_width, "digest", "requests");
    for (const Spread* column : columns) head += fmt::format(" {:>12}", column->judgement.id);
    to += pen.dim(head) + "\n";
    for (const SeedRun& run : several.runs) {
        to += fmt::format("  {:>{}}  {:<16} {:>11}", run.seed, seed_width, run.outcome.digest,
                          grouped(run.outcome.requests));
        for (const Spread* column : columns) {
            const auto& judgements = run.outcome.judgements;
            const auto own = std::find_if(judgements.begin(), judgements.end(), [&](const Judgement& judgement) {
                return judgement.id == column->judgement.id;
            });
            const bool measured = own != judgements.end() && own->value;
            to += fmt::format(" {:>12}", measured ? format_measure(*own->value, own->unit) : "");
        }
        to += "  " + run_verdict(run, pen) + "\n";
    }
}

void write_spreads(std::string& to, const SeveralRuns& several, const std::vector<Spread>& all, const Pen& pen) {
    heading(to, "What had to hold, in every run", pen);
    std::size_t id_width = 0;
    for (const Spread& spread : all) id_width = std::max(id_width, spread.judgement.id.size());
    for (const Spread& spread : all) {
        const std::string mark = spread.verdict() == Verdict::pass   ? pen.green("held  ")
                                 : spread.verdict() == Verdict::fail ? pen.red("FAILED")
                                                                     : pen.yellow("open  ");
        to += fmt::format("  {} {:<{}}  {}", mark, spread.judgement.id, id_width, spread.judgement.text);
        if (const auto& values = spread.values) {
            const auto measure = [&](double value) { return format_measure(value, spread.judgement.unit); };
            to += pen.dim("  mean ") + measure(values->mean);
            if (values->deviation) to += pen.dim(", deviation ") + measure(*values->deviation);
            to += fmt::format(", {} to {}", measure(values->min), measure(values->max));
            to += pen.dim(", worst ") + fmt::format("{} (seed {})", measure(values->worst), values->worst_seed);
        }
        if (!spread.failed.empty()) {
            to += fmt::format("; failed in {} of {} (seed{} {})", spread.failed.size(), several.runs.size(),
                              spread.failed.size() == 1 ? "" : "s", listed(spread.failed));
            if (!spread.first_failure.empty()) to += ": " + spread.first_failure;
        }
        to += "\n";
    }
}

}  // namespace

std::string text_report(const SeveralRuns& several, const ReportStyle& style) {
    const Pen pen(style);
    const auto all = spreads(several);
    std::string text;
    write_head(text, several, pen);
    heading(text, "Each run", pen);
    write_runs(text, several, all, pen);
    write_spreads(text, several, all, pen);
    const int code = several.exit_code();
    const auto held = std::count_if(several.runs.begin(), several.runs.end(),
                                    [](const SeedRun& run) { return run.exit_code() == exit_held; });
    text += fmt::format("\n{}\n", code == exit_held ? pen.green("Everything held in every run.")
                                                    : pen.red(fmt::format("Exit {}: {} of {} runs held.", code, held,
                                                                          several.scenario.runs)));
    text += fmt::format("Again: {}\n", several.again);
    for (const SeedRun& run : several.runs) {
        if (code == exit_held || run.exit_code() != code) continue;
        text += fmt::format("That run alone: {}\n", run.again);
        break;
    }
    return text;
}

std::string failures(const SeveralRuns& several) {
    std::string text;
    for (const SeedRun& run : several.runs) {
        for (const Judgement& judgement : run.outcome.judgements) {
            if (judgement.verdict != Verdict::fail) continue;
            text += fmt::format("FAILED seed {}: {}", run.seed, judgement.text);
            if (judgement.value) text += "  measured " + format_measure(*judgement.value, judgement.unit);
            text += judgement.detail.empty() ? "\n" : ": " + judgement.detail + "\n";
        }
    }
    return text;
}

}  // namespace wt::scenario
