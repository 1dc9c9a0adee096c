#include "identity/password.hpp"

#include <cstdint>
#include <cstring>
#include <string>

#include <openssl/crypto.h>
#include <openssl/sha.h>

namespace wt::identity {

Password::Password(std::string_view password, Random& salts) {
    const std::uint64_t halves[2] = {salts.next(), salts.next()};
    std::memcpy(salt_.data(), halves, salt_.size());
    hash_ = hash(password);
}

bool Password::is(std::string_view password) const {
    const Bytes32 other = hash(password);
    return CRYPTO_memcmp(other.data(), hash_.data(), hash_.size()) == 0;
}

Password::Bytes32 Password::hash(std::string_view password) const {
    std::string salted(reinterpret_cast<const char*>(salt_.data()), salt_.size());
    salted += password;
    Bytes32 digest;
    SHA256(reinterpret_cast<const unsigned char*>(salted.data()), salted.size(), digest.data());
    return digest;
}

}  // namespace wt::identity
