// The request path, in the order in which a request travels. Read this file first.
//
// Each kind of tier is a collection in its own folder (edge::Distributions, edge::waf::WebAcls, gateway::RestApis,
// lambda::Functions): whatever is made there stands at the address of its name, and points on by address. Nobody here
// knows how many there are; a scenario's components are the first of them.
#include <algorithm>

#include "edge/error_page.hpp"
#include "edge/functions/lambda_edge.hpp"
#include "identity/sign_ins.hpp"
#include "stack/bucket_origin.hpp"
#include "stack/service_integration.hpp"
#include "stack/stack.hpp"

namespace wt::stack {

namespace {

[[nodiscard]] http::Response forbidden() {
    http::Response response = http::json_response(403, R"({"message":"Forbidden"})");
    response.headers.add("x-amzn-ErrorType", "ForbiddenException");
    return response;
}

[[nodiscard]] http::Response request_blocked() { return edge::error_page(403, edge::request_blocked); }

/// Where a bucket stands as an origin, beside the bucket itself.
[[nodiscard]] std::string origin_address(const std::string& origin) {
    return origin.empty() || edge::is_url(origin) ? origin : origin + ".origin";
}

}  // namespace

edge::DistributionConfig Stack::edge_config(const std::string& name, edge::DistributionConfig config) {
    const std::string& to = architecture_.find(name)->to;
    const Component* next = architecture_.find(to);
    const bool guarded = next != nullptr && next->type == "wafv2";
    if (guarded) config.web_acl = architecture_.firewall_address(next->name, name);
    if (config.origin.empty()) config.origin = guarded ? next->to : to;
    const auto associate = [&](edge::Behavior& behavior) {
        if (behavior.lambdas.empty()) return;
        edge::SpecialBehavior special = behavior.special == nullptr ? edge::SpecialBehavior() : *behavior.special;
        const edge::functions::LambdaGround ground{[this](std::string_view address) { return ways_.to(address); }};
        edge::functions::associate(behavior.lambdas, context_.clock, ground, special);
        behavior.special = std::make_shared<const edge::SpecialBehavior>(std::move(special));
    };
    associate(config);
    config.forward.drops_host = edge::is_url(config.origin);
    for (edge::Behavior& behavior : config.behaviors) {
        associate(behavior);
        behavior.forward.drops_host = edge::is_url(behavior.origin);
        behavior.origin = origin_address(behavior.origin);
    }
    return config;
}

gateway::RestApiConfig Stack::api_config(gateway::RestApiConfig config) {
    for (gateway::Route& route : config.routes) {
        if (!backends_.contains(route.target)) continue;
        const std::string address = integration_address(route.target, config.timeout);
        http::Hop& hop = ways_.hop(address);
        if (hop.empty()) {
            hop.lead_to(std::make_shared<ServiceIntegration>(context_, backends_, route.target,
                                                             architecture_.find(route.target)->type, config.timeout));
        }
        route.target = address;
    }
    return config;
}

void Stack::build_path() {
    // The buckets that some paths of an edge may lead to. Servers elsewhere are found by their URL (Ways).
    for (auto& [name, port] : buckets_) {
        ways_.hop(origin_address(name)).lead_to(std::make_shared<BucketOrigin>(*port));
    }
    // The firewalls look at hits and misses alike: one that an edge leads to stands before that edge's cache, any
    // other before its API.
    each<edge::waf::WebAclConfig>([&](const Component& c, const auto& config) {
        if (web_acls_.find(c.name) != nullptr) return;
        web_acls_.create(c.name, config);
        if (architecture_.leading_to(c.name) == nullptr) {
            web_acls_.associate(c.name, {c.name, c.to, {edge::waf::Protected::api, forbidden, c.to}});
            for (const std::string& api : c.also_to) protect_api(api, c.name, api);
        }
        each<edge::DistributionConfig>([&](const Component& edge, const auto&) {
            if (edge.to != c.name) return;
            web_acls_.associate(c.name, {architecture_.firewall_address(c.name, edge.name),
                                         edge::cache_address(edge.name),
                                         {edge::waf::Protected::distribution, request_blocked, edge.name}});
        });
    });
    // A distribution is two tiers. The point of presence that the viewer reached is first in and last out: it dresses
    // every answer. Behind the firewall, the cache answers what it can; concurrent misses of one key become one request
    // to the origin.
    each<edge::DistributionConfig>([&](const Component& c, const auto& config) {
        if (distributions_.find(c.name) == nullptr) distributions_.create(c.name, edge_config(c.name, config));
    });
    // The gateway: authorizer, throttle, stage cache, in this order. A cached answer still counts as a request.
    each<gateway::RestApiConfig>([&](const Component& c, const auto& config) {
        if (rest_apis_.find(c.name) == nullptr) rest_apis_.create(c.name, api_config(config));
    });
    // The functions behind the routes, or behind events. What they call stands in their handlers: caches, replicas,
    // streams.
    each<lambda::FunctionConfig>([&](const Component& c, const auto& config) {
        if (functions_.find(c.name) == nullptr) functions_.create(c.name, config);
    });
    // Where clients sign in, beside the path.
    each<identity::UserPoolConfig>([&](const Component& c, const auto& config) {
        http::Hop& hop = ways_.hop(c.name, config.latency);
        if (hop.empty()) hop.lead_to(std::make_shared<identity::SignIns>(user_pools_.shelf().place(c.name)));
    });
}

void Stack::unguard(const std::string& behind) {
    const std::string at = web_acls_.guarding(behind);
    if (!at.empty()) (void)web_acls_.dissociate(std::string(web_acls_.name_at(at)), at);
}

void Stack::protect_api(const std::string& api, const std::string& acl, std::string source) {
    unguard(api);
    if (acl.empty()) return;
    web_acls_.associate(acl, {guard_address(acl, api), api, {edge::waf::Protected::api, forbidden, std::move(source)}});
}

std::string Stack::protect_distribution(const std::string& distribution, const std::string& acl) {
    const std::string cache = edge::cache_address(distribution);
    const std::string at = acl.empty() ? std::string() : guard_address(acl, distribution);
    if (web_acls_.guarding(cache) == at) return at;
    unguard(cache);
    if (!acl.empty())
        web_acls_.associate(acl, {at, cache, {edge::waf::Protected::distribution, request_blocked, distribution}});
    return at;
}

std::vector<http::Hop*> Stack::hops() const {
    std::vector<http::Hop*> path;
    const auto add = [&](std::string_view address) {
        http::Hop* const hop = ways_.find(address);
        if (hop != nullptr && std::find(path.begin(), path.end(), hop) == path.end()) path.push_back(hop);
    };
    // Pools are beside the path until somebody signs in there.
    for (const auto& [name, pool] : user_pools_.shelf().list()) {
        if (const http::Hop* const hop = ways_.find(name); hop != nullptr && hop->flow().in > 0) add(name);
    }
    const auto distributions = distributions_.shelf().list();
    const auto apis = rest_apis_.shelf().list();
    for (const auto& [name, distribution] : distributions) {
        add(name);
        if (!distribution->config().web_acl.empty()) add(distribution->config().web_acl);
        add(edge::cache_address(name));
    }
    for (const auto& [name, acl] : web_acls_.shelf().list()) {
        for (const std::string& address : web_acls_.addresses(name)) add(address);
    }
    for (const auto& [name, api] : apis) add(name);
    for (const auto& [name, distribution] : distributions) {
        for (const std::string& origin : edge::other_origins(distribution->config())) add(origin);
    }
    for (const auto& [name, api] : apis) {
        for (const std::string& target : gateway::targets(api->config())) add(target);
    }
    for (const auto& [name, function] : functions_.shelf().list()) add(name);
    return path;
}

}  // namespace wt::stack
