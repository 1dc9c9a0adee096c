#pragma once
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/rows.hpp"
#include "base/context.hpp"
#include "base/pace.hpp"
#include "base/scope.hpp"
#include "storage/cache/api/nodes.hpp"
#include "storage/cache/api/records.hpp"
#include "store/store.hpp"

namespace wt::cache::api {

/// Something that happened to a resource, as DescribeEvents tells it.
struct Happening {
    aws::AccountRegion place;
    std::string source;
    std::string kind;  // "replication-group"
    std::string message;
    Instant when;
};

/// Every account's caches, users, groups and snapshots: what the API made, with its rows in the store, and the
/// scenario's caches beside them. A cache of the API stands among the components under its ARN, the scenario's under
/// their names.
class Catalogue {
public:
    using Key = std::pair<aws::AccountRegion, std::string>;
    template <class Record>
    using All = std::map<Key, Record>;

    /// Reads what an earlier process left; throws std::runtime_error, with a sentence, when it cannot. All outlive
    /// this.
    Catalogue(const Context& context, store::Store& store, Pace& pace);
    Catalogue(const Catalogue&) = delete;
    Catalogue& operator=(const Catalogue&) = delete;

    /// From now on the caches stand among these and listen there, which outlive this; the scenario's are of `usual`.
    void stand_among(Caches& caches, Nodes& nodes, const aws::AccountRegion& usual);
    /// The scenario's caches are told of, and listen, as they are now, whatever clients have said of them.
    void list_anew();

    [[nodiscard]] All<CacheRecord>& caches() { return caches_; }
    [[nodiscard]] All<UserRecord>& users() { return users_; }
    [[nodiscard]] All<UserGroupRecord>& user_groups() { return user_groups_; }
    [[nodiscard]] All<ParameterGroupRecord>& parameter_groups() { return parameter_groups_; }
    [[nodiscard]] All<SubnetGroupRecord>& subnet_groups() { return subnet_groups_; }
    [[nodiscard]] All<SnapshotRecord>& snapshots() { return snapshots_; }

    /// "KIND/ID" of caches.
    [[nodiscard]] CacheRecord* find(const aws::AccountRegion& place, std::string_view kind, const std::string& id);
    /// Its name among the components; of a group's shard "ARN/0001".
    [[nodiscard]] static std::string component_of(const CacheRecord& record, std::size_t shard = 0);
    /// The component; null while it is being made.
    [[nodiscard]] Redis* standing(const CacheRecord& record, std::size_t shard = 0);
    [[nodiscard]] Nodes::Places places_of(const CacheRecord& record, std::size_t shard = 0) const;
    /// Where a node listens.
    [[nodiscard]] Nodes::Place place_of(const CacheRecord& record, const Seat& seat) const;
    [[nodiscard]] Nodes::Clients clients_of(const CacheRecord& record, const Seat& seat) const;

    /// A new one, which takes so long to make.
    CacheRecord& add(CacheRecord record, Duration usually);
    /// It is of that status for so long; at the end of "deleting" it goes.
    void pass(CacheRecord& record, std::string status, Duration usually);
    /// After a change of settings: of memory, of whom it lets in.
    void apply(CacheRecord& record);
    void keep(const CacheRecord& record);
    /// The primary of a shard is lost, or its only node; until the status is over nobody gets in.
    void fail_over(const CacheRecord& record, std::size_t shard);
    void restart(const CacheRecord& record, std::size_t shard);
    /// Nodes of shards have come or gone, or another is the primary.
    void refit(CacheRecord& record);

    void keep(const aws::AccountRegion& place, const UserRecord& record);
    void keep(const aws::AccountRegion& place, const UserGroupRecord& record);
    void keep(const aws::AccountRegion& place, const ParameterGroupRecord& record);
    void keep(const aws::AccountRegion& place, const SubnetGroupRecord& record);
    void keep(const aws::AccountRegion& place, const SnapshotRecord& record);
    void forget_user(const Key& key);
    void forget_user_group(const Key& key);
    void forget_parameter_group(const Key& key);
    void forget_subnet_group(const Key& key);
    void forget_snapshot(const Key& key);

    /// Of a cache that stands, now.
    SnapshotRecord& snap(const CacheRecord& record, std::string name, Duration usually);

    /// One that is there already, under another name.
    SnapshotRecord& put(const aws::AccountRegion& place, SnapshotRecord snapshot);

    void happen(const aws::AccountRegion& place, std::string kind, std::string source, std::string message);
    [[nodiscard]] const std::deque<Happening>& happenings() const { return happenings_; }

    /// Users of the groups of a cache changed.
    void apply_users(const aws::AccountRegion& place, const std::string& group);

    [[nodiscard]] Pace& pace() { return pace_; }
    /// As Rows::durable().
    [[nodiscard]] Task<std::optional<Error>> durable() { return rows_.durable(); }
    void reset(std::string_view account);

private:
    [[nodiscard]] RedisConfig config_of(const CacheRecord& record) const;
    [[nodiscard]] EngineConfig engine_of(const CacheRecord& record) const;
    [[nodiscard]] EngineConfig engine_of(const CacheRecord& record, std::size_t shard);
    void note(const std::string& name, const Redis* now);
    [[nodiscard]] std::shared_ptr<Cluster>& cluster_of(const CacheRecord& record);
    void stand_shards(CacheRecord& record);
    void stand_shard(CacheRecord& record, std::size_t shard);
    void read_places(CacheRecord& record, std::size_t shard);
    void tell_cluster(const CacheRecord& record);
    void reshape(CacheRecord& record);
    /// Removes the component of a shard that has gone.
    [[nodiscard]] Task<void> leave(Key key, std::string id, std::string name);
    /// With the snapshot that it was to begin with.
    void begin(CacheRecord& record);
    void restore(const CacheRecord& record, const std::string& data);
    void stand(CacheRecord& record);
    void settle(const Key& key);
    void remove(const Key& key);

    Context context_;
    Pace& pace_;
    aws::Rows rows_;
    Caches* caches_among_ = nullptr;
    Nodes* nodes_ = nullptr;
    aws::AccountRegion usual_;
    All<CacheRecord> caches_;  // by "KIND/ID"
    All<std::shared_ptr<Cluster>> clusters_;
    All<UserRecord> users_;
    All<UserGroupRecord> user_groups_;
    All<ParameterGroupRecord> parameter_groups_;
    All<SubnetGroupRecord> subnet_groups_;
    All<SnapshotRecord> snapshots_;
    std::deque<Happening> happenings_;
    Scope leaving_;
};

/// What a node of that type holds before it evicts; 0: there is no such type. ElastiCache User Guide, "Redis OSS
/// node-type specific parameters".
[[nodiscard]] Bytes memory_of(std::string_view node_type);
/// The policy that Redis' parameter names; none: it is another text.
[[nodiscard]] std::optional<EvictionPolicy> policy_named(std::string_view text);

}  // namespace wt::cache::api
