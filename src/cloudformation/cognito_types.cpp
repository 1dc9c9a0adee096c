#include "cloudformation/type_texts.hpp"

namespace wt::cloudformation {

const std::string_view cognito_types = R"yaml(
AWS::Cognito::UserPool:
  map_tags: true
  system_tags: false
  identifier: [UserPoolId]
  drift:
    look: {"cognito-idp:DescribeUserPool": {UserPoolId: $id}, save: now}
    actual: {UserPoolName: $now.UserPool.Name}
    unseen: [EnabledMfas, EmailVerificationMessage, EmailVerificationSubject]
  name: {of: UserPoolName, longest: 128}
  fixed: [AliasAttributes, UsernameAttributes, UsernameConfiguration]
  tags: UserPoolTags
  create:
    - cognito-idp:CreateUserPool: {"*": $, PoolName: $name}
    - cognito-idp:SetUserPoolMfaConfig: &mfa
        UserPoolId: {$or: [$made.UserPool.Id, $id]}
        MfaConfiguration: {$or: [$MfaConfiguration, "OFF"]}
        SoftwareTokenMfaConfiguration: {Enabled: {$has: [$EnabledMfas, SOFTWARE_TOKEN_MFA]}}
        SmsMfaConfiguration:
          $when:
            - {$has: [$EnabledMfas, SMS_MFA]}
            - {$or: [{SmsAuthenticationMessage: $SmsAuthenticationMessage, SmsConfiguration: $SmsConfiguration}, {}]}
        EmailMfaConfiguration:
          $when:
            - {$has: [$EnabledMfas, EMAIL_OTP]}
            - {$or: [{Message: $EmailAuthenticationMessage, Subject: $EmailAuthenticationSubject}, {}]}
        WebAuthnConfiguration:
          RelyingPartyId: $WebAuthnRelyingPartyID
          UserVerification: $WebAuthnUserVerification
          FactorConfiguration: $WebAuthnFactorConfiguration
      when: {$or: [$EnabledMfas, $WebAuthnRelyingPartyID, $WebAuthnUserVerification, $WebAuthnFactorConfiguration]}
  id: $made.UserPool.Id
  update:
    - cognito-idp:UpdateUserPool: {"*": $, UserPoolId: $id, PoolName: $UserPoolName}
    - cognito-idp:SetUserPoolMfaConfig: *mfa
      when:
        $or:
          - $EnabledMfas
          - $old.EnabledMfas
          - $WebAuthnRelyingPartyID
          - $WebAuthnUserVerification
          - $WebAuthnFactorConfiguration
  parts:
    - of: Schema
      in_create: true
      each: true
      by: Name
      stays: Existing schema attributes cannot be modified or deleted.
      put: {"cognito-idp:AddCustomAttributes": {UserPoolId: $id, CustomAttributes: [$each]}}
    - of: UserPoolTags
      in_create: true
      each: true
      by: Key
      put:
        cognito-idp:TagResource:
          ResourceArn: "arn:aws:cognito-idp:${region}:${account}:userpool/${id}"
          Tags: [$each]
      drop:
        cognito-idp:UntagResource:
          ResourceArn: "arn:aws:cognito-idp:${region}:${account}:userpool/${id}"
          TagKeys: [$each.Key]
  attributes:
    Arn: "arn:aws:cognito-idp:${region}:${account}:userpool/${id}"
    ProviderName: "cognito-idp.${region}.amazonaws.com/${id}"
    ProviderURL: "https://cognito-idp.${region}.amazonaws.com/${id}"
    UserPoolId: $id
  delete: {"cognito-idp:DeleteUserPool": {UserPoolId: $id}}

AWS::Cognito::UserPoolClient:
  identifier: [UserPoolId, ClientId]
  drift: {unseen: [GenerateSecret]}
  name: {of: ClientName, longest: 128}
  replaces: [UserPoolId, GenerateSecret]
  create: {"cognito-idp:CreateUserPoolClient": {"*": $, ClientName: $name}}
  id: $made.UserPoolClient.ClientId
  update:
    - cognito-idp:UpdateUserPoolClient: {"*": $, ClientId: $id, ClientName: {$or: [$ClientName, $name]}}
  read: {"cognito-idp:DescribeUserPoolClient": {UserPoolId: $UserPoolId, ClientId: $id}}
  attributes:
    ClientId: $id
    ClientSecret: $read.UserPoolClient.ClientSecret
    Name: $read.UserPoolClient.ClientName
  delete: {"cognito-idp:DeleteUserPoolClient": {UserPoolId: $UserPoolId, ClientId: $id}}

AWS::Cognito::UserPoolDomain:
  replaces: [UserPoolId, Domain]
  create: {"cognito-idp:CreateUserPoolDomain": {"*": $}}
  id: $Domain
  update: {"cognito-idp:UpdateUserPoolDomain": {"*": $}}
  read: {"cognito-idp:DescribeUserPoolDomain": {Domain: $id}}
  attributes: {CloudFrontDistribution: $read.DomainDescription.CloudFrontDistribution}
  delete: {"cognito-idp:DeleteUserPoolDomain": {UserPoolId: $UserPoolId, Domain: $id}}

AWS::Cognito::UserPoolGroup:
  name: {of: GroupName, longest: 128}
  replaces: [UserPoolId, GroupName]
  create: {"cognito-idp:CreateGroup": {"*": $, GroupName: $name}}
  update: {"cognito-idp:UpdateGroup": {"*": $, GroupName: $id, Description: {$or: [$Description, ""]}}}
  delete: {"cognito-idp:DeleteGroup": {UserPoolId: $UserPoolId, GroupName: $id}}

AWS::Cognito::UserPoolUser:
  name: {of: Username, longest: 128}
  replaces: all
  create: {"cognito-idp:AdminCreateUser": {"*": $, Username: $name}}
  delete: {"cognito-idp:AdminDeleteUser": {UserPoolId: $UserPoolId, Username: $id}}

AWS::Cognito::UserPoolUserToGroupAttachment:
  name: {longest: 128}
  replaces: all
  create: {"cognito-idp:AdminAddUserToGroup": {"*": $}}
  delete:
    - cognito-idp:AdminRemoveUserFromGroup: {UserPoolId: $UserPoolId, Username: $Username, GroupName: $GroupName}

AWS::Cognito::UserPoolResourceServer:
  replaces: [UserPoolId, Identifier]
  create: {"cognito-idp:CreateResourceServer": {"*": $}}
  id: $Identifier
  update: {"cognito-idp:UpdateResourceServer": {"*": $}}
  delete: {"cognito-idp:DeleteResourceServer": {UserPoolId: $UserPoolId, Identifier: $id}}

AWS::Cognito::UserPoolIdentityProvider:
  replaces: [UserPoolId, ProviderName, ProviderType]
  create: {"cognito-idp:CreateIdentityProvider": {"*": $}}
  id: $ProviderName
  update: {"cognito-idp:UpdateIdentityProvider": {"*": $}}
  delete: {"cognito-idp:DeleteIdentityProvider": {UserPoolId: $UserPoolId, ProviderName: $id}}

AWS::Cognito::IdentityPool:
  system_tags: false
  name: {of: IdentityPoolName, longest: 128}
  tags: IdentityPoolTags
  create: {"cognito-identity:CreateIdentityPool": {"*": $, IdentityPoolName: $name}}
  id: $made.IdentityPoolId
  update:
    - cognito-identity:UpdateIdentityPool:
        "*": $
        IdentityPoolId: $id
        IdentityPoolName: {$or: [$IdentityPoolName, $name]}
  parts:
    - of: CognitoEvents
      put: {"cognito-sync:SetCognitoEvents": {IdentityPoolId: $id, Events: $CognitoEvents}}
      drop: {"cognito-sync:SetCognitoEvents": {IdentityPoolId: $id, Events: {}}}
    - of: IdentityPoolTags
      in_create: true
      each: true
      by: Key
      put:
        cognito-identity:TagResource:
          ResourceArn: "arn:aws:cognito-identity:${region}:${account}:identitypool/${id}"
          Tags: [$each]
      drop:
        cognito-identity:UntagResource:
          ResourceArn: "arn:aws:cognito-identity:${region}:${account}:identitypool/${id}"
          TagKeys: [$each.Key]
  read: {"cognito-identity:DescribeIdentityPool": {IdentityPoolId: $id}}
  attributes: {Id: $id, Name: $read.IdentityPoolName}
  delete: {"cognito-identity:DeleteIdentityPool": {IdentityPoolId: $id}}

AWS::Cognito::IdentityPoolRoleAttachment:
  name: {longest: 128}
  replaces: [IdentityPoolId]
  create:
    - cognito-identity:SetIdentityPoolRoles: &roles
        IdentityPoolId: $IdentityPoolId
        Roles: {$or: [$Roles, {}]}
        RoleMappings: {$role_mappings: $RoleMappings}
  update: {"cognito-identity:SetIdentityPoolRoles": *roles}
  attributes: {Id: $id}
  delete: {"cognito-identity:SetIdentityPoolRoles": {IdentityPoolId: $IdentityPoolId, Roles: {}}}

AWS::Cognito::UserPoolUICustomizationAttachment:
  replaces: [UserPoolId, ClientId]
  create: {"cognito-idp:SetUICustomization": {UserPoolId: $UserPoolId, ClientId: $ClientId, CSS: $CSS}}
  id: "${UserPoolId}|${ClientId}"
  update: {"cognito-idp:SetUICustomization": {UserPoolId: $UserPoolId, ClientId: $ClientId, CSS: $CSS}}
  read: {"cognito-idp:GetUICustomization": {UserPoolId: $UserPoolId, ClientId: $ClientId}}
  delete: {"cognito-idp:SetUICustomization": {UserPoolId: $UserPoolId, ClientId: $ClientId}}

AWS::Cognito::IdentityPoolPrincipalTag:
  replaces: [IdentityPoolId, IdentityProviderName]
  create:
    - cognito-identity:SetPrincipalTagAttributeMap: &tags
        IdentityPoolId: $IdentityPoolId
        IdentityProviderName: $IdentityProviderName
        UseDefaults: $UseDefaults
        PrincipalTags: $PrincipalTags
  id: "${IdentityPoolId}|${IdentityProviderName}"
  update: {"cognito-identity:SetPrincipalTagAttributeMap": *tags}
  read: {"cognito-identity:GetPrincipalTagAttributeMap": {IdentityPoolId: $IdentityPoolId, IdentityProviderName: $IdentityProviderName}}
  delete:
    - cognito-identity:SetPrincipalTagAttributeMap:
        IdentityPoolId: $IdentityPoolId
        IdentityProviderName: $IdentityProviderName
        UseDefaults: false
        PrincipalTags: {}
)yaml";

}  // namespace wt::cloudformation
