#include <utility>

#include "storage/s3/errors.hpp"
#include "storage/s3/objects.hpp"
#include "storage/s3/version_id.hpp"

namespace wt::s3 {

namespace {

[[nodiscard]] aws::Error invalid_version_id(const DeleteRequest& request) {
    return aws::Error(errors::invalid_version_id)
        .with("ArgumentName", "versionId")
        .with("ArgumentValue", *request.version_id);
}

}  // namespace

/// InvalidArgument for a version id that the bucket has never given.
Result<Deleted, aws::Error> Objects::remove_now(Bucket& bucket, const DeleteRequest& request) {
    if (bucket.deleted()) return aws::Error(errors::no_such_bucket).with("BucketName", bucket.name());
    if (auto problem = problem_of_key(request.key)) return std::move(*problem);
    const auto current = bucket.current(request.key);
    Deleted deleted;
    if (!request.version_id) {
        if (request.if_match) {
            if (current != nullptr) bucket.seal(*current);
            if (auto problem = delete_refusal(*request.if_match, request.key, current.get())) {
                return std::move(*problem);
            }
        }
        if (const auto marker = bucket.remove(request.key, EventKind::removed, request.requester)) {
            deleted.version_id = marker->version_id;
            deleted.delete_marker = true;
        }
        return deleted;
    }
    const auto version = bucket.find(request.key, *request.version_id);
    if (version == nullptr) {
        const bool was_there = *request.version_id == "null" || (bucket.settings().versioning != Versioning::never &&
                                                                 bucket.has_given(order_in(*request.version_id)));
        if (!was_there) return invalid_version_id(request);
        // One that is gone already is deleted.
        if (bucket.settings().versioning != Versioning::never) deleted.version_id = request.version_id;
        return deleted;
    }
    if (request.if_match) {
        bucket.seal(*version);
        if (auto problem = delete_refusal(*request.if_match, request.key, version.get())) return std::move(*problem);
    }
    if (is_locked(*version, context_.calendar(), request.bypass)) return aws::Error(errors::locked);
    if (bucket.settings().versioning != Versioning::never) deleted.version_id = version->version_id;
    deleted.delete_marker = version->is_delete_marker;
    bucket.erase(version, EventKind::removed, request.requester);
    return deleted;
}

Task<Result<Deleted, aws::Error>> Objects::remove(BucketRef bucket, DeleteRequest request) {
    Result<Deleted, aws::Error> deleted = remove_now(*bucket, request);
    auto problem = co_await journal_->durable(bucket->last_removal());
    if (problem) co_return std::move(*problem);
    co_return deleted;
}

Task<std::vector<Result<Deleted, aws::Error>>> Objects::remove_all(BucketRef bucket,
                                                                   std::vector<DeleteRequest> requests) {
    std::vector<Result<Deleted, aws::Error>> results;
    results.reserve(requests.size());
    for (const DeleteRequest& request : requests) {
        results.push_back(remove_now(*bucket, request));
        // What DeleteObject calls an id that cannot be is to DeleteObjects a version that is not there.
        Result<Deleted, aws::Error>& result = results.back();
        if (!result.ok() && result.error().code == errors::invalid_version_id.code) {
            result =
                aws::Error(errors::no_such_version).with("Key", request.key).with("VersionId", *request.version_id);
        }
    }
    const auto problem = co_await journal_->durable(bucket->last_removal());
    if (problem) {
        for (auto& result : results) result = *problem;
    }
    co_return results;
}

Task<Result<VersionRef, aws::Error>> Objects::change(
    BucketRef bucket, std::string key, std::optional<std::string> version_id, std::string method,
    std::function<std::optional<aws::Error>(const std::shared_ptr<ObjectVersion>&)> apply) {
    auto found = find(*bucket, key, version_id, method, LatestMarker::not_allowed);
    if (!found.ok()) co_return found.error();
    if (auto problem = apply(*found)) co_return std::move(*problem);
    VersionRef version = std::move(*found);
    co_return co_await kept(std::move(version));
}

Task<Result<VersionRef, aws::Error>> Objects::set_tags(BucketRef bucket, std::string key,
                                                       std::optional<std::string> version_id, Tags tags,
                                                       Requester requester, std::string method) {
    if (auto problem = problem_of(tags)) co_return std::move(*problem);
    std::function<std::optional<aws::Error>(const std::shared_ptr<ObjectVersion>&)> apply =
        [bucket, &tags, &requester](const std::shared_ptr<ObjectVersion>& version) {
            const EventKind kind = tags.empty() ? EventKind::tagging_removed : EventKind::tagging_put;
            version->attributes.tags = std::move(tags);
            bucket->changed(version, kind, requester);
            return std::optional<aws::Error>();
        };
    co_return co_await change(bucket, std::move(key), std::move(version_id), std::move(method), std::move(apply));
}

Task<Result<VersionRef, aws::Error>> Objects::set_acl(BucketRef bucket, std::string key,
                                                      std::optional<std::string> version_id, std::string acl,
                                                      Requester requester) {
    std::function<std::optional<aws::Error>(const std::shared_ptr<ObjectVersion>&)> apply =
        [bucket, &acl, &requester](const std::shared_ptr<ObjectVersion>& version) {
            version->attributes.acl = std::move(acl);
            bucket->changed(version, EventKind::acl_put, requester);
            return std::optional<aws::Error>();
        };
    co_return co_await change(bucket, std::move(key), std::move(version_id), "PUT", std::move(apply));
}

Task<Result<VersionRef, aws::Error>> Objects::set_retention(BucketRef bucket, std::string key,
                                                            std::optional<std::string> version_id,
                                                            std::optional<Retention> retention, LockBypass bypass) {
    if (!bucket->settings().object_lock) co_return aws::Error(errors::bucket_without_lock);
    std::function<std::optional<aws::Error>(const std::shared_ptr<ObjectVersion>&)> apply =
        [this, bucket, retention, bypass](const std::shared_ptr<ObjectVersion>& version) {
            auto problem = retention_refusal(*version, retention, context_.calendar(), bypass);
            if (problem) return problem;
            version->attributes.retention = retention;
            bucket->changed(version);
            return problem;
        };
    co_return co_await change(bucket, std::move(key), std::move(version_id), "PUT", std::move(apply));
}

Task<Result<VersionRef, aws::Error>> Objects::set_legal_hold(BucketRef bucket, std::string key,
                                                             std::optional<std::string> version_id, LegalHold hold) {
    if (!bucket->settings().object_lock) co_return aws::Error(errors::bucket_without_lock);
    std::function<std::optional<aws::Error>(const std::shared_ptr<ObjectVersion>&)> apply =
        [bucket, hold](const std::shared_ptr<ObjectVersion>& version) {
            version->attributes.legal_hold = hold == LegalHold::on;
            bucket->changed(version);
            return std::optional<aws::Error>();
        };
    co_return co_await change(bucket, std::move(key), std::move(version_id), "PUT", std::move(apply));
}

Task<Result<Objects::Restored, aws::Error>> Objects::restore(BucketRef bucket, std::string key,
                                                             std::optional<std::string> version_id, RestoreWish wish,
                                                             Requester requester) {
    auto found = find(*bucket, key, version_id, "POST");
    if (!found.ok()) co_return found.error();
    const std::shared_ptr<ObjectVersion> version = std::move(*found);
    const Instant now = context_.now();
    const Restored done =
        restore_header(*version, now) && !is_being_restored(*version, now) ? Restored::extended : Restored::begun;
    const auto restoration = restored(*version, wish, pace_, now);
    if (!restoration.ok()) co_return restoration.error();
    version->restoration = *restoration;
    if (done == Restored::begun) {
        bucket->changed(version, EventKind::restore_begun, requester);
    } else {
        bucket->changed(version);
    }
    auto problem = co_await journal_->durable(version->ticket);
    if (problem) co_return std::move(*problem);
    co_return done;
}

}  // namespace wt::s3
