#include "cloudformation/type_texts.hpp"

namespace wt::cloudformation {

const std::string_view cache_types = R"yaml(
AWS::ElastiCache::CacheCluster:
  system_tags: false
  name: {of: ClusterName, longest: 50, lower_case: true}
  replaces:
    - ClusterName
    - Engine
    - Port
    - CacheSubnetGroupName
    - SnapshotArns
    - SnapshotName
    - NetworkType
    - TransitEncryptionEnabled
    - PreferredAvailabilityZone
    - PreferredAvailabilityZones
  snapshots: {}
  create: {"elasticache:CreateCacheCluster": {"*": $, CacheClusterId: $name, SecurityGroupIds: $VpcSecurityGroupIds}}
  update:
    - elasticache:ModifyCacheCluster:
        "*": $changed
        CacheClusterId: $id
        SecurityGroupIds: $VpcSecurityGroupIds
        ApplyImmediately: true
  parts:
    - of: Tags
      in_create: true
      each: true
      by: Key
      put:
        elasticache:AddTagsToResource:
          ResourceName: "arn:aws:elasticache:${region}:${account}:cluster:${id}"
          Tags: [$each]
      drop:
        elasticache:RemoveTagsFromResource:
          ResourceName: "arn:aws:elasticache:${region}:${account}:cluster:${id}"
          TagKeys: [$each.Key]
  read: {"elasticache:DescribeCacheClusters": {CacheClusterId: $id, ShowCacheNodeInfo: true}}
  ready: {path: $read.CacheClusters.0.CacheClusterStatus, is: available}
  attributes:
    RedisEndpoint.Address: $read.CacheClusters.0.CacheNodes.0.Endpoint.Address
    RedisEndpoint.Port: $read.CacheClusters.0.CacheNodes.0.Endpoint.Port
    ConfigurationEndpoint.Address: $read.CacheClusters.0.ConfigurationEndpoint.Address
    ConfigurationEndpoint.Port: $read.CacheClusters.0.ConfigurationEndpoint.Port
  delete: {"elasticache:DeleteCacheCluster": {CacheClusterId: $id, FinalSnapshotIdentifier: $snapshot}}

AWS::ElastiCache::ReplicationGroup:
  system_tags: false
  name: {of: ReplicationGroupId, longest: 40, lower_case: true}
  replaces:
    - ReplicationGroupId
    - AtRestEncryptionEnabled
    - CacheSubnetGroupName
    - DataTieringEnabled
    - GlobalReplicationGroupId
    - KmsKeyId
    - NetworkType
    - Port
    - PreferredCacheClusterAZs
    - ReplicasPerNodeGroup
    - SnapshotArns
    - SnapshotName
    - NodeGroupConfiguration
  snapshots: {}
  create: {"elasticache:CreateReplicationGroup": {"*": $, ReplicationGroupId: $name}}
  update:
    - elasticache:ModifyReplicationGroup: {"*": $changed, ReplicationGroupId: $id, ApplyImmediately: true}
  parts:
    - of: NumCacheClusters
      in_create: true
      put:
        - elasticache:IncreaseReplicaCount: &count
            ReplicationGroupId: $id
            NewReplicaCount: {$one_less: $NumCacheClusters}
            ApplyImmediately: true
          when: {$more: [$NumCacheClusters, $old.NumCacheClusters]}
        - elasticache:DecreaseReplicaCount: *count
          unless: {$more: [$NumCacheClusters, $old.NumCacheClusters]}
    # Fewer: those stay that were made first.
    - of: NumNodeGroups
      in_create: true
      put:
        - elasticache:ModifyReplicationGroupShardConfiguration:
            ReplicationGroupId: $id
            NodeGroupCount: $NumNodeGroups
            ApplyImmediately: true
          when: {$more: [$NumNodeGroups, $old.NumNodeGroups]}
        - elasticache:DescribeReplicationGroups: {ReplicationGroupId: $id}
          save: found
          unless: {$more: [$NumNodeGroups, $old.NumNodeGroups]}
        - elasticache:ModifyReplicationGroupShardConfiguration:
            ReplicationGroupId: $id
            NodeGroupCount: $NumNodeGroups
            NodeGroupsToRetain:
              $pluck: {of: $found.ReplicationGroups.0.NodeGroups, at: NodeGroupId, first: $NumNodeGroups}
            ApplyImmediately: true
          unless: {$more: [$NumNodeGroups, $old.NumNodeGroups]}
    - of: AuthToken
      in_create: true
      put:
        elasticache:ModifyReplicationGroup:
          ReplicationGroupId: $id
          AuthToken: $AuthToken
          AuthTokenUpdateStrategy: ROTATE
          ApplyImmediately: true
      drop:
        elasticache:ModifyReplicationGroup:
          ReplicationGroupId: $id
          AuthToken: $old.AuthToken
          AuthTokenUpdateStrategy: DELETE
          ApplyImmediately: true
    - of: UserGroupIds
      in_create: true
      each: true
      put:
        elasticache:ModifyReplicationGroup: {ReplicationGroupId: $id, UserGroupIdsToAdd: [$each], ApplyImmediately: true}
      drop:
        elasticache:ModifyReplicationGroup: {ReplicationGroupId: $id, UserGroupIdsToRemove: [$each], ApplyImmediately: true}
    - of: Tags
      in_create: true
      each: true
      by: Key
      put:
        elasticache:AddTagsToResource:
          ResourceName: "arn:aws:elasticache:${region}:${account}:replicationgroup:${id}"
          Tags: [$each]
      drop:
        elasticache:RemoveTagsFromResource:
          ResourceName: "arn:aws:elasticache:${region}:${account}:replicationgroup:${id}"
          TagKeys: [$each.Key]
  read: {"elasticache:DescribeReplicationGroups": {ReplicationGroupId: $id}}
  ready: {path: $read.ReplicationGroups.0.Status, is: available, fails: create-failed}
  attributes:
    PrimaryEndPoint.Address: $read.ReplicationGroups.0.NodeGroups.0.PrimaryEndpoint.Address
    PrimaryEndPoint.Port: $read.ReplicationGroups.0.NodeGroups.0.PrimaryEndpoint.Port
    ReaderEndPoint.Address: $read.ReplicationGroups.0.NodeGroups.0.ReaderEndpoint.Address
    ReaderEndPoint.Port: $read.ReplicationGroups.0.NodeGroups.0.ReaderEndpoint.Port
    ReadEndPoint.Addresses:
      $in_brackets: {$pluck: {of: $read.ReplicationGroups.0.NodeGroups.0.NodeGroupMembers, at: ReadEndpoint.Address}}
    ReadEndPoint.Ports:
      $in_brackets: {$pluck: {of: $read.ReplicationGroups.0.NodeGroups.0.NodeGroupMembers, at: ReadEndpoint.Port}}
    ReadEndPoint.Addresses.List:
      $pluck: {of: $read.ReplicationGroups.0.NodeGroups.0.NodeGroupMembers, at: ReadEndpoint.Address}
    ReadEndPoint.Ports.List:
      $pluck: {of: $read.ReplicationGroups.0.NodeGroups.0.NodeGroupMembers, at: ReadEndpoint.Port}
    ReadEndPoint.AddressesList:
      $pluck: {of: $read.ReplicationGroups.0.NodeGroups.0.NodeGroupMembers, at: ReadEndpoint.Address}
    ReadEndPoint.PortsList:
      $pluck: {of: $read.ReplicationGroups.0.NodeGroups.0.NodeGroupMembers, at: ReadEndpoint.Port}
    ConfigurationEndPoint.Address: $read.ReplicationGroups.0.ConfigurationEndpoint.Address
    ConfigurationEndPoint.Port: $read.ReplicationGroups.0.ConfigurationEndpoint.Port
  delete: {"elasticache:DeleteReplicationGroup": {ReplicationGroupId: $id, FinalSnapshotIdentifier: $snapshot}}

AWS::ElastiCache::SubnetGroup:
  system_tags: false
  name: {of: CacheSubnetGroupName, longest: 255, lower_case: true}
  replaces: [CacheSubnetGroupName]
  create:
    - elasticache:CreateCacheSubnetGroup:
        CacheSubnetGroupName: $name
        CacheSubnetGroupDescription: $Description
        SubnetIds: $SubnetIds
        Tags: $Tags
  update:
    - elasticache:ModifyCacheSubnetGroup:
        CacheSubnetGroupName: $id
        CacheSubnetGroupDescription: $Description
        SubnetIds: $SubnetIds
  parts:
    - of: Tags
      in_create: true
      each: true
      by: Key
      put:
        elasticache:AddTagsToResource:
          ResourceName: "arn:aws:elasticache:${region}:${account}:subnetgroup:${id}"
          Tags: [$each]
      drop:
        elasticache:RemoveTagsFromResource:
          ResourceName: "arn:aws:elasticache:${region}:${account}:subnetgroup:${id}"
          TagKeys: [$each.Key]
  delete: {"elasticache:DeleteCacheSubnetGroup": {CacheSubnetGroupName: $id}}

AWS::ElastiCache::ParameterGroup:
  system_tags: false
  name: {longest: 255, lower_case: true}
  replaces: [CacheParameterGroupFamily]
  fixed: [Description]
  create:
    - elasticache:CreateCacheParameterGroup:
        CacheParameterGroupName: $name
        CacheParameterGroupFamily: $CacheParameterGroupFamily
        Description: $Description
        Tags: $Tags
  parts:
    - of: Properties
      each: true
      by: Key
      put:
        elasticache:ModifyCacheParameterGroup:
          CacheParameterGroupName: $id
          ParameterNameValues: [{ParameterName: $each.Key, ParameterValue: $each.Value}]
      drop:
        elasticache:ResetCacheParameterGroup:
          CacheParameterGroupName: $id
          ParameterNameValues: [{ParameterName: $each.Key}]
    - of: Tags
      in_create: true
      each: true
      by: Key
      put:
        elasticache:AddTagsToResource:
          ResourceName: "arn:aws:elasticache:${region}:${account}:parametergroup:${id}"
          Tags: [$each]
      drop:
        elasticache:RemoveTagsFromResource:
          ResourceName: "arn:aws:elasticache:${region}:${account}:parametergroup:${id}"
          TagKeys: [$each.Key]
  attributes: {CacheParameterGroupName: $id}
  delete: {"elasticache:DeleteCacheParameterGroup": {CacheParameterGroupName: $id}}

AWS::ElastiCache::User:
  system_tags: false
  replaces: [UserId, UserName]
  create: {"elasticache:CreateUser": {"*": $}}
  id: $made.UserId
  update: {"elasticache:ModifyUser": {"*": $changed, UserId: $id}}
  parts:
    - of: Tags
      in_create: true
      each: true
      by: Key
      put: {"elasticache:AddTagsToResource": {ResourceName: "arn:aws:elasticache:${region}:${account}:user:${id}", Tags: [$each]}}
      drop:
        elasticache:RemoveTagsFromResource:
          ResourceName: "arn:aws:elasticache:${region}:${account}:user:${id}"
          TagKeys: [$each.Key]
  read: {"elasticache:DescribeUsers": {UserId: $id}}
  ready: {path: $read.Users.0.Status, is: active}
  attributes: {Arn: $read.Users.0.ARN, Status: $read.Users.0.Status}
  delete: {"elasticache:DeleteUser": {UserId: $id}}

AWS::ElastiCache::UserGroup:
  system_tags: false
  replaces: [UserGroupId]
  create: {"elasticache:CreateUserGroup": {"*": $}}
  id: $made.UserGroupId
  update: {"elasticache:ModifyUserGroup": {UserGroupId: $id, Engine: $Engine}}
  parts:
    - of: UserIds
      in_create: true
      each: true
      put: {"elasticache:ModifyUserGroup": {UserGroupId: $id, UserIdsToAdd: [$each]}}
      drop: {"elasticache:ModifyUserGroup": {UserGroupId: $id, UserIdsToRemove: [$each]}}
    - of: Tags
      in_create: true
      each: true
      by: Key
      put:
        elasticache:AddTagsToResource:
          ResourceName: "arn:aws:elasticache:${region}:${account}:usergroup:${id}"
          Tags: [$each]
      drop:
        elasticache:RemoveTagsFromResource:
          ResourceName: "arn:aws:elasticache:${region}:${account}:usergroup:${id}"
          TagKeys: [$each.Key]
  read: {"elasticache:DescribeUserGroups": {UserGroupId: $id}}
  ready: {path: $read.UserGroups.0.Status, is: active}
  attributes: {Arn: $read.UserGroups.0.ARN, Status: $read.UserGroups.0.Status}
  delete: {"elasticache:DeleteUserGroup": {UserGroupId: $id}}

AWS::ElastiCache::ServerlessCache:
  system_tags: false
  replaces: [ServerlessCacheName, KmsKeyId, SnapshotArnsToRestore, SubnetIds]
  create: {"elasticache:CreateServerlessCache": {"*": $}}
  id: $made.ServerlessCache.ServerlessCacheName
  update: {"elasticache:ModifyServerlessCache": {"*": $changed, ServerlessCacheName: $id}}
  parts:
    - of: UserGroupId
      in_create: true
      put: {"elasticache:ModifyServerlessCache": {ServerlessCacheName: $id, UserGroupId: $UserGroupId}}
      drop: {"elasticache:ModifyServerlessCache": {ServerlessCacheName: $id, RemoveUserGroup: true}}
    - of: Tags
      in_create: true
      each: true
      by: Key
      put:
        elasticache:AddTagsToResource:
          ResourceName: "arn:aws:elasticache:${region}:${account}:serverlesscache:${id}"
          Tags: [$each]
      drop:
        elasticache:RemoveTagsFromResource:
          ResourceName: "arn:aws:elasticache:${region}:${account}:serverlesscache:${id}"
          TagKeys: [$each.Key]
  read: {"elasticache:DescribeServerlessCaches": {ServerlessCacheName: $id}}
  ready: {path: $read.ServerlessCaches.0.Status, is: available, fails: create-failed}
  attributes:
    ARN: $read.ServerlessCaches.0.ARN
    CreateTime: $read.ServerlessCaches.0.CreateTime
    Status: $read.ServerlessCaches.0.Status
    FullEngineVersion: $read.ServerlessCaches.0.FullEngineVersion
    Endpoint.Address: $read.ServerlessCaches.0.Endpoint.Address
    Endpoint.Port: $read.ServerlessCaches.0.Endpoint.Port
    ReaderEndpoint.Address: $read.ServerlessCaches.0.ReaderEndpoint.Address
    ReaderEndpoint.Port: $read.ServerlessCaches.0.ReaderEndpoint.Port
  delete:
    - elasticache:DeleteServerlessCache: {ServerlessCacheName: $id, FinalSnapshotName: $FinalSnapshotName}
)yaml";

}  // namespace wt::cloudformation
