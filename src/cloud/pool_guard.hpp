#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "aws/endpoint.hpp"
#include "cloud/waf_surroundings.hpp"
#include "identity/api/managed_login.hpp"

namespace wt::cloud {

/// Asks the web ACL before a user pool about what comes for the pool without a signature: its pages and OAuth
/// endpoints, and operations of the API that show a client's id, a token or a session. A blocked request counts for no
/// quota. Names, passwords and codes are not shown to the web ACL. Cognito Developer Guide, "Associate an AWS WAF web
/// ACL with a user pool".
class PoolGuard {
public:
    /// All of it outlives this.
    struct Parts {
        aws::Endpoint& endpoint;
        identity::Cognito& cognito;
        identity::ManagedLogin& login;
        identity::Catalogue& pools;
        WafSurroundings& web_acls;
    };
    explicit PoolGuard(const Parts& parts) : parts_(parts) {}

    /// A call of any AWS API, on its way to the endpoint.
    [[nodiscard]] Task<http::Response> call(http::Request request);
    /// A request for a page of a pool's domain.
    [[nodiscard]] Task<http::Response> page(std::string domain, http::Request request);

private:
    /// The answer to what goes no further.
    [[nodiscard]] std::optional<http::Response> look(const http::Request& request, std::string_view operation) const;

    Parts parts_;
};

}  // namespace wt::cloud
