#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "aws/service.hpp"
#include "base/fresh_random.hpp"
#include "logs/account_records.hpp"
#include "logs/destinations.hpp"
#include "logs/errors.hpp"
#include "logs/log_groups.hpp"
#include "logs/logs_shapes.hpp"
#include "logs/queries.hpp"

namespace wt::logs {

/// CloudWatch Logs' API over the log groups. Every answer waits until what it says is on disk. Amazon CloudWatch Logs
/// API Reference, 2014-03-28.
class Logs final : public aws::Service {
public:
    template <class Output>
    using Answer = Task<Result<Output, aws::Error>>;

    /// What it is given outlives this.
    Logs(const Context& context, LogGroups& groups, AccountRecords& records, Destinations& destinations)
        : groups_(groups),
          records_(records),
          destinations_(destinations),
          queries_(context, groups),
          ids_(fresh_random(context, "logs.ids")) {}

    [[nodiscard]] const aws::ServiceModel& model() const override;
    [[nodiscard]] void* instance() override { return this; }
    [[nodiscard]] Task<std::optional<wt::Error>> reset(std::string_view account) override;

    // Groups.
    [[nodiscard]] Answer<aws::Nothing> create_log_group(const aws::Call& call, CreateLogGroupRequest input);
    [[nodiscard]] Answer<DescribeLogGroupsResponse> describe_log_groups(const aws::Call& call,
                                                                        DescribeLogGroupsRequest input);
    [[nodiscard]] Answer<aws::Nothing> delete_log_group(const aws::Call& call, DeleteLogGroupRequest input);
    [[nodiscard]] Answer<aws::Nothing> put_log_group_deletion_protection(const aws::Call& call,
                                                                         PutLogGroupDeletionProtectionRequest input);
    [[nodiscard]] Answer<aws::Nothing> put_retention_policy(const aws::Call& call, PutRetentionPolicyRequest input);
    [[nodiscard]] Answer<aws::Nothing> delete_retention_policy(const aws::Call& call,
                                                               DeleteRetentionPolicyRequest input);

    // Streams.
    [[nodiscard]] Answer<aws::Nothing> create_log_stream(const aws::Call& call, CreateLogStreamRequest input);
    [[nodiscard]] Answer<DescribeLogStreamsResponse> describe_log_streams(const aws::Call& call,
                                                                          DescribeLogStreamsRequest input);
    [[nodiscard]] Answer<aws::Nothing> delete_log_stream(const aws::Call& call, DeleteLogStreamRequest input);

    // Events.
    [[nodiscard]] Answer<PutLogEventsResponse> put_log_events(const aws::Call& call, PutLogEventsRequest input);
    [[nodiscard]] Answer<GetLogEventsResponse> get_log_events(const aws::Call& call, GetLogEventsRequest input);
    [[nodiscard]] Answer<FilterLogEventsResponse> filter_log_events(const aws::Call& call,
                                                                    FilterLogEventsRequest input);

    // Filters.
    [[nodiscard]] Result<TestMetricFilterResponse, aws::Error> test_metric_filter(const aws::Call& call,
                                                                                  TestMetricFilterRequest input);
    [[nodiscard]] Answer<aws::Nothing> put_metric_filter(const aws::Call& call, PutMetricFilterRequest input);
    [[nodiscard]] Answer<DescribeMetricFiltersResponse> describe_metric_filters(const aws::Call& call,
                                                                                DescribeMetricFiltersRequest input);
    [[nodiscard]] Answer<aws::Nothing> delete_metric_filter(const aws::Call& call, DeleteMetricFilterRequest input);
    [[nodiscard]] Answer<aws::Nothing> put_subscription_filter(const aws::Call& call,
                                                               PutSubscriptionFilterRequest input);
    [[nodiscard]] Answer<DescribeSubscriptionFiltersResponse> describe_subscription_filters(
        const aws::Call& call, DescribeSubscriptionFiltersRequest input);
    [[nodiscard]] Answer<aws::Nothing> delete_subscription_filter(const aws::Call& call,
                                                                  DeleteSubscriptionFilterRequest input);

    // Queries.
    [[nodiscard]] Answer<StartQueryResponse> start_query(const aws::Call& call, StartQueryRequest input);
    [[nodiscard]] Answer<GetQueryResultsResponse> get_query_results(const aws::Call& call,
                                                                    GetQueryResultsRequest input);
    [[nodiscard]] Answer<StopQueryResponse> stop_query(const aws::Call& call, StopQueryRequest input);
    [[nodiscard]] Answer<DescribeQueriesResponse> describe_queries(const aws::Call& call, DescribeQueriesRequest input);

    // What the account has besides groups.
    [[nodiscard]] Answer<PutQueryDefinitionResponse> put_query_definition(const aws::Call& call,
                                                                          PutQueryDefinitionRequest input);
    [[nodiscard]] Answer<DescribeQueryDefinitionsResponse> describe_query_definitions(
        const aws::Call& call, DescribeQueryDefinitionsRequest input);
    [[nodiscard]] Answer<DeleteQueryDefinitionResponse> delete_query_definition(const aws::Call& call,
                                                                                DeleteQueryDefinitionRequest input);
    [[nodiscard]] Answer<PutResourcePolicyResponse> put_resource_policy(const aws::Call& call,
                                                                        PutResourcePolicyRequest input);
    [[nodiscard]] Answer<DescribeResourcePoliciesResponse> describe_resource_policies(
        const aws::Call& call, DescribeResourcePoliciesRequest input);
    [[nodiscard]] Answer<aws::Nothing> delete_resource_policy(const aws::Call& call, DeleteResourcePolicyRequest input);

    // Tags.
    [[nodiscard]] Answer<aws::Nothing> tag_resource(const aws::Call& call, TagResourceRequest input);
    [[nodiscard]] Answer<aws::Nothing> untag_resource(const aws::Call& call, UntagResourceRequest input);
    [[nodiscard]] Answer<ListTagsForResourceResponse> list_tags_for_resource(const aws::Call& call,
                                                                             ListTagsForResourceRequest input);
    [[nodiscard]] Answer<aws::Nothing> tag_log_group(const aws::Call& call, TagLogGroupRequest input);
    [[nodiscard]] Answer<aws::Nothing> untag_log_group(const aws::Call& call, UntagLogGroupRequest input);
    [[nodiscard]] Answer<ListTagsLogGroupResponse> list_tags_log_group(const aws::Call& call,
                                                                       ListTagsLogGroupRequest input);

private:
    template <class Output>
    using Outcome = Result<Output, aws::Error>;

    // What the operations do, in one step.
    [[nodiscard]] Outcome<aws::Nothing> create(const aws::Call& call, CreateLogGroupRequest& input);
    [[nodiscard]] Outcome<DescribeLogGroupsResponse> describe(const aws::Call& call, DescribeLogGroupsRequest& input);
    [[nodiscard]] Outcome<aws::Nothing> remove(const aws::Call& call, const DeleteLogGroupRequest& input);
    [[nodiscard]] Outcome<aws::Nothing> protect(const aws::Call& call,
                                                const PutLogGroupDeletionProtectionRequest& input);
    [[nodiscard]] Outcome<aws::Nothing> retain(const aws::Call& call, const std::string& name,
                                               std::optional<std::int32_t> days);
    [[nodiscard]] Outcome<aws::Nothing> create(const aws::Call& call, CreateLogStreamRequest& input);
    [[nodiscard]] Outcome<DescribeLogStreamsResponse> describe(const aws::Call& call,
                                                               const DescribeLogStreamsRequest& input);
    [[nodiscard]] Outcome<aws::Nothing> remove(const aws::Call& call, const DeleteLogStreamRequest& input);
    [[nodiscard]] Outcome<PutLogEventsResponse> put(const aws::Call& call, PutLogEventsRequest& input);
    [[nodiscard]] Outcome<GetLogEventsResponse> get(const aws::Call& call, const GetLogEventsRequest& input);
    [[nodiscard]] Outcome<FilterLogEventsResponse> filter(const aws::Call& call, const FilterLogEventsRequest& input);
    [[nodiscard]] Outcome<aws::Nothing> put(const aws::Call& call, PutMetricFilterRequest& input);
    [[nodiscard]] Outcome<DescribeMetricFiltersResponse> describe(const aws::Call& call,
                                                                  const DescribeMetricFiltersRequest& input);
    [[nodiscard]] Outcome<aws::Nothing> put(const aws::Call& call, PutSubscriptionFilterRequest& input);
    [[nodiscard]] Outcome<DescribeSubscriptionFiltersResponse> describe(
        const aws::Call& call, const DescribeSubscriptionFiltersRequest& input);
    [[nodiscard]] Outcome<StartQueryResponse> start(const aws::Call& call, StartQueryRequest& input);
    [[nodiscard]] Outcome<GetQueryResultsResponse> results(const aws::Call& call, const GetQueryResultsRequest& input);
    [[nodiscard]] Outcome<StopQueryResponse> stop(const aws::Call& call, const StopQueryRequest& input);
    [[nodiscard]] Outcome<DescribeQueriesResponse> describe(const aws::Call& call, const DescribeQueriesRequest& input);
    [[nodiscard]] Outcome<PutQueryDefinitionResponse> put(const aws::Call& call, PutQueryDefinitionRequest& input);
    [[nodiscard]] Outcome<DescribeQueryDefinitionsResponse> describe(const aws::Call& call,
                                                                     const DescribeQueryDefinitionsRequest& input);
    [[nodiscard]] Outcome<DeleteQueryDefinitionResponse> remove(const aws::Call& call,
                                                                const DeleteQueryDefinitionRequest& input);
    [[nodiscard]] Outcome<PutResourcePolicyResponse> put(const aws::Call& call, PutResourcePolicyRequest& input);
    [[nodiscard]] Outcome<DescribeResourcePoliciesResponse> describe(const aws::Call& call,
                                                                     const DescribeResourcePoliciesRequest& input);
    [[nodiscard]] Outcome<aws::Nothing> remove(const aws::Call& call, const DeleteResourcePolicyRequest& input);
    /// The names of the groups that a query is about.
    [[nodiscard]] Outcome<std::vector<std::string>> queried_groups(const aws::Call& call,
                                                                   const StartQueryRequest& input);

    // What they find, or the error that says why not.
    [[nodiscard]] Outcome<LogGroup*> group(const aws::Call& call, std::string_view name);
    [[nodiscard]] Outcome<LogGroup*> group_by_identifier(const aws::Call& call, std::string_view identifier);
    [[nodiscard]] Outcome<LogGroup*> one_group(const aws::Call& call, const std::optional<std::string>& name,
                                               const std::optional<std::string>& identifier);
    [[nodiscard]] Outcome<LogGroup*> named_by(const aws::Call& call, std::string_view arn);
    [[nodiscard]] Outcome<LogStream*> stream(LogGroup& group, std::string_view name);

    [[nodiscard]] Outcome<aws::Nothing> tag(const Outcome<LogGroup*>& group,
                                            const std::map<std::string, std::string>& tags,
                                            const aws::ErrorRow& too_many);
    [[nodiscard]] Outcome<aws::Nothing> untag(const Outcome<LogGroup*>& group, const std::vector<std::string>& keys);
    template <class Output>
    [[nodiscard]] static Outcome<Output> tags_of(const Outcome<LogGroup*>& group);

    /// The outcome, when what it stands on is on disk.
    template <class Output>
    [[nodiscard]] Answer<Output> settled(Outcome<Output> outcome) {
        auto problem = co_await groups_.durable();
        if (!problem) problem = co_await records_.durable();
        if (problem) co_return aws::Error(errors::unavailable);
        co_return std::move(outcome);
    }

    LogGroups& groups_;
    AccountRecords& records_;
    Destinations& destinations_;
    Queries queries_;
    Random ids_;
};

[[nodiscard]] aws::Error invalid_parameter(std::string message);
[[nodiscard]] aws::Error invalid_token();
[[nodiscard]] Result<FilterPattern, aws::Error> read_pattern(std::string_view text);
/// What PutLogEvents and DescribeLogStreams hand out and nobody needs.
[[nodiscard]] std::string sequence_token(const LogStream& stream);

}  // namespace wt::logs
