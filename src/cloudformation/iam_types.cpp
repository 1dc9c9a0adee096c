#include "cloudformation/type_texts.hpp"

namespace wt::cloudformation {

const std::string_view iam_types = R"yaml(
AWS::IAM::Role:
  system_tags: false
  drift: {actual: {PermissionsBoundary: $read.Role.PermissionsBoundary.PermissionsBoundaryArn}}
  capability: named
  name: {of: RoleName, longest: 64}
  replaces: [RoleName, Path]
  create:
    - iam:CreateRole: {"*": $, RoleName: $name}
  update:
    - iam:UpdateRole: {RoleName: $id, Description: {$or: [$Description, ""]}, MaxSessionDuration: {$or: [$MaxSessionDuration, 3600]}}
  parts:
    - of: AssumeRolePolicyDocument
      in_create: true
      put: {"iam:UpdateAssumeRolePolicy": {RoleName: $id, PolicyDocument: $AssumeRolePolicyDocument}}
    - of: PermissionsBoundary
      in_create: true
      put: {"iam:PutRolePermissionsBoundary": {RoleName: $id, PermissionsBoundary: $PermissionsBoundary}}
      drop: {"iam:DeleteRolePermissionsBoundary": {RoleName: $id}}
    - of: Tags
      in_create: true
      each: true
      by: Key
      put: {"iam:TagRole": {RoleName: $id, Tags: [$each]}}
      drop: {"iam:UntagRole": {RoleName: $id, TagKeys: [$each.Key]}}
    - of: ManagedPolicyArns
      each: true
      at_delete: true
      put: {"iam:AttachRolePolicy": {RoleName: $id, PolicyArn: $each}}
      drop: {"iam:DetachRolePolicy": {RoleName: $id, PolicyArn: $each}}
    - of: Policies
      each: true
      by: PolicyName
      at_delete: true
      put: {"iam:PutRolePolicy": {RoleName: $id, PolicyName: $each.PolicyName, PolicyDocument: $each.PolicyDocument}}
      drop: {"iam:DeleteRolePolicy": {RoleName: $id, PolicyName: $each.PolicyName}}
  read: {"iam:GetRole": {RoleName: $id}}
  attributes: {Arn: $read.Role.Arn, RoleId: $read.Role.RoleId}
  delete: {"iam:DeleteRole": {RoleName: $id}}

AWS::IAM::RolePolicy:
  capability: plain
  replaces: [RoleName, PolicyName]
  create: {"iam:PutRolePolicy": {RoleName: $RoleName, PolicyName: $PolicyName, PolicyDocument: $PolicyDocument}}
  id: "${PolicyName}|${RoleName}"
  update: {"iam:PutRolePolicy": {RoleName: $RoleName, PolicyName: $PolicyName, PolicyDocument: $PolicyDocument}}
  delete: {"iam:DeleteRolePolicy": {RoleName: $RoleName, PolicyName: $PolicyName}}

AWS::IAM::UserPolicy:
  capability: plain
  replaces: [UserName, PolicyName]
  create: {"iam:PutUserPolicy": {UserName: $UserName, PolicyName: $PolicyName, PolicyDocument: $PolicyDocument}}
  id: "${PolicyName}|${UserName}"
  update: {"iam:PutUserPolicy": {UserName: $UserName, PolicyName: $PolicyName, PolicyDocument: $PolicyDocument}}
  delete: {"iam:DeleteUserPolicy": {UserName: $UserName, PolicyName: $PolicyName}}

AWS::IAM::GroupPolicy:
  capability: plain
  replaces: [GroupName, PolicyName]
  create: {"iam:PutGroupPolicy": {GroupName: $GroupName, PolicyName: $PolicyName, PolicyDocument: $PolicyDocument}}
  id: "${PolicyName}|${GroupName}"
  update: {"iam:PutGroupPolicy": {GroupName: $GroupName, PolicyName: $PolicyName, PolicyDocument: $PolicyDocument}}
  delete: {"iam:DeleteGroupPolicy": {GroupName: $GroupName, PolicyName: $PolicyName}}

AWS::IAM::ServiceLinkedRole:
  capability: plain
  replaces: [AWSServiceName, CustomSuffix]
  create:
    - iam:CreateServiceLinkedRole: {AWSServiceName: $AWSServiceName, CustomSuffix: $CustomSuffix, Description: $Description}
  id: $made.Role.RoleName
  update: {"iam:UpdateRole": {RoleName: $id, Description: {$or: [$Description, ""]}}}
  read: {"iam:GetRole": {RoleName: $id}}
  attributes: {RoleName: $id}
  delete: {"iam:DeleteServiceLinkedRole": {RoleName: $id}}

AWS::IAM::OIDCProvider:
  system_tags: false
  drift: {actual: {ClientIdList: $read.ClientIDList, Url: "https://${read.Url}"}}
  replaces: [Url]
  create:
    - iam:CreateOpenIDConnectProvider: {Url: $Url, ClientIDList: $ClientIdList, ThumbprintList: $ThumbprintList, Tags: $Tags}
  id: $made.OpenIDConnectProviderArn
  parts:
    - of: ThumbprintList
      in_create: true
      put: {"iam:UpdateOpenIDConnectProviderThumbprint": {OpenIDConnectProviderArn: $id, ThumbprintList: $ThumbprintList}}
    - of: ClientIdList
      in_create: true
      each: true
      put: {"iam:AddClientIDToOpenIDConnectProvider": {OpenIDConnectProviderArn: $id, ClientID: $each}}
      drop: {"iam:RemoveClientIDFromOpenIDConnectProvider": {OpenIDConnectProviderArn: $id, ClientID: $each}}
    - of: Tags
      in_create: true
      each: true
      by: Key
      put: {"iam:TagOpenIDConnectProvider": {OpenIDConnectProviderArn: $id, Tags: [$each]}}
      drop: {"iam:UntagOpenIDConnectProvider": {OpenIDConnectProviderArn: $id, TagKeys: [$each.Key]}}
  read: {"iam:GetOpenIDConnectProvider": {OpenIDConnectProviderArn: $id}}
  attributes: {Arn: $id}
  delete: {"iam:DeleteOpenIDConnectProvider": {OpenIDConnectProviderArn: $id}}

AWS::IAM::Policy:
  capability: plain
  name: {longest: 128}
  replaces: [PolicyName]
  create: []
  parts:
    - of: [Roles, PolicyDocument]
      each: true
      at_delete: true
      put: {"iam:PutRolePolicy": {RoleName: $each, PolicyName: $PolicyName, PolicyDocument: $PolicyDocument}}
      drop: {"iam:DeleteRolePolicy": {RoleName: $each, PolicyName: $PolicyName}}
    - of: [Users, PolicyDocument]
      each: true
      at_delete: true
      put: {"iam:PutUserPolicy": {UserName: $each, PolicyName: $PolicyName, PolicyDocument: $PolicyDocument}}
      drop: {"iam:DeleteUserPolicy": {UserName: $each, PolicyName: $PolicyName}}
    - of: [Groups, PolicyDocument]
      each: true
      at_delete: true
      put: {"iam:PutGroupPolicy": {GroupName: $each, PolicyName: $PolicyName, PolicyDocument: $PolicyDocument}}
      drop: {"iam:DeleteGroupPolicy": {GroupName: $each, PolicyName: $PolicyName}}
  attributes: {Id: $id}
  delete: []

AWS::IAM::ManagedPolicy:
  capability: named
  name: {of: ManagedPolicyName, longest: 128}
  replaces: [ManagedPolicyName, Path, Description]
  create:
    - iam:CreatePolicy: {PolicyName: $name, Path: $Path, Description: $Description, PolicyDocument: $PolicyDocument}
  id: $made.Policy.Arn
  parts:
    - of: PolicyDocument
      in_create: true
      put:
        - iam:ListPolicyVersions: {PolicyArn: $id}
          save: listed
        - iam:CreatePolicyVersion: {PolicyArn: $id, PolicyDocument: $PolicyDocument, SetAsDefault: true}
        - iam:DeletePolicyVersion: {PolicyArn: $id, VersionId: $each.VersionId}
          each: $listed.Versions
    - of: Roles
      each: true
      at_delete: true
      put: {"iam:AttachRolePolicy": {RoleName: $each, PolicyArn: $id}}
      drop: {"iam:DetachRolePolicy": {RoleName: $each, PolicyArn: $id}}
    - of: Users
      each: true
      at_delete: true
      put: {"iam:AttachUserPolicy": {UserName: $each, PolicyArn: $id}}
      drop: {"iam:DetachUserPolicy": {UserName: $each, PolicyArn: $id}}
    - of: Groups
      each: true
      at_delete: true
      put: {"iam:AttachGroupPolicy": {GroupName: $each, PolicyArn: $id}}
      drop: {"iam:DetachGroupPolicy": {GroupName: $each, PolicyArn: $id}}
  read: {"iam:GetPolicy": {PolicyArn: $id}}
  attributes:
    PolicyArn: $id
    PolicyId: $read.Policy.PolicyId
    AttachmentCount: $read.Policy.AttachmentCount
    CreateDate: $read.Policy.CreateDate
    DefaultVersionId: $read.Policy.DefaultVersionId
    IsAttachable: $read.Policy.IsAttachable
    PermissionsBoundaryUsageCount: $read.Policy.PermissionsBoundaryUsageCount
    UpdateDate: $read.Policy.UpdateDate
  delete: {"iam:DeletePolicy": {PolicyArn: $id}}

AWS::IAM::User:
  system_tags: false
  drift: {actual: {PermissionsBoundary: $read.User.PermissionsBoundary.PermissionsBoundaryArn}}
  capability: named
  name: {of: UserName, longest: 64}
  replaces: [UserName]
  create: {"iam:CreateUser": {"*": $, UserName: $name}}
  update: {"iam:UpdateUser": {UserName: $id, NewPath: {$or: [$Path, /]}}}
  parts:
    - of: PermissionsBoundary
      in_create: true
      put: {"iam:PutUserPermissionsBoundary": {UserName: $id, PermissionsBoundary: $PermissionsBoundary}}
      drop: {"iam:DeleteUserPermissionsBoundary": {UserName: $id}}
    - of: Tags
      in_create: true
      each: true
      by: Key
      put: {"iam:TagUser": {UserName: $id, Tags: [$each]}}
      drop: {"iam:UntagUser": {UserName: $id, TagKeys: [$each.Key]}}
    - of: Groups
      each: true
      at_delete: true
      put: {"iam:AddUserToGroup": {UserName: $id, GroupName: $each}}
      drop: {"iam:RemoveUserFromGroup": {UserName: $id, GroupName: $each}}
    - of: ManagedPolicyArns
      each: true
      at_delete: true
      put: {"iam:AttachUserPolicy": {UserName: $id, PolicyArn: $each}}
      drop: {"iam:DetachUserPolicy": {UserName: $id, PolicyArn: $each}}
    - of: Policies
      each: true
      by: PolicyName
      at_delete: true
      put: {"iam:PutUserPolicy": {UserName: $id, PolicyName: $each.PolicyName, PolicyDocument: $each.PolicyDocument}}
      drop: {"iam:DeleteUserPolicy": {UserName: $id, PolicyName: $each.PolicyName}}
  read: {"iam:GetUser": {UserName: $id}}
  attributes: {Arn: $read.User.Arn}
  delete: {"iam:DeleteUser": {UserName: $id}}

AWS::IAM::Group:
  capability: named
  name: {of: GroupName, longest: 128}
  replaces: [GroupName]
  create: {"iam:CreateGroup": {GroupName: $name, Path: $Path}}
  update: {"iam:UpdateGroup": {GroupName: $id, NewPath: {$or: [$Path, /]}}}
  parts:
    - of: ManagedPolicyArns
      each: true
      at_delete: true
      put: {"iam:AttachGroupPolicy": {GroupName: $id, PolicyArn: $each}}
      drop: {"iam:DetachGroupPolicy": {GroupName: $id, PolicyArn: $each}}
    - of: Policies
      each: true
      by: PolicyName
      at_delete: true
      put: {"iam:PutGroupPolicy": {GroupName: $id, PolicyName: $each.PolicyName, PolicyDocument: $each.PolicyDocument}}
      drop: {"iam:DeleteGroupPolicy": {GroupName: $id, PolicyName: $each.PolicyName}}
  read: {"iam:GetGroup": {GroupName: $id}}
  attributes: {Arn: $read.Group.Arn}
  delete: {"iam:DeleteGroup": {GroupName: $id}}

AWS::IAM::UserToGroupAddition:
  capability: plain
  name: {longest: 128}
  replaces: [GroupName]
  create: []
  parts:
    - of: Users
      each: true
      at_delete: true
      put: {"iam:AddUserToGroup": {UserName: $each, GroupName: $GroupName}}
      drop: {"iam:RemoveUserFromGroup": {UserName: $each, GroupName: $GroupName}}
  attributes: {Id: $id}
  delete: []

AWS::IAM::InstanceProfile:
  drift: {actual: {Roles: {$pluck: {of: $read.InstanceProfile.Roles, at: RoleName}}}}
  capability: named
  name: {of: InstanceProfileName, longest: 128}
  replaces: [InstanceProfileName, Path]
  create: {"iam:CreateInstanceProfile": {InstanceProfileName: $name, Path: $Path}}
  parts:
    - of: Roles
      each: true
      at_delete: true
      put: {"iam:AddRoleToInstanceProfile": {InstanceProfileName: $id, RoleName: $each}}
      drop: {"iam:RemoveRoleFromInstanceProfile": {InstanceProfileName: $id, RoleName: $each}}
  read: {"iam:GetInstanceProfile": {InstanceProfileName: $id}}
  attributes: {Arn: $read.InstanceProfile.Arn}
  delete: {"iam:DeleteInstanceProfile": {InstanceProfileName: $id}}

AWS::IAM::AccessKey:
  capability: plain
  replaces: [UserName, Serial]
  create: {"iam:CreateAccessKey": {UserName: $UserName}}
  id: $made.AccessKey.AccessKeyId
  parts:
    - of: Status
      put: {"iam:UpdateAccessKey": {UserName: $UserName, AccessKeyId: $id, Status: $Status}}
      drop: {"iam:UpdateAccessKey": {UserName: $UserName, AccessKeyId: $id, Status: Active}}
  attributes: {Id: $id, SecretAccessKey: {$or: [$made.AccessKey.SecretAccessKey, $attributes.SecretAccessKey]}}
  delete: {"iam:DeleteAccessKey": {UserName: $UserName, AccessKeyId: $id}}
)yaml";

}  // namespace wt::cloudformation
