#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/context.hpp"
#include "base/task.hpp"
#include "stack/stack.hpp"

namespace wt::scenario {

/// One line of a chart: a value for each slice of the run, none where nothing was there to measure.
struct Series {
    std::string name;
    std::vector<std::optional<double>> values;
};

/// What belongs in one picture.
struct Chart {
    enum class Unit : std::uint8_t { per_second, seconds, number, share };
    std::string title;
    Unit unit = Unit::number;
    bool stacked = false;  // the lines are parts of a whole
    std::vector<Series> series;
    std::vector<double> ends;  // of the slices, in seconds since the start
};

/// What happened slice by slice, for pictures: reads the metrics at the end of each slice, and changes nothing.
class TimeLine {
public:
    /// So many slices for the load at most. What comes after it has slices of the same length, and longer ones where it
    /// takes long.
    static constexpr int slices = 240;

    TimeLine(const Context& context, stack::Stack& stack);

    /// Looks at the end of each slice from now on, of a load of `length` and of what comes after it, for ever.
    [[nodiscard]] Task<void> follow(Duration length);
    /// Looks for the last time. Charts of which something was measured.
    [[nodiscard]] std::vector<Chart> finish();

private:
    /// Gives a slice's value, told how long it was.
    using Probe = std::function<std::optional<double>(double slice_seconds)>;
    void add(std::size_t chart, std::string name, Probe probe);
    void add_components(stack::Stack& stack);
    /// Ends a slice here, where it has a length.
    void look();
    std::size_t chart(std::string title, Chart::Unit unit, bool stacked = false);

    [[nodiscard]] Probe rate_of(std::vector<std::string> metrics);
    /// Of what `metric` counted in a slice the rest that none of `parts` counted.
    [[nodiscard]] Probe rest_of(std::string metric, std::vector<std::string> parts);
    /// What `metric` counted until now, and none of `parts`.
    [[nodiscard]] Probe left_of(std::string metric, std::vector<std::string> parts);
    [[nodiscard]] Probe level_of(std::string metric);
    [[nodiscard]] Probe share_of(std::string hits, std::string misses);
    [[nodiscard]] Probe quantile_of(std::string metric, double share);
    [[nodiscard]] std::uint64_t counted(const std::string& metric);
    [[nodiscard]] std::uint64_t counted(const std::vector<std::string>& metrics);

    Context context_;
    Instant start_{};
    Instant last_{};  // where the last slice ended
    std::vector<double> ends_;
    std::vector<Chart> charts_;
    struct Line {
        std::size_t chart;
        std::size_t series;
        Probe probe;
    };
    std::vector<Line> lines_;
};

}  // namespace wt::scenario
