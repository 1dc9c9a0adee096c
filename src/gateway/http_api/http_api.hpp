#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/context.hpp"
#include "gateway/decision.hpp"
#include "gateway/http_api/config.hpp"
#include "gateway/http_api/passage.hpp"
#include "gateway/http_api/route_table.hpp"
#include "http/response_cache.hpp"
#include "http/tier.hpp"

namespace wt::gateway::http_api {

/// One stage of an HTTP API. A preflight is answered by the API's rules; any other request finds its route, is
/// authorized, is held to the limits, and goes on to the route's integration, with the route's changes on both ways.
/// Paths begin at the route: the stage is not part of them. Assumed: the order of authorizer and limits.
class HttpApi final : public http::Tier {
public:
    /// The integrations' targets are addresses of `ways`.
    HttpApi(const Context& context, std::string name, HttpApiConfig config, http::Ways& ways);

    /// The tier of another configuration, to take this one's place: the requests that are here end here. Tokens, as far
    /// as their buckets hold them still, what was decided, metrics and chance stay.
    [[nodiscard]] std::shared_ptr<HttpApi> update(HttpApiConfig config, http::Ways& ways) const;

    [[nodiscard]] Task<http::Response> handle(http::Request&& request, http::Next next) override;

    [[nodiscard]] const HttpApiConfig& config() const { return config_; }
    /// Forgets what authorizers decided.
    void flush_authorizers() { standing_->decisions.clear(); }
    /// Whatever was used up of limits can be used again.
    void start_over() { standing_->throttle.start_over(config_.limits, context_.now()); }

private:
    /// What stays when the configuration changes.
    struct Standing {
        Standing(const Context& context, const std::string& name, const HttpApiConfig& config);
        Throttle throttle;
        http::ResponseCache decisions;  // of functions, by authorizer and caller
        Random ids;
    };
    HttpApi(const Context& context, std::string name, HttpApiConfig config, http::Ways& ways,
            std::shared_ptr<Standing> standing);

    [[nodiscard]] Task<http::Response> answer(Passage& pass, http::Next next);
    [[nodiscard]] Task<http::Response> integrate(Passage& pass, const Integration& integration, http::Next next);
    /// Does what an action of another service says.
    [[nodiscard]] Task<http::Response> act(Passage& pass, const Integration& integration);
    /// What is asked, as far as there is time for it, as clients get it.
    [[nodiscard]] Task<http::Response> answer_of_integration(Passage& pass, const Integration& integration,
                                                             Task<http::Response> asking);
    /// What came back from the integration, as clients get it.
    [[nodiscard]] static http::Response taken_back(Passage& pass, const Integration& integration, http::Response from);
    [[nodiscard]] bool may_invoke(const std::string& function, const std::string& role, std::string source) const;
    void count(Passage& pass, const http::Response& response, Instant begun);

    // Whether the route's caller may: http_api_authorizer.cpp. Nothing, or the refusal; what is known of the caller is
    // then in the passage.
    [[nodiscard]] Task<std::optional<http::Response>> authorize(Passage& pass, http::Next next);
    [[nodiscard]] std::optional<http::Response> ask_policies(Passage& pass);
    [[nodiscard]] Task<std::optional<http::Response>> check_token(Passage& pass, const Authorizer& authorizer);
    [[nodiscard]] Task<std::optional<http::Response>> ask_function(Passage& pass, const std::string& id,
                                                                   const Authorizer& authorizer, http::Next next);
    [[nodiscard]] static std::optional<http::Response> take_decision(Passage& pass, const Decision& decision);

    Context context_;
    std::string name_;
    HttpApiConfig config_;
    std::shared_ptr<Standing> standing_;
    RouteTable table_;
    std::map<std::string, std::optional<http::Way>> targets_;  // by integration; none: nobody can be asked
    std::map<std::string, http::Way> functions_;               // of authorizers
    Counter& requests_;
    Counter& throttled_;
    Counter& unauthorized_;
    Counter& client_errors_;
    Counter& server_errors_;
    Counter& bytes_;
    Histogram& latency_;
    Histogram& integration_latency_;
};

}  // namespace wt::gateway::http_api
