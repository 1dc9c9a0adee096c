#include "logs/logs.hpp"

#include <fmt/format.h>

#include "logs/missing_operations.hpp"

namespace wt::logs {

namespace {

/// A batch of 1 MiB, its characters written as \uXXXX, and what stands around 10,000 events.
constexpr std::size_t longest_body = std::size_t{8} << 20;

constexpr aws::Operation operations[] = {
    aws::operation<&Logs::create_log_group>("CreateLogGroup", "logs:CreateLogGroup"),
    aws::operation<&Logs::create_log_stream>("CreateLogStream", "logs:CreateLogStream"),
    aws::operation<&Logs::delete_log_group>("DeleteLogGroup", "logs:DeleteLogGroup"),
    aws::operation<&Logs::delete_log_stream>("DeleteLogStream", "logs:DeleteLogStream"),
    aws::operation<&Logs::delete_metric_filter>("DeleteMetricFilter", "logs:DeleteMetricFilter"),
    aws::operation<&Logs::delete_query_definition>("DeleteQueryDefinition", "logs:DeleteQueryDefinition"),
    aws::operation<&Logs::delete_resource_policy>("DeleteResourcePolicy", "logs:DeleteResourcePolicy"),
    aws::operation<&Logs::delete_retention_policy>("DeleteRetentionPolicy", "logs:DeleteRetentionPolicy"),
    aws::operation<&Logs::delete_subscription_filter>("DeleteSubscriptionFilter", "logs:DeleteSubscriptionFilter"),
    aws::operation<&Logs::describe_log_groups>("DescribeLogGroups", "logs:DescribeLogGroups"),
    aws::operation<&Logs::describe_log_streams>("DescribeLogStreams", "logs:DescribeLogStreams"),
    aws::operation<&Logs::describe_metric_filters>("DescribeMetricFilters", "logs:DescribeMetricFilters"),
    aws::operation<&Logs::describe_queries>("DescribeQueries", "logs:DescribeQueries"),
    aws::operation<&Logs::describe_query_definitions>("DescribeQueryDefinitions", "logs:DescribeQueryDefinitions"),
    aws::operation<&Logs::describe_resource_policies>("DescribeResourcePolicies", "logs:DescribeResourcePolicies"),
    aws::operation<&Logs::describe_subscription_filters>("DescribeSubscriptionFilters",
                                                         "logs:DescribeSubscriptionFilters"),
    aws::operation<&Logs::filter_log_events>("FilterLogEvents", "logs:FilterLogEvents"),
    aws::operation<&Logs::get_log_events>("GetLogEvents", "logs:GetLogEvents"),
    aws::operation<&Logs::get_query_results>("GetQueryResults", "logs:GetQueryResults"),
    aws::operation<&Logs::list_tags_for_resource>("ListTagsForResource", "logs:ListTagsForResource"),
    aws::operation<&Logs::list_tags_log_group>("ListTagsLogGroup", "logs:ListTagsLogGroup"),
    aws::operation<&Logs::put_log_events>("PutLogEvents", "logs:PutLogEvents"),
    aws::operation<&Logs::put_log_group_deletion_protection>("PutLogGroupDeletionProtection",
                                                             "logs:PutLogGroupDeletionProtection"),
    aws::operation<&Logs::put_metric_filter>("PutMetricFilter", "logs:PutMetricFilter"),
    aws::operation<&Logs::put_query_definition>("PutQueryDefinition", "logs:PutQueryDefinition"),
    aws::operation<&Logs::put_resource_policy>("PutResourcePolicy", "logs:PutResourcePolicy"),
    aws::operation<&Logs::put_retention_policy>("PutRetentionPolicy", "logs:PutRetentionPolicy"),
    aws::operation<&Logs::put_subscription_filter>("PutSubscriptionFilter", "logs:PutSubscriptionFilter"),
    aws::operation<&Logs::start_query>("StartQuery", "logs:StartQuery"),
    aws::operation<&Logs::stop_query>("StopQuery", "logs:StopQuery"),
    aws::operation<&Logs::tag_log_group>("TagLogGroup", "logs:TagLogGroup"),
    aws::operation<&Logs::tag_resource>("TagResource", "logs:TagResource"),
    aws::operation<&Logs::test_metric_filter>("TestMetricFilter", "logs:TestMetricFilter"),
    aws::operation<&Logs::untag_log_group>("UntagLogGroup", "logs:UntagLogGroup"),
    aws::operation<&Logs::untag_resource>("UntagResource", "logs:UntagResource"),
};

[[nodiscard]] aws::Error malformed(const aws::Malformed& problem) {
    return aws::Error(errors::not_readable, problem.reason);
}

/// A name that is too long has a sentence of its own.
[[nodiscard]] aws::Error invalid(const aws::Violations& violations) {
    const aws::Violation& first = violations.first();
    const bool is_name = first.member->name == "logGroupName" || first.member->name == "logStreamName";
    if (is_name && first.constraint.ends_with("length less than or equal to 512"))
        return invalid_parameter("Invalid LogGroup or LogStream, both must have length less than or equal to 512.");
    return invalid_parameter(violations.message());
}

[[nodiscard]] aws::Error unknown(const http::Request& request) {
    const std::string_view target = request.headers.get("X-Amz-Target");
    return aws::Error(errors::unknown_operation,
                      fmt::format("There is no operation {}.", target.substr(target.find('.') + 1)));
}

}  // namespace

const aws::ServiceModel& Logs::model() const {
    static const aws::ServiceModel model = [] {
        aws::ServiceModel logs;
        logs.name = logs.signing_name = "logs";
        logs.protocol = aws::Protocol::json_1_1;
        logs.version = "2014-03-28";
        logs.target_prefix = "Logs_20140328";
        logs.max_body = longest_body;
        logs.operations = operations;
        logs.missing = missing_operations();
        logs.malformed = malformed;
        logs.invalid = invalid;
        logs.unknown = unknown;
        return logs;
    }();
    return model;
}

Task<std::optional<wt::Error>> Logs::reset(std::string_view account) {
    groups_.reset(account);
    records_.reset(account);
    queries_.reset(account);
    auto problem = co_await groups_.durable();
    if (!problem) problem = co_await records_.durable();
    co_return problem;
}

aws::Error invalid_parameter(std::string message) { return aws::Error(errors::invalid_parameter, std::move(message)); }

aws::Error invalid_token() { return invalid_parameter("The specified nextToken is invalid."); }

Result<LogGroup*, aws::Error> Logs::group(const aws::Call& call, std::string_view name) {
    LogGroup* const found = groups_.find(aws::account_region_of(call), name);
    if (found == nullptr) return aws::Error(errors::no_group);
    return found;
}

Result<LogGroup*, aws::Error> Logs::group_by_identifier(const aws::Call& call, std::string_view identifier) {
    const auto named = read_group_name(identifier);
    // Assumed: the sentence.
    if (!named) return invalid_parameter(fmt::format("The specified log group identifier is invalid: {}", identifier));
    // There are no linked accounts, whose groups one could see.
    if (named->place && *named->place != aws::account_region_of(call)) return aws::Error(errors::no_group);
    return group(call, named->name);
}

Result<LogGroup*, aws::Error> Logs::one_group(const aws::Call& call, const OneGroup& input) {
    if (input.log_group_name && input.log_group_identifier)
        return aws::Error(errors::validation, "LogGroup name and LogGroup ARN are mutually exclusive parameters.");
    if (input.log_group_name) return group(call, *input.log_group_name);
    if (input.log_group_identifier) return group_by_identifier(call, *input.log_group_identifier);
    // Assumed: the sentence.
    return invalid_parameter("Either LogGroup name or LogGroup ARN must be specified.");
}

Result<LogGroup*, aws::Error> Logs::named_by(const aws::Call& call, std::string_view arn) {
    const auto named = read_group_name(arn);
    // Assumed: both sentences.
    if (!named || !named->place) return invalid_parameter(fmt::format("The specified ARN is invalid: {}", arn));
    LogGroup* const found =
        *named->place == aws::account_region_of(call) ? groups_.find(*named->place, named->name) : nullptr;
    if (found == nullptr) return aws::Error(errors::no_group, "The specified resource does not exist.");
    return found;
}

Result<LogStream*, aws::Error> Logs::stream(LogGroup& group, std::string_view name) {
    const auto found = group.streams.find(name);
    if (found == group.streams.end()) return aws::Error(errors::no_stream);
    return found->second.get();
}

}  // namespace wt::logs
