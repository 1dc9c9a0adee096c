#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "aws/accounts.hpp"
#include "aws/shape.hpp"

/// What ElastiCache's API keeps, a row each.
namespace wt::cache::api {

/// A node of a shard.
struct NodeRecord {
    std::int64_t number = 1;
    std::string address;  // that it listened on
    std::int64_t port = 0;
};
const aws::Structure& shape_of(aws::Tag<NodeRecord>);

/// A shard (node group) of a replication group with cluster mode enabled.
struct ShardRecord {
    std::string id;     // "0001"
    std::string slots;  // "0-8191"
    std::int64_t primary = 1;
    std::vector<NodeRecord> nodes;

    [[nodiscard]] std::uint16_t number() const;
    [[nodiscard]] bool has(std::int64_t node) const;
};
const aws::Structure& shape_of(aws::Tag<ShardRecord>);

/// A node of a cache: which shard's (the only one's, where there are none), and which of them.
struct Seat {
    std::size_t shard = 0;
    std::int64_t number = 1;
};

/// A replication group, a cluster of its own, or a serverless cache: one store behind, or one for each shard.
struct CacheRecord {
    aws::AccountRegion place;
    std::string kind;  // "replicationgroup", "cluster", "serverlesscache", as in its ARN
    std::string id;
    bool of_scenario = false;

    Instant created;
    std::string description;
    std::string engine = "redis";
    std::string version;
    std::string node_type;
    std::int64_t members = 1;  // the primary and its replicas
    std::int64_t primary = 1;  // which of them
    bool failover = false;
    bool multi_az = false;
    std::int64_t port_wanted = 6379;
    std::string address;  // that it listened on
    std::int64_t port = 0;
    std::string reader_address;
    std::int64_t reader_port = 0;
    std::string parameter_group;
    std::string subnet_group;
    std::vector<std::string> security_groups;
    std::vector<std::string> subnets;  // serverless
    std::int64_t snapshots_kept = 0;
    std::string snapshot_window;
    std::string maintenance_window;
    std::string token;
    std::string token_before;  // as good, until the new one is set
    std::optional<Instant> token_changed;
    bool tls = false;
    std::string tls_mode;  // "preferred"; empty: required
    bool at_rest = false;
    bool minor_upgrades = true;
    std::vector<std::string> user_groups;
    std::string durability;
    std::int64_t most_gigabytes = 0;  // serverless; 0: no limit was said
    std::map<std::string, std::string> tags;

    std::string status;  // "creating"; empty: available
    Instant began;
    Instant ends;
    std::string snapshot;  // to begin with

    /// Cluster mode, and of serverless caches, which speak it with a single shard; empty: cluster mode is disabled.
    std::vector<ShardRecord> shards;
    std::vector<ShardRecord> shards_next;  // when a resharding is over
    std::int64_t most_units = 0;           // serverless: ECPUs a second; 0: no limit was said
    std::int64_t least_gigabytes = 0;      // serverless; told
    std::int64_t least_units = 0;

    [[nodiscard]] std::string arn() const;
    [[nodiscard]] std::string status_text() const { return status.empty() ? "available" : status; }
    [[nodiscard]] std::string member(std::int64_t number) const { return member(Seat{0, number}); }
    [[nodiscard]] std::string member(const Seat& seat) const;
    [[nodiscard]] std::vector<Seat> seats() const;
    [[nodiscard]] bool is_cluster() const { return !shards.empty(); }
    [[nodiscard]] std::int64_t primary_of(std::size_t shard) const {
        return shards.empty() ? primary : shards[shard].primary;
    }
    [[nodiscard]] bool is_primary(const Seat& seat) const { return primary_of(seat.shard) == seat.number; }
    [[nodiscard]] std::int64_t members_of(std::size_t shard) const {
        return shards.empty() ? members : static_cast<std::int64_t>(shards[shard].nodes.size());
    }
};
const aws::Structure& shape_of(aws::Tag<CacheRecord>);

struct UserRecord {
    std::string id;
    std::string name;
    std::string engine;
    std::string access;
    std::vector<std::string> passwords;
    std::string authentication = "password";  // "no-password", "iam"
    std::map<std::string, std::string> tags;
};
const aws::Structure& shape_of(aws::Tag<UserRecord>);

struct UserGroupRecord {
    std::string id;
    std::string engine;
    std::vector<std::string> users;
    std::map<std::string, std::string> tags;
};
const aws::Structure& shape_of(aws::Tag<UserGroupRecord>);

struct ParameterGroupRecord {
    std::string name;
    std::string family;
    std::string description;
    std::map<std::string, std::string> values;
    std::map<std::string, std::string> tags;
};
const aws::Structure& shape_of(aws::Tag<ParameterGroupRecord>);

struct SubnetGroupRecord {
    std::string name;
    std::string description;
    std::vector<std::string> subnets;
    std::map<std::string, std::string> tags;
};
const aws::Structure& shape_of(aws::Tag<SubnetGroupRecord>);

struct SnapshotRecord {
    std::string name;
    Instant taken;
    std::string source = "manual";
    CacheRecord of;
    std::map<std::string, std::string> tags;
    std::string status;  // "creating"; empty: available
    Instant began;
    Instant ends;
    std::string data;  // requests that make the keys again; a row of its own
};
const aws::Structure& shape_of(aws::Tag<SnapshotRecord>);

}  // namespace wt::cache::api
