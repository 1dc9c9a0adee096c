#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/page_token.hpp"
#include "aws/pages.hpp"
#include "aws/service.hpp"
#include "storage/cache/api/catalogue.hpp"
#include "storage/cache/api/elasticache_shapes.hpp"
#include "storage/cache/api/errors.hpp"

namespace wt::cache::api {

/// ElastiCache's API over the caches that stand in the stack. Every answer waits until what it says is on disk.
/// ElastiCache API Reference, 2015-02-02.
class ElastiCache final : public aws::Service {
public:
    /// Both outlive this.
    ElastiCache(const Context& context, Catalogue& catalogue);

    [[nodiscard]] const aws::ServiceModel& model() const override { return model_; }
    [[nodiscard]] void* instance() override { return this; }
    [[nodiscard]] Task<std::optional<aws::Error>> settle() override {
        return on_disk(catalogue_.durable(), internal_failure);
    }
    [[nodiscard]] Task<std::optional<wt::Error>> reset(std::string_view account) override;

    // Replication groups: group_operations.cpp; their nodes and shards: shard_operations.cpp
    aws::Outcome<CreateReplicationGroupResult> create_replication_group(const aws::Call& call,
                                                                        CreateReplicationGroupMessage input);
    aws::Outcome<ReplicationGroupMessage> describe_replication_groups(const aws::Call& call,
                                                                      DescribeReplicationGroupsMessage input);
    aws::Outcome<ModifyReplicationGroupResult> modify_replication_group(const aws::Call& call,
                                                                        ModifyReplicationGroupMessage input);
    aws::Outcome<DeleteReplicationGroupResult> delete_replication_group(const aws::Call& call,
                                                                        DeleteReplicationGroupMessage input);
    aws::Outcome<IncreaseReplicaCountResult> increase_replica_count(const aws::Call& call,
                                                                    IncreaseReplicaCountMessage input);
    aws::Outcome<DecreaseReplicaCountResult> decrease_replica_count(const aws::Call& call,
                                                                    DecreaseReplicaCountMessage input);
    aws::Outcome<ModifyReplicationGroupShardConfigurationResult> modify_replication_group_shard_configuration(
        const aws::Call& call, ModifyReplicationGroupShardConfigurationMessage input);
    aws::Outcome<TestFailoverResult> test_failover(const aws::Call& call, TestFailoverMessage input);

    // Clusters: cluster_operations.cpp
    aws::Outcome<CreateCacheClusterResult> create_cache_cluster(const aws::Call& call, CreateCacheClusterMessage input);
    aws::Outcome<CacheClusterMessage> describe_cache_clusters(const aws::Call& call,
                                                              DescribeCacheClustersMessage input);
    aws::Outcome<ModifyCacheClusterResult> modify_cache_cluster(const aws::Call& call, ModifyCacheClusterMessage input);
    aws::Outcome<DeleteCacheClusterResult> delete_cache_cluster(const aws::Call& call, DeleteCacheClusterMessage input);
    aws::Outcome<RebootCacheClusterResult> reboot_cache_cluster(const aws::Call& call, RebootCacheClusterMessage input);

    // Serverless caches: serverless_operations.cpp
    aws::Outcome<CreateServerlessCacheResponse> create_serverless_cache(const aws::Call& call,
                                                                        CreateServerlessCacheRequest input);
    aws::Outcome<DescribeServerlessCachesResponse> describe_serverless_caches(const aws::Call& call,
                                                                              DescribeServerlessCachesRequest input);
    aws::Outcome<ModifyServerlessCacheResponse> modify_serverless_cache(const aws::Call& call,
                                                                        ModifyServerlessCacheRequest input);
    aws::Outcome<DeleteServerlessCacheResponse> delete_serverless_cache(const aws::Call& call,
                                                                        DeleteServerlessCacheRequest input);

    // Users and their groups: user_operations.cpp
    aws::Outcome<ToldUser> create_user(const aws::Call& call, CreateUserMessage input);
    aws::Outcome<DescribeUsersResult> describe_users(const aws::Call& call, DescribeUsersMessage input);
    aws::Outcome<ToldUser> modify_user(const aws::Call& call, ModifyUserMessage input);
    aws::Outcome<ToldUser> delete_user(const aws::Call& call, DeleteUserMessage input);
    aws::Outcome<UserGroup> create_user_group(const aws::Call& call, CreateUserGroupMessage input);
    aws::Outcome<DescribeUserGroupsResult> describe_user_groups(const aws::Call& call, DescribeUserGroupsMessage input);
    aws::Outcome<UserGroup> modify_user_group(const aws::Call& call, ModifyUserGroupMessage input);
    aws::Outcome<UserGroup> delete_user_group(const aws::Call& call, DeleteUserGroupMessage input);

    // Parameter groups, subnet groups, versions: parameter_operations.cpp
    aws::Outcome<CreateCacheParameterGroupResult> create_cache_parameter_group(const aws::Call& call,
                                                                               CreateCacheParameterGroupMessage input);
    aws::Outcome<CacheParameterGroupsMessage> describe_cache_parameter_groups(
        const aws::Call& call, DescribeCacheParameterGroupsMessage input);
    aws::Outcome<CacheParameterGroupDetails> describe_cache_parameters(const aws::Call& call,
                                                                       DescribeCacheParametersMessage input);
    aws::Outcome<CacheParameterGroupNameMessage> modify_cache_parameter_group(const aws::Call& call,
                                                                              ModifyCacheParameterGroupMessage input);
    aws::Outcome<CacheParameterGroupNameMessage> reset_cache_parameter_group(const aws::Call& call,
                                                                             ResetCacheParameterGroupMessage input);
    aws::Outcome<aws::Nothing> delete_cache_parameter_group(const aws::Call& call,
                                                            DeleteCacheParameterGroupMessage input);
    aws::Outcome<DescribeEngineDefaultParametersResult> describe_engine_default_parameters(
        const aws::Call& call, DescribeEngineDefaultParametersMessage input);
    aws::Outcome<CacheEngineVersionMessage> describe_cache_engine_versions(const aws::Call& call,
                                                                           DescribeCacheEngineVersionsMessage input);
    aws::Outcome<CreateCacheSubnetGroupResult> create_cache_subnet_group(const aws::Call& call,
                                                                         CreateCacheSubnetGroupMessage input);
    aws::Outcome<CacheSubnetGroupMessage> describe_cache_subnet_groups(const aws::Call& call,
                                                                       DescribeCacheSubnetGroupsMessage input);
    aws::Outcome<ModifyCacheSubnetGroupResult> modify_cache_subnet_group(const aws::Call& call,
                                                                         ModifyCacheSubnetGroupMessage input);
    aws::Outcome<aws::Nothing> delete_cache_subnet_group(const aws::Call& call, DeleteCacheSubnetGroupMessage input);

    // Snapshots, events, tags: snapshot_operations.cpp
    aws::Outcome<CreateSnapshotResult> create_snapshot(const aws::Call& call, CreateSnapshotMessage input);
    aws::Outcome<DescribeSnapshotsListMessage> describe_snapshots(const aws::Call& call,
                                                                  DescribeSnapshotsMessage input);
    aws::Outcome<CopySnapshotResult> copy_snapshot(const aws::Call& call, CopySnapshotMessage input);
    aws::Outcome<DeleteSnapshotResult> delete_snapshot(const aws::Call& call, DeleteSnapshotMessage input);
    aws::Outcome<EventsMessage> describe_events(const aws::Call& call, DescribeEventsMessage input);
    aws::Outcome<TagListMessage> add_tags_to_resource(const aws::Call& call, AddTagsToResourceMessage input);
    aws::Outcome<TagListMessage> remove_tags_from_resource(const aws::Call& call, RemoveTagsFromResourceMessage input);
    aws::Outcome<TagListMessage> list_tags_for_resource(const aws::Call& call, ListTagsForResourceMessage input);

private:
    using Name = std::optional<std::string>;
    using Tags = std::map<std::string, std::string>;

    [[nodiscard]] static aws::AccountRegion place_of(const aws::Call& call) { return aws::account_region_of(call); }
    [[nodiscard]] aws::Outcome<CacheRecord*> group(const aws::Call& call, const std::string& id);
    [[nodiscard]] aws::Outcome<CacheRecord*> available_group(const aws::Call& call, const std::string& id);
    /// The cache that a cluster's id names, of its own or as a group's member, and which member.
    struct Member {
        CacheRecord* record = nullptr;
        Seat seat;
    };
    [[nodiscard]] aws::Outcome<Member> member(const aws::Call& call, const std::string& id);
    /// Why the settings of a new cache cannot be; else they are in the record.
    [[nodiscard]] std::optional<aws::Error> check(const CacheRecord& record, const std::vector<aws::ResourceTag>& tags,
                                                  std::string_view via);
    [[nodiscard]] std::optional<aws::Error> set_tags(Tags& to, const std::vector<aws::ResourceTag>& tags,
                                                     std::string_view via);
    /// The shards of a new group with cluster mode enabled; of another: none.
    [[nodiscard]] std::optional<aws::Error> read_shards(CacheRecord& record,
                                                        const CreateReplicationGroupMessage& input);
    /// The snapshot to begin with, and what it says of the cache; none asked: nothing.
    [[nodiscard]] std::optional<aws::Error> begin_with(CacheRecord& record, const Name& snapshot);
    /// What has tags of that ARN, and what to keep after a change.
    struct Tagged {
        Tags* tags = nullptr;
        std::function<void()> keep;
    };
    [[nodiscard]] aws::Outcome<Tagged> tagged(const aws::Call& call, const std::string& arn);
    [[nodiscard]] static TagListMessage told(const Tags& tags);

    [[nodiscard]] ReplicationGroup told(const CacheRecord& record);
    [[nodiscard]] CacheCluster told(const CacheRecord& record, const Seat& seat, bool nodes);
    [[nodiscard]] NodeGroup told_shard(const CacheRecord& record, std::size_t shard);
    [[nodiscard]] ServerlessCache told_serverless(const CacheRecord& record);
    [[nodiscard]] ToldUser told(const aws::AccountRegion& place, const UserRecord& user);
    [[nodiscard]] UserGroup told(const aws::AccountRegion& place, const UserGroupRecord& group);
    [[nodiscard]] Snapshot told(const aws::AccountRegion& place, const SnapshotRecord& snapshot);
    [[nodiscard]] static Endpoint endpoint_of(const Nodes::Place& place);

    /// A page of what is told by name; ElastiCache's markers.
    template <class T>
    [[nodiscard]] aws::Outcome<aws::Page<T>> page(const aws::Call& call, std::map<std::string, T> all,
                                                  const Name& marker, std::optional<std::int32_t> most) {
        const std::int32_t limit = most.value_or(100);
        if (limit < 20 || limit > 100)
            return invalid_value("Invalid value for MaxRecords: must be between 20 and 100.");  // Assumed: the sentence
        const aws::PageTokens tokens("elasticache");
        auto part = aws::page_of(std::move(all), {tokens, marker, static_cast<std::size_t>(limit), call.now});
        if (!part.ok()) return invalid_value("The marker is invalid.");  // Assumed: the sentence
        return std::move(*part);
    }

    static constexpr aws::ErrorRow internal_failure{"InternalFailure", 500, "The disk is full, or broken."};

    Context context_;
    Catalogue& catalogue_;
    aws::ServiceModel model_;
};

}  // namespace wt::cache::api
