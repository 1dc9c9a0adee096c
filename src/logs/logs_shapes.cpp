// What CloudWatch Logs' model says of its inputs and outputs (logs 2014-03-28).
#include "logs/logs_shapes.hpp"

namespace wt::logs {

using aws::element;
using aws::member;
using aws::Structure;
using aws::Tag;

namespace {

constexpr std::string_view group_name = R"([\.\-_/#A-Za-z0-9]+)";
constexpr std::string_view stream_name = R"([^:*]*)";
constexpr std::string_view identifier = R"([\w#+=/:,.@-]*)";
constexpr std::string_view resource_arn = R"([\w+=/:,.@-]*)";
constexpr std::string_view name_part = R"([\.\-_/#A-Za-z0-9]*)";
constexpr std::string_view tag_key = R"(^([\p{L}\p{Z}\p{N}_.:/=+\-@]+)$)";
constexpr std::string_view tag_value = R"(^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$)";
constexpr std::string_view account_id = R"(^\d{12}$)";

constexpr std::string_view log_group_classes[] = {"STANDARD", "INFREQUENT_ACCESS", "DELIVERY"};
constexpr std::string_view orders[] = {"LogStreamName", "LastEventTime"};
constexpr std::string_view data_protection_states[] = {"ACTIVATED", "DELETED", "ARCHIVED", "DISABLED"};
constexpr std::string_view inherited[] = {"ACCOUNT_DATA_PROTECTION"};
constexpr std::string_view entity_errors[] = {"InvalidEntity",        "InvalidTypeValue",   "InvalidKeyAttributes",
                                              "InvalidAttributes",    "EntitySizeTooLarge", "UnsupportedLogGroupType",
                                              "MissingRequiredFields"};

}  // namespace

const Structure& shape_of(Tag<CreateLogGroupRequest>) {
    using T = CreateLogGroupRequest;
    static const Structure shape(
        "", {
                member<&T::log_group_name>("logGroupName").required().length(1, 512).pattern(group_name),
                member<&T::kms_key_id>("kmsKeyId").length(0, 256),
                member<&T::tags>("tags")
                    .length(1, 50)
                    .keys(element().length(1, 128).pattern(tag_key))
                    .each(element().length(0, 256).pattern(tag_value)),
                member<&T::log_group_class>("logGroupClass").one_of(log_group_classes),
                member<&T::deletion_protection_enabled>("deletionProtectionEnabled"),
            });
    return shape;
}

const Structure& shape_of(Tag<DescribeLogGroupsRequest>) {
    using T = DescribeLogGroupsRequest;
    static const Structure shape(
        "", {
                member<&T::account_identifiers>("accountIdentifiers")
                    .length(0, 20)
                    .each(element().length(12, 12).pattern(account_id)),
                member<&T::log_group_name_prefix>("logGroupNamePrefix").length(1, 512).pattern(group_name),
                member<&T::log_group_name_pattern>("logGroupNamePattern").length(0, 512).pattern(name_part),
                member<&T::next_token>("nextToken").length(1),
                member<&T::limit>("limit").range(1, 50),
                member<&T::include_linked_accounts>("includeLinkedAccounts"),
                member<&T::log_group_class>("logGroupClass").one_of(log_group_classes),
                member<&T::log_group_identifiers>("logGroupIdentifiers")
                    .length(1, 50)
                    .each(element().length(1, 2048).pattern(identifier)),
            });
    return shape;
}

const Structure& shape_of(Tag<DescribedGroup>) {
    using T = DescribedGroup;
    static const Structure shape(
        "", {
                member<&T::log_group_name>("logGroupName").length(1, 512).pattern(group_name),
                member<&T::creation_time>("creationTime").range(0),
                member<&T::retention_in_days>("retentionInDays"),
                member<&T::metric_filter_count>("metricFilterCount"),
                member<&T::arn>("arn"),
                member<&T::stored_bytes>("storedBytes").range(0),
                member<&T::kms_key_id>("kmsKeyId").length(0, 256),
                member<&T::data_protection_status>("dataProtectionStatus").one_of(data_protection_states),
                member<&T::inherited_properties>("inheritedProperties").each(element().one_of(inherited)),
                member<&T::log_group_class>("logGroupClass").one_of(log_group_classes),
                member<&T::log_group_arn>("logGroupArn"),
                member<&T::deletion_protection_enabled>("deletionProtectionEnabled"),
                member<&T::bearer_token_authentication_enabled>("bearerTokenAuthenticationEnabled"),
            });
    return shape;
}

const Structure& shape_of(Tag<DescribeLogGroupsResponse>) {
    using T = DescribeLogGroupsResponse;
    static const Structure shape("", {
                                         member<&T::log_groups>("logGroups"),
                                         member<&T::next_token>("nextToken").length(1),
                                     });
    return shape;
}

const Structure& shape_of(Tag<DeleteLogGroupRequest>) {
    using T = DeleteLogGroupRequest;
    static const Structure shape(
        "", {
                member<&T::log_group_name>("logGroupName").required().length(1, 512).pattern(group_name),
            });
    return shape;
}

const Structure& shape_of(Tag<PutLogGroupDeletionProtectionRequest>) {
    using T = PutLogGroupDeletionProtectionRequest;
    static const Structure shape(
        "", {
                member<&T::log_group_identifier>("logGroupIdentifier").required().length(1, 2048).pattern(identifier),
                member<&T::deletion_protection_enabled>("deletionProtectionEnabled").required(),
            });
    return shape;
}

const Structure& shape_of(Tag<PutRetentionPolicyRequest>) {
    using T = PutRetentionPolicyRequest;
    static const Structure shape(
        "", {
                member<&T::log_group_name>("logGroupName").required().length(1, 512).pattern(group_name),
                member<&T::retention_in_days>("retentionInDays").required(),
            });
    return shape;
}

const Structure& shape_of(Tag<DeleteRetentionPolicyRequest>) {
    using T = DeleteRetentionPolicyRequest;
    static const Structure shape(
        "", {
                member<&T::log_group_name>("logGroupName").required().length(1, 512).pattern(group_name),
            });
    return shape;
}

const Structure& shape_of(Tag<CreateLogStreamRequest>) {
    using T = CreateLogStreamRequest;
    static const Structure shape(
        "", {
                member<&T::log_group_name>("logGroupName").required().length(1, 512).pattern(group_name),
                member<&T::log_stream_name>("logStreamName").required().length(1, 512).pattern(stream_name),
            });
    return shape;
}

const Structure& shape_of(Tag<DeleteLogStreamRequest>) {
    using T = DeleteLogStreamRequest;
    static const Structure shape(
        "", {
                member<&T::log_group_name>("logGroupName").required().length(1, 512).pattern(group_name),
                member<&T::log_stream_name>("logStreamName").required().length(1, 512).pattern(stream_name),
            });
    return shape;
}

const Structure& shape_of(Tag<DescribeLogStreamsRequest>) {
    using T = DescribeLogStreamsRequest;
    static const Structure shape(
        "", {
                member<&T::log_group_name, T>("logGroupName").length(1, 512).pattern(group_name),
                member<&T::log_group_identifier, T>("logGroupIdentifier").length(1, 2048).pattern(identifier),
                member<&T::log_stream_name_prefix>("logStreamNamePrefix").length(1, 512).pattern(stream_name),
                member<&T::order_by>("orderBy").one_of(orders),
                member<&T::descending>("descending"),
                member<&T::next_token>("nextToken").length(1),
                member<&T::limit>("limit").range(1, 50),
            });
    return shape;
}

const Structure& shape_of(Tag<DescribedStream>) {
    using T = DescribedStream;
    static const Structure shape("",
                                 {
                                     member<&T::log_stream_name>("logStreamName").length(1, 512).pattern(stream_name),
                                     member<&T::creation_time>("creationTime").range(0),
                                     member<&T::first_event_timestamp>("firstEventTimestamp").range(0),
                                     member<&T::last_event_timestamp>("lastEventTimestamp").range(0),
                                     member<&T::last_ingestion_time>("lastIngestionTime").range(0),
                                     member<&T::upload_sequence_token>("uploadSequenceToken").length(1),
                                     member<&T::arn>("arn"),
                                     member<&T::stored_bytes>("storedBytes").range(0),
                                 });
    return shape;
}

const Structure& shape_of(Tag<DescribeLogStreamsResponse>) {
    using T = DescribeLogStreamsResponse;
    static const Structure shape("", {
                                         member<&T::log_streams>("logStreams"),
                                         member<&T::next_token>("nextToken").length(1),
                                     });
    return shape;
}

const Structure& shape_of(Tag<InputEvent>) {
    using T = InputEvent;
    static const Structure shape("", {
                                         member<&T::timestamp>("timestamp").required().range(0),
                                         member<&T::message>("message").required().length(1),
                                     });
    return shape;
}

const Structure& shape_of(Tag<Entity>) {
    using T = Entity;
    static const Structure shape("", {
                                         member<&T::key_attributes>("keyAttributes")
                                             .length(2, 4)
                                             .keys(element().length(1, 32))
                                             .each(element().length(1, 512)),
                                         member<&T::attributes>("attributes")
                                             .length(0, 10)
                                             .keys(element().length(1, 256))
                                             .each(element().length(1, 512)),
                                     });
    return shape;
}

const Structure& shape_of(Tag<PutLogEventsRequest>) {
    using T = PutLogEventsRequest;
    static const Structure shape(
        "", {
                member<&T::log_group_name>("logGroupName").required().length(1, 512).pattern(group_name),
                member<&T::log_stream_name>("logStreamName").required().length(1, 512).pattern(stream_name),
                member<&T::log_events>("logEvents").required().length(1, 10'000),
                member<&T::sequence_token>("sequenceToken").length(1),
                member<&T::entity>("entity"),
            });
    return shape;
}

const Structure& shape_of(Tag<RejectedLogEventsInfo>) {
    using T = RejectedLogEventsInfo;
    static const Structure shape("", {
                                         member<&T::too_new_log_event_start_index>("tooNewLogEventStartIndex"),
                                         member<&T::too_old_log_event_end_index>("tooOldLogEventEndIndex"),
                                         member<&T::expired_log_event_end_index>("expiredLogEventEndIndex"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<RejectedEntityInfo>) {
    using T = RejectedEntityInfo;
    static const Structure shape("", {
                                         member<&T::error_type>("errorType").required().one_of(entity_errors),
                                     });
    return shape;
}

const Structure& shape_of(Tag<PutLogEventsResponse>) {
    using T = PutLogEventsResponse;
    static const Structure shape("", {
                                         member<&T::next_sequence_token>("nextSequenceToken").length(1),
                                         member<&T::rejected_log_events_info>("rejectedLogEventsInfo"),
                                         member<&T::rejected_entity_info>("rejectedEntityInfo"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<GetLogEventsRequest>) {
    using T = GetLogEventsRequest;
    static const Structure shape(
        "", {
                member<&T::log_group_name, T>("logGroupName").length(1, 512).pattern(group_name),
                member<&T::log_group_identifier, T>("logGroupIdentifier").length(1, 2048).pattern(identifier),
                member<&T::log_stream_name>("logStreamName").required().length(1, 512).pattern(stream_name),
                member<&T::start_time>("startTime").range(0),
                member<&T::end_time>("endTime").range(0),
                member<&T::next_token>("nextToken").length(1),
                member<&T::limit>("limit").range(1, 10'000),
                member<&T::start_from_head>("startFromHead"),
                member<&T::unmask>("unmask"),
            });
    return shape;
}

const Structure& shape_of(Tag<OutputLogEvent>) {
    using T = OutputLogEvent;
    static const Structure shape("", {
                                         member<&T::timestamp>("timestamp").range(0),
                                         member<&T::message>("message").length(1),
                                         member<&T::ingestion_time>("ingestionTime").range(0),
                                     });
    return shape;
}

const Structure& shape_of(Tag<GetLogEventsResponse>) {
    using T = GetLogEventsResponse;
    static const Structure shape("", {
                                         member<&T::events>("events"),
                                         member<&T::next_forward_token>("nextForwardToken").length(1),
                                         member<&T::next_backward_token>("nextBackwardToken").length(1),
                                     });
    return shape;
}

const Structure& shape_of(Tag<FilterLogEventsRequest>) {
    using T = FilterLogEventsRequest;
    static const Structure shape(
        "", {
                member<&T::log_group_name, T>("logGroupName").length(1, 512).pattern(group_name),
                member<&T::log_group_identifier, T>("logGroupIdentifier").length(1, 2048).pattern(identifier),
                member<&T::log_stream_names>("logStreamNames")
                    .length(1, 100)
                    .each(element().length(1, 512).pattern(stream_name)),
                member<&T::log_stream_name_prefix>("logStreamNamePrefix").length(1, 512).pattern(stream_name),
                member<&T::start_time>("startTime").range(0),
                member<&T::end_time>("endTime").range(0),
                member<&T::filter_pattern>("filterPattern").length(0, 1024),
                member<&T::next_token>("nextToken").length(1),
                member<&T::limit>("limit").range(1, 10'000),
                member<&T::interleaved>("interleaved"),
                member<&T::unmask>("unmask"),
            });
    return shape;
}

const Structure& shape_of(Tag<FilteredLogEvent>) {
    using T = FilteredLogEvent;
    static const Structure shape("",
                                 {
                                     member<&T::log_stream_name>("logStreamName").length(1, 512).pattern(stream_name),
                                     member<&T::timestamp>("timestamp").range(0),
                                     member<&T::message>("message").length(1),
                                     member<&T::ingestion_time>("ingestionTime").range(0),
                                     member<&T::event_id>("eventId"),
                                 });
    return shape;
}

const Structure& shape_of(Tag<SearchedLogStream>) {
    using T = SearchedLogStream;
    static const Structure shape("",
                                 {
                                     member<&T::log_stream_name>("logStreamName").length(1, 512).pattern(stream_name),
                                     member<&T::searched_completely>("searchedCompletely"),
                                 });
    return shape;
}

const Structure& shape_of(Tag<FilterLogEventsResponse>) {
    using T = FilterLogEventsResponse;
    static const Structure shape("", {
                                         member<&T::events>("events"),
                                         member<&T::searched_log_streams>("searchedLogStreams"),
                                         member<&T::next_token>("nextToken").length(1),
                                     });
    return shape;
}

const Structure& shape_of(Tag<TestMetricFilterRequest>) {
    using T = TestMetricFilterRequest;
    static const Structure shape(
        "", {
                member<&T::filter_pattern>("filterPattern").required().length(0, 1024),
                member<&T::log_event_messages>("logEventMessages").required().length(1, 50).each(element().length(1)),
            });
    return shape;
}

const Structure& shape_of(Tag<MetricFilterMatch>) {
    using T = MetricFilterMatch;
    static const Structure shape("", {
                                         member<&T::event_number>("eventNumber"),
                                         member<&T::event_message>("eventMessage").length(1),
                                         member<&T::extracted_values>("extractedValues"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<TestMetricFilterResponse>) {
    using T = TestMetricFilterResponse;
    static const Structure shape("", {
                                         member<&T::matches>("matches"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<TagResourceRequest>) {
    using T = TagResourceRequest;
    static const Structure shape(
        "", {
                member<&T::resource_arn>("resourceArn").required().length(1, 1011).pattern(resource_arn),
                member<&T::tags>("tags")
                    .required()
                    .length(1, 50)
                    .keys(element().length(1, 128).pattern(tag_key))
                    .each(element().length(0, 256).pattern(tag_value)),
            });
    return shape;
}

const Structure& shape_of(Tag<UntagResourceRequest>) {
    using T = UntagResourceRequest;
    static const Structure shape(
        "",
        {
            member<&T::resource_arn>("resourceArn").required().length(1, 1011).pattern(resource_arn),
            member<&T::tag_keys>("tagKeys").required().length(0, 50).each(element().length(1, 128).pattern(tag_key)),
        });
    return shape;
}

const Structure& shape_of(Tag<ListTagsForResourceRequest>) {
    using T = ListTagsForResourceRequest;
    static const Structure shape(
        "", {
                member<&T::resource_arn>("resourceArn").required().length(1, 1011).pattern(resource_arn),
            });
    return shape;
}

const Structure& shape_of(Tag<TagLogGroupRequest>) {
    using T = TagLogGroupRequest;
    static const Structure shape(
        "", {
                member<&T::log_group_name>("logGroupName").required().length(1, 512).pattern(group_name),
                member<&T::tags>("tags")
                    .required()
                    .length(1, 50)
                    .keys(element().length(1, 128).pattern(tag_key))
                    .each(element().length(0, 256).pattern(tag_value)),
            });
    return shape;
}

const Structure& shape_of(Tag<UntagLogGroupRequest>) {
    using T = UntagLogGroupRequest;
    static const Structure shape(
        "", {
                member<&T::log_group_name>("logGroupName").required().length(1, 512).pattern(group_name),
                member<&T::tags>("tags").required().length(1).each(element().length(1, 128).pattern(tag_key)),
            });
    return shape;
}

const Structure& shape_of(Tag<ListTagsLogGroupRequest>) {
    using T = ListTagsLogGroupRequest;
    static const Structure shape(
        "", {
                member<&T::log_group_name>("logGroupName").required().length(1, 512).pattern(group_name),
            });
    return shape;
}

const Structure& shape_of(Tag<ListTagsResponse>) {
    using T = ListTagsResponse;
    static const Structure shape("", {
                                         member<&T::tags>("tags")
                                             .length(1, 50)
                                             .keys(element().length(1, 128).pattern(tag_key))
                                             .each(element().length(0, 256).pattern(tag_value)),
                                     });
    return shape;
}

}  // namespace wt::logs
