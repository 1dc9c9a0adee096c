#include "postgres/cluster.hpp"

#include <libpq-fe.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <thread>

#include <fmt/format.h>

#include "postgres/installation.hpp"

namespace wt::postgres {

namespace {

namespace fs = std::filesystem;

/// A server that takes no connection for so long will not.
constexpr auto start_limit = std::chrono::seconds(60);
constexpr auto look_every = std::chrono::milliseconds(20);
/// What Linux leaves for the path of a Unix socket, less the socket's own name.
constexpr std::size_t longest_socket_folder = 107 - sizeof("/.s.PGSQL.5432");
/// Part of a socket's name, and no more: nobody listens on TCP. Each server has the next one.
constexpr std::size_t first_port = 5432;

/// The folder of the newest version's programs.
[[nodiscard]] std::string find_binaries() {
    const std::vector<Installation> found = installations();
    if (!found.empty()) return found.front().folder;
    throw std::runtime_error(
        "the engine postgres needs PostgreSQL's server on this machine, and initdb, postgres and pg_basebackup are "
        "neither in /usr/lib/postgresql/*/bin nor in PATH: install it (apt-get install postgresql), or give the url of "
        "a server");
}

[[nodiscard]] bool accepts_connections(const std::string& url) {
    const std::unique_ptr<PGconn, void (*)(PGconn*)> connection(PQconnectdb(url.c_str()), PQfinish);
    return PQstatus(connection.get()) == CONNECTION_OK;
}

}  // namespace

Cluster::Cluster(const ClusterOptions& options)
    : binaries_(find_binaries()),
      account_(servers::unprivileged_account()),
      folder_("postgres", account_),
      log_(folder_.path() + "/log"),
      interrupted_(options.interrupted) {
    if (folder_.path().size() > longest_socket_folder)
        throw std::runtime_error(
            fmt::format("{} is too long a path for PostgreSQL's sockets: set TMPDIR to a shorter one", folder_.path()));
    run_tool("initdb", {"--pgdata=" + data_of(0), "--username=windtunnel", "--auth=trust", "--encoding=UTF8",
                        "--locale=C", "--no-sync"});
    start(0, options);
    for (std::size_t i = 1; i <= options.standbys; ++i) {
        // -R: writes standby.signal and the primary_conninfo that it streams from.
        run_tool("pg_basebackup", {"--pgdata=" + data_of(i), "--dbname=" + primary_url(), "--write-recovery-conf",
                                   "--wal-method=stream", "--checkpoint=fast", "--no-sync"});
        start(i, options);
    }
}

Cluster::~Cluster() {
    // All at once; then each is waited for.
    for (servers::Process& server : servers_) server.signal(SIGQUIT);
}

std::string Cluster::url_of(std::size_t server) const {
    return fmt::format("host={} port={} user=windtunnel dbname=postgres", folder_.path(), first_port + server);
}

std::string Cluster::data_of(std::size_t server) const { return fmt::format("{}/data-{}", folder_.path(), server); }

void Cluster::fail(const std::string& what) const { throw std::runtime_error(what + servers::last_lines(log_)); }

void Cluster::run_tool(const std::string& tool, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), binaries_ + "/" + tool);
    servers::Process process(std::move(arguments), log_, account_);
    while (process.running()) {
        if (interrupted_ && interrupted_()) throw servers::Interrupted{};
        std::this_thread::sleep_for(look_every);
    }
    if (!process.succeeded()) fail(fmt::format("PostgreSQL's {} failed; the end of its log:", tool));
}

void Cluster::start(std::size_t server, const ClusterOptions& options) {
    const std::string role = server == 0 ? "primary" : fmt::format("standby-{}", server);
    const auto set = [](std::string_view name, auto value) { return fmt::format("--{}={}", name, value); };
    std::vector<std::string> command{
        binaries_ + "/postgres",
        "-D",
        data_of(server),
        set("listen_addresses", ""),
        set("unix_socket_directories", folder_.path()),
        set("unix_socket_permissions", "0700"),
        set("port", first_port + server),
        set("max_connections", options.max_connections),
        set("max_wal_senders", options.standbys + 4),
        set("cluster_name", role),
    };
    servers_.emplace_back(std::move(command), log_, account_);
    const std::string url = url_of(server);
    for (auto left = start_limit / look_every; !accepts_connections(url); --left) {
        if (interrupted_ && interrupted_()) throw servers::Interrupted{};
        if (left == 0 || !servers_.back().running())
            fail(fmt::format("PostgreSQL's {} did not start; the end of its log:", role));
        std::this_thread::sleep_for(look_every);
    }
}

}  // namespace wt::postgres
