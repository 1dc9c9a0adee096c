#pragma once
#include <memory>
#include <string_view>

#include "base/time.hpp"
#include "iam/credentials.hpp"

namespace wt::iam {

/// Who is behind a key, for whoever checks signatures.
class Identities {
public:
    Identities() = default;
    Identities(const Identities&) = delete;
    Identities& operator=(const Identities&) = delete;
    virtual ~Identities() = default;

    struct Standing {
        bool exists = true;  // false: the user or role is gone, and its keys are nobody's
        std::shared_ptr<const IdentityPolicies> policies;
    };
    /// Of a key that is limited: what counts for it now.
    [[nodiscard]] virtual Standing standing_of(const Credential& credential) const = 0;
    /// A request was signed with a user's key.
    virtual void note_use(std::string_view access_key, std::string_view service, std::string_view region,
                          Instant now) = 0;
};

}  // namespace wt::iam
