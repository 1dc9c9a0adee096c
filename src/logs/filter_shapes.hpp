#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "aws/shape.hpp"

/// Inputs and outputs of the operations about metric filters and subscription filters: AWS's model logs 2014-03-28.
namespace wt::logs {

struct MetricTransformation {
    std::string metric_name;
    std::string metric_namespace;
    std::string metric_value;
    std::optional<double> default_value;
    std::optional<std::map<std::string, std::string>> dimensions;
    std::optional<std::string> unit;
};
const aws::Structure& shape_of(aws::Tag<MetricTransformation>);

struct PutMetricFilterRequest {
    std::string log_group_name;
    std::string filter_name;
    std::string filter_pattern;
    std::vector<MetricTransformation> metric_transformations;
    std::optional<bool> apply_on_transformed_logs;
    std::optional<std::string> field_selection_criteria;
    std::optional<std::vector<std::string>> emit_system_field_dimensions;
};
const aws::Structure& shape_of(aws::Tag<PutMetricFilterRequest>);

/// DeleteMetricFilter and DeleteSubscriptionFilter.
struct DeleteFilterRequest {
    std::string log_group_name;
    std::string filter_name;
};
const aws::Structure& shape_of(aws::Tag<DeleteFilterRequest>);

struct DescribeMetricFiltersRequest {
    std::optional<std::string> log_group_name;
    std::optional<std::string> filter_name_prefix;
    std::optional<std::string> next_token;
    std::optional<std::int32_t> limit;
    std::optional<std::string> metric_name;
    std::optional<std::string> metric_namespace;
};
const aws::Structure& shape_of(aws::Tag<DescribeMetricFiltersRequest>);

struct DescribedMetricFilter {
    std::string filter_name;
    std::string filter_pattern;
    std::vector<MetricTransformation> metric_transformations;
    std::int64_t creation_time = 0;
    std::string log_group_name;
    std::optional<bool> apply_on_transformed_logs;
    std::optional<std::string> field_selection_criteria;
    std::optional<std::vector<std::string>> emit_system_field_dimensions;
};
const aws::Structure& shape_of(aws::Tag<DescribedMetricFilter>);

struct DescribeMetricFiltersResponse {
    std::vector<DescribedMetricFilter> metric_filters;
    std::optional<std::string> next_token;
};
const aws::Structure& shape_of(aws::Tag<DescribeMetricFiltersResponse>);

struct PutSubscriptionFilterRequest {
    std::string log_group_name;
    std::string filter_name;
    std::string filter_pattern;
    std::string destination_arn;
    std::optional<std::string> role_arn;
    std::optional<std::string> distribution;
    std::optional<bool> apply_on_transformed_logs;
    std::optional<std::string> field_selection_criteria;
    std::optional<std::vector<std::string>> emit_system_fields;
};
const aws::Structure& shape_of(aws::Tag<PutSubscriptionFilterRequest>);

struct DescribeSubscriptionFiltersRequest {
    std::string log_group_name;
    std::optional<std::string> filter_name_prefix;
    std::optional<std::string> next_token;
    std::optional<std::int32_t> limit;
};
const aws::Structure& shape_of(aws::Tag<DescribeSubscriptionFiltersRequest>);

struct DescribedSubscriptionFilter {
    std::string filter_name;
    std::string log_group_name;
    std::string filter_pattern;
    std::string destination_arn;
    std::optional<std::string> role_arn;
    std::string distribution;
    std::optional<bool> apply_on_transformed_logs;
    std::int64_t creation_time = 0;
    std::optional<std::string> field_selection_criteria;
    std::optional<std::vector<std::string>> emit_system_fields;
};
const aws::Structure& shape_of(aws::Tag<DescribedSubscriptionFilter>);

struct DescribeSubscriptionFiltersResponse {
    std::vector<DescribedSubscriptionFilter> subscription_filters;
    std::optional<std::string> next_token;
};
const aws::Structure& shape_of(aws::Tag<DescribeSubscriptionFiltersResponse>);

}  // namespace wt::logs
