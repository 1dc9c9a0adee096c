// What limits, servers and environments make of what comes to them, once it is known how much that is.
#include <algorithm>
#include <cmath>
#include <optional>

#include "base/closed_forms.hpp"
#include "forecast/flow.hpp"

namespace wt::forecast {

Model::Servers Model::servers_of(const std::string& database) const {
    const stack::Component& component = *scenario_.architecture.find(database);
    if (const auto* replica = std::get_if<rds::ReplicaConfig>(&component.config))
        return {static_cast<double>(replica->servers * replica->count), static_cast<double>(replica->count)};
    return {static_cast<double>(std::get<rds::PrimaryConfig>(component.config).servers), 1};
}

void Model::settle_crowd(Pass& pass, Flow::Function& function) const {
    const auto& [database, statements] = *function.statements.begin();
    const double visits = statements / function.arrivals;
    const double service = services_.at(database).mean;
    const double servers = servers_of(database).count;
    const double demand = visits * service;
    const auto before = pass.waits.find(database);
    const double elsewhere = function.duration() - demand - visits * (before == pass.waits.end() ? 0 : before->second);
    if (visits <= 0 || service <= 0 || elsewhere <= 0) return;
    // Norton: the function and its database are a server whose rate is what a closed network of n customers gets
    // through: G(n - 1) / G(n), with G by the customers that are at the database (Gordon and Newell). In logarithms.
    const auto most = static_cast<std::size_t>(function.limit);
    std::vector<double> at_database(most + 1);  // log of demand^k / (the product of min(i, servers) up to k)
    std::vector<double> away(most + 1);         // log of elsewhere^k / k!
    for (std::size_t k = 1; k <= most; ++k) {
        const auto count = static_cast<double>(k);
        at_database[k] = at_database[k - 1] + std::log(demand / std::min(count, servers));
        away[k] = away[k - 1] + std::log(elsewhere / count);
    }
    double below = 0;  // log G(n - 1)
    double sum = 1;    // of the odds of n under way
    double odds = 1;   // of the last
    double under_way = 0;
    for (std::size_t n = 1; n <= most; ++n) {
        double largest = -1e300;
        for (std::size_t k = 0; k <= n; ++k) largest = std::max(largest, at_database[k] + away[n - k]);
        double total = 0;
        for (std::size_t k = 0; k <= n; ++k) total += std::exp(at_database[k] + away[n - k] - largest);
        const double log_g = largest + std::log(total);
        odds *= function.arrivals / std::exp(below - log_g);
        below = log_g;
        sum += odds;
        under_way += odds * static_cast<double>(n);
        if (sum > 1e100) {  // kept from running over
            sum /= 1e100;
            odds /= 1e100;
            under_way /= 1e100;
        }
    }
    function.refused = odds / sum;
    const double duration = under_way / sum / (function.arrivals * (1 - function.refused));
    function.work = function.arrivals * duration;
    pass.waits[database] = std::max(0.0, (duration - elsewhere - demand) / visits);
    pass.crowded.insert(database);
}

double Model::loss_of(const Pass& pass, const Flow::Function& function) const {
    const auto limit = static_cast<std::uint64_t>(function.limit);
    if (!pass.users) return closed_form::erlang_b(limit, function.work);
    // A user is at the function for `busy` of each turn, and elsewhere for the rest.
    const double turn = *pass.users / pass.flow.units;
    const double busy = function.work / pass.flow.units;
    if (*pass.users <= function.limit) return 0;  // no more are there at once
    if (busy >= turn) return 1 - function.limit / *pass.users;
    return closed_form::engset(limit, static_cast<std::uint64_t>(*pass.users), busy / (turn - busy));
}

void Model::settle_functions(Pass& pass) const {
    const stack::Architecture& architecture = scenario_.architecture;
    double reserved = 0;
    for (const stack::Component& component : architecture.components) {
        const auto* function = std::get_if<lambda::FunctionConfig>(&component.config);
        if (function != nullptr && function->reserved) reserved += static_cast<double>(*function->reserved);
    }
    for (auto& [name, seen] : pass.flow.functions) {
        const auto& function = std::get<lambda::FunctionConfig>(architecture.find(name)->config);
        seen.limit = function.reserved
                         ? static_cast<double>(*function.reserved)
                         : std::max(0.0, static_cast<double>(architecture.account.concurrency) - reserved);
        // Ten invocations a second for each environment that there may be (Lambda Developer Guide, "Lambda quotas").
        const double let_in = std::min(seen.arrivals, 10 * seen.limit);
        const double asked = seen.arrivals;
        if (asked > 0 && let_in < asked) {
            seen.work *= let_in / asked;
            for (auto& [database, statements] : seen.statements) {
                pass.flow.databases[database].statements -= statements * (1 - let_in / asked);
                statements *= let_in / asked;
            }
            seen.arrivals = let_in;
        }
        seen.refused = loss_of(pass, seen);
        constexpr double largest_crowd = 2000;
        // Of a closed load no more are under way than there are users, and their rate is what the database lets
        // through.
        if (!pass.users && seen.statements.size() == 1 && seen.limit >= 1 && seen.limit <= largest_crowd) {
            const auto& [database, statements] = *seen.statements.begin();
            const double busy = statements * services_.at(database).mean / servers_of(database).count;
            if (busy > 0.7) settle_crowd(pass, seen);
        }
        for (const auto& [database, statements] : seen.statements)
            pass.flow.databases[database].statements -= statements * seen.refused;
        if (asked > 0 && let_in < asked) {
            const double duration = seen.duration();
            seen.refused = 1 - (1 - seen.refused) * let_in / asked;
            seen.arrivals = asked;
            seen.work = asked * duration;
        }
        pass.refused[name] = seen.refused;
    }
}

void Model::settle_limits(Pass& pass) const {
    const auto over = [](double asked, double limit) { return limit > 0 && asked > limit ? 1 - limit / asked : 0; };
    for (auto* all : {&pass.flow.services, &pass.flow.table_reads, &pass.flow.table_writes}) {
        for (auto& [name, seen] : *all) seen.refused = over(seen.asked, seen.limit);
    }
    for (auto& [name, seen] : pass.flow.streams) {
        const auto* kinesis = std::get_if<stream::KinesisConfig>(&scenario_.architecture.find(name)->config);
        if (kinesis == nullptr) continue;
        const double shards = static_cast<double>(kinesis->shards);
        seen.refused = std::max(over(seen.records, 1000 * shards), over(seen.bytes, 1'048'576 * shards));
    }
}

void Model::settle(Pass& pass) const {
    pass.crowded.clear();
    settle_limits(pass);
    settle_functions(pass);
    double time = 0;
    double invocations = 0;
    for (const auto& [name, seen] : pass.flow.functions) {
        time += seen.work;
        invocations += seen.arrivals;
    }
    for (auto& [name, seen] : pass.flow.apis) {
        const auto& api = std::get<gateway::RestApiConfig>(scenario_.architecture.find(name)->config);
        for (const gateway::Limit& limit : {api.account, api.stage_limit}) {
            if (seen.requests <= 0) continue;
            seen.refused = std::max(seen.refused,
                                    closed_form::bucket_refuses(limit.rate.per_second(), limit.burst, seen.requests));
        }
        pass.refused[name] = seen.refused;
        pass.origin_takes = seconds(api.overhead.law.mean()) + (invocations > 0 ? time / invocations : 0);
    }
    for (auto& [name, seen] : pass.flow.databases) {
        const Servers servers = servers_of(name);
        const Moments& service = services_.at(name);
        const auto each = static_cast<std::uint64_t>(servers.count / servers.instances);
        const closed_form::Queue queue{each, seen.statements / servers.instances, service.mean};
        seen.busy = queue.offered() / static_cast<double>(each);
        seen.wait =
            pass.crowded.contains(name) ? pass.waits[name] : closed_form::wait_of_servers(queue, service.variation);
        pass.waits[name] = seen.wait;
    }
    settle_proxies(pass);
}

std::optional<double> Model::scarce_connections(const rds::ProxyConfig& proxy) const {
    if (!proxy.max_connections || scenario_.architecture.find(proxy.of) == nullptr) return std::nullopt;
    const auto connections = static_cast<double>(*proxy.max_connections);
    return connections < servers_of(proxy.of).count ? std::optional(connections) : std::nullopt;
}

void Model::settle_proxies(Pass& pass) const {
    for (auto& [name, seen] : pass.flow.proxies) {
        const auto& proxy = std::get<rds::ProxyConfig>(scenario_.architecture.find(name)->config);
        const auto& primary = std::get<rds::PrimaryConfig>(scenario_.architecture.find(proxy.of)->config);
        Flow::Database& database = pass.flow.databases[proxy.of];
        seen.statements = std::min(seen.statements, database.statements);
        // Who comes through it finds a server free: there are more of them than it has connections. One is held for the
        // way to the database and the statement.
        if (seen.statements >= 0.999 * database.statements) pass.waits[proxy.of] = database.wait = 0;
        const Moments& service = services_.at(proxy.of);
        const double held = mean_of(primary.latency) + service.mean + database.wait;
        const double connections = *scarce_connections(proxy);
        const closed_form::Queue queue{static_cast<std::uint64_t>(connections), seen.statements, held};
        seen.busy = queue.offered() / connections;
        const double part = held > 0 ? service.mean / held : 0;
        seen.wait = closed_form::wait_of_servers(queue, service.variation * part * part);
        pass.waits[name] = seen.wait;
    }
}

}  // namespace wt::forecast
