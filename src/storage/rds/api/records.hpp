#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "aws/accounts.hpp"
#include "aws/shape.hpp"

/// What RDS's API keeps, a row each.
namespace wt::rds::api {

using Tags = std::map<std::string, std::string>;

/// What is on its way for so long; empty: nothing.
struct Passing {
    std::string status;  // "creating"
    Instant began;
    Instant ends;
};
const aws::Structure& shape_of(aws::Tag<Passing>);

/// What a change of an instance changes.
struct Changes {
    std::optional<std::string> instance_class;
    std::optional<std::int64_t> storage;
    std::optional<std::string> storage_type;
    std::optional<std::int64_t> iops;
    std::optional<std::int64_t> throughput;
    std::optional<bool> multi_az;
    std::optional<std::string> version;
    std::optional<std::int64_t> port;
    std::optional<std::string> id;
    friend bool operator==(const Changes&, const Changes&) = default;
    [[nodiscard]] bool any() const { return *this != Changes{}; }
};
const aws::Structure& shape_of(aws::Tag<Changes>);

/// A role of IAM's that a database may take.
struct RoleRecord {
    std::string arn;
    std::string feature;
};
const aws::Structure& shape_of(aws::Tag<RoleRecord>);

struct InstanceRecord {
    std::string id;
    bool of_scenario = false;
    std::string component;     // the scenario's primary or set of replicas
    std::uint64_t member = 0;  // of the set, from 1
    std::string resource_id;
    Instant created;
    std::string instance_class;
    std::string engine;
    std::string version;
    std::string user;
    std::string password;
    std::string secret;  // ARN, where Secrets Manager keeps the password
    std::string database;
    std::int64_t port = 0;
    std::int64_t storage = 20;
    std::string storage_type = "gp3";
    std::int64_t iops = 0;          // 0: those of its type
    std::int64_t throughput = 0;    // MiB/s; 0: that of its type
    std::int64_t most_storage = 0;  // GiB that it may grow to; 0: it does not grow
    bool multi_az = false;
    std::int64_t zone = 0;
    std::int64_t retention = 1;
    std::string backup_window = "03:00-03:30";
    std::string maintenance_window = "sun:06:00-sun:06:30";
    std::string parameter_group;
    bool parameters_wait = false;    // for a reboot
    std::optional<Tags> parameters;  // of its groups, those that its server has; none: all
    std::string option_group;        // empty: everybody's
    std::string subnet_group;
    std::vector<std::string> security_groups;
    std::string cluster;
    std::string source;  // of a read replica
    bool is_public = false;
    bool encrypted = false;
    std::string key;
    bool protection = false;
    bool minor_upgrades = true;
    bool copy_tags = false;
    std::int64_t monitoring = 0;  // seconds; 0: none
    std::string monitoring_role;  // ARN
    std::string certificate = "rds-ca-rsa2048-g1";
    std::vector<std::string> logs;  // that are exported
    bool iam = false;
    bool insights = false;
    std::int64_t tier = 1;
    Tags tags;
    Changes pending;
    Passing passing;
    bool stopped = false;
    Instant starts;        // again by itself, while it is stopped; the epoch: never
    bool swapped = false;  // the server in the other zone is the primary
    std::string begins;    // a backup whose data its server begins with
    std::string recovers;  // the archive that its server recovers from, until that moment
    Instant until;
    std::string failure;  // why its server is not there
    std::vector<RoleRecord> roles;
    [[nodiscard]] std::string status() const {
        if (!passing.status.empty()) return passing.status;
        return stopped ? "stopped" : failure.empty() ? "available" : "failed";
    }
    /// The ids of its server and, with Multi-AZ, of the standby.
    [[nodiscard]] std::string server() const { return swapped ? resource_id + "-b" : resource_id; }
    [[nodiscard]] std::string other_server() const { return swapped ? resource_id : resource_id + "-b"; }
};
const aws::Structure& shape_of(aws::Tag<InstanceRecord>);

struct ClusterRecord {
    std::string id;
    std::string resource_id;
    Instant created;
    std::string engine;
    std::string version;
    std::string user;
    std::string password;
    std::string secret;
    std::string database;
    std::int64_t port = 0;
    std::int64_t retention = 1;
    std::string backup_window = "03:00-03:30";
    std::string maintenance_window = "sun:06:00-sun:06:30";
    std::string parameter_group;
    std::string subnet_group;
    std::vector<std::string> security_groups;
    std::string storage_type;    // empty: "aurora"
    std::int64_t backtrack = 0;  // seconds
    std::vector<std::string> logs;
    bool iam = false;
    bool http_endpoint = false;
    bool encrypted = false;
    std::string key;
    bool protection = false;
    bool copy_tags = false;
    std::optional<double> least_capacity;
    std::int64_t pauses_after = 0;  // seconds of a cluster whose least capacity is 0; 0: AWS's usual 300
    std::optional<double> most_capacity;
    std::string writer;  // an instance's id
    std::string volume;  // a backup with its data, while it has no instances
    // While that comes to be: the backup that it is a copy of, or the history that it is recovered from, until that
    // moment. Neither: it is a copy of what another cluster's instance has.
    bool restoring = false;
    std::string begins;
    std::string recovers;
    Instant until;
    std::string failure;  // why it has no data, and never will
    [[nodiscard]] std::string own_volume() const { return "volume-" + resource_id; }
    std::vector<RoleRecord> roles;
    Tags tags;
    Passing passing;
    bool stopped = false;
    [[nodiscard]] std::string status() const {
        if (!passing.status.empty()) return passing.status;
        if (restoring) return "creating";
        return !failure.empty() ? "failed" : stopped ? "stopped" : "available";
    }
};
const aws::Structure& shape_of(aws::Tag<ClusterRecord>);

/// A custom endpoint of a cluster.
struct EndpointRecord {
    std::string id;
    std::string cluster;
    std::string resource_id;
    std::string type;                   // "READER", "ANY"
    std::vector<std::string> members;   // the only instances that it leads to; or
    std::vector<std::string> excluded;  // those that it does not lead to
    Tags tags;
};
const aws::Structure& shape_of(aws::Tag<EndpointRecord>);

struct SubnetGroupRecord {
    std::string name;
    std::string description;
    std::vector<std::string> subnets;
    Tags tags;
};
const aws::Structure& shape_of(aws::Tag<SubnetGroupRecord>);

/// Of instances, or of clusters.
struct ParameterGroupRecord {
    std::string name;
    std::string family;
    std::string description;
    Tags values;
    Tags tags;
};
const aws::Structure& shape_of(aws::Tag<ParameterGroupRecord>);

struct OptionGroupRecord {
    std::string name;
    std::string engine;
    std::string version;  // major
    std::string description;
    std::vector<std::string> options;
    Tags settings;  // by "OPTION/SETTING"
    Tags tags;
};
const aws::Structure& shape_of(aws::Tag<OptionGroupRecord>);

/// Whose password a proxy knows, by a secret.
struct ProxyAuth {
    std::string description;
    std::string user;
    std::string secret;  // ARN
    std::string iam = "DISABLED";
    std::string client_type;
};
const aws::Structure& shape_of(aws::Tag<ProxyAuth>);

/// A proxy with its target group, of which it has one.
struct ProxyRecord {
    std::string name;
    std::string resource_id;
    Instant created;
    Instant updated;
    std::string family;  // "POSTGRESQL", "MYSQL"
    std::string default_auth = "NONE";
    std::vector<ProxyAuth> auth;
    std::string role;
    std::vector<std::string> subnets;
    std::vector<std::string> security_groups;
    bool tls = false;
    bool debug = false;
    std::int64_t idle = 1800;     // seconds
    std::int64_t most = 100;      // connections, % of what the target takes
    std::int64_t most_idle = 50;  // %
    std::int64_t patience = 120;  // seconds until a connection is borrowed
    std::vector<std::string> filters;
    std::string query;
    std::string instance;  // the target; or
    std::string cluster;
    Tags tags;
    Passing passing;
    [[nodiscard]] std::string status() const { return passing.status.empty() ? "available" : passing.status; }
};
const aws::Structure& shape_of(aws::Tag<ProxyRecord>);

/// An endpoint of a proxy beside its default one.
struct ProxyEndpointRecord {
    std::string name;
    std::string proxy;
    std::string resource_id;
    std::string role;  // "READ_WRITE", "READ_ONLY"
    Instant created;
    std::vector<std::string> subnets;
    std::vector<std::string> security_groups;
    Tags tags;
    Passing passing;  // counts while it has not ended
};
const aws::Structure& shape_of(aws::Tag<ProxyEndpointRecord>);

/// Who is to be told of events.
struct SubscriptionRecord {
    std::string name;
    Instant created;
    std::string topic;
    std::string source_type;  // empty: of all kinds
    std::vector<std::string> sources;
    std::vector<std::string> categories;
    bool enabled = true;
    Tags tags;
};
const aws::Structure& shape_of(aws::Tag<SubscriptionRecord>);

/// Clusters of several regions, as one database.
struct GlobalClusterRecord {
    std::string id;
    std::string resource_id;
    std::string engine;
    std::string version;
    std::string database;
    bool encrypted = false;
    bool protection = false;
    std::vector<std::string> members;  // ARNs of clusters, that of the writer first
    Tags tags;
    Passing passing;  // counts while it has not ended
};
const aws::Structure& shape_of(aws::Tag<GlobalClusterRecord>);

struct SnapshotRecord {
    std::string id;
    std::string kind = "manual";
    Instant taken;
    InstanceRecord instance;  // one of the two
    ClusterRecord cluster;
    std::string source;  // a snapshot that it is a copy of, by ARN
    Tags tags;
    Passing passing;
};
const aws::Structure& shape_of(aws::Tag<SnapshotRecord>);

}  // namespace wt::rds::api
