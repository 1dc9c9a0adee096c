#include "cloudformation/type_texts.hpp"

namespace wt::cloudformation {

const std::string_view kms_types = R"yaml(
AWS::KMS::Key:
  system_tags: false
  fixed: [KeySpec, KeyUsage, MultiRegion, Origin]
  identifier: [KeyId]
  drift:
    look:
      - {"kms:ListResourceTags": {KeyId: $id, Limit: 50}, save: tags}
      - {"kms:GetKeyRotationStatus": {KeyId: $id}, save: rotation}
    actual:
      Description: $read.KeyMetadata.Description
      Enabled: $read.KeyMetadata.Enabled
      EnableKeyRotation: $rotation.KeyRotationEnabled
      RotationPeriodInDays: $rotation.RotationPeriodInDays
      KeySpec: $read.KeyMetadata.KeySpec
      KeyUsage: $read.KeyMetadata.KeyUsage
      MultiRegion: $read.KeyMetadata.MultiRegion
      Origin: $read.KeyMetadata.Origin
      Tags: {$rename: {in: $tags.Tags, TagKey: Key, TagValue: Value}}
    unseen: [BypassPolicyLockoutSafetyCheck, KeyPolicy, PendingWindowInDays]
  create:
    - kms:CreateKey:
        BypassPolicyLockoutSafetyCheck: $BypassPolicyLockoutSafetyCheck
        Description: $Description
        KeySpec: $KeySpec
        KeyUsage: $KeyUsage
        MultiRegion: $MultiRegion
        Origin: $Origin
        Policy: $KeyPolicy
        Tags: {$rename: {in: $Tags, Key: TagKey, Value: TagValue}}
  id: $made.KeyMetadata.KeyId
  update: {"kms:UpdateKeyDescription": {KeyId: $id, Description: {$or: [$Description, ""]}}}
  passes_over: [PendingWindowInDays, BypassPolicyLockoutSafetyCheck]
  parts:
    - of: KeyPolicy
      in_create: true
      put:
        kms:PutKeyPolicy:
          KeyId: $id
          PolicyName: default
          Policy: $KeyPolicy
          BypassPolicyLockoutSafetyCheck: $BypassPolicyLockoutSafetyCheck
    - of: [EnableKeyRotation, RotationPeriodInDays]
      put:
        - kms:EnableKeyRotation: {KeyId: $id, RotationPeriodInDays: $RotationPeriodInDays}
          when: $EnableKeyRotation
        - kms:DisableKeyRotation: {KeyId: $id}
          when: $old.EnableKeyRotation
          unless: $EnableKeyRotation
      drop:
        - kms:DisableKeyRotation: {KeyId: $id}
          when: $old.EnableKeyRotation
    - of: Enabled
      put:
        - kms:EnableKey: {KeyId: $id}
          when: $Enabled
        - kms:DisableKey: {KeyId: $id}
          unless: $Enabled
      drop: {"kms:EnableKey": {KeyId: $id}}
    - of: Tags
      in_create: true
      each: true
      by: Key
      put: {"kms:TagResource": {KeyId: $id, Tags: [{TagKey: $each.Key, TagValue: $each.Value}]}}
      drop: {"kms:UntagResource": {KeyId: $id, TagKeys: [$each.Key]}}
  read: {"kms:DescribeKey": {KeyId: $id}}
  attributes: {Arn: $read.KeyMetadata.Arn, KeyId: $id}
  delete: {"kms:ScheduleKeyDeletion": {KeyId: $id, PendingWindowInDays: $PendingWindowInDays}}

AWS::KMS::Alias:
  replaces: [AliasName]
  identifier: [AliasName]
  drift:
    look: {"kms:DescribeKey": {KeyId: $id}}
    unseen: [TargetKeyId]
  create: {"kms:CreateAlias": {AliasName: $AliasName, TargetKeyId: $TargetKeyId}}
  id: $AliasName
  update: {"kms:UpdateAlias": {AliasName: $id, TargetKeyId: $TargetKeyId}}
  delete: {"kms:DeleteAlias": {AliasName: $id}}
)yaml";

}  // namespace wt::cloudformation
