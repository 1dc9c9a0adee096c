#include "app/real_caches.hpp"

namespace wt::app {

RealCaches::RealCaches(const stack::Architecture& architecture, const std::function<bool()>& interrupted) {
    for (const stack::Component& component : architecture.components) {
        const auto* config = std::get_if<cache::RedisConfig>(&component.config);
        if (config == nullptr || config->engine != cache::EngineKind::real) continue;
        servers_[component.name] =
            std::make_unique<redis::Server>(redis::ServerOptions{config->max_memory, config->policy, interrupted});
    }
}

std::string RealCaches::socket(const std::string& component) const {
    const auto found = servers_.find(component);
    return found == servers_.end() ? std::string() : found->second->socket();
}

RealCacheClients::RealCacheClients(const RealCaches& servers, front::Loop& loop) {
    for (const auto& [name, server] : servers.servers())
        clients_[name] = std::make_unique<redis::Client>(loop, server->socket());
}

void RealCacheClients::stand_behind(cache::Caches& caches) {
    caches.shelf().watch([this](const std::string& name, cache::Redis* now) {
        const auto found = clients_.find(name);
        if (now != nullptr && found != clients_.end()) now->stand_before(*found->second);
    });
}

}  // namespace wt::app
