#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "aws/authenticator.hpp"
#include "aws/signature_errors.hpp"
#include "aws/signed.hpp"
#include "aws/signing_keys.hpp"
#include "iam/credentials.hpp"
#include "iam/identities.hpp"

namespace wt::iam {

/// How much of a signature is asked for.
enum class AuthMode : std::uint8_t {
    off,      // nothing is checked; a key's id still says which account is meant, and no signature is the default one's
    lenient,  // a key that is known must sign right, and a presigned address must be in its time; unknown keys pass
    strict,   // as AWS: unknown keys are refused
};

/// "off", "lenient", "strict"; none for another word.
[[nodiscard]] std::optional<AuthMode> parse_auth_mode(std::string_view name);

/// Tells callers by the keys that they sign with. Whose key is not known is the root of the account that the key's id
/// stands for (aws::Accounts::of_key), unless it is one that was handed out here and is gone. A request without a
/// signature is refused, unless its service takes such (ServiceModel::takes_unsigned): then its caller is anonymous,
/// and whether that is enough is for the operation to say. Who has policies is held to them; an
/// account's root has none.
class KeyAuthenticator final : public aws::Authenticator {
public:
    struct Options {
        Identities* identities = nullptr;  // must outlive this; without them no key is limited
        bool held_to_clock = true;         // SignatureRules::held_to_clock
    };
    /// `credentials` must outlive this.
    KeyAuthenticator(AuthMode mode, const Credentials& credentials, const Options& options)
        : mode_(mode),
          held_to_clock_(options.held_to_clock),
          credentials_(credentials),
          identities_(options.identities) {}

    [[nodiscard]] Result<Admitted, aws::Error> admit(const aws::Call& call, const aws::ServiceModel& model) override;
    [[nodiscard]] Result<aws::Principal, aws::Error> admit_policy(const aws::PolicySignature& said,
                                                                  const aws::ServiceModel& model, Instant now) override;
    [[nodiscard]] Result<std::shared_ptr<aws::Payload>, aws::Error> payload(const aws::Call& call,
                                                                            const aws::ServiceModel& model) override;
    [[nodiscard]] std::optional<aws::Error> authorize(const aws::Call& call, const aws::Wanted& wanted) override;

private:
    /// A key's caller, with what counts for it now; the error of a key whose user or role is gone.
    [[nodiscard]] Result<aws::Principal, aws::Error> caller_of(const Credential* known, std::string_view access_key,
                                                               aws::Dialect dialect) const;
    [[nodiscard]] std::optional<std::string_view> secret_of(std::string_view access_key, Instant now) const;

    AuthMode mode_;
    bool held_to_clock_;
    const Credentials& credentials_;
    Identities* identities_;
    aws::SigningKeys keys_;
};

/// 403 AccessDenied, or AccessDeniedException of services in JSON, in the service's protocol.
[[nodiscard]] aws::Error not_authorized(aws::Protocol protocol, const aws::ServiceModel& model, std::string text);

}  // namespace wt::iam
