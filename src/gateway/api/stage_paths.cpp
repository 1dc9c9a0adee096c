#include "gateway/api/stage_paths.hpp"

#include <algorithm>
#include <vector>

#include "base/ascii.hpp"
#include "gateway/api/patch.hpp"

namespace wt::gateway::api {

namespace {

struct Setting {
    std::string_view path;  // in a patch, behind the method
    std::string_view member;
};
// API Gateway Developer Guide, "Patch operations", "stage:update".
constexpr Setting settings[] = {
    {"metrics/enabled", "metricsEnabled"},
    {"logging/loglevel", "loggingLevel"},
    {"logging/dataTrace", "dataTraceEnabled"},
    {"throttling/burstLimit", "throttlingBurstLimit"},
    {"throttling/rateLimit", "throttlingRateLimit"},
    {"caching/enabled", "cachingEnabled"},
    {"caching/ttlInSeconds", "cacheTtlInSeconds"},
    {"caching/dataEncrypted", "cacheDataEncrypted"},
    {"caching/requireAuthorizationForCacheControl", "requireAuthorizationForCacheControl"},
    {"caching/unauthorizedCacheControlHeaderStrategy", "unauthorizedCacheControlHeaderStrategy"},
};

constexpr std::string_view verbs[] = {"GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "HEAD", "ANY", "*"};

/// A map's key as a name in a pointer.
[[nodiscard]] std::string escaped(std::string_view key) {
    std::string name;
    for (const char c : key) {
        if (c == '~' || c == '/') {
            name += c == '~' ? "~0" : "~1";
        } else {
            name += c;
        }
    }
    return name;
}

[[nodiscard]] bool ends_in_verb(std::string_view key) {
    const std::size_t slash = key.rfind('/');
    return slash != std::string_view::npos && slash > 0 &&
           std::find(std::begin(verbs), std::end(verbs), key.substr(slash + 1)) != std::end(verbs);
}

}  // namespace

std::string method_setting_path(std::string_view path) {
    if (!path.starts_with('/')) return std::string(path);
    const std::string_view rest = path.substr(1);
    if (ends_in_verb(rest)) return "/methodSettings/" + escaped(rest);
    for (const Setting& each : settings) {
        if (rest.size() <= each.path.size() + 1 ||
            !same_ignoring_case(rest.substr(rest.size() - each.path.size()), each.path))
            continue;
        const std::string_view key = rest.substr(0, rest.size() - each.path.size() - 1);
        if (rest[key.size()] == '/' && ends_in_verb(key))
            return "/methodSettings/" + escaped(key) + "/" + std::string(each.member);
    }
    return std::string(path);
}

void complete(MethodSetting& setting) {
    constexpr std::int32_t burst = 5000;
    constexpr double rate = 10'000;
    constexpr std::int32_t ttl = 300;
    if (!setting.metrics_enabled) setting.metrics_enabled = false;
    if (!setting.logging_level) setting.logging_level = "OFF";
    if (!setting.data_trace_enabled) setting.data_trace_enabled = false;
    if (!setting.throttling_burst_limit) setting.throttling_burst_limit = burst;
    if (!setting.throttling_rate_limit) setting.throttling_rate_limit = rate;
    if (!setting.caching_enabled) setting.caching_enabled = false;
    if (!setting.cache_ttl_in_seconds) setting.cache_ttl_in_seconds = ttl;
    if (!setting.cache_data_encrypted) setting.cache_data_encrypted = false;
    if (!setting.require_authorization_for_cache_control) setting.require_authorization_for_cache_control = true;
    if (!setting.unauthorized_cache_control_header_strategy)
        setting.unauthorized_cache_control_header_strategy = "SUCCEED_WITH_RESPONSE_HEADER";
}

std::string route_of_setting(std::string_view key) {
    const std::size_t slash = key.rfind('/');
    const std::string verb(key.substr(slash + 1));
    std::string path = pointer_names("/" + escaped(key.substr(0, slash))).front();
    // What stands in the key is escaped itself: "~1pets".
    path = pointer_names("/" + path).front();
    if (path == "*") return verb + " *";
    if (!path.starts_with('/')) path.insert(0, "/");
    return verb + " " + path;
}

}  // namespace wt::gateway::api
