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

[[nodiscard]] http::Response request_blocked() { return edge::error_page(403, edge::request_blocked); }

}  // namespace

void Stack::build_path(Origins* origins) {
    const Component* edge = component_of_type("cloudfront");
    const Component* acl = component_of_type("wafv2");
    const Component* api = component_of_type("apigateway-rest");

    if (edge != nullptr) {
        const auto& config = std::get<edge::DistributionConfig>(edge->config);
        distribution_ = std::make_unique<edge::Distribution>(context_of(edge->name), edge->name, config);
        // The point of presence that the viewer reached. First in and last out: it dresses every answer.
        tiers_.push_back(std::make_unique<edge::Viewers>(*distribution_));
        path_.push_back(&add_hop(*tiers_.back(), {}));
    }
    if (acl != nullptr) {
        const auto& config = std::get<edge::waf::WebAclConfig>(acl->config);
        // The firewall looks at hits and misses alike, so it stands before the cache.
        auto firewall = std::make_unique<edge::waf::WebAcl>(context_of(acl->name), acl->name, config,
                                                            edge != nullptr ? request_blocked : forbidden);
        acl_ = firewall.get();
        tiers_.push_back(std::move(firewall));
        path_.push_back(&add_hop(*tiers_.back(), config.latency));
        firewall_ = path_.back();
    }
    if (edge != nullptr) {
        // The cache answers what it can; concurrent misses of one key become one request to the origin.
        tiers_.push_back(std::make_unique<edge::EdgeCache>(*distribution_));
        path_.push_back(&add_hop(*tiers_.back(), {}));
    }
    if (api != nullptr) {
        const auto& config = std::get<gateway::RestApiConfig>(api->config);
        // The gateway: authorizer, throttle, stage cache, in this order. A cached answer still counts as a request.
        auto tier = std::make_unique<gateway::RestApi>(context_of(api->name), api->name, config, verifier_.get());
        api_ = tier.get();
        tiers_.push_back(std::move(tier));
        path_.push_back(&add_hop(*tiers_.back(), {}));
        api_hop_ = path_.back();
    }
    for (std::size_t i = 0; i + 1 < path_.size(); ++i) path_[i]->connect(*path_[i + 1]);

    // The buckets, and the servers elsewhere, that some paths of the edge lead to instead.
    if (edge != nullptr) {
        http::Hop& cache = *hop(edge->name + ".cache");
        for (const std::string& origin : edge::other_origins(distribution_->config())) {
            if (edge::is_url(origin)) {
                WT_ASSERT(origins != nullptr);
                tiers_.push_back(origins->open(origin));
            } else {
                tiers_.push_back(std::make_unique<BucketOrigin>(*buckets_.at(origin)));
            }
            http::Hop& other = add_hop(*tiers_.back(), {});
            cache.connect(other);
            path_.push_back(&other);
        }
    }

    // The functions behind the routes. What they call stands in their handlers: caches, replicas, streams.
    if (api_ != nullptr) {
        for (const std::string& target : api_->targets()) {
            http::Hop& function = add_hop(*functions_.at(target), {});
            api_hop_->connect(function);
            path_.push_back(&function);
        }
    }
    // Those that only events reach.
    for (auto& [name, function] : functions_) {
        if (hop(name) == nullptr) path_.push_back(&add_hop(*function, {}));
    }
}

}  // namespace wt::stack
