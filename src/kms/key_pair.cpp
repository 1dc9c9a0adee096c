#include "kms/key_pair.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "base/assert.hpp"

namespace wt::kms {

namespace {

struct FreePairContext {
    void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
};
using PairContext = std::unique_ptr<EVP_PKEY_CTX, FreePairContext>;

struct PairRow {
    std::string_view spec;
    PairKind kind;
    const char* curve;
    int bits;
};
constexpr PairRow pair_rows[] = {
    {"RSA_2048", PairKind::rsa_2048, "", 2048},
    {"RSA_3072", PairKind::rsa_3072, "", 3072},
    {"RSA_4096", PairKind::rsa_4096, "", 4096},
    {"ECC_NIST_P256", PairKind::p256, "P-256", 0},
    {"ECC_NIST_P384", PairKind::p384, "P-384", 0},
    {"ECC_NIST_P521", PairKind::p521, "P-521", 0},
    {"ECC_SECG_P256K1", PairKind::secp256k1, "secp256k1", 0},
};

[[nodiscard]] const PairRow& row_of(PairKind kind) {
    for (const PairRow& row : pair_rows) {
        if (row.kind == kind) return row;
    }
    WT_ASSERT(false);
    return pair_rows[0];
}

[[nodiscard]] const unsigned char* pair_bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

[[nodiscard]] EVP_PKEY* key_in(void* key) { return static_cast<EVP_PKEY*>(key); }

/// What OpenSSL writes into memory of its own.
template <class Write>
[[nodiscard]] std::string written_by(Write write) {
    unsigned char* der = nullptr;
    const int size = write(&der);
    WT_ASSERT(size > 0);
    std::string bytes(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
    OPENSSL_free(der);
    return bytes;
}

void set_scheme(EVP_PKEY_CTX* context, const SigningScheme& scheme) {
    bool done = EVP_PKEY_CTX_set_signature_md(context, EVP_get_digestbyname(scheme.hash)) == 1;
    if (scheme.padding == SigningScheme::Padding::pss) {
        done = done && EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
               EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1;
    }
    WT_ASSERT(done);
}

void set_oaep(EVP_PKEY_CTX* context, const char* hash) {
    const EVP_MD* const digest = EVP_get_digestbyname(hash);
    const bool done = EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) == 1 &&
                      EVP_PKEY_CTX_set_rsa_oaep_md(context, digest) == 1 &&
                      EVP_PKEY_CTX_set_rsa_mgf1_md(context, digest) == 1;
    WT_ASSERT(done);
}

/// EVP_PKEY_encrypt() or EVP_PKEY_decrypt(): asked for the size, then for the bytes.
template <class Ask>
[[nodiscard]] std::optional<std::string> two_steps(Ask ask, EVP_PKEY_CTX* context, std::string_view from) {
    std::size_t size = 0;
    if (ask(context, nullptr, &size, pair_bytes(from), from.size()) != 1) return std::nullopt;
    std::string made(size, '\0');
    if (ask(context, reinterpret_cast<unsigned char*>(made.data()), &size, pair_bytes(from), from.size()) != 1)
        return std::nullopt;
    made.resize(size);
    return made;
}

}  // namespace

std::optional<PairKind> pair_kind(std::string_view spec) {
    for (const PairRow& row : pair_rows) {
        if (row.spec == spec) return row.kind;
    }
    return std::nullopt;
}

std::string curve_of(PairKind kind) { return row_of(kind).curve; }
int bits_of(PairKind kind) { return row_of(kind).bits; }

std::optional<SigningScheme> signing_scheme(std::string_view algorithm) {
    SigningScheme scheme;
    constexpr std::string_view ecdsa = "ECDSA_";
    constexpr std::string_view pss = "RSASSA_PSS_";
    constexpr std::string_view pkcs1 = "RSASSA_PKCS1_V1_5_";
    const auto take = [&algorithm](std::string_view head) {
        if (!algorithm.starts_with(head)) return false;
        algorithm.remove_prefix(head.size());
        return true;
    };
    if (take(pss)) {
        scheme.padding = SigningScheme::Padding::pss;
    } else if (take(pkcs1)) {
        scheme.padding = SigningScheme::Padding::pkcs1;
    } else if (!take(ecdsa)) {
        return std::nullopt;
    }
    if (algorithm == "SHA_256") return scheme;
    if (algorithm == "SHA_384") {
        scheme.hash = "SHA384";
        scheme.size = 48;
        return scheme;
    }
    if (algorithm != "SHA_512") return std::nullopt;
    scheme.hash = "SHA512";
    scheme.size = 64;
    return scheme;
}

void KeyPair::Free::operator()(void* key) const { EVP_PKEY_free(key_in(key)); }

KeyPair::KeyPair(void* owned) : key_(owned) {}

std::optional<KeyPair> KeyPair::from_pkcs8(std::string_view der) {
    const unsigned char* at = pair_bytes(der);
    EVP_PKEY* const read = d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(der.size()));
    if (read == nullptr) return std::nullopt;
    return KeyPair(read);
}

std::string KeyPair::pkcs8() const {
    PKCS8_PRIV_KEY_INFO* const info = EVP_PKEY2PKCS8(key_in(key_.get()));
    WT_ASSERT(info != nullptr);
    std::string der = written_by([&](unsigned char** to) { return i2d_PKCS8_PRIV_KEY_INFO(info, to); });
    PKCS8_PRIV_KEY_INFO_free(info);
    return der;
}

std::string KeyPair::public_der() const {
    return written_by([&](unsigned char** to) { return i2d_PUBKEY(key_in(key_.get()), to); });
}

std::string KeyPair::compressed_point() const {
    // An uncompressed point: 4, X, Y.
    unsigned char* point = nullptr;
    const std::size_t size = EVP_PKEY_get1_encoded_public_key(key_in(key_.get()), &point);
    WT_ASSERT(size > 2 && point[0] == 4);
    const std::size_t half = (size - 1) / 2;
    std::string compressed(1, static_cast<char>(2 + (point[size - 1] & 1)));
    compressed.append(reinterpret_cast<const char*>(point) + 1, half);
    OPENSSL_free(point);
    return compressed;
}

std::string KeyPair::sign(const SigningScheme& scheme, std::string_view digest) const {
    const PairContext context(EVP_PKEY_CTX_new(key_in(key_.get()), nullptr));
    WT_ASSERT(context != nullptr && EVP_PKEY_sign_init(context.get()) == 1);
    set_scheme(context.get(), scheme);
    auto signature = two_steps(EVP_PKEY_sign, context.get(), digest);
    WT_ASSERT(signature.has_value());
    return std::move(*signature);
}

bool KeyPair::verify(const SigningScheme& scheme, std::string_view digest, std::string_view signature) const {
    const PairContext context(EVP_PKEY_CTX_new(key_in(key_.get()), nullptr));
    WT_ASSERT(context != nullptr && EVP_PKEY_verify_init(context.get()) == 1);
    set_scheme(context.get(), scheme);
    return EVP_PKEY_verify(context.get(), pair_bytes(signature), signature.size(), pair_bytes(digest), digest.size()) ==
           1;
}

std::optional<std::string> KeyPair::encrypt(const char* hash, std::string_view text) const {
    const PairContext context(EVP_PKEY_CTX_new(key_in(key_.get()), nullptr));
    WT_ASSERT(context != nullptr && EVP_PKEY_encrypt_init(context.get()) == 1);
    set_oaep(context.get(), hash);
    return two_steps(EVP_PKEY_encrypt, context.get(), text);
}

std::optional<std::string> KeyPair::decrypt(const char* hash, std::string_view blob) const {
    const PairContext context(EVP_PKEY_CTX_new(key_in(key_.get()), nullptr));
    WT_ASSERT(context != nullptr && EVP_PKEY_decrypt_init(context.get()) == 1);
    set_oaep(context.get(), hash);
    return two_steps(EVP_PKEY_decrypt, context.get(), blob);
}

}  // namespace wt::kms
