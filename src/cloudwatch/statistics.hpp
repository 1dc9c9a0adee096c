#pragma once
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

#include "cloudwatch/distribution.hpp"

namespace wt::cloudwatch {

/// What a publisher has computed itself.
struct StatisticSet {
    double sample_count = 0;
    double sum = 0;
    double minimum = 0;
    double maximum = 0;
};

/// All that was reported for one metric in one period.
struct Aggregate {
    double samples = 0;
    double sum = 0;
    double minimum = std::numeric_limits<double>::infinity();
    double maximum = -std::numeric_limits<double>::infinity();
    Distribution values;
    /// False once a statistic set is in it whose values nobody knows: there are no percentiles then.
    bool values_known = true;

    void add(double value, double count = 1);
    /// The values are known where they are all one (GetMetricStatistics, API Reference).
    void add(const StatisticSet& set);
    void merge(const Aggregate& other);
};

/// A statistic that can be asked for. User Guide, "CloudWatch statistics definitions".
struct Statistic {
    enum class Kind : std::uint8_t {
        sample_count,
        average,
        sum,
        minimum,
        maximum,
        percentile,       // p99.9: `high`
        trimmed_mean,     // tm90, TM(10%:90%), TM(150:1000), IQM
        winsorized_mean,  // wm98, WM(...)
        trimmed_count,    // tc90, TC(...)
        trimmed_sum,      // ts90, TS(...)
        percentile_rank,  // PR(:300)
    };
    Kind kind = Kind::average;
    /// Of those from trimmed_mean on: shares of the values (0 to 100), or values themselves; none: not bounded.
    bool by_share = true;
    std::optional<double> low;
    std::optional<double> high;

    [[nodiscard]] bool is_extended() const { return kind >= Kind::percentile; }
};

/// "Average", "p99.9", "TM(10%:90%)"; none when there is no such statistic.
[[nodiscard]] std::optional<Statistic> parse_statistic(std::string_view name);

/// Nothing where the aggregate cannot say: extended statistics need every value, and none of them negative. A
/// percentile is the least value that so large a share of the values does not exceed. Assumed: how AWS ranks and where
/// it divides a value that a border runs through is not documented; here such a value counts by its part.
[[nodiscard]] std::optional<double> value_of(const Statistic& statistic, const Aggregate& aggregate);

}  // namespace wt::cloudwatch
