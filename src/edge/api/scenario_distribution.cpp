#include "edge/api/scenario_distribution.hpp"

#include "edge/api/checks.hpp"
#include "edge/api/compile.hpp"

namespace wt::edge::api {

namespace {

[[nodiscard]] std::int64_t seconds_of(Duration ttl) { return std::chrono::floor<std::chrono::seconds>(ttl).count(); }

template <class Said>
void tell_behavior(const edge::Behavior& behavior, const std::string& origin, Said& said) {
    said.target_origin_id = behavior.origin.empty() ? origin : behavior.origin;
    said.viewer_protocol_policy = "allow-all";
    said.compress = behavior.compress;
    AllowedMethods& methods = said.allowed_methods.emplace();
    for (const http::Method method : behavior.allowed) methods.items.emplace_back(http::name(method));
    methods.quantity = static_cast<std::int32_t>(methods.items.size());
    ForwardedValues& values = said.forwarded_values.emplace();
    values.query_string = behavior.forward.query != edge::OriginRequestPolicy::Which::none;
    values.cookies.forward = behavior.forward.cookies == edge::OriginRequestPolicy::Which::none ? "none" : "all";
    said.min_ttl = seconds_of(behavior.cache.min_ttl);
    said.default_ttl = seconds_of(behavior.cache.default_ttl);
    said.max_ttl = seconds_of(behavior.cache.max_ttl);
}

void tell_origin(const std::string& address, const ScenarioDistribution& about, DistributionConfig& config) {
    Origin& origin = config.origins.items.emplace_back();
    origin.id = origin.domain_name = address;
    if (const auto known = about.origins.find(address); known != about.origins.end()) {
        origin.domain_name = known->second.domain;
        origin.origin_path = known->second.path;
    }
    config.origins.quantity = static_cast<std::int32_t>(config.origins.items.size());
    if (!bucket_of(origin.domain_name).empty()) {
        origin.s3_origin_config.emplace();
        return;
    }
    origin.custom_origin_config.emplace();
    origin.custom_origin_config->http_port = 80;
    origin.custom_origin_config->https_port = 443;
    origin.custom_origin_config->origin_protocol_policy = "http-only";
}

}  // namespace

DistributionRecord record_of(const ScenarioDistribution& about, const edge::DistributionConfig& config) {
    DistributionRecord record;
    record.component = about.component;
    record.account = about.account;
    record.id = about.id;
    record.domain = about.domain;
    record.etag = about.id;
    record.modified = record.deployed = std::chrono::floor<std::chrono::seconds>(about.created);
    DistributionConfig& told = record.config;
    told.caller_reference = about.component;
    told.comment = "made by the scenario";
    told.enabled = true;
    if (!about.web_acl.empty()) told.web_acl_id = about.web_acl;
    tell_origin(config.origin, about, told);
    for (const std::string& address : edge::other_origins(config)) tell_origin(address, about, told);
    tell_behavior(config, config.origin, told.default_cache_behavior);
    complete(told);
    for (const edge::Behavior& behavior : config.behaviors) {
        if (!told.cache_behaviors->items) told.cache_behaviors->items.emplace();
        CacheBehavior& said = told.cache_behaviors->items->emplace_back();
        said.path_pattern = behavior.path;
        tell_behavior(behavior, config.origin, said);
        ++told.cache_behaviors->quantity;
    }
    complete(told);
    return record;
}

}  // namespace wt::edge::api
