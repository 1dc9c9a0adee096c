#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "front/loop.hpp"
#include "redis/client.hpp"
#include "redis/server.hpp"
#include "stack/architecture.hpp"
#include "storage/cache/caches.hpp"

namespace wt::app {

/// The Redis or Valkey servers that an architecture's caches ask for by `engine: real`. Stops them when destroyed.
class RealCaches {
public:
    /// Starts them, and waits until they take connections. Throws std::runtime_error with a full sentence, or
    /// servers::Interrupted when `interrupted` says so.
    RealCaches(const stack::Architecture& architecture, const std::function<bool()>& interrupted);

    /// The Unix socket of that component's server; empty: its keys are in the embedded engine.
    [[nodiscard]] std::string socket(const std::string& component) const;
    [[nodiscard]] const std::map<std::string, std::unique_ptr<redis::Server>>& servers() const { return servers_; }

private:
    std::map<std::string, std::unique_ptr<redis::Server>> servers_;
};

/// Asks them on a run's loop. The servers and the loop outlive it; it outlives the caches.
class RealCacheClients {
public:
    RealCacheClients(const RealCaches& servers, front::Loop& loop);
    /// The caches of those names, now and later, leave their keys to the servers. Before anybody else watches them.
    void stand_behind(cache::Caches& caches);

private:
    std::map<std::string, std::unique_ptr<redis::Client>, std::less<>> clients_;
};

}  // namespace wt::app
