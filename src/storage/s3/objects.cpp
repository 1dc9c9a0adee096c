#include "storage/s3/objects.hpp"

#include <algorithm>
#include <utility>

#include "aws/digests.hpp"
#include "base/assert.hpp"
#include "http/date.hpp"
#include "storage/s3/errors.hpp"
#include "storage/s3/version_id.hpp"

namespace wt::s3 {

namespace {

using VersionResult = Result<std::shared_ptr<ObjectVersion>, aws::Error>;

[[nodiscard]] aws::Error no_such_key(const std::string& key) {
    return aws::Error(errors::no_such_key).with("Key", key);
}

[[nodiscard]] aws::Error bucket_gone(const Bucket& bucket) {
    return aws::Error(errors::no_such_bucket).with("BucketName", bucket.name());
}

[[nodiscard]] aws::Error invalid_version_id(const std::string& version_id) {
    return aws::Error(errors::invalid_version_id).with("ArgumentName", "versionId").with("ArgumentValue", version_id);
}

/// A 304 tells a cache how its copy may be used further (RFC 9110, 15.4.5).
void describe(aws::Error& unchanged, const ObjectVersion& version) {
    const SystemMetadata& system = version.attributes.system;
    unchanged.headers.emplace_back("ETag", '"' + version.etag + '"');
    unchanged.headers.emplace_back("Last-Modified", http::format_date(version.last_modified));
    if (!system.cache_control.empty()) unchanged.headers.emplace_back("Cache-Control", system.cache_control);
    if (!system.expires.empty()) unchanged.headers.emplace_back("Expires", system.expires);
}

[[nodiscard]] aws::Error marker_not_allowed(const ObjectVersion& marker, std::string_view method) {
    return aws::Error(errors::method_not_allowed)
        .with("Method", std::string(method))
        .with("ResourceType", "DeleteMarker")
        .with_header("x-amz-delete-marker", "true")
        .with_header("x-amz-version-id", marker.version_id)
        .with_header("Last-Modified", http::format_date(marker.last_modified))
        .with_header("Allow", "DELETE");
}

/// Where one part lies, and its own checksum if it has one.
struct Part {
    Span span;
    std::optional<Checksum> checksum;
};

[[nodiscard]] Result<Part, aws::Error> part_of(const ObjectVersion& version, int number) {
    if (number < 1 || number > most_parts) {
        return aws::Error(errors::part_number_range)
            .with("ArgumentName", "partNumber")
            .with("ArgumentValue", std::to_string(number));
    }
    if (version.parts.empty() && number == 1) return Part{{0, version.size}, version.checksum};
    std::uint64_t offset = 0;
    for (const PartExtent& each : version.parts) {
        if (each.number == number) {
            Part part{{offset, each.size}, std::nullopt};
            if (!each.checksum.empty() && version.checksum) {
                part.checksum = version.checksum;
                part.checksum->value = each.checksum;
            }
            return part;
        }
        offset += each.size;
    }
    return aws::Error(errors::invalid_part_number)
        .with("ActualPartCount", std::to_string(std::max<std::size_t>(1, version.parts.size())))
        .with("PartNumberRequested", std::to_string(number));
}

[[nodiscard]] Result<Reading, aws::Error> reading_of(VersionRef version, ReadRequest& request, Instant now) {
    if (auto problem = key_refusal(version->attributes.encryption, request.customer_key_md5)) {
        return std::move(*problem);
    }
    drop_future(request.conditions, now);
    if (auto problem = refusal(request.conditions, version->etag, version->last_modified)) {
        if (problem->code == errors::not_modified.code) describe(*problem, *version);
        return std::move(*problem);
    }
    Reading reading;
    reading.span = Span{0, version->size};
    reading.checksum = version->checksum;
    if (request.part_number) {
        if (request.range) return aws::Error(errors::range_and_part_number);
        auto part = part_of(*version, *request.part_number);
        if (!part.ok()) return part.error();
        reading.span = part->span;
        reading.partial = true;
        reading.checksum = std::move(part->checksum);
        if (!version->parts.empty()) reading.parts_count = static_cast<int>(version->parts.size());
    } else if (request.range) {
        const auto span = resolve_range(*request.range, version->size);
        if (!span.ok()) return span.error();
        if (*span) {
            reading.span = **span;
            reading.partial = true;
            if (reading.span.size != version->size) reading.checksum.reset();
        }
    }
    reading.version = std::move(version);
    return reading;
}

[[nodiscard]] aws::DigestValue digest_of(aws::Algorithm algorithm, const Text& bytes, const Filling& filling) {
    aws::Digest digest(algorithm);
    digest.add(bytes);
    const std::string_view piece = filling.piece;
    for (std::uint64_t left = filling.size; left > 0; left -= std::min<std::uint64_t>(left, piece.size()))
        digest.add(piece.substr(0, left));
    return digest.finish();
}

}  // namespace

VersionResult Objects::find(const Bucket& bucket, const std::string& key, const std::optional<std::string>& version_id,
                            std::string_view method, LatestMarker marker) {
    if (bucket.deleted()) return bucket_gone(bucket);
    if (!version_id) {
        std::shared_ptr<ObjectVersion> current = bucket.current(key);
        if (current == nullptr) return no_such_key(key);
        if (current->is_delete_marker) {
            if (marker == LatestMarker::not_allowed) return marker_not_allowed(*current, method);
            return no_such_key(key)
                .with_header("x-amz-delete-marker", "true")
                .with_header("x-amz-version-id", current->version_id);
        }
        bucket.seal(*current);
        return current;
    }
    const bool possible =
        *version_id == "null" || (bucket.settings().versioning != Versioning::never && order_in(*version_id));
    if (!possible) return invalid_version_id(*version_id);
    std::shared_ptr<ObjectVersion> version = bucket.find(key, *version_id);
    if (version == nullptr) {
        return aws::Error(errors::no_such_version).with("Key", key).with("VersionId", *version_id);
    }
    if (version->is_delete_marker) return marker_not_allowed(*version, method);
    bucket.seal(*version);
    return version;
}

std::optional<aws::Error> Objects::write_refusal(const Bucket& bucket, const std::string& key,
                                                 const WriteConditions& conditions) {
    if (bucket.deleted()) return bucket_gone(bucket);
    if (!conditions.any()) return std::nullopt;
    const auto current = bucket.current(key);
    if (current != nullptr) bucket.seal(*current);
    return refusal(conditions, key, current.get());
}

Task<Result<VersionRef, aws::Error>> Objects::kept(VersionRef version) {
    auto problem = co_await journal_->durable(version->ticket);
    if (problem) co_return std::move(*problem);
    co_return version;
}

Task<Result<VersionRef, aws::Error>> Objects::put(BucketRef bucket, PutRequest request, aws::Payload& payload) {
    if (auto problem = problem_of_key(request.key)) co_return std::move(*problem);
    if (auto problem = problem_of(request.attributes, bucket->settings(), context_.calendar())) {
        co_return std::move(*problem);
    }
    // What is refused already need not come.
    if (auto problem = write_refusal(*bucket, request.key, request.conditions)) co_return std::move(*problem);
    Result<Content, aws::Error> content = co_await receive(journal_, payload, std::move(request.expectations));
    if (!content.ok()) co_return content.error();
    if (auto problem = write_refusal(*bucket, request.key, request.conditions)) co_return std::move(*problem);

    auto version = std::make_shared<ObjectVersion>();
    version->key = std::move(request.key);
    version->last_modified = context_.calendar();
    version->size = content->size;
    version->content = std::move(content->segments);
    version->checksum = std::move(content->checksum);
    version->attributes = std::move(request.attributes);
    version->etag = version->attributes.encryption.hides_md5() ? bucket->random_etag() : content->md5.hex();
    complete(version->attributes, bucket->settings(), version->last_modified);
    bucket->put(version, request.kind, request.requester);
    co_return co_await kept(std::move(version));
}

Task<Result<VersionRef, aws::Error>> Objects::put_text(BucketRef bucket, std::string key, Text bytes, Filling filling) {
    if (auto problem = problem_of_key(key)) co_return std::move(*problem);
    WT_ASSERT(filling.size == 0 || !filling.piece.empty());
    auto version = std::make_shared<ObjectVersion>();
    version->key = std::move(key);
    const std::uint64_t own = bytes.size();
    version->size = own + filling.size;
    version->attributes.owner = bucket->settings().owner;
    if (journal_->keeps()) {
        version->etag = digest_of(aws::Algorithm::md5, bytes, filling).hex();
        version->checksum = Checksum{aws::Algorithm::crc64nvme, ChecksumType::full_object,
                                     digest_of(aws::Algorithm::crc64nvme, bytes, filling).base64()};
    }
    Result<BlobRef, aws::Error> blob = co_await keep(journal_, std::move(bytes));
    if (!blob.ok()) co_return blob.error();
    if (own > 0 || filling.size == 0) version->content.push_back(Segment{std::move(*blob), 0, own});
    if (filling.size > 0) {
        const std::uint64_t piece = filling.piece.size();
        Result<BlobRef, aws::Error> repeated = co_await keep(journal_, std::move(filling.piece));
        if (!repeated.ok()) co_return repeated.error();
        version->content.reserve(1 + filling.size / piece + 1);
        for (std::uint64_t left = filling.size; left > 0; left -= version->content.back().size)
            version->content.push_back(Segment{*repeated, 0, std::min(left, piece)});
    }
    if (bucket->deleted()) co_return bucket_gone(*bucket);
    version->last_modified = context_.calendar();
    complete(version->attributes, bucket->settings(), version->last_modified);
    bucket->put(version, EventKind::put, Requester());
    co_return co_await kept(std::move(version));
}

Task<Result<Reading, aws::Error>> Objects::head(BucketRef bucket, ReadRequest request) {
    auto found = find(*bucket, request.key, request.version_id, request.method);
    const store::Ticket seen = found.ok() ? (*found)->ticket : bucket->last_removal();
    auto problem = co_await journal_->durable(seen);
    if (problem) co_return std::move(*problem);
    if (!found.ok()) co_return found.error();
    co_return reading_of(std::move(*found), request, context_.calendar());
}

Task<Result<Reading, aws::Error>> Objects::get(BucketRef bucket, ReadRequest request) {
    Result<Reading, aws::Error> reading = co_await head(std::move(bucket), std::move(request));
    if (!reading.ok()) co_return reading;
    const std::string& storage_class = reading->version->attributes.storage_class;
    if (!is_readable(*reading->version, context_.now())) {
        co_return aws::Error(errors::invalid_object_state).with("StorageClass", storage_class);
    }
    if (auto text = text_of(*journal_, *reading->version, reading->span)) {
        reading->text = std::move(*text);
    } else {
        reading->stream = stream_of(*journal_, reading->version, reading->span);
    }
    co_return reading;
}

Task<Result<VersionRef, aws::Error>> Objects::look_up(BucketRef bucket, std::string key,
                                                      std::optional<std::string> version_id, std::string method,
                                                      LatestMarker marker) {
    VersionResult found = find(*bucket, key, version_id, method, marker);
    const store::Ticket seen = found.ok() ? (*found)->ticket : bucket->last_removal();
    auto problem = co_await journal_->durable(seen);
    if (problem) co_return std::move(*problem);
    if (!found.ok()) co_return found.error();
    VersionRef version = std::move(*found);
    co_return version;
}

Task<std::optional<aws::Error>> Objects::settled() { co_return co_await journal_->durable(journal_->latest()); }

}  // namespace wt::s3
