// PutObject, GetObject, HeadObject, DeleteObject, DeleteObjects, CopyObject, GetObjectAttributes.
#include <fmt/format.h>

#include "http/date.hpp"
#include "storage/s3/api/api.hpp"
#include "storage/s3/api/documents.hpp"
#include "storage/s3/api/lifecycle_rules.hpp"
#include "storage/s3/errors.hpp"
#include "storage/s3/header_text.hpp"

namespace wt::s3::api {

namespace {

template <class Request>
[[nodiscard]] ReadConditions conditions_of(const Request& input) {
    return {input.if_match, input.if_none_match, input.if_modified_since, input.if_unmodified_since};
}

/// What GET and HEAD have in common.
template <class Request>
[[nodiscard]] aws::Outcome<ReadRequest> read_request(const aws::Call& call, const Request& input,
                                                     std::string_view method) {
    ReadRequest request;
    request.key = input.key;
    request.version_id = input.version_id;
    request.conditions = conditions_of(input);
    request.range = input.range;
    if (input.part_number) request.part_number = *input.part_number;
    auto key = customer_key_md5(input.sse_customer_algorithm, input.sse_customer_key, input.sse_customer_key_md5,
                                KeyUse::read);
    if (!key.ok()) return key.error();
    request.customer_key_md5 = std::move(*key);
    request.method = method;
    constexpr std::string_view encryption = "x-amz-server-side-encryption";
    if (const Text* const asked = call.request.headers.find(encryption)) {
        return aws::Error(errors::invalid_argument,
                          fmt::format("{} header is not supported for this operation.", encryption))
            .with("ArgumentName", std::string(encryption))
            .with("ArgumentValue", asked->str());
    }
    // API "GetObject": overrides are for signed requests only.
    const bool overrides = input.response_cache_control || input.response_content_disposition ||
                           input.response_content_encoding || input.response_content_language ||
                           input.response_content_type || input.response_expires;
    if (overrides && call.caller.anonymous()) {
        return aws::Error(errors::invalid_request,
                          "Request specific response headers cannot be used for anonymous GET requests.");
    }
    for (const auto& [name, value] : {std::pair("response-cache-control", &input.response_cache_control),
                                      std::pair("response-content-disposition", &input.response_content_disposition),
                                      std::pair("response-content-encoding", &input.response_content_encoding),
                                      std::pair("response-content-language", &input.response_content_language),
                                      std::pair("response-content-type", &input.response_content_type)}) {
        if (!*value || is_latin_1(**value)) continue;
        return aws::Error(errors::invalid_argument, "Header value cannot be represented using ISO-8859-1.")
            .with("ArgumentName", name)
            .with("ArgumentValue", **value);
    }
    return request;
}

template <class Output, class Request>
void write_reading(Output& output, const Reading& reading, const Request& input, const s3::Bucket& bucket,
                   Instant now) {
    const s3::ObjectVersion& version = *reading.version;
    const Attributes& attributes = version.attributes;
    write_encryption(output, attributes.encryption);
    write_customer_key(output, attributes.encryption);
    write_metadata(output, attributes);
    write_lock(output, attributes);
    output.accept_ranges = "bytes";
    output.last_modified = version.last_modified;
    output.etag = quoted(version.etag);
    output.storage_class = unusual_class(attributes.storage_class);
    output.restore = restore_header(version, now);
    output.content_length = static_cast<std::int64_t>(reading.span.size);
    if (bucket.settings().versioning != Versioning::never) output.version_id = version.version_id;
    if (!attributes.tags.empty()) output.tag_count = static_cast<std::int32_t>(attributes.tags.size());
    if (reading.parts_count) output.parts_count = *reading.parts_count;
    if (reading.partial) {
        output.content_range = fmt::format("bytes {}-{}/{}", reading.span.offset,
                                           reading.span.offset + reading.span.size - 1, version.size);
    }
    if (input.checksum_mode) write_checksum(output, output.checksum_type, reading.checksum);
    const auto override_with = [](std::optional<std::string>& field, const std::optional<std::string>& other) {
        if (other) field = latin_1(*other);
    };
    override_with(output.cache_control, input.response_cache_control);
    override_with(output.content_disposition, input.response_content_disposition);
    override_with(output.content_encoding, input.response_content_encoding);
    override_with(output.content_language, input.response_content_language);
    override_with(output.content_type, input.response_content_type);
    if (input.response_expires) output.expires = http::format_date(*input.response_expires);
}

[[nodiscard]] std::string_view reading_action(const std::optional<std::string>& version_id) {
    return version_id ? "s3:GetObjectVersion" : "s3:GetObject";
}

/// Parts are told one by one where the checksums of all are what the whole's is made of.
void write_parts(GetObjectAttributesParts& parts, const s3::ObjectVersion& version,
                 const GetObjectAttributesRequest& input) {
    parts.total_parts_count = static_cast<std::int32_t>(version.parts.size());
    if (!version.checksum || version.checksum->type != ChecksumType::composite) return;
    const int after = input.part_number_marker.value_or(0);
    const auto most = static_cast<std::size_t>(std::clamp(input.max_parts.value_or(1000), 0, 1000));
    parts.part_number_marker = after;
    parts.max_parts = static_cast<std::int32_t>(most);
    parts.is_truncated = false;
    parts.next_part_number_marker = 0;
    for (const PartExtent& extent : version.parts) {
        if (extent.number <= after) continue;
        if (parts.parts.size() == most) {
            parts.is_truncated = true;
            break;
        }
        ObjectPart part;
        part.part_number = extent.number;
        part.size = static_cast<std::int64_t>(extent.size);
        write_checksum(part, s3::Checksum{version.checksum->algorithm, ChecksumType::full_object, extent.checksum});
        parts.next_part_number_marker = extent.number;
        parts.parts.push_back(std::move(part));
    }
}

[[nodiscard]] std::string_view deleting_action(const std::optional<std::string>& version_id) {
    return version_id ? "s3:DeleteObjectVersion" : "s3:DeleteObject";
}

[[nodiscard]] LockBypass bypass_of(const std::optional<bool>& header) {
    return header.value_or(false) ? LockBypass::governance : LockBypass::none;
}

[[nodiscard]] std::optional<aws::Error> refuse_bypass(const std::optional<bool>& header, const s3::Bucket& bucket) {
    if (!header || bucket.settings().object_lock) return std::nullopt;
    return aws::Error(errors::invalid_argument,
                      "x-amz-bypass-governance-retention is only applicable to Object Lock enabled buckets.")
        .with("ArgumentName", "x-amz-bypass-governance-retention");
}

}  // namespace

aws::Later<PutObjectOutput> Api::put_object(const aws::Call& call, PutObjectRequest input) {
    auto bucket = open(call, {"s3:PutObject", input.bucket, input.key, &input.expected_bucket_owner});
    if (!bucket.ok()) co_return bucket.error();
    if (input.write_offset_bytes) co_return not_implemented("x-amz-write-offset-bytes");
    const ObjectHeaders headers{input, input, input, input, input.storage_class, input.tagging};
    auto attributes = attributes_of(headers, call.caller);
    if (!attributes.ok()) co_return attributes.error();
    if (auto error = apply_defaults(call, **bucket, {input, input}, input.key, *attributes))
        co_return std::move(*error);
    auto expectations = expectations_of(input, input.content_md5, call.request.headers);
    if (!expectations.ok()) co_return expectations.error();

    PutRequest request;
    request.key = input.key;
    request.attributes = std::move(*attributes);
    request.expectations = std::move(*expectations);
    request.conditions = {input.if_match, input.if_none_match};
    request.requester = requester_of(call);
    if (call.request.method == http::Method::post) request.kind = EventKind::post;  // a browser's form
    const aws::Outcome<VersionRef> put = co_await objects_.put(*bucket, std::move(request), *input.body);
    if (!put.ok()) co_return put.error();

    const s3::ObjectVersion& version = **put;
    PutObjectOutput output;
    output.etag = quoted(version.etag);
    write_checksum(output, output.checksum_type, version.checksum);
    write_encryption(output, version.attributes.encryption);
    write_customer_key(output, version.attributes.encryption);
    output.expiration = expiration_of(**bucket, version);
    if ((*bucket)->versioned()) output.version_id = version.version_id;
    co_return output;
}

aws::Later<GetObjectOutput> Api::get_object(const aws::Call& call, GetObjectRequest input) {
    auto bucket =
        open_to_read(call, {reading_action(input.version_id), input.bucket, input.key, &input.expected_bucket_owner});
    if (!bucket.ok()) co_return bucket.error();
    auto request = read_request(call, input, "GET");
    if (!request.ok()) co_return request.error();
    aws::Outcome<Reading> reading = co_await objects_.get(*bucket, std::move(*request));
    if (!reading.ok()) co_return reading.error();
    if (auto error = refuse_key(call, **bucket, *reading->version)) co_return std::move(*error);
    GetObjectOutput output;
    write_reading(output, *reading, input, **bucket, buckets_.context().now());
    if (!input.version_id) output.expiration = expiration_of(**bucket, *reading->version);
    output.body.bytes = std::move(reading->text);
    output.body.stream = std::move(reading->stream);
    co_return output;
}

aws::Later<HeadObjectOutput> Api::head_object(const aws::Call& call, HeadObjectRequest input) {
    auto bucket =
        open_to_read(call, {reading_action(input.version_id), input.bucket, input.key, &input.expected_bucket_owner});
    if (!bucket.ok()) co_return bucket.error();
    auto request = read_request(call, input, "HEAD");
    if (!request.ok()) co_return request.error();
    const aws::Outcome<Reading> reading = co_await objects_.head(*bucket, std::move(*request));
    if (!reading.ok()) co_return reading.error();
    HeadObjectOutput output;
    write_reading(output, *reading, input, **bucket, buckets_.context().now());
    if (!input.version_id) output.expiration = expiration_of(**bucket, *reading->version);
    co_return output;
}

aws::Later<DeleteObjectOutput> Api::delete_object(const aws::Call& call, DeleteObjectRequest input) {
    auto bucket =
        open(call, {deleting_action(input.version_id), input.bucket, input.key, &input.expected_bucket_owner});
    if (!bucket.ok()) co_return bucket.error();
    if (input.if_match_last_modified_time) co_return not_implemented("x-amz-if-match-last-modified-time");
    if (input.if_match_size) co_return not_implemented("x-amz-if-match-size");
    if (auto error = refuse_bypass(input.bypass_governance_retention, **bucket)) co_return std::move(*error);
    DeleteRequest request;
    request.key = input.key;
    request.version_id = input.version_id;
    request.if_match = input.if_match;
    request.bypass = bypass_of(input.bypass_governance_retention);
    request.requester = requester_of(call);
    const aws::Outcome<Deleted> deleted = co_await objects_.remove(*bucket, std::move(request));
    if (!deleted.ok()) co_return deleted.error();
    DeleteObjectOutput output;
    output.version_id = deleted->version_id;
    if (deleted->delete_marker) output.delete_marker = true;
    co_return output;
}

aws::Later<DeleteObjectsOutput> Api::delete_objects(const aws::Call& call, DeleteObjectsRequest input) {
    // A caller with policies of its own is asked for each key, and not for the bucket.
    const Wish wish{"s3:DeleteObject", input.bucket, {}, &input.expected_bucket_owner};
    const auto bucket = call.caller.policies ? find(wish) : open(call, wish);
    if (!bucket.ok()) co_return bucket.error();
    if (auto error = refuse_bypass(input.bypass_governance_retention, **bucket)) co_return std::move(*error);
    constexpr std::size_t most = 1000;
    const std::vector<ObjectIdentifier>& wanted = input.delete_.objects;
    if (wanted.empty() || wanted.size() > most) co_return aws::Error(errors::malformed_xml);
    if (!has_digest(call)) co_return aws::Error(errors::missing_md5);
    if (auto error = check_body(call)) co_return std::move(*error);

    DeleteObjectsOutput output;
    const auto refuse = [&](const ObjectIdentifier& object, const aws::Error& error) {
        DeleteFailure failure;
        failure.key = object.key;
        failure.version_id = object.version_id;
        failure.code = std::string(error.code);
        failure.message = error.message;
        output.errors.push_back(std::move(failure));
    };
    std::vector<DeleteRequest> requests;
    std::vector<const ObjectIdentifier*> allowed;
    for (const ObjectIdentifier& object : wanted) {
        const auto may = open(call, {deleting_action(object.version_id), input.bucket, object.key, nullptr});
        if (!may.ok()) {
            refuse(object, may.error());
            continue;
        }
        DeleteRequest request;
        request.key = object.key;
        request.version_id = object.version_id;
        request.if_match = object.etag;
        request.bypass = bypass_of(input.bypass_governance_retention);
        request.requester = requester_of(call);
        requests.push_back(std::move(request));
        allowed.push_back(&object);
    }
    const std::vector<aws::Outcome<Deleted>> results = co_await objects_.remove_all(*bucket, std::move(requests));
    for (std::size_t i = 0; i < results.size(); ++i) {
        const ObjectIdentifier& object = *allowed[i];
        if (!results[i].ok()) {
            refuse(object, results[i].error());
            continue;
        }
        if (input.delete_.quiet.value_or(false)) continue;
        DeletedObject deleted;
        deleted.key = object.key;
        deleted.version_id = object.version_id;
        if (results[i]->delete_marker) {
            deleted.delete_marker = true;
            deleted.delete_marker_version_id = results[i]->version_id;
        }
        output.deleted.push_back(std::move(deleted));
    }
    co_return output;
}

aws::Later<CopyObjectOutput> Api::copy_object(const aws::Call& call, CopyObjectRequest input) {
    auto bucket = open(call, {"s3:PutObject", input.bucket, input.key, &input.expected_bucket_owner});
    if (!bucket.ok()) co_return bucket.error();
    auto source = parse_copy_source(input.copy_source);
    if (!source.ok()) co_return source.error();
    auto from = open_to_read(
        call, {reading_action(source->version_id), source->bucket, source->key, &input.expected_source_bucket_owner});
    if (!from.ok()) co_return from.error();

    const ObjectHeaders headers{input, input, input, input, input.storage_class, input.tagging};
    auto attributes = attributes_of(headers, call.caller);
    if (!attributes.ok()) co_return attributes.error();
    if (auto error = apply_defaults(call, **bucket, {input, input}, input.key, *attributes))
        co_return std::move(*error);
    const auto read =
        source->version_id ? (*from)->find(source->key, *source->version_id) : (*from)->current(source->key);
    if (read != nullptr) {
        if (auto error = refuse_key(call, **from, *read)) co_return std::move(*error);
    }
    auto source_key = customer_key_md5(input.copy_source_sse_customer_algorithm, input.copy_source_sse_customer_key,
                                       input.copy_source_sse_customer_key_md5, KeyUse::read);
    if (!source_key.ok()) co_return source_key.error();

    CopyRequest request;
    request.source_bucket = *from;
    request.source_key = source->key;
    request.source_version_id = source->version_id;
    request.source_conditions = {input.copy_source_if_match, input.copy_source_if_none_match,
                                 input.copy_source_if_modified_since, input.copy_source_if_unmodified_since};
    request.source_customer_key_md5 = std::move(*source_key);
    request.key = input.key;
    request.attributes = std::move(*attributes);
    if (input.metadata_directive == "REPLACE") request.metadata = Directive::replace;
    if (input.tagging_directive == "REPLACE") request.tagging = Directive::replace;
    request.names_change = input.server_side_encryption || input.sse_customer_algorithm || input.storage_class ||
                           (*bucket)->document(kinds::encryption) != nullptr;
    if (input.checksum_algorithm) request.algorithm = aws::parse_algorithm(*input.checksum_algorithm);
    request.conditions = {input.if_match, input.if_none_match};
    request.requester = requester_of(call);
    const aws::Outcome<Copied> copied = co_await objects_.copy(*bucket, std::move(request));
    if (!copied.ok()) co_return copied.error();

    const s3::ObjectVersion& version = *copied->version;
    CopyObjectOutput output;
    output.copy_object_result.emplace();
    output.copy_object_result->etag = quoted(version.etag);
    output.copy_object_result->last_modified = version.last_modified;
    write_checksum(*output.copy_object_result, output.copy_object_result->checksum_type, version.checksum);
    write_encryption(output, version.attributes.encryption);
    write_customer_key(output, version.attributes.encryption);
    output.copy_source_version_id = told_source(*copied->source);
    // In a suspended bucket a copy is told to be the null version, where PutObject says nothing.
    if ((*bucket)->settings().versioning != Versioning::never) output.version_id = version.version_id;
    co_return output;
}

aws::Later<GetObjectAttributesOutput> Api::get_object_attributes(const aws::Call& call,
                                                                 GetObjectAttributesRequest input) {
    auto bucket =
        open_to_read(call, {reading_action(input.version_id), input.bucket, input.key, &input.expected_bucket_owner});
    if (!bucket.ok()) co_return bucket.error();
    if (input.object_attributes.empty()) co_return aws::Error(errors::no_attributes);
    const auto key = customer_key_md5(input.sse_customer_algorithm, input.sse_customer_key, input.sse_customer_key_md5,
                                      KeyUse::read);
    if (!key.ok()) co_return key.error();
    const aws::Outcome<VersionRef> found = co_await objects_.look_up(*bucket, input.key, input.version_id);
    if (!found.ok()) co_return found.error();
    const s3::ObjectVersion& version = **found;
    if (auto error = key_refusal(version.attributes.encryption, *key)) co_return std::move(*error);
    const auto wants = [&](std::string_view attribute) {
        return std::find(input.object_attributes.begin(), input.object_attributes.end(), attribute) !=
               input.object_attributes.end();
    };
    GetObjectAttributesOutput output;
    output.last_modified = version.last_modified;
    if ((*bucket)->settings().versioning != Versioning::never) output.version_id = version.version_id;
    if (wants("ETag")) output.etag = version.etag;
    if (wants("ObjectSize")) output.object_size = static_cast<std::int64_t>(version.size);
    if (wants("StorageClass")) output.storage_class = version.attributes.storage_class;
    if (wants("Checksum") && version.checksum) {
        output.checksum.emplace();
        s3::Checksum whole = *version.checksum;
        whole.value = whole.value.substr(0, whole.value.find('-'));  // elsewhere the number of parts stands behind it
        write_checksum(*output.checksum, output.checksum->checksum_type, whole);
    }
    if (wants("ObjectParts") && !version.parts.empty()) write_parts(output.object_parts.emplace(), version, input);
    co_return output;
}

}  // namespace wt::s3::api
