#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenario/report.hpp"
#include "sweep/point.hpp"

namespace wt::sweep {

/// What is asked: a scenario, the settings that are varied, and the seeds that each point is played with.
struct Question {
    std::string scenario;  // its name
    std::string file;
    std::string again;    // the command line that plays it with nothing varied: "./windtunnel run app.yaml"
    std::string content;  // a hash of all that the scenario says, with the program's version
    std::vector<Axis> axes;
    std::optional<Axis> search;            // what is looked for at each point
    std::optional<std::size_t> hypercube;  // so many points, instead of all combinations
    std::uint64_t seed = 1;
    std::uint64_t seeds = 1;  // from `seed` on

    /// Every point, by number.
    [[nodiscard]] Result<std::vector<Settings>> points() const;
    /// Whether an axis says how much is asked for: then what a month costs says nothing, and points are compared by
    /// what a million requests cost.
    [[nodiscard]] bool varies_load() const;
    /// The same for the same question, whoever asks it and in how many parts.
    [[nodiscard]] std::string fingerprint() const;
};

/// In JSON, as it stands beside the points; and back.
[[nodiscard]] std::string write(const Question& question);
[[nodiscard]] Result<Question> read_question(std::string_view json);

/// One in `of` parts of a sweep, so that several machines can share it: the points whose number leaves `number` - 1.
struct Shard {
    std::size_t number = 1;
    std::size_t of = 1;
    [[nodiscard]] bool has(std::size_t point) const { return point % of == number - 1; }
};
/// "2/10": the second of ten.
[[nodiscard]] Result<Shard> parse_shard(std::string_view text);

/// Two points that differ in one axis, by one of its values: everything holds at the one, and not at the other.
struct Cliff {
    std::size_t axis;
    const Point* holds;
    const Point* fails;
};

/// A question with what came of it, points by number; some may be missing.
struct Answer {
    Question question;
    std::vector<Point> points;
    std::size_t asked = 0;  // how many points there should be

    /// Of those at which everything held, the one that costs least a month, or for a million requests where the load is
    /// varied; with something to look for, the one that
    /// goes furthest. Null when there is none.
    [[nodiscard]] const Point* best() const;
    [[nodiscard]] std::vector<Cliff> cliffs() const;
    /// Whether any point holds. 0, or 3; 2 when points are missing.
    [[nodiscard]] int exit_code() const;
};

/// That many of that many held: what share at least holds of all there could be, in 95 of 100 such cases (Clopper and
/// Pearson, one-sided).
[[nodiscard]] double at_least_holds(std::size_t held, std::size_t of);

[[nodiscard]] std::string text_report(const Answer& answer, const scenario::ReportStyle& style);
[[nodiscard]] std::string json_report(const Answer& answer, std::string_view version);
/// One file without network access: curves along one axis, heat maps over two, and every point.
[[nodiscard]] std::string html_report(const Answer& answer, std::string_view version);

}  // namespace wt::sweep
