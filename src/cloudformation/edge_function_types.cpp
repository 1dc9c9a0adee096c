#include "cloudformation/type_texts.hpp"

namespace wt::cloudformation {

const std::string_view edge_function_types = R"yaml(
AWS::CloudFront::Function:
  system_tags: false
  replaces: [Name]
  create:
    - cloudfront:CreateFunction:
        Name: $Name
        FunctionConfig: $FunctionConfig
        FunctionCode: {$bytes: $FunctionCode}
    - cloudfront:PublishFunction: {Name: $Name, IfMatch: $made.ETag}
      when: $AutoPublish
  id: "arn:aws:cloudfront::${account}:function/${Name}"
  update:
    - cloudfront:DescribeFunction: {Name: $Name}
      save: found
    - cloudfront:UpdateFunction:
        Name: $Name
        IfMatch: $found.ETag
        FunctionConfig: $FunctionConfig
        FunctionCode: {$bytes: $FunctionCode}
    - cloudfront:DescribeFunction: {Name: $Name}
      save: now
    - cloudfront:PublishFunction: {Name: $Name, IfMatch: $now.ETag}
      when: $AutoPublish
  parts:
    - of: Tags
      each: true
      by: Key
      put: {"cloudfront:TagResource": {Resource: $id, Tags: {Items: [$each]}}}
      drop: {"cloudfront:UntagResource": {Resource: $id, TagKeys: {Items: [$each.Key]}}}
  read: {"cloudfront:DescribeFunction": {Name: $Name}}
  attributes:
    FunctionARN: $id
    FunctionMetadata.FunctionARN: $id
    Stage: $read.FunctionSummary.FunctionMetadata.Stage
  delete:
    - cloudfront:DescribeFunction: {Name: $Name}
      save: found
    - cloudfront:DeleteFunction: {Name: $Name, IfMatch: $found.ETag}

AWS::CloudFront::KeyValueStore:
  replaces: [Name, ImportSource]
  create: {"cloudfront:CreateKeyValueStore": {"*": $}}
  id: $Name
  update:
    - cloudfront:DescribeKeyValueStore: {Name: $id}
      save: found
    - cloudfront:UpdateKeyValueStore: {Name: $id, IfMatch: $found.ETag, Comment: {$or: [$Comment, ""]}}
  read: {"cloudfront:DescribeKeyValueStore": {Name: $id}}
  ready: {path: $read.KeyValueStore.Status, is: READY}
  attributes:
    Arn: $read.KeyValueStore.ARN
    Id: $read.KeyValueStore.Id
    Status: $read.KeyValueStore.Status
  delete:
    - cloudfront:DescribeKeyValueStore: {Name: $id}
      save: found
    - cloudfront:DeleteKeyValueStore: {Name: $id, IfMatch: $found.ETag}
)yaml";

}  // namespace wt::cloudformation
