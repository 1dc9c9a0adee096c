#include "storage/s3/api/kept_shapes.hpp"

#include "storage/s3/api/enumerations.hpp"

namespace wt::s3::api {

using aws::member;
using aws::Structure;
using aws::Tag;
using namespace enumerations;

namespace {

constexpr std::string_view status_values[] = {"Enabled", "Disabled"};
constexpr std::string_view owner_values[] = {"Destination"};
constexpr std::string_view inventory_formats[] = {"CSV", "ORC", "Parquet"};
constexpr std::string_view inventory_versions[] = {"All", "Current"};
constexpr std::string_view inventory_frequencies[] = {"Daily", "Weekly"};
constexpr std::string_view inventory_fields[] = {"Size",
                                                 "LastModifiedDate",
                                                 "StorageClass",
                                                 "ETag",
                                                 "IsMultipartUploaded",
                                                 "ReplicationStatus",
                                                 "EncryptionStatus",
                                                 "ObjectLockRetainUntilDate",
                                                 "ObjectLockMode",
                                                 "ObjectLockLegalHoldStatus",
                                                 "IntelligentTieringAccessTier",
                                                 "BucketKeyStatus",
                                                 "ChecksumAlgorithm",
                                                 "ObjectAccessControlList",
                                                 "ObjectOwner",
                                                 "LifecycleExpirationDate"};
constexpr std::string_view analytics_formats[] = {"CSV"};
constexpr std::string_view analytics_versions[] = {"V_1"};
constexpr std::string_view access_tiers[] = {"ARCHIVE_ACCESS", "DEEP_ARCHIVE_ACCESS"};

}  // namespace

const Structure& shape_of(Tag<TagFilterAnd>) {
    using T = TagFilterAnd;
    static const Structure shape("", {
                                         member<&T::prefix>("Prefix"),
                                         member<&T::tags>("Tags").wire("Tag").flattened().elements("Tag"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<TagFilter>) {
    using T = TagFilter;
    static const Structure shape("", {
                                         member<&T::prefix>("Prefix"),
                                         member<&T::tag>("Tag"),
                                         member<&T::and_>("And"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<StatusSwitch>) {
    using T = StatusSwitch;
    static const Structure shape("", {member<&T::status>("Status").one_of(status_values).required()});
    return shape;
}

const Structure& shape_of(Tag<ReplicationMinutes>) {
    using T = ReplicationMinutes;
    static const Structure shape("", {member<&T::minutes>("Minutes")});
    return shape;
}

const Structure& shape_of(Tag<ReplicationTime>) {
    using T = ReplicationTime;
    static const Structure shape("", {
                                         member<&T::status>("Status").one_of(status_values).required(),
                                         member<&T::time>("Time").required(),
                                     });
    return shape;
}

const Structure& shape_of(Tag<ReplicationMetrics>) {
    using T = ReplicationMetrics;
    static const Structure shape("", {
                                         member<&T::status>("Status").one_of(status_values).required(),
                                         member<&T::event_threshold>("EventThreshold"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<AccessControlTranslation>) {
    using T = AccessControlTranslation;
    static const Structure shape("", {member<&T::owner>("Owner").one_of(owner_values).required()});
    return shape;
}

const Structure& shape_of(Tag<ReplicaEncryption>) {
    using T = ReplicaEncryption;
    static const Structure shape("", {member<&T::kms_key_id>("ReplicaKmsKeyID")});
    return shape;
}

const Structure& shape_of(Tag<ReplicationDestination>) {
    using T = ReplicationDestination;
    static const Structure shape("", {
                                         member<&T::bucket>("Bucket").required(),
                                         member<&T::account>("Account"),
                                         member<&T::storage_class>("StorageClass").one_of(storage_class_values),
                                         member<&T::access_control_translation>("AccessControlTranslation"),
                                         member<&T::encryption>("EncryptionConfiguration"),
                                         member<&T::replication_time>("ReplicationTime"),
                                         member<&T::metrics>("Metrics"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<SourceSelectionCriteria>) {
    using T = SourceSelectionCriteria;
    static const Structure shape("", {
                                         member<&T::sse_kms_encrypted_objects>("SseKmsEncryptedObjects"),
                                         member<&T::replica_modifications>("ReplicaModifications"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<DeleteMarkerReplication>) {
    using T = DeleteMarkerReplication;
    static const Structure shape("", {member<&T::status>("Status").one_of(status_values)});
    return shape;
}

const Structure& shape_of(Tag<ReplicationRule>) {
    using T = ReplicationRule;
    static const Structure shape("", {
                                         member<&T::id>("ID"),
                                         member<&T::priority>("Priority"),
                                         member<&T::prefix>("Prefix"),
                                         member<&T::filter>("Filter"),
                                         member<&T::status>("Status").one_of(status_values).required(),
                                         member<&T::source_selection_criteria>("SourceSelectionCriteria"),
                                         member<&T::existing_object_replication>("ExistingObjectReplication"),
                                         member<&T::destination>("Destination").required(),
                                         member<&T::delete_marker_replication>("DeleteMarkerReplication"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<ReplicationConfiguration>) {
    using T = ReplicationConfiguration;
    static const Structure shape("", {
                                         member<&T::role>("Role").required(),
                                         member<&T::rules>("Rules").wire("Rule").flattened().required(),
                                     });
    return shape;
}

const Structure& shape_of(Tag<PutBucketReplicationRequest>) {
    using T = PutBucketReplicationRequest;
    static const Structure shape(
        "", {
                member<&T::bucket>("Bucket").label().required(),
                member<&T::content_md5>("ContentMD5").header("Content-MD5"),
                member<&T::checksum_algorithm>("ChecksumAlgorithm")
                    .header("x-amz-sdk-checksum-algorithm")
                    .one_of(checksum_algorithm_values)
                    .any_case(),
                member<&T::configuration>("ReplicationConfiguration").payload().required(),
                member<&T::token>("Token").header("x-amz-bucket-object-lock-token"),
                member<&T::expected_bucket_owner>("ExpectedBucketOwner").header("x-amz-expected-bucket-owner"),
            });
    return shape;
}

const Structure& shape_of(Tag<GetBucketReplicationOutput>) {
    using T = GetBucketReplicationOutput;
    static const Structure shape("", {member<&T::configuration>("ReplicationConfiguration").payload()});
    return shape;
}

const Structure& shape_of(Tag<InventoryKmsKey>) {
    using T = InventoryKmsKey;
    static const Structure shape("", {member<&T::key_id>("KeyId").required()});
    return shape;
}

const Structure& shape_of(Tag<InventoryEncryption>) {
    using T = InventoryEncryption;
    static const Structure shape("", {
                                         member<&T::sse_s3>("SSES3").wire("SSE-S3"),
                                         member<&T::sse_kms>("SSEKMS").wire("SSE-KMS"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<InventoryBucket>) {
    using T = InventoryBucket;
    static const Structure shape("", {
                                         member<&T::account_id>("AccountId"),
                                         member<&T::bucket>("Bucket").required(),
                                         member<&T::format>("Format").one_of(inventory_formats).required(),
                                         member<&T::prefix>("Prefix"),
                                         member<&T::encryption>("Encryption"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<InventoryDestination>) {
    using T = InventoryDestination;
    static const Structure shape("", {member<&T::bucket>("S3BucketDestination").required()});
    return shape;
}

const Structure& shape_of(Tag<InventoryFilter>) {
    using T = InventoryFilter;
    static const Structure shape("", {member<&T::prefix>("Prefix").required()});
    return shape;
}

const Structure& shape_of(Tag<InventorySchedule>) {
    using T = InventorySchedule;
    static const Structure shape("", {member<&T::frequency>("Frequency").one_of(inventory_frequencies).required()});
    return shape;
}

const Structure& shape_of(Tag<InventoryConfiguration>) {
    using T = InventoryConfiguration;
    static const Structure shape(
        "", {
                member<&T::destination>("Destination").required(),
                member<&T::is_enabled>("IsEnabled").required(),
                member<&T::filter>("Filter"),
                member<&T::id>("Id").required(),
                member<&T::included_object_versions>("IncludedObjectVersions").one_of(inventory_versions).required(),
                member<&T::optional_fields>("OptionalFields").elements("Field").one_of(inventory_fields),
                member<&T::schedule>("Schedule").required(),
            });
    return shape;
}

const Structure& shape_of(Tag<MetricsFilterAnd>) {
    using T = MetricsFilterAnd;
    static const Structure shape("", {
                                         member<&T::prefix>("Prefix"),
                                         member<&T::tags>("Tags").wire("Tag").flattened().elements("Tag"),
                                         member<&T::access_point_arn>("AccessPointArn"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<MetricsFilter>) {
    using T = MetricsFilter;
    static const Structure shape("", {
                                         member<&T::prefix>("Prefix"),
                                         member<&T::tag>("Tag"),
                                         member<&T::access_point_arn>("AccessPointArn"),
                                         member<&T::and_>("And"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<MetricsConfiguration>) {
    using T = MetricsConfiguration;
    static const Structure shape("", {
                                         member<&T::id>("Id").required(),
                                         member<&T::filter>("Filter"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<AnalyticsBucket>) {
    using T = AnalyticsBucket;
    static const Structure shape("", {
                                         member<&T::format>("Format").one_of(analytics_formats).required(),
                                         member<&T::bucket_account_id>("BucketAccountId"),
                                         member<&T::bucket>("Bucket").required(),
                                         member<&T::prefix>("Prefix"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<AnalyticsDestination>) {
    using T = AnalyticsDestination;
    static const Structure shape("", {member<&T::bucket>("S3BucketDestination").required()});
    return shape;
}

const Structure& shape_of(Tag<AnalyticsExport>) {
    using T = AnalyticsExport;
    static const Structure shape(
        "", {
                member<&T::output_schema_version>("OutputSchemaVersion").one_of(analytics_versions).required(),
                member<&T::destination>("Destination").required(),
            });
    return shape;
}

const Structure& shape_of(Tag<StorageClassAnalysis>) {
    using T = StorageClassAnalysis;
    static const Structure shape("", {member<&T::data_export>("DataExport")});
    return shape;
}

const Structure& shape_of(Tag<AnalyticsConfiguration>) {
    using T = AnalyticsConfiguration;
    static const Structure shape("", {
                                         member<&T::id>("Id").required(),
                                         member<&T::filter>("Filter"),
                                         member<&T::storage_class_analysis>("StorageClassAnalysis").required(),
                                     });
    return shape;
}

const Structure& shape_of(Tag<Tiering>) {
    using T = Tiering;
    static const Structure shape("", {
                                         member<&T::days>("Days").required(),
                                         member<&T::access_tier>("AccessTier").one_of(access_tiers).required(),
                                     });
    return shape;
}

const Structure& shape_of(Tag<IntelligentTieringConfiguration>) {
    using T = IntelligentTieringConfiguration;
    static const Structure shape("", {
                                         member<&T::id>("Id").required(),
                                         member<&T::filter>("Filter"),
                                         member<&T::status>("Status").one_of(status_values).required(),
                                         member<&T::tierings>("Tierings").wire("Tiering").flattened().required(),
                                     });
    return shape;
}

template <>
const KeptKind& kind_of<InventoryConfiguration>() {
    static constexpr KeptKind kind{"inventory",
                                   "InventoryConfiguration",
                                   "InventoryConfigurationList",
                                   "ListInventoryConfigurationsResult",
                                   "s3:PutInventoryConfiguration",
                                   "s3:GetInventoryConfiguration"};
    return kind;
}
template <>
const KeptKind& kind_of<MetricsConfiguration>() {
    static constexpr KeptKind kind{"metrics",
                                   "MetricsConfiguration",
                                   "MetricsConfigurationList",
                                   "ListMetricsConfigurationsResult",
                                   "s3:PutMetricsConfiguration",
                                   "s3:GetMetricsConfiguration"};
    return kind;
}
template <>
const KeptKind& kind_of<AnalyticsConfiguration>() {
    static constexpr KeptKind kind{"analytics",
                                   "AnalyticsConfiguration",
                                   "AnalyticsConfigurationList",
                                   "ListBucketAnalyticsConfigurationResult",
                                   "s3:PutAnalyticsConfiguration",
                                   "s3:GetAnalyticsConfiguration"};
    return kind;
}
template <>
const KeptKind& kind_of<IntelligentTieringConfiguration>() {
    static constexpr KeptKind kind{"intelligent-tiering",
                                   "IntelligentTieringConfiguration",
                                   "IntelligentTieringConfigurationList",
                                   "ListBucketIntelligentTieringConfigurationsOutput",
                                   "s3:PutIntelligentTieringConfiguration",
                                   "s3:GetIntelligentTieringConfiguration"};
    return kind;
}

const Structure& shape_of(Tag<OfKept>) {
    using T = OfKept;
    static const Structure shape(
        "", {
                member<&T::bucket>("Bucket").label().required(),
                member<&T::id>("Id").query("id").required(),
                member<&T::expected_bucket_owner>("ExpectedBucketOwner").header("x-amz-expected-bucket-owner"),
            });
    return shape;
}

const Structure& shape_of(Tag<ListKeptRequest>) {
    using T = ListKeptRequest;
    static const Structure shape(
        "", {
                member<&T::bucket>("Bucket").label().required(),
                member<&T::continuation_token>("ContinuationToken").query("continuation-token"),
                member<&T::expected_bucket_owner>("ExpectedBucketOwner").header("x-amz-expected-bucket-owner"),
            });
    return shape;
}

}  // namespace wt::s3::api
