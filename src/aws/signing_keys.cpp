#include "aws/signing_keys.hpp"

namespace wt::aws {

DigestValue derive_signing_key(std::string_view secret, const Credential& credential) {
    DigestValue key = hmac(Algorithm::sha256, "AWS4" + std::string(secret), credential.date);
    for (const std::string_view part : {credential.region, credential.service, credential.terminator}) {
        key = hmac(Algorithm::sha256, key.view(), part);
    }
    return key;
}

DigestValue SigningKeys::key(std::string_view secret, const Credential& credential) {
    for (const Derived& each : derived_) {
        if (each.scope == credential.scope && each.secret == secret) return each.key;
    }
    Derived derived{std::string(secret), std::string(credential.scope), derive_signing_key(secret, credential)};
    const DigestValue key = derived.key;
    if (derived_.size() < most) {
        derived_.push_back(std::move(derived));
    } else {
        derived_[next_] = std::move(derived);
        next_ = (next_ + 1) % most;
    }
    return key;
}

}  // namespace wt::aws
