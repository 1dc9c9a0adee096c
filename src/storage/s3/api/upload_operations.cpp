// CreateMultipartUpload, UploadPart, UploadPartCopy, CompleteMultipartUpload, AbortMultipartUpload, ListParts,
// ListMultipartUploads.
#include <algorithm>

#include <fmt/format.h>

#include "http/uri.hpp"
#include "storage/s3/api/api.hpp"
#include "storage/s3/api/lifecycle_rules.hpp"
#include "storage/s3/api/page_size.hpp"
#include "storage/s3/api/spelling.hpp"
#include "storage/s3/errors.hpp"
#include "storage/s3/listing.hpp"

namespace wt::s3::api {

namespace {

[[nodiscard]] std::optional<aws::Error> check_part_number(std::int32_t number) {
    if (number >= 1 && number <= most_parts) return std::nullopt;
    return aws::Error(errors::part_number_range)
        .with("ArgumentName", "partNumber")
        .with("ArgumentValue", fmt::format("{}", number));
}

[[nodiscard]] std::optional<ChecksumType> checksum_type(const std::optional<std::string>& name) {
    if (!name) return std::nullopt;
    return *name == "COMPOSITE" ? ChecksumType::composite : ChecksumType::full_object;
}

/// A user or session by its ARN, an account by its canonical id; Assumed: an account that was given no name is shown by
/// its number.
[[nodiscard]] Initiator initiator_of(const Upload& upload, const aws::Accounts& accounts) {
    Initiator initiator;
    if (upload.initiator_arn.empty()) {
        initiator.id = accounts.canonical_user_id(upload.initiator);
        const std::string_view shown = accounts.display_name(upload.initiator);
        initiator.display_name = shown.empty() ? std::string_view(upload.initiator) : shown;
        return initiator;
    }
    initiator.id = upload.initiator_arn;
    // "user/PATH/NAME" and "assumed-role/ROLE/SESSION".
    std::string_view name = upload.initiator_arn;
    name.remove_prefix(name.rfind(':') + 1);
    name.remove_prefix((name.starts_with("user/") ? name.rfind('/') : name.find('/')) + 1);
    initiator.display_name = name;
    return initiator;
}

template <class Output>
void write_upload_checksum(Output& output, const Upload& upload) {
    if (!upload.algorithm) return;
    output.checksum_algorithm = std::string(aws::name(*upload.algorithm));
    output.checksum_type = std::string(name_of(upload.checksum_type));
}

/// An upload that has ended meanwhile has nothing to tell.
template <class Output>
void write_upload_encryption(Output& output, const aws::Outcome<std::shared_ptr<const Upload>>& upload) {
    if (!upload.ok()) return;
    write_encryption(output, (*upload)->attributes.encryption);
    write_customer_key(output, (*upload)->attributes.encryption);
}

[[nodiscard]] aws::Outcome<Completion> completion_of(const CompleteMultipartUploadRequest& input) {
    Completion completion;
    if (input.mpu_object_size)
        completion.object_size = static_cast<std::uint64_t>(std::max<std::int64_t>(0, *input.mpu_object_size));
    auto whole = checksum_of(input);
    if (!whole.ok()) return whole.error();
    completion.checksum = std::move(*whole);
    completion.checksum_type = checksum_type(input.checksum_type);
    if (!input.multipart_upload) return completion;
    for (const CompletedPart& part : input.multipart_upload->parts) {
        if (!part.part_number || !part.etag) return aws::Error(errors::malformed_xml);
        auto checksum = checksum_of(part);
        if (!checksum.ok()) return checksum.error();
        completion.parts.push_back({*part.part_number, *part.etag, std::move(*checksum)});
    }
    return completion;
}

}  // namespace

aws::Later<CreateMultipartUploadOutput> Api::create_multipart_upload(const aws::Call& call,
                                                                     CreateMultipartUploadRequest input) {
    auto bucket = open(call, {"s3:PutObject", input.bucket, input.key, &input.expected_bucket_owner});
    if (!bucket.ok()) co_return bucket.error();
    const ObjectHeaders headers{input, input, input, input, input.storage_class, input.tagging};
    auto attributes = attributes_of(headers, call.caller);
    if (!attributes.ok()) co_return attributes.error();
    if (auto error = apply_defaults(call, **bucket, {input, input}, input.key, *attributes))
        co_return std::move(*error);
    if (input.checksum_type && !input.checksum_algorithm) co_return aws::Error(errors::checksum_type_alone);

    CreateUploadRequest request;
    request.key = input.key;
    request.attributes = std::move(*attributes);
    if (input.checksum_algorithm) request.algorithm = aws::parse_algorithm(*input.checksum_algorithm);
    request.checksum_type = checksum_type(input.checksum_type);
    request.initiator = call.caller.account;
    if (call.caller.kind != aws::PrincipalKind::root) request.initiator_arn = call.caller.arn;
    const aws::Outcome<std::shared_ptr<const Upload>> created = co_await uploads_.create(*bucket, std::move(request));
    if (!created.ok()) co_return created.error();
    const Upload& upload = **created;
    CreateMultipartUploadOutput output;
    output.bucket = input.bucket;
    output.key = input.key;
    output.upload_id = upload.id;
    write_upload_checksum(output, upload);
    write_encryption(output, upload.attributes.encryption);
    write_customer_key(output, upload.attributes.encryption);
    co_return output;
}

aws::Later<UploadPartOutput> Api::upload_part(const aws::Call& call, UploadPartRequest input) {
    auto bucket = open(call, {"s3:PutObject", input.bucket, input.key, &input.expected_bucket_owner});
    if (!bucket.ok()) co_return bucket.error();
    if (auto error = check_part_number(input.part_number)) co_return std::move(*error);
    auto expectations = expectations_of(input, input.content_md5, call.request.headers);
    if (!expectations.ok()) co_return expectations.error();
    auto key = customer_key_md5(input.sse_customer_algorithm, input.sse_customer_key, input.sse_customer_key_md5,
                                KeyUse::write);
    if (!key.ok()) co_return key.error();
    PartRequest request;
    request.key = input.key;
    request.upload_id = input.upload_id;
    request.number = input.part_number;
    request.expectations = std::move(*expectations);
    request.customer_key_md5 = std::move(*key);
    const aws::Outcome<PartResult> part = co_await uploads_.put_part(*bucket, std::move(request), *input.body);
    if (!part.ok()) co_return part.error();
    UploadPartOutput output;
    output.etag = quoted(part->etag);
    if (part->checksum) write_checksum(output, *part->checksum);
    write_upload_encryption(output, uploads_.at(**bucket, input.key, input.upload_id));
    co_return output;
}

aws::Later<UploadPartCopyOutput> Api::upload_part_copy(const aws::Call& call, UploadPartCopyRequest input) {
    auto bucket = open(call, {"s3:PutObject", input.bucket, input.key, &input.expected_bucket_owner});
    if (!bucket.ok()) co_return bucket.error();
    if (auto error = check_part_number(input.part_number)) co_return std::move(*error);
    auto source = parse_copy_source(input.copy_source);
    if (!source.ok()) co_return source.error();
    auto from = open_to_read(call, {source->version_id ? "s3:GetObjectVersion" : "s3:GetObject", source->bucket,
                                    source->key, &input.expected_source_bucket_owner});
    if (!from.ok()) co_return from.error();
    const auto read =
        source->version_id ? (*from)->find(source->key, *source->version_id) : (*from)->current(source->key);
    if (read != nullptr) {
        if (auto error = refuse_key(call, **from, *read)) co_return std::move(*error);
    }
    auto source_key = customer_key_md5(input.copy_source_sse_customer_algorithm, input.copy_source_sse_customer_key,
                                       input.copy_source_sse_customer_key_md5, KeyUse::read);
    if (!source_key.ok()) co_return source_key.error();
    auto key = customer_key_md5(input.sse_customer_algorithm, input.sse_customer_key, input.sse_customer_key_md5,
                                KeyUse::write);
    if (!key.ok()) co_return key.error();
    PartCopyRequest request;
    request.key = input.key;
    request.upload_id = input.upload_id;
    request.number = input.part_number;
    request.source_bucket = *from;
    request.source_key = source->key;
    request.source_version_id = source->version_id;
    request.source_conditions = {input.copy_source_if_match, input.copy_source_if_none_match,
                                 input.copy_source_if_modified_since, input.copy_source_if_unmodified_since};
    request.source_customer_key_md5 = std::move(*source_key);
    request.customer_key_md5 = std::move(*key);
    request.range = input.copy_source_range;
    const aws::Outcome<PartResult> part = co_await uploads_.copy_part(*bucket, std::move(request));
    if (!part.ok()) co_return part.error();
    UploadPartCopyOutput output;
    output.copy_part_result.emplace();
    output.copy_part_result->etag = quoted(part->etag);
    output.copy_part_result->last_modified = part->last_modified;
    if (part->checksum) write_checksum(*output.copy_part_result, *part->checksum);
    write_upload_encryption(output, uploads_.at(**bucket, input.key, input.upload_id));
    output.copy_source_version_id = told_source(*part->source);
    co_return output;
}

aws::Later<CompleteMultipartUploadOutput> Api::complete_multipart_upload(const aws::Call& call,
                                                                         CompleteMultipartUploadRequest input) {
    auto bucket = open(call, {"s3:PutObject", input.bucket, input.key, &input.expected_bucket_owner});
    if (!bucket.ok()) co_return bucket.error();
    auto completion = completion_of(input);
    if (!completion.ok()) co_return completion.error();
    CompleteRequest request;
    request.key = input.key;
    request.upload_id = input.upload_id;
    request.completion = std::move(*completion);
    request.conditions = {input.if_match, input.if_none_match};
    request.requester = requester_of(call);
    const aws::Outcome<VersionRef> completed = co_await uploads_.complete(*bucket, std::move(request));
    if (!completed.ok()) co_return completed.error();
    const s3::ObjectVersion& version = **completed;
    CompleteMultipartUploadOutput output;
    output.location = location_of(call, input.bucket, input.key);
    output.bucket = input.bucket;
    output.key = input.key;
    output.etag = quoted(version.etag);
    write_checksum(output, output.checksum_type, version.checksum);
    write_encryption(output, version.attributes.encryption);
    output.expiration = expiration_of(**bucket, version);
    if ((*bucket)->versioned()) output.version_id = version.version_id;
    co_return output;
}

aws::Later<AbortMultipartUploadOutput> Api::abort_multipart_upload(const aws::Call& call,
                                                                   AbortMultipartUploadRequest input) {
    auto bucket = open_upload(call, {"s3:AbortMultipartUpload", input.bucket, input.key, &input.expected_bucket_owner},
                              input.upload_id);
    if (!bucket.ok()) co_return bucket.error();
    if (input.if_match_initiated_time) co_return not_implemented("x-amz-if-match-initiated-time");
    std::optional<aws::Error> error = co_await uploads_.abort(*bucket, input.key, input.upload_id);
    if (error) co_return std::move(*error);
    co_return AbortMultipartUploadOutput();
}

aws::Later<ListPartsOutput> Api::list_parts(const aws::Call& call, ListPartsRequest input) {
    auto bucket = open_upload(
        call, {"s3:ListMultipartUploadParts", input.bucket, input.key, &input.expected_bucket_owner}, input.upload_id);
    if (!bucket.ok()) co_return bucket.error();
    if (std::optional<aws::Error> error = co_await objects_.settled()) co_return std::move(*error);
    const auto upload = uploads_.at(**bucket, input.key, input.upload_id);
    if (!upload.ok()) co_return upload.error();
    const auto marker = whole_number(input.part_number_marker, "part-number-marker", 0);
    if (!marker.ok()) co_return marker.error();
    const int after = *marker;
    const auto most = page_size(input.max_parts, "max-parts");
    if (!most.ok()) co_return most.error();
    const PartPage page = s3::list_parts(**upload, after, *most);
    ListPartsOutput output;
    output.bucket = input.bucket;
    output.key = input.key;
    output.upload_id = input.upload_id;
    output.part_number_marker = after;
    output.next_part_number_marker = page.next;
    output.max_parts = static_cast<std::int32_t>(*most);
    output.is_truncated = page.truncated;
    output.initiator = initiator_of(**upload, accounts_);
    output.owner = owner_of((*upload)->attributes.owner, accounts_);
    output.storage_class = (*upload)->attributes.storage_class;
    write_upload_checksum(output, **upload);
    for (const UploadedPart* part : page.parts) {
        ListedPart& listed = output.parts.emplace_back();
        listed.part_number = part->number;
        listed.last_modified = part->last_modified;
        listed.etag = quoted(part->etag());
        listed.size = static_cast<std::int64_t>(part->size);
        if ((*upload)->algorithm && part->checksum) write_checksum(listed, *part->checksum);
    }
    co_return output;
}

aws::Later<ListMultipartUploadsOutput> Api::list_multipart_uploads(const aws::Call& call,
                                                                   ListMultipartUploadsRequest input) {
    auto bucket = open(call, {"s3:ListBucketMultipartUploads", input.bucket, {}, &input.expected_bucket_owner});
    if (!bucket.ok()) co_return bucket.error();
    if (std::optional<aws::Error> error = co_await objects_.settled()) co_return std::move(*error);
    const Spelling spelling(input.encoding_type);
    UploadListRequest request;
    request.prefix = input.prefix.value_or("");
    request.delimiter = input.delimiter.value_or("");
    request.key_marker = input.key_marker.value_or("");
    request.upload_marker = input.upload_id_marker.value_or("");
    const auto most = page_size(input.max_uploads, "max-uploads");
    if (!most.ok()) co_return most.error();
    request.max = *most;
    const aws::Outcome<UploadPage> page = list_uploads(**bucket, request);
    if (!page.ok()) co_return page.error();
    ListMultipartUploadsOutput output;
    output.bucket = input.bucket;
    output.key_marker = spelling(request.key_marker);
    output.upload_id_marker = request.upload_marker;
    output.next_key_marker = spelling(page->next_key);
    output.next_upload_id_marker = page->next_upload;
    if (input.prefix) output.prefix = spelling(*input.prefix);
    if (input.delimiter) output.delimiter = spelling(*input.delimiter);
    output.max_uploads = static_cast<std::int32_t>(request.max);
    output.is_truncated = page->truncated;
    output.encoding_type = input.encoding_type;
    for (const auto& upload : page->uploads) {
        ListedUpload& listed = output.uploads.emplace_back();
        listed.upload_id = upload->id;
        listed.key = spelling(upload->key);
        listed.initiated = upload->initiated;
        listed.storage_class = upload->attributes.storage_class;
        listed.owner = owner_of(upload->attributes.owner, accounts_);
        listed.initiator = initiator_of(*upload, accounts_);
        write_upload_checksum(listed, *upload);
    }
    output.common_prefixes = common_prefixes(page->prefixes, spelling);
    co_return output;
}

}  // namespace wt::s3::api
