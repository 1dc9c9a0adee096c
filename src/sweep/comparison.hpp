#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "scenario/report.hpp"

namespace wt::sweep {

/// A number that both reports have, over their seeds.
struct Change {
    std::string name;  // `http.latency{route="GET /items/{id}"} p99`
    bool seconds = false;
    double before = 0;  // means
    double after = 0;
    /// Of the difference, where there are two seeds or more on each side: half of its 95% interval, and how often
    /// chance alone would make one so large.
    std::optional<double> half_interval;
    std::optional<double> p;
    bool more_than_chance = false;

    [[nodiscard]] double difference() const { return after - before; }
    /// Of what it was; infinite where it was nothing.
    [[nodiscard]] double relative() const;
};

struct ExpectationChange {
    std::string id;
    std::string text;
    std::size_t held_before = 0;  // in so many runs
    std::size_t held_after = 0;
    [[nodiscard]] bool worse(std::size_t runs_before, std::size_t runs_after) const {
        return held_before == runs_before && held_after < runs_after;
    }
};

struct Comparison {
    std::string before;  // names
    std::string after;
    std::size_t runs_before = 0;
    std::size_t runs_after = 0;
    bool paired = false;  // the same seeds on both sides: run is compared with run
    bool same = false;    // the same digests, so the same runs
    std::vector<ExpectationChange> expectations;
    std::vector<Change> changes;  // all that is not equal, the largest first
    std::size_t equal = 0;

    /// 3 when something that held in all runs before does not any more.
    [[nodiscard]] int exit_code() const;
};

/// Compares two JSON reports, of one run or of several. Differences are more than chance where Student's t says so,
/// with as many false ones among them as Benjamini and Hochberg allow for 5%.
[[nodiscard]] Result<Comparison> compare(std::string_view before, std::string_view after);

/// `all`: also changes that chance explains.
[[nodiscard]] std::string text_report(const Comparison& comparison, const scenario::ReportStyle& style, bool all);

}  // namespace wt::sweep
