#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/context.hpp"
#include "gateway/config.hpp"
#include "gateway/proxy_event.hpp"
#include "gateway/token_verifier.hpp"
#include "http/response_cache.hpp"
#include "http/tier.hpp"

namespace wt::gateway {

/// Who may call an API. A user pool's token is checked on the spot; a Lambda authorizer is a function that is asked,
/// and whose decision is kept for a while. A function allows by answering 2xx, denies with 403 or 404 (what it looked
/// up is not there), and calls the caller unauthorized with 401; anything else is the authorizer's failure, and is not
/// kept.
class Authorizer {
public:
    /// What stays when the configuration changes.
    struct Standing {
        Standing(const Context& context, const std::string& api);
        http::ResponseCache decisions;
        Random latency;
    };
    /// `verifier` may be null unless the kind is cognito or jwt; `function` leads to the one that is asked, where the
    /// kind is lambda. `config` and `standing` outlive it.
    Authorizer(const Context& context, const std::string& api, const AuthorizerConfig& config, TokenVerifier* verifier,
               std::optional<http::Way> function, Standing& standing);

    [[nodiscard]] bool guards(http::Method method) const {
        return (guarded_ >> static_cast<unsigned>(method) & 1) != 0;
    }
    /// How long checking this request takes, beside a function's own time; zero when it has nothing to check.
    [[nodiscard]] Duration delay(const http::Request& request);

    /// The gateway's refusal, or nothing; what is said of the caller is in the event then. `next` leads to the
    /// function.
    [[nodiscard]] Task<std::optional<http::Response>> authorize(const http::Request& request, http::Next next,
                                                                ProxyEvent& event);
    /// True when authorize() answers at once: its check(), which need not be awaited.
    [[nodiscard]] bool is_local() const { return config_.kind != AuthorizerConfig::Kind::lambda; }
    [[nodiscard]] std::optional<http::Response> check(const http::Request& request);
    /// Counts those that were refused.
    [[nodiscard]] Counter& refusals() { return unauthorized_; }

private:
    [[nodiscard]] std::optional<http::Response> refused(http::Response response);
    /// What a decision means for this request: a policy, where it has a body, else its status.
    [[nodiscard]] std::optional<http::Response> judge(const http::Response& decision, const http::Request& request,
                                                      ProxyEvent& event);
    /// The parts that the caller is known by, one a line; none when one of them is missing.
    [[nodiscard]] std::optional<std::string> identity(const http::Request& request) const;

    Context context_;
    const AuthorizerConfig& config_;
    TokenVerifier* verifier_;
    std::optional<http::Way> function_;
    std::uint32_t guarded_ = 0;  // one bit a method
    http::ResponseCache& decisions_;
    Random& latency_;
    Counter& unauthorized_;
    Counter& decisions_kept_;
};

}  // namespace wt::gateway
