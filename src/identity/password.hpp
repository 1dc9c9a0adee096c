#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/random.hpp"

namespace wt::identity {

/// A password as a user pool of this model keeps it: SHA-256 of a salt and the password. One plain hash, so that pools
/// of thousands of users stand at once; a store of real passwords needs a slow one.
class Password {
public:
    Password(std::string_view password, Random& salts);
    /// As text() wrote it; none where it is something else.
    [[nodiscard]] static std::optional<Password> read(std::string_view text);
    [[nodiscard]] std::string text() const;
    /// Takes the same time for every wrong password.
    [[nodiscard]] bool is(std::string_view password) const;

private:
    Password() = default;
    using Bytes32 = std::array<unsigned char, 32>;
    [[nodiscard]] Bytes32 hash(std::string_view password) const;

    std::array<unsigned char, 16> salt_{};
    Bytes32 hash_{};
};

struct PasswordPolicyType;
/// Why the pool takes no such password, in Cognito's words; none: it does.
[[nodiscard]] std::optional<std::string> refuse_password(const PasswordPolicyType& policy, std::string_view password);
/// One of ten letters and more that the policy takes.
[[nodiscard]] std::string draw_password(const PasswordPolicyType& policy, Random& random);

}  // namespace wt::identity
