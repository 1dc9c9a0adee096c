#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "aws/shape.hpp"
#include "cloudwatch/metric.hpp"

/// Inputs and outputs of the operations, as CloudWatch's model has them (monitoring 2010-08-01).
namespace wt::cloudwatch {

const aws::Structure& shape_of(aws::Tag<Dimension>);

struct StatisticValues {
    double sample_count = 0;
    double sum = 0;
    double minimum = 0;
    double maximum = 0;
};
const aws::Structure& shape_of(aws::Tag<StatisticValues>);

struct MetricDatum {
    std::string metric_name;
    std::vector<Dimension> dimensions;
    std::optional<Instant> timestamp;
    std::optional<double> value;
    std::optional<StatisticValues> statistic_values;
    std::optional<std::vector<double>> values;
    std::optional<std::vector<double>> counts;
    std::optional<std::string> unit;
    std::optional<std::int32_t> storage_resolution;
};
const aws::Structure& shape_of(aws::Tag<MetricDatum>);

struct Entity {
    std::optional<std::map<std::string, std::string>> key_attributes;
    std::optional<std::map<std::string, std::string>> attributes;
};
const aws::Structure& shape_of(aws::Tag<Entity>);

struct EntityMetricData {
    std::optional<Entity> entity;
    std::vector<MetricDatum> metric_data;
};
const aws::Structure& shape_of(aws::Tag<EntityMetricData>);

struct PutMetricDataInput {
    std::string name_space;
    std::vector<MetricDatum> metric_data;
    std::vector<EntityMetricData> entity_metric_data;
    std::optional<bool> strict_entity_validation;
};
const aws::Structure& shape_of(aws::Tag<PutMetricDataInput>);

struct GetMetricStatisticsInput {
    std::string name_space;
    std::string metric_name;
    std::vector<Dimension> dimensions;
    Instant start_time = epoch;
    Instant end_time = epoch;
    std::int32_t period = 0;
    std::optional<std::vector<std::string>> statistics;
    std::optional<std::vector<std::string>> extended_statistics;
    std::optional<std::string> unit;
};
const aws::Structure& shape_of(aws::Tag<GetMetricStatisticsInput>);

struct Datapoint {
    Instant timestamp = epoch;
    std::optional<double> sample_count;
    std::optional<double> average;
    std::optional<double> sum;
    std::optional<double> minimum;
    std::optional<double> maximum;
    std::string unit;
    std::optional<std::map<std::string, double>> extended_statistics;
};
const aws::Structure& shape_of(aws::Tag<Datapoint>);

struct GetMetricStatisticsOutput {
    std::string label;
    std::vector<Datapoint> datapoints;
};
const aws::Structure& shape_of(aws::Tag<GetMetricStatisticsOutput>);

struct MetricInput {
    std::optional<std::string> name_space;
    std::optional<std::string> metric_name;
    std::vector<Dimension> dimensions;
};
const aws::Structure& shape_of(aws::Tag<MetricInput>);

struct MetricStat {
    MetricInput metric;
    std::int32_t period = 0;
    std::string stat;
    std::optional<std::string> unit;
};
const aws::Structure& shape_of(aws::Tag<MetricStat>);

struct MetricDataQuery {
    std::string id;
    std::optional<MetricStat> metric_stat;
    std::optional<std::string> expression;
    std::optional<std::string> label;
    std::optional<bool> return_data;
    std::optional<std::int32_t> period;
    std::optional<std::string> account_id;
};
const aws::Structure& shape_of(aws::Tag<MetricDataQuery>);

struct LabelOptions {
    std::optional<std::string> timezone;
};
const aws::Structure& shape_of(aws::Tag<LabelOptions>);

struct GetMetricDataInput {
    std::vector<MetricDataQuery> metric_data_queries;
    Instant start_time = epoch;
    Instant end_time = epoch;
    std::optional<std::string> next_token;
    std::optional<std::string> scan_by;
    std::optional<std::int32_t> max_datapoints;
    std::optional<LabelOptions> label_options;
};
const aws::Structure& shape_of(aws::Tag<GetMetricDataInput>);

struct MessageData {
    std::optional<std::string> code;
    std::optional<std::string> value;
};
const aws::Structure& shape_of(aws::Tag<MessageData>);

struct MetricDataResult {
    std::string id;
    std::string label;
    std::vector<Instant> timestamps;
    std::vector<double> values;
    std::string status_code;
    std::optional<std::vector<MessageData>> messages;
};
const aws::Structure& shape_of(aws::Tag<MetricDataResult>);

struct GetMetricDataOutput {
    std::vector<MetricDataResult> metric_data_results;
    std::optional<std::string> next_token;
    std::vector<MessageData> messages;
};
const aws::Structure& shape_of(aws::Tag<GetMetricDataOutput>);

struct DimensionFilterInput {
    std::string name;
    std::optional<std::string> value;
};
const aws::Structure& shape_of(aws::Tag<DimensionFilterInput>);

struct ListMetricsInput {
    std::optional<std::string> name_space;
    std::optional<std::string> metric_name;
    std::vector<DimensionFilterInput> dimensions;
    std::optional<std::string> next_token;
    std::optional<std::string> recently_active;
    std::optional<bool> include_linked_accounts;
    std::optional<std::string> owning_account;
};
const aws::Structure& shape_of(aws::Tag<ListMetricsInput>);

struct MetricOutput {
    std::string name_space;
    std::string metric_name;
    std::vector<Dimension> dimensions;
};
const aws::Structure& shape_of(aws::Tag<MetricOutput>);

struct ListMetricsOutput {
    std::vector<MetricOutput> metrics;
    std::optional<std::string> next_token;
    std::optional<std::vector<std::string>> owning_accounts;
};
const aws::Structure& shape_of(aws::Tag<ListMetricsOutput>);

}  // namespace wt::cloudwatch
