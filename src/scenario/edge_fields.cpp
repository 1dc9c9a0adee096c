#include "scenario/component_fields.hpp"

#include "base/ascii.hpp"
#include "edge/functions/cloudfront_function.hpp"
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
            value.each([&](const Value& item) {
                (to.*names).emplace_back(item.text("a name"));
                if (names == &edge::OriginRequestPolicy::listed_headers &&
                    same_ignoring_case((to.*names).back(), "Authorization"))
                    item.problem("CloudFront takes Authorization only in a cache key, or with headers: all");
            });
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

/// The code of a function at the viewers' side.
[[nodiscard]] Field<edge::Behavior> function_code(std::string key,
                                                  std::shared_ptr<edge::EdgeFunction> edge::SpecialBehavior::* side,
                                                  std::string doc) {
    return custom<edge::Behavior>(
        std::move(key), any_shape("JavaScript with a function handler(event)"),
        [side](const Value& value, edge::Behavior& to) {
            std::string code(value.text("JavaScript with a function handler(event)"));
            if (code.size() > edge::functions::largest_code)
                return value.problem("a CloudFront function has at most 10 KB");
            if (const auto missing = edge::script::missing_engine()) return value.problem(*missing);
            edge::functions::Function function;
            function.program =
                std::make_shared<const edge::script::Program>(std::move(code), edge::script::Edition::second);
            edge::SpecialBehavior special = to.special == nullptr ? edge::SpecialBehavior() : *to.special;
            special.*side = std::make_shared<edge::functions::CloudFrontFunction>(std::move(function));
            to.special = std::make_shared<const edge::SpecialBehavior>(std::move(special));
        },
        std::move(doc), "none");
}

const Fields<edge::Behavior>& function_fields() {
    static const Fields<edge::Behavior> fields{
        function_code("viewer_request", &edge::SpecialBehavior::on_request, "before the cache"),
        function_code("viewer_response", &edge::SpecialBehavior::on_response, "on what leaves for viewers"),
    };
    return fields;
}

/// The name of a function of the architecture.
[[nodiscard]] Field<edge::Behavior> lambda_at(std::string key, edge::Trigger trigger, std::string doc) {
    return custom<edge::Behavior>(
        std::move(key), text_shape(),
        [trigger](const Value& value, edge::Behavior& to) {
            const bool both = to.special != nullptr &&
                              (to.special->on_request != nullptr || to.special->on_response != nullptr) &&
                              (trigger == edge::Trigger::viewer_request || trigger == edge::Trigger::viewer_response);
            if (both) value.problem("CloudFront Functions and Lambda functions cannot both stand at the viewers' side");
            to.lambdas.push_back({trigger, std::string(value.name("a function's name")), true});
        },
        std::move(doc), "none");
}

const Fields<edge::Behavior>& lambda_edge_fields() {
    static const Fields<edge::Behavior> fields{
        lambda_at("viewer_request", edge::Trigger::viewer_request, "before the cache"),
        lambda_at("origin_request", edge::Trigger::origin_request, "on what the origin is asked"),
        lambda_at("origin_response", edge::Trigger::origin_response, "on what the origin answers, before it is kept"),
        lambda_at("viewer_response", edge::Trigger::viewer_response, "on what leaves for viewers"),
    };
    return fields;
}

/// What the default behaviour and the others have in common.
const Fields<edge::Behavior>& behavior_fields() {
    using T = edge::Behavior;
    static const Fields<T> fields{
        custom<T>(
            "cache", any_shape("object or off"),
            [](const Value& value, T& to) {
                if (value.is_scalar() && value.text("an object, or off") == "off") {
                    to.cache.min_ttl = to.cache.default_ttl = to.cache.max_ttl = Duration::zero();
                } else {
                    read_object(value, edge_cache_fields(), to.cache);
                }
            },
            "the cache policy; off: nothing is kept", "", infos(edge_cache_fields())),
        object<T>("forward", &T::forward, forward_fields(), "what reaches the origin beside the cache key"),
        methods<T>("methods", &T::allowed, "the methods that viewers may use", "all"),
        custom<T>(
            "functions", any_shape("object"),
            [](const Value& value, T& to) { read_object(value, function_fields(), to); },
            "CloudFront Functions, of the runtime cloudfront-js-2.0", "none", infos(function_fields())),
        custom<T>(
            "lambda", any_shape("object"),
            [](const Value& value, T& to) { read_object(value, lambda_edge_fields(), to); },
            "Lambda@Edge: functions of the architecture; one that is data lets a request pass by a 200, any other "
            "answer "
            "is the viewer's",
            "none", infos(lambda_edge_fields())),
        boolean<T>("cache_options", &T::cache_options, "answers to OPTIONS are kept, too", "false"),
        custom<T>(
            "compress", boolean_shape(),
            [](const Value& value, T& to) {
                read_as(value, "true or false", parse_boolean,
                        [&](bool compress) { to.compress = to.gzip = to.brotli = compress; });
            },
            "gzip and brotli for viewers that take them", "false"),
    };
    return fields;
}

const Fields<edge::Behavior>& path_behavior_fields() {
    using T = edge::Behavior;
    static const Fields<T> fields = [] {
        Fields<T> all{text<T>("path", &T::path, "pattern: * for any characters, ? for one").needed(),
                      named<T>("to", &T::origin,
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

}  // namespace wt::scenario
