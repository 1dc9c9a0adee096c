// ListObjects, ListObjectsV2, ListObjectVersions, ListBuckets.
#include <algorithm>

#include <fmt/format.h>

#include "storage/s3/api/api.hpp"
#include "storage/s3/api/page_size.hpp"
#include "storage/s3/api/spelling.hpp"
#include "storage/s3/errors.hpp"
#include "storage/s3/listing.hpp"

namespace wt::s3::api {

namespace {

/// A region's code: what a bucket's location may be, and the region that none is.
[[nodiscard]] bool is_region(std::string_view name) {
    return name == "us-east-1" || (name != "EU" && is_location(name));
}

template <class Listed>
void write_listed(Listed& listed, const s3::ObjectVersion& version, const Spelling& spelling) {
    listed.key = spelling(version.key);
    listed.last_modified = version.last_modified;
    listed.etag = quoted(version.etag);
    listed.size = static_cast<std::int64_t>(version.size);
    listed.storage_class = version.attributes.storage_class;
    if (version.checksum) {
        listed.checksum_algorithm.emplace_back(aws::name(version.checksum->algorithm));
        listed.checksum_type = std::string(name_of(version.checksum->type));
    }
}

/// What a listing tells of its objects only when it is asked: null leaves out owners, none the state of restores.
struct Extras {
    const aws::Accounts* owners = nullptr;
    std::optional<Instant> now;
};

/// x-amz-optional-object-attributes.
template <class Request>
[[nodiscard]] std::optional<Instant> if_wanted(const Request& input, Instant now) {
    const bool wanted = std::find(input.optional_object_attributes.begin(), input.optional_object_attributes.end(),
                                  "RestoreStatus") != input.optional_object_attributes.end();
    return wanted ? std::optional(now) : std::nullopt;
}

template <class Listed>
void write_restore(Listed& listed, const s3::ObjectVersion& version, std::optional<Instant> now) {
    if (!now || !restore_header(version, *now)) return;
    RestoreStatus& status = listed.restore_status.emplace();
    status.is_restore_in_progress = is_being_restored(version, *now);
    if (!*status.is_restore_in_progress) status.restore_expiry_date = version.restoration->expires;
}

[[nodiscard]] std::vector<ListedObject> contents_of(const ObjectPage& page, const Spelling& spelling,
                                                    const Extras& extras) {
    std::vector<ListedObject> contents;
    contents.reserve(page.objects.size());
    for (const VersionRef& version : page.objects) {
        ListedObject& listed = contents.emplace_back();
        write_listed(listed, *version, spelling);
        if (extras.owners != nullptr) listed.owner = owner_of(version->attributes.owner, *extras.owners);
        write_restore(listed, *version, extras.now);
    }
    return contents;
}

}  // namespace

aws::Later<ListObjectsOutput> Api::list_objects(const aws::Call& call, ListObjectsRequest input) {
    auto bucket = open(call, {"s3:ListBucket", input.bucket, {}, &input.expected_bucket_owner});
    if (!bucket.ok()) co_return bucket.error();
    const auto max = page_size(input.max_keys, "max-keys");
    if (!max.ok()) co_return max.error();
    if (std::optional<aws::Error> error = co_await objects_.settled()) co_return std::move(*error);
    const Spelling spelling(input.encoding_type);
    const ListRequest request{input.prefix.value_or(""), input.delimiter.value_or(""), input.marker.value_or(""), *max};
    const ObjectPage page = s3::list_objects(**bucket, request);
    ListObjectsOutput output;
    output.name = input.bucket;
    output.prefix = spelling(request.prefix);
    output.marker = spelling(request.after);
    if (input.delimiter) output.delimiter = spelling(request.delimiter);
    output.max_keys = input.max_keys.value_or(static_cast<std::int32_t>(most_listed));
    output.is_truncated = page.truncated;
    // API "ListObjects": only with a delimiter; otherwise the last key is the marker.
    if (page.truncated && input.delimiter) output.next_marker = spelling(page.next);
    const Extras extras{&accounts_, if_wanted(input, buckets_.context().now())};
    output.contents = contents_of(page, spelling, extras);
    output.common_prefixes = common_prefixes(page.prefixes, spelling);
    output.encoding_type = input.encoding_type;
    co_return output;
}

aws::Later<ListObjectsV2Output> Api::list_objects_v2(const aws::Call& call, ListObjectsV2Request input) {
    auto bucket = open(call, {"s3:ListBucket", input.bucket, {}, &input.expected_bucket_owner});
    if (!bucket.ok()) co_return bucket.error();
    const auto max = page_size(input.max_keys, "max-keys");
    if (!max.ok()) co_return max.error();
    ListRequest request{input.prefix.value_or(""), input.delimiter.value_or(""), input.start_after.value_or(""), *max};
    if (input.continuation_token) {
        auto after = read_continuation_token(*input.continuation_token);
        if (!after.ok()) co_return after.error();
        request.after = std::move(*after);
    }
    if (std::optional<aws::Error> error = co_await objects_.settled()) co_return std::move(*error);
    const Spelling spelling(input.encoding_type);
    const ObjectPage page = s3::list_objects(**bucket, request);
    ListObjectsV2Output output;
    output.name = input.bucket;
    output.prefix = spelling(request.prefix);
    if (input.delimiter) output.delimiter = spelling(request.delimiter);
    output.max_keys = input.max_keys.value_or(static_cast<std::int32_t>(most_listed));
    output.key_count = static_cast<std::int32_t>(page.objects.size() + page.prefixes.size());
    output.is_truncated = page.truncated;
    output.continuation_token = input.continuation_token;
    if (page.truncated) output.next_continuation_token = continuation_token(page.next);
    if (input.start_after && !input.continuation_token) output.start_after = spelling(*input.start_after);
    const Extras extras{input.fetch_owner.value_or(false) ? &accounts_ : nullptr,
                        if_wanted(input, buckets_.context().now())};
    output.contents = contents_of(page, spelling, extras);
    output.common_prefixes = common_prefixes(page.prefixes, spelling);
    output.encoding_type = input.encoding_type;
    co_return output;
}

aws::Later<ListObjectVersionsOutput> Api::list_object_versions(const aws::Call& call, ListObjectVersionsRequest input) {
    auto bucket = open(call, {"s3:ListBucketVersions", input.bucket, {}, &input.expected_bucket_owner});
    if (!bucket.ok()) co_return bucket.error();
    const auto max = page_size(input.max_keys, "max-keys");
    if (!max.ok()) co_return max.error();
    if (std::optional<aws::Error> error = co_await objects_.settled()) co_return std::move(*error);
    const Spelling spelling(input.encoding_type);
    const VersionListRequest request{input.prefix.value_or(""), input.delimiter.value_or(""),
                                     input.key_marker.value_or(""), input.version_id_marker.value_or(""), *max};
    const aws::Outcome<VersionPage> page = list_versions(**bucket, request);
    if (!page.ok()) co_return page.error();
    ListObjectVersionsOutput output;
    output.name = input.bucket;
    output.prefix = spelling(request.prefix);
    if (input.delimiter) output.delimiter = spelling(request.delimiter);
    output.key_marker = spelling(request.key_marker);
    output.version_id_marker = request.version_marker;
    output.max_keys = input.max_keys.value_or(static_cast<std::int32_t>(most_listed));
    output.is_truncated = page->truncated;
    if (page->truncated) {
        output.next_key_marker = spelling(page->next_key);
        if (!page->next_version.empty()) output.next_version_id_marker = page->next_version;
    }
    for (const s3::ListedVersion& entry : page->versions) {
        const s3::ObjectVersion& version = *entry.version;
        if (version.is_delete_marker) {
            DeleteMarkerEntry& listed = output.delete_markers.emplace_back();
            listed.key = spelling(version.key);
            listed.version_id = version.version_id;
            listed.is_latest = entry.is_latest;
            listed.last_modified = version.last_modified;
            listed.owner = owner_of(version.attributes.owner, accounts_);
        } else {
            ListedObjectVersion& listed = output.versions.emplace_back();
            write_listed(listed, version, spelling);
            listed.version_id = version.version_id;
            listed.is_latest = entry.is_latest;
            listed.owner = owner_of(version.attributes.owner, accounts_);
            write_restore(listed, version, if_wanted(input, buckets_.context().now()));
        }
    }
    output.common_prefixes = common_prefixes(page->prefixes, spelling);
    output.encoding_type = input.encoding_type;
    co_return output;
}

aws::Outcome<ListBucketsOutput> Api::list_buckets(const aws::Call& call, ListBucketsRequest input) {
    if (call.caller.anonymous()) return aws::Error(errors::access_denied);
    if (auto error = refuse_by_identity(call, "s3:ListAllMyBuckets", "*")) return std::move(*error);
    BucketListRequest request;
    request.owner = call.caller.account;
    request.prefix = input.prefix.value_or("");
    request.region = input.bucket_region.value_or("");
    if (!request.region.empty() && !is_region(request.region)) {
        return aws::Error(errors::invalid_argument,
                          fmt::format("Argument value {} is not a valid AWS Region", request.region))
            .with("ArgumentName", "bucket-region");
    }
    if (input.max_buckets) {
        if (*input.max_buckets < 1 || *input.max_buckets > 10'000) {
            return aws::Error(errors::invalid_argument, "Argument max-buckets must be an integer between 1 and 10000")
                .with("ArgumentName", "max-buckets")
                .with("ArgumentValue", fmt::format("{}", *input.max_buckets));
        }
        request.max = static_cast<std::size_t>(*input.max_buckets);
    }
    if (input.continuation_token && !input.continuation_token->empty()) {
        auto after = read_continuation_token(*input.continuation_token);
        if (!after.ok()) return after.error();
        request.after = std::move(*after);
    }
    const BucketPage page = buckets_.list(request);
    ListBucketsOutput output;
    output.owner = owner_of(call.caller.account, accounts_);
    output.prefix = input.prefix;
    // API "ListBuckets": what is new in the answer comes when something new was asked for.
    const bool paged = input.max_buckets || input.continuation_token || input.prefix || input.bucket_region;
    for (const BucketRef& bucket : page.buckets) {
        ListedBucket& listed = output.buckets.emplace_back();
        listed.name = bucket->name();
        listed.creation_date = bucket->settings().created;
        if (paged) listed.bucket_region = region_of(*bucket);
        listed.bucket_arn = fmt::format("arn:aws:s3:::{}", bucket->name());
    }
    if (page.truncated) output.continuation_token = continuation_token(page.buckets.back()->name());
    return output;
}

}  // namespace wt::s3::api
