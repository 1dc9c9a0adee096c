#include "kms/entropy.hpp"

#include <stdexcept>

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>

namespace wt::kms {

std::string fresh_bytes(std::size_t count) {
    std::string bytes(count, '\0');
    if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count)) != 1)
        throw std::runtime_error("OpenSSL cannot draw bytes");
    return bytes;
}

KeyPair fresh_pair(PairKind kind) {
    const std::string curve = curve_of(kind);
    EVP_PKEY* const made =
        curve.empty() ? EVP_RSA_gen(static_cast<unsigned>(bits_of(kind))) : EVP_EC_gen(curve.c_str());
    if (made == nullptr) throw std::runtime_error("OpenSSL cannot make a key pair");
    return KeyPair(made);
}

}  // namespace wt::kms
