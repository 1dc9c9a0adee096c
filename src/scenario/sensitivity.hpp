#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "scenario/outcome.hpp"
#include "scenario/report.hpp"

namespace wt::scenario {

/// What became of everything that had to hold when one assumption was twice what it was, and all else the same.
struct Swing {
    struct Moved {
        std::string id;    // of the judgement
        std::string text;  // "http.latency: p(99)<900ms"
        double before = 0;
        double after = 0;
        Expectation::Unit unit = Expectation::Unit::number;
        /// Of what it was: 0.14 is 14% more. Infinite from nothing to something.
        [[nodiscard]] double by() const;
        [[nodiscard]] std::string by_text() const;  // "+14%"
    };
    std::string assumption;                   // "api overhead lognormal(p50=8ms, p99=30ms)"
    std::vector<Moved> moved;                 // every number that was compared, in the order of the scenario
    std::vector<std::string> turned;          // what held and does not then, or the other way round
    [[nodiscard]] const Moved* most() const;  // the one that moved furthest; null when none had a number
};

[[nodiscard]] Swing swing(std::string assumption, const Outcome& before, const Outcome& after);

/// Those first on which a verdict hangs, then by how far they move an answer.
void put_in_order(std::vector<Swing>& swings);

/// A line for each assumption that moves something.
[[nodiscard]] std::string text_report(const std::vector<Swing>& swings, const ReportStyle& style);

}  // namespace wt::scenario
