// Tags, retention and legal hold of objects.
#include "storage/s3/api/api.hpp"
#include "storage/s3/errors.hpp"

namespace wt::s3::api {

namespace {

/// The version id as answers tell it: only where there are versions.
[[nodiscard]] std::optional<std::string> told_version(const s3::Bucket& bucket, const s3::ObjectVersion& version) {
    if (bucket.settings().versioning == Versioning::never) return std::nullopt;
    return version.version_id;
}

}  // namespace

Later<GetObjectTaggingOutput> Api::get_object_tagging(const aws::Call& call, GetObjectTaggingRequest input) {
    auto bucket = open(call, {input.version_id ? "s3:GetObjectVersionTagging" : "s3:GetObjectTagging", input.bucket,
                              input.key, &input.expected_bucket_owner});
    if (!bucket.ok()) co_return bucket.error();
    const Answer<VersionRef> found =
        co_await objects_.look_up(*bucket, input.key, input.version_id, "GET", Objects::LatestMarker::not_allowed);
    if (!found.ok()) co_return found.error();
    GetObjectTaggingOutput output;
    output.version_id = told_version(**bucket, **found);
    for (const auto& [key, value] : (*found)->attributes.tags) output.tag_set.push_back({key, value});
    co_return output;
}

Later<PutObjectTaggingOutput> Api::put_object_tagging(const aws::Call& call, PutObjectTaggingRequest input) {
    auto bucket = open(call, {input.version_id ? "s3:PutObjectVersionTagging" : "s3:PutObjectTagging", input.bucket,
                              input.key, &input.expected_bucket_owner});
    if (!bucket.ok()) co_return bucket.error();
    if (auto error = check_body(call)) co_return std::move(*error);
    if (auto error = s3::refuse(input.tagging.tag_set, TagUse::object)) co_return std::move(*error);
    Tags tags;
    for (s3::Tag& tag : input.tagging.tag_set) tags.emplace_back(std::move(tag.key), std::move(tag.value));
    const Answer<VersionRef> changed =
        co_await objects_.set_tags(*bucket, input.key, input.version_id, std::move(tags), requester_of(call));
    if (!changed.ok()) co_return changed.error();
    PutObjectTaggingOutput output;
    output.version_id = told_version(**bucket, **changed);
    co_return output;
}

Later<DeleteObjectTaggingOutput> Api::delete_object_tagging(const aws::Call& call, DeleteObjectTaggingRequest input) {
    auto bucket = open(call, {input.version_id ? "s3:DeleteObjectVersionTagging" : "s3:DeleteObjectTagging",
                              input.bucket, input.key, &input.expected_bucket_owner});
    if (!bucket.ok()) co_return bucket.error();
    const Answer<VersionRef> changed =
        co_await objects_.set_tags(*bucket, input.key, input.version_id, Tags(), requester_of(call), "DELETE");
    if (!changed.ok()) co_return changed.error();
    DeleteObjectTaggingOutput output;
    output.version_id = told_version(**bucket, **changed);
    co_return output;
}

Later<GetObjectRetentionOutput> Api::get_object_retention(const aws::Call& call, GetObjectRetentionRequest input) {
    auto bucket = open(call, {"s3:GetObjectRetention", input.bucket, input.key, &input.expected_bucket_owner});
    if (!bucket.ok()) co_return bucket.error();
    if (!(*bucket)->settings().object_lock) co_return aws::Error(errors::bucket_without_lock);
    const Answer<VersionRef> found = co_await objects_.look_up(*bucket, input.key, input.version_id);
    if (!found.ok()) co_return found.error();
    const std::optional<Retention>& retention = (*found)->attributes.retention;
    if (!retention) co_return aws::Error(errors::object_has_no_lock).with("Key", input.key);
    GetObjectRetentionOutput output;
    output.retention.emplace();
    output.retention->mode = std::string(name_of(retention->mode));
    output.retention->retain_until_date = retention->until;
    co_return output;
}

Later<PutObjectRetentionOutput> Api::put_object_retention(const aws::Call& call, PutObjectRetentionRequest input) {
    auto bucket = open(call, {"s3:PutObjectRetention", input.bucket, input.key, &input.expected_bucket_owner});
    if (!bucket.ok()) co_return bucket.error();
    if (auto error = check_body(call)) co_return std::move(*error);
    if (!(*bucket)->settings().object_lock) co_return aws::Error(errors::bucket_without_lock);
    std::optional<Retention> retention;
    if (input.retention) {
        if (input.retention->mode.has_value() != input.retention->retain_until_date.has_value())
            co_return aws::Error(errors::malformed_xml);
        if (input.retention->mode)
            retention = Retention{lock_mode(*input.retention->mode), *input.retention->retain_until_date};
    }
    const LockBypass bypass =
        input.bypass_governance_retention.value_or(false) ? LockBypass::governance : LockBypass::none;
    const Answer<VersionRef> changed =
        co_await objects_.set_retention(*bucket, input.key, input.version_id, retention, bypass);
    if (!changed.ok()) co_return changed.error();
    co_return PutObjectRetentionOutput();
}

Later<GetObjectLegalHoldOutput> Api::get_object_legal_hold(const aws::Call& call, GetObjectLegalHoldRequest input) {
    auto bucket = open(call, {"s3:GetObjectLegalHold", input.bucket, input.key, &input.expected_bucket_owner});
    if (!bucket.ok()) co_return bucket.error();
    if (!(*bucket)->settings().object_lock) co_return aws::Error(errors::bucket_without_lock);
    const Answer<VersionRef> found = co_await objects_.look_up(*bucket, input.key, input.version_id);
    if (!found.ok()) co_return found.error();
    GetObjectLegalHoldOutput output;
    output.legal_hold.emplace();
    output.legal_hold->status = (*found)->attributes.legal_hold ? "ON" : "OFF";
    co_return output;
}

Later<PutObjectLegalHoldOutput> Api::put_object_legal_hold(const aws::Call& call, PutObjectLegalHoldRequest input) {
    auto bucket = open(call, {"s3:PutObjectLegalHold", input.bucket, input.key, &input.expected_bucket_owner});
    if (!bucket.ok()) co_return bucket.error();
    if (auto error = check_body(call)) co_return std::move(*error);
    if (!(*bucket)->settings().object_lock) co_return aws::Error(errors::bucket_without_lock);
    if (!input.legal_hold || !input.legal_hold->status) co_return aws::Error(errors::malformed_xml);
    const Objects::LegalHold hold =
        *input.legal_hold->status == "ON" ? Objects::LegalHold::on : Objects::LegalHold::off;
    const Answer<VersionRef> changed = co_await objects_.set_legal_hold(*bucket, input.key, input.version_id, hold);
    if (!changed.ok()) co_return changed.error();
    co_return PutObjectLegalHoldOutput();
}

}  // namespace wt::s3::api
