#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenario/report.hpp"

namespace wt::scenario {

/// What is kept of one run of several.
struct SeedRun {
    std::uint64_t seed = 0;
    Outcome outcome;
    std::string again;          // the command line that does it again
    std::string report;         // its own JSON, where one is wanted
    std::string second_digest;  // of a second run with the same seed, where there was one

    [[nodiscard]] bool differed() const { return !second_digest.empty() && second_digest != outcome.digest; }
    [[nodiscard]] int exit_code() const {
        return differed() ? worse(outcome.exit_code(), exit_not_deterministic) : outcome.exit_code();
    }
};

/// The runs of one scenario, by seed: all that it asks for, or those that were begun when they were interrupted.
struct SeveralRuns {
    const Scenario& scenario;
    std::vector<SeedRun> runs;
    double wall_seconds = 0;
    std::string again;  // the command line that does them all again

    /// All must hold: the worst of all.
    [[nodiscard]] int exit_code() const;
    [[nodiscard]] bool interrupted() const;
    [[nodiscard]] std::uint64_t requests() const;
};

/// What one expectation or invariant came to over all runs.
struct Spread {
    const Judgement& judgement;  // of the first run that has it
    std::uint64_t held = 0;
    std::vector<std::uint64_t> failed;  // the seeds
    std::string first_failure;          // in a sentence, where there is one
    /// Of the values, where it has any. The deviation is the sample's (n - 1), of two values or more; the worst is the
    /// one that is nearest to failing, or furthest beyond.
    struct Values {
        std::uint64_t count = 0;
        double mean = 0;
        std::optional<double> deviation;
        double min = 0;
        double max = 0;
        double worst = 0;
        std::uint64_t worst_seed = 0;
    };
    std::optional<Values> values;

    [[nodiscard]] Verdict verdict() const {
        return !failed.empty() ? Verdict::fail : held > 0 ? Verdict::pass : Verdict::not_judged;
    }
};

/// In the order of the scenario; they point into the runs.
[[nodiscard]] std::vector<Spread> spreads(const SeveralRuns& several);

/// A line for each run, then how what had to hold spreads over them.
[[nodiscard]] std::string text_report(const SeveralRuns& several, const ReportStyle& style);
/// Only what failed, a line each.
[[nodiscard]] std::string failures(const SeveralRuns& several);
/// `runs` holds each run's own report.
[[nodiscard]] std::string json_report(const SeveralRuns& several, std::string_view version);
/// A suite for each seed.
[[nodiscard]] std::string junit_report(const SeveralRuns& several);

}  // namespace wt::scenario
