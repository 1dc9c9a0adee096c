#include "cloudformation/type_texts.hpp"

namespace wt::cloudformation {

const std::string_view secret_types = R"yaml(
AWS::SecretsManager::Secret:
  name: {of: Name, longest: 512}
  replaces: [Name]
  create:
    - secretsmanager:GetRandomPassword: {"*": $GenerateSecretString}
      when: {$there: $GenerateSecretString}
      save: drawn
    - secretsmanager:CreateSecret:
        "*": $
        Name: $name
        AddReplicaRegions: $ReplicaRegions
        SecretString: {$or: [$SecretString, {$drawn_secret: {drawn: $drawn.RandomPassword, as: $GenerateSecretString}}]}
  id: $made.ARN
  update: {"secretsmanager:UpdateSecret": {SecretId: $id, Description: {$or: [$Description, ""]}, KmsKeyId: $KmsKeyId, Type: $Type}}
  parts:
    - of: SecretString
      in_create: true
      put: {"secretsmanager:UpdateSecret": {SecretId: $id, SecretString: $SecretString}}
    - of: GenerateSecretString
      in_create: true
      put:
        - secretsmanager:GetRandomPassword: {"*": $GenerateSecretString}
          save: drawn
        - secretsmanager:UpdateSecret:
            SecretId: $id
            SecretString: {$drawn_secret: {drawn: $drawn.RandomPassword, as: $GenerateSecretString}}
    - of: Tags
      in_create: true
      each: true
      by: Key
      put: {"secretsmanager:TagResource": {SecretId: $id, Tags: [$each]}}
      drop: {"secretsmanager:UntagResource": {SecretId: $id, TagKeys: [$each.Key]}}
  attributes: {Id: $id}
  delete: {"secretsmanager:DeleteSecret": {SecretId: $id, ForceDeleteWithoutRecovery: true}}

AWS::SecretsManager::SecretTargetAttachment:
  replaces: [SecretId]
  create: &attach
    - secretsmanager:GetSecretValue: {SecretId: $SecretId}
      save: secret
    - rds:DescribeDBInstances: {DBInstanceIdentifier: $TargetId}
      when: {$same: [$TargetType, "AWS::RDS::DBInstance"]}
      save: instances
    - rds:DescribeDBClusters: {DBClusterIdentifier: $TargetId}
      when: {$same: [$TargetType, "AWS::RDS::DBCluster"]}
      save: clusters
    - secretsmanager:PutSecretValue:
        SecretId: $SecretId
        SecretString:
          $secret_of_target:
            secret: $secret.SecretString
            type: $TargetType
            instance: $instances.DBInstances.0
            cluster: $clusters.DBClusters.0
      save: put
  id: $secret.ARN
  update: *attach
  attributes: {Id: $id}
  delete:
    - secretsmanager:GetSecretValue: {SecretId: $SecretId}
      save: secret
    - secretsmanager:PutSecretValue:
        SecretId: $SecretId
        SecretString: {$secret_of_nothing: $secret.SecretString}

AWS::SecretsManager::RotationSchedule:
  replaces: [SecretId]
  create:
    - secretsmanager:RotateSecret: &rotate
        SecretId: $SecretId
        RotationLambdaARN: $RotationLambdaARN
        RotationRules: $RotationRules
        RotateImmediately: $RotateImmediatelyOnUpdate
  id: $made.ARN
  update: {"secretsmanager:RotateSecret": *rotate}
  attributes: {Id: $id}
  delete: {"secretsmanager:CancelRotateSecret": {SecretId: $SecretId}}

AWS::SecretsManager::ResourcePolicy:
  replaces: [SecretId]
  create:
    - secretsmanager:PutResourcePolicy: &policy
        SecretId: $SecretId
        ResourcePolicy: $ResourcePolicy
        BlockPublicPolicy: $BlockPublicPolicy
  id: $made.ARN
  update: {"secretsmanager:PutResourcePolicy": *policy}
  attributes: {Id: $id}
  delete: {"secretsmanager:DeleteResourcePolicy": {SecretId: $SecretId}}
)yaml";

}  // namespace wt::cloudformation
