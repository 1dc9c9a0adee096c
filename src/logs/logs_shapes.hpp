#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "aws/shape.hpp"
#include "logs/batch_rules.hpp"

/// Inputs and outputs of CloudWatch Logs' operations: AWS's model logs 2014-03-28.
namespace wt::logs {

using TagMap = std::map<std::string, std::string>;

struct CreateLogGroupRequest {
    std::string log_group_name;
    std::optional<std::string> kms_key_id;
    std::optional<TagMap> tags;
    std::optional<std::string> log_group_class;
    std::optional<bool> deletion_protection_enabled;
};
const aws::Structure& shape_of(aws::Tag<CreateLogGroupRequest>);

struct DescribeLogGroupsRequest {
    std::optional<std::vector<std::string>> account_identifiers;
    std::optional<std::string> log_group_name_prefix;
    std::optional<std::string> log_group_name_pattern;
    std::optional<std::string> next_token;
    std::optional<std::int32_t> limit;
    std::optional<bool> include_linked_accounts;
    std::optional<std::string> log_group_class;
    std::optional<std::vector<std::string>> log_group_identifiers;
};
const aws::Structure& shape_of(aws::Tag<DescribeLogGroupsRequest>);

struct DescribedGroup {
    std::string log_group_name;
    std::int64_t creation_time = 0;
    std::optional<std::int32_t> retention_in_days;
    std::optional<std::int32_t> metric_filter_count;
    std::string arn;
    std::optional<std::int64_t> stored_bytes;
    std::optional<std::string> kms_key_id;
    std::optional<std::string> data_protection_status;
    std::optional<std::vector<std::string>> inherited_properties;
    std::optional<std::string> log_group_class;
    std::optional<std::string> log_group_arn;
    std::optional<bool> deletion_protection_enabled;
    std::optional<bool> bearer_token_authentication_enabled;
};
const aws::Structure& shape_of(aws::Tag<DescribedGroup>);

struct DescribeLogGroupsResponse {
    std::vector<DescribedGroup> log_groups;
    std::optional<std::string> next_token;
};
const aws::Structure& shape_of(aws::Tag<DescribeLogGroupsResponse>);

struct DeleteLogGroupRequest {
    std::string log_group_name;
};
const aws::Structure& shape_of(aws::Tag<DeleteLogGroupRequest>);

struct PutLogGroupDeletionProtectionRequest {
    std::string log_group_identifier;
    bool deletion_protection_enabled = false;
};
const aws::Structure& shape_of(aws::Tag<PutLogGroupDeletionProtectionRequest>);

struct PutRetentionPolicyRequest {
    std::string log_group_name;
    std::int32_t retention_in_days = 0;
};
const aws::Structure& shape_of(aws::Tag<PutRetentionPolicyRequest>);

struct DeleteRetentionPolicyRequest {
    std::string log_group_name;
};
const aws::Structure& shape_of(aws::Tag<DeleteRetentionPolicyRequest>);

struct CreateLogStreamRequest {
    std::string log_group_name;
    std::string log_stream_name;
};
const aws::Structure& shape_of(aws::Tag<CreateLogStreamRequest>);

struct DeleteLogStreamRequest {
    std::string log_group_name;
    std::string log_stream_name;
};
const aws::Structure& shape_of(aws::Tag<DeleteLogStreamRequest>);

/// A group by its name or by its ARN.
struct OneGroup {
    std::optional<std::string> log_group_name;
    std::optional<std::string> log_group_identifier;
};

struct DescribeLogStreamsRequest : OneGroup {
    std::optional<std::string> log_stream_name_prefix;
    std::optional<std::string> order_by;
    std::optional<bool> descending;
    std::optional<std::string> next_token;
    std::optional<std::int32_t> limit;
};
const aws::Structure& shape_of(aws::Tag<DescribeLogStreamsRequest>);

struct DescribedStream {
    std::string log_stream_name;
    std::int64_t creation_time = 0;
    std::optional<std::int64_t> first_event_timestamp;
    std::optional<std::int64_t> last_event_timestamp;
    std::optional<std::int64_t> last_ingestion_time;
    std::optional<std::string> upload_sequence_token;
    std::string arn;
    std::int64_t stored_bytes = 0;
};
const aws::Structure& shape_of(aws::Tag<DescribedStream>);

struct DescribeLogStreamsResponse {
    std::vector<DescribedStream> log_streams;
    std::optional<std::string> next_token;
};
const aws::Structure& shape_of(aws::Tag<DescribeLogStreamsResponse>);

const aws::Structure& shape_of(aws::Tag<InputEvent>);

struct Entity {
    std::optional<std::map<std::string, std::string>> key_attributes;
    std::optional<std::map<std::string, std::string>> attributes;
};
const aws::Structure& shape_of(aws::Tag<Entity>);

struct PutLogEventsRequest {
    std::string log_group_name;
    std::string log_stream_name;
    std::vector<InputEvent> log_events;
    std::optional<std::string> sequence_token;
    std::optional<Entity> entity;
};
const aws::Structure& shape_of(aws::Tag<PutLogEventsRequest>);

struct RejectedLogEventsInfo {
    std::optional<std::int32_t> too_new_log_event_start_index;
    std::optional<std::int32_t> too_old_log_event_end_index;
    std::optional<std::int32_t> expired_log_event_end_index;
};
const aws::Structure& shape_of(aws::Tag<RejectedLogEventsInfo>);

struct RejectedEntityInfo {
    std::string error_type;
};
const aws::Structure& shape_of(aws::Tag<RejectedEntityInfo>);

struct PutLogEventsResponse {
    std::string next_sequence_token;
    std::optional<RejectedLogEventsInfo> rejected_log_events_info;
    std::optional<RejectedEntityInfo> rejected_entity_info;
};
const aws::Structure& shape_of(aws::Tag<PutLogEventsResponse>);

struct GetLogEventsRequest : OneGroup {
    std::string log_stream_name;
    std::optional<std::int64_t> start_time;
    std::optional<std::int64_t> end_time;
    std::optional<std::string> next_token;
    std::optional<std::int32_t> limit;
    std::optional<bool> start_from_head;
    std::optional<bool> unmask;
};
const aws::Structure& shape_of(aws::Tag<GetLogEventsRequest>);

struct OutputLogEvent {
    std::int64_t timestamp = 0;
    std::string message;
    std::int64_t ingestion_time = 0;
};
const aws::Structure& shape_of(aws::Tag<OutputLogEvent>);

struct GetLogEventsResponse {
    std::vector<OutputLogEvent> events;
    std::string next_forward_token;
    std::string next_backward_token;
};
const aws::Structure& shape_of(aws::Tag<GetLogEventsResponse>);

struct FilterLogEventsRequest : OneGroup {
    std::optional<std::vector<std::string>> log_stream_names;
    std::optional<std::string> log_stream_name_prefix;
    std::optional<std::int64_t> start_time;
    std::optional<std::int64_t> end_time;
    std::optional<std::string> filter_pattern;
    std::optional<std::string> next_token;
    std::optional<std::int32_t> limit;
    std::optional<bool> interleaved;
    std::optional<bool> unmask;
};
const aws::Structure& shape_of(aws::Tag<FilterLogEventsRequest>);

struct FilteredLogEvent {
    std::string log_stream_name;
    std::int64_t timestamp = 0;
    std::string message;
    std::int64_t ingestion_time = 0;
    std::string event_id;
};
const aws::Structure& shape_of(aws::Tag<FilteredLogEvent>);

struct SearchedLogStream {
    std::string log_stream_name;
    bool searched_completely = false;
};
const aws::Structure& shape_of(aws::Tag<SearchedLogStream>);

struct FilterLogEventsResponse {
    std::vector<FilteredLogEvent> events;
    std::vector<SearchedLogStream> searched_log_streams;
    std::optional<std::string> next_token;
};
const aws::Structure& shape_of(aws::Tag<FilterLogEventsResponse>);

struct TestMetricFilterRequest {
    std::string filter_pattern;
    std::vector<std::string> log_event_messages;
};
const aws::Structure& shape_of(aws::Tag<TestMetricFilterRequest>);

struct MetricFilterMatch {
    std::int64_t event_number = 0;
    std::string event_message;
    std::map<std::string, std::string> extracted_values;
};
const aws::Structure& shape_of(aws::Tag<MetricFilterMatch>);

struct TestMetricFilterResponse {
    std::vector<MetricFilterMatch> matches;
};
const aws::Structure& shape_of(aws::Tag<TestMetricFilterResponse>);

struct TagResourceRequest {
    std::string resource_arn;
    TagMap tags;
};
const aws::Structure& shape_of(aws::Tag<TagResourceRequest>);

struct UntagResourceRequest {
    std::string resource_arn;
    std::vector<std::string> tag_keys;
};
const aws::Structure& shape_of(aws::Tag<UntagResourceRequest>);

struct ListTagsForResourceRequest {
    std::string resource_arn;
};
const aws::Structure& shape_of(aws::Tag<ListTagsForResourceRequest>);

struct TagLogGroupRequest {
    std::string log_group_name;
    TagMap tags;
};
const aws::Structure& shape_of(aws::Tag<TagLogGroupRequest>);

struct UntagLogGroupRequest {
    std::string log_group_name;
    std::vector<std::string> tags;
};
const aws::Structure& shape_of(aws::Tag<UntagLogGroupRequest>);

struct ListTagsLogGroupRequest {
    std::string log_group_name;
};
const aws::Structure& shape_of(aws::Tag<ListTagsLogGroupRequest>);

struct ListTagsResponse {
    TagMap tags;
};
const aws::Structure& shape_of(aws::Tag<ListTagsResponse>);

}  // namespace wt::logs
