#include "storage/s3/action.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"

namespace wt::s3 {

namespace {

constexpr AclPermission list_bucket{Permission::read, AclOf::bucket};
constexpr AclPermission write_bucket{Permission::write, AclOf::bucket};
constexpr AclPermission read_object{Permission::read, AclOf::object};

constexpr auto on_account = ActionOn::account;
constexpr auto on_bucket = ActionOn::bucket;
constexpr auto on_object = ActionOn::object;

constexpr Action table[] = {
    {"ListAllMyBuckets", on_account},
    {"GetAccountPublicAccessBlock", on_account},
    {"PutAccountPublicAccessBlock", on_account},
    {"CreateBucket", on_bucket},
    {"DeleteBucket", on_bucket},
    {"DeleteBucketPolicy", on_bucket},
    {"DeleteBucketWebsite", on_bucket},
    {"GetAccelerateConfiguration", on_bucket},
    {"GetAnalyticsConfiguration", on_bucket},
    {"GetBucketAcl", on_bucket, AclPermission{Permission::read_acp, AclOf::bucket}},
    {"GetBucketCORS", on_bucket},
    {"GetBucketLocation", on_bucket},
    {"GetBucketLogging", on_bucket},
    {"GetBucketMetadataTableConfiguration", on_bucket},
    {"GetBucketNotification", on_bucket},
    {"GetBucketObjectLockConfiguration", on_bucket},
    {"GetBucketOwnershipControls", on_bucket},
    {"GetBucketPolicy", on_bucket},
    {"GetBucketPolicyStatus", on_bucket},
    {"GetBucketPublicAccessBlock", on_bucket},
    {"GetBucketRequestPayment", on_bucket},
    {"GetBucketTagging", on_bucket},
    {"GetBucketVersioning", on_bucket},
    {"GetBucketWebsite", on_bucket},
    {"GetEncryptionConfiguration", on_bucket},
    {"GetIntelligentTieringConfiguration", on_bucket},
    {"GetInventoryConfiguration", on_bucket},
    {"GetLifecycleConfiguration", on_bucket},
    {"GetMetricsConfiguration", on_bucket},
    {"GetReplicationConfiguration", on_bucket},
    {"ListBucket", on_bucket, list_bucket},
    {"ListBucketMultipartUploads", on_bucket, list_bucket},
    {"ListBucketVersions", on_bucket, list_bucket},
    {"ListTagsForResource", on_bucket},
    {"PutAccelerateConfiguration", on_bucket},
    {"PutAnalyticsConfiguration", on_bucket},
    {"PutBucketAcl", on_bucket, AclPermission{Permission::write_acp, AclOf::bucket}},
    {"PutBucketCORS", on_bucket},
    {"PutBucketLogging", on_bucket},
    {"PutBucketNotification", on_bucket},
    {"PutBucketObjectLockConfiguration", on_bucket},
    {"PutBucketOwnershipControls", on_bucket},
    {"PutBucketPolicy", on_bucket},
    {"PutBucketPublicAccessBlock", on_bucket},
    {"PutBucketRequestPayment", on_bucket},
    {"PutBucketTagging", on_bucket},
    {"PutBucketVersioning", on_bucket},
    {"PutBucketWebsite", on_bucket},
    {"PutEncryptionConfiguration", on_bucket},
    {"PutIntelligentTieringConfiguration", on_bucket},
    {"PutInventoryConfiguration", on_bucket},
    {"PutLifecycleConfiguration", on_bucket},
    {"PutMetricsConfiguration", on_bucket},
    {"PutReplicationConfiguration", on_bucket},
    {"TagResource", on_bucket},
    {"UntagResource", on_bucket},
    {"AbortMultipartUpload", on_object},
    {"BypassGovernanceRetention", on_object},
    {"DeleteObject", on_object, write_bucket},
    {"DeleteObjectTagging", on_object},
    {"DeleteObjectVersion", on_object},
    {"DeleteObjectVersionTagging", on_object},
    {"GetObject", on_object, read_object},
    {"GetObjectAcl", on_object, AclPermission{Permission::read_acp, AclOf::object}},
    {"GetObjectAttributes", on_object, read_object},
    {"GetObjectLegalHold", on_object},
    {"GetObjectRetention", on_object},
    {"GetObjectTagging", on_object},
    {"GetObjectTorrent", on_object},
    {"GetObjectVersion", on_object, read_object},
    {"GetObjectVersionAcl", on_object, AclPermission{Permission::read_acp, AclOf::object}},
    {"GetObjectVersionAttributes", on_object, read_object},
    {"GetObjectVersionForReplication", on_object},
    {"GetObjectVersionTagging", on_object},
    {"GetObjectVersionTorrent", on_object},
    {"InitiateReplication", on_object},
    {"ListMultipartUploadParts", on_object},
    {"ObjectOwnerOverrideToBucketOwner", on_object},
    {"PutObject", on_object, write_bucket},
    {"PutObjectAcl", on_object, AclPermission{Permission::write_acp, AclOf::object}},
    {"PutObjectLegalHold", on_object},
    {"PutObjectRetention", on_object},
    {"PutObjectTagging", on_object},
    {"PutObjectVersionAcl", on_object, AclPermission{Permission::write_acp, AclOf::object}},
    {"PutObjectVersionTagging", on_object},
    {"ReplicateDelete", on_object},
    {"ReplicateObject", on_object},
    {"ReplicateTags", on_object},
    {"RestoreObject", on_object},
};

struct OperationAction {
    std::string_view operation;
    std::string_view action;
    std::string_view of_version = {};  // where it differs
};

/// Amazon S3 User Guide, "Required permissions for Amazon S3 API operations".
constexpr OperationAction operations[] = {
    {"AbortMultipartUpload", "s3:AbortMultipartUpload"},
    {"CompleteMultipartUpload", "s3:PutObject"},
    {"CopyObject", "s3:PutObject"},
    {"CreateBucket", "s3:CreateBucket"},
    {"CreateMultipartUpload", "s3:PutObject"},
    {"DeleteBucket", "s3:DeleteBucket"},
    {"DeleteBucketAnalyticsConfiguration", "s3:PutAnalyticsConfiguration"},
    {"DeleteBucketCors", "s3:PutBucketCORS"},
    {"DeleteBucketEncryption", "s3:PutEncryptionConfiguration"},
    {"DeleteBucketIntelligentTieringConfiguration", "s3:PutIntelligentTieringConfiguration"},
    {"DeleteBucketInventoryConfiguration", "s3:PutInventoryConfiguration"},
    {"DeleteBucketLifecycle", "s3:PutLifecycleConfiguration"},
    {"DeleteBucketMetricsConfiguration", "s3:PutMetricsConfiguration"},
    {"DeleteBucketOwnershipControls", "s3:PutBucketOwnershipControls"},
    {"DeleteBucketPolicy", "s3:DeleteBucketPolicy"},
    {"DeleteBucketReplication", "s3:PutReplicationConfiguration"},
    {"DeleteBucketTagging", "s3:PutBucketTagging"},
    {"DeleteBucketWebsite", "s3:DeleteBucketWebsite"},
    {"DeleteObject", "s3:DeleteObject", "s3:DeleteObjectVersion"},
    {"DeleteObjectTagging", "s3:DeleteObjectTagging", "s3:DeleteObjectVersionTagging"},
    {"DeleteObjects", "s3:DeleteObject", "s3:DeleteObjectVersion"},
    {"DeletePublicAccessBlock", "s3:PutBucketPublicAccessBlock"},
    {"GetBucketAccelerateConfiguration", "s3:GetAccelerateConfiguration"},
    {"GetBucketAcl", "s3:GetBucketAcl"},
    {"GetBucketAnalyticsConfiguration", "s3:GetAnalyticsConfiguration"},
    {"GetBucketCors", "s3:GetBucketCORS"},
    {"GetBucketEncryption", "s3:GetEncryptionConfiguration"},
    {"GetBucketIntelligentTieringConfiguration", "s3:GetIntelligentTieringConfiguration"},
    {"GetBucketInventoryConfiguration", "s3:GetInventoryConfiguration"},
    {"GetBucketLifecycle", "s3:GetLifecycleConfiguration"},
    {"GetBucketLifecycleConfiguration", "s3:GetLifecycleConfiguration"},
    {"GetBucketLocation", "s3:GetBucketLocation"},
    {"GetBucketLogging", "s3:GetBucketLogging"},
    {"GetBucketMetricsConfiguration", "s3:GetMetricsConfiguration"},
    {"GetBucketNotification", "s3:GetBucketNotification"},
    {"GetBucketNotificationConfiguration", "s3:GetBucketNotification"},
    {"GetBucketOwnershipControls", "s3:GetBucketOwnershipControls"},
    {"GetBucketPolicy", "s3:GetBucketPolicy"},
    {"GetBucketPolicyStatus", "s3:GetBucketPolicyStatus"},
    {"GetBucketReplication", "s3:GetReplicationConfiguration"},
    {"GetBucketRequestPayment", "s3:GetBucketRequestPayment"},
    {"GetBucketTagging", "s3:GetBucketTagging"},
    {"GetBucketVersioning", "s3:GetBucketVersioning"},
    {"GetBucketWebsite", "s3:GetBucketWebsite"},
    {"GetObject", "s3:GetObject", "s3:GetObjectVersion"},
    {"GetObjectAcl", "s3:GetObjectAcl", "s3:GetObjectVersionAcl"},
    {"GetObjectAttributes", "s3:GetObjectAttributes", "s3:GetObjectVersionAttributes"},
    {"GetObjectLegalHold", "s3:GetObjectLegalHold"},
    {"GetObjectLockConfiguration", "s3:GetBucketObjectLockConfiguration"},
    {"GetObjectRetention", "s3:GetObjectRetention"},
    {"GetObjectTagging", "s3:GetObjectTagging", "s3:GetObjectVersionTagging"},
    {"GetObjectTorrent", "s3:GetObjectTorrent", "s3:GetObjectVersionTorrent"},
    {"GetPublicAccessBlock", "s3:GetBucketPublicAccessBlock"},
    {"HeadBucket", "s3:ListBucket"},
    {"HeadObject", "s3:GetObject", "s3:GetObjectVersion"},
    {"ListBucketAnalyticsConfigurations", "s3:GetAnalyticsConfiguration"},
    {"ListBucketIntelligentTieringConfigurations", "s3:GetIntelligentTieringConfiguration"},
    {"ListBucketInventoryConfigurations", "s3:GetInventoryConfiguration"},
    {"ListBucketMetricsConfigurations", "s3:GetMetricsConfiguration"},
    {"ListBuckets", "s3:ListAllMyBuckets"},
    {"ListMultipartUploads", "s3:ListBucketMultipartUploads"},
    {"ListObjectVersions", "s3:ListBucketVersions"},
    {"ListObjects", "s3:ListBucket"},
    {"ListObjectsV2", "s3:ListBucket"},
    {"ListParts", "s3:ListMultipartUploadParts"},
    {"PostObject", "s3:PutObject"},
    {"PutBucketAccelerateConfiguration", "s3:PutAccelerateConfiguration"},
    {"PutBucketAcl", "s3:PutBucketAcl"},
    {"PutBucketAnalyticsConfiguration", "s3:PutAnalyticsConfiguration"},
    {"PutBucketCors", "s3:PutBucketCORS"},
    {"PutBucketEncryption", "s3:PutEncryptionConfiguration"},
    {"PutBucketIntelligentTieringConfiguration", "s3:PutIntelligentTieringConfiguration"},
    {"PutBucketInventoryConfiguration", "s3:PutInventoryConfiguration"},
    {"PutBucketLifecycle", "s3:PutLifecycleConfiguration"},
    {"PutBucketLifecycleConfiguration", "s3:PutLifecycleConfiguration"},
    {"PutBucketLogging", "s3:PutBucketLogging"},
    {"PutBucketMetricsConfiguration", "s3:PutMetricsConfiguration"},
    {"PutBucketNotification", "s3:PutBucketNotification"},
    {"PutBucketNotificationConfiguration", "s3:PutBucketNotification"},
    {"PutBucketOwnershipControls", "s3:PutBucketOwnershipControls"},
    {"PutBucketPolicy", "s3:PutBucketPolicy"},
    {"PutBucketReplication", "s3:PutReplicationConfiguration"},
    {"PutBucketRequestPayment", "s3:PutBucketRequestPayment"},
    {"PutBucketTagging", "s3:PutBucketTagging"},
    {"PutBucketVersioning", "s3:PutBucketVersioning"},
    {"PutBucketWebsite", "s3:PutBucketWebsite"},
    {"PutObject", "s3:PutObject"},
    {"PutObjectAcl", "s3:PutObjectAcl", "s3:PutObjectVersionAcl"},
    {"PutObjectLegalHold", "s3:PutObjectLegalHold"},
    {"PutObjectLockConfiguration", "s3:PutBucketObjectLockConfiguration"},
    {"PutObjectRetention", "s3:PutObjectRetention"},
    {"PutObjectTagging", "s3:PutObjectTagging", "s3:PutObjectVersionTagging"},
    {"PutPublicAccessBlock", "s3:PutBucketPublicAccessBlock"},
    {"RestoreObject", "s3:RestoreObject"},
    {"SelectObjectContent", "s3:GetObject"},
    {"UploadPart", "s3:PutObject"},
    {"UploadPartCopy", "s3:PutObject"},
};
static_assert(std::is_sorted(std::begin(operations), std::end(operations),
                             [](const auto& a, const auto& b) { return a.operation < b.operation; }));

}  // namespace

std::span<const Action> actions() { return table; }

const Action* find_action(std::string_view name) {
    if (!same_ignoring_case(name.substr(0, 3), "s3:")) return nullptr;
    const auto* const found = std::find_if(std::begin(table), std::end(table), [&](const Action& action) {
        return same_ignoring_case(action.name, name.substr(3));
    });
    return found == std::end(table) ? nullptr : found;
}

std::string_view action_of(std::string_view operation, OfVersion version) {
    const auto* const found =
        std::lower_bound(std::begin(operations), std::end(operations), operation,
                         [](const OperationAction& row, std::string_view name) { return row.operation < name; });
    if (found == std::end(operations) || found->operation != operation) return {};
    return version == OfVersion::named && !found->of_version.empty() ? found->of_version : found->action;
}

std::string arn_of(std::string_view bucket, std::string_view key) {
    std::string arn = "arn:aws:s3:::";
    arn += bucket;
    if (!key.empty()) {
        arn += '/';
        arn += key;
    }
    return arn;
}

}  // namespace wt::s3
