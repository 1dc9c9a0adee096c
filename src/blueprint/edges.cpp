// Distributions and web ACLs as components.
#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "blueprint/components.hpp"

namespace wt::blueprint {

namespace {

constexpr std::string_view acl_type = "AWS::WAFv2::WebACL";
constexpr std::string_view bucket_type = "AWS::S3::Bucket";
constexpr std::string_view lambda_type = "AWS::Lambda::Function";

/// CloudFront Developer Guide, "Use managed cache policies".
struct ManagedPolicy {
    std::string_view id;
    int least;
    int usual;
    int most;
};
constexpr std::array managed_policies = {ManagedPolicy{"658327ea-f89d-4fab-a63d-7e88639e58f6", 1, 86'400, 31'536'000},
                                         ManagedPolicy{"b2884449-e4de-46a7-ac36-70bc7f1ddd6d", 1, 86'400, 31'536'000},
                                         ManagedPolicy{"4135ea2d-6df8-44a3-9df3-4b5a84be39ad", 0, 0, 0}};

void add_names(OrderedJson& key, const OrderedJson& names, std::string_view kind) {
    for (const OrderedJson& each : names) key.push_back(fmt::format("{}:{}", kind, text(each, "")));
}

/// A policy's, or what stood in behaviors before there were policies.
[[nodiscard]] OrderedJson cache_of(const Resources& resources, const OrderedJson& behavior, const std::string& place,
                                   Problems& problems) {
    OrderedJson made = OrderedJson::object();
    OrderedJson key = OrderedJson::array({"path"});
    const auto times = [&](const OrderedJson& said) {
        for (const auto& [from, to] :
             {std::pair("MinTTL", "min_ttl"), {"DefaultTTL", "default_ttl"}, {"MaxTTL", "max_ttl"}}) {
            if (!text(said, from).empty()) made[to] = text(said, from) + "s";
        }
    };
    const std::string policy = text(behavior, "CachePolicyId");
    if (policy.empty()) {
        times(behavior);
        const OrderedJson& values = member(behavior, "ForwardedValues");
        const OrderedJson& names = member(values, "QueryStringCacheKeys");
        if (!names.empty()) {
            add_names(key, names, "query");
        } else if (truth(values, "QueryString")) {
            key.push_back("query");
        }
        add_names(key, member(values, "Headers"), "header");
        add_names(key, member(values, "Cookies.WhitelistedNames"), "cookie");
    } else if (const Resource* const own =
                   resources.target(member(behavior, "CachePolicyId"), "AWS::CloudFront::CachePolicy")) {
        const OrderedJson& said = member(own->properties, "CachePolicyConfig");
        times(said);
        const OrderedJson& parts = member(said, "ParametersInCacheKeyAndForwardedToOrigin");
        const std::string queries = text(parts, "QueryStringsConfig.QueryStringBehavior");
        if (queries == "all") key.push_back("query");
        if (queries == "whitelist") add_names(key, member(parts, "QueryStringsConfig.QueryStrings"), "query");
        if (text(parts, "HeadersConfig.HeaderBehavior") == "whitelist")
            add_names(key, member(parts, "HeadersConfig.Headers"), "header");
        if (text(parts, "CookiesConfig.CookieBehavior") == "whitelist")
            add_names(key, member(parts, "CookiesConfig.Cookies"), "cookie");
    } else {
        const auto known = std::find_if(managed_policies.begin(), managed_policies.end(),
                                        [&](const ManagedPolicy& each) { return each.id == policy; });
        if (known == managed_policies.end()) {
            problems.push_back(fmt::format("{}: the cache policy {} is not known here", place, policy));
        } else {
            made["min_ttl"] = seconds_text(known->least);
            made["default_ttl"] = seconds_text(known->usual);
            made["max_ttl"] = seconds_text(known->most);
        }
    }
    if (key.size() > 1) made["key"] = std::move(key);
    return made;
}

/// The function that an association names, by its version; null: none of this template.
[[nodiscard]] const Resource* lambda_of(const Resources& resources, const OrderedJson& arn) {
    if (const Resource* const function = resources.target(arn, lambda_type)) return function;
    const Resource* const version = resources.target(arn, "AWS::Lambda::Version");
    return version == nullptr ? nullptr : resources.target(member(version->properties, "FunctionName"), lambda_type);
}

/// CloudFront Functions and Lambda@Edge.
void add_functions(OrderedJson& to, const Resources& resources, const OrderedJson& said, const std::string& place,
                   Problems& problems) {
    // "viewer_request" of "viewer-request".
    const auto side_of = [](const OrderedJson& association) {
        std::string side = text(association, "EventType");
        std::replace(side.begin(), side.end(), '-', '_');
        return side;
    };
    for (const OrderedJson& each : member(said, "FunctionAssociations")) {
        const Resource* const function = resources.target(member(each, "FunctionARN"), "AWS::CloudFront::Function");
        if (function == nullptr) {
            problems.push_back(fmt::format("{}: its function is none of this template", place));
            continue;
        }
        if (const std::string runtime = text(function->properties, "FunctionConfig.Runtime");
            runtime != "cloudfront-js-2.0")
            problems.push_back(
                fmt::format("{}: a scenario runs cloudfront-js-2.0 and not {}", function->name, runtime));
        if (!member(function->properties, "FunctionConfig.KeyValueStoreAssociations").empty())
            problems.push_back(fmt::format("{}: a scenario has no key value stores", function->name));
        to["functions"][side_of(each)] = text(function->properties, "FunctionCode");
    }
    for (const OrderedJson& each : member(said, "LambdaFunctionAssociations")) {
        const Resource* const function = lambda_of(resources, member(each, "LambdaFunctionARN"));
        if (function == nullptr) {
            problems.push_back(fmt::format("{}: its Lambda function is none of this template", place));
            continue;
        }
        to["lambda"][side_of(each)] = function->name;
    }
}

void add_behavior(OrderedJson& to, const Resources& resources, const OrderedJson& said, const std::string& place,
                  Problems& problems) {
    OrderedJson cache = cache_of(resources, said, place, problems);
    if (!cache.empty()) to["cache"] = std::move(cache);
    const OrderedJson& methods = member(said, "AllowedMethods");
    if (!methods.empty()) {
        to["methods"] = methods;
        const OrderedJson& cached = member(said, "CachedMethods");
        if (std::find(cached.begin(), cached.end(), OrderedJson("OPTIONS")) != cached.end()) to["cache_options"] = true;
    }
    if (truth(said, "Compress")) to["compress"] = true;
    add_functions(to, resources, said, place, problems);
}

[[nodiscard]] const OrderedJson& origin_of(const OrderedJson& config, const OrderedJson& behavior) {
    static const OrderedJson nothing;
    for (const OrderedJson& each : member(config, "Origins")) {
        if (text(each, "Id") == text(behavior, "TargetOriginId")) return each;
    }
    return nothing;
}

/// The API that a value refers to; null: none.
[[nodiscard]] const Resource* api_in(const Resources& resources, const OrderedJson& value) {
    const Resource* const rest = resources.target(value, rest_api_type);
    return rest != nullptr ? rest : resources.target(value, http_api_type);
}

[[nodiscard]] std::string action_of(const OrderedJson& rule) {
    if (!member(rule, "OverrideAction.Count").is_null()) return "count";
    for (const auto& [theirs, ours] : {std::pair("Action.Count", "count"),
                                       {"Action.Allow", "allow"},
                                       {"Action.Captcha", "captcha"},
                                       {"Action.Challenge", "challenge"}}) {
        if (!member(rule, theirs).is_null()) return ours;
    }
    return "block";
}

}  // namespace

const Resource* api_of(const Resources& resources, const Resource& distribution) {
    const OrderedJson& config = member(distribution.properties, "DistributionConfig");
    const OrderedJson& usual = origin_of(config, member(config, "DefaultCacheBehavior"));
    const Resource* api = api_in(resources, usual);
    if (api != nullptr || resources.target(usual, bucket_type) == nullptr) return api;
    // Files by default, and paths of an API among them.
    for (const OrderedJson& each : member(config, "CacheBehaviors")) {
        if (api == nullptr) api = api_in(resources, origin_of(config, each));
    }
    return api;
}

OrderedJson distribution(const Resources& resources, const Resource& of, Problems& problems) {
    OrderedJson made = OrderedJson::object();
    const OrderedJson& config = member(of.properties, "DistributionConfig");
    const OrderedJson& usual = member(config, "DefaultCacheBehavior");
    const Resource* const api = api_of(resources, of);
    if (api == nullptr) {
        problems.push_back(fmt::format(
            "{}: neither its default origin nor, beside a bucket, another is an API of this template", of.name));
        return made;
    }
    const Resource* guard = resources.target(member(config, "WebACLId"), acl_type);
    // The API's own stands in the same place: what passes the edge meets it before the API.
    for (const Resource* const each : resources.of("AWS::WAFv2::WebACLAssociation")) {
        if (resources.target(member(each->properties, "ResourceArn"), rest_api_type) != api) continue;
        const Resource* const acl = resources.target(member(each->properties, "WebACLArn"), acl_type);
        if (guard != nullptr && acl != guard)
            problems.push_back(
                fmt::format("{}: it and {} have web ACLs of their own, a scenario's path has one", of.name, api->name));
        guard = acl;
    }
    const Resource* const usual_files = api_in(resources, origin_of(config, usual)) == nullptr
                                            ? resources.target(origin_of(config, usual), bucket_type)
                                            : nullptr;
    if (usual_files == nullptr) add_behavior(made, resources, usual, of.name, problems);
    for (const OrderedJson& each : member(config, "CustomErrorResponses")) {
        if (!text(each, "ErrorCachingMinTTL").empty())
            made["cache"]["error_ttl"] = text(each, "ErrorCachingMinTTL") + "s";
    }
    for (const OrderedJson& each : member(config, "CacheBehaviors")) {
        const std::string pattern = text(each, "PathPattern");
        OrderedJson behavior = OrderedJson::object();
        behavior["path"] = pattern.starts_with('/') || pattern.starts_with('*') ? pattern : "/" + pattern;
        const OrderedJson& origin = origin_of(config, each);
        if (const Resource* const files = resources.target(origin, bucket_type)) {
            behavior["to"] = files->name;
        } else if (api_in(resources, origin) != api) {
            problems.push_back(
                fmt::format("{} {}: its origin is neither a bucket nor the API of this template", of.name, pattern));
        }
        add_behavior(behavior, resources, each, of.name + " " + pattern, problems);
        made["behaviors"].push_back(std::move(behavior));
    }
    if (usual_files != nullptr) {
        // What no behavior before it takes, as CloudFront's default behavior.
        OrderedJson rest = OrderedJson::object();
        rest["path"] = "*";
        rest["to"] = usual_files->name;
        add_behavior(rest, resources, usual, of.name, problems);
        made["behaviors"].push_back(std::move(rest));
    }
    made["to"] = guard == nullptr ? api->name : guard->name;
    return made;
}

OrderedJson web_acl(const Resources& resources, const Resource& of, Problems& problems) {
    std::vector<std::string> behind;
    for (const Resource* const each : resources.of("AWS::CloudFront::Distribution")) {
        if (resources.target(member(each->properties, "DistributionConfig.WebACLId"), acl_type) != &of) continue;
        if (const Resource* const api = api_of(resources, *each)) behind.push_back(api->name);
    }
    for (const Resource* const each : resources.of("AWS::WAFv2::WebACLAssociation")) {
        if (resources.target(member(each->properties, "WebACLArn"), acl_type) != &of) continue;
        if (const Resource* const api = resources.target(member(each->properties, "ResourceArn"), rest_api_type))
            behind.push_back(api->name);
    }
    std::sort(behind.begin(), behind.end());
    behind.erase(std::unique(behind.begin(), behind.end()), behind.end());
    // Before a user pool, or before nothing yet, it has no part in requests.
    if (behind.empty()) return {};
    OrderedJson made = OrderedJson::object();
    std::vector<const OrderedJson*> rules;
    for (const OrderedJson& each : member(of.properties, "Rules")) rules.push_back(&each);
    std::stable_sort(rules.begin(), rules.end(), [](const OrderedJson* a, const OrderedJson* b) {
        return number(*a, "Priority", 0) < number(*b, "Priority", 0);
    });
    for (const OrderedJson* const each : rules) {
        OrderedJson rule = rule_statement(resources, member(*each, "Statement"));
        if (rule.empty()) {
            problems.push_back(fmt::format("{}: the statement of its rule {} is not read from templates yet", of.name,
                                           text(*each, "Name")));
            continue;
        }
        OrderedJson named = OrderedJson::object();
        named["name"] = text(*each, "Name");
        if (const std::string action = action_of(*each); action != "block") named["action"] = action;
        for (const OrderedJson& label : member(*each, "RuleLabels")) named["labels"].push_back(text(label, "Name"));
        named.update(rule);
        made["rules"].push_back(std::move(named));
    }
    if (!member(of.properties, "DefaultAction.Block").is_null()) made["default_action"] = "block";
    if (behind.size() == 1) made["to"] = behind.front();
    if (behind.size() > 1) made["to"] = behind;
    return made;
}

}  // namespace wt::blueprint
