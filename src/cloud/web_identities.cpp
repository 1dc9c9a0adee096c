#include "cloud/web_identities.hpp"

namespace wt::cloud {

iam::WebIdentities::Verdict PoolIdentities::verify(std::string_view issuer, std::string_view token, Instant now) {
    if (issuer == identity::pools::issuer) {
        const identity::Verified claims = identity::check_token(token, *identity_pools_.key(), issuer);
        if (!claims.ok()) return Verdict::forged;
        return claims->expires <= now ? Verdict::expired : Verdict::good;
    }
    for (const auto& [name, pool] : pools_.list()) {
        if (pool->issuer() != issuer) continue;
        const identity::Verified claims = pool->verify(token, now);
        if (claims.ok()) return Verdict::good;
        return claims.error().expired ? Verdict::expired : Verdict::forged;
    }
    return Verdict::unknown_issuer;
}

}  // namespace wt::cloud
