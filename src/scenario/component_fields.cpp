#include "scenario/component_fields.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "edge/waf/ip_set.hpp"
#include "scenario/defaults.hpp"

namespace wt::scenario {

namespace {

/// Reads a list of methods: [GET, POST].
template <class T, class At>
[[nodiscard]] Field<T> methods(std::string key, At at, std::string doc, std::string fallback) {
    return custom<T>(
        std::move(key), any_shape("list of methods"),
        [at](const Value& value, T& to) {
            auto& list = std::invoke(at, to);
            list.clear();
            value.each([&](const Value& item) {
                const auto method = http::parse_method(item.text("a method"));
                if (method) {
                    list.push_back(*method);
                } else {
                    item.problem("expected a method such as GET");
                }
            });
        },
        std::move(doc), std::move(fallback));
}

// ---- cloudfront ----

void read_key(const Value& value, edge::CacheKey& key) {
    key = {};
    value.each([&](const Value& item) {
        const std::string part(item.text("path, query, header:NAME or cookie:NAME"));
        if (part == "query") {
            key.query = true;
        } else if (part.rfind("header:", 0) == 0) {
            key.headers.push_back(part.substr(7));
        } else if (part.rfind("cookie:", 0) == 0) {
            key.cookies.push_back(part.substr(7));
        } else if (part != "path") {
            item.problem("expected path, query, header:NAME or cookie:NAME, got \"" + part + "\"");
        }
    });
}

const Fields<edge::PointOfPresence>& pop_fields() {
    using T = edge::PointOfPresence;
    static const Fields<T> fields{
        text<T>("name", &T::name, "an airport's code, as in X-Amz-Cf-Pop", "IAD").needed(),
        share<T>("weight", &T::weight, "share of the viewers"),
        latency<T>("rtt", &T::rtt, "round trip of its viewers"),
    };
    return fields;
}

const Fields<edge::CachePolicy>& edge_cache_fields() {
    using T = edge::CachePolicy;
    static const Fields<T> fields{
        duration<T>("min_ttl", &T::min_ttl, "kept at least so long, whatever the origin says", "0s"),
        duration<T>("default_ttl", &T::default_ttl, "kept so long when the origin says nothing", "24h"),
        duration<T>("max_ttl", &T::max_ttl, "kept at most so long", "365d"),
        duration<T>("error_ttl", &T::error_ttl, "how long errors are kept", "10s"),
        count<T>("max_objects", &T::max_objects, "objects per PoP", "1M, assumed"),
        size<T>("max_bytes", &T::max_bytes, "bytes per PoP", "1GB, assumed"),
        custom<T>(
            "key", any_shape("list of path, query, header:NAME, cookie:NAME"),
            [](const Value& value, T& to) { read_key(value, to.key); }, "what tells objects apart", "[path]"),
        boolean<T>("collapse", &T::collapse, "concurrent misses of one key become one request", "true"),
    };
    return fields;
}

const Fields<edge::DistributionConfig>& cloudfront_fields() {
    using T = edge::DistributionConfig;
    static const Fields<T> latencies{
        latency<T>("hit", &T::hit, "to answer from the cache"),
        latency<T>("miss_overhead", &T::miss_overhead, "to find that it is not there"),
        latency<T>("origin_rtt", &T::origin_rtt, "from the PoP to the origin and back"),
    };
    static const Fields<T> fields{
        custom<T>(
            "pops", any_shape("list"),
            [](const Value& value, T& to) {
                to.pops.clear();
                value.each([&](const Value& item) {
                    to.pops.push_back(default_pop());
                    read_object(item, pop_fields(), to.pops.back());
                });
                if (to.pops.empty()) value.problem("a distribution has at least one point of presence");
            },
            "points of presence", "one, IAD", infos(pop_fields())),
        object<T>("cache", &T::cache, edge_cache_fields(), "the cache policy"),
        object<T>(
            "latency", [](T& to) -> T& { return to; }, latencies, "of the edge itself"),
    };
    return fields;
}

// ---- wafv2 ----

constexpr std::array<std::pair<std::string_view, edge::waf::Action>, 3> actions{
    {{"block", edge::waf::Action::block}, {"count", edge::waf::Action::count}, {"allow", edge::waf::Action::allow}}};

const Fields<edge::waf::RateBased>& rate_based_fields() {
    using T = edge::waf::RateBased;
    static constexpr std::array<std::pair<std::string_view, T::Key>, 2> keys{
        {{"ip", T::Key::ip}, {"constant", T::Key::constant}}};
    static const Fields<T> fields{
        count<T>("limit", &T::limit, "requests in a window, 10 to 2,000,000,000", "2000"),
        duration<T>("window", &T::window, "60s, 120s, 300s or 600s", "300s"),
        duration<T>("evaluate_every", &T::evaluate_every, "how often it is decided who is above", "30s"),
        choice<T>("key", &T::key, keys, "what is counted apart", "ip"),
    };
    return fields;
}

const Fields<edge::waf::SizeConstraint>& size_fields() {
    using T = edge::waf::SizeConstraint;
    static constexpr std::array<std::pair<std::string_view, T::Part>, 4> parts{
        {{"body", T::Part::body}, {"query", T::Part::query}, {"path", T::Part::path}, {"method", T::Part::method}}};
    static const Fields<T> fields{
        choice<T>("part", &T::part, parts, "what is measured", "body"),
        size<T>("over", &T::size, "matches above this size", "8KiB"),
    };
    return fields;
}

/// A rule in its long form; exactly one of the statements is given.
struct RuleDraft {
    edge::waf::Rule rule;
    int statements = 0;
};
const Fields<RuleDraft>& rule_fields() {
    using T = RuleDraft;
    static const Fields<T> fields{
        custom<T>(
            "name", text_shape(), [](const Value& v, T& to) { to.rule.name = v.text("a name"); }, "in metrics"),
        custom<T>(
            "action", choice_shape({"block", "count", "allow"}),
            [](const Value& value, T& to) {
                for (const auto& [word, action] : actions) {
                    if (value.tree.scalar == word) {
                        to.rule.action = action;
                        return;
                    }
                }
                value.problem("expected block, count or allow");
            },
            "what happens to a match", "block"),
        custom<T>(
            "rate_based", any_shape("object"),
            [](const Value& value, T& to) {
                edge::waf::RateBased rate;
                read_object(value, rate_based_fields(), rate);
                if (rate.window != 60s && rate.window != 120s && rate.window != 300s && rate.window != 600s) {
                    value.problem("window: AWS WAF knows 60s, 120s, 300s and 600s");
                }
                if (rate.limit < 10) value.problem("limit: AWS WAF takes 10 and above");
                to.rule.statement = rate;
                ++to.statements;
            },
            "addresses that send too much", "", infos(rate_based_fields())),
        custom<T>(
            "ip_set", any_shape("list of addresses"),
            [](const Value& value, T& to) {
                edge::waf::IpSet set;
                value.each([&](const Value& item) {
                    const std::string address(item.text("an address"));
                    if (!edge::waf::AddressBlock::parse(address)) {
                        item.problem(fmt::format("expected an address such as \"192.0.2.0/24\", got \"{}\"", address));
                    } else {
                        set.addresses.push_back(address);
                    }
                });
                to.rule.statement = std::move(set);
                ++to.statements;
            },
            "addresses in this list"),
        custom<T>(
            "size", any_shape("object"),
            [](const Value& value, T& to) {
                edge::waf::SizeConstraint constraint;
                read_object(value, size_fields(), constraint);
                to.rule.statement = constraint;
                ++to.statements;
            },
            "parts that are too large", "", infos(size_fields())),
        later<T>("regex", "a pattern"),
        later<T>("geo", "countries"),
    };
    return fields;
}

void read_rule(const Value& value, std::vector<edge::waf::Rule>& rules) {
    if (value.is_scalar()) {
        const std::string& name = value.tree.scalar;
        edge::waf::Rule rule;
        rule.name = name;
        if (name == "managed:sqli") {
            rule.statement = edge::waf::SqliMatch{};
        } else if (name == "managed:xss") {
            rule.statement = edge::waf::XssMatch{};
        } else if (name == "managed:core") {
            return value.problem("managed:core is not supported yet; there is managed:sqli and managed:xss");
        } else {
            return value.problem(fmt::format("no managed rule is called \"{}\"{}", name,
                                             suggestion(name, {"managed:sqli", "managed:xss"})));
        }
        rules.push_back(std::move(rule));
        return;
    }
    RuleDraft draft;
    read_object(value, rule_fields(), draft);
    if (draft.statements != 1) return value.problem("a rule has exactly one of rate_based, ip_set, size");
    static constexpr std::string_view kinds[] = {"sqli", "xss", "rate-based", "ip-set", "size"};
    if (draft.rule.name.empty()) draft.rule.name = kinds[draft.rule.statement.index()];
    rules.push_back(std::move(draft.rule));
}

const Fields<edge::waf::WebAclConfig>& wafv2_fields() {
    using T = edge::waf::WebAclConfig;
    static constexpr std::array<std::pair<std::string_view, edge::waf::Action>, 2> defaults{
        {{"allow", edge::waf::Action::allow}, {"block", edge::waf::Action::block}}};
    static const Fields<T> fields{
        custom<T>(
            "rules", any_shape("list of managed:sqli, managed:xss, or rules"),
            [](const Value& value, T& to) { value.each([&](const Value& item) { read_rule(item, to.rules); }); },
            "in order of priority", "[]", infos(rule_fields())),
        choice<T>("default_action", &T::default_action, defaults, "for what no rule decides", "allow"),
        size<T>("body_limit", &T::body_limit, "how much of a body is inspected", "16KiB"),
        latency<T>("latency", &T::latency, "to inspect a request"),
    };
    return fields;
}

// ---- cognito ----

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

// ---- apigateway-rest ----

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

// ---- lambda ----

constexpr std::array<std::pair<std::string_view, lambda::Operation>, 9> operations{
    {{"get", lambda::Operation::get},
     {"set", lambda::Operation::set},
     {"del", lambda::Operation::del},
     {"select", lambda::Operation::select},
     {"insert", lambda::Operation::insert},
     {"update", lambda::Operation::update},
     {"delete", lambda::Operation::remove},
     {"apply", lambda::Operation::apply},
     {"put", lambda::Operation::put}}};

const Fields<lambda::Call>& retry_fields() {
    using T = lambda::Call;
    static const Fields<T> fields{
        custom<T>(
            "max", count_shape(),
            [](const Value& value, T& to) {
                const auto parsed = parse_count(value.text("count"));
                if (!parsed.ok() || *parsed > 20) return value.problem("expected a number of retries, 0 to 20");
                to.max_retries = static_cast<int>(*parsed);
            },
            "how often it is tried again", "0"),
        custom<T>(
            "backoff", any_shape("full-jitter(base, cap)"),
            [](const Value& value, T& to) {
                const auto parsed = parse_backoff(value.text("full-jitter(100ms, 2s)"));
                if (!parsed.ok()) return value.problem(parsed.error().message);
                to.backoff_base = parsed->first;
                to.backoff_cap = parsed->second;
            },
            "the wait before", "full-jitter(100ms, 2s)"),
    };
    return fields;
}

const Fields<lambda::Call>& call_fields() {
    using T = lambda::Call;
    static const Fields<T> fields{
        text<T>("to", &T::to, "the backend").needed(),
        choice<T>("op", &T::operation, operations, "what is asked of it").needed(),
        custom<T>(
            "on", choice_shape({"miss"}),
            [](const Value& value, T& to) {
                if (value.text("miss") != "miss") return value.problem("expected \"miss\"");
                to.on_miss = true;
            },
            "miss: only when the last get found nothing"),
        size<T>("bytes", &T::bytes, "records are filled up to this size"),
        duration<T>("timeout", &T::timeout, "of one try", "2s"),
        object<T>(
            "retries", [](T& to) -> T& { return to; }, retry_fields(), "after a failure"),
    };
    return fields;
}

const Fields<lambda::NativeHandler>& handler_fields() {
    using T = lambda::NativeHandler;
    static const Fields<T> fields{
        latency<T>("work", &T::work, "the function's own computing", "none"),
        custom<T>(
            "calls", any_shape("list"),
            [](const Value& value, T& to) {
                value.each([&](const Value& item) {
                    to.calls.emplace_back();
                    read_object(item, call_fields(), to.calls.back());
                });
            },
            "in order", "none", infos(call_fields())),
    };
    return fields;
}

const Fields<lambda::FunctionConfig>& lambda_fields() {
    using T = lambda::FunctionConfig;
    static const Fields<T> concurrency{
        custom<T>(
            "reserved", count_shape(),
            [](const Value& value, T& to) {
                const auto parsed = parse_count(value.text("count"));
                if (!parsed.ok()) return value.problem(parsed.error().message);
                to.reserved = *parsed;
            },
            "this many at once, for this function alone", "shares the account's"),
        later<T>("provisioned", "environments that are always warm"),
    };
    static const Fields<T> cold{
        latency<T>("init", &T::init, "the INIT phase", "Node.js 22, measured"),
        latency<T>("platform", &T::platform, "placement and download before it"),
    };
    static const Fields<T> fields{
        size<T>("memory", &T::memory, "128MB to 10240MB", "128MiB"),
        custom<T>(
            "timeout", duration_shape(),
            [](const Value& value, T& to) {
                const auto parsed = parse_duration(value.text("duration"));
                if (!parsed.ok()) return value.problem(parsed.error().message);
                if (*parsed < 1s || *parsed > 900s) return value.problem("Lambda runs a function for 1s to 900s");
                to.timeout = *parsed;
            },
            "1s to 900s", "3s"),
        object<T>(
            "concurrency", [](T& to) -> T& { return to; }, concurrency, "how many run at once"),
        duration<T>("idle_ttl", &T::idle_ttl, "how long an idle environment is kept", "10m, assumed"),
        object<T>(
            "cold", [](T& to) -> T& { return to; }, cold, "what a cold start costs"),
        custom<T>(
            "handlers", any_shape("map of \"METHOD /path\" or \"*\" to a native handler"),
            [](const Value& value, T& to) {
                if (!value.is_map()) return value.problem("expected a map: {\"GET /items/{id}\": {work: 5ms}}");
                for (const Tree::Member& member : value.tree.members) {
                    const Value item = value.child(member.value, member.key);
                    if (member.key != "*") {
                        const auto route = parse_route(member.key);
                        if (!route.ok()) item.problem(route.error().message);
                    }
                    lambda::NativeHandler handler;
                    handler.route = member.key;
                    read_object(item, handler_fields(), handler);
                    to.handlers.push_back(std::move(handler));
                }
            },
            "what it does, as data", "", infos(handler_fields()))
            .needed(),
        later<T>("runtime", "user code"),
        later<T>("code", "user code"),
        later<T>("handler", "user code"),
        later<T>("profile", "a recorded profile"),
    };
    return fields;
}

// ---- stores and streams ----

const Fields<cache::RedisConfig>& elasticache_fields() {
    using T = cache::RedisConfig;
    static const Fields<T> fields{
        duration<T>("ttl", &T::ttl, "how long a value is kept", "60s"),
        size<T>("max_memory", &T::max_memory, "the least recently used goes first", "256MiB"),
        latency<T>("latency", &T::latency, "of a command"),
    };
    return fields;
}

template <class T>
[[nodiscard]] Fields<T> instance_fields() {
    static constexpr std::array<std::pair<std::string_view, rds::Overload>, 2> overloads{
        {{"refuse", rds::Overload::refuse}, {"crash", rds::Overload::crash}}};
    const auto above_zero = [](std::string key, auto member, std::string doc, std::string fallback) {
        return custom<T>(
            std::move(key), count_shape(),
            [member](const Value& value, T& to) {
                const auto parsed = parse_count(value.text("count"));
                if (!parsed.ok()) return value.problem(parsed.error().message);
                if (*parsed == 0) return value.problem("expected a number above 0");
                to.*member = *parsed;
            },
            std::move(doc), std::move(fallback));
    };
    return {
        text<T>(
            "class", [](T& to) -> std::string& { return to.instance_class; }, "in reports", "db.t3.large"),
        above_zero("max_connections", &T::max_connections, "connections at once", "200"),
        above_zero("servers", &T::servers, "statements served at once", "2"),
        distribution<T>(
            "service", [](T& to) -> Distribution& { return to.service; }, "how long one takes"),
        choice<T>(
            "on_overload", [](T& to) -> rds::Overload& { return to.on_overload; }, overloads,
            "what one connection too many does", "refuse"),
        duration<T>(
            "recovery", [](T& to) -> Duration& { return to.recovery; }, "after a crash", "60s"),
        latency<T>(
            "latency", [](T& to) -> Latency& { return to.latency; }, "of the network to it"),
    };
}

const Fields<rds::PrimaryConfig>& rds_fields() {
    using T = rds::PrimaryConfig;
    static const Fields<T> fields = [] {
        Fields<T> all = instance_fields<T>();
        all.push_back(custom<T>(
            "engine", choice_shape({"sqlite"}),
            [](const Value& value, T&) {
                const std::string_view engine = value.text("an engine");
                if (engine == "sqlite") return;
                value.problem(engine == "postgres"
                                  ? "the engine postgres is not supported yet; there is sqlite"
                                  : fmt::format("no engine is called \"{}\"; there is sqlite", engine));
            },
            "what holds the rows", "sqlite"));
        all.push_back(later<T>("multi_az", "a standby in another zone"));
        all.push_back(later<T>("storage", "the disk's size"));
        all.push_back(later<T>("failover", "how long it takes"));
        return all;
    }();
    return fields;
}

const Fields<rds::ReplicaConfig>& rds_replica_fields() {
    using T = rds::ReplicaConfig;
    static const Fields<T> fields = [] {
        Fields<T> all = instance_fields<T>();
        all.push_back(text<T>("of", &T::of, "the rds component that it copies").needed());
        all.push_back(custom<T>(
            "count", count_shape(),
            [](const Value& value, T& to) {
                const auto parsed = parse_count(value.text("count"));
                if (!parsed.ok() || *parsed < 1 || *parsed > 15) {
                    return value.problem("a primary has 1 to 15 read replicas");
                }
                to.count = *parsed;
            },
            "how many share the reads", "1"));
        all.push_back(distribution<T>("lag", &T::lag, "from commit until it can be read here"));
        return all;
    }();
    return fields;
}

const Fields<stream::DeliveryStreamConfig>& firehose_fields() {
    using T = stream::DeliveryStreamConfig;
    static const Fields<T> buffer{
        custom<T>(
            "size", size_shape(),
            [](const Value& value, T& to) {
                const auto parsed = parse_size(value.text("size"));
                if (!parsed.ok()) return value.problem(parsed.error().message);
                if (parsed->count < 1024 * 1024 || parsed->count > 128 * 1024 * 1024) {
                    return value.problem("Firehose buffers 1MiB to 128MiB");
                }
                to.buffer_size = *parsed;
            },
            "1MiB to 128MiB", "5MiB"),
        custom<T>(
            "interval", duration_shape(),
            [](const Value& value, T& to) {
                const auto parsed = parse_duration(value.text("duration"));
                if (!parsed.ok()) return value.problem(parsed.error().message);
                if (*parsed > 900s) return value.problem("Firehose buffers for 0s to 900s");
                to.buffer_interval = *parsed;
            },
            "0s to 900s", "300s"),
    };
    static const Fields<T> fields{
        object<T>(
            "buffer", [](T& to) -> T& { return to; }, buffer, "whichever comes first"),
        duration<T>("retry_for", &T::retry_for, "what cannot be delivered for so long is lost", "24h"),
        duration<T>("retry_every", &T::retry_every, "between tries", "10s, assumed"),
        text<T>("prefix", &T::prefix, "before YYYY/MM/dd/HH/ in the objects' keys"),
        latency<T>("latency", &T::latency, "of a put"),
        later<T>("source", "a Kinesis stream"),
        later<T>("compression", "of objects"),
        later<T>("limits", "of puts"),
        later<T>("backup", "of source records"),
    };
    return fields;
}

const Fields<s3::BucketConfig>& s3_fields() {
    using T = s3::BucketConfig;
    static const auto optional_duration = [](std::string key, auto member, std::string doc) {
        return custom<T>(
            std::move(key), duration_shape(),
            [member](const Value& value, T& to) {
                const auto parsed = parse_duration(value.text("duration"));
                if (!parsed.ok()) return value.problem(parsed.error().message);
                if (*parsed <= Duration::zero()) return value.problem("expected a duration above 0");
                to.*member = *parsed;
            },
            std::move(doc), "never");
    };
    static const Fields<T> fields{
        latency<T>("latency", &T::latency, "of a request"),
        text<T>("notify", &T::notify, "the function that learns of each new object"),
        optional_duration("replay", &T::replay_every, "how often objects whose loading failed are offered again"),
        optional_duration("expire_after", &T::expire_after, "the age at which objects go"),
        later<T>("prefix_limits", "requests per prefix"),
    };
    return fields;
}

/// What every component has beside its own settings, while it is read.
template <class Config>
struct Draft {
    Config config;
    stack::Component* component;
    stack::Architecture* architecture;
};

/// A type whose settings are `fields`, with "type" and, if it passes requests or objects on, "to".
template <class Config>
[[nodiscard]] ComponentType make_type(std::string name, std::string doc, const Fields<Config>& own,
                                      Config (*defaults)(), std::string to_doc = "") {
    using D = Draft<Config>;
    Fields<D> fields;
    fields.push_back(custom<D>("type", text_shape(), [](const Value&, D&) {}, "\"" + name + "\"").needed());
    for (const Field<Config>& field : own) {
        fields.push_back({field.info, [read = field.read](const Value& value, D& to) { read(value, to.config); }});
    }
    if (!to_doc.empty()) {
        fields.push_back(custom<D>(
            "to", text_shape(), [](const Value& value, D& to) { to.component->to = value.text("a component's name"); },
            to_doc));
    }
    ComponentType type{std::move(name), std::move(doc), infos(fields), {}};
    type.read = [fields, defaults](const Value& value, stack::Component& component, stack::Architecture& architecture) {
        D draft{defaults(), &component, &architecture};
        read_object(value, fields, draft);
        component.config = std::move(draft.config);
    };
    return type;
}

[[nodiscard]] identity::UserPoolConfig default_cognito() { return {}; }

}  // namespace

const std::vector<ComponentType>& component_types() {
    static const std::vector<ComponentType> types{
        make_type("cloudfront", "the edge: points of presence and their caches", cloudfront_fields(),
                  default_cloudfront, "the firewall or the API behind it"),
        make_type("wafv2", "a web ACL; behind an edge it looks at hits and misses alike", wafv2_fields(), default_wafv2,
                  "the API behind it"),
        make_type("cognito", "a user pool", cognito_fields(), default_cognito),
        make_type("apigateway-rest", "a REST API's stage", apigateway_fields(), default_apigateway_rest),
        make_type("lambda", "a function", lambda_fields(), default_lambda),
        make_type("elasticache", "Redis", elasticache_fields(), default_elasticache),
        make_type("firehose", "a delivery stream into a bucket", firehose_fields(), default_firehose, "the bucket"),
        make_type("s3", "a bucket", s3_fields(), default_s3),
        make_type("rds", "a primary database", rds_fields(), default_rds),
        make_type("rds-replica", "read replicas behind one endpoint", rds_replica_fields(), default_rds_replica),
    };
    return types;
}

Result<std::pair<http::Method, std::string>> parse_route(std::string_view text) {
    const std::size_t blank = text.find(' ');
    const auto method = http::parse_method(text.substr(0, blank));
    const std::string_view path = blank == std::string_view::npos ? std::string_view() : text.substr(blank + 1);
    if (!method || path.empty() || path.front() != '/' || path.find(' ') != std::string_view::npos) {
        return Error{fmt::format("expected a route such as \"GET /items/{{id}}\", got \"{}\"", text)};
    }
    return std::pair(*method, std::string(path));
}

Result<std::pair<Duration, Duration>> parse_backoff(std::string_view text) {
    static constexpr std::string_view name = "full-jitter(";
    const Error wrong{fmt::format("expected a backoff such as \"full-jitter(100ms, 2s)\", got \"{}\"", text)};
    if (text.substr(0, name.size()) != name || text.back() != ')') return wrong;
    const std::string_view inside = text.substr(name.size(), text.size() - name.size() - 1);
    const std::size_t comma = inside.find(',');
    if (comma == std::string_view::npos) return wrong;
    std::string_view second = inside.substr(comma + 1);
    while (!second.empty() && second.front() == ' ') second.remove_prefix(1);
    const auto base = parse_duration(inside.substr(0, comma));
    const auto cap = parse_duration(second);
    if (!base.ok() || !cap.ok()) return wrong;
    return std::pair(*base, *cap);
}

}  // namespace wt::scenario
