#include "cloudwatch/missing_operations.hpp"

namespace wt::cloudwatch {

namespace {

constexpr aws::MissingOperation missing[] = {
    {"AssociateDatasetKmsKey"},
    {"CreateResourceMetricsConfiguration"},
    {"DeleteAlarmMuteRule"},
    {"DeleteAnomalyDetector"},
    {"DeleteInsightRules"},
    {"DeleteMetricDataQueryDefinition"},
    {"DeleteMetricStream"},
    {"DeleteResourceMetricsConfiguration"},
    {"DescribeAlarmContributors"},
    {"DescribeAnomalyDetectors"},
    {"DescribeInsightRules"},
    {"DisableInsightRules"},
    {"DisassociateDatasetKmsKey"},
    {"EnableInsightRules"},
    {"GetAlarmMuteRule"},
    {"GetDataset"},
    {"GetInsightRuleReport"},
    {"GetMetricDataQueryDefinition"},
    {"GetMetricStream"},
    {"GetMetricWidgetImage"},
    {"GetOTelEnrichment"},
    {"GetResourceMetricsConfiguration"},
    {"ListAlarmMuteRules"},
    {"ListManagedInsightRules"},
    {"ListMetricDataQueryDefinitions"},
    {"ListMetricStreams"},
    {"PutAlarmMuteRule"},
    {"PutAnomalyDetector"},
    {"PutInsightRule"},
    {"PutLogAlarm"},
    {"PutManagedInsightRules"},
    {"PutMetricDataQueryDefinition"},
    {"PutMetricStream"},
    {"StartMetricStreams"},
    {"StartOTelEnrichment"},
    {"StopMetricStreams"},
    {"StopOTelEnrichment"},
    {"UpdateOTelEnrichment"},
    {"UpdateResourceMetricsConfiguration"},
};

}  // namespace

std::span<const aws::MissingOperation> missing_operations() { return missing; }

}  // namespace wt::cloudwatch
