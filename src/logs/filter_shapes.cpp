// What CloudWatch Logs' model says of filters (logs 2014-03-28).
#include "logs/filter_shapes.hpp"

namespace wt::logs {

using aws::element;
using aws::member;
using aws::Structure;
using aws::Tag;

namespace {

constexpr std::string_view metric_name = R"([^:*$]*)";
constexpr std::string_view group_name = R"([\.\-_/#A-Za-z0-9]+)";
constexpr std::string_view filter_name = R"([^:*]*)";
constexpr std::string_view units[] = {
    "Seconds",          "Microseconds",     "Milliseconds", "Bytes",           "Kilobytes",        "Megabytes",
    "Gigabytes",        "Terabytes",        "Bits",         "Kilobits",        "Megabits",         "Gigabits",
    "Terabits",         "Percent",          "Count",        "Bytes/Second",    "Kilobytes/Second", "Megabytes/Second",
    "Gigabytes/Second", "Terabytes/Second", "Bits/Second",  "Kilobits/Second", "Megabits/Second",  "Gigabits/Second",
    "Terabits/Second",  "Count/Second",     "None"};
constexpr std::string_view distributions[] = {"Random", "ByLogStream"};

}  // namespace

const Structure& shape_of(Tag<MetricTransformation>) {
    using T = MetricTransformation;
    static const Structure shape(
        "", {
                member<&T::metric_name>("metricName").required().length(0, 255).pattern(metric_name),
                member<&T::metric_namespace>("metricNamespace").required().length(0, 255).pattern(metric_name),
                member<&T::metric_value>("metricValue").required().length(0, 100),
                member<&T::default_value>("defaultValue"),
                member<&T::dimensions>("dimensions").keys(element().length(0, 255)).each(element().length(0, 255)),
                member<&T::unit>("unit").one_of(units),
            });
    return shape;
}

const Structure& shape_of(Tag<PutMetricFilterRequest>) {
    using T = PutMetricFilterRequest;
    static const Structure shape(
        "", {
                member<&T::log_group_name>("logGroupName").required().length(1, 512).pattern(group_name),
                member<&T::filter_name>("filterName").required().length(1, 512).pattern(filter_name),
                member<&T::filter_pattern>("filterPattern").required().length(0, 1024),
                member<&T::metric_transformations>("metricTransformations").required().length(1, 1),
                member<&T::apply_on_transformed_logs>("applyOnTransformedLogs"),
                member<&T::field_selection_criteria>("fieldSelectionCriteria").length(0, 2000),
                member<&T::emit_system_field_dimensions>("emitSystemFieldDimensions"),
            });
    return shape;
}

const Structure& shape_of(Tag<DeleteFilterRequest>) {
    using T = DeleteFilterRequest;
    static const Structure shape(
        "", {
                member<&T::log_group_name>("logGroupName").required().length(1, 512).pattern(group_name),
                member<&T::filter_name>("filterName").required().length(1, 512).pattern(filter_name),
            });
    return shape;
}

const Structure& shape_of(Tag<DescribeMetricFiltersRequest>) {
    using T = DescribeMetricFiltersRequest;
    static const Structure shape(
        "", {
                member<&T::log_group_name>("logGroupName").length(1, 512).pattern(group_name),
                member<&T::filter_name_prefix>("filterNamePrefix").length(1, 512).pattern(filter_name),
                member<&T::next_token>("nextToken").length(1),
                member<&T::limit>("limit").range(1, 50),
                member<&T::metric_name>("metricName").length(0, 255).pattern(metric_name),
                member<&T::metric_namespace>("metricNamespace").length(0, 255).pattern(metric_name),
            });
    return shape;
}

const Structure& shape_of(Tag<DescribedMetricFilter>) {
    using T = DescribedMetricFilter;
    static const Structure shape("", {
                                         member<&T::filter_name>("filterName").length(1, 512).pattern(filter_name),
                                         member<&T::filter_pattern>("filterPattern").length(0, 1024),
                                         member<&T::metric_transformations>("metricTransformations").length(1, 1),
                                         member<&T::creation_time>("creationTime").range(0),
                                         member<&T::log_group_name>("logGroupName").length(1, 512).pattern(group_name),
                                         member<&T::apply_on_transformed_logs>("applyOnTransformedLogs"),
                                         member<&T::field_selection_criteria>("fieldSelectionCriteria").length(0, 2000),
                                         member<&T::emit_system_field_dimensions>("emitSystemFieldDimensions"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<DescribeMetricFiltersResponse>) {
    using T = DescribeMetricFiltersResponse;
    static const Structure shape("", {
                                         member<&T::metric_filters>("metricFilters"),
                                         member<&T::next_token>("nextToken").length(1),
                                     });
    return shape;
}

const Structure& shape_of(Tag<PutSubscriptionFilterRequest>) {
    using T = PutSubscriptionFilterRequest;
    static const Structure shape(
        "", {
                member<&T::log_group_name>("logGroupName").required().length(1, 512).pattern(group_name),
                member<&T::filter_name>("filterName").required().length(1, 512).pattern(filter_name),
                member<&T::filter_pattern>("filterPattern").required().length(0, 1024),
                member<&T::destination_arn>("destinationArn").required().length(1),
                member<&T::role_arn>("roleArn").length(1),
                member<&T::distribution>("distribution").one_of(distributions),
                member<&T::apply_on_transformed_logs>("applyOnTransformedLogs"),
                member<&T::field_selection_criteria>("fieldSelectionCriteria").length(0, 2000),
                member<&T::emit_system_fields>("emitSystemFields"),
            });
    return shape;
}

const Structure& shape_of(Tag<DescribeSubscriptionFiltersRequest>) {
    using T = DescribeSubscriptionFiltersRequest;
    static const Structure shape(
        "", {
                member<&T::log_group_name>("logGroupName").required().length(1, 512).pattern(group_name),
                member<&T::filter_name_prefix>("filterNamePrefix").length(1, 512).pattern(filter_name),
                member<&T::next_token>("nextToken").length(1),
                member<&T::limit>("limit").range(1, 50),
            });
    return shape;
}

const Structure& shape_of(Tag<DescribedSubscriptionFilter>) {
    using T = DescribedSubscriptionFilter;
    static const Structure shape("", {
                                         member<&T::filter_name>("filterName").length(1, 512).pattern(filter_name),
                                         member<&T::log_group_name>("logGroupName").length(1, 512).pattern(group_name),
                                         member<&T::filter_pattern>("filterPattern").length(0, 1024),
                                         member<&T::destination_arn>("destinationArn").length(1),
                                         member<&T::role_arn>("roleArn").length(1),
                                         member<&T::distribution>("distribution").one_of(distributions),
                                         member<&T::apply_on_transformed_logs>("applyOnTransformedLogs"),
                                         member<&T::creation_time>("creationTime").range(0),
                                         member<&T::field_selection_criteria>("fieldSelectionCriteria").length(0, 2000),
                                         member<&T::emit_system_fields>("emitSystemFields"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<DescribeSubscriptionFiltersResponse>) {
    using T = DescribeSubscriptionFiltersResponse;
    static const Structure shape("", {
                                         member<&T::subscription_filters>("subscriptionFilters"),
                                         member<&T::next_token>("nextToken").length(1),
                                     });
    return shape;
}

}  // namespace wt::logs
