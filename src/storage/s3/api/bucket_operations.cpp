// CreateBucket, HeadBucket, DeleteBucket, GetBucketLocation, versioning and Object Lock of a bucket.
#include <algorithm>

#include <fmt/format.h>

#include "storage/s3/api/api.hpp"
#include "storage/s3/api/documents.hpp"
#include "storage/s3/errors.hpp"

namespace wt::s3::api {

namespace {

constexpr std::string_view home_region = "us-east-1";

/// The region that a request means, seen the one that it was sent to; or what is wrong with it.
[[nodiscard]] aws::Outcome<std::string> region_of(const aws::Call& call, const CreateBucketRequest& input) {
    const auto& configuration = input.create_bucket_configuration;
    const std::string wanted = configuration ? configuration->location_constraint.value_or("") : "";
    // A signature for us-east-1 is one for the global endpoint, which makes buckets everywhere.
    if (wanted.empty()) {
        if (call.region == home_region) return std::string(home_region);
        return aws::Error(errors::illegal_location_constraint);
    }
    if (call.region == home_region) {
        if (is_location(wanted)) return wanted;
        return aws::Error(errors::invalid_location_constraint).with("LocationConstraint", wanted);
    }
    if (wanted != call.region && !(wanted == "EU" && call.region == "eu-west-1")) {
        return aws::Error(errors::illegal_location_constraint,
                          fmt::format("The {} location constraint is incompatible for the region specific endpoint "
                                      "this request was sent to.",
                                      wanted));
    }
    return wanted;
}

[[nodiscard]] std::optional<DefaultRetention> default_retention(const ObjectLockConfiguration& configuration) {
    if (!configuration.rule || !configuration.rule->default_retention) return std::nullopt;
    const DefaultRetentionRule& rule = *configuration.rule->default_retention;
    DefaultRetention retention;
    retention.mode = lock_mode(rule.mode.value_or("GOVERNANCE"));
    retention.days = rule.days.value_or(0);
    retention.years = rule.years.value_or(0);
    return retention;
}

}  // namespace

aws::Later<CreateBucketOutput> Api::create_bucket(const aws::Call& call, CreateBucketRequest input) {
    if (call.caller.anonymous()) co_return aws::Error(errors::access_denied);
    if (auto error = refuse_by_identity(call, "s3:CreateBucket", input.bucket)) co_return std::move(*error);
    auto region = region_of(call, input);
    if (!region.ok()) co_return region.error();
    NewBucket request;
    request.name = input.bucket;
    request.region = std::move(*region);
    request.owner = call.caller.account;
    request.object_lock = input.object_lock_enabled_for_bucket.value_or(false);
    if (auto error = begin_documents(call, input, request.documents)) co_return std::move(*error);
    const aws::Outcome<BucketRef> created = co_await buckets_.create(std::move(request));
    if (!created.ok()) co_return created.error();
    CreateBucketOutput output;
    output.location = call.region == home_region && (*created)->settings().region == home_region
                          ? "/" + input.bucket
                          : fmt::format("http://{}.s3.amazonaws.com/", input.bucket);
    output.bucket_arn = fmt::format("arn:aws:s3:::{}", input.bucket);
    co_return output;
}

aws::Outcome<HeadBucketOutput> Api::head_bucket(const aws::Call& call, HeadBucketRequest input) {
    auto bucket = open(call, {"s3:ListBucket", input.bucket, {}, &input.expected_bucket_owner});
    if (!bucket.ok()) return bucket.error();
    HeadBucketOutput output;
    output.bucket_region = s3::region_of(**bucket);
    output.bucket_arn = fmt::format("arn:aws:s3:::{}", input.bucket);
    output.access_point_alias = false;
    return output;
}

aws::Later<aws::Nothing> Api::delete_bucket(const aws::Call& call, DeleteBucketRequest input) {
    auto bucket = open(call, {"s3:DeleteBucket", input.bucket, {}, &input.expected_bucket_owner});
    if (!bucket.ok()) co_return bucket.error();
    std::optional<aws::Error> error = co_await buckets_.remove(*bucket);
    if (error) co_return std::move(*error);
    co_return aws::Nothing();
}

aws::Outcome<GetBucketLocationOutput> Api::get_bucket_location(const aws::Call& call, GetBucketLocationRequest input) {
    auto bucket = open(call, {"s3:GetBucketLocation", input.bucket, {}, &input.expected_bucket_owner});
    if (!bucket.ok()) return bucket.error();
    GetBucketLocationOutput output;
    // API "GetBucketLocation": nothing for us-east-1.
    if ((*bucket)->settings().region != home_region) output.location_constraint = (*bucket)->settings().region;
    return output;
}

aws::Outcome<GetBucketVersioningOutput> Api::get_bucket_versioning(const aws::Call& call,
                                                                   GetBucketVersioningRequest input) {
    auto bucket = open(call, {"s3:GetBucketVersioning", input.bucket, {}, &input.expected_bucket_owner});
    if (!bucket.ok()) return bucket.error();
    GetBucketVersioningOutput output;
    switch ((*bucket)->settings().versioning) {
        case Versioning::never: break;
        case Versioning::enabled: output.status = "Enabled"; break;
        case Versioning::suspended: output.status = "Suspended"; break;
    }
    return output;
}

aws::Later<aws::Nothing> Api::put_bucket_versioning(const aws::Call& call, PutBucketVersioningRequest input) {
    auto bucket = open(call, {"s3:PutBucketVersioning", input.bucket, {}, &input.expected_bucket_owner});
    if (!bucket.ok()) co_return bucket.error();
    if (auto error = check_body(call)) co_return std::move(*error);
    const std::optional<std::string>& status = input.versioning_configuration.status;
    if (!status) co_return aws::Error(errors::illegal_versioning);
    const Versioning versioning = *status == "Enabled" ? Versioning::enabled : Versioning::suspended;
    std::optional<aws::Error> error = co_await buckets_.set_versioning(*bucket, versioning);
    if (error) co_return std::move(*error);
    co_return aws::Nothing();
}

aws::Outcome<GetObjectLockConfigurationOutput> Api::get_object_lock_configuration(
    const aws::Call& call, GetObjectLockConfigurationRequest input) {
    auto bucket = open(call, {"s3:GetBucketObjectLockConfiguration", input.bucket, {}, &input.expected_bucket_owner});
    if (!bucket.ok()) return bucket.error();
    const BucketSettings& settings = (*bucket)->settings();
    if (!settings.object_lock) return aws::Error(errors::no_object_lock_configuration).with("BucketName", input.bucket);
    GetObjectLockConfigurationOutput output;
    ObjectLockConfiguration& configuration = output.object_lock_configuration.emplace();
    configuration.object_lock_enabled = "Enabled";
    if (settings.default_retention) {
        DefaultRetentionRule& rule = configuration.rule.emplace().default_retention.emplace();
        rule.mode = std::string(name_of(settings.default_retention->mode));
        if (settings.default_retention->days > 0) rule.days = settings.default_retention->days;
        if (settings.default_retention->years > 0) rule.years = settings.default_retention->years;
    }
    return output;
}

aws::Later<PutObjectLockConfigurationOutput> Api::put_object_lock_configuration(
    const aws::Call& call, PutObjectLockConfigurationRequest input) {
    auto bucket = open(call, {"s3:PutBucketObjectLockConfiguration", input.bucket, {}, &input.expected_bucket_owner});
    if (!bucket.ok()) co_return bucket.error();
    if (auto error = check_body(call)) co_return std::move(*error);
    if (!input.object_lock_configuration) co_return aws::Error(errors::missing_request_body);
    const ObjectLockConfiguration& configuration = *input.object_lock_configuration;
    if (configuration.object_lock_enabled != "Enabled") co_return aws::Error(errors::malformed_xml);
    if (configuration.rule && configuration.rule->default_retention &&
        configuration.rule->default_retention->default_event_hold)
        co_return aws::Error(errors::not_implemented, "Windtunnel does not implement event holds.");
    const std::optional<DefaultRetention> retention = default_retention(configuration);
    // One of days and years, and more than none of it.
    if (configuration.rule && (!retention || (retention->days > 0) == (retention->years > 0)))
        co_return aws::Error(errors::malformed_xml);
    std::optional<aws::Error> error = co_await buckets_.set_object_lock(*bucket, retention);
    if (error) co_return std::move(*error);
    co_return PutObjectLockConfigurationOutput();
}

}  // namespace wt::s3::api
