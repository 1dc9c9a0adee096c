#include "cloudformation/type_texts.hpp"

namespace wt::cloudformation {

const std::string_view stream_types = R"yaml(
AWS::Kinesis::Stream:
  system_tags: false
  name: {of: Name, longest: 128}
  replaces: [Name]
  create:
    - kinesis:CreateStream:
        StreamName: $name
        ShardCount: $ShardCount
        StreamModeDetails: $StreamModeDetails
        MaxRecordSizeInKiB: $MaxRecordSizeInKiB
        Tags: $Tags
  parts:
    - of: ShardCount
      in_create: true
      put: {"kinesis:UpdateShardCount": {StreamName: $id, TargetShardCount: $ShardCount, ScalingType: UNIFORM_SCALING}}
    - of: StreamModeDetails
      in_create: true
      put: {"kinesis:UpdateStreamMode": {StreamARN: $attributes.Arn, StreamModeDetails: $StreamModeDetails}}
    - of: RetentionPeriodHours
      put:
        - kinesis:IncreaseStreamRetentionPeriod: {StreamName: $id, RetentionPeriodHours: $RetentionPeriodHours}
          when: {$more: [$RetentionPeriodHours, {$or: [$old.RetentionPeriodHours, 24]}]}
        - kinesis:DecreaseStreamRetentionPeriod: {StreamName: $id, RetentionPeriodHours: $RetentionPeriodHours}
          unless: {$more: [$RetentionPeriodHours, {$or: [$old.RetentionPeriodHours, 24]}]}
      drop: {"kinesis:DecreaseStreamRetentionPeriod": {StreamName: $id, RetentionPeriodHours: 24}}
    - of: MaxRecordSizeInKiB
      in_create: true
      put: {"kinesis:UpdateMaxRecordSize": {StreamARN: $attributes.Arn, MaxRecordSizeInKiB: $MaxRecordSizeInKiB}}
      drop: {"kinesis:UpdateMaxRecordSize": {StreamARN: $attributes.Arn, MaxRecordSizeInKiB: 1024}}
    - of: DesiredShardLevelMetrics
      each: true
      put: {"kinesis:EnableEnhancedMonitoring": {StreamName: $id, ShardLevelMetrics: [$each]}}
      drop: {"kinesis:DisableEnhancedMonitoring": {StreamName: $id, ShardLevelMetrics: [$each]}}
    - of: StreamEncryption
      put: {"kinesis:StartStreamEncryption": {"*": $StreamEncryption, StreamName: $id}}
      drop: {"kinesis:StopStreamEncryption": {"*": $old.StreamEncryption, StreamName: $id}}
    - of: Tags
      in_create: true
      each: true
      by: Key
      put: {"kinesis:AddTagsToStream": {StreamName: $id, Tags: [$each]}}
      drop: {"kinesis:RemoveTagsFromStream": {StreamName: $id, TagKeys: [$each.Key]}}
  read: {"kinesis:DescribeStreamSummary": {StreamName: $id}}
  ready: {path: $read.StreamDescriptionSummary.StreamStatus, is: ACTIVE}
  attributes: {Arn: $read.StreamDescriptionSummary.StreamARN}
  delete: {"kinesis:DeleteStream": {StreamName: $id, EnforceConsumerDeletion: true}}

AWS::Kinesis::StreamConsumer:
  replaces: all
  system_tags: false
  create: {"kinesis:RegisterStreamConsumer": {StreamARN: $StreamARN, ConsumerName: $ConsumerName, Tags: $Tags}}
  id: $made.Consumer.ConsumerARN
  read: {"kinesis:DescribeStreamConsumer": {ConsumerARN: $id}}
  ready: {path: $read.ConsumerDescription.ConsumerStatus, is: ACTIVE}
  attributes:
    ConsumerARN: $id
    ConsumerName: $read.ConsumerDescription.ConsumerName
    ConsumerStatus: $read.ConsumerDescription.ConsumerStatus
    ConsumerCreationTimestamp: $read.ConsumerDescription.ConsumerCreationTimestamp
    StreamARN: $StreamARN
  delete: {"kinesis:DeregisterStreamConsumer": {ConsumerARN: $id}}

AWS::Kinesis::ResourcePolicy:
  drift: {actual: {ResourceArn: $id}, unseen: [ResourcePolicy]}
  replaces: [ResourceArn]
  create: {"kinesis:PutResourcePolicy": {ResourceARN: $ResourceArn, Policy: $ResourcePolicy}}
  id: $ResourceArn
  update: {"kinesis:PutResourcePolicy": {ResourceARN: $ResourceArn, Policy: $ResourcePolicy}}
  read: {"kinesis:GetResourcePolicy": {ResourceARN: $id}}
  delete: {"kinesis:DeleteResourcePolicy": {ResourceARN: $id}}

AWS::KinesisFirehose::DeliveryStream:
  system_tags: false
  name: {of: DeliveryStreamName, longest: 64}
  replaces: [DeliveryStreamName, DeliveryStreamType, KinesisStreamSourceConfiguration]
  create: {"firehose:CreateDeliveryStream": {"*": $, DeliveryStreamName: $name}}
  update:
    - firehose:DescribeDeliveryStream: {DeliveryStreamName: $id}
      save: found
    - firehose:UpdateDestination:
        DeliveryStreamName: $id
        CurrentDeliveryStreamVersionId: $found.DeliveryStreamDescription.VersionId
        DestinationId: destinationId-000000000001
        ExtendedS3DestinationUpdate:
          $rename: {in: $ExtendedS3DestinationConfiguration, S3BackupConfiguration: S3BackupUpdate}
        HttpEndpointDestinationUpdate:
          $rename: {in: $HttpEndpointDestinationConfiguration, S3Configuration: S3Update}
  parts:
    - of: Tags
      in_create: true
      each: true
      by: Key
      put: {"firehose:TagDeliveryStream": {DeliveryStreamName: $id, Tags: [$each]}}
      drop: {"firehose:UntagDeliveryStream": {DeliveryStreamName: $id, TagKeys: [$each.Key]}}
  read: {"firehose:DescribeDeliveryStream": {DeliveryStreamName: $id}}
  ready: {path: $read.DeliveryStreamDescription.DeliveryStreamStatus, is: ACTIVE, fails: CREATING_FAILED}
  attributes: {Arn: $read.DeliveryStreamDescription.DeliveryStreamARN}
  delete: {"firehose:DeleteDeliveryStream": {DeliveryStreamName: $id}}
)yaml";

}  // namespace wt::cloudformation
