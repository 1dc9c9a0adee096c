#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "aws/tags.hpp"
#include "cloudwatch/shapes.hpp"

/// Inputs and outputs of the operations on alarms, dashboards and tags (monitoring 2010-08-01).
namespace wt::cloudwatch {

/// What every alarm is told.
struct AlarmSettings {
    std::string alarm_name;
    std::optional<std::string> alarm_description;
    std::optional<bool> actions_enabled;
    std::vector<std::string> ok_actions;
    std::vector<std::string> alarm_actions;
    std::vector<std::string> insufficient_data_actions;
};

/// What an alarm on metrics is told.
struct MetricAlarmSettings : AlarmSettings {
    std::optional<std::string> metric_name;
    std::optional<std::string> name_space;
    std::optional<std::string> statistic;
    std::optional<std::string> extended_statistic;
    std::vector<Dimension> dimensions;
    std::optional<std::int32_t> period;
    std::optional<std::string> unit;
    std::optional<std::int32_t> evaluation_periods;
    std::optional<std::int32_t> datapoints_to_alarm;
    std::optional<double> threshold;
    std::optional<std::string> comparison_operator;
    std::optional<std::string> treat_missing_data;
    std::optional<std::string> evaluate_low_sample_count_percentile;
    std::optional<std::vector<MetricDataQuery>> metrics;
};
struct CompositeAlarmSettings : AlarmSettings {
    std::string alarm_rule;
};

/// How an alarm stands.
struct AlarmStanding {
    std::string alarm_arn;
    Instant configured = epoch;
    std::string state_value = "INSUFFICIENT_DATA";
    std::string state_reason;
    std::optional<std::string> state_reason_data;
    Instant state_updated = epoch;
    std::optional<Instant> state_transitioned;
};

struct PutMetricAlarmInput : MetricAlarmSettings {
    std::vector<aws::ResourceTag> tags;
    std::optional<std::string> threshold_metric_id;
    // Known so that they can be refused; what is in them is not read.
    std::optional<aws::Nothing> evaluation_window;
    std::optional<aws::Nothing> warm_up_configuration;
    std::optional<aws::Nothing> evaluation_criteria;
    std::optional<std::int32_t> evaluation_interval;
    std::optional<aws::Nothing> action_configuration;
};
const aws::Structure& shape_of(aws::Tag<PutMetricAlarmInput>);
struct PutCompositeAlarmInput : CompositeAlarmSettings {
    std::vector<aws::ResourceTag> tags;
    std::optional<std::string> actions_suppressor;
    std::optional<std::int32_t> actions_suppressor_wait_period;
    std::optional<std::int32_t> actions_suppressor_extension_period;
    std::optional<aws::Nothing> action_configuration;  // known so that it can be refused
};
const aws::Structure& shape_of(aws::Tag<PutCompositeAlarmInput>);

struct MetricAlarm : MetricAlarmSettings, AlarmStanding {};
const aws::Structure& shape_of(aws::Tag<MetricAlarm>);
struct CompositeAlarm : CompositeAlarmSettings, AlarmStanding {};
const aws::Structure& shape_of(aws::Tag<CompositeAlarm>);

struct DescribeAlarmsInput {
    std::optional<std::vector<std::string>> alarm_names;
    std::optional<std::string> alarm_name_prefix;
    std::vector<std::string> alarm_types;
    std::optional<std::string> children_of_alarm_name;
    std::optional<std::string> parents_of_alarm_name;
    std::optional<std::string> state_value;
    std::optional<std::string> action_prefix;
    std::optional<std::int32_t> max_records;
    std::optional<std::string> next_token;
};
const aws::Structure& shape_of(aws::Tag<DescribeAlarmsInput>);
struct DescribeAlarmsOutput {
    std::vector<CompositeAlarm> composite_alarms;
    std::vector<MetricAlarm> metric_alarms;
    std::optional<std::string> next_token;
};
const aws::Structure& shape_of(aws::Tag<DescribeAlarmsOutput>);

struct DescribeAlarmsForMetricInput {
    std::string metric_name;
    std::string name_space;
    std::optional<std::string> statistic;
    std::optional<std::string> extended_statistic;
    std::vector<Dimension> dimensions;
    std::optional<std::int32_t> period;
    std::optional<std::string> unit;
};
const aws::Structure& shape_of(aws::Tag<DescribeAlarmsForMetricInput>);
struct DescribeAlarmsForMetricOutput {
    std::vector<MetricAlarm> metric_alarms;
};
const aws::Structure& shape_of(aws::Tag<DescribeAlarmsForMetricOutput>);

struct AlarmHistoryItem {
    std::string alarm_name;
    std::string alarm_type;  // "MetricAlarm"
    Instant timestamp = epoch;
    std::string history_item_type;  // "StateUpdate"
    std::string history_summary;
    std::string history_data;  // JSON
};
const aws::Structure& shape_of(aws::Tag<AlarmHistoryItem>);
struct DescribeAlarmHistoryInput {
    std::optional<std::string> alarm_name;
    std::vector<std::string> alarm_types;
    std::optional<std::string> history_item_type;
    std::optional<Instant> start_date;
    std::optional<Instant> end_date;
    std::optional<std::int32_t> max_records;
    std::optional<std::string> next_token;
    std::optional<std::string> scan_by;
};
const aws::Structure& shape_of(aws::Tag<DescribeAlarmHistoryInput>);
struct DescribeAlarmHistoryOutput {
    std::vector<AlarmHistoryItem> alarm_history_items;
    std::optional<std::string> next_token;
};
const aws::Structure& shape_of(aws::Tag<DescribeAlarmHistoryOutput>);

struct SetAlarmStateInput {
    std::string alarm_name;
    std::string state_value;
    std::string state_reason;
    std::optional<std::string> state_reason_data;
};
const aws::Structure& shape_of(aws::Tag<SetAlarmStateInput>);

struct AlarmNamesInput {
    std::vector<std::string> alarm_names;
};
const aws::Structure& shape_of(aws::Tag<AlarmNamesInput>);

struct DashboardMessage {
    std::string data_path;
    std::string message;
};
const aws::Structure& shape_of(aws::Tag<DashboardMessage>);
struct PutDashboardInput {
    std::string dashboard_name;
    std::string dashboard_body;
    std::vector<aws::ResourceTag> tags;
};
const aws::Structure& shape_of(aws::Tag<PutDashboardInput>);
struct PutDashboardOutput {
    std::vector<DashboardMessage> dashboard_validation_messages;
};
const aws::Structure& shape_of(aws::Tag<PutDashboardOutput>);
struct GetDashboardInput {
    std::string dashboard_name;
};
const aws::Structure& shape_of(aws::Tag<GetDashboardInput>);
struct GetDashboardOutput {
    std::string dashboard_arn;
    std::string dashboard_body;
    std::string dashboard_name;
};
const aws::Structure& shape_of(aws::Tag<GetDashboardOutput>);
struct ListDashboardsInput {
    std::optional<std::string> dashboard_name_prefix;
    std::optional<std::string> next_token;
};
const aws::Structure& shape_of(aws::Tag<ListDashboardsInput>);
struct DashboardEntry {
    std::string dashboard_name;
    std::string dashboard_arn;
    Instant last_modified = epoch;
    std::int64_t size = 0;
};
const aws::Structure& shape_of(aws::Tag<DashboardEntry>);
struct ListDashboardsOutput {
    std::vector<DashboardEntry> dashboard_entries;
    std::optional<std::string> next_token;
};
const aws::Structure& shape_of(aws::Tag<ListDashboardsOutput>);
struct DeleteDashboardsInput {
    std::vector<std::string> dashboard_names;
};
const aws::Structure& shape_of(aws::Tag<DeleteDashboardsInput>);
struct DeleteDashboardsOutput {};
const aws::Structure& shape_of(aws::Tag<DeleteDashboardsOutput>);

struct TagResourceInput {
    std::string resource_arn;
    std::vector<aws::ResourceTag> tags;
};
const aws::Structure& shape_of(aws::Tag<TagResourceInput>);
struct UntagResourceInput {
    std::string resource_arn;
    std::vector<std::string> tag_keys;
};
const aws::Structure& shape_of(aws::Tag<UntagResourceInput>);
struct TaggedOutput {};
const aws::Structure& shape_of(aws::Tag<TaggedOutput>);
struct ListTagsForResourceInput {
    std::string resource_arn;
};
const aws::Structure& shape_of(aws::Tag<ListTagsForResourceInput>);
struct ListTagsForResourceOutput {
    std::vector<aws::ResourceTag> tags;
};
const aws::Structure& shape_of(aws::Tag<ListTagsForResourceOutput>);

}  // namespace wt::cloudwatch
