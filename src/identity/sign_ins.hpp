#pragma once
#include "base/shelf.hpp"
#include "http/tier.hpp"
#include "identity/user_pool.hpp"

namespace wt::identity {

/// Where the clients of a load sign in: InitiateAuth (USER_PASSWORD_AUTH and REFRESH_TOKEN_AUTH) of a scenario's pool,
/// held to its quota. It takes and answers what Cognito's API does, but for challenges; all else is refused.
class SignIns final : public http::Tier {
public:
    explicit SignIns(const Shelf<UserPool>::Place& pool) : pool_(pool) {}
    [[nodiscard]] Task<http::Response> handle(http::Request&& request, http::Next next) override;

private:
    const Shelf<UserPool>::Place& pool_;
};

/// What somebody sends to sign in, and to have tokens again.
[[nodiscard]] http::Request sign_in_request(const UserPool& pool, std::string_view user, std::string_view password);
[[nodiscard]] http::Request refresh_request(const UserPool& pool, std::string_view refresh_token);

/// What somebody reads of the answer; none where it holds no tokens.
struct SignedIn {
    std::string id_token;
    std::string refresh_token;  // empty where it came by one
    Duration expires_in{0};
};
[[nodiscard]] std::optional<SignedIn> signed_in(const http::Response& response);

}  // namespace wt::identity
