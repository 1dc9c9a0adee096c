#pragma once
#include <string_view>

#include "base/shelf.hpp"
#include "iam/web_identity.hpp"
#include "identity/pools/catalogue.hpp"
#include "identity/user_pool.hpp"

namespace wt::cloud {

/// The user pools of the stack, and the account's identity pools, as identity providers of STS.
class PoolIdentities final : public iam::WebIdentities {
public:
    /// The pools must outlive this.
    PoolIdentities(const Shelf<identity::UserPool>& pools, identity::pools::Catalogue& identity_pools)
        : pools_(pools), identity_pools_(identity_pools) {}

    [[nodiscard]] Verdict verify(std::string_view issuer, std::string_view token, Instant now) override;

private:
    const Shelf<identity::UserPool>& pools_;
    identity::pools::Catalogue& identity_pools_;
};

}  // namespace wt::cloud
