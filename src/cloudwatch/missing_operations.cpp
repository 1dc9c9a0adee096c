#include "cloudwatch/missing_operations.hpp"

namespace wt::cloudwatch {

namespace {

constexpr aws::MissingOperation missing[] = {
    {"DeleteAlarmMuteRule"},       {"DeleteAnomalyDetector"},    {"DeleteInsightRules"},   {"DeleteMetricStream"},
    {"DescribeAlarmContributors"}, {"DescribeAnomalyDetectors"}, {"DescribeInsightRules"}, {"DisableInsightRules"},
    {"EnableInsightRules"},        {"GetAlarmMuteRule"},         {"GetInsightRuleReport"}, {"GetMetricStream"},
    {"GetMetricWidgetImage"},      {"GetOTelEnrichment"},        {"ListAlarmMuteRules"},   {"ListManagedInsightRules"},
    {"ListMetricStreams"},         {"PutAlarmMuteRule"},         {"PutAnomalyDetector"},   {"PutInsightRule"},
    {"PutManagedInsightRules"},    {"PutMetricStream"},          {"StartMetricStreams"},   {"StartOTelEnrichment"},
    {"StopMetricStreams"},         {"StopOTelEnrichment"},
};

}  // namespace

std::span<const aws::MissingOperation> missing_operations() { return missing; }

}  // namespace wt::cloudwatch
