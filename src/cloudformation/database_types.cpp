#include "cloudformation/type_texts.hpp"

namespace wt::cloudformation {

const std::string_view database_types = R"yaml(
AWS::RDS::DBInstance:
  name: {of: DBInstanceIdentifier, longest: 63, lower_case: true}
  replaces:
    - DBInstanceIdentifier
    - AvailabilityZone
    - BackupTarget
    - CharacterSetName
    - CustomIAMInstanceProfile
    - DBClusterIdentifier
    - DBName
    - DBSnapshotIdentifier
    - DBSubnetGroupName
    - DBSystemId
    - Engine
    - KmsKeyId
    - MasterUsername
    - NcharCharacterSetName
    - SourceDBInstanceIdentifier
    - StorageEncrypted
    - Timezone
  snapshots: {usual: true, unless: $DBClusterIdentifier}
  create:
    - rds:CreateDBInstanceReadReplica:
        "*": $
        DBInstanceIdentifier: $name
        VpcSecurityGroupIds: $VPCSecurityGroups
      when: $SourceDBInstanceIdentifier
    - rds:RestoreDBInstanceFromDBSnapshot:
        "*": $
        DBInstanceIdentifier: $name
        VpcSecurityGroupIds: $VPCSecurityGroups
      when: $DBSnapshotIdentifier
    - rds:CreateDBInstance:
        "*": $
        DBInstanceIdentifier: $name
        VpcSecurityGroupIds: $VPCSecurityGroups
        MasterUserSecretKmsKeyId: $MasterUserSecret.KmsKeyId
      unless: {$or: [$SourceDBInstanceIdentifier, $DBSnapshotIdentifier]}
  update:
    - rds:ModifyDBInstance:
        "*": $changed
        DBInstanceIdentifier: $id
        DBPortNumber: $changed.Port
        VpcSecurityGroupIds: $changed.VPCSecurityGroups
        AllowMajorVersionUpgrade: $AllowMajorVersionUpgrade
        ApplyImmediately: {$or: [$ApplyImmediately, true]}
  parts:
    - of: SourceDBInstanceIdentifier
      in_create: true
      drop:
        rds:PromoteReadReplica:
          DBInstanceIdentifier: $id
          BackupRetentionPeriod: $BackupRetentionPeriod
          PreferredBackupWindow: $PreferredBackupWindow
    - of: AssociatedRoles
      each: true
      by: FeatureName
      put:
        rds:AddRoleToDBInstance: {DBInstanceIdentifier: $id, RoleArn: $each.RoleArn, FeatureName: $each.FeatureName}
      drop:
        rds:RemoveRoleFromDBInstance: {DBInstanceIdentifier: $id, RoleArn: $each.RoleArn, FeatureName: $each.FeatureName}
    - of: Tags
      in_create: true
      each: true
      by: Key
      put: {"rds:AddTagsToResource": {ResourceName: "arn:aws:rds:${region}:${account}:db:${id}", Tags: [$each]}}
      drop:
        rds:RemoveTagsFromResource: {ResourceName: "arn:aws:rds:${region}:${account}:db:${id}", TagKeys: [$each.Key]}
  passes_over: [DeleteAutomatedBackups]
  read: {"rds:DescribeDBInstances": {DBInstanceIdentifier: $id}}
  ready: {path: $read.DBInstances.0.DBInstanceStatus, is: available, fails: failed}
  attributes:
    DBInstanceArn: $read.DBInstances.0.DBInstanceArn
    DbiResourceId: $read.DBInstances.0.DbiResourceId
    DBInstanceStatus: $read.DBInstances.0.DBInstanceStatus
    InstanceCreateTime: $read.DBInstances.0.InstanceCreateTime
    ReadReplicaDBInstanceIdentifiers: $read.DBInstances.0.ReadReplicaDBInstanceIdentifiers
    ReadReplicaDBClusterIdentifiers: $read.DBInstances.0.ReadReplicaDBClusterIdentifiers
    LatestRestorableTime: $read.DBInstances.0.LatestRestorableTime
    AutomaticRestartTime: $read.DBInstances.0.AutomaticRestartTime
    SecondaryAvailabilityZone: $read.DBInstances.0.SecondaryAvailabilityZone
    IsStorageConfigUpgradeAvailable: $read.DBInstances.0.IsStorageConfigUpgradeAvailable
    PercentProgress: $read.DBInstances.0.PercentProgress
    ResumeFullAutomationModeTime: $read.DBInstances.0.ResumeFullAutomationModeTime
    StatusInfos: $read.DBInstances.0.StatusInfos
    ListenerEndpoint.Address: $read.DBInstances.0.ListenerEndpoint.Address
    ListenerEndpoint.Port: $read.DBInstances.0.ListenerEndpoint.Port
    ListenerEndpoint.HostedZoneId: $read.DBInstances.0.ListenerEndpoint.HostedZoneId
    Endpoint.Address: $read.DBInstances.0.Endpoint.Address
    Endpoint.Port: $read.DBInstances.0.Endpoint.Port
    Endpoint.HostedZoneId: $read.DBInstances.0.Endpoint.HostedZoneId
    MasterUserSecret.SecretArn: $read.DBInstances.0.MasterUserSecret.SecretArn
    CertificateDetails.CAIdentifier: $read.DBInstances.0.CertificateDetails.CAIdentifier
    CertificateDetails.ValidTill: $read.DBInstances.0.CertificateDetails.ValidTill
  delete:
    - rds:DeleteDBInstance: {DBInstanceIdentifier: $id, SkipFinalSnapshot: true}
      unless: $snapshot
    - rds:DeleteDBInstance: {DBInstanceIdentifier: $id, FinalDBSnapshotIdentifier: $snapshot}
      when: $snapshot

AWS::RDS::DBCluster:
  name: {of: DBClusterIdentifier, longest: 63, lower_case: true}
  replaces:
    - DBClusterIdentifier
    - AvailabilityZones
    - ClusterScalabilityType
    - DBSubnetGroupName
    - DBSystemId
    - DatabaseName
    - Engine
    - EngineMode
    - GlobalClusterIdentifier
    - KmsKeyId
    - MasterUsername
    - PubliclyAccessible
    - SnapshotIdentifier
    - StorageEncrypted
  snapshots: {usual: true}
  create:
    - rds:RestoreDBClusterFromSnapshot: {"*": $, DBClusterIdentifier: $name}
      when: $SnapshotIdentifier
    - rds:CreateDBCluster:
        "*": $
        DBClusterIdentifier: $name
        EnablePerformanceInsights: $PerformanceInsightsEnabled
        MasterUserSecretKmsKeyId: $MasterUserSecret.KmsKeyId
      unless: $SnapshotIdentifier
  update:
    - rds:ModifyDBCluster:
        "*": $changed
        DBClusterIdentifier: $id
        EnablePerformanceInsights: $changed.PerformanceInsightsEnabled
        ApplyImmediately: true
  parts:
    - of: Tags
      in_create: true
      each: true
      by: Key
      put: {"rds:AddTagsToResource": {ResourceName: "arn:aws:rds:${region}:${account}:cluster:${id}", Tags: [$each]}}
      drop:
        rds:RemoveTagsFromResource:
          ResourceName: "arn:aws:rds:${region}:${account}:cluster:${id}"
          TagKeys: [$each.Key]
  passes_over: [DeleteAutomatedBackups]
  read: {"rds:DescribeDBClusters": {DBClusterIdentifier: $id}}
  ready: {path: $read.DBClusters.0.Status, is: available, fails: failed}
  attributes:
    DBClusterArn: $read.DBClusters.0.DBClusterArn
    DBClusterResourceId: $read.DBClusters.0.DbClusterResourceId
    Endpoint.Address: $read.DBClusters.0.Endpoint
    Endpoint.Port: $read.DBClusters.0.Port
    ReadEndpoint.Address: $read.DBClusters.0.ReaderEndpoint
    StorageEncryptionType: $read.DBClusters.0.StorageEncryptionType
    StorageThroughput: $read.DBClusters.0.StorageThroughput
    MasterUserSecret.SecretArn: $read.DBClusters.0.MasterUserSecret.SecretArn
  delete:
    - rds:DeleteDBCluster: {DBClusterIdentifier: $id, SkipFinalSnapshot: true}
      unless: $snapshot
    - rds:DeleteDBCluster: {DBClusterIdentifier: $id, FinalDBSnapshotIdentifier: $snapshot}
      when: $snapshot

AWS::RDS::DBSubnetGroup:
  name: {of: DBSubnetGroupName, longest: 255, lower_case: true}
  replaces: [DBSubnetGroupName]
  create: {"rds:CreateDBSubnetGroup": {"*": $, DBSubnetGroupName: $name}}
  update: {"rds:ModifyDBSubnetGroup": {"*": $, DBSubnetGroupName: $id}}
  parts:
    - of: Tags
      in_create: true
      each: true
      by: Key
      put: {"rds:AddTagsToResource": {ResourceName: "arn:aws:rds:${region}:${account}:subgrp:${id}", Tags: [$each]}}
      drop:
        rds:RemoveTagsFromResource: {ResourceName: "arn:aws:rds:${region}:${account}:subgrp:${id}", TagKeys: [$each.Key]}
  delete: {"rds:DeleteDBSubnetGroup": {DBSubnetGroupName: $id}}

AWS::RDS::DBParameterGroup:
  name: {of: DBParameterGroupName, longest: 255, lower_case: true}
  replaces: [DBParameterGroupName, Description, Family]
  create:
    - rds:CreateDBParameterGroup: {"*": $, DBParameterGroupName: $name, DBParameterGroupFamily: $Family}
  parts:
    # What is static waits for a restart, what is dynamic does not.
    - of: Parameters
      each: true
      by: Key
      put:
        - rds:ModifyDBParameterGroup:
            DBParameterGroupName: $id
            Parameters: [{ParameterName: $each.Key, ParameterValue: $each.Value, ApplyMethod: pending-reboot}]
        - rds:ModifyDBParameterGroup:
            DBParameterGroupName: $id
            Parameters: [{ParameterName: $each.Key, ParameterValue: $each.Value, ApplyMethod: immediate}]
          optional: true
      drop:
        rds:ResetDBParameterGroup:
          DBParameterGroupName: $id
          Parameters: [{ParameterName: $each.Key, ApplyMethod: pending-reboot}]
    - of: Tags
      in_create: true
      each: true
      by: Key
      put: {"rds:AddTagsToResource": {ResourceName: "arn:aws:rds:${region}:${account}:pg:${id}", Tags: [$each]}}
      drop: {"rds:RemoveTagsFromResource": {ResourceName: "arn:aws:rds:${region}:${account}:pg:${id}", TagKeys: [$each.Key]}}
  attributes: {DBParameterGroupName: $id}
  delete: {"rds:DeleteDBParameterGroup": {DBParameterGroupName: $id}}

AWS::RDS::DBClusterParameterGroup:
  name: {of: DBClusterParameterGroupName, longest: 255, lower_case: true}
  replaces: [DBClusterParameterGroupName, Description, Family]
  create:
    - rds:CreateDBClusterParameterGroup: {"*": $, DBClusterParameterGroupName: $name, DBParameterGroupFamily: $Family}
  parts:
    - of: Parameters
      each: true
      by: Key
      put:
        - rds:ModifyDBClusterParameterGroup:
            DBClusterParameterGroupName: $id
            Parameters: [{ParameterName: $each.Key, ParameterValue: $each.Value, ApplyMethod: pending-reboot}]
        - rds:ModifyDBClusterParameterGroup:
            DBClusterParameterGroupName: $id
            Parameters: [{ParameterName: $each.Key, ParameterValue: $each.Value, ApplyMethod: immediate}]
          optional: true
      drop:
        rds:ResetDBClusterParameterGroup:
          DBClusterParameterGroupName: $id
          Parameters: [{ParameterName: $each.Key, ApplyMethod: pending-reboot}]
    - of: Tags
      in_create: true
      each: true
      by: Key
      put: {"rds:AddTagsToResource": {ResourceName: "arn:aws:rds:${region}:${account}:cluster-pg:${id}", Tags: [$each]}}
      drop:
        rds:RemoveTagsFromResource:
          ResourceName: "arn:aws:rds:${region}:${account}:cluster-pg:${id}"
          TagKeys: [$each.Key]
  attributes: {DBClusterParameterGroupName: $id}
  delete: {"rds:DeleteDBClusterParameterGroup": {DBClusterParameterGroupName: $id}}

AWS::RDS::OptionGroup:
  name: {of: OptionGroupName, longest: 255, lower_case: true}
  replaces: [OptionGroupName, EngineName, MajorEngineVersion, OptionGroupDescription]
  create: {"rds:CreateOptionGroup": {"*": $, OptionGroupName: $name}}
  parts:
    - of: OptionConfigurations
      each: true
      by: OptionName
      put:
        rds:ModifyOptionGroup:
          OptionGroupName: $id
          OptionsToInclude: [$each]
          ApplyImmediately: true
      drop:
        rds:ModifyOptionGroup: {OptionGroupName: $id, OptionsToRemove: [$each.OptionName], ApplyImmediately: true}
    - of: Tags
      in_create: true
      each: true
      by: Key
      put: {"rds:AddTagsToResource": {ResourceName: "arn:aws:rds:${region}:${account}:og:${id}", Tags: [$each]}}
      drop: {"rds:RemoveTagsFromResource": {ResourceName: "arn:aws:rds:${region}:${account}:og:${id}", TagKeys: [$each.Key]}}
  delete: {"rds:DeleteOptionGroup": {OptionGroupName: $id}}

AWS::RDS::DBProxy:
  name: {of: DBProxyName, longest: 63, lower_case: true}
  replaces: [DBProxyName, EngineFamily, VpcSubnetIds, EndpointNetworkType, TargetConnectionNetworkType]
  create: {"rds:CreateDBProxy": {"*": $, DBProxyName: $name}}
  update:
    rds:ModifyDBProxy:
      "*": $changed
      DBProxyName: $id
      SecurityGroups: $changed.VpcSecurityGroupIds
  parts:
    - of: Tags
      in_create: true
      each: true
      by: Key
      put:
        - rds:DescribeDBProxies: {DBProxyName: $id}
          save: found
        - rds:AddTagsToResource: {ResourceName: $found.DBProxies.0.DBProxyArn, Tags: [$each]}
      drop:
        - rds:DescribeDBProxies: {DBProxyName: $id}
          save: found
        - rds:RemoveTagsFromResource: {ResourceName: $found.DBProxies.0.DBProxyArn, TagKeys: [$each.Key]}
  read: {"rds:DescribeDBProxies": {DBProxyName: $id}}
  ready: {path: $read.DBProxies.0.Status, is: available, fails: failed}
  attributes:
    DBProxyArn: $read.DBProxies.0.DBProxyArn
    Endpoint: $read.DBProxies.0.Endpoint
    VpcId: $read.DBProxies.0.VpcId
  delete: {"rds:DeleteDBProxy": {DBProxyName: $id}}

AWS::RDS::DBProxyEndpoint:
  name: {of: DBProxyEndpointName, longest: 63, lower_case: true}
  replaces: [DBProxyEndpointName, DBProxyName, EndpointNetworkType, VpcSubnetIds]
  fixed: [TargetRole]
  create: {"rds:CreateDBProxyEndpoint": {"*": $, DBProxyEndpointName: $name}}
  update: {"rds:ModifyDBProxyEndpoint": {"*": $changed, DBProxyEndpointName: $id}}
  parts:
    - of: Tags
      in_create: true
      each: true
      by: Key
      put:
        - rds:DescribeDBProxyEndpoints: {DBProxyEndpointName: $id}
          save: found
        - rds:AddTagsToResource: {ResourceName: $found.DBProxyEndpoints.0.DBProxyEndpointArn, Tags: [$each]}
      drop:
        - rds:DescribeDBProxyEndpoints: {DBProxyEndpointName: $id}
          save: found
        - rds:RemoveTagsFromResource: {ResourceName: $found.DBProxyEndpoints.0.DBProxyEndpointArn, TagKeys: [$each.Key]}
  read: {"rds:DescribeDBProxyEndpoints": {DBProxyEndpointName: $id}}
  ready: {path: $read.DBProxyEndpoints.0.Status, is: available}
  attributes:
    DBProxyEndpointArn: $read.DBProxyEndpoints.0.DBProxyEndpointArn
    Endpoint: $read.DBProxyEndpoints.0.Endpoint
    IsDefault: $read.DBProxyEndpoints.0.IsDefault
    VpcId: $read.DBProxyEndpoints.0.VpcId
  delete: {"rds:DeleteDBProxyEndpoint": {DBProxyEndpointName: $id}}

AWS::RDS::EventSubscription:
  name: {of: SubscriptionName, longest: 255, lower_case: true}
  replaces: [SubscriptionName, SnsTopicArn]
  create: {"rds:CreateEventSubscription": {"*": $, SubscriptionName: $name}}
  update: {"rds:ModifyEventSubscription": {"*": $changed, SubscriptionName: $id}}
  parts:
    - of: SourceIds
      in_create: true
      each: true
      put:
        rds:AddSourceIdentifierToSubscription: {SubscriptionName: $id, SourceIdentifier: $each}
      drop:
        rds:RemoveSourceIdentifierFromSubscription: {SubscriptionName: $id, SourceIdentifier: $each}
    - of: Tags
      in_create: true
      each: true
      by: Key
      put:
        rds:AddTagsToResource:
          ResourceName: "arn:aws:rds:${region}:${account}:es:${id}"
          Tags: [$each]
      drop:
        rds:RemoveTagsFromResource:
          ResourceName: "arn:aws:rds:${region}:${account}:es:${id}"
          TagKeys: [$each.Key]
  read: {"rds:DescribeEventSubscriptions": {SubscriptionName: $id}}
  delete: {"rds:DeleteEventSubscription": {SubscriptionName: $id}}

AWS::RDS::GlobalCluster:
  name: {of: GlobalClusterIdentifier, longest: 63, lower_case: true}
  replaces: [GlobalClusterIdentifier, SourceDBClusterIdentifier, StorageEncrypted, Engine]
  fixed: [EngineLifecycleSupport]
  create: {"rds:CreateGlobalCluster": {"*": $, GlobalClusterIdentifier: $name}}
  update: {"rds:ModifyGlobalCluster": {"*": $changed, GlobalClusterIdentifier: $id, AllowMajorVersionUpgrade: true}}
  parts:
    - of: Tags
      in_create: true
      each: true
      by: Key
      put:
        rds:AddTagsToResource:
          ResourceName: "arn:aws:rds::${account}:global-cluster:${id}"
          Tags: [$each]
      drop:
        rds:RemoveTagsFromResource:
          ResourceName: "arn:aws:rds::${account}:global-cluster:${id}"
          TagKeys: [$each.Key]
  read: {"rds:DescribeGlobalClusters": {GlobalClusterIdentifier: $id}}
  ready: {path: $read.GlobalClusters.0.Status, is: available}
  attributes: {GlobalEndpoint.Address: $read.GlobalClusters.0.Endpoint}
  delete:
    - rds:RemoveFromGlobalCluster: {GlobalClusterIdentifier: $id, DbClusterIdentifier: $SourceDBClusterIdentifier}
      when: $SourceDBClusterIdentifier
    - rds:DeleteGlobalCluster: {GlobalClusterIdentifier: $id}

# Made with its proxy; what makes it here says what it is to be.
AWS::RDS::DBProxyTargetGroup:
  drift:
    actual: {ConnectionPoolConfigurationInfo: $read.TargetGroups.0.ConnectionPoolConfig}
    unseen: [DBInstanceIdentifiers, DBClusterIdentifiers]
  id: $made.DBProxyTargetGroup.TargetGroupArn
  replaces: [DBProxyName, TargetGroupName]
  create:
    rds:ModifyDBProxyTargetGroup:
      DBProxyName: $DBProxyName
      TargetGroupName: $TargetGroupName
      ConnectionPoolConfig: $ConnectionPoolConfigurationInfo
  update:
    rds:ModifyDBProxyTargetGroup:
      DBProxyName: $DBProxyName
      TargetGroupName: $TargetGroupName
      ConnectionPoolConfig: $ConnectionPoolConfigurationInfo
  parts:
    - of: DBInstanceIdentifiers
      each: true
      put:
        rds:RegisterDBProxyTargets: {DBProxyName: $DBProxyName, TargetGroupName: default, DBInstanceIdentifiers: [$each]}
      drop:
        rds:DeregisterDBProxyTargets: {DBProxyName: $DBProxyName, TargetGroupName: default, DBInstanceIdentifiers: [$each]}
    - of: DBClusterIdentifiers
      each: true
      put:
        rds:RegisterDBProxyTargets: {DBProxyName: $DBProxyName, TargetGroupName: default, DBClusterIdentifiers: [$each]}
      drop:
        rds:DeregisterDBProxyTargets: {DBProxyName: $DBProxyName, TargetGroupName: default, DBClusterIdentifiers: [$each]}
  read: {"rds:DescribeDBProxyTargetGroups": {DBProxyName: $DBProxyName, TargetGroupName: $TargetGroupName}}
  attributes: {TargetGroupArn: $id}
  delete:
    - rds:DeregisterDBProxyTargets:
        DBProxyName: $DBProxyName
        TargetGroupName: default
        DBInstanceIdentifiers: $DBInstanceIdentifiers
      when: $DBInstanceIdentifiers
    - rds:DeregisterDBProxyTargets:
        DBProxyName: $DBProxyName
        TargetGroupName: default
        DBClusterIdentifiers: $DBClusterIdentifiers
      when: $DBClusterIdentifiers
)yaml";

}  // namespace wt::cloudformation
