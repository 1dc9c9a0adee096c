// Tags, retention, legal hold and restoring of objects.
#include <fmt/format.h>

#include "storage/s3/api/api.hpp"
#include "storage/s3/errors.hpp"

namespace wt::s3::api {

namespace {

/// The version id as answers tell it: only where there are versions.
[[nodiscard]] std::optional<std::string> told_version(const s3::Bucket& bucket, const s3::ObjectVersion& version) {
    if (bucket.settings().versioning == Versioning::never) return std::nullopt;
    return version.version_id;
}

/// GetObjectTagging alone names a key that is not there by its bucket, too.
[[nodiscard]] aws::Error with_bucket(aws::Error error, std::string_view bucket) {
    for (auto& [name, value] : error.details) {
        if (name == "Key" && error.code == errors::no_such_key.code) value = fmt::format("{}/{}", bucket, value);
    }
    return error;
}

}  // namespace

aws::Later<GetObjectTaggingOutput> Api::get_object_tagging(const aws::Call& call, GetObjectTaggingRequest input) {
    auto bucket = open(call, {input.version_id ? "s3:GetObjectVersionTagging" : "s3:GetObjectTagging", input.bucket,
                              input.key, &input.expected_bucket_owner});
    if (!bucket.ok()) co_return bucket.error();
    const aws::Outcome<VersionRef> found =
        co_await objects_.look_up(*bucket, input.key, input.version_id, "GET", Objects::LatestMarker::not_allowed);
    if (!found.ok()) co_return with_bucket(found.error(), input.bucket);
    GetObjectTaggingOutput output;
    output.version_id = told_version(**bucket, **found);
    for (const auto& [key, value] : (*found)->attributes.tags) output.tag_set.push_back({key, value});
    co_return output;
}

aws::Later<PutObjectTaggingOutput> Api::put_object_tagging(const aws::Call& call, PutObjectTaggingRequest input) {
    auto bucket = open(call, {input.version_id ? "s3:PutObjectVersionTagging" : "s3:PutObjectTagging", input.bucket,
                              input.key, &input.expected_bucket_owner});
    if (!bucket.ok()) co_return bucket.error();
    if (auto error = check_body(call)) co_return std::move(*error);
    if (auto error = s3::refuse(input.tagging.tag_set, TagUse::object)) co_return std::move(*error);
    Tags tags;
    for (s3::Tag& tag : input.tagging.tag_set) tags.emplace_back(std::move(tag.key), std::move(tag.value));
    const aws::Outcome<VersionRef> changed =
        co_await objects_.set_tags(*bucket, input.key, input.version_id, std::move(tags), requester_of(call));
    if (!changed.ok()) co_return changed.error();
    PutObjectTaggingOutput output;
    output.version_id = told_version(**bucket, **changed);
    co_return output;
}

aws::Later<DeleteObjectTaggingOutput> Api::delete_object_tagging(const aws::Call& call,
                                                                 DeleteObjectTaggingRequest input) {
    auto bucket = open(call, {input.version_id ? "s3:DeleteObjectVersionTagging" : "s3:DeleteObjectTagging",
                              input.bucket, input.key, &input.expected_bucket_owner});
    if (!bucket.ok()) co_return bucket.error();
    const aws::Outcome<VersionRef> changed =
        co_await objects_.set_tags(*bucket, input.key, input.version_id, Tags(), requester_of(call), "DELETE");
    if (!changed.ok()) co_return changed.error();
    DeleteObjectTaggingOutput output;
    output.version_id = told_version(**bucket, **changed);
    co_return output;
}

aws::Later<GetObjectRetentionOutput> Api::get_object_retention(const aws::Call& call, GetObjectRetentionRequest input) {
    auto bucket = open(call, {"s3:GetObjectRetention", input.bucket, input.key, &input.expected_bucket_owner});
    if (!bucket.ok()) co_return bucket.error();
    if (!(*bucket)->settings().object_lock) co_return aws::Error(errors::bucket_without_lock);
    const aws::Outcome<VersionRef> found = co_await objects_.look_up(*bucket, input.key, input.version_id);
    if (!found.ok()) co_return found.error();
    const std::optional<Retention>& retention = (*found)->attributes.retention;
    if (!retention) co_return aws::Error(errors::object_has_no_lock);
    GetObjectRetentionOutput output;
    output.retention.emplace();
    output.retention->mode = std::string(name_of(retention->mode));
    output.retention->retain_until_date = retention->until;
    co_return output;
}

aws::Later<PutObjectRetentionOutput> Api::put_object_retention(const aws::Call& call, PutObjectRetentionRequest input) {
    auto bucket = open(call, {"s3:PutObjectRetention", input.bucket, input.key, &input.expected_bucket_owner});
    if (!bucket.ok()) co_return bucket.error();
    if (auto error = check_body(call)) co_return std::move(*error);
    if (!(*bucket)->settings().object_lock) co_return aws::Error(errors::bucket_without_lock);
    std::optional<Retention> retention;
    if (input.retention) {
        if (input.retention->event_hold || input.retention->event_hold_duration)
            co_return aws::Error(errors::not_implemented, "Windtunnel does not implement event holds.");
        if (input.retention->mode.has_value() != input.retention->retain_until_date.has_value())
            co_return aws::Error(errors::malformed_xml);
        if (input.retention->mode)
            retention = Retention{lock_mode(*input.retention->mode), *input.retention->retain_until_date};
    }
    const LockBypass bypass =
        input.bypass_governance_retention.value_or(false) ? LockBypass::governance : LockBypass::none;
    const aws::Outcome<VersionRef> changed =
        co_await objects_.set_retention(*bucket, input.key, input.version_id, retention, bypass);
    if (!changed.ok()) co_return changed.error();
    co_return PutObjectRetentionOutput();
}

aws::Later<GetObjectLegalHoldOutput> Api::get_object_legal_hold(const aws::Call& call,
                                                                GetObjectLegalHoldRequest input) {
    auto bucket = open(call, {"s3:GetObjectLegalHold", input.bucket, input.key, &input.expected_bucket_owner});
    if (!bucket.ok()) co_return bucket.error();
    if (!(*bucket)->settings().object_lock) co_return aws::Error(errors::bucket_without_lock);
    const aws::Outcome<VersionRef> found = co_await objects_.look_up(*bucket, input.key, input.version_id);
    if (!found.ok()) co_return found.error();
    const std::optional<bool>& hold = (*found)->attributes.legal_hold;
    if (!hold) co_return aws::Error(errors::object_has_no_lock);
    GetObjectLegalHoldOutput output;
    output.legal_hold.emplace();
    output.legal_hold->status = *hold ? "ON" : "OFF";
    co_return output;
}

aws::Later<PutObjectLegalHoldOutput> Api::put_object_legal_hold(const aws::Call& call,
                                                                PutObjectLegalHoldRequest input) {
    auto bucket = open(call, {"s3:PutObjectLegalHold", input.bucket, input.key, &input.expected_bucket_owner});
    if (!bucket.ok()) co_return bucket.error();
    if (auto error = check_body(call)) co_return std::move(*error);
    if (!input.legal_hold || !input.legal_hold->status) co_return aws::Error(errors::malformed_xml);
    if (!(*bucket)->settings().object_lock) co_return aws::Error(errors::bucket_without_lock);
    const Objects::LegalHold hold =
        *input.legal_hold->status == "ON" ? Objects::LegalHold::on : Objects::LegalHold::off;
    const aws::Outcome<VersionRef> changed =
        co_await objects_.set_legal_hold(*bucket, input.key, input.version_id, hold);
    if (!changed.ok()) co_return changed.error();
    co_return PutObjectLegalHoldOutput();
}

aws::Later<RestoreObjectOutput> Api::restore_object(const aws::Call& call, RestoreObjectRequest input) {
    auto bucket = open(call, {"s3:RestoreObject", input.bucket, input.key, &input.expected_bucket_owner});
    if (!bucket.ok()) co_return bucket.error();
    if (auto error = check_body(call)) co_return std::move(*error);
    if (!input.restore_request) co_return aws::Error(errors::malformed_xml);
    const RestoreRequest& wanted = *input.restore_request;
    if (wanted.type)
        co_return aws::Error(errors::not_implemented, "Windtunnel does not implement restoring what a query selects.");
    RestoreWish wish;
    wish.days = wanted.days;
    const std::optional<std::string> tier =
        wanted.glacier_job_parameters ? wanted.glacier_job_parameters->tier : wanted.tier;
    if (tier == "Expedited") wish.tier = RestoreTier::expedited;
    if (tier == "Bulk") wish.tier = RestoreTier::bulk;
    const aws::Outcome<Objects::Restored> done =
        co_await objects_.restore(*bucket, input.key, input.version_id, wish, requester_of(call));
    if (!done.ok()) co_return done.error();
    RestoreObjectOutput output;
    // API "RestoreObject": 202, or 200 when the copy is there already.
    if (*done == Objects::Restored::extended) output.status_code = 200;
    co_return output;
}

}  // namespace wt::s3::api
