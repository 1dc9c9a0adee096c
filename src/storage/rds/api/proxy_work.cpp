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

void Catalogue::add(const aws::AccountRegion& place, ProxyRecord record) {
    const std::string name = record.name;
    record.created = record.updated = context_.calendar();
    constexpr std::string_view digits = "0123456789abcdef";
    record.resource_id = "prx-";
    for (int i = 0; i < 17; ++i) record.resource_id += digits[chance_.below(digits.size())];
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
        // A cluster's clients get to its writer, the first.
        const auto all = targets(place, record);
        if (!all.empty() && has_server(*all.front())) {
            const InstanceRecord& target = *all.front();
            const auto settings = settings_of(place, target);
            const auto found = settings.find("max_connections");
            const std::int64_t takes = found == settings.end() ? 100 : std::atoll(found->second.c_str());
            how.connections = static_cast<std::uint64_t>(std::max<std::int64_t>(1, takes * record.most / 100));
            // Clients wait while it is away.
            const bool stands = target.status() == "available" || target.status() == "modifying";
            if (stands && record.status() != "deleting" && has_credentials(place, record))
                how.to.push_back(target.server());
        }
        servers_->relay(record.resource_id, how);
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
