#include "storage/cache/api/parameters.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "storage/cache/api/elasticache.hpp"
#include "storage/cache/api/versions.hpp"

namespace wt::cache::api {

namespace {

constexpr ParameterRow rows_of_parameters[] = {
    {"acllog-max-len", "128", "integer", "1-10000", true, true, 600},
    {"active-defrag-cycle-max", "75", "integer", "1-75", true, true, 400},
    {"active-defrag-cycle-min", "5", "integer", "1-75", true, true, 400},
    {"active-defrag-ignore-bytes", "104857600", "integer", "1048576-", true, true, 400},
    {"active-defrag-max-scan-fields", "1000", "integer", "1-1000000", true, true, 500},
    {"active-defrag-threshold-lower", "10", "integer", "1-100", true, true, 400},
    {"active-defrag-threshold-upper", "100", "integer", "1-100", true, true, 400},
    {"active-expire-effort", "1", "integer", "1-10", true, true, 600},
    {"activedefrag", "no", "string", "yes,no", true, true, 400},
    {"activerehashing", "yes", "string", "yes,no", true, false},
    {"allow-access-during-cluster-down", "no", "string", "yes,no", true, true, 500, 500},
    {"appendfsync", "everysec", "string", "always,everysec,no", false},
    {"appendonly", "no", "string", "yes,no", false},
    {"client-output-buffer-limit-normal-hard-limit", "0", "integer", "0-"},
    {"client-output-buffer-limit-normal-soft-limit", "0", "integer", "0-"},
    {"client-output-buffer-limit-normal-soft-seconds", "0", "integer", "0-"},
    {"client-output-buffer-limit-pubsub-hard-limit", "33554432", "integer", "0-"},
    {"client-output-buffer-limit-pubsub-soft-limit", "8388608", "integer", "0-"},
    {"client-output-buffer-limit-pubsub-soft-seconds", "60", "integer", "0-"},
    {"client-output-buffer-limit-replica-soft-seconds", "60", "integer", "0-", false, true, 500},
    {"client-output-buffer-limit-slave-soft-seconds", "60", "integer", "0-", false, true, 206, 499},
    {"client-query-buffer-limit", "1073741824", "integer", "1048576-1073741824", true, true, 500},
    {"close-on-replica-write", "yes", "string", "yes,no", true, true, 500},
    {"close-on-slave-write", "yes", "string", "yes,no", true, true, 206, 499},
    {"cluster-allow-pubsubshard-when-down", "yes", "string", "yes,no", true, true, 700},
    {"cluster-allow-reads-when-down", "no", "string", "yes,no", true, true, 600},
    {"cluster-enabled", "no", "string", "yes,no", true, false, 302},
    {"cluster-preferred-endpoint-type", "tls-dynamic", "string", "ip,tls-dynamic", true, true, 700},
    {"cluster-require-full-coverage", "no", "string", "yes,no", true, true, 302},
    {"databases", "16", "integer", "1-1200000", true, false},
    {"hash-max-listpack-entries", "512", "integer", "0-", true, true, 700},
    {"hash-max-listpack-value", "64", "integer", "0-", true, true, 700},
    {"hash-max-ziplist-entries", "512", "integer", "0-", true, true, 206, 699},
    {"hash-max-ziplist-value", "64", "integer", "0-", true, true, 206, 699},
    {"hll-sparse-max-bytes", "3000", "integer", "1-16000", true, true, 500},
    {"latency-tracking", "no", "string", "yes,no", true, true, 700},
    {"lazyfree-lazy-eviction", "no", "string", "yes,no", true, true, 400},
    {"lazyfree-lazy-expire", "no", "string", "yes,no", true, true, 400, 699},
    {"lazyfree-lazy-expire", "yes", "string", "yes,no", true, true, 700},
    {"lazyfree-lazy-server-del", "no", "string", "yes,no", true, true, 400, 699},
    {"lazyfree-lazy-server-del", "yes", "string", "yes,no", true, true, 700},
    {"lazyfree-lazy-user-del", "no", "string", "yes,no", true, true, 600, 699},
    {"lazyfree-lazy-user-del", "yes", "string", "yes,no", true, true, 700},
    {"lazyfree-lazy-user-flush", "yes", "string", "yes,no", true, true, 700},
    {"lfu-decay-time", "1", "integer", "0-", true, true, 400},
    {"lfu-log-factor", "10", "integer", "1-", true, true, 400},
    {"list-compress-depth", "0", "integer", "0-", true, true, 302},
    {"list-max-listpack-size", "-2", "integer", "-5,-4,-3,-2,-1,1-", false, true, 700},
    {"list-max-ziplist-entries", "512", "integer", "0-", true, true, 206, 301},
    {"list-max-ziplist-size", "-2", "integer", "-5,-4,-3,-2,-1,1-", false, true, 302, 699},
    {"lua-replicate-commands", "yes", "string", "yes,no", true, true, 302, 699},
    {"lua-time-limit", "5000", "integer", "5000", false},
    {"maxclients", "65000", "integer", "1-65000", false, false},
    {"maxmemory-clients", "0", "string", "", true, true, 700},
    {"maxmemory-policy", "volatile-lru", "string",
     "volatile-lru,allkeys-lru,volatile-random,allkeys-random,volatile-ttl,noeviction", true, true, 206, 399},
    {"maxmemory-policy", "volatile-lru", "string",
     "volatile-lru,allkeys-lru,volatile-lfu,allkeys-lfu,volatile-random,allkeys-random,volatile-ttl,noeviction", true,
     true, 400},
    {"maxmemory-samples", "3", "integer", "1-"},
    {"min-replicas-max-lag", "10", "integer", "0-", true, true, 500},
    {"min-replicas-to-write", "0", "integer", "0-", true, true, 500},
    {"min-slaves-max-lag", "10", "integer", "0-", true, true, 206, 499},
    {"min-slaves-to-write", "0", "integer", "0-", true, true, 206, 499},
    {"notify-keyspace-events", "", "string", ""},
    {"proto-max-bulk-len", "536870912", "integer", "1048576-536870912", true, true, 500},
    {"rename-commands", "", "string", "", true, true, 500, 599},
    {"repl-backlog-size", "1048576", "integer", "16384-"},
    {"repl-backlog-ttl", "3600", "integer", "0-"},
    {"replica-allow-chaining", "no", "string", "yes,no", false, true, 500},
    {"replica-ignore-maxmemory", "yes", "string", "yes,no", false, true, 500},
    {"replica-lazy-flush", "no", "string", "yes,no", false, true, 500, 699},
    {"replica-lazy-flush", "yes", "string", "yes,no", false, true, 700},
    {"reserved-memory-percent", "25", "integer", "0-100"},
    {"search-fanout-target-mode", "client", "string", "client,system", true, true, 802},
    {"set-max-intset-entries", "512", "integer", "0-"},
    {"set-max-listpack-entries", "128", "integer", "0-", true, true, 702},
    {"set-max-listpack-value", "64", "integer", "0-", true, true, 702},
    {"slave-allow-chaining", "no", "string", "yes,no", false, true, 206, 499},
    {"slave-lazy-flush", "no", "string", "yes,no", false, true, 400, 499},
    {"slowlog-log-slower-than", "10000", "integer", "-"},
    {"slowlog-max-len", "128", "integer", "0-"},
    {"stream-node-max-bytes", "4096", "integer", "0-", true, true, 500},
    {"stream-node-max-entries", "100", "integer", "0-", true, true, 500},
    {"tcp-keepalive", "0", "integer", "0-", true, true, 206, 301},
    {"tcp-keepalive", "300", "integer", "0-", true, true, 302},
    {"timeout", "0", "integer", "0,20-"},
    {"tracking-table-max-keys", "1000000", "integer", "1-100000000", true, true, 600},
    {"zset-max-listpack-entries", "128", "integer", "0-", true, true, 700},
    {"zset-max-listpack-value", "64", "integer", "0-", true, true, 700},
    {"zset-max-ziplist-entries", "128", "integer", "0-", true, true, 206, 699},
    {"zset-max-ziplist-value", "64", "integer", "0-", true, true, 206, 699},
};

/// 302 of "3.2.6", 702 of "7.2".
[[nodiscard]] int number_of(std::string_view version) {
    const std::size_t dot = version.find('.');
    return 100 * std::atoi(std::string(version.substr(0, dot)).c_str()) +
           std::atoi(std::string(version.substr(dot + 1)).c_str());
}

struct Versions {
    int first = 0;
    int last = 0;
};
[[nodiscard]] Versions versions_of(std::string_view family) {
    Versions found;
    for (const VersionRow& row : version_rows()) {
        if (row.family != family) continue;
        const int number = number_of(row.version);
        if (found.first == 0) found.first = number;
        found.last = std::max(found.last, number);
    }
    return found;
}

/// Whether one of "0,20-", "yes,no", "-5,-4,1-" has it; "-" is any number.
[[nodiscard]] bool allows(const ParameterRow& row, std::string_view value) {
    if (row.allowed.empty()) return true;
    std::int64_t number = 0;
    const auto [end, wrong] = std::from_chars(value.data(), value.data() + value.size(), number);
    const bool is_number = wrong == std::errc() && end == value.data() + value.size();
    if (row.type == "integer" && !is_number) return false;
    for (std::string_view rest = row.allowed;;) {
        const std::size_t comma = std::min(rest.find(','), rest.size());
        const std::string_view part = rest.substr(0, comma);
        const std::size_t dash = row.type == "integer" && part != "-" ? part.find('-', 1) : std::string_view::npos;
        if (part == value || (part == "-" && is_number)) return true;
        if (dash != std::string_view::npos) {
            const std::int64_t least = std::atoll(std::string(part.substr(0, dash)).c_str());
            const std::int64_t most = dash + 1 == part.size() ? std::numeric_limits<std::int64_t>::max()
                                                              : std::atoll(std::string(part.substr(dash + 1)).c_str());
            if (number >= least && number <= most) return true;
        }
        if (comma == rest.size()) return false;
        rest.remove_prefix(comma + 1);
    }
}

}  // namespace

std::vector<std::string_view> families() {
    std::vector<std::string_view> all;
    for (const VersionRow& row : version_rows()) {
        if (std::find(all.begin(), all.end(), row.family) == all.end()) all.push_back(row.family);
    }
    return all;
}

bool is_family(std::string_view text) { return versions_of(text).first != 0; }

std::vector<ParameterRow> parameters_of(std::string_view family) {
    const Versions versions = versions_of(family);
    std::vector<ParameterRow> rows;
    for (const ParameterRow& row : rows_of_parameters) {
        if (row.since <= versions.last && (row.until == 0 || versions.first <= row.until)) rows.push_back(row);
    }
    return rows;
}

std::string first_version(const ParameterRow& row, std::string_view family) {
    const int first = std::max(row.since, versions_of(family).first);
    return fmt::format("{}.{}.0", first / 100, first % 100);
}

std::optional<aws::Error> refuse_parameter(std::string_view family, const std::string& name, const std::string& value) {
    const auto rows = parameters_of(family);
    const auto row =
        std::find_if(rows.begin(), rows.end(), [&](const ParameterRow& each) { return each.name == name; });
    if (row == rows.end()) return invalid_value(fmt::format("Could not find parameter {}", name));
    if (!row->modifiable) return invalid_value(fmt::format("The parameter {} cannot be modified.", name));
    if (!allows(*row, value)) return invalid_value(fmt::format("Invalid value for parameter {}: {}", name, value));
    // Keyspace events are of these kinds.
    if (name == "notify-keyspace-events" && value.find_first_not_of("KEg$lshzxetmdnA") != std::string::npos)
        return invalid_value(fmt::format("Invalid value for parameter {}: {}", name, value));
    return std::nullopt;
}

}  // namespace wt::cache::api
