#include "cloudwatch/missing_operations.hpp"

namespace wt::cloudwatch {

namespace {

constexpr aws::MissingOperation missing[] = {
    {"DeleteAlarmMuteRule"},
    {"DeleteAlarms"},
    {"DeleteAnomalyDetector"},
    {"DeleteDashboards"},
    {"DeleteInsightRules"},
    {"DeleteMetricStream"},
    {"DescribeAlarmContributors"},
    {"DescribeAlarmHistory"},
    {"DescribeAlarms"},
    {"DescribeAlarmsForMetric"},
    {"DescribeAnomalyDetectors"},
    {"DescribeInsightRules"},
    {"DisableAlarmActions"},
    {"DisableInsightRules"},
    {"EnableAlarmActions"},
    {"EnableInsightRules"},
    {"GetAlarmMuteRule"},
    {"GetDashboard"},
    {"GetInsightRuleReport"},
    {"GetMetricStream"},
    {"GetMetricWidgetImage"},
    {"GetOTelEnrichment"},
    {"ListAlarmMuteRules"},
    {"ListDashboards"},
    {"ListManagedInsightRules"},
    {"ListMetricStreams"},
    {"ListTagsForResource"},
    {"PutAlarmMuteRule"},
    {"PutAnomalyDetector"},
    {"PutCompositeAlarm"},
    {"PutDashboard"},
    {"PutInsightRule"},
    {"PutManagedInsightRules"},
    {"PutMetricAlarm"},
    {"PutMetricStream"},
    {"SetAlarmState"},
    {"StartMetricStreams"},
    {"StartOTelEnrichment"},
    {"StopMetricStreams"},
    {"StopOTelEnrichment"},
    {"TagResource"},
    {"UntagResource"},
};

}  // namespace

std::span<const aws::MissingOperation> missing_operations() { return missing; }

}  // namespace wt::cloudwatch
