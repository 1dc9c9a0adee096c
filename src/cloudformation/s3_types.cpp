#include "cloudformation/type_texts.hpp"

namespace wt::cloudformation {

const std::string_view s3_types = R"yaml(
AWS::S3::Bucket:
  name: {of: BucketName, longest: 63, lower_case: true}
  replaces: [BucketName]
  drift:
    look:
      - s3:GetBucketLocation: {Bucket: $id}
      - {"s3:GetBucketVersioning": {Bucket: $id}, save: versioning, optional: true}
      - {"s3:GetBucketEncryption": {Bucket: $id}, save: encryption, optional: true}
      - {"s3:GetPublicAccessBlock": {Bucket: $id}, save: access, optional: true}
      - {"s3:GetBucketOwnershipControls": {Bucket: $id}, save: ownership, optional: true}
      - {"s3:GetBucketTagging": {Bucket: $id}, save: tags, optional: true}
      - {"s3:GetBucketCors": {Bucket: $id}, save: cors, optional: true}
      - {"s3:GetBucketWebsite": {Bucket: $id}, save: website, optional: true}
    actual:
      VersioningConfiguration: $versioning
      BucketEncryption:
        ServerSideEncryptionConfiguration:
          $rename:
            in: $encryption.ServerSideEncryptionConfiguration.Rules
            ApplyServerSideEncryptionByDefault: ServerSideEncryptionByDefault
      PublicAccessBlockConfiguration: $access.PublicAccessBlockConfiguration
      OwnershipControls: $ownership.OwnershipControls
      Tags: $tags.TagSet
      CorsConfiguration:
        CorsRules:
          $rename: {in: $cors.CORSRules, ExposeHeaders: ExposedHeaders, MaxAgeSeconds: MaxAge, ID: Id}
  create:
    - s3:CreateBucket:
        Bucket: $name
        ObjectLockEnabledForBucket: $ObjectLockEnabled
        CreateBucketConfiguration: {LocationConstraint: $location}
  parts:
    - of: OwnershipControls
      put: {"s3:PutBucketOwnershipControls": {Bucket: $id, OwnershipControls: $OwnershipControls}}
      drop: {"s3:DeleteBucketOwnershipControls": {Bucket: $id}}
    - of: PublicAccessBlockConfiguration
      put:
        s3:PutPublicAccessBlock: {Bucket: $id, PublicAccessBlockConfiguration: $PublicAccessBlockConfiguration}
      drop: {"s3:DeletePublicAccessBlock": {Bucket: $id}}
    - of: AccessControl
      # Where a bucket takes no ACLs, it is private as it is.
      put:
        - s3:PutBucketAcl:
            Bucket: $id
            ACL: {$canned_acl: $AccessControl}
          unless: {$same: [$AccessControl, Private]}
        - s3:PutBucketAcl: {Bucket: $id, ACL: private}
          when: {$same: [$AccessControl, Private]}
          optional: true
      drop:
        - s3:PutBucketAcl: {Bucket: $id, ACL: private}
          optional: true
    - of: VersioningConfiguration
      put: {"s3:PutBucketVersioning": {Bucket: $id, VersioningConfiguration: $VersioningConfiguration}}
      drop: {"s3:PutBucketVersioning": {Bucket: $id, VersioningConfiguration: {Status: Suspended}}}
    - of: ObjectLockEnabled
      in_create: true
      put: {"s3:PutObjectLockConfiguration": {Bucket: $id, ObjectLockConfiguration: {ObjectLockEnabled: Enabled}}}
    - of: ObjectLockConfiguration
      put: {"s3:PutObjectLockConfiguration": {Bucket: $id, ObjectLockConfiguration: $ObjectLockConfiguration}}
    - of: BucketEncryption
      put:
        s3:PutBucketEncryption:
          Bucket: $id
          ServerSideEncryptionConfiguration:
            Rules:
              $rename:
                in: $BucketEncryption.ServerSideEncryptionConfiguration
                ServerSideEncryptionByDefault: ApplyServerSideEncryptionByDefault
      drop: {"s3:DeleteBucketEncryption": {Bucket: $id}}
    - of: CorsConfiguration
      put:
        s3:PutBucketCors:
          Bucket: $id
          CORSConfiguration:
            CORSRules:
              $rename: {in: $CorsConfiguration.CorsRules, ExposedHeaders: ExposeHeaders, MaxAge: MaxAgeSeconds, Id: ID}
      drop: {"s3:DeleteBucketCors": {Bucket: $id}}
    - of: LifecycleConfiguration
      put:
        s3:PutBucketLifecycleConfiguration:
          Bucket: $id
          LifecycleConfiguration: {Rules: {$lifecycle: $LifecycleConfiguration.Rules}}
          TransitionDefaultMinimumObjectSize: $LifecycleConfiguration.TransitionDefaultMinimumObjectSize
      drop: {"s3:DeleteBucketLifecycle": {Bucket: $id}}
    - of: ReplicationConfiguration
      put:
        s3:PutBucketReplication:
          Bucket: $id
          ReplicationConfiguration: {$rename: {in: $ReplicationConfiguration, Id: ID, TagFilter: Tag, TagFilters: Tags}}
      drop: {"s3:DeleteBucketReplication": {Bucket: $id}}
    - of: LoggingConfiguration
      put:
        s3:PutBucketLogging:
          Bucket: $id
          BucketLoggingStatus:
            LoggingEnabled:
              TargetBucket: {$or: [$LoggingConfiguration.DestinationBucketName, $id]}
              TargetPrefix: {$or: [$LoggingConfiguration.LogFilePrefix, ""]}
              TargetObjectKeyFormat: $LoggingConfiguration.TargetObjectKeyFormat
      drop: {"s3:PutBucketLogging": {Bucket: $id, BucketLoggingStatus: {$empty: $id}}}
    - of: AccelerateConfiguration
      put:
        s3:PutBucketAccelerateConfiguration:
          Bucket: $id
          AccelerateConfiguration: {Status: $AccelerateConfiguration.AccelerationStatus}
      drop: {"s3:PutBucketAccelerateConfiguration": {Bucket: $id, AccelerateConfiguration: {Status: Suspended}}}
    - of: WebsiteConfiguration
      put:
        s3:PutBucketWebsite:
          Bucket: $id
          WebsiteConfiguration:
            IndexDocument: {Suffix: $WebsiteConfiguration.IndexDocument}
            ErrorDocument: {Key: $WebsiteConfiguration.ErrorDocument}
            RedirectAllRequestsTo: $WebsiteConfiguration.RedirectAllRequestsTo
            RoutingRules:
              $rename:
                in: $WebsiteConfiguration.RoutingRules
                RedirectRule: Redirect
                RoutingRuleCondition: Condition
      drop: {"s3:DeleteBucketWebsite": {Bucket: $id}}
    - of: MetricsConfigurations
      each: true
      by: Id
      put:
        s3:PutBucketMetricsConfiguration:
          Bucket: $id
          Id: $each.Id
          MetricsConfiguration: {$metrics: $each}
      drop: {"s3:DeleteBucketMetricsConfiguration": {Bucket: $id, Id: $each.Id}}
    - of: AnalyticsConfigurations
      each: true
      by: Id
      put:
        s3:PutBucketAnalyticsConfiguration:
          Bucket: $id
          Id: $each.Id
          AnalyticsConfiguration: {$analytics: $each}
      drop: {"s3:DeleteBucketAnalyticsConfiguration": {Bucket: $id, Id: $each.Id}}
    - of: IntelligentTieringConfigurations
      each: true
      by: Id
      put:
        s3:PutBucketIntelligentTieringConfiguration:
          Bucket: $id
          Id: $each.Id
          IntelligentTieringConfiguration: {$tiering: $each}
      drop: {"s3:DeleteBucketIntelligentTieringConfiguration": {Bucket: $id, Id: $each.Id}}
    - of: InventoryConfigurations
      each: true
      by: Id
      put:
        s3:PutBucketInventoryConfiguration:
          Bucket: $id
          Id: $each.Id
          InventoryConfiguration: {$inventory: $each}
      drop: {"s3:DeleteBucketInventoryConfiguration": {Bucket: $id, Id: $each.Id}}
    - of: Tags
      put: {"s3:PutBucketTagging": {Bucket: $id, Tagging: {TagSet: $Tags}}}
      drop: {"s3:DeleteBucketTagging": {Bucket: $id}}
    - of: NotificationConfiguration
      put:
        s3:PutBucketNotificationConfiguration:
          Bucket: $id
          NotificationConfiguration: {$notifications: $NotificationConfiguration}
      drop: {"s3:PutBucketNotificationConfiguration": {Bucket: $id, NotificationConfiguration: {$empty: $id}}}
  attributes:
    Arn: "arn:aws:s3:::${id}"
    DomainName: "${id}.s3.amazonaws.com"
    RegionalDomainName: "${id}.s3.${region}.amazonaws.com"
    DualStackDomainName: "${id}.s3.dualstack.${region}.amazonaws.com"
    WebsiteURL: "http://${id}.s3-website-${region}.amazonaws.com"
  delete: {"s3:DeleteBucket": {Bucket: $id}}

AWS::S3::BucketPolicy:
  identifier: [Bucket]
  drift:
    look: {"s3:GetBucketPolicy": {Bucket: $id}, save: now}
    actual: {PolicyDocument: $now.Policy, Bucket: $id}
  replaces: [Bucket]
  create: {"s3:PutBucketPolicy": {Bucket: $Bucket, Policy: $PolicyDocument}}
  id: $Bucket
  update: {"s3:PutBucketPolicy": {Bucket: $Bucket, Policy: $PolicyDocument}}
  delete: {"s3:DeleteBucketPolicy": {Bucket: $Bucket}}
)yaml";

}  // namespace wt::cloudformation
