#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenario/outcome.hpp"
#include "sweep/axis.hpp"

namespace wt::sweep {

/// What is kept of one run.
struct PointRun {
    struct Measured {
        std::string id;    // "slo.0"
        std::string text;  // "http.latency: p(99)<900ms"
        scenario::Verdict verdict = scenario::Verdict::not_judged;
        std::optional<double> value;
        scenario::Expectation::Unit unit = scenario::Expectation::Unit::number;
    };
    std::uint64_t seed = 0;
    int exit = 0;
    std::string digest;
    std::uint64_t requests = 0;
    std::optional<double> month;        // dollars that a month at this rate costs
    std::optional<double> per_million;  // dollars of a million requests
    std::vector<Measured> measured;

    [[nodiscard]] bool held() const { return exit == scenario::exit_held; }
};

[[nodiscard]] PointRun keep(std::uint64_t seed, const scenario::Outcome& outcome);

/// How far something could go: by halving, so it is right as far as what holds at a load holds at each lower one.
struct Found {
    std::optional<std::string> holds;  // the highest that was seen to hold
    std::optional<std::string> fails;  // the lowest that was seen to fail
};

/// One setting of all axes, played with each seed; with something to look for, the runs are those at the highest value
/// that held, or at the lowest one when none did.
struct Point {
    std::size_t number = 0;  // in the sweep, from 0
    Settings settings;
    std::optional<Found> found;
    std::vector<PointRun> runs;

    [[nodiscard]] std::size_t held() const;
    /// In every run.
    [[nodiscard]] bool holds() const { return !runs.empty() && held() == runs.size(); }
    /// What failed in any run, in the order of the scenario.
    [[nodiscard]] std::vector<std::string> failed() const;
    /// The mean over its runs; none when a run has none.
    [[nodiscard]] std::optional<double> month() const;
    [[nodiscard]] std::optional<double> per_million() const;
    [[nodiscard]] std::optional<double> mean_of(std::string_view id) const;
};

/// In JSON, of one line; and back, with an error when it is none of ours.
[[nodiscard]] std::string write(const Point& point);
[[nodiscard]] Result<Point> read_point(std::string_view json);

}  // namespace wt::sweep
