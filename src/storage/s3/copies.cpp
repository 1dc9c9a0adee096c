#include <utility>

#include "storage/s3/errors.hpp"
#include "storage/s3/objects.hpp"

namespace wt::s3 {

namespace {

[[nodiscard]] bool changes_nothing(const Bucket& bucket, const CopyRequest& request) {
    if (request.source_bucket.get() != &bucket || request.source_key != request.key) return false;
    // S3 looks at what the request names, not at what comes of it: a version that is named counts as a change, and the
    // usual class that replaces another one does not.
    return !request.source_version_id && request.metadata == Directive::copy && !request.names_change &&
           request.attributes.system.website_redirect.empty();
}

/// What the copy says of itself: the request's, but for what is taken over from the source.
[[nodiscard]] Attributes attributes_of(CopyRequest& request, const ObjectVersion& source) {
    Attributes attributes = std::move(request.attributes);
    if (request.metadata == Directive::copy) {
        std::string redirect = std::move(attributes.system.website_redirect);  // never copied
        attributes.system = source.attributes.system;
        attributes.system.website_redirect = std::move(redirect);
        attributes.user = source.attributes.user;
    }
    if (request.tagging == Directive::copy) attributes.tags = source.attributes.tags;
    return attributes;
}

}  // namespace

Result<VersionRef, aws::Error> Objects::find_source(const Bucket& bucket, const std::string& key,
                                                    const std::optional<std::string>& version_id,
                                                    const ReadConditions& conditions,
                                                    const std::string& customer_key_md5, Instant now) {
    if (key.empty()) return aws::Error(errors::invalid_copy_source);
    auto found = find(bucket, key, version_id, "GET");
    if (!found.ok()) {
        if (found.error().code == errors::method_not_allowed.code) return aws::Error(errors::copy_of_delete_marker);
        return found.error();
    }
    VersionRef source = std::move(*found);
    if (auto problem = key_refusal(source->attributes.encryption, customer_key_md5)) return std::move(*problem);
    if (auto problem = copy_refusal(conditions, source->etag, source->last_modified)) return std::move(*problem);
    if (!is_readable(*source, now)) {
        return aws::Error(errors::invalid_object_state).with("StorageClass", source->attributes.storage_class);
    }
    return source;
}

Task<Result<Copied, aws::Error>> Objects::copy(BucketRef bucket, CopyRequest request) {
    if (auto problem = problem_of_key(request.key)) co_return std::move(*problem);
    drop_future(request.source_conditions, context_.calendar());
    auto found = find_source(*request.source_bucket, request.source_key, request.source_version_id,
                             request.source_conditions, request.source_customer_key_md5, context_.now());
    const store::Ticket seen = found.ok() ? (*found)->ticket : request.source_bucket->last_removal();
    auto problem = co_await journal_->durable(seen);
    if (problem) co_return std::move(*problem);
    if (!found.ok()) co_return found.error();
    const VersionRef source = std::move(*found);
    if (source->size > largest_put) co_return aws::Error(errors::copy_source_too_large);
    problem = write_refusal(*bucket, request.key, request.conditions);
    if (problem) co_return std::move(*problem);
    if (changes_nothing(*bucket, request)) co_return aws::Error(errors::copy_to_itself);

    auto version = std::make_shared<ObjectVersion>();
    version->key = std::move(request.key);
    version->size = source->size;
    version->content = source->content;
    Attributes attributes = attributes_of(request, *source);
    problem = problem_of(attributes, bucket->settings(), context_.calendar());
    if (problem) co_return std::move(*problem);

    // UG "Checking object integrity": the copy has a checksum over the whole, of the source's algorithm if none is
    // named. The source's own digests serve where they are over the whole; else its bytes are read once.
    const std::optional<Checksum>& known = source->checksum;
    const ChecksumAlgorithm algorithm =
        request.algorithm.value_or(known ? known->algorithm : ChecksumAlgorithm::crc64nvme);
    const bool knows_checksum = known && known->algorithm == algorithm && known->type == ChecksumType::full_object;
    const bool knows_md5 = source->parts.empty() && !source->attributes.encryption.hides_md5();
    version->checksum = Checksum{algorithm, ChecksumType::full_object, knows_checksum ? known->value : std::string()};
    version->etag = source->etag;
    if (!knows_checksum || !knows_md5) {
        const Span all{0, source->size};
        Result<Digests, aws::Error> digests = co_await digest(stream_of(*journal_, source, all), algorithm);
        if (!digests.ok()) co_return digests.error();
        version->checksum->value = std::move(digests->checksum);
        version->etag = digests->md5.hex();
        problem = write_refusal(*bucket, version->key, request.conditions);
        if (problem) co_return std::move(*problem);
    }
    if (attributes.encryption.hides_md5()) version->etag = bucket->random_etag();
    version->last_modified = context_.calendar();
    complete(attributes, bucket->settings(), version->last_modified);
    version->attributes = std::move(attributes);
    bucket->put(version, EventKind::copy, request.requester);
    problem = co_await journal_->durable(version->ticket);
    if (problem) co_return std::move(*problem);
    Copied copied;
    copied.version = version;
    copied.source = source;
    co_return copied;
}

}  // namespace wt::s3
