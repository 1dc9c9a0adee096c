#pragma once
#include <string_view>

#include "base/shelf.hpp"
#include "iam/web_identity.hpp"
#include "identity/user_pool.hpp"

namespace wt::app {

/// The user pools of the stack as identity providers of STS.
class PoolIdentities final : public iam::WebIdentities {
public:
    /// The pools must outlive this.
    explicit PoolIdentities(const Shelf<identity::UserPool>& pools) : pools_(pools) {}

    [[nodiscard]] Verdict verify(std::string_view issuer, std::string_view token, Instant now) override;

private:
    const Shelf<identity::UserPool>& pools_;
};

}  // namespace wt::app
