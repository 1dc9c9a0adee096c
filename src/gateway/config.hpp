#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/gate.hpp"
#include "base/literals.hpp"
#include "http/message.hpp"

namespace wt::gateway {

/// A token bucket: `rate` tokens a second, at most `burst` of them.
struct Limit {
    Rate rate{10'000, 1s};
    std::uint64_t burst = 5'000;
};

struct Quota {
    std::uint64_t requests = 0;
    Duration period = 24h;
};

struct UsagePlan {
    std::optional<Limit> throttle;  // per API key
    std::optional<Quota> quota;     // per API key; periods start at midnight UTC
};

struct AuthorizerConfig {
    enum class Kind : std::uint8_t { none, cognito };
    Kind kind = Kind::none;
    std::string pool;  // the user pool's name in the scenario
    /// The methods it guards. Reads are public unless they are listed, so that the edge may share them.
    std::vector<http::Method> methods{http::Method::post, http::Method::put, http::Method::patch, http::Method::del};
    Latency latency;
};

/// The stage's cache cluster. Defaults: API Gateway Developer Guide, "Cache settings".
struct StageCacheConfig {
    Bytes size{0};  // zero: no cache. 0.5GB, 1.6GB, 6.1GB, 13.5GB, 28.4GB, 58.2GB, 118GB, 237GB
    Duration ttl = 300s;
    std::vector<http::Method> methods{http::Method::get};
    std::vector<std::string> key_headers;
    bool key_query = true;
    static constexpr std::uint64_t largest_object = 1'048'576;
};

struct Route {
    http::Method method = http::Method::get;
    std::string pattern;  // "/items/{id}", "/{proxy+}"
    std::string target;   // the integration's name in the scenario
    bool any = false;     // ANY: every method that has no route of its own here
};

struct RestApiConfig {
    std::string stage = "prod";
    AuthorizerConfig authorizer;
    StageCacheConfig cache;
    Limit account{{10'000, 1s}, 5'000};
    Limit stage_limit{{10'000, 1s}, 5'000};
    std::map<std::string, UsagePlan> usage_plans;
    Latency overhead;
    Duration timeout = 29s;
    std::vector<Route> routes;
};

}  // namespace wt::gateway
