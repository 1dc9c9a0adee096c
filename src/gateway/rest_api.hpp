#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/context.hpp"
#include "gateway/authorizer.hpp"
#include "gateway/config.hpp"
#include "gateway/proxy_event.hpp"
#include "gateway/router.hpp"
#include "gateway/throttle.hpp"
#include "http/response_cache.hpp"
#include "http/tier.hpp"

namespace wt::gateway {

class Pipeline;

/// What the routes lead to, and the function of a Lambda authorizer: each address once, in order.
[[nodiscard]] std::vector<std::string> targets(const RestApiConfig& config);

/// One stage of an API Gateway REST API. A request finds its route, is authorized, is held to the limits, and is then
/// answered from the stage's cache or by the route's integration; so a cached answer needs authorization and counts
/// against the limits like any other. Paths begin at the resource: the stage is not part of them.
///
/// What is behind it says "throttled", or that nothing was invoked, with x-amzn-ErrorType, and "the function failed"
/// with X-Amz-Function-Error; both become what a proxy integration makes of them. Handlers answer without either.
class RestApi final : public http::Tier {
public:
    /// `verifier` outlives the API; it may be null when the authorizer's kind is none. Throws std::invalid_argument,
    /// with a sentence, for a route that API Gateway does not take. The routes' targets are addresses of `ways`.
    RestApi(const Context& context, std::string name, RestApiConfig config, TokenVerifier* verifier, http::Ways& ways);

    ~RestApi() override;

    /// The tier of another configuration, to take this one's place: the requests that are here end here. Tokens, as far
    /// as their buckets hold them still, use of quotas, what is cached and decided, metrics and chance stay. Refused
    /// with a sentence, it changes nothing.
    [[nodiscard]] Result<std::shared_ptr<RestApi>> update(RestApiConfig config, http::Ways& ways) const;

    [[nodiscard]] Task<http::Response> handle(http::Request&& request, http::Next next) override;

    [[nodiscard]] const RestApiConfig& config() const { return config_; }
    /// Drops everything that the stage's cache holds.
    void flush_cache() { cache_.clear(); }
    /// Forgets what authorizers decided.
    void flush_authorizers();
    /// Whatever was used up of limits and quotas can be used again, and nothing is cached.
    void start_over();

private:
    /// What stays when the configuration changes.
    struct Standing {
        Standing(const Context& context, const std::string& name, const RestApiConfig& config);
        Throttle throttle;
        http::ResponseCache cache;
        Authorizer::Standing authorizer;
        Random overhead;
        Random ids;
        Random hosts;
    };
    RestApi(const Context& context, std::string name, RestApiConfig config, TokenVerifier* verifier, http::Ways& ways,
            std::shared_ptr<Standing> standing);

    /// What a route needs at run time.
    struct Integration {
        Text label;                       // "GET /items/{id}"
        std::optional<http::Way> target;  // none: a mock
        MockAnswer mock;
        std::size_t number = 0;  // for the throttle
        bool cached = false;
        Duration ttl{0};
        const StageCacheConfig::Key* key = nullptr;
        bool needs_key = false;
    };

    void add_routes(http::Ways& ways);
    [[nodiscard]] Task<http::Response> answer(http::Request&& request, http::Next next);
    /// By the pipeline of a stage that was deployed.
    [[nodiscard]] Task<http::Response> answer_as_deployed(http::Request&& request, http::Next next);
    [[nodiscard]] std::optional<http::Response> throttle(const Integration& integration, std::string_view api_key);
    /// What became of a request at the stage's cache.
    struct Lookup {
        std::optional<http::Response> answer;  // what is kept, or a refusal to renew it; none: the integration is asked
        Text key;                              // where its answer is kept then
        bool warn = false;                     // the answer says that nothing was renewed
    };
    [[nodiscard]] Lookup look_up(const Integration& integration, const http::Request& request);
    void keep(const Integration& integration, std::string_view key, const http::Response& response);
    /// What the stage's cache holds, if it is fresh; counts a hit or a miss.
    [[nodiscard]] std::optional<http::Response> from_cache(std::string_view key);
    /// The stage cache's key, in a buffer that the next call overwrites.
    [[nodiscard]] std::string_view cache_key(const Integration& integration, const http::Request& request);
    void stamp(http::Response& response, const ProxyEvent& event, std::string_view trace);

    Context context_;
    std::string name_;
    RestApiConfig config_;
    TokenVerifier* verifier_;
    std::shared_ptr<Standing> standing_;
    Router router_;
    std::vector<Integration> integrations_;  // by route
    Authorizer authorizer_;
    Throttle& throttle_;
    http::ResponseCache& cache_;
    std::unique_ptr<Pipeline> pipeline_;  // of a stage that was deployed
    std::string key_;
    Random& overhead_;
    Random& ids_;
    Counter& requests_;
    Counter& admitted_;
    Counter& throttled_;
    Counter& client_errors_;
    Counter& server_errors_;
    Counter& cache_hits_;
    Counter& cache_misses_;
    Counter& cache_renewals_;
    Histogram& latency_;
    Histogram& integration_latency_;
};

}  // namespace wt::gateway
