#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "aws/authenticator.hpp"
#include "aws/signed.hpp"
#include "aws/signing_keys.hpp"
#include "iam/credentials.hpp"

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
/// stands for (aws::Accounts::of_key). A request without a signature is anonymous: whether that is enough is for the
/// service to say.
class KeyAuthenticator final : public aws::Authenticator {
public:
    /// `credentials` must outlive this.
    KeyAuthenticator(AuthMode mode, const Credentials& credentials, bool held_to_clock = true)
        : mode_(mode), held_to_clock_(held_to_clock), credentials_(credentials) {}

    [[nodiscard]] Result<Admitted, aws::Error> admit(const aws::Call& call, const aws::ServiceModel& model) override;
    [[nodiscard]] Result<aws::Principal, aws::Error> admit_policy(const aws::PolicySignature& said,
                                                                  const aws::ServiceModel& model, Instant now) override;
    [[nodiscard]] Result<std::shared_ptr<aws::Payload>, aws::Error> payload(const aws::Call& call,
                                                                            const aws::ServiceModel& model) override;

private:
    /// The caller that a key stands for; `known` is null when nobody made the key.
    [[nodiscard]] aws::Principal caller_of(std::string_view access_key, const Credential* known) const;
    [[nodiscard]] std::optional<std::string_view> secret_of(std::string_view access_key, Instant now) const;

    AuthMode mode_;
    bool held_to_clock_;  // SignatureRules::held_to_clock
    const Credentials& credentials_;
    aws::SigningKeys keys_;
};

}  // namespace wt::iam
