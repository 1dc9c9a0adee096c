#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/context.hpp"
#include "base/result.hpp"
#include "gateway/surroundings.hpp"
#include "http/tier.hpp"
#include "identity/json_web_keys.hpp"

namespace wt::app {

/// Issuers of tokens elsewhere: their keys are found by OpenID Connect Discovery 1.0, over http and https, and kept as
/// long as the authorizer says; a token by a key that is not among them has them read again. Limits: API Gateway
/// quotas for HTTP APIs.
class Issuers {
public:
    /// `at` opens web servers.
    Issuers(const Context& context, std::function<http::Hop&(std::string_view)> at)
        : context_(context), at_(std::move(at)) {}

    /// Form, algorithm, key, signature, issuer and times of a token.
    [[nodiscard]] Task<gateway::TokenCheck> check(gateway::Surroundings::IssuedToken token, Instant now);

private:
    struct Known {
        identity::JsonWebKeys keys;
        Instant read;
    };
    /// Reads an issuer's keys; why it could not, in the caller's words.
    [[nodiscard]] Task<std::optional<Error>> read(std::string issuer);
    /// What stands at a URL, of at most so many bytes; none where nobody says it in time.
    [[nodiscard]] Task<std::optional<std::string>> fetch(std::string url, std::size_t most);

    Context context_;
    std::function<http::Hop&(std::string_view)> at_;
    std::map<std::string, Known> known_;  // by issuer
};

}  // namespace wt::app
