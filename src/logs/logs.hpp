#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "aws/keys.hpp"
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
    /// What it is given outlives this.
    struct Parts {
        LogGroups& groups;
        AccountRecords& records;
        Destinations& destinations;
        aws::Keys& keys;
    };
    Logs(const Context& context, const Parts& parts)
        : groups_(parts.groups),
          records_(parts.records),
          destinations_(parts.destinations),
          keys_(parts.keys),
          queries_(context, parts.groups),
          ids_(fresh_random(context, "logs.ids")) {}

    [[nodiscard]] const aws::ServiceModel& model() const override;
    [[nodiscard]] void* instance() override { return this; }
    [[nodiscard]] Task<std::optional<aws::Error>> settle() override { return on_disk(durable(), errors::unavailable); }
    [[nodiscard]] Task<std::optional<wt::Error>> reset(std::string_view account) override;

    // Groups.
    [[nodiscard]] aws::Outcome<aws::Nothing> create_log_group(const aws::Call& call, CreateLogGroupRequest input);
    [[nodiscard]] aws::Outcome<DescribeLogGroupsResponse> describe_log_groups(const aws::Call& call,
                                                                              DescribeLogGroupsRequest input);
    [[nodiscard]] aws::Outcome<aws::Nothing> delete_log_group(const aws::Call& call, DeleteLogGroupRequest input);
    [[nodiscard]] aws::Outcome<aws::Nothing> put_log_group_deletion_protection(
        const aws::Call& call, PutLogGroupDeletionProtectionRequest input);
    [[nodiscard]] aws::Outcome<aws::Nothing> put_retention_policy(const aws::Call& call,
                                                                  PutRetentionPolicyRequest input);
    [[nodiscard]] aws::Outcome<aws::Nothing> delete_retention_policy(const aws::Call& call,
                                                                     DeleteRetentionPolicyRequest input);
    [[nodiscard]] aws::Outcome<aws::Nothing> associate_kms_key(const aws::Call& call, AssociateKmsKeyRequest input);
    [[nodiscard]] aws::Outcome<aws::Nothing> disassociate_kms_key(const aws::Call& call,
                                                                  DisassociateKmsKeyRequest input);

    // Streams.
    [[nodiscard]] aws::Outcome<aws::Nothing> create_log_stream(const aws::Call& call, CreateLogStreamRequest input);
    [[nodiscard]] aws::Outcome<DescribeLogStreamsResponse> describe_log_streams(const aws::Call& call,
                                                                                DescribeLogStreamsRequest input);
    [[nodiscard]] aws::Outcome<aws::Nothing> delete_log_stream(const aws::Call& call, DeleteLogStreamRequest input);

    // Events.
    [[nodiscard]] aws::Outcome<PutLogEventsResponse> put_log_events(const aws::Call& call, PutLogEventsRequest input);
    [[nodiscard]] aws::Outcome<GetLogEventsResponse> get_log_events(const aws::Call& call, GetLogEventsRequest input);
    [[nodiscard]] aws::Outcome<FilterLogEventsResponse> filter_log_events(const aws::Call& call,
                                                                          FilterLogEventsRequest input);

    // Filters.
    [[nodiscard]] aws::Outcome<TestMetricFilterResponse> test_metric_filter(const aws::Call& call,
                                                                            TestMetricFilterRequest input);
    [[nodiscard]] aws::Outcome<aws::Nothing> put_metric_filter(const aws::Call& call, PutMetricFilterRequest input);
    [[nodiscard]] aws::Outcome<DescribeMetricFiltersResponse> describe_metric_filters(
        const aws::Call& call, DescribeMetricFiltersRequest input);
    [[nodiscard]] aws::Outcome<aws::Nothing> delete_metric_filter(const aws::Call& call,
                                                                  DeleteMetricFilterRequest input);
    [[nodiscard]] aws::Outcome<aws::Nothing> put_subscription_filter(const aws::Call& call,
                                                                     PutSubscriptionFilterRequest input);
    [[nodiscard]] aws::Outcome<DescribeSubscriptionFiltersResponse> describe_subscription_filters(
        const aws::Call& call, DescribeSubscriptionFiltersRequest input);
    [[nodiscard]] aws::Outcome<aws::Nothing> delete_subscription_filter(const aws::Call& call,
                                                                        DeleteSubscriptionFilterRequest input);

    // Queries.
    [[nodiscard]] aws::Outcome<StartQueryResponse> start_query(const aws::Call& call, StartQueryRequest input);
    [[nodiscard]] aws::Outcome<GetQueryResultsResponse> get_query_results(const aws::Call& call,
                                                                          GetQueryResultsRequest input);
    [[nodiscard]] aws::Outcome<StopQueryResponse> stop_query(const aws::Call& call, StopQueryRequest input);
    [[nodiscard]] aws::Outcome<DescribeQueriesResponse> describe_queries(const aws::Call& call,
                                                                         DescribeQueriesRequest input);

    // What the account has besides groups.
    [[nodiscard]] aws::Outcome<PutQueryDefinitionResponse> put_query_definition(const aws::Call& call,
                                                                                PutQueryDefinitionRequest input);
    [[nodiscard]] aws::Outcome<DescribeQueryDefinitionsResponse> describe_query_definitions(
        const aws::Call& call, DescribeQueryDefinitionsRequest input);
    [[nodiscard]] aws::Outcome<DeleteQueryDefinitionResponse> delete_query_definition(
        const aws::Call& call, DeleteQueryDefinitionRequest input);
    [[nodiscard]] aws::Outcome<PutResourcePolicyResponse> put_resource_policy(const aws::Call& call,
                                                                              PutResourcePolicyRequest input);
    [[nodiscard]] aws::Outcome<DescribeResourcePoliciesResponse> describe_resource_policies(
        const aws::Call& call, DescribeResourcePoliciesRequest input);
    [[nodiscard]] aws::Outcome<aws::Nothing> delete_resource_policy(const aws::Call& call,
                                                                    DeleteResourcePolicyRequest input);

    // Tags.
    [[nodiscard]] aws::Outcome<aws::Nothing> tag_resource(const aws::Call& call, TagResourceRequest input);
    [[nodiscard]] aws::Outcome<aws::Nothing> untag_resource(const aws::Call& call, UntagResourceRequest input);
    [[nodiscard]] aws::Outcome<ListTagsForResourceResponse> list_tags_for_resource(const aws::Call& call,
                                                                                   ListTagsForResourceRequest input);
    [[nodiscard]] aws::Outcome<aws::Nothing> tag_log_group(const aws::Call& call, TagLogGroupRequest input);
    [[nodiscard]] aws::Outcome<aws::Nothing> untag_log_group(const aws::Call& call, UntagLogGroupRequest input);
    [[nodiscard]] aws::Outcome<ListTagsLogGroupResponse> list_tags_log_group(const aws::Call& call,
                                                                             ListTagsLogGroupRequest input);

private:
    // What the operations do, in one step.
    [[nodiscard]] aws::Outcome<aws::Nothing> create(const aws::Call& call, CreateLogGroupRequest& input);
    /// Why a group's events cannot be encrypted by that key.
    [[nodiscard]] std::optional<aws::Error> refuse_key(const aws::Call& call, const std::string& group,
                                                       const std::string& key);
    [[nodiscard]] aws::Outcome<DescribeLogGroupsResponse> describe(const aws::Call& call,
                                                                   DescribeLogGroupsRequest& input);
    [[nodiscard]] aws::Outcome<aws::Nothing> remove(const aws::Call& call, const DeleteLogGroupRequest& input);
    [[nodiscard]] aws::Outcome<aws::Nothing> protect(const aws::Call& call,
                                                     const PutLogGroupDeletionProtectionRequest& input);
    [[nodiscard]] aws::Outcome<aws::Nothing> retain(const aws::Call& call, const std::string& name,
                                                    std::optional<std::int32_t> days);
    /// Of the group that is named, or of the resource: a group's ARN.
    [[nodiscard]] aws::Outcome<LogGroup*> group_of_key(const aws::Call& call, const std::optional<std::string>& name,
                                                       const std::optional<std::string>& resource);
    [[nodiscard]] aws::Outcome<aws::Nothing> create(const aws::Call& call, CreateLogStreamRequest& input);
    [[nodiscard]] aws::Outcome<DescribeLogStreamsResponse> describe(const aws::Call& call,
                                                                    const DescribeLogStreamsRequest& input);
    [[nodiscard]] aws::Outcome<aws::Nothing> remove(const aws::Call& call, const DeleteLogStreamRequest& input);
    [[nodiscard]] aws::Outcome<PutLogEventsResponse> put(const aws::Call& call, PutLogEventsRequest& input);
    [[nodiscard]] aws::Outcome<GetLogEventsResponse> get(const aws::Call& call, const GetLogEventsRequest& input);
    [[nodiscard]] aws::Outcome<FilterLogEventsResponse> filter(const aws::Call& call,
                                                               const FilterLogEventsRequest& input);
    [[nodiscard]] aws::Outcome<aws::Nothing> put(const aws::Call& call, PutMetricFilterRequest& input);
    [[nodiscard]] aws::Outcome<DescribeMetricFiltersResponse> describe(const aws::Call& call,
                                                                       const DescribeMetricFiltersRequest& input);
    [[nodiscard]] aws::Outcome<aws::Nothing> put(const aws::Call& call, PutSubscriptionFilterRequest& input);
    [[nodiscard]] aws::Outcome<DescribeSubscriptionFiltersResponse> describe(
        const aws::Call& call, const DescribeSubscriptionFiltersRequest& input);
    [[nodiscard]] aws::Outcome<StartQueryResponse> start(const aws::Call& call, StartQueryRequest& input);
    [[nodiscard]] aws::Outcome<GetQueryResultsResponse> results(const aws::Call& call,
                                                                const GetQueryResultsRequest& input);
    [[nodiscard]] aws::Outcome<StopQueryResponse> stop(const aws::Call& call, const StopQueryRequest& input);
    [[nodiscard]] aws::Outcome<DescribeQueriesResponse> describe(const aws::Call& call,
                                                                 const DescribeQueriesRequest& input);
    [[nodiscard]] aws::Outcome<PutQueryDefinitionResponse> put(const aws::Call& call, PutQueryDefinitionRequest& input);
    [[nodiscard]] aws::Outcome<DescribeQueryDefinitionsResponse> describe(const aws::Call& call,
                                                                          const DescribeQueryDefinitionsRequest& input);
    [[nodiscard]] aws::Outcome<DeleteQueryDefinitionResponse> remove(const aws::Call& call,
                                                                     const DeleteQueryDefinitionRequest& input);
    [[nodiscard]] aws::Outcome<PutResourcePolicyResponse> put(const aws::Call& call, PutResourcePolicyRequest& input);
    [[nodiscard]] aws::Outcome<DescribeResourcePoliciesResponse> describe(const aws::Call& call,
                                                                          const DescribeResourcePoliciesRequest& input);
    [[nodiscard]] aws::Outcome<aws::Nothing> remove(const aws::Call& call, const DeleteResourcePolicyRequest& input);
    /// The names of the groups that a query is about.
    [[nodiscard]] aws::Outcome<std::vector<std::string>> queried_groups(const aws::Call& call,
                                                                        const StartQueryRequest& input);

    // What they find, or the error that says why not.
    [[nodiscard]] aws::Outcome<LogGroup*> group(const aws::Call& call, std::string_view name);
    [[nodiscard]] aws::Outcome<LogGroup*> group_by_identifier(const aws::Call& call, std::string_view identifier);
    [[nodiscard]] aws::Outcome<LogGroup*> one_group(const aws::Call& call, const std::optional<std::string>& name,
                                                    const std::optional<std::string>& identifier);
    [[nodiscard]] aws::Outcome<LogGroup*> named_by(const aws::Call& call, std::string_view arn);
    [[nodiscard]] aws::Outcome<LogStream*> stream(LogGroup& group, std::string_view name);

    [[nodiscard]] aws::Outcome<aws::Nothing> tag(const aws::Call& call, const aws::Outcome<LogGroup*>& group,
                                                 const std::map<std::string, std::string>& tags,
                                                 const aws::ErrorRow& too_many);
    [[nodiscard]] aws::Outcome<aws::Nothing> untag(const aws::Outcome<LogGroup*>& group,
                                                   const std::vector<std::string>& keys);
    template <class Output>
    [[nodiscard]] static aws::Outcome<Output> tags_of(const aws::Outcome<LogGroup*>& group);

    [[nodiscard]] Task<std::optional<wt::Error>> durable();

    LogGroups& groups_;
    AccountRecords& records_;
    Destinations& destinations_;
    aws::Keys& keys_;
    Queries queries_;
    Random ids_;
};

[[nodiscard]] aws::Error invalid_parameter(std::string message);
[[nodiscard]] aws::Error invalid_token();
[[nodiscard]] aws::Outcome<FilterPattern> read_pattern(std::string_view text);
/// What PutLogEvents and DescribeLogStreams hand out and nobody needs.
[[nodiscard]] std::string sequence_token(const LogStream& stream);

}  // namespace wt::logs
