// What the catalogue does of proxies.
#include <algorithm>

#include <fmt/format.h>

#include "base/hash.hpp"
#include "storage/rds/api/catalogue.hpp"
#include "storage/rds/api/durations.hpp"
#include "storage/rds/api/engines.hpp"

namespace wt::rds::api {

namespace {

/// The engine in whose words a family speaks.
[[nodiscard]] std::string_view engine_of(std::string_view family) { return family == "MYSQL" ? "mysql" : "postgres"; }

}  // namespace

std::string Catalogue::fresh_proxy_id(std::string_view kind) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string id(kind);
    for (int i = 0; i < 17; ++i) id += digits[chance_.below(digits.size())];
    return id;
}

void Catalogue::drop_proxy_endpoint(const aws::AccountRegion& place, const std::string& name) {
    const ProxyEndpointRecord* const record = proxy_endpoints_.find(place, name);
    if (record == nullptr) return;
    servers_->relay_nowhere(record->resource_id);
    proxy_endpoints_.erase(place, name);
}

void Catalogue::add(const aws::AccountRegion& place, ProxyRecord record) {
    const std::string name = record.name;
    record.created = record.updated = context_.calendar();
    record.resource_id = fresh_proxy_id("prx-");
    ProxyRecord& added = proxies_.put(place, name, std::move(record));
    pass(place, added, "creating", creating_proxy);
    lead_proxies(place);
}

void Catalogue::pass(const aws::AccountRegion& place, ProxyRecord& record, std::string status, Duration usually) {
    const std::string name = record.name;
    record.passing.status = std::move(status);
    const auto course = pace_.begin(usually);
    if (!course) return settle_proxy(place, name);
    record.passing.began = course->began;
    record.passing.ends = course->ends;
    proxies_.keep(place, name);
    pace_.when_over(*course, [this, place, name] { settle_proxy(place, name); });
}

void Catalogue::settle_proxy(const aws::AccountRegion& place, const std::string& name) {
    ProxyRecord* const record = proxies_.find(place, name);
    if (record == nullptr || record->passing.status.empty()) return;
    if (std::exchange(record->passing, {}).status == "deleting") {
        servers_->relay_nowhere(record->resource_id);
        std::vector<std::string> endpoints;
        for (const auto& [key, endpoint] : proxy_endpoints_.all()) {
            if (key.first == place && endpoint.proxy == name) endpoints.push_back(endpoint.name);
        }
        for (const std::string& each : endpoints) drop_proxy_endpoint(place, each);
        return proxies_.erase(place, name);
    }
    proxies_.keep(place, name);
    lead_proxies(place);
}

bool Catalogue::has_credentials(const aws::AccountRegion& place, const ProxyRecord& record) {
    if (record.default_auth == "IAM_AUTH") return true;
    return std::any_of(record.auth.begin(), record.auth.end(), [&](const ProxyAuth& each) {
        const secrets::Secret* const secret = secrets_.find(place, each.secret);
        return secret != nullptr && !secret->is_marked();
    });
}

std::vector<const InstanceRecord*> Catalogue::targets(const aws::AccountRegion& place, const ProxyRecord& record) {
    std::vector<const InstanceRecord*> found;
    if (const InstanceRecord* const one = instances_.find(place, record.instance)) found.push_back(one);
    if (record.cluster.empty()) return found;
    for (const InstanceRecord* const member : members(place, record.cluster)) found.push_back(member);
    return found;
}

void Catalogue::lead_proxies(const aws::AccountRegion& place) {
    for (const auto& [key, record] : proxies_.all()) {
        const std::string engine(engine_of(record.family));
        if (key.first != place || !servers_->has(engine)) continue;
        Servers::Relay how;
        how.engine = engine;
        how.port = find_engine(engine, "")->port;
        how.patience = std::chrono::seconds(record.patience);
        how.idle = std::chrono::seconds(record.idle);
        std::vector<std::string> readers;
        // A cluster's clients get to its writer, the first; those of an endpoint that reads, in turn to the others.
        const auto all = targets(place, record);
        if (!all.empty() && has_server(*all.front())) {
            const InstanceRecord& target = *all.front();
            const auto settings = settings_of(place, target);
            const auto found = settings.find("max_connections");
            const std::int64_t takes = found == settings.end() ? 100 : std::atoll(found->second.c_str());
            how.connections = static_cast<std::uint64_t>(std::max<std::int64_t>(1, takes * record.most / 100));
            // Clients wait while it is away.
            const auto stands = [](const InstanceRecord& each) {
                return each.status() == "available" || each.status() == "modifying";
            };
            const bool lets = record.status() != "deleting" && has_credentials(place, record);
            if (lets && stands(target)) how.to.push_back(target.server());
            for (std::size_t i = 1; lets && i < all.size(); ++i) {
                if (stands(*all[i])) readers.push_back(all[i]->server());
            }
        }
        servers_->relay(record.resource_id, how);
        for (const auto& [where, endpoint] : proxy_endpoints_.all()) {
            if (where.first != place || endpoint.proxy != record.name) continue;
            Servers::Relay beside = how;
            if (endpoint.role == "READ_ONLY") beside.to = readers;
            servers_->relay(endpoint.resource_id, beside);
        }
    }
}

std::vector<ProxyRecord> Catalogue::scenario_proxies(const aws::AccountRegion& place) const {
    std::vector<ProxyRecord> found;
    if (tier_ == nullptr || place != usual_) return found;
    for (const Tier::Proxy& each : tier_->proxies()) {
        ProxyRecord record;
        record.name = each.name;
        // The same at each look.
        record.resource_id = fmt::format("prx-{:017x}", hash_bytes(each.name));
        record.family = "POSTGRESQL";
        record.instance = each.config.of;
        const std::uint64_t most = each.config.max_connections.value_or(each.most_connections);
        if (each.most_connections > 0)
            record.most =
                std::clamp<std::int64_t>(static_cast<std::int64_t>(most * 100 / each.most_connections), 1, 100);
        record.most_idle = record.most / 2;
        record.patience = std::chrono::duration_cast<std::chrono::seconds>(each.config.borrow_timeout).count();
        found.push_back(std::move(record));
    }
    return found;
}

}  // namespace wt::rds::api
