#include "aws/sigv4a.hpp"

#include <memory>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include "aws/digests.hpp"
#include "base/assert.hpp"
#include "base/hex.hpp"

namespace wt::aws {

namespace {

template <auto Free>
struct FreedBy {
    template <class T>
    void operator()(T* pointer) const {
        Free(pointer);
    }
};
using Number = std::unique_ptr<BIGNUM, FreedBy<BN_clear_free>>;
using Group = std::unique_ptr<EC_GROUP, FreedBy<EC_GROUP_free>>;
using Point = std::unique_ptr<EC_POINT, FreedBy<EC_POINT_free>>;
using Params = std::unique_ptr<OSSL_PARAM_BLD, FreedBy<OSSL_PARAM_BLD_free>>;
using ParamList = std::unique_ptr<OSSL_PARAM, FreedBy<OSSL_PARAM_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, FreedBy<EVP_PKEY_CTX_free>>;
using PublicKey = std::unique_ptr<EVP_PKEY, FreedBy<EVP_PKEY_free>>;
using Verifying = std::unique_ptr<EVP_MD_CTX, FreedBy<EVP_MD_CTX_free>>;

[[nodiscard]] std::string bytes_of_hex(std::string_view text) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
        const int high = hex_digit(text[i]);
        const int low = hex_digit(text[i + 1]);
        if (high < 0 || low < 0) return {};
        bytes += static_cast<char>(16 * high + low);
    }
    return bytes;
}

[[nodiscard]] const unsigned char* octets(std::string_view bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

/// A number below the curve's order, by NIST SP 800-108 in counter mode: the first of its candidates that fits.
[[nodiscard]] Number private_key(const EC_GROUP& curve, std::string_view access_key, std::string_view secret) {
    Number most(BN_dup(EC_GROUP_get0_order(&curve)));
    WT_ASSERT(BN_sub_word(most.get(), 2) == 1);
    const std::string key = "AWS4A" + std::string(secret);
    constexpr int candidates = 254;
    for (int candidate = 1; candidate <= candidates; ++candidate) {
        std::string input("\0\0\0\1", 4);
        input.append(sigv4a_algorithm).append(1, '\0').append(access_key).append(1, static_cast<char>(candidate));
        input.append("\0\0\1\0", 4);  // 256 bits
        const DigestValue drawn = hmac(Algorithm::sha256, key, input);
        Number number(BN_bin2bn(octets(drawn.view()), static_cast<int>(drawn.view().size()), nullptr));
        if (BN_cmp(number.get(), most.get()) > 0) continue;
        WT_ASSERT(BN_add_word(number.get(), 1) == 1);
        return number;
    }
    WT_ASSERT(false);  // one in 2^32 fails
    return nullptr;
}

[[nodiscard]] PublicKey read_key(std::string_view point) {
    const Params params(OSSL_PARAM_BLD_new());
    OSSL_PARAM_BLD_push_utf8_string(params.get(), OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0);
    OSSL_PARAM_BLD_push_octet_string(params.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
    const ParamList list(OSSL_PARAM_BLD_to_param(params.get()));
    const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
    EVP_PKEY* made = nullptr;
    if (EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY, list.get()) != 1)
        return nullptr;
    return PublicKey(made);
}

}  // namespace

std::optional<Credential> parse_sigv4a_credential(std::string_view text) {
    // As if it had a region, which it leaves out.
    const std::size_t key = text.find('/');
    if (key == std::string_view::npos) return std::nullopt;
    const std::size_t date = text.find('/', key + 1);
    if (date == std::string_view::npos) return std::nullopt;
    const std::size_t service = text.find('/', date + 1);
    if (service == std::string_view::npos || text.find('/', service + 1) != std::string_view::npos) return std::nullopt;
    return Credential{text.substr(0, key),
                      text.substr(key + 1, date - key - 1),
                      {},
                      text.substr(date + 1, service - date - 1),
                      text.substr(service + 1),
                      text.substr(key + 1)};
}

std::string sigv4a_public_key(std::string_view access_key, std::string_view secret) {
    const Group curve(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1));
    const Number number = private_key(*curve, access_key, secret);
    const Point point(EC_POINT_new(curve.get()));
    WT_ASSERT(EC_POINT_mul(curve.get(), point.get(), number.get(), nullptr, nullptr, nullptr) == 1);
    std::string bytes(65, '\0');
    WT_ASSERT(EC_POINT_point2oct(curve.get(), point.get(), POINT_CONVERSION_UNCOMPRESSED,
                                 reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(),
                                 nullptr) == bytes.size());
    return bytes;
}

bool is_sigv4a_signature(std::string_view signature, std::string_view text, std::string_view public_key) {
    constexpr std::size_t longest = 144;  // of DER, in hexadecimal
    const std::string der = signature.size() <= longest ? bytes_of_hex(signature) : std::string();
    const PublicKey key = der.empty() ? nullptr : read_key(public_key);
    if (key == nullptr) return false;
    const Verifying verifying(EVP_MD_CTX_new());
    return EVP_DigestVerifyInit(verifying.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1 &&
           EVP_DigestVerify(verifying.get(), octets(der), der.size(), octets(text), text.size()) == 1;
}

}  // namespace wt::aws
