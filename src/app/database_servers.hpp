#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/scope.hpp"
#include "front/forwarder.hpp"
#include "front/loop.hpp"
#include "front/thread_pool.hpp"
#include "mariadb/installation.hpp"
#include "postgres/installation.hpp"
#include "servers/database_server.hpp"
#include "storage/rds/api/servers.hpp"

namespace wt::app {

inline constexpr std::string_view usual_address = "127.0.0.1";
/// Linux leads all of 127.0.0.0/8 to this machine, so that several servers have the port that was asked for.
inline constexpr int most_addresses = 64;
[[nodiscard]] inline std::string loopback_address(int number) { return "127.0.0." + std::to_string(number); }

/// Servers behind the instances that RDS's API makes, PostgreSQL's or MariaDB's, where that is installed. Each has a
/// thread of its own, so that none waits for another, and a folder below one that they share. They end with this
/// program.
class DatabaseServers final : public rds::api::Servers {
public:
    /// `automatic`: real servers where they are installed. `real`: who makes an instance without one is refused.
    /// `embedded`: none.
    enum class Kind : std::uint8_t { automatic, real, embedded };
    struct Options {
        Kind kind = Kind::automatic;
        std::string folder;   // of all their data; made when the first comes
        std::string address;  // where they listen
        /// A certificate with its key, in PEM, that is also for these names ("a,b"); asked for once. Empty: none.
        std::function<std::string(const std::string& names)> certificate;
    };

    /// The loop outlives this.
    DatabaseServers(front::Loop& loop, Options options);
    /// Stops them all.
    ~DatabaseServers() override;

    [[nodiscard]] bool has(std::string_view engine) const override;
    [[nodiscard]] Problem refuses(std::string_view engine) const override;
    [[nodiscard]] std::string remark(std::string_view engine, std::string_view version) const override;
    [[nodiscard]] Task<Problem> bring(rds::api::ServerSpec spec) override;
    [[nodiscard]] Task<Problem> restart(rds::api::ServerSpec spec) override;
    [[nodiscard]] Task<Problem> stop(std::string id) override;
    [[nodiscard]] Task<Problem> remove(std::string id) override;
    [[nodiscard]] bool has_data(const std::string& id) const override;
    [[nodiscard]] Task<Problem> back_up(std::string id, std::string backup) override;
    [[nodiscard]] Task<Problem> copy_backup(std::string from, std::string to) override;
    void drop_backup(const std::string& backup) override;
    [[nodiscard]] bool has_backup(const std::string& backup) const override;
    [[nodiscard]] std::optional<Instant> earliest(const std::string& archive) const override;
    [[nodiscard]] std::optional<Instant> latest(const std::string& archive) const override;
    [[nodiscard]] Task<Problem> archive_now(std::string id) override;
    [[nodiscard]] Task<Problem> back_up_history(std::string id) override;
    void drop_archive(const std::string& archive) override;
    void keep_only(const std::set<std::string>& ids) override;
    void swap_ports(const std::string& one, const std::string& other) override;
    void lead(const std::string& cluster, std::int64_t port, const std::string& writer,
              const std::vector<std::string>& readers) override;
    void lead_nowhere(const std::string& cluster) override;
    [[nodiscard]] std::optional<ClusterEndpoints> cluster_endpoints(const std::string& cluster) const override;
    void relay(const std::string& proxy, const Relay& how) override;
    void relay_nowhere(const std::string& proxy) override;
    [[nodiscard]] std::optional<Endpoint> relay_endpoint(const std::string& proxy) const override;
    [[nodiscard]] std::optional<RelayNumbers> relay_numbers(const std::string& proxy) const override;
    void report(const std::string& sentence) override;
    [[nodiscard]] std::optional<Endpoint> endpoint(const std::string& id) const override;
    [[nodiscard]] Task<std::optional<Numbers>> numbers(std::string id) override;
    [[nodiscard]] std::vector<LogFile> logs(const std::string& id) const override;
    [[nodiscard]] std::optional<std::string> log_part(const std::string& id, const std::string& name,
                                                      std::uint64_t from, std::size_t most) const override;

private:
    /// A server and its thread, which ends first, when it has done what it was asked.
    struct Place {
        explicit Place(front::Loop& loop) : thread(loop, 1) {}
        std::shared_ptr<servers::DatabaseServer> server;
        front::ThreadPool thread;
        Endpoint at;             // port 0: not known yet
        std::int64_t asked = 0;  // the port that a spec asked for
        double ticks = -1;       // at the last look
        Duration looked{0};      // by the machine's steady clock
    };
    /// What a cluster's endpoints listen with. Both have one port, so each has an address of its own.
    struct Lead {
        std::unique_ptr<front::Forwarder> writer;
        std::unique_ptr<front::Forwarder> reader;  // null: it is the writer's
        Endpoint writer_at;
        Endpoint reader_at;
        std::int64_t asked = 0;
    };
    [[nodiscard]] Lead listen_for(const std::string& cluster, std::int64_t port) const;
    struct Relaying {
        std::unique_ptr<front::Forwarder> listener;
        Endpoint at;
    };
    [[nodiscard]] Relaying relay_for(const std::string& proxy, std::int64_t port) const;
    [[nodiscard]] std::string endpoint_file(std::string_view id) const;
    /// As clients reach it.
    [[nodiscard]] Endpoint told(Endpoint at) const;
    [[nodiscard]] std::shared_ptr<Place> place_of(const std::string& id, std::string_view engine,
                                                  std::string_view version);
    /// For one that is there: with the port that it has, or is to have.
    [[nodiscard]] servers::DatabaseSettings settings_of(const rds::api::ServerSpec& spec, Place& place);
    /// Where somebody new may listen: at that port, as long as there is an address where it is free, and not at
    /// `besides`. Port 0: nowhere.
    [[nodiscard]] Endpoint free_endpoint(std::int64_t port, const std::string& besides = {}) const;
    /// By another than `by`: one that listens, or one that did in an earlier process and is to have it again.
    [[nodiscard]] bool is_taken(const Endpoint& at, const std::string& by = {}) const;
    void read_endpoints();
    /// Of one that this process has; the others' are kept for them.
    [[nodiscard]] std::optional<Endpoint> live_endpoint(const std::string& id) const;
    [[nodiscard]] const postgres::Installation& installation_for(std::string_view version) const;
    [[nodiscard]] Task<Problem> begin(rds::api::ServerSpec spec, bool restarts);
    [[nodiscard]] Task<Problem> begin_once(const rds::api::ServerSpec& spec, bool restarts);
    [[nodiscard]] static Task<Problem> done_by(std::shared_ptr<Place> place,
                                               std::function<void(servers::DatabaseServer&)> work);
    [[nodiscard]] std::string folder_of(std::string_view id) const;
    [[nodiscard]] std::string backup_folder(std::string_view backup) const;
    [[nodiscard]] std::string archive_folder(std::string_view archive) const;
    /// Lets the account of the servers into their folder. Throws std::runtime_error with a sentence, as the next does.
    void let_through(const servers::Account& account) const;
    void open_folder();
    void note_endpoint(const std::string& id, const Place& place) const;

    front::Loop& loop_;
    Options options_;
    std::vector<postgres::Installation> programs_;
    std::optional<mariadb::Installation> mariadb_;
    std::string sockets_;
    bool temporary_sockets_ = false;
    std::uint64_t socket_folders_ = 0;
    std::string certificate_;
    std::string replication_;  // a password that servers have among themselves
    std::map<std::string, std::shared_ptr<Place>> places_;
    std::map<std::string, Lead> leads_;
    std::map<std::string, Relaying> relays_;
    /// Of an earlier process's servers, clusters and proxies, until they listen again.
    std::map<std::string, std::vector<Endpoint>> kept_;
    front::ThreadPool copying_;  // of backups
};

}  // namespace wt::app
