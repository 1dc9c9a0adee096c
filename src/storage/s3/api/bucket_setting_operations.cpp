// The configurations of buckets: each is kept as a document of its kind.
#include <algorithm>

#include <fmt/format.h>

#include "iam/public_access.hpp"
#include "storage/s3/api/api.hpp"
#include "storage/s3/api/documents.hpp"
#include "storage/s3/api/s3_shapes.hpp"
#include "storage/s3/bucket_policy.hpp"
#include "storage/s3/errors.hpp"

namespace wt::s3::api {

aws::Later<aws::Nothing> Api::put_document(const aws::Call& call, Setting setting,
                                           std::optional<std::string> document) {
    auto bucket = open(call, {setting.action, setting.bucket, {}, setting.expected_owner});
    if (!bucket.ok()) co_return bucket.error();
    if (auto error = check_body(call)) co_return std::move(*error);
    std::optional<aws::Error> error =
        co_await buckets_.set_document(*bucket, std::string(setting.kind), std::move(document));
    if (error) co_return std::move(*error);
    co_return aws::Nothing();
}

template <class T>
aws::Outcome<T> Api::get_document(const aws::Call& call, Setting setting, const aws::ErrorRow& absent) {
    auto bucket = open(call, {setting.action, setting.bucket, {}, setting.expected_owner});
    if (!bucket.ok()) return bucket.error();
    auto found = document<T>(**bucket, setting.kind);
    if (!found) return aws::Error(absent).with("BucketName", std::string(setting.bucket));
    return std::move(*found);
}

// The policy.

aws::Outcome<GetBucketPolicyOutput> Api::get_bucket_policy(const aws::Call& call, GetBucketPolicyRequest input) {
    auto bucket = open(call, {"s3:GetBucketPolicy", input.bucket, {}, &input.expected_bucket_owner});
    if (!bucket.ok()) return bucket.error();
    const std::string* const policy = (*bucket)->document(kinds::policy);
    if (policy == nullptr) return aws::Error(errors::no_such_bucket_policy).with("BucketName", input.bucket);
    GetBucketPolicyOutput output;
    output.policy = *policy;
    return output;
}

aws::Later<aws::Nothing> Api::put_bucket_policy(const aws::Call& call, PutBucketPolicyRequest input) {
    auto bucket = open(call, {"s3:PutBucketPolicy", input.bucket, {}, &input.expected_bucket_owner});
    if (!bucket.ok()) co_return bucket.error();
    const aws::Outcome<iam::Policy> policy = parse_bucket_policy(input.policy, input.bucket);
    if (!policy.ok()) co_return policy.error();
    const PublicAccessBlockConfiguration& block = rules_.of(**bucket).block;
    if (auto error = refuse_public_policy(*policy, block, call.caller, fmt::format("arn:aws:s3:::{}", input.bucket)))
        co_return std::move(*error);
    const Setting setting{"s3:PutBucketPolicy", kinds::policy, input.bucket, nullptr};
    co_return co_await put_document(call, setting, std::move(input.policy));
}

aws::Later<aws::Nothing> Api::delete_bucket_policy(const aws::Call& call, DeleteBucketPolicyRequest input) {
    const Setting setting{"s3:DeleteBucketPolicy", kinds::policy, input.bucket, &input.expected_bucket_owner};
    co_return co_await put_document(call, setting, std::nullopt);
}

aws::Outcome<GetBucketPolicyStatusOutput> Api::get_bucket_policy_status(const aws::Call& call,
                                                                        GetBucketPolicyStatusRequest input) {
    auto bucket = open(call, {"s3:GetBucketPolicyStatus", input.bucket, {}, &input.expected_bucket_owner});
    if (!bucket.ok()) return bucket.error();
    const RuleBook::Rules& rules = rules_.of(**bucket);
    if (!rules.policy) return aws::Error(errors::no_such_bucket_policy).with("BucketName", input.bucket);
    GetBucketPolicyStatusOutput output;
    output.policy_status.emplace().is_public = iam::is_public(*rules.policy);
    return output;
}

// Tags.

aws::Outcome<GetBucketTaggingOutput> Api::get_bucket_tagging(const aws::Call& call, GetBucketTaggingRequest input) {
    const Setting setting{"s3:GetBucketTagging", kinds::tagging, input.bucket, &input.expected_bucket_owner};
    auto tagging = get_document<Tagging>(call, setting, errors::no_such_tag_set);
    if (!tagging.ok()) return tagging.error();
    GetBucketTaggingOutput output;
    output.tag_set = std::move(tagging->tag_set);
    return output;
}

std::optional<aws::Error> Api::refuse_tags(const aws::Call& call, const Setting& setting, const Tagging& tagging) {
    const auto bucket = open(call, {setting.action, setting.bucket, {}, setting.expected_owner});
    if (!bucket.ok()) return bucket.error();
    const auto before = document<Tagging>(**bucket, kinds::tagging);
    return s3::refuse(tagging.tag_set, before ? before->tag_set : std::vector<Tag>(), call.via);
}

aws::Later<aws::Nothing> Api::put_bucket_tagging(const aws::Call& call, PutBucketTaggingRequest input) {
    const Setting setting{"s3:PutBucketTagging", kinds::tagging, input.bucket, &input.expected_bucket_owner};
    if (auto error = refuse_tags(call, setting, input.tagging)) co_return std::move(*error);
    // A set without tags is none: Get then answers NoSuchTagSet.
    std::optional<std::string> document;
    if (!input.tagging.tag_set.empty()) document = document_of(input.tagging);
    co_return co_await put_document(call, setting, std::move(document));
}

aws::Later<aws::Nothing> Api::delete_bucket_tagging(const aws::Call& call, DeleteBucketTaggingRequest input) {
    const Setting setting{"s3:PutBucketTagging", kinds::tagging, input.bucket, &input.expected_bucket_owner};
    if (auto error = refuse_tags(call, setting, Tagging())) co_return std::move(*error);
    co_return co_await put_document(call, setting, std::nullopt);
}

// Public access block.

aws::Outcome<GetPublicAccessBlockOutput> Api::get_public_access_block(const aws::Call& call,
                                                                      GetPublicAccessBlockRequest input) {
    const Setting setting{"s3:GetBucketPublicAccessBlock", kinds::public_access_block, input.bucket,
                          &input.expected_bucket_owner};
    auto block = get_document<PublicAccessBlockConfiguration>(call, setting, errors::no_such_public_access_block);
    if (!block.ok()) return block.error();
    GetPublicAccessBlockOutput output;
    output.public_access_block_configuration = *block;
    return output;
}

aws::Later<aws::Nothing> Api::put_public_access_block(const aws::Call& call, PutPublicAccessBlockRequest input) {
    const Setting setting{"s3:PutBucketPublicAccessBlock", kinds::public_access_block, input.bucket,
                          &input.expected_bucket_owner};
    co_return co_await put_document(call, setting, document_of(input.public_access_block_configuration));
}

aws::Later<aws::Nothing> Api::delete_public_access_block(const aws::Call& call, DeletePublicAccessBlockRequest input) {
    const Setting setting{"s3:PutBucketPublicAccessBlock", kinds::public_access_block, input.bucket,
                          &input.expected_bucket_owner};
    co_return co_await put_document(call, setting, std::nullopt);
}

// Encryption.

aws::Outcome<GetBucketEncryptionOutput> Api::get_bucket_encryption(const aws::Call& call,
                                                                   GetBucketEncryptionRequest input) {
    const auto bucket = open(call, {"s3:GetEncryptionConfiguration", input.bucket, {}, &input.expected_bucket_owner});
    if (!bucket.ok()) return bucket.error();
    GetBucketEncryptionOutput output;
    output.server_side_encryption_configuration = encryption_of(**bucket);
    return output;
}

aws::Later<aws::Nothing> Api::put_bucket_encryption(const aws::Call& call, PutBucketEncryptionRequest input) {
    ServerSideEncryptionConfiguration& configuration = input.server_side_encryption_configuration;
    if (configuration.rules.size() != 1) co_return aws::Error(errors::malformed_xml);
    ServerSideEncryptionRule& rule = configuration.rules.front();
    if (!rule.apply_server_side_encryption_by_default && !rule.bucket_key_enabled && !rule.blocked_encryption_types)
        co_return aws::Error(errors::malformed_xml);
    if (rule.apply_server_side_encryption_by_default) {
        const ServerSideEncryptionByDefault& standard = *rule.apply_server_side_encryption_by_default;
        if (standard.sse_algorithm == "AES256" && standard.kms_master_key_id) {
            co_return aws::Error(errors::invalid_argument,
                                 "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or "
                                 "aws:kms:dsse")
                .with("ArgumentName", "ApplyServerSideEncryptionByDefault");
        }
    }
    if (!rule.bucket_key_enabled) rule.bucket_key_enabled = false;
    // What is blocked stays so until somebody says otherwise (Assumed).
    if (const BucketRef bucket = buckets_.find(input.bucket); bucket != nullptr && !rule.blocked_encryption_types) {
        const ServerSideEncryptionConfiguration before = encryption_of(*bucket);
        if (!before.rules.empty()) rule.blocked_encryption_types = before.rules.front().blocked_encryption_types;
    }
    const Setting setting{"s3:PutEncryptionConfiguration", kinds::encryption, input.bucket,
                          &input.expected_bucket_owner};
    co_return co_await put_document(call, setting, document_of(configuration));
}

aws::Later<aws::Nothing> Api::delete_bucket_encryption(const aws::Call& call, DeleteBucketEncryptionRequest input) {
    // UG "Setting default server-side encryption behavior": without a configuration it is the usual one again.
    const Setting setting{"s3:PutEncryptionConfiguration", kinds::encryption, input.bucket,
                          &input.expected_bucket_owner};
    co_return co_await put_document(call, setting, std::nullopt);
}

// CORS.

aws::Outcome<GetBucketCorsOutput> Api::get_bucket_cors(const aws::Call& call, GetBucketCorsRequest input) {
    const Setting setting{"s3:GetBucketCORS", kinds::cors, input.bucket, &input.expected_bucket_owner};
    auto cors = get_document<CorsConfiguration>(call, setting, errors::no_such_cors);
    if (!cors.ok()) return cors.error();
    GetBucketCorsOutput output;
    output.cors_rules = std::move(cors->cors_rules);
    return output;
}

aws::Later<aws::Nothing> Api::put_bucket_cors(const aws::Call& call, PutBucketCorsRequest input) {
    if (auto error = s3::refuse(input.cors_configuration)) co_return std::move(*error);
    const Setting setting{"s3:PutBucketCORS", kinds::cors, input.bucket, &input.expected_bucket_owner};
    co_return co_await put_document(call, setting, document_of(input.cors_configuration));
}

aws::Later<aws::Nothing> Api::delete_bucket_cors(const aws::Call& call, DeleteBucketCorsRequest input) {
    const Setting setting{"s3:PutBucketCORS", kinds::cors, input.bucket, &input.expected_bucket_owner};
    co_return co_await put_document(call, setting, std::nullopt);
}

// Lifecycle.

aws::Outcome<GetBucketLifecycleConfigurationOutput> Api::get_bucket_lifecycle_configuration(
    const aws::Call& call, GetBucketLifecycleConfigurationRequest input) {
    const Setting setting{"s3:GetLifecycleConfiguration", kinds::lifecycle, input.bucket, &input.expected_bucket_owner};
    auto lifecycle = get_document<KeptLifecycle>(call, setting, errors::no_such_lifecycle);
    if (!lifecycle.ok()) return lifecycle.error();
    GetBucketLifecycleConfigurationOutput output;
    output.rules = std::move(lifecycle->rules);
    output.transition_default_minimum_object_size = std::move(lifecycle->transition_default_minimum_object_size);
    return output;
}

aws::Later<PutBucketLifecycleConfigurationOutput> Api::put_bucket_lifecycle_configuration(
    const aws::Call& call, PutBucketLifecycleConfigurationRequest input) {
    if (!input.lifecycle_configuration) co_return aws::Error(errors::missing_request_body);
    if (auto error = s3::refuse(*input.lifecycle_configuration)) co_return std::move(*error);
    name_rules(*input.lifecycle_configuration, ids_);
    const Setting setting{"s3:PutLifecycleConfiguration", kinds::lifecycle, input.bucket, &input.expected_bucket_owner};
    KeptLifecycle kept;
    kept.rules = std::move(input.lifecycle_configuration->rules);
    if (input.transition_default_minimum_object_size)
        kept.transition_default_minimum_object_size = std::move(*input.transition_default_minimum_object_size);
    const aws::Outcome<aws::Nothing> put = co_await put_document(call, setting, document_of(kept));
    if (!put.ok()) co_return put.error();
    PutBucketLifecycleConfigurationOutput output;
    output.transition_default_minimum_object_size = std::move(kept.transition_default_minimum_object_size);
    co_return output;
}

aws::Later<aws::Nothing> Api::delete_bucket_lifecycle(const aws::Call& call, DeleteBucketLifecycleRequest input) {
    const Setting setting{"s3:PutLifecycleConfiguration", kinds::lifecycle, input.bucket, &input.expected_bucket_owner};
    co_return co_await put_document(call, setting, std::nullopt);
}

// Website.

aws::Outcome<GetBucketWebsiteOutput> Api::get_bucket_website(const aws::Call& call, GetBucketWebsiteRequest input) {
    const Setting setting{"s3:GetBucketWebsite", kinds::website, input.bucket, &input.expected_bucket_owner};
    auto website = get_document<WebsiteConfiguration>(call, setting, errors::no_such_website);
    if (!website.ok()) return website.error();
    GetBucketWebsiteOutput output;
    output.redirect_all_requests_to = std::move(website->redirect_all_requests_to);
    output.index_document = std::move(website->index_document);
    output.error_document = std::move(website->error_document);
    if (!website->routing_rules.empty()) output.routing_rules = std::move(website->routing_rules);
    return output;
}

aws::Later<aws::Nothing> Api::put_bucket_website(const aws::Call& call, PutBucketWebsiteRequest input) {
    if (auto error = s3::refuse(input.website_configuration)) co_return std::move(*error);
    const Setting setting{"s3:PutBucketWebsite", kinds::website, input.bucket, &input.expected_bucket_owner};
    co_return co_await put_document(call, setting, document_of(input.website_configuration));
}

aws::Later<aws::Nothing> Api::delete_bucket_website(const aws::Call& call, DeleteBucketWebsiteRequest input) {
    const Setting setting{"s3:DeleteBucketWebsite", kinds::website, input.bucket, &input.expected_bucket_owner};
    co_return co_await put_document(call, setting, std::nullopt);
}

// Notifications.

namespace {

/// Of what a scenario's file says about its bucket.
constexpr const char* scenarios_id = "scenario";

void drop_provided(NotificationConfiguration& configuration, const std::vector<std::string>& functions) {
    std::erase_if(configuration.lambda_function_configurations, [&](const LambdaFunctionConfiguration& each) {
        return each.id == scenarios_id &&
               std::find(functions.begin(), functions.end(), each.lambda_function_arn) != functions.end();
    });
}

}  // namespace

aws::Outcome<NotificationConfiguration> Api::get_bucket_notification_configuration(
    const aws::Call& call, GetBucketNotificationConfigurationRequest input) {
    auto bucket = open(call, {"s3:GetBucketNotification", input.bucket, {}, &input.expected_bucket_owner});
    if (!bucket.ok()) return bucket.error();
    auto told =
        document<NotificationConfiguration>(**bucket, kinds::notification).value_or(NotificationConfiguration());
    for (std::string& function : destinations_.provided(**bucket)) {
        LambdaFunctionConfiguration& each = told.lambda_function_configurations.emplace_back();
        each.id = scenarios_id;
        each.lambda_function_arn = std::move(function);
        each.events = {"s3:ObjectCreated:*"};
    }
    return told;
}

aws::Later<aws::Nothing> Api::put_bucket_notification_configuration(const aws::Call& call,
                                                                    PutBucketNotificationConfigurationRequest input) {
    auto bucket = open(call, {"s3:PutBucketNotification", input.bucket, {}, &input.expected_bucket_owner});
    if (!bucket.ok()) co_return bucket.error();
    NotificationConfiguration& configuration = input.notification_configuration;
    // Whoever writes back what was read says it again; it stays in any case.
    drop_provided(configuration, destinations_.provided(**bucket));
    if (auto error = s3::refuse(configuration, (*bucket)->settings().region)) co_return std::move(*error);
    if (!input.skip_destination_validation.value_or(false)) {
        std::vector<UnusableDestination> problems;
        for (const Destination& destination : destinations(configuration)) {
            if (auto why = destinations_.refuse(destination, **bucket))
                problems.push_back({std::string(destination.arn), *why});
        }
        if (!problems.empty()) co_return unusable(problems);
    }
    name_configurations(configuration, ids_);
    const Setting setting{"s3:PutBucketNotification", kinds::notification, input.bucket, nullptr};
    co_return co_await put_document(call, setting, document_of(configuration));
}

// Transfer acceleration, logging, request payment.

aws::Outcome<GetBucketAccelerateConfigurationOutput> Api::get_bucket_accelerate_configuration(
    const aws::Call& call, GetBucketAccelerateConfigurationRequest input) {
    auto bucket = open(call, {"s3:GetAccelerateConfiguration", input.bucket, {}, &input.expected_bucket_owner});
    if (!bucket.ok()) return bucket.error();
    GetBucketAccelerateConfigurationOutput output;
    if (const auto kept = document<AccelerateConfiguration>(**bucket, kinds::accelerate)) output.status = kept->status;
    return output;
}

aws::Later<aws::Nothing> Api::put_bucket_accelerate_configuration(const aws::Call& call,
                                                                  PutBucketAccelerateConfigurationRequest input) {
    if (!input.accelerate_configuration.status) co_return aws::Error(errors::malformed_xml);
    const Setting setting{"s3:PutAccelerateConfiguration", kinds::accelerate, input.bucket,
                          &input.expected_bucket_owner};
    co_return co_await put_document(call, setting, document_of(input.accelerate_configuration));
}

aws::Outcome<GetBucketLoggingOutput> Api::get_bucket_logging(const aws::Call& call, GetBucketLoggingRequest input) {
    auto bucket = open(call, {"s3:GetBucketLogging", input.bucket, {}, &input.expected_bucket_owner});
    if (!bucket.ok()) return bucket.error();
    GetBucketLoggingOutput output;
    if (auto kept = document<BucketLoggingStatus>(**bucket, kinds::logging))
        output.logging_enabled = std::move(kept->logging_enabled);
    return output;
}

aws::Later<aws::Nothing> Api::put_bucket_logging(const aws::Call& call, PutBucketLoggingRequest input) {
    constexpr aws::ErrorRow invalid_target{"InvalidTargetBucketForLogging", 400,
                                           "The target bucket for logging does not exist"};
    const auto& logging = input.bucket_logging_status.logging_enabled;
    const Setting setting{"s3:PutBucketLogging", kinds::logging, input.bucket, &input.expected_bucket_owner};
    if (!logging) co_return co_await put_document(call, setting, std::nullopt);
    const BucketRef target = buckets_.find(logging->target_bucket);
    if (target == nullptr || target->settings().owner != call.caller.account)
        co_return aws::Error(invalid_target).with("TargetBucket", logging->target_bucket);
    const BucketRef bucket = buckets_.find(input.bucket);
    if (bucket != nullptr && region_of(*bucket) != region_of(*target)) {
        aws::Error error(errors::cross_location_logging);
        const auto locate = [&error](std::string name, const s3::Bucket& place) {
            if (region_of(place) != "us-east-1") error.details.emplace_back(std::move(name), region_of(place));
        };
        locate("TargetBucketLocation", *target);
        locate("SourceBucketLocation", *bucket);
        co_return error;
    }
    co_return co_await put_document(call, setting, document_of(input.bucket_logging_status));
}

aws::Outcome<GetBucketRequestPaymentOutput> Api::get_bucket_request_payment(const aws::Call& call,
                                                                            GetBucketRequestPaymentRequest input) {
    auto bucket = open(call, {"s3:GetBucketRequestPayment", input.bucket, {}, &input.expected_bucket_owner});
    if (!bucket.ok()) return bucket.error();
    GetBucketRequestPaymentOutput output;
    const auto kept = document<RequestPaymentConfiguration>(**bucket, kinds::request_payment);
    output.payer = kept ? kept->payer : "BucketOwner";
    return output;
}

aws::Later<aws::Nothing> Api::put_bucket_request_payment(const aws::Call& call, PutBucketRequestPaymentRequest input) {
    const Setting setting{"s3:PutBucketRequestPayment", kinds::request_payment, input.bucket,
                          &input.expected_bucket_owner};
    co_return co_await put_document(call, setting, document_of(input.request_payment_configuration));
}

}  // namespace wt::s3::api
