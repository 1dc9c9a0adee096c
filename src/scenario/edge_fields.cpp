#include "scenario/component_fields.hpp"

#include <array>

#include <fmt/format.h>

#include "edge/waf/ip_set.hpp"
#include "scenario/defaults.hpp"

namespace wt::scenario {

namespace {

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
            "key", any_shape("list of path, query, query:NAME, header:NAME, cookie:NAME"),
            [](const Value& value, T& to) { read_key(value, to.key); }, "what tells objects apart", "[path]"),
        boolean<T>("collapse", &T::collapse, "concurrent misses of one key become one request", "true"),
    };
    return fields;
}

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

using Which = edge::OriginRequestPolicy::Which;

/// all, none, or the names that are sent on.
[[nodiscard]] Field<edge::OriginRequestPolicy> forwarded(std::string key, Which edge::OriginRequestPolicy::* which,
                                                         std::vector<std::string> edge::OriginRequestPolicy::* names,
                                                         std::string doc, std::string fallback) {
    return custom<edge::OriginRequestPolicy>(
        std::move(key), any_shape("all, none, or list of names"),
        [which, names](const Value& value, edge::OriginRequestPolicy& to) {
            if (value.is_scalar() && (value.tree.scalar == "all" || value.tree.scalar == "none")) {
                to.*which = value.tree.scalar == "all" ? Which::all : Which::none;
                return;
            }
            to.*which = Which::listed;
            value.each([&](const Value& item) { (to.*names).emplace_back(item.text("a name")); });
        },
        std::move(doc), std::move(fallback));
}

const Fields<edge::OriginRequestPolicy>& forward_fields() {
    using T = edge::OriginRequestPolicy;
    static const Fields<T> fields{
        forwarded("headers", &T::headers, &T::listed_headers, "viewers' headers", "all"),
        forwarded("query", &T::query, &T::listed_queries, "arguments", "all"),
        forwarded("cookies", &T::cookies, &T::listed_cookies, "cookies; any of them turns collapsing off", "none"),
    };
    return fields;
}

/// What the default behaviour and the others have in common.
const Fields<edge::Behavior>& behavior_fields() {
    using T = edge::Behavior;
    static const Fields<T> fields{
        object<T>("cache", &T::cache, edge_cache_fields(), "the cache policy"),
        object<T>("forward", &T::forward, forward_fields(), "what reaches the origin beside the cache key"),
        methods<T>("methods", &T::allowed, "the methods that viewers may use", "all"),
        boolean<T>("cache_options", &T::cache_options, "answers to OPTIONS are kept, too", "false"),
        boolean<T>("compress", &T::compress, "gzip and brotli for viewers that take them", "false"),
    };
    return fields;
}

const Fields<edge::Behavior>& path_behavior_fields() {
    using T = edge::Behavior;
    static const Fields<T> fields = [] {
        Fields<T> all{text<T>("path", &T::path, "pattern: * for any characters, ? for one").needed(),
                      text<T>("to", &T::origin,
                              "a bucket, or in the real clock a URL such as http://127.0.0.1:8080; none: the "
                              "distribution's own origin")};
        all.insert(all.end(), behavior_fields().begin(), behavior_fields().end());
        return all;
    }();
    return fields;
}

const Fields<edge::OriginShield>& shield_fields() {
    using T = edge::OriginShield;
    static const Fields<T> fields{
        text<T>("name", &T::name, "where it stands", "IAD"),
        latency<T>("rtt", &T::rtt, "from a PoP to it and back; origin_rtt is then from it to the origin"),
    };
    return fields;
}

}  // namespace

const Fields<edge::DistributionConfig>& cloudfront_fields() {
    using T = edge::DistributionConfig;
    static const Fields<T> latencies{
        latency<T>("hit", &T::hit, "to answer from the cache"),
        latency<T>("miss_overhead", &T::miss_overhead, "to find that it is not there"),
        latency<T>("origin_rtt", &T::origin_rtt, "from the PoP to the origin and back"),
    };
    static const Fields<T> origin{
        duration<T>("timeout", &T::origin_timeout, "no answer until then: tried again, or 504", "30s"),
        custom<T>(
            "attempts", count_shape(),
            [](const Value& value, T& to) {
                read_as(value, "1 to 3", parse_count, [&](std::uint64_t attempts) {
                    if (attempts < 1 || attempts > 3) return value.problem("CloudFront tries 1 to 3 times");
                    to.origin_attempts = static_cast<int>(attempts);
                });
            },
            "a GET or HEAD, and a connection that cannot be made, is tried so often", "3"),
    };
    static const Fields<T> fields = [] {
        Fields<T> all{
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
        };
        for (const Field<edge::Behavior>& field : behavior_fields()) {
            all.push_back({field.info, [read = field.read](const Value& value, T& to) { read(value, to); }});
        }
        all.push_back(custom<T>(
            "behaviors", any_shape("list"),
            [](const Value& value, T& to) {
                value.each([&](const Value& item) {
                    to.behaviors.emplace_back();
                    read_object(item, path_behavior_fields(), to.behaviors.back());
                });
            },
            "paths that are treated differently, the first that matches", "[]", infos(path_behavior_fields())));
        all.push_back(custom<T>(
            "shield", any_shape("object"),
            [](const Value& value, T& to) {
                to.shield = default_shield();
                read_object(value, shield_fields(), *to.shield);
            },
            "Origin Shield: one more cache between PoPs and origin", "none", infos(shield_fields())));
        all.push_back(object<T>("origin", [](T& to) -> T& { return to; }, origin, "how the origin is asked"));
        all.push_back(object<T>("latency", [](T& to) -> T& { return to; }, latencies, "of the edge itself"));
        return all;
    }();
    return fields;
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

}  // namespace wt::scenario
