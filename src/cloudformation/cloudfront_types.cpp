#include "cloudformation/type_texts.hpp"

namespace wt::cloudformation {

const std::string_view cloudfront_types = R"yaml(
AWS::CloudFront::Distribution:
  system_tags: false
  name: {longest: 128}
  create:
    - cloudfront:CreateDistributionWithTags:
        DistributionConfigWithTags:
          DistributionConfig: {$distribution: {config: $DistributionConfig, reference: $name}}
          Tags: {Items: {$or: [$Tags, []]}}
  id: $made.Distribution.Id
  update:
    - cloudfront:GetDistributionConfig: {Id: $id}
      save: found
    - cloudfront:UpdateDistribution:
        Id: $id
        IfMatch: $found.ETag
        DistributionConfig:
          $distribution: {config: $DistributionConfig, reference: $found.DistributionConfig.CallerReference}
  parts:
    - of: Tags
      in_create: true
      each: true
      by: Key
      put:
        cloudfront:TagResource:
          Resource: "arn:aws:cloudfront::${account}:distribution/${id}"
          Tags: {Items: [$each]}
      drop:
        cloudfront:UntagResource:
          Resource: "arn:aws:cloudfront::${account}:distribution/${id}"
          TagKeys: {Items: [$each.Key]}
  read: {"cloudfront:GetDistribution": {Id: $id}}
  ready: {path: $read.Distribution.Status, is: Deployed}
  attributes: {Id: $id, DomainName: $read.Distribution.DomainName}
  delete:
    - cloudfront:GetDistributionConfig: {Id: $id}
      save: found
    - cloudfront:UpdateDistribution:
        Id: $id
        IfMatch: $found.ETag
        DistributionConfig: {$disabled: $found.DistributionConfig}
      when: $found.DistributionConfig.Enabled
    - cloudfront:GetDistributionConfig: {Id: $id}
      save: now
    - cloudfront:DeleteDistribution: {Id: $id, IfMatch: $now.ETag}

AWS::CloudFront::CachePolicy:
  create: {"cloudfront:CreateCachePolicy": {CachePolicyConfig: $CachePolicyConfig}}
  id: $made.CachePolicy.Id
  update:
    - cloudfront:GetCachePolicyConfig: {Id: $id}
      save: found
    - cloudfront:UpdateCachePolicy: {Id: $id, IfMatch: $found.ETag, CachePolicyConfig: $CachePolicyConfig}
  read: {"cloudfront:GetCachePolicy": {Id: $id}}
  attributes: {Id: $id, LastModifiedTime: $read.CachePolicy.LastModifiedTime}
  delete:
    - cloudfront:GetCachePolicyConfig: {Id: $id}
      save: found
    - cloudfront:DeleteCachePolicy: {Id: $id, IfMatch: $found.ETag}

AWS::CloudFront::OriginRequestPolicy:
  create: {"cloudfront:CreateOriginRequestPolicy": {OriginRequestPolicyConfig: $OriginRequestPolicyConfig}}
  id: $made.OriginRequestPolicy.Id
  update:
    - cloudfront:GetOriginRequestPolicyConfig: {Id: $id}
      save: found
    - cloudfront:UpdateOriginRequestPolicy:
        Id: $id
        IfMatch: $found.ETag
        OriginRequestPolicyConfig: $OriginRequestPolicyConfig
  read: {"cloudfront:GetOriginRequestPolicy": {Id: $id}}
  attributes: {Id: $id, LastModifiedTime: $read.OriginRequestPolicy.LastModifiedTime}
  delete:
    - cloudfront:GetOriginRequestPolicyConfig: {Id: $id}
      save: found
    - cloudfront:DeleteOriginRequestPolicy: {Id: $id, IfMatch: $found.ETag}

AWS::CloudFront::ResponseHeadersPolicy:
  create: {"cloudfront:CreateResponseHeadersPolicy": {ResponseHeadersPolicyConfig: $ResponseHeadersPolicyConfig}}
  id: $made.ResponseHeadersPolicy.Id
  update:
    - cloudfront:GetResponseHeadersPolicyConfig: {Id: $id}
      save: found
    - cloudfront:UpdateResponseHeadersPolicy:
        Id: $id
        IfMatch: $found.ETag
        ResponseHeadersPolicyConfig: $ResponseHeadersPolicyConfig
  read: {"cloudfront:GetResponseHeadersPolicy": {Id: $id}}
  attributes: {Id: $id, LastModifiedTime: $read.ResponseHeadersPolicy.LastModifiedTime}
  delete:
    - cloudfront:GetResponseHeadersPolicyConfig: {Id: $id}
      save: found
    - cloudfront:DeleteResponseHeadersPolicy: {Id: $id, IfMatch: $found.ETag}

AWS::CloudFront::OriginAccessControl:
  create: {"cloudfront:CreateOriginAccessControl": {OriginAccessControlConfig: $OriginAccessControlConfig}}
  id: $made.OriginAccessControl.Id
  update:
    - cloudfront:GetOriginAccessControlConfig: {Id: $id}
      save: found
    - cloudfront:UpdateOriginAccessControl:
        Id: $id
        IfMatch: $found.ETag
        OriginAccessControlConfig: $OriginAccessControlConfig
  read: {"cloudfront:GetOriginAccessControl": {Id: $id}}
  attributes: {Id: $id}
  delete:
    - cloudfront:GetOriginAccessControlConfig: {Id: $id}
      save: found
    - cloudfront:DeleteOriginAccessControl: {Id: $id, IfMatch: $found.ETag}

AWS::CloudFront::CloudFrontOriginAccessIdentity:
  name: {longest: 128}
  create:
    - cloudfront:CreateCloudFrontOriginAccessIdentity:
        CloudFrontOriginAccessIdentityConfig:
          CallerReference: $name
          Comment: $CloudFrontOriginAccessIdentityConfig.Comment
  id: $made.CloudFrontOriginAccessIdentity.Id
  update:
    - cloudfront:GetCloudFrontOriginAccessIdentityConfig: {Id: $id}
      save: found
    - cloudfront:UpdateCloudFrontOriginAccessIdentity:
        Id: $id
        IfMatch: $found.ETag
        CloudFrontOriginAccessIdentityConfig:
          CallerReference: $found.CloudFrontOriginAccessIdentityConfig.CallerReference
          Comment: $CloudFrontOriginAccessIdentityConfig.Comment
  read: {"cloudfront:GetCloudFrontOriginAccessIdentity": {Id: $id}}
  attributes: {Id: $id, S3CanonicalUserId: $read.CloudFrontOriginAccessIdentity.S3CanonicalUserId}
  delete:
    - cloudfront:GetCloudFrontOriginAccessIdentityConfig: {Id: $id}
      save: found
    - cloudfront:DeleteCloudFrontOriginAccessIdentity: {Id: $id, IfMatch: $found.ETag}

AWS::CloudFront::PublicKey:
  create: {"cloudfront:CreatePublicKey": {PublicKeyConfig: $PublicKeyConfig}}
  id: $made.PublicKey.Id
  update:
    - cloudfront:GetPublicKeyConfig: {Id: $id}
      save: found
    - cloudfront:UpdatePublicKey: {Id: $id, IfMatch: $found.ETag, PublicKeyConfig: $PublicKeyConfig}
  read: {"cloudfront:GetPublicKey": {Id: $id}}
  attributes: {Id: $id, CreatedTime: $read.PublicKey.CreatedTime}
  delete:
    - cloudfront:GetPublicKeyConfig: {Id: $id}
      save: found
    - cloudfront:DeletePublicKey: {Id: $id, IfMatch: $found.ETag}

AWS::CloudFront::KeyGroup:
  create: {"cloudfront:CreateKeyGroup": {KeyGroupConfig: $KeyGroupConfig}}
  id: $made.KeyGroup.Id
  update:
    - cloudfront:GetKeyGroupConfig: {Id: $id}
      save: found
    - cloudfront:UpdateKeyGroup: {Id: $id, IfMatch: $found.ETag, KeyGroupConfig: $KeyGroupConfig}
  read: {"cloudfront:GetKeyGroup": {Id: $id}}
  attributes: {Id: $id, LastModifiedTime: $read.KeyGroup.LastModifiedTime}
  delete:
    - cloudfront:GetKeyGroupConfig: {Id: $id}
      save: found
    - cloudfront:DeleteKeyGroup: {Id: $id, IfMatch: $found.ETag}

AWS::CloudFront::MonitoringSubscription:
  system_tags: false
  replaces: [DistributionId]
  create:
    cloudfront:CreateMonitoringSubscription: {DistributionId: $DistributionId, MonitoringSubscription: $MonitoringSubscription}
  id: $DistributionId
  update:
    - cloudfront:DeleteMonitoringSubscription: {DistributionId: $id}
    - cloudfront:CreateMonitoringSubscription: {DistributionId: $id, MonitoringSubscription: $MonitoringSubscription}
  read: {"cloudfront:GetMonitoringSubscription": {DistributionId: $id}}
  delete: {"cloudfront:DeleteMonitoringSubscription": {DistributionId: $id}}

AWS::CloudFront::RealtimeLogConfig:
  system_tags: false
  replaces: [Name]
  create: {"cloudfront:CreateRealtimeLogConfig": {"*": $}}
  id: $made.RealtimeLogConfig.ARN
  update:
    cloudfront:UpdateRealtimeLogConfig: {ARN: $id, EndPoints: $EndPoints, Fields: $Fields, SamplingRate: $SamplingRate}
  read: {"cloudfront:GetRealtimeLogConfig": {ARN: $id}}
  attributes: {Arn: $id}
  delete: {"cloudfront:DeleteRealtimeLogConfig": {ARN: $id}}

AWS::CloudFront::VpcOrigin:
  system_tags: false
  create:
    cloudfront:CreateVpcOrigin:
      VpcOriginEndpointConfig: &endpoint
        Name: $VpcOriginEndpointConfig.Name
        Arn: $VpcOriginEndpointConfig.Arn
        HTTPPort: {$or: [$VpcOriginEndpointConfig.HTTPPort, 80]}
        HTTPSPort: {$or: [$VpcOriginEndpointConfig.HTTPSPort, 443]}
        OriginProtocolPolicy: {$or: [$VpcOriginEndpointConfig.OriginProtocolPolicy, match-viewer]}
        OriginSslProtocols: {$or: [$VpcOriginEndpointConfig.OriginSSLProtocols, [TLSv1, SSLv3]]}
      Tags: {Items: {$or: [$Tags, []]}}
  id: $made.VpcOrigin.Id
  update:
    - cloudfront:GetVpcOrigin: {Id: $id}
      save: found
    - cloudfront:UpdateVpcOrigin: {Id: $id, IfMatch: $found.ETag, VpcOriginEndpointConfig: *endpoint}
  parts:
    - of: Tags
      in_create: true
      each: true
      by: Key
      put:
        cloudfront:TagResource:
          Resource: "arn:aws:cloudfront::${account}:vpcorigin/${id}"
          Tags: {Items: [$each]}
      drop:
        cloudfront:UntagResource:
          Resource: "arn:aws:cloudfront::${account}:vpcorigin/${id}"
          TagKeys: {Items: [$each.Key]}
  read: {"cloudfront:GetVpcOrigin": {Id: $id}}
  ready: {path: $read.VpcOrigin.Status, is: Deployed}
  attributes:
    Id: $id
    Arn: $read.VpcOrigin.Arn
    AccountId: $read.VpcOrigin.AccountId
    Status: $read.VpcOrigin.Status
    CreatedTime: $read.VpcOrigin.CreatedTime
    LastModifiedTime: $read.VpcOrigin.LastModifiedTime
  delete:
    - cloudfront:GetVpcOrigin: {Id: $id}
      save: found
    - cloudfront:DeleteVpcOrigin: {Id: $id, IfMatch: $found.ETag}

AWS::CloudFront::ContinuousDeploymentPolicy:
  system_tags: false
  create:
    cloudfront:CreateContinuousDeploymentPolicy:
      ContinuousDeploymentPolicyConfig: &deployment
        Enabled: $ContinuousDeploymentPolicyConfig.Enabled
        StagingDistributionDnsNames: $ContinuousDeploymentPolicyConfig.StagingDistributionDnsNames
        TrafficConfig:
          $or:
            - $ContinuousDeploymentPolicyConfig.TrafficConfig
            - Type: $ContinuousDeploymentPolicyConfig.Type
              SingleHeaderConfig: $ContinuousDeploymentPolicyConfig.SingleHeaderPolicyConfig
              SingleWeightConfig: $ContinuousDeploymentPolicyConfig.SingleWeightPolicyConfig
  id: $made.ContinuousDeploymentPolicy.Id
  update:
    - cloudfront:GetContinuousDeploymentPolicyConfig: {Id: $id}
      save: found
    - cloudfront:UpdateContinuousDeploymentPolicy:
        Id: $id
        IfMatch: $found.ETag
        ContinuousDeploymentPolicyConfig: *deployment
  read: {"cloudfront:GetContinuousDeploymentPolicy": {Id: $id}}
  attributes: {Id: $id, LastModifiedTime: $read.ContinuousDeploymentPolicy.LastModifiedTime}
  delete:
    - cloudfront:GetContinuousDeploymentPolicyConfig: {Id: $id}
      save: found
    - cloudfront:DeleteContinuousDeploymentPolicy: {Id: $id, IfMatch: $found.ETag}
)yaml";

}  // namespace wt::cloudformation
