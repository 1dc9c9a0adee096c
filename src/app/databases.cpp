#include "app/databases.hpp"

#include <algorithm>

#include "postgres/engine.hpp"

namespace wt::app {

namespace {

/// Of a server, beside those for statements: for looking at it, and three that PostgreSQL keeps for a superuser.
constexpr std::size_t spare_connections = 10;

struct Member {
    const stack::Component* component;
    std::uint64_t number;
};

}  // namespace

Databases::Databases(const stack::Architecture& architecture, const std::function<bool()>& interrupted) {
    for (const stack::Component& component : architecture.components) {
        const auto* primary = std::get_if<rds::PrimaryConfig>(&component.config);
        if (primary == nullptr || primary->engine != rds::EngineKind::postgres) continue;
        std::size_t most_servers = primary->servers;
        std::vector<Member> standbys;
        for (const stack::Component& other : architecture.components) {
            const auto* replica = std::get_if<rds::ReplicaConfig>(&other.config);
            if (replica == nullptr || replica->of != component.name) continue;
            most_servers = std::max<std::size_t>(most_servers, replica->servers);
            sessions_[other.name] = replica->servers;
            for (std::uint64_t i = 1; i <= replica->count; ++i) {
                standbys.push_back({&other, i});
                urls_[{other.name, i}] = replica->url;
            }
        }
        sessions_[component.name] = primary->servers;
        if (!primary->url.empty()) {
            urls_[{component.name, 0}] = primary->url;
            continue;
        }
        postgres::ClusterOptions options;
        options.standbys = standbys.size();
        options.max_connections = std::min(most_servers, postgres::Engine::most_sessions) + spare_connections;
        options.interrupted = interrupted;
        clusters_.push_back(std::make_unique<postgres::Cluster>(options));
        urls_[{component.name, 0}] = clusters_.back()->primary_url();
        for (std::size_t i = 0; i < standbys.size(); ++i)
            urls_[{standbys[i].component->name, standbys[i].number}] = clusters_.back()->standby_url(i + 1);
    }
}

const std::string& Databases::url(const std::string& component, std::uint64_t member) const {
    return urls_.at({component, member});
}

std::unique_ptr<rds::Engine> DatabaseEngines::open(std::string_view component, std::uint64_t member) {
    const std::string name(component);
    const auto role = member == 0 ? postgres::Engine::Role::primary : postgres::Engine::Role::replica;
    return std::make_unique<postgres::Engine>(loop_, databases_.url(name, member), databases_.sessions(name), role);
}

}  // namespace wt::app
