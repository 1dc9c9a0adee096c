#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/service.hpp"
#include "base/context.hpp"
#include "iam/authenticator.hpp"
#include "iam/credentials.hpp"
#include "iam/directory.hpp"
#include "iam/sts_shapes.hpp"
#include "iam/web_identity.hpp"

namespace wt::iam {

/// The Security Token Service: says who a caller is, and hands out temporary credentials, which the endpoint knows from
/// then on. A role that stands in the directory is held to what it says (trust policy, longest session); any other can
/// be assumed by everybody, unless the mode is strict. AWS STS API Reference, 2011-06-15.
class Sts final : public aws::Service {
public:
    struct Parts {
        Credentials& credentials;
        const Directory& directory;
        WebIdentities& web_identities;
        AuthMode mode = AuthMode::lenient;
    };
    /// All parts must outlive this.
    Sts(const Context& context, const Parts& parts);

    [[nodiscard]] const aws::ServiceModel& model() const override;
    [[nodiscard]] void* instance() override { return this; }
    [[nodiscard]] bool claims(const http::Request& request) const override;
    [[nodiscard]] bool authorizes() const override { return true; }
    /// Temporary credentials are forgotten.
    [[nodiscard]] Task<std::optional<wt::Error>> reset(std::string_view account) override;

    [[nodiscard]] Result<GetCallerIdentityResponse, aws::Error> get_caller_identity(const aws::Call& call,
                                                                                    GetCallerIdentityRequest input);
    [[nodiscard]] Result<AssumeRoleResponse, aws::Error> assume_role(const aws::Call& call, AssumeRoleRequest input);
    [[nodiscard]] Result<AssumeRoleWithWebIdentityResponse, aws::Error> assume_role_with_web_identity(
        const aws::Call& call, AssumeRoleWithWebIdentityRequest input);
    [[nodiscard]] Result<GetSessionTokenResponse, aws::Error> get_session_token(const aws::Call& call,
                                                                                GetSessionTokenRequest input);
    [[nodiscard]] Result<GetFederationTokenResponse, aws::Error> get_federation_token(const aws::Call& call,
                                                                                      GetFederationTokenRequest input);
    [[nodiscard]] Result<GetAccessKeyInfoResponse, aws::Error> get_access_key_info(const aws::Call& call,
                                                                                   GetAccessKeyInfoRequest input);

private:
    /// Tags that go on to the sessions that a session makes.
    [[nodiscard]] std::optional<aws::Error> hand_on_tags(const aws::Call& call, SessionLimits& limits) const;
    /// Somebody who gets credentials: who that is from then on, for how long, and within what limits.
    struct Grantee {
        aws::Principal principal;
        std::int64_t seconds = 0;
        std::optional<IdentityName> identity;
        std::shared_ptr<const SessionLimits> limits;
        std::size_t token_size = 0;  // what the token has to hold, at least
    };
    /// Credentials into `output`, and the size of their token; PackedPolicyTooLarge when it would be too long.
    template <class Output>
    [[nodiscard]] Result<Output, aws::Error> hand_out(const aws::Call& call, Grantee grantee, Output output);
    /// The policies that are handed in for a session; none when there are none.
    [[nodiscard]] Result<std::optional<std::vector<PolicyRef>>, aws::Error> session_policies(
        const std::optional<std::string>& policy, const std::vector<PolicyDescriptor>& arns) const;
    /// The role, when it stands in the directory; null when it may be assumed all the same.
    [[nodiscard]] Result<const Role*, aws::Error> find_role(std::string_view arn, const aws::Error& denied) const;
    [[nodiscard]] std::optional<aws::Error> refuse_trust(const aws::Call& call, const Role& role,
                                                         const AssumeRoleRequest& input) const;
    [[nodiscard]] Result<WebIdentityClaims, aws::Error> check_token(const aws::Call& call, std::string_view token,
                                                                    std::string_view account, const Role* role) const;
    /// The error of a caller whose own policies do not let it.
    [[nodiscard]] std::optional<aws::Error> refuse(const aws::Call& call, std::string_view action,
                                                   std::string_view resource) const;
    /// Whose policies count for what the caller hands on to a session of its own.
    [[nodiscard]] std::optional<IdentityName> identity_of(const aws::Call& call) const;

    Credentials& credentials_;
    const Directory& directory_;
    WebIdentities& web_identities_;
    AuthMode mode_;
    Random random_;
};

/// Those that the model does not name.
namespace sts_errors {
inline constexpr aws::ErrorRow validation{"ValidationError", 400, "The input is not valid."};
inline constexpr aws::ErrorRow access_denied{"AccessDenied", 403, "Access denied"};
inline constexpr aws::ErrorRow invalid_parameter{"InvalidParameterValue", 400, "The parameter is not valid."};
}  // namespace sts_errors

}  // namespace wt::iam
