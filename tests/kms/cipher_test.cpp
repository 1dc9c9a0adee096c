#include "kms/cipher.hpp"

#include "base/hex.hpp"
#include "catch.hpp"
#include "kms/entropy.hpp"
#include "kms/key_pair.hpp"

using namespace wt;
using namespace wt::kms;

TEST_CASE("AES-256-GCM has the values of its specification's test cases") {
    // "The Galois/Counter Mode of Operation", appendix B, cases 13 and 14.
    const std::string key(aes_key_size, '\0');
    const std::string nonce(nonce_size, '\0');
    CHECK(hex_encode(gcm_seal(key, nonce, "", "")) == "530f8afbc74536b9a963b4f1c4cb738b");
    const std::string zeros(16, '\0');
    const std::string sealed = gcm_seal(key, nonce, "", zeros);
    CHECK(hex_encode(sealed) == "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919");
    CHECK(gcm_open(key, nonce, "", sealed) == zeros);
    CHECK_FALSE(gcm_open(key, nonce, "x", sealed));
    CHECK_FALSE(gcm_open(key, nonce, "", sealed.substr(1)));
    CHECK_FALSE(gcm_open(key, nonce, "", "short"));
    CHECK_FALSE(gcm_open(std::string(aes_key_size, '\1'), nonce, "", sealed));
}

TEST_CASE("HMACs have the values of RFC 4231, and HKDF those of another library") {
    const std::string message = "what do ya want for nothing?";
    CHECK(hex_encode(hmac_by("SHA224", "Jefe", message)) == "a30e01098bc6dbbf45690f3a7e9e6d0f8bbea2a39e6148008fd05e44");
    CHECK(hex_encode(hmac_by("SHA256", "Jefe", message)) ==
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    CHECK(hex_encode(hmac_by("SHA384", "Jefe", message)) ==
          "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649");
    // Python's cryptography 50.0.2.
    CHECK(hex_encode(hkdf_sha384(std::string(22, '\x0b'), "info", 32)) ==
          "8d0bb9792017f5f2f3ced367f281b9ae03e610634d0f59461a7e7dcd82e848ba");
}

TEST_CASE("what a pair signs, the same pair alone verifies, by the same scheme alone") {
    for (const auto& [spec, algorithm, other] :
         {std::tuple{"RSA_2048", "RSASSA_PSS_SHA_256", "RSASSA_PKCS1_V1_5_SHA_256"},
          std::tuple{"RSA_2048", "RSASSA_PKCS1_V1_5_SHA_512", "RSASSA_PSS_SHA_512"},
          std::tuple{"ECC_NIST_P256", "ECDSA_SHA_256", ""}, std::tuple{"ECC_NIST_P384", "ECDSA_SHA_384", ""},
          std::tuple{"ECC_NIST_P521", "ECDSA_SHA_512", ""}, std::tuple{"ECC_SECG_P256K1", "ECDSA_SHA_256", ""}}) {
        INFO(spec << " " << algorithm);
        const KeyPair made = fresh_pair(*pair_kind(spec));
        const auto pair = KeyPair::from_pkcs8(made.pkcs8());
        REQUIRE(pair);
        CHECK(pair->public_der() == made.public_der());
        const auto scheme = signing_scheme(algorithm);
        REQUIRE(scheme);
        const std::string digest = hash_by(scheme->hash, "message");
        CHECK(digest.size() == scheme->size);
        const std::string signature = pair->sign(*scheme, digest);
        CHECK(made.verify(*scheme, digest, signature));
        CHECK_FALSE(made.verify(*scheme, hash_by(scheme->hash, "other"), signature));
        CHECK_FALSE(made.verify(*scheme, digest, signature.substr(1)));
        CHECK_FALSE(fresh_pair(*pair_kind(spec)).verify(*scheme, digest, signature));
        if (*other != '\0') CHECK_FALSE(made.verify(*signing_scheme(other), digest, signature));
    }
    CHECK_FALSE(signing_scheme("ED25519_SHA_512"));
    CHECK_FALSE(signing_scheme("ECDSA_SHA_1"));
    CHECK_FALSE(pair_kind("SM2"));
    CHECK_FALSE(KeyPair::from_pkcs8("no key"));
}

TEST_CASE("RSA encrypts by OAEP what fits, and opens nothing else") {
    const KeyPair pair = fresh_pair(PairKind::rsa_2048);
    for (const auto& [hash, longest] : {std::pair{"SHA1", 214}, std::pair{"SHA256", 190}}) {
        const std::string text(static_cast<std::size_t>(longest), 'x');
        auto blob = pair.encrypt(hash, text);
        REQUIRE(blob);
        CHECK(pair.decrypt(hash, *blob) == text);
        CHECK_FALSE(pair.encrypt(hash, text + "x"));
        blob->back() = static_cast<char>(blob->back() ^ 1);
        CHECK_FALSE(pair.decrypt(hash, *blob));
    }
}
