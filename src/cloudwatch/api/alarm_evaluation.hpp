#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace wt::cloudwatch {

enum class MissingData : std::uint8_t { missing, not_breaching, breaching, ignore };
/// "notBreaching"; none for what is none of the four.
[[nodiscard]] std::optional<MissingData> parse_missing_data(std::string_view name);

/// "GreaterThanThreshold" held against a value; none for what asks for a band instead of a threshold.
[[nodiscard]] std::optional<bool> breaches(std::string_view comparison, double value, double threshold);

/// M of N.
struct AlarmCondition {
    std::size_t datapoints = 1;  // M
    std::size_t periods = 1;     // N
    MissingData missing = MissingData::missing;
};

enum class AlarmVerdict : std::uint8_t { ok, alarm, insufficient_data, as_before };
struct AlarmOutcome {
    AlarmVerdict verdict = AlarmVerdict::as_before;
    std::vector<std::size_t> points;  // that were looked at, from old to new: places in what was handed in
    std::size_t filled = 0;           // periods without data that were looked at
};

/// How many periods are looked at. Assumed: AWS says that they are more than N, and shows five for three.
[[nodiscard]] inline std::size_t evaluation_range(std::size_t periods) { return periods + 2; }

/// What periods say, from old to new: whether each breaches, none where there was no data. User Guide, "Configuring how
/// CloudWatch alarms treat missing data".
[[nodiscard]] AlarmOutcome evaluate_alarm(const AlarmCondition& condition,
                                          const std::vector<std::optional<bool>>& range);

}  // namespace wt::cloudwatch
