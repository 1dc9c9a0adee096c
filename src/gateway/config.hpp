#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/gate.hpp"
#include "base/literals.hpp"
#include "base/result.hpp"
#include "http/message.hpp"

namespace wt::gateway {

struct Deployed;  // gateway/deployed.hpp

/// A token bucket: `rate` tokens a second, at most `burst` of them.
struct Limit {
    Rate rate{10'000, 1s};
    std::uint64_t burst = 5'000;
};

/// So many requests in each period. Days begin at midnight UTC, months on their first day; weeks on Sunday (Assumed:
/// AWS documents an offset, but not from which day).
struct Quota {
    enum class Period : std::uint8_t { day, week, month };
    std::uint64_t requests = 0;
    Period period = Period::day;
};

struct UsagePlan {
    std::optional<Limit> throttle;         // per API key
    std::map<std::string, Limit> methods;  // per API key and route ("GET /items/{id}"), before the plan's own
    std::optional<Quota> quota;            // per API key
};

struct AuthorizerConfig {
    enum class Kind : std::uint8_t { none, cognito, jwt, lambda };
    Kind kind = Kind::none;
    std::string pool;      // cognito, jwt: the user pool's name in the scenario
    std::string function;  // lambda: the function that decides
    /// lambda: what the caller is known by. One `header:NAME` makes a TOKEN authorizer, more parts a REQUEST
    /// authorizer; a request that lacks one of them is 401 and nobody is asked. The parts are the key of the result's
    /// cache.
    struct Identity {
        enum class From : std::uint8_t { header, query };
        From from = From::header;
        std::string name = "Authorization";
        bool operator==(const Identity&) const = default;
    };
    std::vector<Identity> identity{Identity{}};
    Duration result_ttl = 300s;  // lambda: how long a decision is kept, 0 to 3600 s
    /// The methods it guards. Reads are public unless they are listed, so that the edge may share them.
    std::vector<http::Method> methods{http::Method::post, http::Method::put, http::Method::patch, http::Method::del};
    Latency latency;
};

/// The stage's cache cluster. Defaults: API Gateway Developer Guide, "Cache settings".
struct StageCacheConfig {
    Bytes size{0};  // zero: no cache. 0.5GB, 1.6GB, 6.1GB, 13.5GB, 28.4GB, 58.2GB, 118GB, 237GB
    Duration ttl = 300s;
    std::vector<http::Method> methods{http::Method::get};
    struct Key {
        std::vector<std::string> headers;
        std::vector<std::string> queries;  // these arguments ...
        bool query = true;                 // ... or all of them
        bool path = true;                  // false: one answer for every path of a route
    };
    Key key;
    /// Settings of single routes, "GET /items/{id}"; what is not said is the stage's.
    struct Method {
        std::optional<bool> enabled;
        std::optional<Duration> ttl;
        std::optional<Key> key;
    };
    std::map<std::string, Method> routes;
    /// A client that sends `Cache-Control: max-age=0` has its entry renewed. With `require_authorization` only a caller
    /// who signs with IAM may, which no caller of this gateway does; what happens to the others:
    enum class Unauthorized : std::uint8_t { fail, warn, ignore };
    bool require_authorization = true;
    Unauthorized unauthorized = Unauthorized::warn;
    static constexpr std::uint64_t largest_object = 1'048'576;
};

/// What a mock integration answers. API Gateway Developer Guide, "Set up mock integrations".
struct MockAnswer {
    int status = 200;
    Text body;
};

struct Route {
    http::Method method = http::Method::get;
    std::string pattern;  // "/items/{id}", "/{proxy+}"
    std::string target;   // the integration's address: a component's name, a URL; empty: nobody is asked
    bool any = false;     // ANY: every method that has no route of its own here
    /// Of a scenario's route that asks nobody.
    MockAnswer mock = {};
};

struct RestApiConfig {
    std::string id;  // "a1b2c3d4e5"; empty: drawn for its name
    std::string stage = "prod";
    AuthorizerConfig authorizer;
    StageCacheConfig cache;
    Limit account{{10'000, 1s}, 5'000};
    Limit stage_limit{{10'000, 1s}, 5'000};
    std::map<std::string, Limit> method_limits;  // of single routes, instead of the stage's
    std::uint64_t limit_hosts = 1;               // who count those limits by themselves; one: they are exact
    std::vector<http::Method> key_required;      // methods that need an API key of a usage plan: 403 without
    std::map<std::string, UsagePlan> usage_plans;
    Latency overhead;
    Duration timeout = 29s;
    std::vector<Route> routes;
    /// Of an API that was made by API Gateway's API: its routes' methods. Null: what is said above is all there is.
    std::shared_ptr<const Deployed> deployed;
};

/// What of the difference an API cannot take while requests come; none: it takes all.
[[nodiscard]] std::optional<Error> unchangeable(const RestApiConfig& from, const RestApiConfig& to);

}  // namespace wt::gateway
