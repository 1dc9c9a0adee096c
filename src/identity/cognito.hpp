#pragma once
#include <string_view>

#include "aws/service.hpp"
#include "base/shelf.hpp"
#include "identity/cognito_idp_shapes.hpp"
#include "identity/user_pool.hpp"

namespace wt::identity {

/// Cognito's API over the stack's user pools: InitiateAuth (USER_PASSWORD_AUTH, REFRESH_TOKEN_AUTH) and GetUser, which
/// need no signature; a pool is found by the id of its client, or by who issued the token. Cognito's other operations
/// answer 501 and name themselves. Errors have status 400, and the sentences that the service was seen to answer.
class Cognito final : public aws::Service {
public:
    /// The pools must outlive it.
    explicit Cognito(const Shelf<UserPool>& pools) : pools_(pools) {}

    [[nodiscard]] const aws::ServiceModel& model() const override;
    [[nodiscard]] void* instance() override { return this; }
    /// The pools are the architecture's, and no operation changes them.
    [[nodiscard]] Task<std::optional<wt::Error>> reset(std::string_view account) override;

    [[nodiscard]] Result<InitiateAuthResponse, aws::Error> initiate_auth(const aws::Call& call,
                                                                         InitiateAuthRequest input);
    [[nodiscard]] Result<GetUserResponse, aws::Error> get_user(const aws::Call& call, GetUserRequest input);

    /// Assumed: AWS names no limit for the body of a request.
    static constexpr std::size_t longest_body = 64 * 1024;

private:
    const Shelf<UserPool>& pools_;
};

}  // namespace wt::identity
