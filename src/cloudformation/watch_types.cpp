#include "cloudformation/type_texts.hpp"

namespace wt::cloudformation {

const std::string_view watch_types = R"yaml(
AWS::CloudWatch::Alarm:
  drift:
    look: {"cloudwatch:DescribeAlarms": {AlarmNames: [$id], AlarmTypes: [MetricAlarm]}, save: now}
    there: $now.MetricAlarms.0
  name: {of: AlarmName, longest: 255}
  replaces: [AlarmName]
  create: {"cloudwatch:PutMetricAlarm": {"*": $, AlarmName: $name}}
  update: {"cloudwatch:PutMetricAlarm": {"*": $, AlarmName: $id}}
  parts:
    - of: Tags
      in_create: true
      each: true
      by: Key
      put: {"cloudwatch:TagResource": {ResourceARN: $attributes.Arn, Tags: [$each]}}
      drop: {"cloudwatch:UntagResource": {ResourceARN: $attributes.Arn, TagKeys: [$each.Key]}}
  attributes: {Arn: "arn:aws:cloudwatch:${region}:${account}:alarm:${id}"}
  delete: {"cloudwatch:DeleteAlarms": {AlarmNames: [$id]}}

AWS::CloudWatch::CompositeAlarm:
  name: {of: AlarmName, longest: 255}
  replaces: [AlarmName]
  create: {"cloudwatch:PutCompositeAlarm": {"*": $, AlarmName: $name}}
  update: {"cloudwatch:PutCompositeAlarm": {"*": $, AlarmName: $id}}
  parts:
    - of: Tags
      in_create: true
      each: true
      by: Key
      put: {"cloudwatch:TagResource": {ResourceARN: $attributes.Arn, Tags: [$each]}}
      drop: {"cloudwatch:UntagResource": {ResourceARN: $attributes.Arn, TagKeys: [$each.Key]}}
  attributes: {Arn: "arn:aws:cloudwatch:${region}:${account}:alarm:${id}"}
  delete: {"cloudwatch:DeleteAlarms": {AlarmNames: [$id]}}

AWS::CloudWatch::Dashboard:
  name: {of: DashboardName, longest: 255}
  replaces: [DashboardName]
  create: {"cloudwatch:PutDashboard": {DashboardName: $name, DashboardBody: $DashboardBody}}
  update: {"cloudwatch:PutDashboard": {DashboardName: $id, DashboardBody: $DashboardBody}}
  delete: {"cloudwatch:DeleteDashboards": {DashboardNames: [$id]}}

AWS::WAFv2::IPSet:
  name: {of: Name, longest: 128}
  replaces: [Name, Scope, IPAddressVersion]
  create: {"wafv2:CreateIPSet": {"*": $, Name: $name}}
  id: "${name}|${made.Summary.Id}|${Scope}"
  update:
    - wafv2:GetIPSet: {Name: $name, Scope: $Scope, Id: $attributes.Id}
      save: found
    - wafv2:UpdateIPSet: {"*": $, Name: $name, Id: $attributes.Id, LockToken: $found.LockToken}
  parts: &waf_tags
    - of: Tags
      in_create: true
      each: true
      by: Key
      put: {"wafv2:TagResource": {ResourceARN: $attributes.Arn, Tags: [$each]}}
      drop: {"wafv2:UntagResource": {ResourceARN: $attributes.Arn, TagKeys: [$each.Key]}}
  attributes: &waf {Id: {$or: [$made.Summary.Id, $attributes.Id]}, Arn: {$or: [$made.Summary.ARN, $attributes.Arn]}}
  delete:
    - wafv2:GetIPSet: {Name: $name, Scope: $Scope, Id: $attributes.Id}
      save: found
    - wafv2:DeleteIPSet: {Name: $name, Scope: $Scope, Id: $attributes.Id, LockToken: $found.LockToken}

AWS::WAFv2::RegexPatternSet:
  name: {of: Name, longest: 128}
  replaces: [Name, Scope]
  create:
    - wafv2:CreateRegexPatternSet:
        "*": $
        Name: $name
        RegularExpressionList: {$listed: {of: $RegularExpressionList, as: RegexString}}
  id: "${name}|${made.Summary.Id}|${Scope}"
  update:
    - wafv2:GetRegexPatternSet: {Name: $name, Scope: $Scope, Id: $attributes.Id}
      save: found
    - wafv2:UpdateRegexPatternSet:
        "*": $
        Name: $name
        Id: $attributes.Id
        LockToken: $found.LockToken
        RegularExpressionList: {$listed: {of: $RegularExpressionList, as: RegexString}}
  parts: *waf_tags
  attributes: *waf
  delete:
    - wafv2:GetRegexPatternSet: {Name: $name, Scope: $Scope, Id: $attributes.Id}
      save: found
    - wafv2:DeleteRegexPatternSet: {Name: $name, Scope: $Scope, Id: $attributes.Id, LockToken: $found.LockToken}

AWS::WAFv2::RuleGroup:
  name: {of: Name, longest: 128}
  replaces: [Name, Scope]
  create: {"wafv2:CreateRuleGroup": {"*": $, Name: $name}}
  id: "${name}|${made.Summary.Id}|${Scope}"
  update:
    - wafv2:GetRuleGroup: {Name: $name, Scope: $Scope, Id: $attributes.Id}
      save: found
    - wafv2:UpdateRuleGroup: {"*": $, Name: $name, Id: $attributes.Id, LockToken: $found.LockToken}
  parts: *waf_tags
  read: {"wafv2:GetRuleGroup": {Name: $name, Scope: $Scope, Id: {$or: [$made.Summary.Id, $attributes.Id]}}}
  attributes:
    Id: {$or: [$made.Summary.Id, $attributes.Id]}
    Arn: {$or: [$made.Summary.ARN, $attributes.Arn]}
    LabelNamespace: $read.RuleGroup.LabelNamespace
  delete:
    - wafv2:GetRuleGroup: {Name: $name, Scope: $Scope, Id: $attributes.Id}
      save: found
    - wafv2:DeleteRuleGroup: {Name: $name, Scope: $Scope, Id: $attributes.Id, LockToken: $found.LockToken}

AWS::WAFv2::WebACL:
  name: {of: Name, longest: 128}
  replaces: [Name, Scope]
  create: {"wafv2:CreateWebACL": {"*": $, Name: $name}}
  id: "${name}|${made.Summary.Id}|${Scope}"
  update:
    - wafv2:GetWebACL: {Name: $name, Scope: $Scope, Id: $attributes.Id}
      save: found
    - wafv2:UpdateWebACL: {"*": $, Name: $name, Id: $attributes.Id, LockToken: $found.LockToken}
  parts: *waf_tags
  read: {"wafv2:GetWebACL": {Name: $name, Scope: $Scope, Id: {$or: [$made.Summary.Id, $attributes.Id]}}}
  attributes:
    Id: {$or: [$made.Summary.Id, $attributes.Id]}
    Arn: {$or: [$made.Summary.ARN, $attributes.Arn]}
    LabelNamespace: $read.WebACL.LabelNamespace
    Capacity: $read.WebACL.Capacity
  delete:
    - wafv2:GetWebACL: {Name: $name, Scope: $Scope, Id: $attributes.Id}
      save: found
    - wafv2:DeleteWebACL: {Name: $name, Scope: $Scope, Id: $attributes.Id, LockToken: $found.LockToken}

AWS::WAFv2::WebACLAssociation:
  replaces: all
  create: {"wafv2:AssociateWebACL": {WebACLArn: $WebACLArn, ResourceArn: $ResourceArn}}
  id: "${WebACLArn}|${ResourceArn}"
  delete: {"wafv2:DisassociateWebACL": {ResourceArn: $ResourceArn}}

AWS::WAFv2::LoggingConfiguration:
  replaces: [ResourceArn]
  create: {"wafv2:PutLoggingConfiguration": {LoggingConfiguration: $}}
  id: $ResourceArn
  update: {"wafv2:PutLoggingConfiguration": {LoggingConfiguration: $}}
  passes_over: [ResourceArn, LogDestinationConfigs, RedactedFields, LoggingFilter]
  delete: {"wafv2:DeleteLoggingConfiguration": {ResourceArn: $id}}

AWS::SSM::Parameter:
  drift:
    look:
      - {"ssm:GetParameter": {Name: $id}, save: now}
      - {"ssm:ListTagsForResource": {ResourceType: Parameter, ResourceId: $id}, save: tags}
    actual: {Tags: $tags.TagList}
    unseen: [Description]
  name: {of: Name, longest: 1011}
  replaces: [Name]
  map_tags: true
  create: {"ssm:PutParameter": {"*": $, Name: $name, Tags: {$in_pairs: $Tags}}}
  update: {"ssm:PutParameter": {Name: $id, Type: $Type, Value: $Value, Description: $Description, AllowedPattern: $AllowedPattern, Tier: $Tier, DataType: $DataType, Overwrite: true}}
  parts:
    - of: Tags
      in_create: true
      each: true
      by: Key
      put: {"ssm:AddTagsToResource": {ResourceType: Parameter, ResourceId: $id, Tags: [$each]}}
      drop: {"ssm:RemoveTagsFromResource": {ResourceType: Parameter, ResourceId: $id, TagKeys: [$each.Key]}}
  attributes: {Type: $Type, Value: $Value}
  delete: {"ssm:DeleteParameter": {Name: $id}}
)yaml";

}  // namespace wt::cloudformation
