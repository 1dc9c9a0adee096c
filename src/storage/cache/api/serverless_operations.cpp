// Serverless caches.
#include <fmt/format.h>

#include "base/ascii.hpp"
#include "storage/cache/api/durations.hpp"
#include "storage/cache/api/elasticache.hpp"
#include "storage/cache/api/upgrades.hpp"
#include "storage/cache/api/versions.hpp"

namespace wt::cache::api {

namespace {

constexpr std::string_view serverless = "serverlesscache";
constexpr std::string_view serverless_scope = "elasticache:DescribeServerlessCaches";

[[nodiscard]] aws::Error no_serverless(const std::string& name) {
    return aws::Error(elasticache_errors::serverless_cache_not_found,
                      fmt::format("Serverless cache {} not found.", name));
}

/// ElastiCache User Guide, "Setting scaling limits": from 1 to 5,000 GB, from 1,000 to 15,000,000 ECPUs a second.
/// Assumed: the sentences.
[[nodiscard]] std::optional<aws::Error> read_limits(CacheRecord& record,
                                                    const std::optional<CacheUsageLimits>& limits) {
    if (!limits) return std::nullopt;
    const auto is_between = [](const std::optional<std::int32_t>& limit, std::int32_t least, std::int32_t most) {
        return !limit || (*limit >= least && *limit <= most);
    };
    const auto are_turned = [](const auto& both) { return both.minimum.value_or(0) > both.maximum.value_or(1 << 30); };
    if (const auto& storage = limits->data_storage) {
        if (!is_between(storage->maximum, 1, 5000) || !is_between(storage->minimum, 1, 5000) || are_turned(*storage))
            return invalid_value("DataStorage must be between 1 and 5000 GB, and its minimum at most its maximum.");
        record.most_gigabytes = storage->maximum.value_or(0);
        record.least_gigabytes = storage->minimum.value_or(0);
    }
    if (const auto& units = limits->ecpu_per_second) {
        constexpr std::int32_t most = 15'000'000;
        if (!is_between(units->maximum, 1000, most) || !is_between(units->minimum, 1000, most) || are_turned(*units))
            return invalid_value(
                "ECPUPerSecond must be between 1000 and 15000000, and its minimum at most its maximum.");
        record.most_units = units->maximum.value_or(0);
        record.least_units = units->minimum.value_or(0);
    }
    return std::nullopt;
}

/// ElastiCache User Guide, "Supported engines and versions": of Redis OSS 7.1 alone.
[[nodiscard]] bool is_for_serverless(const VersionRow& row) { return row.engine == "valkey" || row.family == "redis7"; }

}  // namespace

aws::Outcome<CreateServerlessCacheResponse> ElastiCache::create_serverless_cache(const aws::Call& call,
                                                                                 CreateServerlessCacheRequest input) {
    const auto create = [&]() -> aws::Outcome<CreateServerlessCacheResponse> {
        CacheRecord record;
        record.place = place_of(call);
        record.kind = serverless;
        record.id = lowered(input.serverless_cache_name);
        record.description = input.description.value_or("");
        record.engine = lowered(input.engine);
        record.version = usual_version(record.engine);
        if (input.major_engine_version && !record.version.starts_with(*input.major_engine_version + ".")) {
            const VersionRow* const wanted = find_version(record.engine, *input.major_engine_version);
            if (wanted == nullptr || !is_for_serverless(*wanted))
                return invalid_combination(
                    fmt::format("Cannot find version {} for {}", *input.major_engine_version, record.engine));
            record.version = wanted->version;
        }
        record.parameter_group = usual_parameters(record.engine, record.version);
        record.tls = true;
        record.security_groups = input.security_group_ids;
        record.subnets = input.subnet_ids;
        record.snapshots_kept = input.snapshot_retention_limit.value_or(0);
        record.snapshot_window = input.daily_snapshot_time.value_or("");
        record.members = 2;
        if (input.user_group_id) record.user_groups = {*input.user_group_id};
        if (!input.snapshot_arns_to_restore.empty()) return not_here("SnapshotArnsToRestore");
        if (auto wrong = read_limits(record, input.cache_usage_limits)) return std::move(*wrong);
        if (auto wrong = check(record, input.tags, call.via)) return std::move(*wrong);
        if (catalogue_.find(record.place, serverless, record.id) != nullptr)
            return aws::Error(elasticache_errors::serverless_cache_already_exists,
                              fmt::format("Serverless cache {} already exists.", record.id));
        (void)set_tags(record.tags, input.tags, call.via);
        CreateServerlessCacheResponse output;
        output.serverless_cache = told_serverless(catalogue_.add(std::move(record), creating));
        return output;
    };
    return create();
}

aws::Outcome<DescribeServerlessCachesResponse> ElastiCache::describe_serverless_caches(
    const aws::Call& call, DescribeServerlessCachesRequest input) {
    const auto describe = [&]() -> aws::Outcome<DescribeServerlessCachesResponse> {
        DescribeServerlessCachesResponse output;
        if (input.serverless_cache_name) {
            const CacheRecord* const found =
                catalogue_.find(place_of(call), serverless, lowered(*input.serverless_cache_name));
            if (found == nullptr) return no_serverless(*input.serverless_cache_name);
            output.serverless_caches.push_back(told_serverless(*found));
            return output;
        }
        std::map<std::string, ServerlessCache> all;
        for (const auto& [key, record] : catalogue_.caches()) {
            if (key.first == place_of(call) && record.kind == serverless)
                all.emplace(record.id, told_serverless(record));
        }
        const aws::PageTokens tokens(serverless_scope);
        auto part = aws::page_of(std::move(all), {tokens, input.next_token,
                                                  static_cast<std::size_t>(input.max_results.value_or(50)), call.now});
        if (!part.ok()) return invalid_value("The NextToken is invalid.");  // Assumed
        output.serverless_caches = std::move(part->items);
        output.next_token = part->next;
        return output;
    };
    return describe();
}

aws::Outcome<ModifyServerlessCacheResponse> ElastiCache::modify_serverless_cache(const aws::Call& call,
                                                                                 ModifyServerlessCacheRequest input) {
    const auto modify = [&]() -> aws::Outcome<ModifyServerlessCacheResponse> {
        CacheRecord* const found = catalogue_.find(place_of(call), serverless, lowered(input.serverless_cache_name));
        if (found == nullptr) return no_serverless(input.serverless_cache_name);
        CacheRecord& record = *found;
        if (!record.status.empty())
            return aws::Error(elasticache_errors::invalid_serverless_cache_state,
                              fmt::format("Serverless cache {} is not in available state.", record.id));
        CacheRecord next = record;
        if (input.description) next.description = *input.description;
        if (input.user_group_id) next.user_groups = {*input.user_group_id};
        if (input.remove_user_group.value_or(false)) next.user_groups.clear();
        if (!input.security_group_ids.empty()) next.security_groups = input.security_group_ids;
        if (input.snapshot_retention_limit) next.snapshots_kept = *input.snapshot_retention_limit;
        if (input.daily_snapshot_time) next.snapshot_window = *input.daily_snapshot_time;
        if (input.engine) next.engine = lowered(*input.engine);
        const std::string major = next.version.substr(0, next.version.find('.'));
        // Assumed: another engine alone means its usual version.
        if (next.engine != record.engine && !input.major_engine_version) next.version = usual_version(next.engine);
        if (input.major_engine_version && (next.engine != record.engine || *input.major_engine_version != major)) {
            const VersionRow* const wanted = find_version(next.engine, *input.major_engine_version);
            if (wanted == nullptr || !is_for_serverless(*wanted))
                return invalid_combination(
                    fmt::format("Cannot find version {} for {}", *input.major_engine_version, next.engine));
            next.version = wanted->version;
        }
        if (auto wrong = check_upgrade(record, next, false)) return std::move(*wrong);
        if (auto wrong = read_limits(next, input.cache_usage_limits)) return std::move(*wrong);
        if (auto wrong = check(next, {}, {})) return std::move(*wrong);
        record = next;
        catalogue_.apply(record);
        catalogue_.pass(record, "modifying", modifying);
        ModifyServerlessCacheResponse output;
        output.serverless_cache = told_serverless(record);
        return output;
    };
    return modify();
}

aws::Outcome<DeleteServerlessCacheResponse> ElastiCache::delete_serverless_cache(const aws::Call& call,
                                                                                 DeleteServerlessCacheRequest input) {
    const auto remove = [&]() -> aws::Outcome<DeleteServerlessCacheResponse> {
        CacheRecord* const found = catalogue_.find(place_of(call), serverless, lowered(input.serverless_cache_name));
        if (found == nullptr) return no_serverless(input.serverless_cache_name);
        if (input.final_snapshot_name) return not_here("FinalSnapshotName of a serverless cache");
        if (!found->status.empty())
            return aws::Error(elasticache_errors::invalid_serverless_cache_state,
                              fmt::format("Serverless cache {} is not in available state.", found->id));
        DeleteServerlessCacheResponse output;
        output.serverless_cache = told_serverless(*found);
        output.serverless_cache->status = "deleting";
        catalogue_.pass(*found, "deleting", deleting);
        return output;
    };
    return remove();
}

}  // namespace wt::cache::api
