#include "kms/specs.hpp"

#include <algorithm>

namespace wt::kms {

namespace {

constexpr std::string_view rsa_signatures =
    "RSASSA_PKCS1_V1_5_SHA_256 RSASSA_PKCS1_V1_5_SHA_384 RSASSA_PKCS1_V1_5_SHA_512 RSASSA_PSS_SHA_256 "
    "RSASSA_PSS_SHA_384 RSASSA_PSS_SHA_512";
constexpr std::string_view rsa_encryption = "RSAES_OAEP_SHA_1 RSAES_OAEP_SHA_256";

constexpr Spec specs[] = {
    {symmetric, encrypts, symmetric, "", 32},
    {"HMAC_224", makes_macs, "HMAC_SHA_224", "SHA224", 28},
    {"HMAC_256", makes_macs, "HMAC_SHA_256", "SHA256", 32},
    {"HMAC_384", makes_macs, "HMAC_SHA_384", "SHA384", 48},
    {"HMAC_512", makes_macs, "HMAC_SHA_512", "SHA512", 64},
    {"RSA_2048", "", rsa_signatures},
    {"RSA_3072", "", rsa_signatures},
    {"RSA_4096", "", rsa_signatures},
    {"ECC_NIST_P256", signs, "ECDSA_SHA_256"},
    {"ECC_NIST_P384", signs, "ECDSA_SHA_384"},
    {"ECC_NIST_P521", signs, "ECDSA_SHA_512"},
    {"ECC_SECG_P256K1", signs, "ECDSA_SHA_256"},
};

}  // namespace

const Spec* find_spec(std::string_view name) {
    for (const Spec& spec : specs) {
        if (spec.name == name) return &spec;
    }
    return nullptr;
}

std::vector<std::string> algorithms_of(const Spec& spec, std::string_view usage) {
    std::string_view names = spec.usage.empty() && usage == encrypts ? rsa_encryption : spec.algorithms;
    std::vector<std::string> all;
    while (!names.empty()) {
        const std::size_t blank = std::min(names.find(' '), names.size());
        all.emplace_back(names.substr(0, blank));
        names.remove_prefix(std::min(blank + 1, names.size()));
    }
    return all;
}

}  // namespace wt::kms
