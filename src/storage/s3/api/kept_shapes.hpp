#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/shape.hpp"
#include "storage/s3/api/common_shapes.hpp"

/// Configurations that are checked, kept and given back, and do nothing here: replication, and the four kinds of which
/// a bucket has many, by id. Source: the model s3 2006-03-01.
namespace wt::s3::api {

/// Several predicates at once, and one or several.
struct TagFilterAnd {
    std::optional<std::string> prefix;
    std::vector<s3::Tag> tags;
};
const aws::Structure& shape_of(aws::Tag<TagFilterAnd>);
struct TagFilter {
    std::optional<std::string> prefix;
    std::optional<s3::Tag> tag;
    std::optional<TagFilterAnd> and_;
};
const aws::Structure& shape_of(aws::Tag<TagFilter>);

/// The many structures whose only member is Status, "Enabled" or "Disabled".
struct StatusSwitch {
    std::string status;
};
const aws::Structure& shape_of(aws::Tag<StatusSwitch>);

// Replication.

struct ReplicationMinutes {
    std::optional<std::int32_t> minutes;
};
const aws::Structure& shape_of(aws::Tag<ReplicationMinutes>);
struct ReplicationTime {
    std::string status;
    ReplicationMinutes time;
};
const aws::Structure& shape_of(aws::Tag<ReplicationTime>);
struct ReplicationMetrics {
    std::string status;
    std::optional<ReplicationMinutes> event_threshold;
};
const aws::Structure& shape_of(aws::Tag<ReplicationMetrics>);
struct AccessControlTranslation {
    std::string owner;
};
const aws::Structure& shape_of(aws::Tag<AccessControlTranslation>);
struct ReplicaEncryption {
    std::optional<std::string> kms_key_id;
};
const aws::Structure& shape_of(aws::Tag<ReplicaEncryption>);
struct ReplicationDestination {
    std::string bucket;  // an ARN
    std::optional<std::string> account;
    std::optional<std::string> storage_class;
    std::optional<AccessControlTranslation> access_control_translation;
    std::optional<ReplicaEncryption> encryption;
    std::optional<ReplicationTime> replication_time;
    std::optional<ReplicationMetrics> metrics;
};
const aws::Structure& shape_of(aws::Tag<ReplicationDestination>);
struct SourceSelectionCriteria {
    std::optional<StatusSwitch> sse_kms_encrypted_objects;
    std::optional<StatusSwitch> replica_modifications;
};
const aws::Structure& shape_of(aws::Tag<SourceSelectionCriteria>);
struct DeleteMarkerReplication {
    std::optional<std::string> status;
};
const aws::Structure& shape_of(aws::Tag<DeleteMarkerReplication>);
struct ReplicationRule {
    std::optional<std::string> id;
    std::optional<std::int32_t> priority;
    std::optional<std::string> prefix;  // the old form, instead of a filter
    std::optional<TagFilter> filter;
    std::string status;
    std::optional<SourceSelectionCriteria> source_selection_criteria;
    std::optional<StatusSwitch> existing_object_replication;
    ReplicationDestination destination;
    std::optional<DeleteMarkerReplication> delete_marker_replication;
};
const aws::Structure& shape_of(aws::Tag<ReplicationRule>);
struct ReplicationConfiguration {
    std::string role;
    std::vector<ReplicationRule> rules;
};
const aws::Structure& shape_of(aws::Tag<ReplicationConfiguration>);

struct PutBucketReplicationRequest {
    std::string bucket;
    std::optional<std::string> content_md5;
    std::optional<std::string> checksum_algorithm;
    ReplicationConfiguration configuration;
    std::optional<std::string> token;
    std::optional<std::string> expected_bucket_owner;
};
const aws::Structure& shape_of(aws::Tag<PutBucketReplicationRequest>);
struct GetBucketReplicationOutput {
    std::optional<ReplicationConfiguration> configuration;
};
const aws::Structure& shape_of(aws::Tag<GetBucketReplicationOutput>);

// Inventory.

struct InventoryKmsKey {
    std::string key_id;
};
const aws::Structure& shape_of(aws::Tag<InventoryKmsKey>);
struct InventoryEncryption {
    std::optional<aws::Nothing> sse_s3;
    std::optional<InventoryKmsKey> sse_kms;
};
const aws::Structure& shape_of(aws::Tag<InventoryEncryption>);
struct InventoryBucket {
    std::optional<std::string> account_id;
    std::string bucket;  // an ARN
    std::string format;
    std::optional<std::string> prefix;
    std::optional<InventoryEncryption> encryption;
};
const aws::Structure& shape_of(aws::Tag<InventoryBucket>);
struct InventoryDestination {
    InventoryBucket bucket;
};
const aws::Structure& shape_of(aws::Tag<InventoryDestination>);
struct InventoryFilter {
    std::string prefix;
};
const aws::Structure& shape_of(aws::Tag<InventoryFilter>);
struct InventorySchedule {
    std::string frequency;
};
const aws::Structure& shape_of(aws::Tag<InventorySchedule>);
struct InventoryConfiguration {
    InventoryDestination destination;
    bool is_enabled = false;
    std::optional<InventoryFilter> filter;
    std::string id;
    std::string included_object_versions;
    std::optional<std::vector<std::string>> optional_fields;
    InventorySchedule schedule;
};
const aws::Structure& shape_of(aws::Tag<InventoryConfiguration>);

// Metrics.

struct MetricsFilterAnd {
    std::optional<std::string> prefix;
    std::vector<s3::Tag> tags;
    std::optional<std::string> access_point_arn;
};
const aws::Structure& shape_of(aws::Tag<MetricsFilterAnd>);
struct MetricsFilter {
    std::optional<std::string> prefix;
    std::optional<s3::Tag> tag;
    std::optional<std::string> access_point_arn;
    std::optional<MetricsFilterAnd> and_;
};
const aws::Structure& shape_of(aws::Tag<MetricsFilter>);
struct MetricsConfiguration {
    std::string id;
    std::optional<MetricsFilter> filter;
};
const aws::Structure& shape_of(aws::Tag<MetricsConfiguration>);

// Analytics.

struct AnalyticsBucket {
    std::string format;
    std::optional<std::string> bucket_account_id;
    std::string bucket;  // an ARN
    std::optional<std::string> prefix;
};
const aws::Structure& shape_of(aws::Tag<AnalyticsBucket>);
struct AnalyticsDestination {
    AnalyticsBucket bucket;
};
const aws::Structure& shape_of(aws::Tag<AnalyticsDestination>);
struct AnalyticsExport {
    std::string output_schema_version;
    AnalyticsDestination destination;
};
const aws::Structure& shape_of(aws::Tag<AnalyticsExport>);
struct StorageClassAnalysis {
    std::optional<AnalyticsExport> data_export;
};
const aws::Structure& shape_of(aws::Tag<StorageClassAnalysis>);
struct AnalyticsConfiguration {
    std::string id;
    std::optional<TagFilter> filter;
    StorageClassAnalysis storage_class_analysis;
};
const aws::Structure& shape_of(aws::Tag<AnalyticsConfiguration>);

// Intelligent tiering.

struct Tiering {
    std::int32_t days = 0;
    std::string access_tier;
};
const aws::Structure& shape_of(aws::Tag<Tiering>);
struct IntelligentTieringConfiguration {
    std::string id;
    std::optional<TagFilter> filter;
    std::string status;
    std::vector<Tiering> tierings;
};
const aws::Structure& shape_of(aws::Tag<IntelligentTieringConfiguration>);

// Putting, getting, listing one of the four.

/// What differs between the four kinds: names, and the actions that allow them.
struct KeptKind {
    std::string_view kind;         // "inventory": also what its documents are kept by, with the id behind a '/'
    std::string_view member;       // "InventoryConfiguration"
    std::string_view list_member;  // "InventoryConfigurationList"
    std::string_view list_root;    // the element of a listing
    std::string_view put_action;
    std::string_view get_action;
};
template <class Of>
[[nodiscard]] const KeptKind& kind_of();
template <>
const KeptKind& kind_of<InventoryConfiguration>();
template <>
const KeptKind& kind_of<MetricsConfiguration>();
template <>
const KeptKind& kind_of<AnalyticsConfiguration>();
template <>
const KeptKind& kind_of<IntelligentTieringConfiguration>();

template <class Of>
struct PutKeptRequest {
    std::string bucket;
    std::string id;
    Of configuration;
    std::optional<std::string> expected_bucket_owner;
};
template <class Of>
struct GetKeptOutput {
    std::optional<Of> configuration;
};
template <class Of>
struct ListKeptOutput {
    bool is_truncated = false;
    std::optional<std::string> continuation_token;
    std::optional<std::string> next_continuation_token;
    std::vector<Of> configurations;
};
/// One of them, to get or to delete.
struct OfKept {
    std::string bucket;
    std::string id;
    std::optional<std::string> expected_bucket_owner;
};
const aws::Structure& shape_of(aws::Tag<OfKept>);
struct ListKeptRequest {
    std::string bucket;
    std::optional<std::string> continuation_token;
    std::optional<std::string> expected_bucket_owner;
};
const aws::Structure& shape_of(aws::Tag<ListKeptRequest>);

template <class Of>
const aws::Structure& shape_of(aws::Tag<PutKeptRequest<Of>>) {
    using T = PutKeptRequest<Of>;
    static const aws::Structure shape(
        "", {
                aws::member<&T::bucket>("Bucket").label().required(),
                aws::member<&T::id>("Id").query("id").required(),
                aws::member<&T::configuration>(kind_of<Of>().member).payload().required(),
                aws::member<&T::expected_bucket_owner>("ExpectedBucketOwner").header("x-amz-expected-bucket-owner"),
            });
    return shape;
}
template <class Of>
const aws::Structure& shape_of(aws::Tag<GetKeptOutput<Of>>) {
    using T = GetKeptOutput<Of>;
    static const aws::Structure shape("", {aws::member<&T::configuration>(kind_of<Of>().member).payload()});
    return shape;
}
template <class Of>
const aws::Structure& shape_of(aws::Tag<ListKeptOutput<Of>>) {
    using T = ListKeptOutput<Of>;
    static const aws::Structure shape(
        kind_of<Of>().list_root,
        {
            aws::member<&T::is_truncated>("IsTruncated"),
            aws::member<&T::continuation_token>("ContinuationToken"),
            aws::member<&T::next_continuation_token>("NextContinuationToken"),
            aws::member<&T::configurations>(kind_of<Of>().list_member).wire(kind_of<Of>().member).flattened(),
        });
    return shape;
}

}  // namespace wt::s3::api
