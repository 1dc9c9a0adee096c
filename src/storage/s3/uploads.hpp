#pragma once
#include <memory>
#include <optional>
#include <string>

#include "storage/s3/objects.hpp"
#include "storage/s3/upload.hpp"

namespace wt::s3 {

struct CreateUploadRequest {
    std::string key;
    Attributes attributes;
    std::optional<ChecksumAlgorithm> algorithm;
    std::optional<ChecksumType> checksum_type;
    std::string initiator;      // account
    std::string initiator_arn;  // as Upload's
};

struct PartRequest {
    std::string key;
    std::string upload_id;
    int number = 1;
    Expectations expectations;
    std::string customer_key_md5;
};

struct PartCopyRequest {
    std::string key;
    std::string upload_id;
    int number = 1;
    BucketRef source_bucket;
    std::string source_key;
    std::optional<std::string> source_version_id;
    ReadConditions source_conditions;
    std::string source_customer_key_md5;
    std::string customer_key_md5;
    std::optional<std::string> range;  // x-amz-copy-source-range
};
/// What a part came to.
struct PartResult {
    std::string etag;
    /// By the upload's algorithm; when it has none, what the client has sent, if anything.
    std::optional<Checksum> checksum;
    Instant last_modified;
    VersionRef source;  // of a copy
};

struct CompleteRequest {
    std::string key;
    std::string upload_id;
    Completion completion;
    WriteConditions conditions;
    Requester requester;
};

/// Multipart uploads: Amazon S3 User Guide, "Uploading and copying objects using multipart upload". An upload has no
/// end but completion, abort, or a lifecycle rule.
class Uploads {
public:
    explicit Uploads(Buckets& buckets) : journal_(buckets.journal()), context_(buckets.context()) {}
    Uploads(const Uploads&) = delete;
    Uploads& operator=(const Uploads&) = delete;

    [[nodiscard]] Task<Result<std::shared_ptr<const Upload>, aws::Error>> create(BucketRef bucket,
                                                                                 CreateUploadRequest request);
    /// `payload` outlives the task.
    [[nodiscard]] Task<Result<PartResult, aws::Error>> put_part(BucketRef bucket, PartRequest request,
                                                                aws::Payload& payload);
    /// Shares the source's blobs; its bytes are read once, for the part's ETag.
    [[nodiscard]] Task<Result<PartResult, aws::Error>> copy_part(BucketRef bucket, PartCopyRequest request);
    /// The upload, or NoSuchUpload; with list_parts() for ListParts.
    [[nodiscard]] Result<std::shared_ptr<const Upload>, aws::Error> at(const Bucket& bucket, const std::string& key,
                                                                       const std::string& upload_id) const;
    [[nodiscard]] Task<Result<VersionRef, aws::Error>> complete(BucketRef bucket, CompleteRequest request);
    /// To abort an upload that was given and is over succeeds, too, for a day (Assumed: S3 says "for some hours").
    [[nodiscard]] Task<std::optional<aws::Error>> abort(BucketRef bucket, std::string key, std::string upload_id);

private:
    [[nodiscard]] Task<Result<PartResult, aws::Error>> keep_part(BucketRef bucket, std::shared_ptr<Upload> upload,
                                                                 UploadedPart part);

    std::shared_ptr<Journal> journal_;
    Context context_;
};

}  // namespace wt::s3
