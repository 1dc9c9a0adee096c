#include "app/web_identities.hpp"

namespace wt::app {

iam::WebIdentities::Verdict PoolIdentities::verify(std::string_view issuer, std::string_view token, Instant now) {
    for (const auto& [name, pool] : pools_.list()) {
        if (pool->issuer() != issuer) continue;
        const identity::Verified claims = pool->verify(token, now);
        if (claims.ok()) return Verdict::good;
        return claims.error().expired ? Verdict::expired : Verdict::forged;
    }
    return Verdict::unknown_issuer;
}

}  // namespace wt::app
