#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/context.hpp"
#include "gateway/authorizer.hpp"
#include "gateway/config.hpp"
#include "gateway/integration.hpp"
#include "gateway/router.hpp"
#include "gateway/throttle.hpp"
#include "http/response_cache.hpp"
#include "http/tier.hpp"

namespace wt::gateway {

/// What a request goes through in a stage that was deployed by API Gateway's API: the method's key and limits, its
/// checks, the cache, the integration with its mappings, and the API's own words for what goes wrong.
class Pipeline {
public:
    /// What it shares with its stage's tier, which owns all of it and outlives this.
    struct Parts {
        const Context& context;
        const RestApiConfig& config;
        const Router& router;
        Throttle& throttle;
        http::ResponseCache& cache;
        http::ResponseCache& decisions;  // of authorizers
        Random& ids;
        Counter& admitted;
        Counter& throttled;
        Counter& unauthorized;
        Counter& cache_hits;
        Counter& cache_misses;
        Counter& cache_renewals;
        Histogram& integration_latency;
    };
    /// `numbers`: of the routes, for the throttle. `ways` finds what integrations point at.
    /// `name`: the address where it stands.
    Pipeline(const Parts& parts, std::vector<std::size_t> numbers, http::Ways& ways, const std::string& name);

    [[nodiscard]] Task<http::Response> handle(http::Request&& request, http::Next next);

private:
    [[nodiscard]] Task<http::Response> answer(Pass& pass, std::size_t route, http::Next next);
    void log(Pass& pass, const http::Response& response);
    /// What stands behind the method is asked, and its answer becomes the method's.
    [[nodiscard]] Task<http::Response> integrate(Pass& pass, std::size_t route, http::Next next);
    /// By way of a proxy: what comes is handed on as it is.
    [[nodiscard]] Task<http::Response> hand_on(Pass& pass, std::size_t route, http::Next next);
    /// By way of mappings and templates.
    [[nodiscard]] Task<http::Response> map(Pass& pass, std::size_t route, http::Next next);
    /// Sends to what stands there; the gateway's own answer, where that fails.
    struct Asked {
        http::Response response;
        bool failed = false;  // the response is the gateway's
    };
    [[nodiscard]] Task<Asked> ask(Pass& pass, std::size_t route, http::Request sent, http::Next next);
    [[nodiscard]] bool may_invoke(const Pass& pass, const std::string& function, const std::string& role,
                                  const std::string& source) const;
    /// Whether the method's authorizer lets the caller in; what it said of it is then in the pass.
    [[nodiscard]] Task<std::optional<http::Response>> authorize(Pass& pass, http::Next next);
    /// A function decides, by the policy that it returns.
    [[nodiscard]] Task<std::optional<http::Response>> ask_function(Pass& pass, const std::string& id,
                                                                   const DeployedAuthorizer& authorizer,
                                                                   http::Next next);
    /// A user pool's token is looked at.
    [[nodiscard]] std::optional<http::Response> check_token(Pass& pass, const DeployedAuthorizer& authorizer);
    /// A token of an issuer that the authorizer trusts is.
    [[nodiscard]] Task<std::optional<http::Response>> check_issued(Pass& pass, const DeployedAuthorizer& authorizer);
    /// What IAM and the API's policy say.
    [[nodiscard]] std::optional<http::Response> ask_policies(Pass& pass, Surroundings::Question::Needs needs);
    [[nodiscard]] http::Response refused(Pass& pass, const GatewayError& error, std::string message = {});
    [[nodiscard]] std::optional<http::Response> throttle(Pass& pass, std::size_t number);
    // What the method's request validator finds.
    [[nodiscard]] static std::optional<http::Response> refuse_parameters(Pass& pass);
    [[nodiscard]] static std::optional<http::Response> refuse_body(Pass& pass);
    [[nodiscard]] static std::string cache_key(const Pass& pass);

    Parts parts_;
    const Deployed& deployed_;
    std::vector<std::size_t> numbers_;
    std::optional<http::Way> canary_;
    std::map<std::string, http::Way> functions_;     // of authorizers, by their ids
    std::vector<std::optional<http::Way>> targets_;  // by route; none: nobody is asked, or nobody can be
};

}  // namespace wt::gateway
