#include "scenario/component_fields.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include <fmt/format.h>

#include "identity/quotas.hpp"

namespace wt::scenario {

namespace {

constexpr std::uint64_t most_tokens = 1'000'000'000;  // what a token bucket takes in a period, and holds

template <class T, class At>
[[nodiscard]] Field<T> bucket_rate(At at, std::string doc) {
    return custom<T>(
        "rate", rate_shape(),
        [at](const Value& value, T& to) {
            read_as(value, "a rate", parse_rate, [&](const Rate& rate) {
                if (rate.amount > static_cast<double>(most_tokens))
                    return value.problem("expected at most 1,000,000,000 requests in the period");
                std::invoke(at, to) = rate;
            });
        },
        std::move(doc));
}

template <class T, class At>
[[nodiscard]] Field<T> bucket_burst(At at, std::string doc) {
    return custom<T>(
        "burst", count_shape(),
        [at](const Value& value, T& to) {
            read_as(value, "a count", parse_count, [&](std::uint64_t burst) {
                if (burst > most_tokens) return value.problem("expected at most 1,000,000,000 requests");
                std::invoke(at, to) = burst;
            });
        },
        std::move(doc));
}

const Fields<gateway::Limit>& limit_fields() {
    using T = gateway::Limit;
    static const Fields<T> fields{
        bucket_rate<T>(&T::rate, "requests over time"),
        bucket_burst<T>(&T::burst, "requests at once"),
    };
    return fields;
}

/// A map of routes to limits.
[[nodiscard]] auto read_limits(std::map<std::string, gateway::Limit>& to) {
    return [&to](const std::string& route, const Value& item) {
        const auto parsed = parse_route(route);
        if (!parsed.ok()) return item.problem(parsed.error().message);
        read_object(item, limit_fields(), to[route]);
    };
}
constexpr std::string_view limits_by_route = "a map of routes: {\"GET /items/{id}\": {rate: 10/s, burst: 20}}";

const Fields<gateway::UsagePlan>& plan_fields() {
    using T = gateway::UsagePlan;
    static const auto throttle = [](T& to) -> gateway::Limit& {
        if (!to.throttle) to.throttle.emplace();
        return *to.throttle;
    };
    static const Fields<T> fields{
        bucket_rate<T>([](T& to) -> Rate& { return throttle(to).rate; }, "requests over time, per API key"),
        bucket_burst<T>([](T& to) -> std::uint64_t& { return throttle(to).burst; }, "requests at once, per API key"),
        custom<T>(
            "methods", any_shape("map of routes to limits"),
            [](const Value& value, T& to) { each_member(value, limits_by_route, read_limits(to.methods)); },
            "limits of single routes, per API key", "", infos(limit_fields())),
        custom<T>(
            "quota", any_shape("count/day, count/week or count/month"),
            [](const Value& value, T& to) {
                using Period = gateway::Quota::Period;
                static constexpr std::array<std::pair<std::string_view, Period>, 3> periods{
                    {{"/day", Period::day}, {"/week", Period::week}, {"/month", Period::month}}};
                const std::string_view text = value.text("a quota such as 200000/day");
                for (const auto& [ending, period] : periods) {
                    if (!text.ends_with(ending)) continue;
                    const auto amount = parse_count(text.substr(0, text.size() - ending.size()));
                    if (!amount.ok()) return value.problem(amount.error().message);
                    to.quota = gateway::Quota{*amount, period};
                    return;
                }
                if (value.is_scalar()) value.problem("expected a quota such as 200000/day, 1M/week or 5M/month");
            },
            "requests per day, week or month, per API key: \"200000/day\""),
    };
    return fields;
}

const Fields<gateway::AuthorizerConfig>& authorizer_fields() {
    using T = gateway::AuthorizerConfig;
    static constexpr std::array<std::pair<std::string_view, T::Kind>, 4> kinds{
        {{"none", T::Kind::none}, {"cognito", T::Kind::cognito}, {"jwt", T::Kind::jwt}, {"lambda", T::Kind::lambda}}};
    static const Fields<T> fields{
        choice<T>("kind", &T::kind, kinds, "who checks the token", "none"),
        named<T>("pool", &T::pool, "cognito, jwt: the cognito component"),
        named<T>("function", &T::function,
                 "lambda: the function that allows by answering 200, denies with 403 or 404; a program by a policy"),
        custom<T>(
            "identity", any_shape("list of header:NAME, query:NAME"),
            [](const Value& value, T& to) {
                using From = T::Identity::From;
                to.identity.clear();
                value.each([&](const Value& item) {
                    const std::string part(item.text("header:NAME or query:NAME"));
                    const bool header = part.starts_with("header:");
                    if (!header && !part.starts_with("query:")) {
                        return item.problem("expected header:NAME or query:NAME, got \"" + part + "\"");
                    }
                    to.identity.push_back({header ? From::header : From::query, part.substr(part.find(':') + 1)});
                });
                if (to.identity.empty()) value.problem("a caller is known by something");
            },
            "lambda: what the caller is known by; the key of the kept decision", "[header:Authorization]"),
        custom<T>(
            "ttl", duration_shape(),
            [](const Value& value, T& to) {
                read_as(value, "a duration", parse_duration, [&](Duration ttl) {
                    if (ttl > 3600s) return value.problem("API Gateway keeps decisions for 0s to 3600s");
                    to.result_ttl = ttl;
                });
            },
            "lambda: how long a decision is kept, 0s to 3600s", "300s"),
        methods<T>("methods", &T::methods, "the methods it guards", "[POST, PUT, PATCH, DELETE]"),
        latency<T>("latency", &T::latency, "to check a token"),
    };
    return fields;
}

void read_cache_ttl(const Value& value, const std::function<void(Duration)>& store) {
    read_as(value, "a duration", parse_duration, [&](Duration ttl) {
        if (ttl > 3600s) return value.problem("API Gateway keeps answers for 0s to 3600s");
        store(ttl);
    });
}

[[nodiscard]] gateway::StageCacheConfig::Key read_stage_key(const Value& value) {
    edge::CacheKey parts;
    read_key(value, parts);
    if (!parts.cookies.empty()) value.problem("a stage cache's key has no cookies");
    gateway::StageCacheConfig::Key key{parts.headers, parts.queries, parts.query, false};
    value.each([&](const Value& item) { key.path = key.path || item.tree.scalar == "path"; });
    return key;
}

const Fields<gateway::StageCacheConfig::Method>& cached_route_fields() {
    using T = gateway::StageCacheConfig::Method;
    static const Fields<T> fields{
        custom<T>(
            "enabled", any_shape("boolean"),
            [](const Value& value, T& to) {
                read_as(value, "true or false", parse_boolean, [&](bool enabled) { to.enabled = enabled; });
            },
            "whether its answers are kept", "as its method"),
        custom<T>(
            "ttl", duration_shape(),
            [](const Value& value, T& to) { read_cache_ttl(value, [&](Duration ttl) { to.ttl = ttl; }); },
            "0s to 3600s", "the stage's"),
        custom<T>(
            "key", any_shape("list of path, query, query:NAME, header:NAME"),
            [](const Value& value, T& to) { to.key = read_stage_key(value); }, "what tells its answers apart",
            "the stage's"),
    };
    return fields;
}

const Fields<gateway::StageCacheConfig>& stage_cache_fields() {
    using T = gateway::StageCacheConfig;
    static constexpr std::array<std::string_view, 8> sizes{"0.5GB",  "1.6GB",  "6.1GB", "13.5GB",
                                                           "28.4GB", "58.2GB", "118GB", "237GB"};
    static constexpr std::array<std::pair<std::string_view, T::Unauthorized>, 3> unauthorized{
        {{"fail", T::Unauthorized::fail}, {"warn", T::Unauthorized::warn}, {"ignore", T::Unauthorized::ignore}}};
    static const Fields<T> fields{
        custom<T>(
            "size", choice_shape({sizes.begin(), sizes.end()}),
            [](const Value& value, T& to) {
                const std::string_view text = value.text("size");
                if (std::find(sizes.begin(), sizes.end(), text) == sizes.end()) {
                    return value.problem(
                        fmt::format("API Gateway has caches of {}, not \"{}\"", fmt::join(sizes, ", "), text));
                }
                to.size = *parse_size(text);
            },
            "the cache cluster; none: no cache"),
        custom<T>(
            "ttl", duration_shape(),
            [](const Value& value, T& to) { read_cache_ttl(value, [&](Duration ttl) { to.ttl = ttl; }); },
            "0s to 3600s", "300s"),
        methods<T>("methods", &T::methods, "the methods whose answers are kept", "[GET]"),
        custom<T>(
            "key", any_shape("list of path, query, query:NAME, header:NAME"),
            [](const Value& value, T& to) { to.key = read_stage_key(value); }, "what tells answers apart",
            "[path, query]"),
        custom<T>(
            "routes", any_shape("map of routes"),
            [](const Value& value, T& to) {
                each_member(value, "a map of routes: {\"GET /items/{id}\": {ttl: 60s}}",
                            [&](const std::string& route, const Value& item) {
                                const auto parsed = parse_route(route);
                                if (!parsed.ok()) return item.problem(parsed.error().message);
                                read_object(item, cached_route_fields(), to.routes[route]);
                            });
            },
            "settings of single routes", "", infos(cached_route_fields())),
        boolean<T>("require_authorization", &T::require_authorization,
                   "only who signs with IAM may renew an entry by Cache-Control: max-age=0; nobody does here", "true"),
        choice<T>("unauthorized", &T::unauthorized, unauthorized, "what happens to the others who ask for it", "warn"),
    };
    return fields;
}

const Fields<gateway::MockAnswer>& mock_fields() {
    using T = gateway::MockAnswer;
    static const Fields<T> fields{
        custom<T>(
            "mock", any_shape("100 to 599"),
            [](const Value& value, T& to) {
                read_as(value, "a status", parse_count, [&](std::uint64_t status) {
                    if (status < 100 || status > 599) return value.problem("expected a status of 100 to 599");
                    to.status = static_cast<int>(status);
                });
            },
            "of a route that asks nobody (a mock integration): the status")
            .needed(),
        custom<T>(
            "body", text_shape(), [](const Value& value, T& to) { to.body = Text(value.text("a text")); },
            "of a route that asks nobody: the body", "none"),
    };
    return fields;
}

}  // namespace

const Fields<gateway::RestApiConfig>& apigateway_fields() {
    using T = gateway::RestApiConfig;
    static const Fields<T> throttle{
        object<T>("account", &T::account, limit_fields(), "of the account in its region: 10000/s, burst 5000"),
        object<T>("stage", &T::stage_limit, limit_fields(), "of the stage: 10000/s, burst 5000"),
        custom<T>(
            "methods", any_shape("map of routes to limits"),
            [](const Value& value, T& to) { each_member(value, limits_by_route, read_limits(to.method_limits)); },
            "of single routes, instead of the stage's", "", infos(limit_fields())),
        count_between<T>("hosts", &T::limit_hosts, 1, 64,
                         "so many count these limits by themselves: each lets a whole burst pass, and its share of the "
                         "rate. AWS's limits are best effort: a stage's limit of 20 was seen to let 80 of 100 at once "
                         "pass, as 4 do",
                         "1: exact"),
    };
    static const Fields<T> fields{
        text<T>("stage", &T::stage, "the stage's name", "prod"),
        object<T>("authorizer", &T::authorizer, authorizer_fields(), "who may call"),
        custom<T>(
            "cache", any_shape("object"),
            [](const Value& value, T& to) {
                read_object(value, stage_cache_fields(), to.cache);
                if (!value.tree.members.empty() && to.cache.size.count == 0)
                    value.problem("a cache has a size, such as `size: 0.5GB`: without one nothing is kept");
            },
            "the stage's cache", "", infos(stage_cache_fields())),
        object<T>(
            "throttle", [](T& to) -> T& { return to; }, throttle, "token buckets"),
        custom<T>(
            "usage_plans", any_shape("map of plans"),
            [](const Value& value, T& to) {
                each_member(value, "a map of plans: {free: {rate: 50/s, burst: 100}}",
                            [&](const std::string& name, const Value& item) {
                                read_object(item, plan_fields(), to.usage_plans[name]);
                            });
            },
            "what API keys of a plan may do", "", infos(plan_fields())),
        methods<T>("key_required", &T::key_required, "the methods that need an API key", "[]"),
        latency<T>("overhead", &T::overhead, "the gateway's own time"),
        custom<T>(
            "timeout", duration_shape(),
            [](const Value& value, T& to) {
                const auto parsed = parse_duration(value.text("duration"));
                if (!parsed.ok()) return value.problem(parsed.error().message);
                // Assumed: how far the quota of a Regional API is raised.
                if (*parsed < 50ms || *parsed > 300s) {
                    return value.problem("API Gateway waits 50ms to 29s, and to 300s where its quota is raised");
                }
                to.timeout = *parsed;
            },
            "of the integration, 50ms to 29s; to 300s where a Regional API's quota is raised", "29s"),
        custom<T>(
            "routes", any_shape("map of \"METHOD /path\" to a component, or to {mock: status}"),
            [](const Value& value, T& to) {
                if (!value.is_map()) return value.problem("expected a map: {\"GET /items/{id}\": reader}");
                for (const Tree::Member& member : value.tree.members) {
                    const Value item = value.child(member.value, member.key);
                    const auto route = parse_route(member.key);
                    if (!route.ok()) {
                        item.problem(route.error().message);
                        continue;
                    }
                    gateway::Route& made = to.routes.emplace_back();
                    std::tie(made.method, made.pattern) = *route;
                    if (item.is_map()) {
                        read_object(item, mock_fields(), made.mock);
                    } else {
                        made.target = item.name("a component's name");
                    }
                }
            },
            "what answers what: a function; or, without one between, a stream, a queue, a bucket, a table, an http "
            "service; or nobody ({mock: 200, body: ...})",
            "", infos(mock_fields()))
            .needed(),
    };
    return fields;
}

const Fields<identity::UserPoolConfig>& cognito_fields() {
    using T = identity::UserPoolConfig;
    static const Fields<T> quotas{
        custom<T>(
            "authentications", rate_shape(),
            [](const Value& value, T& to) {
                read_as(value, "a rate", parse_rate, [&](Rate rate) {
                    if (rate.per_second() > identity::most_a_second) return value.problem("expected at most 1M/s");
                    to.authentications = rate;
                });
            },
            "sign-ins and refreshes (UserAuthentication)", "120/s"),
    };
    static const Fields<T> fields{
        text<T>("region", &T::region, "in the pool's id and issuer", "us-east-1"),
        duration<T>("access_token_ttl", &T::access_token_ttl, "validity of access tokens", "1h"),
        duration<T>("id_token_ttl", &T::id_token_ttl, "validity of id tokens", "1h"),
        count_between<T>("users", &T::users, 0, 200'000, "user-0, user-1, ... exist from the start", "20"),
        text<T>("password", &T::password, "of all of them", "Windtunnel-1!"),
        object<T>(
            "quotas", [](T& to) -> T& { return to; }, quotas,
            "how often what may come, from all clients together; a load's sign-ins are held to it"),
        latency<T>("latency", &T::latency, "of a sign-in of a load"),
    };
    return fields;
}

}  // namespace wt::scenario
