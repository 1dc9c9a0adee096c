#include "identity/api/json_web_keys.hpp"

#include <algorithm>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <nlohmann/json.hpp>

#include "base/base64.hpp"
#include "base/json_depth.hpp"

namespace wt::identity {

namespace {

using JwkJson = nlohmann::json;

template <auto release>
struct Free {
    template <class T>
    void operator()(T* what) const {
        release(what);
    }
};
using Number = std::unique_ptr<BIGNUM, Free<BN_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Free<OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, Free<OSSL_PARAM_free>>;
using Maker = std::unique_ptr<EVP_PKEY_CTX, Free<EVP_PKEY_CTX_free>>;
using KeyHolder = std::shared_ptr<evp_pkey_st>;

/// More than anybody's keys, so that a set cannot keep us computing.
constexpr std::size_t largest_modulus = 1024;
constexpr std::size_t most_keys = 100;

struct Curve {
    std::string_view name;       // in key sets
    std::string_view group;      // OpenSSL's
    std::string_view algorithm;  // that it is for
    std::size_t bytes;           // of a coordinate
};
constexpr Curve curves[] = {
    {"P-256", "prime256v1", "ES256", 32}, {"P-384", "secp384r1", "ES384", 48}, {"P-521", "secp521r1", "ES512", 66}};

[[nodiscard]] const unsigned char* octets(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

[[nodiscard]] std::string member(const JwkJson& key, const char* name) {
    const auto found = key.find(name);
    return found != key.end() && found->is_string() ? found->get<std::string>() : std::string();
}

[[nodiscard]] std::string bytes_in(const JwkJson& key, const char* name) {
    return base64url_decode(member(key, name)).value_or("");
}

[[nodiscard]] KeyHolder made_of(const char* type, OSSL_PARAM_BLD* builder) {
    const Params params(OSSL_PARAM_BLD_to_param(builder));
    const Maker maker(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
    EVP_PKEY* key = nullptr;
    if (params == nullptr || maker == nullptr || EVP_PKEY_fromdata_init(maker.get()) != 1 ||
        EVP_PKEY_fromdata(maker.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) != 1)
        return nullptr;
    return {key, EVP_PKEY_free};
}

[[nodiscard]] KeyHolder rsa_key(const JwkJson& from) {
    const std::string modulus = bytes_in(from, "n");
    const std::string exponent = bytes_in(from, "e");
    if (modulus.empty() || exponent.empty() || modulus.size() > largest_modulus || exponent.size() > sizeof(long))
        return nullptr;
    const Number n(BN_bin2bn(octets(modulus), static_cast<int>(modulus.size()), nullptr));
    const Number e(BN_bin2bn(octets(exponent), static_cast<int>(exponent.size()), nullptr));
    const Builder builder(OSSL_PARAM_BLD_new());
    if (builder == nullptr || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
        OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1)
        return nullptr;
    return made_of("RSA", builder.get());
}

[[nodiscard]] KeyHolder curve_key(const JwkJson& from, const Curve& curve) {
    const std::string x = bytes_in(from, "x");
    const std::string y = bytes_in(from, "y");
    if (x.size() != curve.bytes || y.size() != curve.bytes) return nullptr;
    const std::string point = "\x04" + x + y;  // uncompressed (SEC 1, 2.3.3)
    const Builder builder(OSSL_PARAM_BLD_new());
    if (builder == nullptr ||
        OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, curve.group.data(),
                                        curve.group.size()) != 1 ||
        OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) != 1)
        return nullptr;
    return made_of("EC", builder.get());
}

/// Of two numbers side by side (RFC 7518, 3.4), as OpenSSL takes it; empty where it is none.
[[nodiscard]] std::string der_of(std::string_view signature, std::size_t bytes) {
    if (signature.size() != 2 * bytes) return {};
    const std::unique_ptr<ECDSA_SIG, Free<ECDSA_SIG_free>> pair(ECDSA_SIG_new());
    Number r(BN_bin2bn(octets(signature), static_cast<int>(bytes), nullptr));
    Number s(BN_bin2bn(octets(signature.substr(bytes)), static_cast<int>(bytes), nullptr));
    if (pair == nullptr || ECDSA_SIG_set0(pair.get(), r.get(), s.get()) != 1) return {};
    (void)r.release();
    (void)s.release();
    unsigned char* out = nullptr;
    const int size = i2d_ECDSA_SIG(pair.get(), &out);
    if (size <= 0) return {};
    std::string der(reinterpret_cast<const char*>(out), static_cast<std::size_t>(size));
    OPENSSL_free(out);
    return der;
}

[[nodiscard]] const EVP_MD* digest_of(std::string_view algorithm) {
    if (algorithm.ends_with("256")) return EVP_sha256();
    if (algorithm.ends_with("384")) return EVP_sha384();
    return algorithm.ends_with("512") ? EVP_sha512() : nullptr;
}

}  // namespace

std::optional<JsonWebKeys> JsonWebKeys::of(std::string_view text) {
    const JwkJson set = nests_deeper(text) ? JwkJson() : JwkJson::parse(text, nullptr, false);
    if (!set.is_object() || !set.contains("keys") || !set["keys"].is_array()) return std::nullopt;
    JsonWebKeys made;
    for (const JwkJson& each : set["keys"]) {
        if (!each.is_object() || made.keys_.size() == most_keys) continue;
        Key key{member(each, "kid"), member(each, "alg"), nullptr};
        const std::string type = member(each, "kty");
        if (type == "RSA") key.key = rsa_key(each);
        for (const Curve& curve : curves) {
            if (type != "EC" || member(each, "crv") != curve.name) continue;
            key.key = curve_key(each, curve);
            key.algorithm = curve.algorithm;
        }
        const std::string use = member(each, "use");
        if (key.key != nullptr && (use.empty() || use == "sig")) made.keys_.push_back(std::move(key));
    }
    return made;
}

bool JsonWebKeys::has(std::string_view id) const {
    return std::any_of(keys_.begin(), keys_.end(), [&](const Key& each) { return each.id == id; });
}

bool JsonWebKeys::verify(std::string_view id, std::string_view algorithm, std::string_view message,
                         std::string_view signature, Form form) const {
    const bool rsa = algorithm.starts_with("RS");
    const EVP_MD* const digest = digest_of(algorithm);
    if ((!rsa && !algorithm.starts_with("ES")) || algorithm.size() != 5 || digest == nullptr) return false;
    return std::any_of(keys_.begin(), keys_.end(), [&](const Key& each) {
        const bool is_rsa = EVP_PKEY_is_a(each.key.get(), "RSA") == 1;
        if (each.id != id || is_rsa != rsa || (!each.algorithm.empty() && each.algorithm != algorithm)) return false;
        std::string given(signature);
        for (const Curve& curve : curves) {
            if (!rsa && form == Form::joined && curve.algorithm == algorithm) given = der_of(signature, curve.bytes);
        }
        const std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX_free>> context(EVP_MD_CTX_new());
        return context != nullptr &&
               EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, each.key.get()) == 1 &&
               EVP_DigestVerify(context.get(), octets(given), given.size(), octets(message), message.size()) == 1;
    });
}

}  // namespace wt::identity
