#include "redis/server.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string_view>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "servers/interrupted.hpp"

namespace wt::redis {

namespace {

namespace fs = std::filesystem;

/// A server that takes no connection for so long will not.
constexpr auto start_limit = std::chrono::seconds(60);
constexpr auto look_every = std::chrono::milliseconds(10);
/// What Linux leaves for the path of a Unix socket, less the socket's own name.
constexpr std::size_t longest_folder = 107 - sizeof("/socket");
/// Those that ElastiCache does not let clients use (User Guide, "Supported and restricted commands"), as far as
/// every version of the two servers has them: they would write files, or end the server.
constexpr std::string_view restricted[] = {"BGREWRITEAOF", "BGSAVE", "CONFIG",  "DEBUG",    "MIGRATE", "MODULE",
                                           "PSYNC",        "SAVE",   "SLAVEOF", "SHUTDOWN", "SYNC",    "REPLICAOF"};

[[nodiscard]] std::string find_program() {
    const char* path = std::getenv("PATH");
    for (const std::string_view name : {"redis-server", "valkey-server"}) {
        std::string_view left = path == nullptr ? "" : path;
        while (!left.empty()) {
            const std::size_t end = std::min(left.find(':'), left.size());
            const fs::path program = fs::path(left.substr(0, end)) / name;
            if (end > 0 && access(program.c_str(), X_OK) == 0) return program.string();
            left.remove_prefix(std::min(end + 1, left.size()));
        }
    }
    throw std::runtime_error(
        "the engine real needs a Redis or Valkey server on this machine, and neither redis-server nor valkey-server is "
        "in PATH: install one (apt-get install redis-server, or valkey-server)");
}

[[nodiscard]] std::string_view name_of(cache::EvictionPolicy policy) {
    constexpr std::string_view names[] = {"noeviction",   "volatile-lru",    "allkeys-lru",
                                          "volatile-ttl", "volatile-random", "allkeys-random"};
    return names[static_cast<std::size_t>(policy)];
}

[[nodiscard]] bool takes_connections(const std::string& path) {
    const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (socket < 0) return false;
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof(address.sun_path) - 1);
    const bool connected = ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
    close(socket);
    return connected;
}

}  // namespace

Server::Server(const ServerOptions& options)
    : program_(find_program()),
      account_(servers::unprivileged_account({"redis", "valkey", "nobody"})),
      folder_("redis", account_),
      log_(folder_.path() + "/log") {
    if (folder_.path().size() > longest_folder)
        throw std::runtime_error(
            fmt::format("{} is too long a path for a Unix socket: set TMPDIR to a shorter one", folder_.path()));
    std::vector<std::string> command{program_};
    const auto set = [&command](std::string_view name, std::string value) {
        command.push_back(fmt::format("--{}", name));
        command.push_back(std::move(value));
    };
    set("port", "0");
    set("unixsocket", socket());
    set("unixsocketperm", "700");
    set("dir", folder_.path());
    set("save", "");
    set("appendonly", "no");
    set("daemonize", "no");
    set("maxmemory", fmt::format("{}", options.max_memory.count));
    set("maxmemory-policy", std::string(name_of(options.policy)));
    for (const std::string_view name : restricted) {
        set("rename-command", std::string(name));
        command.emplace_back();
    }
    process_.emplace(std::move(command), log_, account_, SIGTERM);
    for (auto left = start_limit / look_every; !takes_connections(socket()); --left) {
        if (options.interrupted && options.interrupted()) throw servers::Interrupted{};
        if (left == 0 || !process_->running())
            throw std::runtime_error(
                fmt::format("{} did not start; the end of its log:{}", program_, servers::last_lines(log_)));
        std::this_thread::sleep_for(look_every);
    }
}

}  // namespace wt::redis
