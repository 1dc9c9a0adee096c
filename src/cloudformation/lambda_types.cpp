#include "cloudformation/type_texts.hpp"

namespace wt::cloudformation {

const std::string_view lambda_types = R"yaml(
AWS::Lambda::Function:
  drift: {unseen: [Code], actual: {Layers: {$pluck: {of: $read.Configuration.Layers, at: Arn}}}}
  name: {of: FunctionName, longest: 64}
  replaces: [FunctionName, PackageType]
  create:
    - lambda:CreateFunction:
        "*": $
        FunctionName: $name
        Code:
          S3Bucket: $Code.S3Bucket
          S3Key: $Code.S3Key
          S3ObjectVersion: $Code.S3ObjectVersion
          ImageUri: $Code.ImageUri
          ZipFile: {$zip: {Handler: $Handler, Runtime: $Runtime, ZipFile: $Code.ZipFile}}
  update:
    - lambda:UpdateFunctionConfiguration:
        "*": $
        FunctionName: $id
        Description: {$or: [$Description, ""]}
        Timeout: {$or: [$Timeout, 3]}
        MemorySize: {$or: [$MemorySize, 128]}
        Environment: {$or: [$Environment, {$environment: $id}]}
        Layers: {$or: [$Layers, []]}
  parts:
    - of: [Code, Architectures]
      in_create: true
      put:
        - lambda:UpdateFunctionCode:
            FunctionName: $id
            S3Bucket: $Code.S3Bucket
            S3Key: $Code.S3Key
            S3ObjectVersion: $Code.S3ObjectVersion
            ImageUri: $Code.ImageUri
            Architectures: $Architectures
            ZipFile: {$zip: {Handler: $Handler, Runtime: $Runtime, ZipFile: $Code.ZipFile}}
    - of: ReservedConcurrentExecutions
      put:
        lambda:PutFunctionConcurrency: {FunctionName: $id, ReservedConcurrentExecutions: $ReservedConcurrentExecutions}
      drop: {"lambda:DeleteFunctionConcurrency": {FunctionName: $id}}
    - of: RuntimeManagementConfig
      put:
        lambda:PutRuntimeManagementConfig:
          FunctionName: $id
          UpdateRuntimeOn: $RuntimeManagementConfig.UpdateRuntimeOn
          RuntimeVersionArn: $RuntimeManagementConfig.RuntimeVersionArn
      drop: {"lambda:PutRuntimeManagementConfig": {FunctionName: $id, UpdateRuntimeOn: Auto}}
    - of: RecursiveLoop
      put: {"lambda:PutFunctionRecursionConfig": {FunctionName: $id, RecursiveLoop: $RecursiveLoop}}
      drop: {"lambda:PutFunctionRecursionConfig": {FunctionName: $id, RecursiveLoop: Terminate}}
    - of: Tags
      in_create: true
      each: true
      by: Key
      put: {"lambda:TagResource": {Resource: $attributes.Arn, Tags: [$each]}}
      drop: {"lambda:UntagResource": {Resource: $attributes.Arn, TagKeys: [$each.Key]}}
  read: {"lambda:GetFunction": {FunctionName: $id}}
  ready: {path: $read.Configuration.State, is: [Active, Inactive], fails: Failed}
  attributes: {Arn: $read.Configuration.FunctionArn}
  delete: {"lambda:DeleteFunction": {FunctionName: $id}}

AWS::Lambda::Version:
  replaces: [FunctionName, Description, CodeSha256]
  create:
    - lambda:PublishVersion: {FunctionName: $FunctionName, Description: $Description, CodeSha256: $CodeSha256}
  id: $made.FunctionArn
  attributes:
    FunctionArn: $id
    Version: {$or: [$made.Version, $attributes.Version]}
  parts:
    - of: ProvisionedConcurrencyConfig
      at_delete: true
      put:
        lambda:PutProvisionedConcurrencyConfig:
          FunctionName: $FunctionName
          Qualifier: {$or: [$made.Version, $attributes.Version]}
          ProvisionedConcurrentExecutions: $ProvisionedConcurrencyConfig.ProvisionedConcurrentExecutions
      drop:
        lambda:DeleteProvisionedConcurrencyConfig: {FunctionName: $FunctionName, Qualifier: $attributes.Version}
  delete: {"lambda:DeleteFunction": {FunctionName: $id}}

AWS::Lambda::Alias:
  replaces: [FunctionName, Name]
  create:
    - lambda:CreateAlias:
        FunctionName: $FunctionName
        Name: $Name
        FunctionVersion: $FunctionVersion
        Description: $Description
        RoutingConfig:
          AdditionalVersionWeights:
            $pairs: {of: $RoutingConfig.AdditionalVersionWeights, key: FunctionVersion, value: FunctionWeight}
  id: $made.AliasArn
  update:
    - lambda:UpdateAlias:
        FunctionName: $FunctionName
        Name: $Name
        FunctionVersion: $FunctionVersion
        Description: {$or: [$Description, ""]}
        RoutingConfig:
          AdditionalVersionWeights:
            $or:
              - $pairs: {of: $RoutingConfig.AdditionalVersionWeights, key: FunctionVersion, value: FunctionWeight}
              - {$empty: $Name}
  parts:
    - of: ProvisionedConcurrencyConfig
      at_delete: true
      put:
        lambda:PutProvisionedConcurrencyConfig:
          FunctionName: $FunctionName
          Qualifier: $Name
          ProvisionedConcurrentExecutions: $ProvisionedConcurrencyConfig.ProvisionedConcurrentExecutions
      drop: {"lambda:DeleteProvisionedConcurrencyConfig": {FunctionName: $FunctionName, Qualifier: $Name}}
  attributes: {AliasArn: $id}
  delete: {"lambda:DeleteAlias": {FunctionName: $FunctionName, Name: $Name}}

AWS::Lambda::Permission:
  name: {longest: 100}
  replaces: all
  create: {"lambda:AddPermission": {"*": $, StatementId: $name}}
  attributes: {Id: $id}
  delete: {"lambda:RemovePermission": {FunctionName: $FunctionName, StatementId: $id}}

AWS::Lambda::Url:
  replaces: [TargetFunctionArn, Qualifier]
  create:
    - lambda:CreateFunctionUrlConfig: {"*": $, FunctionName: $TargetFunctionArn}
  id: $made.FunctionArn
  update: {"lambda:UpdateFunctionUrlConfig": {"*": $, FunctionName: $TargetFunctionArn}}
  attributes: {FunctionArn: $id, FunctionUrl: {$or: [$made.FunctionUrl, $attributes.FunctionUrl]}}
  delete: {"lambda:DeleteFunctionUrlConfig": {FunctionName: $TargetFunctionArn, Qualifier: $Qualifier}}

AWS::Lambda::EventSourceMapping:
  replaces: [EventSourceArn, StartingPosition, StartingPositionTimestamp, SelfManagedEventSource]
  create: {"lambda:CreateEventSourceMapping": {"*": $}}
  id: $made.UUID
  update: {"lambda:UpdateEventSourceMapping": {"*": $, UUID: $id}}
  parts:
    - of: Tags
      in_create: true
      each: true
      by: Key
      put: {"lambda:TagResource": {Resource: $attributes.EventSourceMappingArn, Tags: [$each]}}
      drop: {"lambda:UntagResource": {Resource: $attributes.EventSourceMappingArn, TagKeys: [$each.Key]}}
  drift:
    look: {"lambda:ListTags": {Resource: $attributes.EventSourceMappingArn}, save: tags}
    actual: {Tags: $tags.Tags}
  read: {"lambda:GetEventSourceMapping": {UUID: $id}}
  ready: {path: $read.State, is: [Enabled, Disabled]}
  attributes: {Id: $id, EventSourceMappingArn: $read.EventSourceMappingArn}
  delete: {"lambda:DeleteEventSourceMapping": {UUID: $id}}

AWS::Lambda::EventInvokeConfig:
  replaces: [FunctionName, Qualifier]
  create: {"lambda:PutFunctionEventInvokeConfig": {"*": $}}
  id: "${FunctionName}|${Qualifier}"
  update: {"lambda:PutFunctionEventInvokeConfig": {"*": $}}
  delete: {"lambda:DeleteFunctionEventInvokeConfig": {FunctionName: $FunctionName, Qualifier: $Qualifier}}

AWS::Lambda::ResourcePolicy:
  replaces: [ResourceArn]
  create: {"lambda:PutResourcePolicy": {ResourceArn: $ResourceArn, Policy: $PolicyDocument}}
  id: $ResourceArn
  update: {"lambda:PutResourcePolicy": {ResourceArn: $ResourceArn, Policy: $PolicyDocument}}
  read: {"lambda:GetResourcePolicy": {ResourceArn: $id}}
  drift: {actual: {ResourceArn: $id}, unseen: [PolicyDocument]}
  delete: {"lambda:DeleteResourcePolicy": {ResourceArn: $id}}

AWS::Lambda::LayerVersion:
  name: {of: LayerName, longest: 140}
  replaces: all
  create: {"lambda:PublishLayerVersion": {"*": $, LayerName: $name}}
  id: $made.LayerVersionArn
  attributes:
    LayerVersionArn: $id
    Version: {$or: [$made.Version, $attributes.Version]}
    LayerArn: {$or: [$made.LayerArn, $attributes.LayerArn]}
  delete: {"lambda:DeleteLayerVersion": {LayerName: $attributes.LayerArn, VersionNumber: $attributes.Version}}

AWS::Lambda::LayerVersionPermission:
  name: {longest: 100}
  replaces: all
  create:
    - lambda:GetLayerVersionByArn: {Arn: $LayerVersionArn}
    - lambda:AddLayerVersionPermission:
        LayerName: $made.LayerArn
        VersionNumber: $made.Version
        StatementId: $name
        Action: $Action
        Principal: $Principal
        OrganizationId: $OrganizationId
  attributes: {Id: $id}
  delete:
    - lambda:GetLayerVersionByArn: {Arn: $LayerVersionArn}
      save: version
    - lambda:RemoveLayerVersionPermission:
        LayerName: $version.LayerArn
        VersionNumber: $version.Version
        StatementId: $id
)yaml";

}  // namespace wt::cloudformation
