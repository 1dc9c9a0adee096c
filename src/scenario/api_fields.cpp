#include "scenario/component_fields.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace wt::scenario {

namespace {

const Fields<gateway::Limit>& limit_fields() {
    using T = gateway::Limit;
    static const Fields<T> fields{
        rate<T>("rate", &T::rate, "requests over time"),
        count<T>("burst", &T::burst, "requests at once"),
    };
    return fields;
}

struct PlanDraft {
    gateway::Limit limit;
    bool limited = false;
    std::optional<gateway::Quota> quota;
};
const Fields<PlanDraft>& plan_fields() {
    using T = PlanDraft;
    static const Fields<T> fields{
        custom<T>(
            "rate", rate_shape(),
            [](const Value& value, T& to) {
                const auto parsed = parse_rate(value.text("rate"));
                if (!parsed.ok()) return value.problem(parsed.error().message);
                to.limit.rate = *parsed;
                to.limited = true;
            },
            "requests over time, per API key"),
        custom<T>(
            "burst", count_shape(),
            [](const Value& value, T& to) {
                const auto parsed = parse_count(value.text("count"));
                if (!parsed.ok()) return value.problem(parsed.error().message);
                to.limit.burst = *parsed;
                to.limited = true;
            },
            "requests at once, per API key"),
        custom<T>(
            "quota", rate_shape(),
            [](const Value& value, T& to) {
                const auto parsed = parse_rate(value.text("rate"));
                if (!parsed.ok()) return value.problem(parsed.error().message);
                to.quota = gateway::Quota{static_cast<std::uint64_t>(parsed->amount), parsed->per};
            },
            "requests per day, week or month, per API key: \"200000/day\""),
    };
    return fields;
}

const Fields<gateway::AuthorizerConfig>& authorizer_fields() {
    using T = gateway::AuthorizerConfig;
    static constexpr std::array<std::pair<std::string_view, T::Kind>, 2> kinds{
        {{"none", T::Kind::none}, {"cognito", T::Kind::cognito}}};
    static const Fields<T> fields{
        choice<T>("kind", &T::kind, kinds, "who checks the token", "none"),
        text<T>("pool", &T::pool, "the cognito component"),
        methods<T>("methods", &T::methods, "the methods it guards", "[POST, PUT, PATCH, DELETE]"),
        latency<T>("latency", &T::latency, "to check a token"),
    };
    return fields;
}

const Fields<gateway::StageCacheConfig>& stage_cache_fields() {
    using T = gateway::StageCacheConfig;
    static constexpr std::array<std::string_view, 8> sizes{"0.5GB",  "1.6GB",  "6.1GB", "13.5GB",
                                                           "28.4GB", "58.2GB", "118GB", "237GB"};
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
            [](const Value& value, T& to) {
                const auto parsed = parse_duration(value.text("duration"));
                if (!parsed.ok()) return value.problem(parsed.error().message);
                if (*parsed > 3600s) return value.problem("API Gateway keeps answers for 0s to 3600s");
                to.ttl = *parsed;
            },
            "0s to 3600s", "300s"),
        methods<T>("methods", &T::methods, "the methods whose answers are kept", "[GET]"),
        custom<T>(
            "key", any_shape("list of path, query, header:NAME"),
            [](const Value& value, T& to) {
                edge::CacheKey key;
                read_key(value, key);
                if (!key.cookies.empty()) value.problem("a stage cache's key has no cookies");
                to.key_query = key.query;
                to.key_headers = key.headers;
            },
            "what tells answers apart", "[path, query]"),
    };
    return fields;
}

}  // namespace

const Fields<gateway::RestApiConfig>& apigateway_fields() {
    using T = gateway::RestApiConfig;
    static const Fields<T> throttle{
        object<T>("account", &T::account, limit_fields(), "of the account in its region: 10000/s, burst 5000"),
        object<T>("stage", &T::stage_limit, limit_fields(), "of the stage: 10000/s, burst 5000"),
        later<T>("methods", "limits of single methods"),
    };
    static const Fields<T> fields{
        text<T>("stage", &T::stage, "the stage's name", "prod"),
        object<T>("authorizer", &T::authorizer, authorizer_fields(), "who may call"),
        object<T>("cache", &T::cache, stage_cache_fields(), "the stage's cache"),
        object<T>(
            "throttle", [](T& to) -> T& { return to; }, throttle, "token buckets"),
        custom<T>(
            "usage_plans", any_shape("map of plans"),
            [](const Value& value, T& to) {
                if (!value.is_map()) return value.problem("expected a map of plans: {free: {rate: 50/s, burst: 100}}");
                for (const Tree::Member& member : value.tree.members) {
                    PlanDraft draft;
                    read_object(value.child(member.value, member.key), plan_fields(), draft);
                    gateway::UsagePlan plan;
                    if (draft.limited) plan.throttle = draft.limit;
                    plan.quota = draft.quota;
                    to.usage_plans[member.key] = plan;
                }
            },
            "what API keys of a plan may do", "", infos(plan_fields())),
        latency<T>("overhead", &T::overhead, "the gateway's own time"),
        custom<T>(
            "timeout", duration_shape(),
            [](const Value& value, T& to) {
                const auto parsed = parse_duration(value.text("duration"));
                if (!parsed.ok()) return value.problem(parsed.error().message);
                if (*parsed < 50ms || *parsed > 29s) return value.problem("API Gateway waits 50ms to 29s");
                to.timeout = *parsed;
            },
            "of the integration, 50ms to 29s", "29s"),
        custom<T>(
            "routes", any_shape("map of \"METHOD /path\" to a component"),
            [](const Value& value, T& to) {
                if (!value.is_map()) return value.problem("expected a map: {\"GET /items/{id}\": reader}");
                for (const Tree::Member& member : value.tree.members) {
                    const Value item = value.child(member.value, member.key);
                    const auto route = parse_route(member.key);
                    if (!route.ok()) {
                        item.problem(route.error().message);
                        continue;
                    }
                    to.routes.push_back({route->first, route->second, std::string(item.text("a component's name"))});
                }
            },
            "which function answers what")
            .needed(),
    };
    return fields;
}

const Fields<identity::UserPoolConfig>& cognito_fields() {
    using T = identity::UserPoolConfig;
    static const Fields<T> fields{
        text<T>("region", &T::region, "in the pool's id and issuer", "us-east-1"),
        duration<T>("access_token_ttl", &T::access_token_ttl, "validity of access tokens", "1h"),
        duration<T>("id_token_ttl", &T::id_token_ttl, "validity of id tokens", "1h"),
        count<T>("users", &T::users, "user-0, user-1, ... exist from the start", "20"),
        text<T>("password", &T::password, "of all of them", "Windtunnel-1!"),
    };
    return fields;
}

}  // namespace wt::scenario
