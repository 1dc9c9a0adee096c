#pragma once
#include <string_view>
#include <utility>
#include <vector>

#include "iam/web_identity.hpp"
#include "identity/user_pool.hpp"

namespace wt::app {

/// The user pools of the stack as identity providers of STS.
class PoolIdentities final : public iam::WebIdentities {
public:
    /// The pools must outlive this.
    explicit PoolIdentities(std::vector<identity::UserPool*> pools) : pools_(std::move(pools)) {}

    [[nodiscard]] Verdict verify(std::string_view issuer, std::string_view token, Instant now) override;

private:
    std::vector<identity::UserPool*> pools_;
};

}  // namespace wt::app
