#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "bill/bill.hpp"
#include "scenario/scenario.hpp"
#include "scenario/time_line.hpp"

namespace wt::scenario {

enum class Verdict : std::uint8_t { pass, fail, not_judged };

/// Exit codes of a run, as docs/scenario.md lists them.
enum ExitCode : int {
    exit_held = 0,
    exit_invalid = 2,
    exit_expectation = 3,
    exit_invariant = 4,
    exit_no_recovery = 5,
    exit_not_deterministic = 6,
    exit_never_happened = 7,
    exit_own_fault = 70,
    exit_interrupted = 130,
};

/// The one that counts of two exit codes: 130 (interrupted) before all, then 70, 6, 4, 5, 3, 7, and 0 last.
[[nodiscard]] int worse(int one, int other);

/// One thing that had to hold, and whether it did.
struct Judgement {
    std::string id;    // "slo.0", "invariant.2", "recovery"
    std::string text;  // "http.latency: p(99)<900ms"
    Verdict verdict = Verdict::not_judged;
    std::optional<double> value;  // the number that was compared, in the expectation's unit
    Expectation::Unit unit = Expectation::Unit::number;
    std::optional<Expectation> expectation;             // what the value was compared with
    std::optional<std::pair<Duration, Duration>> span;  // since the start: what it is about, when not the whole run
    std::optional<std::uint64_t> samples;               // how many there were to judge by
    std::string detail;                                 // why it failed, in a sentence
    std::optional<Duration> moment;                     // since the start, where it failed at one
    ExitCode failure = exit_expectation;                // the exit code when it fails
};

struct FaultWindow {
    std::string id;
    std::string text;  // "primary unavailable (refuse)"
    Duration from;
    Duration to;
    bool begun = true;  // false when the load ended before its condition held
};

/// What came of a run, beside the metrics and the stack's flows.
struct Outcome {
    Duration ran{0};  // of the run's time, load and end phase
    Duration load{0};
    double wall_seconds = 0;
    std::uint64_t requests = 0;
    std::uint64_t events = 0;
    std::string digest;
    std::vector<FaultWindow> faults;
    std::vector<Judgement> judgements;
    std::optional<bill::Bill> bill;                           // where the scenario asks for it
    std::vector<Chart> charts;                                // where a page is asked for
    std::vector<std::string> behind;                          // what was left to do when the load ended, in sentences
    std::map<std::string, double> load_averages;              // of levels, over the load alone, by level_key()
    std::optional<std::pair<Duration, std::string>> aborted;  // when the scenario ended its load itself, and why
    bool interrupted = false;

    /// The worst of what failed: 70, 6, 4, 5, 3, 7; 130 when it was interrupted.
    [[nodiscard]] int exit_code() const;
};

}  // namespace wt::scenario
