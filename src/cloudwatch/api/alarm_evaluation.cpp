#include "cloudwatch/api/alarm_evaluation.hpp"

#include <algorithm>

namespace wt::cloudwatch {

std::optional<MissingData> parse_missing_data(std::string_view name) {
    if (name == "missing") return MissingData::missing;
    if (name == "notBreaching") return MissingData::not_breaching;
    if (name == "breaching") return MissingData::breaching;
    if (name == "ignore") return MissingData::ignore;
    return std::nullopt;
}

std::optional<bool> breaches(std::string_view comparison, double value, double threshold) {
    if (comparison == "GreaterThanThreshold") return value > threshold;
    if (comparison == "GreaterThanOrEqualToThreshold") return value >= threshold;
    if (comparison == "LessThanThreshold") return value < threshold;
    if (comparison == "LessThanOrEqualToThreshold") return value <= threshold;
    return std::nullopt;
}

AlarmOutcome evaluate_alarm(const AlarmCondition& condition, const std::vector<std::optional<bool>>& range) {
    AlarmOutcome outcome;
    std::size_t breaching = 0;
    for (std::size_t i = range.size(); i > 0 && outcome.points.size() < condition.periods; --i) {
        if (!range[i - 1]) continue;
        outcome.points.push_back(i - 1);
        breaching += *range[i - 1] ? 1 : 0;
    }
    std::reverse(outcome.points.begin(), outcome.points.end());
    const std::size_t real = outcome.points.size();
    outcome.filled = condition.periods - real;
    if (condition.missing == MissingData::breaching) breaching += outcome.filled;
    if (breaching >= condition.datapoints) {
        outcome.verdict = AlarmVerdict::alarm;
        return outcome;
    }
    outcome.verdict = AlarmVerdict::ok;
    if (outcome.filled == 0) return outcome;
    if (condition.missing == MissingData::ignore) {
        // Whether what is missing could still make it an alarm.
        if (breaching + outcome.filled >= condition.datapoints) outcome.verdict = AlarmVerdict::as_before;
    } else if (condition.missing == MissingData::missing) {
        if (real == 0) {
            outcome.verdict = AlarmVerdict::insufficient_data;
            return outcome;
        }
        // An alarm before its time: the oldest breach is M periods old, and nothing since then was good.
        std::size_t first = real;
        while (first > 0 && *range[outcome.points[first - 1]]) --first;
        if (first < real && range.size() - outcome.points[first] >= condition.datapoints)
            outcome.verdict = AlarmVerdict::alarm;
    }
    return outcome;
}

}  // namespace wt::cloudwatch
