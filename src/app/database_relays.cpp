// Where RDS's proxies listen, and how they let clients through to DatabaseServers.
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "app/database_servers.hpp"
#include "front/server.hpp"

namespace wt::app {

namespace {

using rds::api::Servers;

/// Amazon RDS User Guide, "Troubleshooting for RDS Proxy".
constexpr std::string_view waited_in_vain = "Timed-out waiting to acquire database connection";

/// What a client of the engine takes for its connection's refusal, instead of the server's first word.
[[nodiscard]] std::string refusal_of(std::string_view engine) {
    if (engine == "mysql") {
        // ERR_Packet: its length, its number, 0xff, the error 9501 and its SQLSTATE.
        const std::string payload = fmt::format("\xff\x1d\x25#HY000{}", waited_in_vain);
        return std::string{static_cast<char>(payload.size()), '\0', '\0', '\0'} + payload;
    }
    // ErrorResponse: its fields, each with its end.
    std::string fields;
    for (const std::string_view field :
         {std::string_view("SFATAL"), std::string_view("VFATAL"), std::string_view("C53300")})
        fields += std::string(field) + '\0';
    fields += fmt::format("M{}", waited_in_vain) + std::string(2, '\0');
    const auto size = static_cast<char>(fields.size() + 4);
    return std::string{'E', '\0', '\0', '\0', size} + fields;
}

}  // namespace

DatabaseServers::Relaying DatabaseServers::relay_for(const std::string& proxy, std::int64_t port) const {
    Endpoint at;
    const bool was_there = static_cast<bool>(std::ifstream(endpoint_file(proxy)) >> at.address >> at.port);
    if (!was_there || is_taken(at, proxy)) at = free_endpoint(port);
    constexpr int tries = 20;
    for (int i = 0; i < tries; ++i, at = free_endpoint(port)) {
        try {
            Relaying relaying{std::make_unique<front::Forwarder>(loop_, at.address, at.port), at};
            std::ofstream(endpoint_file(proxy)) << at.address << ' ' << at.port << '\n';
            return relaying;
        } catch (const front::ListenError&) {
            continue;
        }
    }
    throw std::runtime_error(fmt::format("there is no port at {} for a proxy", options_.address));
}

void DatabaseServers::relay(const std::string& proxy, const Relay& how) {
    try {
        open_folder();
        auto found = relays_.find(proxy);
        if (found == relays_.end()) found = relays_.emplace(proxy, relay_for(proxy, how.port)).first;
        kept_.erase(proxy);
        front::Forwarder& listener = *found->second.listener;
        front::Forwarder::Bounds bounds;
        bounds.connections = how.connections;
        bounds.patience = std::chrono::duration_cast<std::chrono::milliseconds>(how.patience);
        bounds.idle = std::chrono::duration_cast<std::chrono::milliseconds>(how.idle);
        bounds.refusal = refusal_of(how.engine);
        listener.bound(std::move(bounds));
        std::vector<front::Forwarder::Target> targets;
        for (const std::string& each : how.to) {
            if (const auto at = live_endpoint(each)) targets.push_back({at->address, at->port});
        }
        listener.lead_to(std::move(targets));
    } catch (const std::exception& error) {
        relays_.erase(proxy);
        report(error.what());
    }
}

void DatabaseServers::relay_nowhere(const std::string& proxy) {
    relays_.erase(proxy);
    kept_.erase(proxy);
    std::error_code ignored;
    std::filesystem::remove(endpoint_file(proxy), ignored);
}

std::optional<Servers::Endpoint> DatabaseServers::relay_endpoint(const std::string& proxy) const {
    const auto found = relays_.find(proxy);
    if (found == relays_.end()) return std::nullopt;
    return told(found->second.at);
}

std::optional<Servers::RelayNumbers> DatabaseServers::relay_numbers(const std::string& proxy) const {
    const auto found = relays_.find(proxy);
    if (found == relays_.end()) return std::nullopt;
    const front::Forwarder::Numbers now = found->second.listener->numbers();
    return RelayNumbers{now.connections + now.waiting, now.connections};
}

}  // namespace wt::app
