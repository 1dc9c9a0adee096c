#pragma once
#include "base/shelf.hpp"
#include "gateway/token_verifier.hpp"
#include "identity/user_pool.hpp"

namespace wt::stack {

/// Lets a gateway's authorizer ask a user pool, which it does not know.
class PoolVerifier final : public gateway::TokenVerifier {
public:
    using Place = Shelf<identity::UserPool>::Place;
    /// Where the pool stands; it outlives this.
    explicit PoolVerifier(const Place& pool) : pool_(pool) {}
    [[nodiscard]] Verdict verify(std::string_view token, Instant now) override {
        if (pool_ == nullptr) return Verdict::refused;  // Assumed: a pool that is gone vouches for nobody
        const auto claims = pool_->verify(token, now);
        if (claims.ok()) return Verdict::accepted;
        return claims.error().expired ? Verdict::expired : Verdict::refused;
    }

private:
    const Place& pool_;
};

}  // namespace wt::stack
