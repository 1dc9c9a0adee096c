#include "cloud/site.hpp"

#include "edge/error_page.hpp"
#include "gateway/deployed.hpp"
#include "http/ids.hpp"
#include "identity/api/managed_login.hpp"

namespace wt::cloud {

namespace {

using Door = front::ApiAddress::Door;

constexpr std::string_view capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
constexpr std::string_view small = "abcdefghijklmnopqrstuvwxyz0123456789";

/// Letters drawn from the run's chance: ids in AWS's shapes, the same for the same seed and name.
[[nodiscard]] std::string draw(Random& random, std::string_view letters, std::size_t length) {
    std::string text;
    for (std::size_t i = 0; i < length; ++i) text += letters[random.below(letters.size())];
    return text;
}

}  // namespace

void keep_addresses(stack::Stack& stack, const Context& context, front::Addresses& addresses) {
    stack.distributions().shelf().watch([=, &stack, &addresses](const std::string& name, auto* now) {
        if (now == nullptr) return addresses.leave_distribution(name);
        const edge::DistributionConfig& config = now->config();
        auto [id, domain] = distribution_address(context, name);
        if (!config.id.empty()) id = config.id;
        if (!config.domain.empty()) domain = config.domain;
        addresses.enter(name, {std::move(id), std::move(domain), &stack.at(name), config.aliases});
    });
    const auto enter_api = [=, &stack, &addresses](const std::string& name, const gateway::RestApi* now) {
        if (now == nullptr) return addresses.leave_api(name);
        if (now->config().deployed != nullptr && !now->config().deployed->listed) return;
        std::string id = now->config().id.empty() ? api_id(context, name) : now->config().id;
        // One that a firewall protects is met behind it.
        const std::string guard = stack.web_acls().guarding(name);
        const bool closed = now->config().deployed != nullptr && now->config().deployed->only_by_domain;
        addresses.enter(name,
                        front::ApiAddress{std::move(id), now->config().stage, &stack.at(guard.empty() ? name : guard),
                                          closed ? Door::forbidden : Door::open});
    };
    stack.rest_apis().shelf().watch(enter_api);
    stack.web_acls().watch([=, &stack](const std::string& behind) {
        if (const gateway::RestApi* const api = stack.rest_apis().find(behind)) enter_api(behind, api);
    });
    stack.http_apis().shelf().watch(
        [&stack, &addresses](const std::string& name, const gateway::http_api::HttpApi* now) {
            if (now == nullptr) return addresses.leave_api(name);
            const gateway::http_api::HttpApiConfig& config = now->config();
            addresses.enter(name, front::ApiAddress{config.id, config.stage, &stack.at(name),
                                                    config.has_no_endpoint ? Door::not_found : Door::open});
        });
    stack.user_pools().shelf().watch([&addresses](const std::string& name, const identity::UserPool* now) {
        if (now == nullptr) return addresses.leave_pool(name);
        const auto discovery = [now](std::string_view base) { return identity::ManagedLogin::discovery(*now, base); };
        addresses.enter(name, front::PoolAddress{now->id(), [now] { return now->jwks(); }, discovery});
    });
}

std::pair<std::string, std::string> distribution_address(const Context& context, const std::string& name) {
    Random random = context.random("addresses." + name);
    std::string id = "E" + draw(random, capitals, 13);
    return {std::move(id), "d" + draw(random, small, 13) + ".cloudfront.net"};
}

std::string api_id(const Context& context, const std::string& name) {
    Random random = context.random("addresses." + name);
    return draw(random, small, 10);
}

front::Site site_of(const stack::Stack& stack, const Context& context, const front::Addresses& addresses) {
    front::Site site;
    site.metrics = &context.metrics;
    site.components = [&stack] { return stack.components(); };
    site.addresses = &addresses;
    site.no_distribution = [ids = context.random("addresses.nobody")](const http::Request& /*request*/) mutable {
        http::Response response = edge::error_page(403, edge::bad_request);
        const Text id = http::cloudfront_id(ids);
        edge::sign(response, id);
        response.headers.add("X-Amz-Cf-Id", id);
        return response;
    };
    return site;
}

}  // namespace wt::cloud
