#pragma once
#include <cstddef>
#include <functional>
#include <list>
#include <optional>
#include <string>
#include <vector>

#include "servers/interrupted.hpp"
#include "servers/process.hpp"

namespace wt::postgres {

struct ClusterOptions {
    std::size_t standbys = 0;
    std::size_t max_connections = 20;  // of each server; a standby's may not be below its primary's
    /// Asked while a start waits; true gives it up with Interrupted.
    std::function<bool()> interrupted;
};

/// A primary and its streaming hot standbys, started from the machine's PostgreSQL packages with empty data in a
/// temporary folder, reachable only through Unix sockets in that folder. The settings are PostgreSQL's defaults. When
/// destroyed it stops the servers and removes the folder; a program that is killed leaves the folder, not the servers.
class Cluster {
public:
    /// Returns when every server takes connections. Throws std::runtime_error with a full sentence, and the end of the
    /// log, when the packages are missing or a server does not start.
    explicit Cluster(const ClusterOptions& options);
    Cluster(const Cluster&) = delete;
    Cluster& operator=(const Cluster&) = delete;
    ~Cluster();

    /// How libpq reaches them.
    [[nodiscard]] std::string primary_url() const { return url_of(0); }
    /// From 1.
    [[nodiscard]] std::string standby_url(std::size_t number) const { return url_of(number); }

private:
    // Servers are numbered: the primary is 0.
    [[nodiscard]] std::string url_of(std::size_t server) const;
    [[nodiscard]] std::string data_of(std::size_t server) const;
    void run_tool(const std::string& tool, std::vector<std::string> arguments);
    void start(std::size_t server, const ClusterOptions& options);
    [[noreturn]] void fail(const std::string& what) const;

    std::string binaries_;
    std::optional<servers::Account> account_;
    servers::ServerFolder folder_;
    std::string log_;
    std::function<bool()> interrupted_;
    std::list<servers::Process> servers_;
};

}  // namespace wt::postgres
