#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "base/gate.hpp"
#include "base/literals.hpp"
#include "base/result.hpp"

namespace wt::rds {

enum class Overload : std::uint8_t { refuse, crash };

/// What holds the rows: a table in this process, in either clock, or a PostgreSQL server, in the real clock only.
enum class EngineKind : std::uint8_t { sqlite, postgres };

struct InstanceConfig {
    std::string instance_class = "db.t3.large";
    std::uint64_t max_connections = 200;
    std::uint64_t servers = 2;  // statements served at once
    Distribution service;       // how long a statement holds one of them; PostgreSQL takes its own time
    /// What a connection above max_connections does: is refused, or brings the instance down for `recovery`.
    Overload on_overload = Overload::refuse;
    Duration recovery = 60s;
    Latency latency;  // of the network to it
};

struct PrimaryConfig : InstanceConfig {
    EngineKind engine = EngineKind::sqlite;  // its replicas follow
    std::string url;                         // of a PostgreSQL server; empty: one is started
    bool multi_az = false;                   // a synchronous standby in another zone, which a failover turns to
    /// How long a failover takes. RDS User Guide, "Configuring and managing a Multi-AZ deployment": typically 60 to 120
    /// s.
    Distribution failover = *parse_distribution("uniform(60s, 120s)");
    std::optional<Bytes> storage;  // of the rows and their indexes; above it, writes fail. None: no bound
};

struct ReplicaConfig : InstanceConfig {
    std::string of;           // the primary's name in the scenario
    std::uint64_t count = 1;  // how many replicas share the reads; 1 to 15
    Distribution lag;         // from commit on the primary until applied here; a PostgreSQL standby has its own
    std::string url;          // of a PostgreSQL standby or reader endpoint, when the primary has one
    /// How long applying one commit takes: one after the other, so that more commits than that let the lag grow.
    Distribution apply;
};

/// RDS Proxy. Defaults: Amazon RDS User Guide, "RDS Proxy connection considerations".
struct ProxyConfig {
    std::string of;  // the primary's name in the scenario
    /// To the database; none: as many as it takes (MaxConnectionsPercent 100).
    std::optional<std::uint64_t> max_connections;
    Duration borrow_timeout = 120s;
    double pinning = 0;  // the share of the sessions that keep a connection to themselves
    Latency latency;     // of the network to it
};

/// What of the difference an instance cannot take while it runs; none: it takes all.
[[nodiscard]] std::optional<Error> unchangeable(const PrimaryConfig& from, const PrimaryConfig& to);
[[nodiscard]] std::optional<Error> unchangeable(const ReplicaConfig& from, const ReplicaConfig& to);

}  // namespace wt::rds
