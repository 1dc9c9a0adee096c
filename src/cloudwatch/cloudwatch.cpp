#include "cloudwatch/cloudwatch.hpp"

#include <fmt/format.h>

#include "cloudwatch/missing_operations.hpp"

namespace wt::cloudwatch {

namespace {

constexpr aws::Operation operations[] = {
    aws::operation<&CloudWatch::delete_alarms>("DeleteAlarms", "cloudwatch:DeleteAlarms"),
    aws::operation<&CloudWatch::delete_dashboards>("DeleteDashboards", "cloudwatch:DeleteDashboards"),
    aws::operation<&CloudWatch::describe_alarm_history>("DescribeAlarmHistory", "cloudwatch:DescribeAlarmHistory"),
    aws::operation<&CloudWatch::describe_alarms>("DescribeAlarms", "cloudwatch:DescribeAlarms"),
    aws::operation<&CloudWatch::describe_alarms_for_metric>("DescribeAlarmsForMetric",
                                                            "cloudwatch:DescribeAlarmsForMetric"),
    aws::operation<&CloudWatch::disable_alarm_actions>("DisableAlarmActions", "cloudwatch:DisableAlarmActions"),
    aws::operation<&CloudWatch::enable_alarm_actions>("EnableAlarmActions", "cloudwatch:EnableAlarmActions"),
    aws::operation<&CloudWatch::get_dashboard>("GetDashboard", "cloudwatch:GetDashboard"),
    aws::operation<&CloudWatch::get_metric_data>("GetMetricData", "cloudwatch:GetMetricData"),
    aws::operation<&CloudWatch::get_metric_statistics>("GetMetricStatistics", "cloudwatch:GetMetricStatistics"),
    aws::operation<&CloudWatch::list_dashboards>("ListDashboards", "cloudwatch:ListDashboards"),
    aws::operation<&CloudWatch::list_metrics>("ListMetrics", "cloudwatch:ListMetrics"),
    aws::operation<&CloudWatch::list_tags_for_resource>("ListTagsForResource", "cloudwatch:ListTagsForResource"),
    aws::operation<&CloudWatch::put_composite_alarm>("PutCompositeAlarm", "cloudwatch:PutCompositeAlarm"),
    aws::operation<&CloudWatch::put_dashboard>("PutDashboard", "cloudwatch:PutDashboard"),
    aws::operation<&CloudWatch::put_metric_alarm>("PutMetricAlarm", "cloudwatch:PutMetricAlarm"),
    aws::operation<&CloudWatch::put_metric_data>("PutMetricData", "cloudwatch:PutMetricData"),
    aws::operation<&CloudWatch::set_alarm_state>("SetAlarmState", "cloudwatch:SetAlarmState"),
    aws::operation<&CloudWatch::tag_resource>("TagResource", "cloudwatch:TagResource"),
    aws::operation<&CloudWatch::untag_resource>("UntagResource", "cloudwatch:UntagResource"),
};

constexpr aws::Protocol further_protocols[] = {aws::Protocol::json_1_0, aws::Protocol::rpc_v2_cbor};

constexpr aws::ErrorShape shapes_of_errors[] = {
    {"InvalidParameterValue", "com.amazonaws.cloudwatch.v2010_08_01#InvalidParameterValueException"},
    {"InvalidParameterCombination", "com.amazonaws.cloudwatch.v2010_08_01#InvalidParameterCombinationException"},
    {"MissingParameter", "com.amazonaws.cloudwatch.v2010_08_01#MissingRequiredParameterException"},
    {"InvalidNextToken", "com.amazonaws.cloudwatch.v2010_08_01#InvalidNextToken"},
    {"LimitExceeded", "com.amazonaws.cloudwatch.v2010_08_01#LimitExceededFault"},
    {"InvalidFormat", "com.amazonaws.cloudwatch.v2010_08_01#InvalidFormatFault"},
    {"InvalidParameterInput", "com.amazonaws.cloudwatch.v2010_08_01#DashboardInvalidInputError"},
    {"ResourceNotFound", "com.amazonaws.cloudwatch.v2010_08_01#ResourceNotFound"},
    {"ResourceNotFoundException", "com.amazonaws.cloudwatch.v2010_08_01#ResourceNotFoundException"},
    {"InternalServiceError", "com.amazonaws.cloudwatch.v2010_08_01#InternalServiceFault"},
    {"ValidationError", "com.amazon.coral.validate#ValidationException"},
    {"MalformedInput", "com.amazon.coral.service#SerializationException"},
    {"InvalidAction", "com.amazon.coral.service#UnknownOperationException"},
    {"MissingAuthenticationToken", "com.amazon.coral.service#MissingAuthenticationTokenException"},
};

[[nodiscard]] aws::Error malformed(const aws::Malformed& problem) {
    if (problem.what != aws::Malformed::What::value) return aws::Error(malformed_input, problem.reason);
    return aws::Error(invalid_value,
                      fmt::format("The value {} for parameter {} is invalid.", problem.value, problem.member));
}

/// Assumed: which of the two errors a required parameter in a structure has.
[[nodiscard]] aws::Error invalid(const aws::Violations& violations) {
    const aws::Violation& first = violations.first();
    if (first.missing)
        return aws::Error(missing_parameter, fmt::format("The parameter {} is required.", first.member->name));
    return aws::Error(validation_error, violations.message());
}

[[nodiscard]] aws::Error unknown(const http::Request&) { return aws::Error(unknown_action); }

}  // namespace

const aws::ServiceModel& CloudWatch::model() const {
    static const aws::ServiceModel model = [] {
        aws::ServiceModel cloudwatch;
        cloudwatch.name = "cloudwatch";
        cloudwatch.signing_name = "monitoring";
        cloudwatch.protocol = aws::Protocol::query;
        cloudwatch.also = further_protocols;
        cloudwatch.version = "2010-08-01";
        cloudwatch.target_prefix = "GraniteServiceVersion20100801";
        cloudwatch.xmlns = "http://monitoring.amazonaws.com/doc/2010-08-01/";
        cloudwatch.error_shapes = shapes_of_errors;
        cloudwatch.operations = operations;
        cloudwatch.missing = missing_operations();
        cloudwatch.malformed = malformed;
        cloudwatch.invalid = invalid;
        cloudwatch.unknown = unknown;
        return cloudwatch;
    }();
    return model;
}

bool CloudWatch::claims(const http::Request& request) const {
    const std::string_view host = request.headers.get("Host");
    return host.starts_with("monitoring.localhost") ||
           (host.starts_with("monitoring.") && host.find(".amazonaws.com") != host.npos);
}

Task<std::optional<wt::Error>> CloudWatch::reset(std::string_view account) {
    store_.forget(account);
    alarms_.reset(account);
    return alarms_.durable();
}

}  // namespace wt::cloudwatch
