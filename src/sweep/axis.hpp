#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace wt::sweep {

/// Numbers with one unit, from one to another: "100/s..5000/s".
struct Span {
    double from = 0;
    double to = 0;
    int decimals = 0;  // as many as were written
    std::string unit;  // "", "/s", "MB", "%": what followed the number

    /// A number of it as it is written in a scenario.
    [[nodiscard]] std::string text(double value) const;
};

/// A setting that is varied, and what it is set to.
struct Axis {
    std::string path;                 // "architecture.reader.concurrency.reserved"
    std::vector<std::string> values;  // in order; empty: anywhere in `span`
    std::optional<Span> span;         // where its values were written as one
    std::string text;                 // as written

    /// The last part of the path, which names it where no other has that name.
    [[nodiscard]] std::string short_name() const;
};

/// "PATH=20..200 step 20", "PATH=128MB..4096MB times 2", "PATH=off, 5, 10", "PATH=20..200". Commas within brackets and
/// quotes part nothing.
[[nodiscard]] Result<Axis> parse_axis(std::string_view text);

/// The same, for a span alone: what is looked for lies in it.
[[nodiscard]] Result<Axis> parse_search(std::string_view text);

/// How many values an axis may have, and a sweep points.
inline constexpr std::size_t most_points = 100'000;

/// What each axis is set to, in the order of the axes.
using Settings = std::vector<std::string>;

/// Every combination; the last axis varies fastest. An error where an axis is a span without a step, or where there are
/// too many.
[[nodiscard]] Result<std::vector<Settings>> grid(const std::vector<Axis>& axes);

/// `count` points such that each of as many equal parts of every axis has exactly one of them. The same for the same
/// seed.
[[nodiscard]] Result<std::vector<Settings>> latin_hypercube(const std::vector<Axis>& axes, std::size_t count,
                                                            std::uint64_t seed);

}  // namespace wt::sweep
