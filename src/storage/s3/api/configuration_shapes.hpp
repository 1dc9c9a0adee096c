#pragma once
#include "aws/shape.hpp"
#include "storage/s3/acl.hpp"
#include "storage/s3/cors.hpp"
#include "storage/s3/lifecycle.hpp"
#include "storage/s3/notification.hpp"
#include "storage/s3/ownership.hpp"
#include "storage/s3/website.hpp"

/// How the configurations of buckets travel, and how they are kept. Source: the model s3 2006-03-01.
namespace wt::s3 {

const aws::Structure& shape_of(aws::Tag<Grantee>);
const aws::Structure& shape_of(aws::Tag<Grant>);
const aws::Structure& shape_of(aws::Tag<AccessControlPolicy>);
const aws::Structure& shape_of(aws::Tag<CorsRule>);
const aws::Structure& shape_of(aws::Tag<CorsConfiguration>);
const aws::Structure& shape_of(aws::Tag<OwnershipControlsRule>);
const aws::Structure& shape_of(aws::Tag<OwnershipControls>);
const aws::Structure& shape_of(aws::Tag<PublicAccessBlockConfiguration>);
const aws::Structure& shape_of(aws::Tag<LifecycleExpiration>);
const aws::Structure& shape_of(aws::Tag<LifecycleRuleAndOperator>);
const aws::Structure& shape_of(aws::Tag<LifecycleRuleFilter>);
const aws::Structure& shape_of(aws::Tag<Transition>);
const aws::Structure& shape_of(aws::Tag<NoncurrentVersionTransition>);
const aws::Structure& shape_of(aws::Tag<NoncurrentVersionExpiration>);
const aws::Structure& shape_of(aws::Tag<AbortIncompleteMultipartUpload>);
const aws::Structure& shape_of(aws::Tag<LifecycleRule>);
const aws::Structure& shape_of(aws::Tag<LifecycleConfiguration>);
/// A lifecycle configuration as it is kept, with what came in a header.
struct KeptLifecycle : LifecycleConfiguration {
    std::string minimum_size = "all_storage_classes_128K";
};
const aws::Structure& shape_of(aws::Tag<KeptLifecycle>);
const aws::Structure& shape_of(aws::Tag<FilterRule>);
const aws::Structure& shape_of(aws::Tag<S3KeyFilter>);
const aws::Structure& shape_of(aws::Tag<NotificationConfigurationFilter>);
const aws::Structure& shape_of(aws::Tag<TopicConfiguration>);
const aws::Structure& shape_of(aws::Tag<QueueConfiguration>);
const aws::Structure& shape_of(aws::Tag<LambdaFunctionConfiguration>);
const aws::Structure& shape_of(aws::Tag<EventBridgeConfiguration>);
const aws::Structure& shape_of(aws::Tag<NotificationConfiguration>);
const aws::Structure& shape_of(aws::Tag<ErrorDocument>);
const aws::Structure& shape_of(aws::Tag<IndexDocument>);
const aws::Structure& shape_of(aws::Tag<RedirectAllRequestsTo>);
const aws::Structure& shape_of(aws::Tag<RoutingCondition>);
const aws::Structure& shape_of(aws::Tag<RoutingRedirect>);
const aws::Structure& shape_of(aws::Tag<RoutingRule>);
const aws::Structure& shape_of(aws::Tag<WebsiteConfiguration>);

}  // namespace wt::s3
