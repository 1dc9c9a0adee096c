#include "play/several_runs.hpp"

#include <optional>
#include <vector>

#include <fmt/format.h>

#include "play/side_by_side.hpp"
#include "play/stopwatch.hpp"
#include "play/version.hpp"
#include "scenario/several.hpp"

namespace wt::play {

namespace {

using scenario::SeedRun;

/// What stays of a run when its world is gone.
[[nodiscard]] Finish keep_in(SeedRun& run, const std::string& json) {
    return [&run, &json](const scenario::Findings& findings) {
        run.seed = findings.scenario.seed;
        run.outcome = findings.outcome;
        run.again = findings.reproduce;
        if (!json.empty()) run.report = scenario::json_report(findings, version);
    };
}

/// With each seed in a world of its own; those that were begun, by seed.
[[nodiscard]] std::vector<SeedRun> play_side_by_side(const scenario::Scenario& scenario, const RunOptions& options,
                                                     const SeveralRunsPlan& plan, const std::string& json) {
    std::vector<std::optional<SeedRun>> runs(scenario.runs);
    const double times = options.check_determinism ? 2 : 1;
    side_by_side(runs.size(), scenario.parallel, plan.interrupted, [&](std::size_t number, const Seen& seen) {
        scenario::Scenario own = plan.scenario();
        own.seed = scenario.seed + number;
        VirtualRun play;
        play.shuffle_ties = options.shuffle_ties;
        play.again = plan.again(own.seed);
        double before = 0;  // the second time, the first one
        play.goes_on = [&](const scenario::Engine::Progress& progress) {
            return seen({(before + progress.share) / times, progress.requests, progress.settling});
        };
        SeedRun run;
        play_virtual(own, play, keep_in(run, json));
        if (options.check_determinism && !run.outcome.interrupted) {
            before = 1;
            play_virtual(own, play, [&run](const scenario::Findings& findings) {
                if (!findings.outcome.interrupted) run.second_digest = findings.outcome.digest;
            });
        }
        runs[number] = std::move(run);
    });
    std::vector<SeedRun> begun;
    for (auto& run : runs) {
        if (run) begun.push_back(std::move(*run));
    }
    return begun;
}

/// In the machine's time, one after another.
[[nodiscard]] std::vector<SeedRun> play_in_real_time(const scenario::Scenario& scenario, const SeveralRunsPlan& plan,
                                                     const std::string& json) {
    std::vector<SeedRun> runs;
    while (runs.size() < scenario.runs && !plan.interrupted()) {
        scenario::Scenario one = plan.scenario();
        one.seed = scenario.seed + runs.size();
        plan.play_real(one, plan.again(one.seed), plan.interrupted, keep_in(runs.emplace_back(), json));
    }
    return runs;
}

void print_determinism(const std::vector<SeedRun>& runs) {
    bool same = true;
    for (const SeedRun& run : runs) {
        if (!run.differed()) continue;
        same = false;
        fmt::print("NOT deterministic: {} and {} are the digests of two runs with seed {}.\n", run.outcome.digest,
                   run.second_digest, run.seed);
    }
    if (same) fmt::print("Deterministic: a second run with each seed has the same digest.\n");
}

}  // namespace

int run_several(const scenario::Scenario& scenario, const RunOptions& options, const SeveralRunsPlan& plan) {
    const Stopwatch stopwatch;
    const std::string json = options.json.empty() ? scenario.outputs.json : options.json;
    const std::string junit = options.junit.empty() ? scenario.outputs.junit : options.junit;
    const bool virtual_time = scenario.clock.mode == scenario::ClockMode::virtual_time;
    scenario::SeveralRuns several{scenario, {}, 0, plan.all_again};
    several.runs =
        virtual_time ? play_side_by_side(scenario, options, plan, json) : play_in_real_time(scenario, plan, json);
    several.wall_seconds = stopwatch.seconds();

    if (!options.quiet) {
        scenario::ReportStyle style;
        style.color = wants_color();
        style.unicode = speaks_unicode();
        fmt::print("{}", scenario::text_report(several, style));
    }
    bool written = true;
    if (!json.empty()) written = write_file(json, scenario::json_report(several, version)) && written;
    if (!junit.empty()) written = write_file(junit, scenario::junit_report(several)) && written;
    if (options.quiet) fmt::print("{}", scenario::failures(several));
    const int code = several.exit_code();
    if (virtual_time && options.check_determinism && code != scenario::exit_interrupted)
        print_determinism(several.runs);
    return written ? code : static_cast<int>(scenario::exit_invalid);
}

}  // namespace wt::play
