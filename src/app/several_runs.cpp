#include "app/several_runs.hpp"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "app/progress_bar.hpp"
#include "app/real_run.hpp"
#include "app/stopwatch.hpp"
#include "app/version.hpp"
#include "scenario/several.hpp"

namespace wt::app {

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

/// The seeds of a scenario, and the threads that take them one after another.
class Seeds {
public:
    Seeds(const scenario::Scenario& scenario, const RunOptions& options, const SeveralRunsPlan& plan,
          const std::string& json)
        : scenario_(scenario),
          options_(options),
          plan_(plan),
          json_(json),
          runs_(scenario.runs),
          seen_(scenario.runs) {}

    /// Plays them all; those that were begun, by seed. An exception of one ends all, and is thrown here.
    [[nodiscard]] std::vector<SeedRun> play() {
        const Stopwatch stopwatch;
        ProgressBar bar;
        std::vector<std::jthread> threads;
        std::unique_lock lock(mutex_);
        for (; working_ < std::min(scenario_.parallel, scenario_.runs); ++working_)
            threads.emplace_back([this] { work(); });
        while (working_ > 0) {
            ended_.wait_for(lock, 200ms);
            bar.draw(progress(), stopwatch.seconds());
        }
        if (trouble_) std::rethrow_exception(trouble_);
        std::vector<SeedRun> begun;
        for (auto& run : runs_) {
            if (run) begun.push_back(std::move(*run));
        }
        return begun;
    }

private:
    using Progress = scenario::Engine::Progress;

    void work() {
        try {
            while (play_next()) {
            }
        } catch (...) {
            const std::lock_guard lock(mutex_);
            if (!trouble_) trouble_ = std::current_exception();
        }
        const std::lock_guard lock(mutex_);
        --working_;
        ended_.notify_one();
    }

    /// Plays the next seed that nobody has taken; false when there is none.
    [[nodiscard]] bool play_next() {
        std::size_t place = 0;
        std::optional<scenario::Scenario> scenario;
        {
            const std::lock_guard lock(mutex_);
            if (taken_ == runs_.size() || trouble_ || plan_.interrupted()) return false;
            place = taken_++;
            scenario = plan_.scenario();
        }
        scenario->seed = scenario_.seed + place;
        SeedRun run;
        play_once(*scenario, place, 0, keep_in(run, json_));
        if (options_.check_determinism && !run.outcome.interrupted) {
            play_once(*scenario, place, 1, [&run](const scenario::Findings& findings) {
                if (!findings.outcome.interrupted) run.second_digest = findings.outcome.digest;
            });
        }
        const std::lock_guard lock(mutex_);
        runs_[place] = std::move(run);
        return true;
    }

    /// The first time, or the second.
    void play_once(const scenario::Scenario& scenario, std::size_t place, int time, const Finish& finish) {
        VirtualRun run;
        run.shuffle_ties = options_.shuffle_ties;
        run.again = plan_.again(scenario.seed);
        run.goes_on = [&, time](const Progress& progress) {
            const std::lock_guard lock(mutex_);
            const double times = options_.check_determinism ? 2 : 1;
            seen_[place] = {(time + progress.share) / times, progress.requests, progress.settling};
            return !trouble_ && !plan_.interrupted();
        };
        play_virtual(scenario, run, finish);
    }

    /// How far they are together.
    [[nodiscard]] Progress progress() const {
        Progress all{0, 0, false};
        for (const Progress& one : seen_) {
            all.share += one.share / static_cast<double>(seen_.size());
            all.requests += one.requests;
        }
        all.share = std::min(all.share, 1.0);
        return all;
    }

    const scenario::Scenario& scenario_;
    const RunOptions& options_;
    const SeveralRunsPlan& plan_;
    const std::string& json_;
    std::mutex mutex_;  // guards what follows
    std::condition_variable ended_;
    std::size_t taken_ = 0;
    std::uint64_t working_ = 0;
    std::vector<std::optional<SeedRun>> runs_;
    std::vector<Progress> seen_;
    std::exception_ptr trouble_;
};

/// In the machine's time, one after another.
[[nodiscard]] std::vector<SeedRun> play_in_real_time(const scenario::Scenario& scenario, const SeveralRunsPlan& plan,
                                                     const std::string& json) {
    std::vector<SeedRun> runs;
    while (runs.size() < scenario.runs && !plan.interrupted()) {
        scenario::Scenario one = plan.scenario();
        one.seed = scenario.seed + runs.size();
        play_real(one, plan.again(one.seed), plan.interrupted, keep_in(runs.emplace_back(), json));
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
    several.runs = virtual_time ? Seeds(scenario, options, plan, json).play() : play_in_real_time(scenario, plan, json);
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

}  // namespace wt::app
