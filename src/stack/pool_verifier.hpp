#pragma once
#include "gateway/token_verifier.hpp"
#include "identity/user_pool.hpp"
#include "stack/stack.hpp"

namespace wt::stack {

/// Lets the gateway's authorizer ask a user pool, which it does not know.
class Stack::PoolVerifier final : public gateway::TokenVerifier {
public:
    explicit PoolVerifier(identity::UserPool& pool) : pool_(pool) {}
    [[nodiscard]] Verdict verify(std::string_view token, Instant now) override {
        const auto claims = pool_.verify(token, now);
        if (claims.ok()) return Verdict::accepted;
        return claims.error().expired ? Verdict::expired : Verdict::refused;
    }

private:
    identity::UserPool& pool_;
};

}  // namespace wt::stack
