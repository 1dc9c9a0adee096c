#include "cloudformation/type_texts.hpp"

namespace wt::cloudformation {

const std::string_view logs_types = R"yaml(
AWS::Logs::LogGroup:
  drift:
    look:
      - {"logs:DescribeLogGroups": {logGroupNamePrefix: $id, limit: 1}, save: now}
      - logs:ListTagsForResource: {resourceArn: "arn:aws:logs:${region}:${account}:log-group:${id}"}
        save: tags
        optional: true
    there: {$same: [$now.logGroups.0.logGroupName, $id]}
    actual: {Tags: $tags.tags, RetentionInDays: $now.logGroups.0.retentionInDays}
  name: {of: LogGroupName, longest: 512}
  replaces: [LogGroupName]
  create:
    - logs:CreateLogGroup:
        logGroupName: $name
        kmsKeyId: $KmsKeyId
        logGroupClass: $LogGroupClass
        deletionProtectionEnabled: $DeletionProtectionEnabled
        tags: $Tags
  parts:
    - of: RetentionInDays
      put: {"logs:PutRetentionPolicy": {logGroupName: $id, retentionInDays: $RetentionInDays}}
      drop: {"logs:DeleteRetentionPolicy": {logGroupName: $id}}
    - of: DeletionProtectionEnabled
      in_create: true
      put:
        logs:PutLogGroupDeletionProtection:
          logGroupIdentifier: $id
          deletionProtectionEnabled: $DeletionProtectionEnabled
      drop: {"logs:PutLogGroupDeletionProtection": {logGroupIdentifier: $id, deletionProtectionEnabled: false}}
    - of: KmsKeyId
      in_create: true
      put: {"logs:AssociateKmsKey": {logGroupName: $id, kmsKeyId: $KmsKeyId}}
      drop: {"logs:DisassociateKmsKey": {logGroupName: $id}}
    - of: Tags
      in_create: true
      each: true
      by: Key
      put:
        logs:TagResource: {resourceArn: "arn:aws:logs:${region}:${account}:log-group:${id}", tags: [$each]}
      drop:
        logs:UntagResource: {resourceArn: "arn:aws:logs:${region}:${account}:log-group:${id}", tagKeys: [$each.Key]}
  attributes: {Arn: "arn:aws:logs:${region}:${account}:log-group:${id}:*"}
  delete: {"logs:DeleteLogGroup": {logGroupName: $id}}

AWS::Logs::LogStream:
  name: {of: LogStreamName, longest: 512}
  replaces: all
  create: {"logs:CreateLogStream": {logGroupName: $LogGroupName, logStreamName: $name}}
  delete: {"logs:DeleteLogStream": {logGroupName: $LogGroupName, logStreamName: $id}}

AWS::Logs::MetricFilter:
  name: {of: FilterName, longest: 512}
  replaces: [FilterName, LogGroupName]
  create: {"logs:PutMetricFilter": {"*": $, filterName: $name}}
  update: {"logs:PutMetricFilter": {"*": $, filterName: $id}}
  delete: {"logs:DeleteMetricFilter": {logGroupName: $LogGroupName, filterName: $id}}

AWS::Logs::SubscriptionFilter:
  name: {of: FilterName, longest: 512}
  replaces: [FilterName, LogGroupName]
  create: {"logs:PutSubscriptionFilter": {"*": $, filterName: $name}}
  update: {"logs:PutSubscriptionFilter": {"*": $, filterName: $id}}
  delete: {"logs:DeleteSubscriptionFilter": {logGroupName: $LogGroupName, filterName: $id}}

AWS::Logs::ResourcePolicy:
  replaces: [PolicyName]
  create: {"logs:PutResourcePolicy": {policyName: $PolicyName, policyDocument: $PolicyDocument}}
  id: $PolicyName
  update: {"logs:PutResourcePolicy": {policyName: $PolicyName, policyDocument: $PolicyDocument}}
  delete: {"logs:DeleteResourcePolicy": {policyName: $id}}

AWS::Logs::QueryDefinition:
  create:
    - logs:PutQueryDefinition:
        name: $Name
        queryString: $QueryString
        logGroupNames: $LogGroupNames
        queryLanguage: $QueryLanguage
        parameters: $Parameters
  id: $made.queryDefinitionId
  update:
    - logs:PutQueryDefinition:
        queryDefinitionId: $id
        name: $Name
        queryString: $QueryString
        logGroupNames: $LogGroupNames
        queryLanguage: $QueryLanguage
        parameters: $Parameters
  attributes: {QueryDefinitionId: $id}
  delete: {"logs:DeleteQueryDefinition": {queryDefinitionId: $id}}
)yaml";

}  // namespace wt::cloudformation
