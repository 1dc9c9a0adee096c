#include "storage/s3/uploads.hpp"

#include <utility>

#include <fmt/format.h>

#include "storage/s3/errors.hpp"

namespace wt::s3 {

namespace {

using UploadResult = Result<std::shared_ptr<Upload>, aws::Error>;

[[nodiscard]] UploadResult find(const Bucket& bucket, const std::string& key, const std::string& upload_id) {
    if (bucket.deleted()) return aws::Error(errors::no_such_bucket).with("BucketName", bucket.name());
    if (auto upload = bucket.upload(key, upload_id)) return upload;
    return aws::Error(errors::no_such_upload).with("UploadId", upload_id);
}

[[nodiscard]] std::optional<aws::Error> number_refusal(int number) {
    if (number >= 1 && number <= most_parts) return std::nullopt;
    return aws::Error(errors::part_number_range)
        .with("ArgumentName", "partNumber")
        .with("ArgumentValue", std::to_string(number));
}

[[nodiscard]] std::optional<aws::Error> checksum_refusal(const Upload& upload, std::optional<ChecksumAlgorithm> given) {
    if (!upload.algorithm || given == upload.algorithm) return std::nullopt;
    return aws::Error(
        errors::invalid_request,
        fmt::format("Checksum Type mismatch occurred, expected checksum Type: {}, actual checksum Type: {}",
                    lower_name_of(*upload.algorithm), given ? lower_name_of(*given) : "null"));
}

[[nodiscard]] std::optional<aws::Error> key_refusal(const Upload& upload, const std::string& customer_key_md5) {
    const Encryption& encryption = upload.attributes.encryption;
    if (encryption.customer_key_md5 == customer_key_md5) return std::nullopt;
    if (encryption.has_customer_key() && !customer_key_md5.empty()) return aws::Error(errors::other_customer_key);
    return aws::Error(errors::needs_customer_key,
                      "The multipart upload initiate requested encryption. Subsequent part requests must include the "
                      "appropriate encryption parameters.");
}

/// Why the completed object may not be written. What has happened to the key since the upload was initiated is a
/// conflict, not a condition that fails: UG "How to prevent object overwrites with conditional writes".
[[nodiscard]] std::optional<aws::Error> completion_refusal(const Bucket& bucket, const Upload& upload,
                                                           const WriteConditions& conditions) {
    auto problem = Objects::write_refusal(bucket, upload.key, conditions);
    if (problem) return problem;
    const auto current = bucket.current(upload.key);
    const bool conflict = (conditions.if_none_match && upload.key_removed) ||
                          (conditions.if_match && current != nullptr && current->order > upload.order);
    if (!conflict) return std::nullopt;
    return aws::Error(errors::conditional_conflict)
        .with("Condition", conditions.if_match ? "If-Match" : "If-None-Match")
        .with("Key", upload.key);
}

}  // namespace

Task<Result<std::shared_ptr<const Upload>, aws::Error>> Uploads::create(BucketRef bucket, CreateUploadRequest request) {
    if (bucket->deleted()) co_return aws::Error(errors::no_such_bucket).with("BucketName", bucket->name());
    if (auto problem = problem_of_key(request.key)) co_return std::move(*problem);
    if (auto problem = problem_of(request.attributes, bucket->settings(), context_.calendar())) {
        co_return std::move(*problem);
    }
    const auto type = upload_checksum_type(request.algorithm, request.checksum_type);
    if (!type.ok()) co_return type.error();
    auto upload = std::make_shared<Upload>();
    upload->key = std::move(request.key);
    upload->order = bucket->next_order();
    upload->id = bucket->random_upload_id(upload->order);
    upload->initiated = context_.calendar();
    upload->initiator = std::move(request.initiator);
    upload->initiator_arn = std::move(request.initiator_arn);
    upload->attributes = std::move(request.attributes);
    upload->algorithm = request.algorithm;
    upload->checksum_type = *type;
    bucket->begin(upload);
    auto problem = co_await journal_->durable(upload->ticket);
    if (problem) co_return std::move(*problem);
    std::shared_ptr<const Upload> created = std::move(upload);
    co_return created;
}

Task<Result<PartResult, aws::Error>> Uploads::put_part(BucketRef bucket, PartRequest request, aws::Payload& payload) {
    if (auto problem = number_refusal(request.number)) co_return std::move(*problem);
    UploadResult found = find(*bucket, request.key, request.upload_id);
    if (!found.ok()) co_return found.error();
    const std::shared_ptr<Upload> upload = *found;
    if (auto problem = checksum_refusal(*upload, request.expectations.algorithm)) co_return std::move(*problem);
    if (auto problem = key_refusal(*upload, request.customer_key_md5)) co_return std::move(*problem);
    request.expectations.kept = upload->stored_algorithm();
    request.expectations.most = largest_part;
    Result<Content, aws::Error> content = co_await receive(journal_, payload, std::move(request.expectations));
    if (!content.ok()) co_return content.error();
    UploadedPart part;
    part.number = request.number;
    part.content = std::move(content->segments);
    part.size = content->size;
    part.md5 = content->md5;
    part.checksum = std::move(content->checksum);
    Result<PartResult, aws::Error> kept = co_await keep_part(std::move(bucket), upload, std::move(part));
    if (kept.ok() && !upload->algorithm) kept->checksum = std::move(content->sent);
    co_return kept;
}

Task<Result<PartResult, aws::Error>> Uploads::copy_part(BucketRef bucket, PartCopyRequest request) {
    if (auto problem = number_refusal(request.number)) co_return std::move(*problem);
    UploadResult found = find(*bucket, request.key, request.upload_id);
    if (!found.ok()) co_return found.error();
    const std::shared_ptr<Upload> upload = *found;
    if (auto refused = key_refusal(*upload, request.customer_key_md5)) co_return std::move(*refused);
    drop_future(request.source_conditions, context_.calendar());
    auto source = Objects::find_source(*request.source_bucket, request.source_key, request.source_version_id,
                                       request.source_conditions, request.source_customer_key_md5, context_.now());
    if (!source.ok()) co_return source.error();
    const VersionRef version = std::move(*source);
    auto problem = co_await journal_->durable(version->ticket);
    if (problem) co_return std::move(*problem);
    Span span{0, version->size};
    if (request.range) {
        const auto asked = resolve_copy_range(*request.range, version->size);
        if (!asked.ok()) co_return asked.error();
        span = *asked;
    }
    if (span.size > largest_part) co_return aws::Error(errors::copy_source_too_large);
    Result<Digests, aws::Error> digests =
        co_await digest(stream_of(*journal_, version, span), upload->stored_algorithm());
    if (!digests.ok()) co_return digests.error();
    UploadedPart part;
    part.number = request.number;
    part.content = cut(version->content, span);
    part.size = span.size;
    part.md5 = digests->md5;
    part.checksum = Checksum{upload->stored_algorithm(), ChecksumType::full_object, std::move(digests->checksum)};
    Result<PartResult, aws::Error> kept = co_await keep_part(std::move(bucket), upload, std::move(part));
    if (kept.ok()) kept->source = version;
    co_return kept;
}

Task<Result<PartResult, aws::Error>> Uploads::keep_part(BucketRef bucket, std::shared_ptr<Upload> upload,
                                                        UploadedPart part) {
    // While its bytes came, the upload may have ended.
    if (upload->over) co_return aws::Error(errors::no_such_upload).with("UploadId", upload->id);
    part.last_modified = context_.calendar();
    PartResult result;
    result.etag = part.etag();
    if (upload->algorithm) result.checksum = part.checksum;
    result.last_modified = part.last_modified;
    bucket->keep(*upload, std::move(part));
    auto problem = co_await journal_->durable(upload->ticket);
    if (problem) co_return std::move(*problem);
    co_return result;
}

Result<std::shared_ptr<const Upload>, aws::Error> Uploads::at(const Bucket& bucket, const std::string& key,
                                                              const std::string& upload_id) const {
    UploadResult found = find(bucket, key, upload_id);
    if (!found.ok()) return found.error();
    std::shared_ptr<const Upload> upload = std::move(*found);
    return upload;
}

Task<Result<VersionRef, aws::Error>> Uploads::complete(BucketRef bucket, CompleteRequest request) {
    UploadResult found = find(*bucket, request.key, request.upload_id);
    if (!found.ok()) {
        const VersionRef before = bucket->completed().find(request.key, request.upload_id, request.completion.parts);
        if (before == nullptr || bucket->deleted()) co_return found.error();
        auto problem = co_await journal_->durable(before->ticket);
        if (problem) co_return std::move(*problem);
        co_return before;
    }
    const std::shared_ptr<Upload> upload = std::move(*found);
    if (auto problem = completion_refusal(*bucket, *upload, request.conditions)) co_return std::move(*problem);
    Result<Assembly, aws::Error> assembly = assemble(*upload, request.completion);
    if (!assembly.ok()) co_return assembly.error();

    auto version = std::make_shared<ObjectVersion>();
    version->key = upload->key;
    // UG "Working with object metadata": the creation date of such an object is that of its upload's initiation.
    version->last_modified = upload->initiated;
    version->size = assembly->size;
    version->etag = std::move(assembly->etag);
    version->content = std::move(assembly->content);
    version->parts = std::move(assembly->parts);
    version->checksum = std::move(assembly->checksum);
    version->attributes = std::move(upload->attributes);
    s3::complete(version->attributes, bucket->settings(), context_.calendar());
    bucket->complete(upload, version, request.requester);
    bucket->completed().remember(std::move(request.key), std::move(request.upload_id), request.completion.parts,
                                 *version);
    auto problem = co_await journal_->durable(version->ticket);
    if (problem) co_return std::move(*problem);
    VersionRef completed = std::move(version);
    co_return completed;
}

Task<std::optional<aws::Error>> Uploads::abort(BucketRef bucket, std::string key, std::string upload_id) {
    UploadResult found = find(*bucket, key, upload_id);
    if (!found.ok()) {
        if (bucket->deleted() || !bucket->has_given_upload(upload_id)) co_return found.error();
        co_return co_await journal_->durable(bucket->last_removal());
    }
    const std::shared_ptr<Upload> upload = std::move(*found);
    bucket->end(upload);
    co_return co_await journal_->durable(upload->ticket);
}

}  // namespace wt::s3
