#include <csignal>
#include <cstdio>

#include <fmt/format.h>
#include <unistd.h>

#include "app/outside.hpp"
#include "app/real_run.hpp"
#include "app/stopwatch.hpp"
#include "app/version.hpp"
#include "app/world.hpp"
#include "scenario/engine.hpp"
#include "scenario/report.hpp"

namespace wt::app {

namespace {

volatile std::sig_atomic_t interrupted = 0;

/// Sends requests straight into the first tier, or into the API.
class InProcess final : public scenario::Target {
public:
    explicit InProcess(stack::Stack& stack) : stack_(stack) {}
    Task<http::Response> send(http::Request&& request, scenario::Entrance entrance) override {
        http::Hop& hop = entrance == scenario::Entrance::api ? *stack_.api_entry() : stack_.entry();
        return hop.send(std::move(request));
    }
    std::string_view answered_by(const http::Response& response) const override {
        return stack_.tier_name(response.answered_by);
    }

private:
    stack::Stack& stack_;
};

/// One line on a terminal that says how far the run is.
class ProgressBar {
public:
    ProgressBar() : shown_(isatty(STDERR_FILENO) == 1) {}
    ~ProgressBar() {
        if (drawn_) fmt::print(stderr, "\r\x1b[K");
    }
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;

    void draw(const scenario::Engine::Progress& progress, double wall) {
        // Nothing for what is over at once; then five times a second.
        if (!shown_ || wall < 0.5 || wall - last_ < 0.2) return;
        last_ = wall;
        drawn_ = true;
        constexpr int width = 30;
        const int done = static_cast<int>(progress.share * width);
        fmt::print(stderr, "\r\x1b[K[{}{}] {:3.0f}%  {} requests{}", std::string(done, '='),
                   std::string(width - done, ' '), progress.share * 100,
                   format_count(static_cast<double>(progress.requests)), progress.settling ? "  coming to rest" : "");
        std::fflush(stderr);
    }

private:
    bool shown_;
    bool drawn_ = false;
    double last_ = 0;
};

struct Finished {
    int exit_code;
    std::string digest;
};

Finished run_virtual(const scenario::Scenario& scenario, const RunOptions& options,
                     const std::shared_ptr<const identity::SigningKey>& key) {
    const Stopwatch stopwatch;
    World world(scenario);
    if (options.shuffle_ties) world.clock.shuffle_ties(scenario.seed | 1);
    stack::Stack stack(world.context, scenario.architecture, key);
    InProcess target(stack);
    scenario::Engine engine(world.context, scenario, stack, target);
    engine.start();
    {
        ProgressBar bar;
        // In slices of the run's time, so that progress and Ctrl-C get their turn.
        const Duration slice = std::max<Duration>(scenario.length() / 1000, 1s);
        while (!engine.finished()) {
            world.clock.run_until(world.clock.after(slice));
            bar.draw(engine.progress(), stopwatch.seconds());
            if (interrupted != 0) engine.interrupt();
        }
    }
    return {report(world, scenario, stack, engine, options, stopwatch.seconds()), engine.outcome().digest};
}

}  // namespace

int report(World& world, const scenario::Scenario& scenario, stack::Stack& stack, const scenario::Engine& engine,
           const RunOptions& options, double wall_seconds) {
    scenario::Outcome outcome = engine.outcome();
    outcome.wall_seconds = wall_seconds;
    std::string again = command_line("run", options.scenario, scenario.seed);
    if (!options.clock.empty()) again += " --clock " + options.clock;
    const scenario::Findings findings{scenario, outcome,          stack, world.metrics, engine.traffic(),
                                      again,    world.clock.now()};
    if (!options.quiet) {
        scenario::ReportStyle style;
        style.color = wants_color();
        style.unicode = speaks_unicode();
        fmt::print("{}", scenario::text_report(findings, style));
    }
    const std::string json = options.json.empty() ? scenario.outputs.json : options.json;
    const std::string junit = options.junit.empty() ? scenario.outputs.junit : options.junit;
    bool written = true;
    if (!json.empty()) written = write_file(json, scenario::json_report(findings, version)) && written;
    if (!junit.empty()) written = write_file(junit, scenario::junit_report(findings)) && written;
    if (options.quiet) {
        for (const auto& judgement : outcome.judgements) {
            if (judgement.verdict == scenario::Verdict::fail)
                fmt::print("FAILED {}: {}\n", judgement.text, judgement.detail);
        }
    }
    return written ? outcome.exit_code() : static_cast<int>(scenario::exit_invalid);
}

int run(const RunOptions& options) {
    auto scenario = read_scenario(options.scenario);
    if (!scenario) return scenario::exit_invalid;
    if (!options.clock.empty()) {
        const auto clock = scenario::parse_clock_mode(options.clock);
        if (!clock.ok()) {
            fmt::print(stderr, "windtunnel: --clock: {}\n", clock.error().message);
            return scenario::exit_invalid;
        }
        scenario->clock.mode = clock->mode;
        scenario->clock.scale = clock->scale;
    }
    if (!options.quiet) {
        fmt::print("seed {}\n", scenario->seed);
        std::fflush(stdout);
    }
    const bool virtual_time = scenario->clock.mode == scenario::ClockMode::virtual_time;
    if (const std::string why = needs_real_time(scenario->architecture); virtual_time && !why.empty()) {
        fmt::print(stderr, "windtunnel: {}\n", why);
        return scenario::exit_invalid;
    }
    std::signal(SIGINT, [](int) { interrupted = 1; });
    std::signal(SIGTERM, [](int) { interrupted = 1; });
    using Made = identity::SigningKey::Made;
    const auto key = std::make_shared<const identity::SigningKey>(
        identity::SigningKey::generate(virtual_time ? Made::when_needed : Made::ahead));
    if (!virtual_time) {
        return run_real(*scenario, options, key, [] { return interrupted != 0; });
    }
    const Finished first = run_virtual(*scenario, options, key);
    if (!options.check_determinism || interrupted != 0) return first.exit_code;

    RunOptions again = options;
    again.quiet = true;
    again.json.clear();
    again.junit.clear();
    const Finished second = run_virtual(*scenario, again, key);
    if (first.digest == second.digest) {
        fmt::print("Deterministic: a second run has the same digest.\n");
        return first.exit_code;
    }
    fmt::print("NOT deterministic: {} and {} are the digests of two runs with seed {}.\n", first.digest, second.digest,
               scenario->seed);
    return scenario::exit_not_deterministic;
}

}  // namespace wt::app
