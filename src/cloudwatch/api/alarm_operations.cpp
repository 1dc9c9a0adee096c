// What callers do with alarms.
#include <algorithm>
#include <initializer_list>
#include <map>
#include <string>

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "aws/pages.hpp"
#include "cloudwatch/api/alarm_evaluation.hpp"
#include "cloudwatch/api/alarm_rule.hpp"
#include "cloudwatch/api/cloudwatch.hpp"
#include "cloudwatch/api/data_queries.hpp"
#include "cloudwatch/api/errors.hpp"
#include "cloudwatch/api/finite.hpp"

namespace wt::cloudwatch {

namespace {

using Refusal = std::optional<aws::Error>;

[[nodiscard]] aws::Error wrong(std::string text) { return aws::Error(validation_error, std::move(text)); }

[[nodiscard]] Refusal refuse_actions(const AlarmSettings& settings) {
    for (const auto* actions : {&settings.ok_actions, &settings.alarm_actions, &settings.insufficient_data_actions}) {
        for (const std::string& action : *actions) {
            if (!action.starts_with("arn:")) return wrong(fmt::format("Invalid arn syntax: {}", action));
        }
    }
    return std::nullopt;
}

/// Assumed: texts without a mark are.
[[nodiscard]] Refusal refuse_metric(const PutMetricAlarmInput& input) {
    const auto missing = [](std::string_view name) {
        return aws::Error(missing_parameter, fmt::format("The parameter {} is required.", name));
    };
    const bool has_one = input.metric_name || input.name_space || input.statistic || input.extended_statistic ||
                         input.period || !input.dimensions.empty();
    if (input.metrics) {
        if (has_one)
            return aws::Error(invalid_combination,
                              "The parameters Metrics and MetricName are mutually exclusive and you have specified "
                              "both.");
        return std::nullopt;
    }
    if (!input.metric_name) return missing("MetricName");
    if (!input.name_space) return missing("Namespace");
    if (!input.period) return missing("Period");
    if (input.statistic && input.extended_statistic)
        return aws::Error(invalid_combination,
                          "The parameters Statistic and ExtendedStatistic are mutually exclusive and you have "
                          "specified both.");
    if (!input.statistic && !input.extended_statistic) return missing("Statistic");
    if (input.extended_statistic) {
        const auto statistic = parse_statistic(*input.extended_statistic);
        if (!statistic || !statistic->is_extended())
            return aws::Error(invalid_value, fmt::format("The value {} for parameter ExtendedStatistic is not "
                                                         "supported.",
                                                         *input.extended_statistic));
    }
    const std::int32_t period = *input.period;
    if (period != 10 && period != 20 && period != 30 && period % 60 != 0)
        return wrong("The parameter Period must be 10, 20, 30, or a multiple of 60.");
    return std::nullopt;
}

[[nodiscard]] Refusal refuse_evaluation(const PutMetricAlarmInput& input) {
    const auto missing = [](std::string_view name) {
        return aws::Error(missing_parameter, fmt::format("The parameter {} is required.", name));
    };
    if (!input.evaluation_periods) return missing("EvaluationPeriods");
    if (!input.comparison_operator) return missing("ComparisonOperator");
    if (input.threshold_metric_id || !breaches(*input.comparison_operator, 0, 0))
        return wrong("Windtunnel does not implement anomaly detection (ThresholdMetricId).");
    if (!input.threshold) return missing("Threshold");
    if (input.datapoints_to_alarm && *input.datapoints_to_alarm > *input.evaluation_periods)
        return wrong("The parameter DatapointsToAlarm must be less than or equal to EvaluationPeriods.");
    if (input.treat_missing_data && !parse_missing_data(*input.treat_missing_data))
        return aws::Error(invalid_value, fmt::format("The value {} for parameter TreatMissingData is not supported.",
                                                     *input.treat_missing_data));
    const auto& low = input.evaluate_low_sample_count_percentile;
    if (low && *low != "evaluate" && *low != "ignore")
        return aws::Error(
            invalid_value,
            fmt::format("The value {} for parameter EvaluateLowSampleCountPercentile is not supported.", *low));
    const std::int64_t period = input.period.value_or(60);
    const std::int64_t most = period >= 3600 ? 604'800 : 86'400;
    if (period * *input.evaluation_periods > most)
        return wrong(
            fmt::format("Metrics cannot be checked across more than {} (EvaluationPeriods * Period must be "
                        "<= {}).",
                        most == 86'400 ? "a day" : "a week", most));
    return std::nullopt;
}

struct Setting {
    std::string_view name;
    bool said;
};

/// What would make an alarm another one than it is here is refused, not passed over.
[[nodiscard]] Refusal refuse_unwritten(std::initializer_list<Setting> settings) {
    for (const Setting& each : settings) {
        if (each.said) return wrong(fmt::format("Windtunnel does not implement {}.", each.name));
    }
    return std::nullopt;
}

[[nodiscard]] Refusal refuse_unwritten(const PutMetricAlarmInput& input) {
    return refuse_unwritten({{"EvaluationWindow", input.evaluation_window.has_value()},
                             {"WarmUpConfiguration", input.warm_up_configuration.has_value()},
                             {"EvaluationCriteria", input.evaluation_criteria.has_value()},
                             {"EvaluationInterval", input.evaluation_interval.has_value()},
                             {"ActionConfiguration", input.action_configuration.has_value()}});
}

[[nodiscard]] Refusal refuse_unwritten(const PutCompositeAlarmInput& input) {
    return refuse_unwritten(
        {{"ActionsSuppressor", input.actions_suppressor.has_value()},
         {"ActionsSuppressorWaitPeriod", input.actions_suppressor_wait_period.has_value()},
         {"ActionsSuppressorExtensionPeriod", input.actions_suppressor_extension_period.has_value()},
         {"ActionConfiguration", input.action_configuration.has_value()}});
}

[[nodiscard]] Refusal add_first_tags(Alarm& alarm, const std::vector<aws::ResourceTag>& tags, std::string_view via) {
    if (const auto fault = alarm.tags.add(tags, via)) return aws::Error(invalid_value, fault->text);
    return std::nullopt;
}

[[nodiscard]] bool wanted(const Alarm& alarm, const DescribeAlarmsInput& input) {
    const AlarmSettings& settings = alarm.settings();
    const auto& types = input.alarm_types;
    const bool of_type =
        types.empty() ? alarm.metric.has_value() : std::find(types.begin(), types.end(), alarm.type()) != types.end();
    // Names alone ask for alarms of every type. Assumed.
    if (!of_type && !(types.empty() && input.alarm_names)) return false;
    if (input.alarm_names && std::find(input.alarm_names->begin(), input.alarm_names->end(), settings.alarm_name) ==
                                 input.alarm_names->end())
        return false;
    if (!settings.alarm_name.starts_with(input.alarm_name_prefix.value_or(""))) return false;
    if (input.state_value && alarm.standing().state_value != *input.state_value) return false;
    if (!input.action_prefix) return true;
    for (const auto* actions : {&settings.ok_actions, &settings.alarm_actions, &settings.insufficient_data_actions}) {
        if (std::any_of(actions->begin(), actions->end(),
                        [&](const std::string& action) { return action.starts_with(*input.action_prefix); }))
            return true;
    }
    return false;
}

[[nodiscard]] bool names(const Alarm& alarm, std::string_view name) {
    if (!alarm.composite) return false;
    const auto rule = evaluate_rule(alarm.composite->alarm_rule, [](std::string_view) { return std::string(); });
    return rule.ok() && std::any_of(rule->names.begin(), rule->names.end(), [&](const std::string& each) {
               return each == name || each.ends_with(fmt::format(":alarm:{}", name));
           });
}

}  // namespace

aws::Outcome<aws::Nothing> CloudWatch::put_metric_alarm(const aws::Call& call, PutMetricAlarmInput input) {
    if (auto refusal = refuse_unwritten(input)) return *std::move(refusal);
    if (auto refusal = refuse_actions(input)) return *std::move(refusal);
    if (auto refusal = refuse_metric(input)) return *std::move(refusal);
    if (auto refusal = refuse_evaluation(input)) return *std::move(refusal);
    if (input.threshold) {
        if (auto refusal = refuse_value(*input.threshold, "Threshold")) return *std::move(refusal);
    }
    const aws::AccountRegion owner = aws::account_region_of(call);
    if (input.metrics) {
        DataQueries queries(*input.metrics, DataSource{store_, owner, call.now - 1min, call.now, call.now});
        if (auto refusal = queries.refuse()) return *std::move(refusal);
        const auto returning = std::count_if(input.metrics->begin(), input.metrics->end(),
                                             [](const auto& query) { return query.return_data.value_or(true); });
        if (returning != 1) return wrong("Exactly one element of the metrics list should return data.");
    }
    const Alarm* const known = alarms_.find(owner, input.alarm_name);
    if (known != nullptr && !known->metric) return wrong("An alarm of another type has that name.");
    Alarm alarm;
    if (auto refusal = add_first_tags(alarm, input.tags, call.via)) return *std::move(refusal);
    MetricAlarm& metric = alarm.metric.emplace();
    static_cast<AlarmSettings&>(metric) = input;
    static_cast<MetricSettings&>(metric) = input;
    if (!metric.actions_enabled) metric.actions_enabled = true;
    alarms_.put(owner, std::move(alarm), call.now);
    return aws::Nothing();
}

aws::Outcome<aws::Nothing> CloudWatch::put_composite_alarm(const aws::Call& call, PutCompositeAlarmInput input) {
    if (auto refusal = refuse_unwritten(input)) return *std::move(refusal);
    if (auto refusal = refuse_actions(input)) return *std::move(refusal);
    const auto rule = evaluate_rule(input.alarm_rule, [](std::string_view) { return std::string(); });
    if (!rule.ok()) return wrong(rule.error().message);
    const aws::AccountRegion owner = aws::account_region_of(call);
    for (const std::string& name : rule->names) {
        const std::size_t mark = name.find(":alarm:");
        const bool by_arn = name.starts_with("arn:") && mark != std::string::npos;
        if (alarms_.find(owner, by_arn ? name.substr(mark + 7) : name) == nullptr || name == input.alarm_name)
            return wrong(
                fmt::format("Could not save the composite alarm as alarms [{}] in the alarm rule do not "
                            "exist",
                            name));
    }
    const Alarm* const known = alarms_.find(owner, input.alarm_name);
    if (known != nullptr && !known->composite) return wrong("An alarm of another type has that name.");
    Alarm alarm;
    if (auto refusal = add_first_tags(alarm, input.tags, call.via)) return *std::move(refusal);
    CompositeAlarm& composite = alarm.composite.emplace();
    static_cast<AlarmSettings&>(composite) = input;
    composite.alarm_rule = std::move(input.alarm_rule);
    if (!composite.actions_enabled) composite.actions_enabled = true;
    alarms_.put(owner, std::move(alarm), call.now);
    alarms_.evaluate_composites(call.now);
    return aws::Nothing();
}

aws::Outcome<DescribeAlarmsOutput> CloudWatch::describe_alarms(const aws::Call& call, DescribeAlarmsInput input) {
    if (input.children_of_alarm_name || input.parents_of_alarm_name)
        return wrong("Windtunnel does not implement ChildrenOfAlarmName and ParentsOfAlarmName.");
    if (input.alarm_names && input.alarm_name_prefix)
        return aws::Error(invalid_combination,
                          "The parameters AlarmNames and AlarmNamePrefix are mutually exclusive and you have "
                          "specified both.");
    const aws::AccountRegion owner = aws::account_region_of(call);
    std::map<std::string, const Alarm*> all;
    for (auto each = alarms_.all().lower_bound({owner, {}}); each != alarms_.all().end(); ++each) {
        if (each->first.first != owner) break;
        if (wanted(each->second, input)) all.emplace(each->first.second, &each->second);
    }
    const aws::PageTokens tokens("cloudwatch:DescribeAlarms");
    const auto room = static_cast<std::size_t>(input.max_records.value_or(50));
    auto page = aws::page_of(std::move(all), aws::PageAsk{tokens, input.next_token, room, call.now});
    if (!page.ok()) return aws::Error(invalid_token);
    DescribeAlarmsOutput output;
    for (const Alarm* const each : page->items) {
        if (each->metric) output.metric_alarms.push_back(*each->metric);
        if (each->composite) output.composite_alarms.push_back(*each->composite);
    }
    output.next_token = std::move(page->next);
    return output;
}

aws::Outcome<DescribeAlarmsForMetricOutput> CloudWatch::describe_alarms_for_metric(const aws::Call& call,
                                                                                   DescribeAlarmsForMetricInput input) {
    const Metric metric = sorted({input.name_space, input.metric_name, input.dimensions});
    const aws::AccountRegion owner = aws::account_region_of(call);
    DescribeAlarmsForMetricOutput output;
    for (const auto& [key, alarm] : alarms_.all()) {
        if (key.first != owner || !alarm.metric || !alarm.metric->metric_name) continue;
        const MetricAlarm& each = *alarm.metric;
        if (sorted({*each.name_space, *each.metric_name, each.dimensions}) != metric) continue;
        if (input.statistic && input.statistic != each.statistic) continue;
        if (input.extended_statistic && input.extended_statistic != each.extended_statistic) continue;
        if (input.period && input.period != each.period) continue;
        if (input.unit && input.unit != each.unit) continue;
        output.metric_alarms.push_back(each);
    }
    return output;
}

aws::Outcome<DescribeAlarmHistoryOutput> CloudWatch::describe_alarm_history(const aws::Call& call,
                                                                            DescribeAlarmHistoryInput input) {
    std::vector<const AlarmHistoryItem*> found;
    for (const AlarmHistoryItem& item : alarms_.history(aws::account_region_of(call))) {
        if (item.timestamp < call.now - std::chrono::days(30)) continue;
        if (input.alarm_name && item.alarm_name != *input.alarm_name) continue;
        if (input.history_item_type && item.history_item_type != *input.history_item_type) continue;
        const auto& types = input.alarm_types;
        if (!types.empty() && std::find(types.begin(), types.end(), item.alarm_type) == types.end()) continue;
        if (input.start_date && item.timestamp < *input.start_date) continue;
        if (input.end_date && item.timestamp > *input.end_date) continue;
        found.push_back(&item);
    }
    if (input.scan_by != "TimestampAscending") std::reverse(found.begin(), found.end());
    const aws::PageTokens tokens("cloudwatch:DescribeAlarmHistory");
    std::size_t given = 0;
    if (input.next_token) {
        const auto cursor = tokens.open(*input.next_token, call.now);
        if (!cursor.ok()) return aws::Error(invalid_token);
        given = std::stoul(*cursor);
    }
    const std::size_t end = std::min(found.size(), given + static_cast<std::size_t>(input.max_records.value_or(50)));
    DescribeAlarmHistoryOutput output;
    for (; given < end; ++given) output.alarm_history_items.push_back(*found[given]);
    if (end < found.size()) output.next_token = tokens.seal(std::to_string(end), call.now);
    return output;
}

aws::Outcome<aws::Nothing> CloudWatch::set_alarm_state(const aws::Call& call, SetAlarmStateInput input) {
    const aws::AccountRegion owner = aws::account_region_of(call);
    if (alarms_.find(owner, input.alarm_name) == nullptr) return aws::Error(not_found);
    if (input.state_reason_data && !nlohmann::json::accept(*input.state_reason_data))
        return aws::Error(invalid_format, "The parameter StateReasonData must be valid JSON.");
    Alarms::NewState state{std::move(input.state_value), std::move(input.state_reason),
                           std::move(input.state_reason_data)};
    alarms_.set_state({owner, input.alarm_name}, std::move(state), call.now);
    alarms_.evaluate_composites(call.now);
    return aws::Nothing();
}

void CloudWatch::set_actions(const aws::Call& call, const std::vector<std::string>& names, Actions actions) {
    const aws::AccountRegion owner = aws::account_region_of(call);
    for (const std::string& name : names) {
        Alarm* const alarm = alarms_.find(owner, name);
        if (alarm == nullptr) continue;
        alarm->settings().actions_enabled = actions == Actions::enabled;
        alarms_.changed({owner, name});
    }
}

aws::Outcome<aws::Nothing> CloudWatch::enable_alarm_actions(const aws::Call& call, EnableAlarmActionsInput input) {
    set_actions(call, input.alarm_names, Actions::enabled);
    return aws::Nothing();
}

aws::Outcome<aws::Nothing> CloudWatch::disable_alarm_actions(const aws::Call& call, DisableAlarmActionsInput input) {
    set_actions(call, input.alarm_names, Actions::disabled);
    return aws::Nothing();
}

aws::Outcome<aws::Nothing> CloudWatch::delete_alarms(const aws::Call& call, DeleteAlarmsInput input) {
    const aws::AccountRegion owner = aws::account_region_of(call);
    const auto goes = [&](const std::string& name) {
        return std::find(input.alarm_names.begin(), input.alarm_names.end(), name) != input.alarm_names.end();
    };
    const auto composites = std::count_if(input.alarm_names.begin(), input.alarm_names.end(), [&](const auto& name) {
        const Alarm* const alarm = alarms_.find(owner, name);
        return alarm != nullptr && alarm->composite;
    });
    // API reference, DeleteAlarms. Assumed: the sentence.
    if (composites > 1) return wrong("You can delete no more than one composite alarm with one operation.");
    for (const std::string& name : input.alarm_names) {
        for (const auto& [key, alarm] : alarms_.all()) {
            if (key.first == owner && !goes(key.second) && names(alarm, name))
                return wrong(fmt::format("Cannot delete {} as there are composite alarms depending on it.", name));
        }
    }
    // Names that nobody has are passed over.
    for (const std::string& name : input.alarm_names) alarms_.remove(owner, name, call.now);
    return aws::Nothing();
}

}  // namespace wt::cloudwatch
