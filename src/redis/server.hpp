#pragma once
#include <functional>
#include <optional>
#include <string>

#include "servers/process.hpp"
#include "storage/cache/config.hpp"

namespace wt::redis {

struct ServerOptions {
    Bytes max_memory;
    cache::EvictionPolicy policy = cache::EvictionPolicy::volatile_lru;
    /// Asked while the start waits; true gives it up with servers::Interrupted.
    std::function<bool()> interrupted;
};

/// A Redis or Valkey server, started from the machine's package, in memory alone: reachable through a Unix socket in a
/// temporary folder that only its account enters, and through nothing else. When destroyed it stops the server and
/// removes the folder; a program that is killed leaves the folder, not the server.
class Server {
public:
    /// Returns when it takes connections. Throws std::runtime_error with a full sentence, and the end of its log, when
    /// neither package is there or the server does not start.
    explicit Server(const ServerOptions& options);
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    ~Server() = default;

    /// Its Unix socket's path.
    [[nodiscard]] std::string socket() const { return folder_.path() + "/socket"; }

private:
    std::string program_;
    std::optional<servers::Account> account_;
    servers::ServerFolder folder_;
    std::string log_;
    std::optional<servers::Process> process_;
};

}  // namespace wt::redis
