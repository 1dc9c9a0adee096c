#include "app/web_identities.hpp"

#include <algorithm>

namespace wt::app {

iam::WebIdentities::Verdict PoolIdentities::verify(std::string_view issuer, std::string_view token, Instant now) {
    const auto pool = std::find_if(pools_.begin(), pools_.end(),
                                   [&](const identity::UserPool* each) { return each->issuer() == issuer; });
    if (pool == pools_.end()) return Verdict::unknown_issuer;
    const identity::Verified claims = (*pool)->verify(token, now);
    if (claims.ok()) return Verdict::good;
    return claims.error().expired ? Verdict::expired : Verdict::forged;
}

}  // namespace wt::app
