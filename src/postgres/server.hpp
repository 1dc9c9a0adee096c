#pragma once
#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "postgres/installation.hpp"
#include "servers/database_server.hpp"

namespace wt::postgres {

/// A PostgreSQL server with data of its own; standbys stream from their source by its socket. Clients come with
/// scram-sha-256. Backups are base backups, and its end PostgreSQL's fast shutdown.
class Server final : public servers::DatabaseServer {
public:
    /// The superuser in `sockets` is rdsadmin.
    Server(Installation programs, std::string folder, std::string sockets);
    ~Server() override;

    void bring(const servers::DatabaseSettings& settings) override;
    void stop() override;
    void back_up(const std::string& to) override;
    void archive_now() override;
    void back_up_history() override;
    [[nodiscard]] std::optional<Numbers> numbers() override;

    /// How libpq reaches it as the superuser; from any thread.
    [[nodiscard]] std::string url_of(std::uint16_t port) const;

private:
    class Connection;
    [[nodiscard]] bool is_standby() const;
    void make(const servers::DatabaseSettings& settings);
    void base_backup(const std::string& url, const std::string& to);
    void write_settings(const servers::DatabaseSettings& settings) const;
    /// Names of settings that this version has, in small letters.
    [[nodiscard]] const std::set<std::string>& known_settings() const;
    /// Of these settings those that it has, and of libraries to load those that are installed: with others it would not
    /// start.
    [[nodiscard]] std::map<std::string, std::string> taken(const std::map<std::string, std::string>& values) const;
    void let_follow() const;
    /// With a base backup, where there is none yet or the last one is of another day.
    void begin_history();
    void prune(Instant now) const;
    [[nodiscard]] Instant now() const;
    void begin(const servers::DatabaseSettings& settings);
    void promote();
    /// Whether a standby gets what its source writes, soon.
    [[nodiscard]] bool follows();
    /// To follow its source.
    [[nodiscard]] bool has_too_few_connections(const servers::DatabaseSettings& settings) const;
    void set_up(const servers::DatabaseSettings& settings);

    Installation programs_;
    mutable std::set<std::string> known_settings_;  // empty: not asked yet
    std::uint16_t port_ = 0;                        // of the server that runs
};

}  // namespace wt::postgres
