// The request path, in the order in which a request travels. Read this file first.
#include "base/assert.hpp"
#include "edge/error_page.hpp"
#include "edge/waf/web_acl.hpp"
#include "stack/bucket_origin.hpp"
#include "stack/pool_verifier.hpp"
#include "stack/stack.hpp"

namespace wt::stack {

namespace {

[[nodiscard]] http::Response forbidden() {
    http::Response response = http::json_response(403, R"({"message":"Forbidden"})");
    response.headers.add("x-amzn-ErrorType", "ForbiddenException");
    return response;
}

/// Where a bucket stands as an origin, beside the bucket itself.
[[nodiscard]] std::string origin_address(const std::string& origin) {
    return origin.empty() || edge::is_url(origin) ? origin : origin + ".origin";
}

[[nodiscard]] http::Response request_blocked() { return edge::error_page(403, edge::request_blocked); }

}  // namespace

edge::DistributionConfig Stack::edge_config(edge::DistributionConfig config) const {
    if (config.origin.empty()) config.origin = architecture_.first_of_type("apigateway-rest");
    for (edge::Behavior& behavior : config.behaviors) behavior.origin = origin_address(behavior.origin);
    return config;
}

void Stack::build_path(Origins* origins) {
    const Component* edge = component_of_type("cloudfront");
    const Component* acl = component_of_type("wafv2");
    const Component* api = component_of_type("apigateway-rest");
    const std::string cache = edge != nullptr ? edge->name + ".cache" : "";

    // Where each tier of the path stands. Addresses first, then the tiers that point at them.
    http::Hop* const viewers_at = edge != nullptr ? &ways_.hop(edge->name) : nullptr;
    firewall_ =
        acl != nullptr ? &ways_.hop(acl->name, std::get<edge::waf::WebAclConfig>(acl->config).latency) : nullptr;
    http::Hop* const cache_at = edge != nullptr ? &ways_.hop(cache) : nullptr;
    api_hop_ = api != nullptr ? &ways_.hop(api->name) : nullptr;
    for (http::Hop* hop : {viewers_at, firewall_, cache_at, api_hop_}) {
        if (hop != nullptr) path_.push_back(hop);
    }

    if (edge != nullptr) {
        distribution_ = std::make_unique<edge::Distribution>(
            context_of(edge->name), edge->name, edge_config(std::get<edge::DistributionConfig>(edge->config)));
        // The point of presence that the viewer reached. First in and last out: it dresses every answer.
        viewers_at->lead_to(
            std::make_shared<edge::Viewers>(*distribution_, ways_.to(acl != nullptr ? acl->name : cache)));
    }
    if (acl != nullptr) {
        const auto& config = std::get<edge::waf::WebAclConfig>(acl->config);
        // The firewall looks at hits and misses alike, so it stands before the cache.
        acl_ = std::make_shared<edge::waf::WebAcl>(context_of(acl->name), acl->name, config,
                                                   edge != nullptr ? request_blocked : forbidden,
                                                   ways_.to(edge != nullptr ? cache : acl->to));
        firewall_->lead_to(acl_);
    }
    if (edge != nullptr) {
        // The buckets, and the servers elsewhere, that some paths of the edge lead to.
        for (const std::string& origin : edge::other_origins(std::get<edge::DistributionConfig>(edge->config))) {
            http::Hop& other = ways_.hop(origin_address(origin));
            if (edge::is_url(origin)) {
                WT_ASSERT(origins != nullptr);
                other.lead_to(origins->open(origin));
            } else {
                other.lead_to(std::make_shared<BucketOrigin>(*buckets_.at(origin)));
            }
            path_.push_back(&other);
        }
        // The cache answers what it can; concurrent misses of one key become one request to the origin.
        cache_at->lead_to(std::make_shared<edge::EdgeCache>(*distribution_, ways_));
    }
    if (api != nullptr) {
        const auto& config = std::get<gateway::RestApiConfig>(api->config);
        // The gateway: authorizer, throttle, stage cache, in this order. A cached answer still counts as a request.
        api_ = std::make_shared<gateway::RestApi>(context_of(api->name), api->name, config, verifier_.get(), ways_);
        api_hop_->lead_to(api_);
        // The functions behind the routes. What they call stands in their handlers: caches, replicas, streams.
        for (const std::string& target : gateway::targets(config)) path_.push_back(&ways_.hop(target));
    }
    for (auto& [name, function] : functions_) {
        http::Hop& at = ways_.hop(name);
        at.lead_to(*function);
        if (hop(name) == nullptr) path_.push_back(&at);  // only events reach it
    }
}

}  // namespace wt::stack
