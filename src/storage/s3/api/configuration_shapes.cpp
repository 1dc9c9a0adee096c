#include "storage/s3/api/configuration_shapes.hpp"

#include "storage/s3/api/common_shapes.hpp"
#include "storage/s3/api/enumerations.hpp"

namespace wt::s3 {

using namespace api::enumerations;

const aws::Structure& shape_of(aws::Tag<Grantee>) {
    using T = Grantee;
    static const aws::Structure shape(
        "", {
                aws::member<&T::display_name>("DisplayName"),
                aws::member<&T::email_address>("EmailAddress"),
                aws::member<&T::id>("ID"),
                aws::member<&T::type>("Type").wire("xsi:type").attribute().one_of(type_values).required(),
                aws::member<&T::uri>("URI"),
            });
    return shape;
}

const aws::Structure& shape_of(aws::Tag<Grant>) {
    using T = Grant;
    static const aws::Structure shape("", {
                                              aws::member<&T::grantee>("Grantee"),
                                              aws::member<&T::permission>("Permission").one_of(permission_values),
                                          });
    return shape;
}

const aws::Structure& shape_of(aws::Tag<AccessControlPolicy>) {
    using T = AccessControlPolicy;
    static const aws::Structure shape("",
                                      {
                                          aws::member<&T::grants>("Grants").wire("AccessControlList").elements("Grant"),
                                          aws::member<&T::owner>("Owner"),
                                      });
    return shape;
}

const aws::Structure& shape_of(aws::Tag<CorsRule>) {
    using T = CorsRule;
    static const aws::Structure shape(
        "", {
                aws::member<&T::id>("ID"),
                aws::member<&T::allowed_headers>("AllowedHeaders").wire("AllowedHeader").flattened(),
                aws::member<&T::allowed_methods>("AllowedMethods").wire("AllowedMethod").flattened().required(),
                aws::member<&T::allowed_origins>("AllowedOrigins").wire("AllowedOrigin").flattened().required(),
                aws::member<&T::expose_headers>("ExposeHeaders").wire("ExposeHeader").flattened(),
                aws::member<&T::max_age_seconds>("MaxAgeSeconds"),
            });
    return shape;
}

const aws::Structure& shape_of(aws::Tag<CorsConfiguration>) {
    using T = CorsConfiguration;
    static const aws::Structure shape(
        "", {
                aws::member<&T::cors_rules>("CORSRules").wire("CORSRule").flattened().required(),
            });
    return shape;
}

const aws::Structure& shape_of(aws::Tag<OwnershipControlsRule>) {
    using T = OwnershipControlsRule;
    static const aws::Structure shape(
        "", {
                aws::member<&T::object_ownership>("ObjectOwnership").one_of(object_ownership_values).required(),
            });
    return shape;
}

const aws::Structure& shape_of(aws::Tag<OwnershipControls>) {
    using T = OwnershipControls;
    static const aws::Structure shape("", {
                                              aws::member<&T::rules>("Rules").wire("Rule").flattened().required(),
                                          });
    return shape;
}

const aws::Structure& shape_of(aws::Tag<PublicAccessBlockConfiguration>) {
    using T = PublicAccessBlockConfiguration;
    static const aws::Structure shape("", {
                                              aws::member<&T::block_public_acls>("BlockPublicAcls"),
                                              aws::member<&T::ignore_public_acls>("IgnorePublicAcls"),
                                              aws::member<&T::block_public_policy>("BlockPublicPolicy"),
                                              aws::member<&T::restrict_public_buckets>("RestrictPublicBuckets"),
                                          });
    return shape;
}

const aws::Structure& shape_of(aws::Tag<LifecycleExpiration>) {
    using T = LifecycleExpiration;
    static const aws::Structure shape("",
                                      {
                                          aws::member<&T::date>("Date").format(aws::TimeFormat::iso8601),
                                          aws::member<&T::days>("Days"),
                                          aws::member<&T::expired_object_delete_marker>("ExpiredObjectDeleteMarker"),
                                      });
    return shape;
}

const aws::Structure& shape_of(aws::Tag<LifecycleRuleAndOperator>) {
    using T = LifecycleRuleAndOperator;
    static const aws::Structure shape("", {
                                              aws::member<&T::prefix>("Prefix"),
                                              aws::member<&T::tags>("Tags").wire("Tag").flattened().elements("Tag"),
                                              aws::member<&T::object_size_greater_than>("ObjectSizeGreaterThan"),
                                              aws::member<&T::object_size_less_than>("ObjectSizeLessThan"),
                                          });
    return shape;
}

const aws::Structure& shape_of(aws::Tag<LifecycleRuleFilter>) {
    using T = LifecycleRuleFilter;
    static const aws::Structure shape("", {
                                              aws::member<&T::prefix>("Prefix"),
                                              aws::member<&T::tag>("Tag"),
                                              aws::member<&T::object_size_greater_than>("ObjectSizeGreaterThan"),
                                              aws::member<&T::object_size_less_than>("ObjectSizeLessThan"),
                                              aws::member<&T::and_>("And"),
                                          });
    return shape;
}

const aws::Structure& shape_of(aws::Tag<Transition>) {
    using T = Transition;
    static const aws::Structure shape(
        "", {
                aws::member<&T::date>("Date").format(aws::TimeFormat::iso8601),
                aws::member<&T::days>("Days"),
                aws::member<&T::storage_class>("StorageClass").one_of(transition_storage_class_values),
            });
    return shape;
}

const aws::Structure& shape_of(aws::Tag<NoncurrentVersionTransition>) {
    using T = NoncurrentVersionTransition;
    static const aws::Structure shape(
        "", {
                aws::member<&T::noncurrent_days>("NoncurrentDays"),
                aws::member<&T::storage_class>("StorageClass").one_of(transition_storage_class_values),
                aws::member<&T::newer_noncurrent_versions>("NewerNoncurrentVersions"),
            });
    return shape;
}

const aws::Structure& shape_of(aws::Tag<NoncurrentVersionExpiration>) {
    using T = NoncurrentVersionExpiration;
    static const aws::Structure shape("", {
                                              aws::member<&T::noncurrent_days>("NoncurrentDays"),
                                              aws::member<&T::newer_noncurrent_versions>("NewerNoncurrentVersions"),
                                          });
    return shape;
}

const aws::Structure& shape_of(aws::Tag<AbortIncompleteMultipartUpload>) {
    using T = AbortIncompleteMultipartUpload;
    static const aws::Structure shape("", {
                                              aws::member<&T::days_after_initiation>("DaysAfterInitiation"),
                                          });
    return shape;
}

const aws::Structure& shape_of(aws::Tag<LifecycleRule>) {
    using T = LifecycleRule;
    static const aws::Structure shape(
        "", {
                aws::member<&T::expiration>("Expiration"),
                aws::member<&T::id>("ID"),
                aws::member<&T::prefix>("Prefix"),
                aws::member<&T::filter>("Filter"),
                aws::member<&T::status>("Status").one_of(expiration_status_values).required(),
                aws::member<&T::transitions>("Transitions").wire("Transition").flattened(),
                aws::member<&T::noncurrent_version_transitions>("NoncurrentVersionTransitions")
                    .wire("NoncurrentVersionTransition")
                    .flattened(),
                aws::member<&T::noncurrent_version_expiration>("NoncurrentVersionExpiration"),
                aws::member<&T::abort_incomplete_multipart_upload>("AbortIncompleteMultipartUpload"),
            });
    return shape;
}

const aws::Structure& shape_of(aws::Tag<LifecycleConfiguration>) {
    using T = LifecycleConfiguration;
    static const aws::Structure shape("", {
                                              aws::member<&T::rules>("Rules").wire("Rule").flattened().required(),
                                          });
    return shape;
}

const aws::Structure& shape_of(aws::Tag<KeptLifecycle>) {
    using T = KeptLifecycle;
    static const aws::Structure shape("", {
                                              aws::member<&T::rules, T>("Rules").wire("Rule").flattened(),
                                              aws::member<&T::minimum_size>("TransitionDefaultMinimumObjectSize"),
                                          });
    return shape;
}

const aws::Structure& shape_of(aws::Tag<FilterRule>) {
    using T = FilterRule;
    static const aws::Structure shape("", {
                                              aws::member<&T::name>("Name").one_of(filter_rule_name_values),
                                              aws::member<&T::value>("Value"),
                                          });
    return shape;
}

const aws::Structure& shape_of(aws::Tag<S3KeyFilter>) {
    using T = S3KeyFilter;
    static const aws::Structure shape("",
                                      {
                                          aws::member<&T::filter_rules>("FilterRules").wire("FilterRule").flattened(),
                                      });
    return shape;
}

const aws::Structure& shape_of(aws::Tag<NotificationConfigurationFilter>) {
    using T = NotificationConfigurationFilter;
    static const aws::Structure shape("", {
                                              aws::member<&T::key>("Key").wire("S3Key"),
                                          });
    return shape;
}

const aws::Structure& shape_of(aws::Tag<TopicConfiguration>) {
    using T = TopicConfiguration;
    static const aws::Structure shape(
        "", {
                aws::member<&T::id>("Id"),
                aws::member<&T::topic_arn>("TopicArn").wire("Topic").required(),
                aws::member<&T::events>("Events").wire("Event").flattened().one_of(event_values).required(),
                aws::member<&T::filter>("Filter"),
            });
    return shape;
}

const aws::Structure& shape_of(aws::Tag<QueueConfiguration>) {
    using T = QueueConfiguration;
    static const aws::Structure shape(
        "", {
                aws::member<&T::id>("Id"),
                aws::member<&T::queue_arn>("QueueArn").wire("Queue").required(),
                aws::member<&T::events>("Events").wire("Event").flattened().one_of(event_values).required(),
                aws::member<&T::filter>("Filter"),
            });
    return shape;
}

const aws::Structure& shape_of(aws::Tag<LambdaFunctionConfiguration>) {
    using T = LambdaFunctionConfiguration;
    static const aws::Structure shape(
        "", {
                aws::member<&T::id>("Id"),
                aws::member<&T::lambda_function_arn>("LambdaFunctionArn").wire("CloudFunction").required(),
                aws::member<&T::events>("Events").wire("Event").flattened().one_of(event_values).required(),
                aws::member<&T::filter>("Filter"),
            });
    return shape;
}

const aws::Structure& shape_of(aws::Tag<EventBridgeConfiguration>) {
    static const aws::Structure shape("", {

                                          });
    return shape;
}

const aws::Structure& shape_of(aws::Tag<NotificationConfiguration>) {
    using T = NotificationConfiguration;
    static const aws::Structure shape(
        "NotificationConfiguration",
        {
            aws::member<&T::topic_configurations>("TopicConfigurations").wire("TopicConfiguration").flattened(),
            aws::member<&T::queue_configurations>("QueueConfigurations").wire("QueueConfiguration").flattened(),
            aws::member<&T::lambda_function_configurations>("LambdaFunctionConfigurations")
                .wire("CloudFunctionConfiguration")
                .flattened(),
            aws::member<&T::event_bridge_configuration>("EventBridgeConfiguration"),
        });
    return shape;
}

const aws::Structure& shape_of(aws::Tag<ErrorDocument>) {
    using T = ErrorDocument;
    static const aws::Structure shape("", {
                                              aws::member<&T::key>("Key").required(),
                                          });
    return shape;
}

const aws::Structure& shape_of(aws::Tag<IndexDocument>) {
    using T = IndexDocument;
    static const aws::Structure shape("", {
                                              aws::member<&T::suffix>("Suffix").required(),
                                          });
    return shape;
}

const aws::Structure& shape_of(aws::Tag<RedirectAllRequestsTo>) {
    using T = RedirectAllRequestsTo;
    static const aws::Structure shape("", {
                                              aws::member<&T::host_name>("HostName").required(),
                                              aws::member<&T::protocol>("Protocol").one_of(protocol_values),
                                          });
    return shape;
}

const aws::Structure& shape_of(aws::Tag<RoutingCondition>) {
    using T = RoutingCondition;
    static const aws::Structure shape(
        "", {
                aws::member<&T::http_error_code_returned_equals>("HttpErrorCodeReturnedEquals"),
                aws::member<&T::key_prefix_equals>("KeyPrefixEquals"),
            });
    return shape;
}

const aws::Structure& shape_of(aws::Tag<RoutingRedirect>) {
    using T = RoutingRedirect;
    static const aws::Structure shape("", {
                                              aws::member<&T::host_name>("HostName"),
                                              aws::member<&T::http_redirect_code>("HttpRedirectCode"),
                                              aws::member<&T::protocol>("Protocol").one_of(protocol_values),
                                              aws::member<&T::replace_key_prefix_with>("ReplaceKeyPrefixWith"),
                                              aws::member<&T::replace_key_with>("ReplaceKeyWith"),
                                          });
    return shape;
}

const aws::Structure& shape_of(aws::Tag<RoutingRule>) {
    using T = RoutingRule;
    static const aws::Structure shape("", {
                                              aws::member<&T::condition>("Condition"),
                                              aws::member<&T::redirect>("Redirect").required(),
                                          });
    return shape;
}

const aws::Structure& shape_of(aws::Tag<WebsiteConfiguration>) {
    using T = WebsiteConfiguration;
    static const aws::Structure shape(
        "", {
                aws::member<&T::error_document>("ErrorDocument"),
                aws::member<&T::index_document>("IndexDocument"),
                aws::member<&T::redirect_all_requests_to>("RedirectAllRequestsTo"),
                // Where it is there, it is not empty: S3's own word, not the model's.
                aws::member<&T::routing_rules>("RoutingRules").elements("RoutingRule").length(1),
            });
    return shape;
}

}  // namespace wt::s3
