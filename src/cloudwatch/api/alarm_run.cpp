// How alarms are held against their data.
#include <algorithm>
#include <chrono>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "cloudwatch/api/alarm_evaluation.hpp"
#include "cloudwatch/api/alarm_rule.hpp"
#include "cloudwatch/api/alarms.hpp"
#include "cloudwatch/api/data_queries.hpp"

namespace wt::cloudwatch {

namespace {

using Json = nlohmann::json;

[[nodiscard]] std::string at(std::int64_t moment, const char* format) {
    return fmt::format(fmt::runtime(format), fmt::gmtime(static_cast<std::time_t>(moment)));
}
/// "21.5", "5.0".
[[nodiscard]] std::string number(double value) {
    std::string text = fmt::format("{}", value);
    return text.find_first_of(".en") == std::string::npos ? text + ".0" : text;
}

[[nodiscard]] std::string_view relation(std::string_view comparison) {
    if (comparison == "GreaterThanThreshold") return "greater than";
    if (comparison == "GreaterThanOrEqualToThreshold") return "greater than or equal to";
    return comparison == "LessThanThreshold" ? "less than" : "less than or equal to";
}

[[nodiscard]] std::string plural(std::size_t count, std::string_view noun) {
    return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

/// One alarm's data: what its query gives, by period, from old to new.
struct Range {
    std::vector<std::optional<double>> values;
    std::vector<std::int64_t> starts;
};

/// Assumed but for what was seen at AWS: "1 datapoint [...] was greater than the threshold" and "no datapoints were
/// received".
[[nodiscard]] std::string reason_of(const MetricAlarm& alarm, const AlarmCondition& condition, const Range& range,
                                    const AlarmOutcome& outcome) {
    const double threshold = *alarm.threshold;
    if (outcome.verdict == AlarmVerdict::insufficient_data)
        return fmt::format("Insufficient Data: {} {} unknown.", plural(outcome.filled, "datapoint"),
                           outcome.filled == 1 ? "was" : "were");
    std::string treated;
    if (outcome.filled > 0 && condition.missing != MissingData::missing && condition.missing != MissingData::ignore)
        treated = fmt::format("{} {} treated as [{}]", plural(outcome.filled, "missing datapoint"),
                              outcome.filled == 1 ? "was" : "were",
                              condition.missing == MissingData::breaching ? "Breaching" : "NonBreaching");
    if (outcome.points.empty())
        return fmt::format("Threshold Crossed: no datapoints were received for {} and {}.",
                           plural(outcome.filled, "period"), treated);
    const bool alarms = outcome.verdict == AlarmVerdict::alarm;
    std::vector<std::string> listed;
    for (auto point = outcome.points.rbegin(); point != outcome.points.rend(); ++point) {
        const double value = *range.values[*point];
        if (*breaches(*alarm.comparison_operator, value, threshold) != alarms) continue;
        listed.push_back(fmt::format("{} ({})", number(value), at(range.starts[*point], "{:%d/%m/%y %H:%M:%S}")));
    }
    std::string text =
        fmt::format("Threshold Crossed: {} [{}] {} {}{} the threshold ({})", plural(listed.size(), "datapoint"),
                    fmt::join(listed, ", "), listed.size() == 1 ? "was" : "were", alarms ? "" : "not ",
                    relation(*alarm.comparison_operator), number(threshold));
    if (!treated.empty()) text += " and " + treated;
    return text + ".";
}

[[nodiscard]] std::string data_of(const MetricAlarm& alarm, const Range& range, const AlarmOutcome& outcome,
                                  Instant now) {
    constexpr const char* stamp = "{:%Y-%m-%dT%H:%M:%S}.000+0000";
    Json recent = Json::array();
    Json evaluated = Json::array();
    for (const std::size_t point : outcome.points) {
        recent.push_back(*range.values[point]);
        evaluated.insert(evaluated.begin(),
                         Json{{"timestamp", at(range.starts[point], stamp)}, {"value", *range.values[point]}});
    }
    Json data{{"version", "1.0"},
              {"queryDate", at(unix_seconds(now), stamp)},
              {"recentDatapoints", recent},
              {"threshold", *alarm.threshold},
              {"evaluatedDatapoints", evaluated}};
    if (!outcome.points.empty()) data["startDate"] = at(range.starts[outcome.points.front()], stamp);
    if (alarm.statistic) data["statistic"] = *alarm.statistic;
    if (alarm.period) data["period"] = *alarm.period;
    return data.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// The queries of an alarm, the one that returns data among them.
[[nodiscard]] std::vector<MetricDataQuery> queries_of(const MetricAlarm& alarm) {
    if (alarm.metrics) return *alarm.metrics;
    MetricDataQuery query;
    query.id = "m1";
    MetricStat& stat = query.metric_stat.emplace();
    stat.metric = {alarm.name_space, alarm.metric_name, alarm.dimensions};
    stat.period = *alarm.period;
    stat.stat = alarm.statistic ? *alarm.statistic : alarm.extended_statistic.value_or("");
    stat.unit = alarm.unit;
    return {query};
}

[[nodiscard]] std::int32_t period_of(const MetricAlarm& alarm) {
    if (alarm.period) return *alarm.period;
    std::int32_t longest = 60;
    for (const MetricDataQuery& query : *alarm.metrics) {
        if (query.metric_stat) longest = std::max(longest, query.metric_stat->period);
    }
    return longest;
}

}  // namespace

void Alarms::evaluate(const Key& key, const MetricAlarm& alarm, const MetricStore& metrics, Instant now) {
    const std::int64_t period = period_of(alarm);
    // An alarm over more than a day is looked at by the hour (User Guide, "Alarm evaluation").
    const bool is_long = period * *alarm.evaluation_periods > 86'400;
    const std::int64_t step = is_long ? 3600 : std::min<std::int64_t>(period, 60);
    const std::int64_t end = unix_seconds(now) / step * step;
    AlarmCondition condition;
    condition.periods = static_cast<std::size_t>(*alarm.evaluation_periods);
    condition.datapoints = static_cast<std::size_t>(alarm.datapoints_to_alarm.value_or(*alarm.evaluation_periods));
    condition.missing = parse_missing_data(alarm.treat_missing_data.value_or("missing")).value();
    // User Guide: metrics of DynamoDB are ignored where they are missing, unless one says otherwise.
    if (!alarm.treat_missing_data && alarm.name_space == "AWS/DynamoDB") condition.missing = MissingData::ignore;
    const std::size_t size = evaluation_range(condition.periods);
    const std::int64_t start = end - static_cast<std::int64_t>(size) * period;

    const std::vector<MetricDataQuery> queries = queries_of(alarm);
    DataQueries data(queries, DataSource{metrics, key.first, epoch + std::chrono::seconds(start),
                                         epoch + std::chrono::seconds(end), now});
    const auto returned = std::find_if(queries.begin(), queries.end(),
                                       [](const MetricDataQuery& query) { return query.return_data.value_or(true); });
    const auto series = data.results(*returned);
    if (!series.ok() || series->size() != 1) return;
    Range range;
    range.values.resize(size);
    for (std::size_t i = 0; i < size; ++i) range.starts.push_back(start + static_cast<std::int64_t>(i) * period);
    for (const auto& [moment, value] : series->front().points) {
        const std::int64_t place = (moment - start) / period;
        if (moment >= start && place < static_cast<std::int64_t>(size))
            range.values[static_cast<std::size_t>(place)] = value;
    }
    std::vector<std::optional<bool>> breaching;
    for (const auto& value : range.values)
        breaching.push_back(value ? breaches(*alarm.comparison_operator, *value, *alarm.threshold) : std::nullopt);
    const AlarmOutcome outcome = evaluate_alarm(condition, breaching);
    std::string state = alarm.state_value;
    if (outcome.verdict == AlarmVerdict::ok) state = "OK";
    if (outcome.verdict == AlarmVerdict::alarm) state = "ALARM";
    if (outcome.verdict == AlarmVerdict::insufficient_data) state = "INSUFFICIENT_DATA";
    // The reason stays that of the last transition.
    if (state == alarm.state_value) return;
    set_state(key, {state, reason_of(alarm, condition, range, outcome), data_of(alarm, range, outcome, now)}, now);
}

void Alarms::evaluate(const Key& key, const CompositeAlarm& alarm, Instant now) {
    const auto state_of = [&](std::string_view name) -> std::string {
        const std::size_t mark = name.starts_with("arn:") ? name.find(":alarm:") : std::string_view::npos;
        const Alarm* const other = find(key.first, mark == std::string_view::npos ? name : name.substr(mark + 7));
        return other == nullptr ? std::string() : other->standing().state_value;
    };
    const auto rule = evaluate_rule(alarm.alarm_rule, state_of);
    if (!rule.ok()) return;
    const std::string state = rule->holds ? "ALARM" : "OK";
    if (state == alarm.state_value) return;
    // Assumed: its end.
    set_state(key,
              {state,
               fmt::format("{} transitioned to {} at {}", alarm.alarm_arn, state,
                           at(unix_seconds(now), "{:%A %d %B, %Y %H:%M:%S UTC}")),
               std::nullopt},
              now);
}

void Alarms::evaluate(const MetricStore& metrics, Instant now) {
    std::vector<Key> on_metrics;
    for (const auto& [key, alarm] : alarms_) {
        if (alarm.metric) on_metrics.push_back(key);
    }
    for (const Key& key : on_metrics) {
        const MetricAlarm alarm = *alarms_.at(key).metric;
        evaluate(key, alarm, metrics, now);
    }
    evaluate_composites(now);
}

void Alarms::evaluate_composites(Instant now) {
    std::vector<Key> composite;
    for (const auto& [key, alarm] : alarms_) {
        if (alarm.composite) composite.push_back(key);
    }
    // Composite alarms stand on others, which may be composite: as many rounds as there can be steps.
    bool moved = true;
    for (std::size_t round = 0; moved && round < composite.size(); ++round) {
        moved = false;
        for (const Key& key : composite) {
            const CompositeAlarm alarm = *alarms_.at(key).composite;
            evaluate(key, alarm, now);
            moved = moved || alarms_.at(key).composite->state_value != alarm.state_value;
        }
    }
}

Task<void> Alarms::run(const MetricStore& metrics) {
    for (;;) {
        const bool often = std::any_of(alarms_.begin(), alarms_.end(), [](const auto& each) {
            return each.second.metric && each.second.metric->period.value_or(60) < 60;
        });
        const std::int64_t step = often ? 10 : 60;
        const std::int64_t next = ((unix_seconds(context_.now()) - 1) / step + 1) * step + 1;
        co_await context_.clock.sleep_until(epoch + std::chrono::seconds(next));
        evaluate(metrics, context_.now());
    }
}

}  // namespace wt::cloudwatch
