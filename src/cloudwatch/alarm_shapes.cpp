// What CloudWatch's model says of alarms, dashboards and tags (monitoring 2010-08-01).
#include "cloudwatch/alarm_shapes.hpp"

namespace wt::cloudwatch {

using aws::element;
using aws::Member;
using aws::member;
using aws::members_of;
using aws::Structure;
using aws::Tag;

namespace {

constexpr std::string_view namespace_text = "[^:].*";
constexpr std::string_view statistics[] = {"SampleCount", "Average", "Sum", "Minimum", "Maximum"};
constexpr std::string_view states[] = {"OK", "ALARM", "INSUFFICIENT_DATA"};
constexpr std::string_view types[] = {"CompositeAlarm", "MetricAlarm", "LogAlarm"};
constexpr std::string_view items[] = {"ConfigurationUpdate", "StateUpdate", "Action", "AlarmContributorStateUpdate",
                                      "AlarmContributorAction"};
constexpr std::string_view orders[] = {"TimestampDescending", "TimestampAscending"};
constexpr std::string_view comparisons[] = {"GreaterThanOrEqualToThreshold",
                                            "GreaterThanThreshold",
                                            "LessThanThreshold",
                                            "LessThanOrEqualToThreshold",
                                            "LessThanLowerOrGreaterThanUpperThreshold",
                                            "LessThanLowerThreshold",
                                            "GreaterThanUpperThreshold"};

template <class T>
[[nodiscard]] std::vector<Member> settings() {
    return {
        member<&T::alarm_name, T>("AlarmName").required().length(1, 255),
        member<&T::alarm_description, T>("AlarmDescription").length(0, 1024),
        member<&T::actions_enabled, T>("ActionsEnabled"),
        member<&T::ok_actions, T>("OKActions").length(0, 5).each(element().length(1, 1024)),
        member<&T::alarm_actions, T>("AlarmActions").length(0, 5).each(element().length(1, 1024)),
        member<&T::insufficient_data_actions, T>("InsufficientDataActions")
            .length(0, 5)
            .each(element().length(1, 1024)),
    };
}

template <class T>
[[nodiscard]] std::vector<Member> metric_settings() {
    return {
        member<&T::metric_name, T>("MetricName").length(1, 255),
        member<&T::name_space, T>("Namespace").length(1, 255).pattern(namespace_text),
        member<&T::statistic, T>("Statistic").one_of(statistics),
        member<&T::extended_statistic, T>("ExtendedStatistic"),
        member<&T::dimensions, T>("Dimensions").length(0, 30),
        member<&T::period, T>("Period").range(1),
        member<&T::unit, T>("Unit").one_of(standard_units()),
        member<&T::evaluation_periods, T>("EvaluationPeriods").range(1),
        member<&T::datapoints_to_alarm, T>("DatapointsToAlarm").range(1),
        member<&T::threshold, T>("Threshold"),
        member<&T::comparison_operator, T>("ComparisonOperator").one_of(comparisons),
        member<&T::treat_missing_data, T>("TreatMissingData").length(1, 255),
        member<&T::evaluate_low_sample_count_percentile, T>("EvaluateLowSampleCountPercentile").length(1, 255),
        member<&T::metrics, T>("Metrics"),
    };
}

template <class T>
[[nodiscard]] std::vector<Member> standing() {
    return {
        member<&T::alarm_arn, T>("AlarmArn").length(1, 1600),
        member<&T::configured, T>("AlarmConfigurationUpdatedTimestamp"),
        member<&T::state_value, T>("StateValue").one_of(states),
        member<&T::state_reason, T>("StateReason").length(0, 1023),
        member<&T::state_reason_data, T>("StateReasonData").length(0, 4000),
        member<&T::state_updated, T>("StateUpdatedTimestamp"),
        member<&T::state_transitioned, T>("StateTransitionedTimestamp"),
    };
}

[[nodiscard]] std::vector<Member> just(Member&& one) {
    std::vector<Member> all;
    all.push_back(std::move(one));
    return all;
}

}  // namespace

const Structure& shape_of(Tag<PutMetricAlarmInput>) {
    using T = PutMetricAlarmInput;
    static const Structure shape("",
                                 members_of(settings<T>(), metric_settings<T>(), just(member<&T::tags>("Tags")),
                                            just(member<&T::threshold_metric_id>("ThresholdMetricId").length(1, 255)),
                                            just(member<&T::evaluation_window>("EvaluationWindow")),
                                            just(member<&T::warm_up_configuration>("WarmUpConfiguration")),
                                            just(member<&T::evaluation_criteria>("EvaluationCriteria")),
                                            just(member<&T::evaluation_interval>("EvaluationInterval")),
                                            just(member<&T::action_configuration>("ActionConfiguration"))));
    return shape;
}
const Structure& shape_of(Tag<MetricAlarm>) {
    using T = MetricAlarm;
    static const Structure shape("", members_of(settings<T>(), metric_settings<T>(), standing<T>()));
    return shape;
}
const Structure& shape_of(Tag<PutCompositeAlarmInput>) {
    using T = PutCompositeAlarmInput;
    static const Structure shape(
        "", members_of(settings<T>(), just(member<&T::alarm_rule, T>("AlarmRule").required().length(1, 10240)),
                       just(member<&T::tags>("Tags")),
                       just(member<&T::actions_suppressor>("ActionsSuppressor").length(1, 1600)),
                       just(member<&T::actions_suppressor_wait_period>("ActionsSuppressorWaitPeriod")),
                       just(member<&T::actions_suppressor_extension_period>("ActionsSuppressorExtensionPeriod")),
                       just(member<&T::action_configuration>("ActionConfiguration"))));
    return shape;
}
const Structure& shape_of(Tag<CompositeAlarm>) {
    using T = CompositeAlarm;
    static const Structure shape(
        "", members_of(settings<T>(), just(member<&T::alarm_rule, T>("AlarmRule").length(1, 10240)), standing<T>()));
    return shape;
}

const Structure& shape_of(Tag<DescribeAlarmsInput>) {
    using T = DescribeAlarmsInput;
    static const Structure shape(
        "", {
                member<&T::alarm_names>("AlarmNames").length(0, 100).each(element().length(1, 255)),
                member<&T::alarm_name_prefix>("AlarmNamePrefix").length(1, 255),
                member<&T::alarm_types>("AlarmTypes").one_of(types),
                member<&T::children_of_alarm_name>("ChildrenOfAlarmName").length(1, 255),
                member<&T::parents_of_alarm_name>("ParentsOfAlarmName").length(1, 255),
                member<&T::state_value>("StateValue").one_of(states),
                member<&T::action_prefix>("ActionPrefix").length(1, 1024),
                member<&T::max_records>("MaxRecords").range(1, 100),
                member<&T::next_token>("NextToken"),
            });
    return shape;
}
const Structure& shape_of(Tag<DescribeAlarmsOutput>) {
    using T = DescribeAlarmsOutput;
    static const Structure shape("", {
                                         member<&T::composite_alarms>("CompositeAlarms"),
                                         member<&T::metric_alarms>("MetricAlarms"),
                                         member<&T::next_token>("NextToken"),
                                     });
    return shape;
}
const Structure& shape_of(Tag<DescribeAlarmsForMetricInput>) {
    using T = DescribeAlarmsForMetricInput;
    static const Structure shape(
        "", {
                member<&T::metric_name>("MetricName").required().length(1, 255),
                member<&T::name_space>("Namespace").required().length(1, 255).pattern(namespace_text),
                member<&T::statistic>("Statistic").one_of(statistics),
                member<&T::extended_statistic>("ExtendedStatistic"),
                member<&T::dimensions>("Dimensions").length(0, 30),
                member<&T::period>("Period").range(1),
                member<&T::unit>("Unit").one_of(standard_units()),
            });
    return shape;
}
const Structure& shape_of(Tag<DescribeAlarmsForMetricOutput>) {
    using T = DescribeAlarmsForMetricOutput;
    static const Structure shape("", {member<&T::metric_alarms>("MetricAlarms")});
    return shape;
}
const Structure& shape_of(Tag<AlarmHistoryItem>) {
    using T = AlarmHistoryItem;
    static const Structure shape("", {
                                         member<&T::alarm_name>("AlarmName").length(1, 255),
                                         member<&T::alarm_type>("AlarmType").one_of(types),
                                         member<&T::timestamp>("Timestamp"),
                                         member<&T::history_item_type>("HistoryItemType").one_of(items),
                                         member<&T::history_summary>("HistorySummary").length(1, 255),
                                         member<&T::history_data>("HistoryData").length(1, 4095),
                                     });
    return shape;
}
const Structure& shape_of(Tag<DescribeAlarmHistoryInput>) {
    using T = DescribeAlarmHistoryInput;
    static const Structure shape("", {
                                         member<&T::alarm_name>("AlarmName").length(1, 255),
                                         member<&T::alarm_types>("AlarmTypes").one_of(types),
                                         member<&T::history_item_type>("HistoryItemType").one_of(items),
                                         member<&T::start_date>("StartDate"),
                                         member<&T::end_date>("EndDate"),
                                         member<&T::max_records>("MaxRecords").range(1, 100),
                                         member<&T::next_token>("NextToken"),
                                         member<&T::scan_by>("ScanBy").one_of(orders),
                                     });
    return shape;
}
const Structure& shape_of(Tag<DescribeAlarmHistoryOutput>) {
    using T = DescribeAlarmHistoryOutput;
    static const Structure shape("", {
                                         member<&T::alarm_history_items>("AlarmHistoryItems"),
                                         member<&T::next_token>("NextToken"),
                                     });
    return shape;
}
const Structure& shape_of(Tag<SetAlarmStateInput>) {
    using T = SetAlarmStateInput;
    static const Structure shape("", {
                                         member<&T::alarm_name>("AlarmName").required().length(1, 255),
                                         member<&T::state_value>("StateValue").required().one_of(states),
                                         member<&T::state_reason>("StateReason").required().length(0, 1023),
                                         member<&T::state_reason_data>("StateReasonData").length(0, 4000),
                                     });
    return shape;
}
const Structure& shape_of(Tag<AlarmNamesInput>) {
    using T = AlarmNamesInput;
    static const Structure shape(
        "", {member<&T::alarm_names>("AlarmNames").required().length(0, 100).each(element().length(1, 255))});
    return shape;
}

const Structure& shape_of(Tag<DashboardMessage>) {
    using T = DashboardMessage;
    static const Structure shape("", {member<&T::data_path>("DataPath"), member<&T::message>("Message")});
    return shape;
}
const Structure& shape_of(Tag<PutDashboardInput>) {
    using T = PutDashboardInput;
    static const Structure shape("", {
                                         member<&T::dashboard_name>("DashboardName").required(),
                                         member<&T::dashboard_body>("DashboardBody").required(),
                                         member<&T::tags>("Tags"),
                                     });
    return shape;
}
const Structure& shape_of(Tag<PutDashboardOutput>) {
    using T = PutDashboardOutput;
    static const Structure shape("", {member<&T::dashboard_validation_messages>("DashboardValidationMessages")});
    return shape;
}
const Structure& shape_of(Tag<GetDashboardInput>) {
    using T = GetDashboardInput;
    static const Structure shape("", {member<&T::dashboard_name>("DashboardName").required()});
    return shape;
}
const Structure& shape_of(Tag<GetDashboardOutput>) {
    using T = GetDashboardOutput;
    static const Structure shape("", {
                                         member<&T::dashboard_arn>("DashboardArn"),
                                         member<&T::dashboard_body>("DashboardBody"),
                                         member<&T::dashboard_name>("DashboardName"),
                                     });
    return shape;
}
const Structure& shape_of(Tag<ListDashboardsInput>) {
    using T = ListDashboardsInput;
    static const Structure shape(
        "", {member<&T::dashboard_name_prefix>("DashboardNamePrefix"), member<&T::next_token>("NextToken")});
    return shape;
}
const Structure& shape_of(Tag<DashboardEntry>) {
    using T = DashboardEntry;
    static const Structure shape("", {
                                         member<&T::dashboard_name>("DashboardName"),
                                         member<&T::dashboard_arn>("DashboardArn"),
                                         member<&T::last_modified>("LastModified"),
                                         member<&T::size>("Size"),
                                     });
    return shape;
}
const Structure& shape_of(Tag<ListDashboardsOutput>) {
    using T = ListDashboardsOutput;
    static const Structure shape(
        "", {member<&T::dashboard_entries>("DashboardEntries"), member<&T::next_token>("NextToken")});
    return shape;
}
const Structure& shape_of(Tag<DeleteDashboardsInput>) {
    using T = DeleteDashboardsInput;
    static const Structure shape("", {member<&T::dashboard_names>("DashboardNames").required()});
    return shape;
}
const Structure& shape_of(Tag<DeleteDashboardsOutput>) {
    static const Structure shape("", {});
    return shape;
}

const Structure& shape_of(Tag<TagResourceInput>) {
    using T = TagResourceInput;
    static const Structure shape(
        "", {member<&T::resource_arn>("ResourceARN").required().length(1, 1024), member<&T::tags>("Tags").required()});
    return shape;
}
const Structure& shape_of(Tag<UntagResourceInput>) {
    using T = UntagResourceInput;
    static const Structure shape("", {member<&T::resource_arn>("ResourceARN").required().length(1, 1024),
                                      member<&T::tag_keys>("TagKeys").required().each(aws::tag_key())});
    return shape;
}
const Structure& shape_of(Tag<TaggedOutput>) {
    static const Structure shape("", {});
    return shape;
}
const Structure& shape_of(Tag<ListTagsForResourceInput>) {
    using T = ListTagsForResourceInput;
    static const Structure shape("", {member<&T::resource_arn>("ResourceARN").required().length(1, 1024)});
    return shape;
}
const Structure& shape_of(Tag<ListTagsForResourceOutput>) {
    using T = ListTagsForResourceOutput;
    static const Structure shape("", {member<&T::tags>("Tags")});
    return shape;
}

}  // namespace wt::cloudwatch
