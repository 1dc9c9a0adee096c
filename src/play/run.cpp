#include <algorithm>
#include <cstdio>
#include <limits>

#include <fmt/format.h>

#include "play/function_code.hpp"
#include "play/interruption.hpp"
#include "play/memory_limit.hpp"
#include "play/one_run.hpp"
#include "play/progress_bar.hpp"
#include "play/real_time.hpp"
#include "play/several_runs.hpp"
#include "play/stopwatch.hpp"
#include "play/version.hpp"
#include "scenario/report.hpp"
#include "scenario/sensitivity.hpp"
#include "scenario/settings.hpp"
#include "stack/assumptions.hpp"

namespace wt::play {

namespace {

const std::vector<scenario::Swing> no_swings;

/// Prints and writes what a run came to; the exit code.
int report(const scenario::Findings& findings, const RunOptions& options) {
    if (!options.quiet) {
        scenario::ReportStyle style;
        style.color = wants_color();
        style.unicode = speaks_unicode();
        fmt::print("{}", scenario::text_report(findings, style));
    }
    const std::string& json = options.json.empty() ? findings.scenario.outputs.json : options.json;
    const std::string& junit = options.junit.empty() ? findings.scenario.outputs.junit : options.junit;
    bool written = true;
    if (!json.empty()) written = write_file(json, scenario::json_report(findings, version)) && written;
    if (!junit.empty()) written = write_file(junit, scenario::junit_report(findings)) && written;
    if (const std::string& html = findings.scenario.outputs.html; !html.empty())
        written = write_file(html, scenario::html_report(findings, version)) && written;
    if (options.quiet) {
        for (const auto& judgement : findings.outcome.judgements) {
            if (judgement.verdict != scenario::Verdict::fail) continue;
            fmt::print("FAILED {}", judgement.text);
            if (judgement.value)
                fmt::print("  measured {}", scenario::format_measure(*judgement.value, judgement.unit));
            fmt::print("{}{}\n", judgement.detail.empty() ? "" : ": ", judgement.detail);
        }
        for (const scenario::Swing& swing : findings.swings == nullptr ? no_swings : *findings.swings) {
            for (const std::string& turned : swing.turned) fmt::print("HANGS ON {}: {}\n", swing.assumption, turned);
        }
    }
    return written ? findings.outcome.exit_code() : static_cast<int>(scenario::exit_invalid);
}

/// The command line that does the run with this seed again.
[[nodiscard]] std::string again(const RunOptions& options, std::uint64_t seed) {
    std::string line = command_line("run", options.scenario, seed);
    if (!options.clock.empty()) line += " --clock " + options.clock;
    if (options.shuffle_ties) line += " --shuffle-ties";
    return line;
}

/// The scenario as its files and the command line have it; without one, why not has been said.
[[nodiscard]] std::optional<scenario::Scenario> read(ScenarioSource& source, const RunOptions& options) {
    auto scenario = source.read();
    if (!scenario) return std::nullopt;
    if (!options.clock.empty()) {
        const auto clock = scenario::parse_clock_mode(options.clock);
        if (!clock.ok()) {
            fmt::print(stderr, "windtunnel: --clock: {}\n", clock.error().message);
            return std::nullopt;
        }
        scenario->clock.mode = clock->mode;
        scenario->clock.scale = clock->scale;
    }
    for (stack::Component& component : scenario->architecture.components)
        scenario::choose_program(component, scenario->clock.mode);
    if (!options.html.empty()) scenario->outputs.html = options.html;
    if (scenario->clock.mode != scenario::ClockMode::virtual_time) {
        if (const auto wrong = place_code(scenario->architecture, options.scenario.file)) {
            fmt::print(stderr, "windtunnel: {}\n", wrong->message);
            return std::nullopt;
        }
    }
    if (options.runs) scenario->runs = *options.runs;
    if (options.parallel) scenario->parallel = *options.parallel;
    return scenario;
}

/// Why several runs cannot be played as they are asked for; empty when they can.
[[nodiscard]] std::string refused(const scenario::Scenario& scenario) {
    if (scenario.seed > std::numeric_limits<std::uint64_t>::max() - (scenario.runs - 1)) {
        return fmt::format("{} runs from seed {} on: there are no such seeds", scenario.runs, scenario.seed);
    }
    if (scenario.runs > 1 && !scenario.outputs.html.empty())
        return "a page shows one run: leave out --html, or say --runs 1";
    if (scenario.clock.mode != scenario::ClockMode::virtual_time && scenario.runs > 1 && scenario.parallel > 1) {
        return "parallel is for the virtual clock: runs in the machine's time would take it from one another, so they "
               "go "
               "one after another; leave it out, or say --parallel 1";
    }
    return {};
}

[[nodiscard]] std::string refused_sensitivity(const scenario::Scenario& scenario) {
    if (scenario.clock.mode != scenario::ClockMode::virtual_time)
        return "--sensitivity is for the virtual clock: other runs would differ by more than an assumption";
    return scenario.runs > 1 ? "--sensitivity compares runs of one seed: leave out --runs, or say --runs 1" : "";
}

/// Plays it in this thread, with a bar on a terminal; the bar is gone when `finish` is called.
void run_virtual(const scenario::Scenario& scenario, const RunOptions& options, const std::string& line,
                 const Finish& finish) {
    const Stopwatch stopwatch;
    ProgressBar bar;
    VirtualRun run;
    run.shuffle_ties = options.shuffle_ties;
    run.again = line;
    run.goes_on = [&](const scenario::Engine::Progress& progress) {
        bar.draw(progress, stopwatch.seconds());
        return !interrupted();
    };
    play_virtual(scenario, run, [&](const scenario::Findings& findings) {
        bar.clear();
        finish(findings);
    });
}

/// Plays it once more for each of what was assumed in it.
[[nodiscard]] std::vector<scenario::Swing> swings_of(const scenario::Findings& findings, const RunOptions& options) {
    const std::vector<std::string> assumed = findings.stack.assumed_latencies();
    std::vector<scenario::Swing> swings;
    scenario::Scenario changed = findings.scenario;
    for (const stack::Assumption& assumption : stack::assumptions(changed.architecture.components)) {
        const std::string text = assumption.text();
        if (std::find(assumed.begin(), assumed.end(), text) == assumed.end()) continue;
        const Latency as_it_was = *assumption.latency;
        assumption.latency->law = stack::times(2, as_it_was.law);
        run_virtual(changed, options, {}, [&](const scenario::Findings& other) {
            if (!other.outcome.interrupted) swings.push_back(scenario::swing(text, findings.outcome, other.outcome));
        });
        *assumption.latency = as_it_was;
        if (interrupted()) break;
    }
    scenario::put_in_order(swings);
    return swings;
}

int run_one(const scenario::Scenario& scenario, const RunOptions& options, const PlayReal& play_real,
            const std::string& line) {
    int code = scenario::exit_held;
    std::string digest;
    const auto finish = [&](scenario::Findings findings) {
        std::vector<scenario::Swing> swings;
        if (options.sensitivity && !findings.outcome.interrupted) {
            swings = swings_of(findings, options);
            findings.swings = &swings;
        }
        code = report(findings, options);
        if (options.sensitivity && interrupted()) {
            fmt::print(stderr, "windtunnel: interrupted: {} of the assumptions were played\n", swings.size());
            code = scenario::exit_interrupted;
        }
        digest = findings.outcome.digest;
    };
    if (scenario.clock.mode != scenario::ClockMode::virtual_time) {
        play_real(scenario, line, interrupted, finish);
        return code;
    }
    run_virtual(scenario, options, line, finish);
    if (!options.check_determinism || interrupted()) return code;

    std::string second;
    run_virtual(scenario, options, line, [&](const scenario::Findings& findings) { second = findings.outcome.digest; });
    if (interrupted()) return scenario::exit_interrupted;
    if (digest == second) {
        fmt::print("Deterministic: a second run has the same digest.\n");
        return code;
    }
    fmt::print("NOT deterministic: {} and {} are the digests of two runs with seed {}.\n", digest, second,
               scenario.seed);
    return scenario::exit_not_deterministic;
}

}  // namespace

int run(const RunOptions& options, const PlayReal& play_real) {
    ScenarioSource source(options.scenario);
    const auto scenario = read(source, options);
    if (!scenario) return scenario::exit_invalid;
    std::string why = refused(*scenario);
    if (why.empty() && options.sensitivity) why = refused_sensitivity(*scenario);
    if (why.empty() && scenario->clock.mode == scenario::ClockMode::virtual_time) {
        why = needs_real_time(scenario->architecture);
    } else if (const stack::Component* program = first_with_code(scenario->architecture);
               why.empty() && program != nullptr && scenario->clock.mode == scenario::ClockMode::scaled) {
        why = fmt::format("{} runs a program, which takes the machine's own time: say --clock real", program->name);
    }
    if (!why.empty()) {
        fmt::print(stderr, "windtunnel: {}\n", why);
        return scenario::exit_invalid;
    }
    if (scenario->clock.mode != scenario::ClockMode::virtual_time && !play_real) throw NeedsSockets{};
    limit_memory(options.memory);
    const bool several = scenario->runs > 1;
    if (!options.quiet) {
        fmt::print("seed {}", scenario->seed);
        if (several) fmt::print(" to {}", scenario->seed + scenario->runs - 1);
        fmt::print("\n");
        std::fflush(stdout);
    }
    heed_interruption();
    const auto again_alone = [&](std::uint64_t seed) {
        return again(options, seed) + (several || options.runs ? " --runs 1" : "");
    };
    if (!several) return run_one(*scenario, options, play_real, again_alone(scenario->seed));

    SeveralRunsPlan plan;
    plan.scenario = [&] { return read(source, options).value(); };
    plan.again = again_alone;
    plan.all_again =
        again(options, scenario->seed) + fmt::format(" --runs {} --parallel {}", scenario->runs, scenario->parallel);
    plan.interrupted = interrupted;
    plan.play_real = play_real;
    return run_several(*scenario, options, plan);
}

}  // namespace wt::play
