#pragma once
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "aws/credential.hpp"
#include "aws/digests.hpp"

namespace wt::aws {

/// The keys that requests were signed with lately. One is good for a day, region and service, and takes four keyed
/// digests to derive from the secret, so the last 16 are kept; the one that was derived first makes room.
class SigningKeys {
public:
    /// The key of that secret for that scope. The secret may have any length.
    [[nodiscard]] DigestValue key(std::string_view secret, const Credential& credential);

private:
    struct Derived {
        std::string secret;
        std::string scope;
        DigestValue key;
    };
    static constexpr std::size_t most = 16;
    std::vector<Derived> derived_;
    std::size_t next_ = 0;
};

/// The same without a memory.
[[nodiscard]] DigestValue derive_signing_key(std::string_view secret, const Credential& credential);

}  // namespace wt::aws
