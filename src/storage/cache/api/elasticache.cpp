#include "storage/cache/api/elasticache.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "aws/tags.hpp"
#include "base/ascii.hpp"
#include "storage/cache/api/versions.hpp"

namespace wt::cache::api {

namespace {

[[nodiscard]] bool is_cache_id(std::string_view id, std::size_t most) {
    return !id.empty() && id.size() <= most && is_letter(id[0]) && id.back() != '-' &&
           id.find("--") == std::string_view::npos &&
           std::all_of(id.begin(), id.end(), [](char c) { return is_letter(c) || is_digit(c) || c == '-'; });
}

/// Of the day: "05:00" is 300; -1: it is none.
[[nodiscard]] int minute_of(std::string_view text) {
    if (text.size() != 5 || text[2] != ':') return -1;
    const auto digits = [&](std::size_t at) {
        return is_digit(text[at]) && is_digit(text[at + 1]) ? (text[at] - '0') * 10 + (text[at + 1] - '0') : 99;
    };
    const int hours = digits(0);
    const int minutes = digits(3);
    return hours < 24 && minutes < 60 ? hours * 60 + minutes : -1;
}

/// "05:00-09:00", of an hour at least.
[[nodiscard]] bool is_snapshot_window(std::string_view window) {
    if (window.size() != 11 || window[5] != '-') return false;
    const int begins = minute_of(window.substr(0, 5));
    const int ends = minute_of(window.substr(6));
    constexpr int day = 24 * 60;
    return begins >= 0 && ends >= 0 && (ends - begins + day) % day >= 60;
}

}  // namespace

ElastiCache::ElastiCache(const Context& context, Catalogue& catalogue)
    : context_(context), catalogue_(catalogue), model_(elasticache_model()) {}

Task<std::optional<wt::Error>> ElastiCache::reset(std::string_view account) {
    catalogue_.reset(account);
    co_return co_await catalogue_.durable();
}

aws::Outcome<CacheRecord*> ElastiCache::group(const aws::Call& call, const std::string& id) {
    CacheRecord* const found = catalogue_.find(place_of(call), "replicationgroup", lowered(id));
    if (found != nullptr) return found;
    return aws::Error(elasticache_errors::replication_group_not_found,
                      fmt::format("ReplicationGroup {} not found.", id));
}

aws::Outcome<CacheRecord*> ElastiCache::available_group(const aws::Call& call, const std::string& id) {
    auto found = group(call, id);
    if (found.ok() && !(*found)->status.empty())
        return aws::Error(elasticache_errors::invalid_replication_group_state,
                          fmt::format("Replication group {} is not in available state.", id));  // Assumed
    return found;
}

aws::Outcome<ElastiCache::Member> ElastiCache::member(const aws::Call& call, const std::string& id) {
    const std::string wanted = lowered(id);
    for (auto& [key, record] : catalogue_.caches()) {
        if (key.first != place_of(call) || record.kind == "serverlesscache") continue;
        for (const Seat& seat : record.seats()) {
            if (record.member(seat) == wanted) return Member{&record, seat};
        }
    }
    return aws::Error(elasticache_errors::cache_cluster_not_found, fmt::format("CacheCluster not found: {}", id));
}

std::optional<aws::Error> ElastiCache::set_tags(Tags& to, const std::vector<aws::ResourceTag>& tags,
                                                std::string_view via) {
    aws::TagSet all(to);
    if (const auto fault = all.add(tags, via)) {
        if (fault->why == aws::TagFault::Why::too_many)
            return aws::Error(elasticache_errors::tag_quota_per_resource_exceeded, fault->text);
        return invalid_value(fault->text);
    }
    to = all.all();
    return std::nullopt;
}

std::optional<aws::Error> ElastiCache::check(const CacheRecord& record, const std::vector<aws::ResourceTag>& tags,
                                             std::string_view via) {
    const std::size_t longest = record.kind == "cluster" ? 50 : 40;
    if (!is_cache_id(record.id, longest))
        return invalid_value(
            "The parameter is not a valid identifier. Identifiers must begin with a letter; must contain only ASCII "
            "letters, digits, and hyphens; and must not end with a hyphen or contain two consecutive hyphens.");
    if (record.engine == "memcached") return not_here("the engine memcached");
    if (record.engine != "redis" && record.engine != "valkey")
        return invalid_value(fmt::format("Invalid cache engine: {}", record.engine));  // Assumed
    if (record.kind != "serverlesscache" && memory_of(record.node_type).count == 0)
        return invalid_value(fmt::format("Invalid Cache Node Type: {}", record.node_type));  // Assumed
    if (!record.token.empty() && (record.token.size() < 16 || record.token.size() > 128))
        return invalid_value("Invalid AuthToken provided.");
    if (!record.token.empty() && !record.tls)
        return invalid_combination("AuthToken can only be enabled when TransitEncryptionEnabled is set to true.");
    if (!record.token.empty() && !record.user_groups.empty())
        return invalid_combination("AuthToken and UserGroupIds cannot be used together.");  // Assumed
    if (record.port_wanted < 1024 || record.port_wanted > 65535)
        return invalid_value(fmt::format("Invalid port: {}", record.port_wanted));  // Assumed
    for (const std::string& name : record.user_groups) {
        if (!catalogue_.user_groups().contains({record.place, name}))
            return aws::Error(elasticache_errors::user_group_not_found, fmt::format("UserGroup {} not found.", name));
    }
    const VersionRow* const version = find_version(record.engine, record.version);
    if (record.kind != "serverlesscache") {
        if (version == nullptr)
            return invalid_combination(fmt::format("Cannot find version {} for {}", record.version, record.engine));
        const auto own = catalogue_.parameter_groups().find({record.place, record.parameter_group});
        const std::string family = own != catalogue_.parameter_groups().end()
                                       ? own->second.family
                                       : std::string(family_of_default(record.parameter_group));
        if (family.empty())
            return aws::Error(elasticache_errors::cache_parameter_group_not_found,
                              fmt::format("CacheParameterGroup {} not found.", record.parameter_group));
        if (family != version->family)
            return invalid_combination(fmt::format("Expected a parameter group of family {} but found one of family {}",
                                                   version->family, family));
    }
    // ElastiCache User Guide, "Scheduling automatic backups": 35 days at most, a window of an hour at least.
    if (record.snapshots_kept < 0 || record.snapshots_kept > 35)
        return invalid_value(fmt::format("Invalid SnapshotRetentionLimit: {}. It must be between 0 and 35.",
                                         record.snapshots_kept));  // Assumed
    // CreateServerlessCache, "DailySnapshotTime": a time of day.
    const bool timely = record.kind == "serverlesscache" ? minute_of(record.snapshot_window) >= 0
                                                         : is_snapshot_window(record.snapshot_window);
    if (!record.snapshot_window.empty() && !timely)
        return invalid_value(fmt::format("Invalid snapshot window: {}", record.snapshot_window));  // Assumed
    if (record.subnet_group != "default" && !record.subnet_group.empty() &&
        !catalogue_.subnet_groups().contains({record.place, record.subnet_group}))
        return aws::Error(elasticache_errors::cache_subnet_group_not_found,
                          fmt::format("Cache Subnet Group {} does not exist.", record.subnet_group));
    Tags given;
    return set_tags(given, tags, via);
}

std::optional<aws::Error> ElastiCache::begin_with(CacheRecord& record, const Name& snapshot) {
    if (!snapshot) return std::nullopt;
    const auto found = catalogue_.snapshots().find({record.place, *snapshot});
    if (found == catalogue_.snapshots().end())
        return aws::Error(elasticache_errors::snapshot_not_found, fmt::format("Snapshot {} not found.", *snapshot));
    record.snapshot = *snapshot;
    if (record.node_type.empty()) record.node_type = found->second.of.node_type;
    return std::nullopt;
}

Endpoint ElastiCache::endpoint_of(const Nodes::Place& place) { return {place.address, place.port}; }

}  // namespace wt::cache::api
