#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "base/time.hpp"

namespace wt::rds::api {

/// What an instance's server is to be.
struct ServerSpec {
    std::string id;    // of its data, too: never another's
    std::string name;  // the instance's, for people
    std::string engine;
    std::string version;
    std::int64_t port = 0;  // asked for; 0: any. Another, when somebody has it
    std::string user;       // these three are a primary's; a copy has its source's
    std::string password;
    std::string database;  // empty: none
    std::map<std::string, std::string> settings;
    std::string source;          // the id of the server that it copies as a standby; empty: it is a primary
    std::string begins;          // the id of a backup whose data it begins with; empty: none
    std::string archive;         // the id of its history, from which others recover
    bool archives = false;       // whether it keeps one; else what there was goes
    std::int64_t retention = 1;  // days that it goes back
    std::string recovers;        // the id of another's history that it begins with; empty: none
    Instant until;               // of that history
};

/// Real database servers behind instances. Whoever has processes and sockets knows. Each call that waits ends when it
/// is done, with nothing, or a sentence that says why it could not be; calls about one server are done in their order.
class Servers {
public:
    Servers() = default;
    Servers(const Servers&) = delete;
    Servers& operator=(const Servers&) = delete;
    virtual ~Servers() = default;

    using Problem = std::optional<Error>;
    struct Endpoint {
        std::string address;
        std::uint16_t port = 0;
    };
    struct Numbers {
        double connections = 0;           // of clients
        std::optional<double> lag;        // seconds; a standby's
        std::optional<double> processor;  // % of this machine's processors, since the last time
        double database_bytes = 0;
    };
    struct LogFile {
        std::string name;  // "error/postgresql.log.2026-01-02-03"
        std::uint64_t size = 0;
        Instant written;
    };

    /// Whether instances of that engine get servers.
    [[nodiscard]] virtual bool has(std::string_view engine) const = 0;
    /// Why an instance of it cannot be made; none: it can.
    [[nodiscard]] virtual Problem refuses(std::string_view engine) const = 0;
    /// A sentence for who makes an instance without a server, or with one of another version; empty: nothing to say.
    [[nodiscard]] virtual std::string remark(std::string_view engine, std::string_view version) const = 0;

    /// It is there, takes connections and is what the spec says: made, started, promoted, or made to follow another.
    [[nodiscard]] virtual Task<Problem> bring(ServerSpec spec) = 0;
    /// As bring(); who is connected is cut off, and settings that wait for a restart count.
    [[nodiscard]] virtual Task<Problem> restart(ServerSpec spec) = 0;
    /// It stops; its standbys have all that it had.
    [[nodiscard]] virtual Task<Problem> stop(std::string id) = 0;
    /// It goes, with its data.
    [[nodiscard]] virtual Task<Problem> remove(std::string id) = 0;
    [[nodiscard]] virtual bool has_data(const std::string& id) const = 0;
    /// Its data as it is now, under that id; also of a server that does not run.
    [[nodiscard]] virtual Task<Problem> back_up(std::string id, std::string backup) = 0;
    [[nodiscard]] virtual Task<Problem> copy_backup(std::string from, std::string to) = 0;
    virtual void drop_backup(const std::string& backup) = 0;
    [[nodiscard]] virtual bool has_backup(const std::string& backup) const = 0;

    /// From when on servers can recover from that history; none: there is none.
    [[nodiscard]] virtual std::optional<Instant> earliest(const std::string& archive) const = 0;
    /// Of when its last state is, which no server goes on from; none: one does, and it is as it is now.
    [[nodiscard]] virtual std::optional<Instant> latest(const std::string& archive) const = 0;
    /// One backup more in the history of that server; what is older than its retention goes.
    [[nodiscard]] virtual Task<Problem> back_up_history(std::string id) = 0;
    /// All that the server has done so far is in its history.
    [[nodiscard]] virtual Task<Problem> archive_now(std::string id) = 0;
    virtual void drop_archive(const std::string& archive) = 0;

    /// What is there of servers, histories and backups with other ids goes: whoever was to have them was never made.
    virtual void keep_only(const std::set<std::string>& ids) = 0;
    /// Each is to have the other's port from the next bring() on.
    virtual void swap_ports(const std::string& one, const std::string& other) = 0;
    /// A cluster's endpoints lead to those servers from now on: one for its writer (empty: to nobody), one in turn to
    /// its readers (none: to the writer). `port` is asked for, as in specs.
    virtual void lead(const std::string& cluster, std::int64_t port, const std::string& writer,
                      const std::vector<std::string>& readers) = 0;
    virtual void lead_nowhere(const std::string& cluster) = 0;
    struct ClusterEndpoints {
        Endpoint writer;
        Endpoint reader;  // the same port as the writer's
    };
    [[nodiscard]] virtual std::optional<ClusterEndpoints> cluster_endpoints(const std::string& cluster) const = 0;
    /// How a proxy lets clients through.
    struct Relay {
        std::string engine;             // of its targets, in whose words clients are refused
        std::int64_t port = 0;          // asked for, as in specs
        std::vector<std::string> to;    // servers; none: clients wait
        std::uint64_t connections = 0;  // at most at once
        Duration patience{0};           // how long others wait
        Duration idle{0};               // without a byte, then a client is cut off
    };
    /// From now on the proxy of that id listens, and lets clients through so.
    virtual void relay(const std::string& proxy, const Relay& how) = 0;
    virtual void relay_nowhere(const std::string& proxy) = 0;
    [[nodiscard]] virtual std::optional<Endpoint> relay_endpoint(const std::string& proxy) const = 0;
    struct RelayNumbers {
        std::size_t clients = 0;
        std::size_t connections = 0;  // to servers
    };
    [[nodiscard]] virtual std::optional<RelayNumbers> relay_numbers(const std::string& proxy) const = 0;
    /// Told to whoever runs the program.
    virtual void report(const std::string& sentence) = 0;
    /// Where clients find it; none: there is no such server.
    [[nodiscard]] virtual std::optional<Endpoint> endpoint(const std::string& id) const = 0;
    [[nodiscard]] virtual Task<std::optional<Numbers>> numbers(std::string id) = 0;
    [[nodiscard]] virtual std::vector<LogFile> logs(const std::string& id) const = 0;
    /// Of one of those, from there on, at most so many bytes; none: there is no such file.
    [[nodiscard]] virtual std::optional<std::string> log_part(const std::string& id, const std::string& name,
                                                              std::uint64_t from, std::size_t most) const = 0;
};

/// For a run in which instances are what their control plane tells, and no more.
class NoServers final : public Servers {
public:
    [[nodiscard]] bool has(std::string_view /*engine*/) const override { return false; }
    [[nodiscard]] Problem refuses(std::string_view /*engine*/) const override { return std::nullopt; }
    [[nodiscard]] std::string remark(std::string_view /*engine*/, std::string_view /*version*/) const override {
        return {};
    }
    [[nodiscard]] Task<Problem> bring(ServerSpec /*spec*/) override { co_return std::nullopt; }
    [[nodiscard]] Task<Problem> restart(ServerSpec /*spec*/) override { co_return std::nullopt; }
    [[nodiscard]] Task<Problem> stop(std::string /*id*/) override { co_return std::nullopt; }
    [[nodiscard]] Task<Problem> remove(std::string /*id*/) override { co_return std::nullopt; }
    [[nodiscard]] bool has_data(const std::string& /*id*/) const override { return false; }
    [[nodiscard]] Task<Problem> back_up(std::string /*id*/, std::string /*backup*/) override { co_return std::nullopt; }
    [[nodiscard]] Task<Problem> copy_backup(std::string /*from*/, std::string /*to*/) override {
        co_return std::nullopt;
    }
    void drop_backup(const std::string& /*backup*/) override {}
    [[nodiscard]] bool has_backup(const std::string& /*backup*/) const override { return false; }
    [[nodiscard]] std::optional<Instant> earliest(const std::string& /*archive*/) const override {
        return std::nullopt;
    }
    [[nodiscard]] std::optional<Instant> latest(const std::string& /*archive*/) const override { return std::nullopt; }
    [[nodiscard]] Task<Problem> back_up_history(std::string /*id*/) override { co_return std::nullopt; }
    [[nodiscard]] Task<Problem> archive_now(std::string /*id*/) override { co_return std::nullopt; }
    void drop_archive(const std::string& /*archive*/) override {}
    void keep_only(const std::set<std::string>& /*ids*/) override {}
    void swap_ports(const std::string& /*one*/, const std::string& /*other*/) override {}
    void lead(const std::string& /*cluster*/, std::int64_t /*port*/, const std::string& /*writer*/,
              const std::vector<std::string>& /*readers*/) override {}
    void lead_nowhere(const std::string& /*cluster*/) override {}
    [[nodiscard]] std::optional<ClusterEndpoints> cluster_endpoints(const std::string& /*cluster*/) const override {
        return std::nullopt;
    }
    void relay(const std::string& /*proxy*/, const Relay& /*how*/) override {}
    void relay_nowhere(const std::string& /*proxy*/) override {}
    [[nodiscard]] std::optional<Endpoint> relay_endpoint(const std::string& /*proxy*/) const override {
        return std::nullopt;
    }
    [[nodiscard]] std::optional<RelayNumbers> relay_numbers(const std::string& /*proxy*/) const override {
        return std::nullopt;
    }
    void report(const std::string& /*sentence*/) override {}
    [[nodiscard]] std::optional<Endpoint> endpoint(const std::string& /*id*/) const override { return std::nullopt; }
    [[nodiscard]] Task<std::optional<Numbers>> numbers(std::string /*id*/) override { co_return std::nullopt; }
    [[nodiscard]] std::vector<LogFile> logs(const std::string& /*id*/) const override { return {}; }
    [[nodiscard]] std::optional<std::string> log_part(const std::string& /*id*/, const std::string& /*name*/,
                                                      std::uint64_t /*from*/, std::size_t /*most*/) const override {
        return std::nullopt;
    }
};

}  // namespace wt::rds::api
