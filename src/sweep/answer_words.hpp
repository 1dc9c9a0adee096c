#pragma once
#include <string>
#include <vector>

#include "sweep/sweep.hpp"

/// What both reports of a sweep say.
namespace wt::sweep {

/// Axes by the shortest ends of their paths that tell them apart.
[[nodiscard]] std::vector<std::string> names_of(const Question& question);
/// "reserved=20, memory=512MB"
[[nodiscard]] std::string settings_text(const std::vector<std::string>& names, const Point& point);
/// Expectations with numbers, by the first point that has them.
[[nodiscard]] std::vector<PointRun::Measured> columns_of(const Answer& answer);

/// What is said of the best point.
struct BestWords {
    std::string head;        // "The cheapest at which everything held: reserved=40"
    std::string rest;        // ", 12.30 USD a month."
    std::string confidence;  // "Held in 5 of 5 seeds: ..."
    std::string again;       // the command line that plays it
};
[[nodiscard]] BestWords words_of(const Answer& answer, const std::vector<std::string>& names, const Point& best);
/// "reserved: holds at 40, fails at 20 (memory=512MB): slo.0"
[[nodiscard]] std::string words_of(const Cliff& cliff, const std::vector<std::string>& names);

}  // namespace wt::sweep
