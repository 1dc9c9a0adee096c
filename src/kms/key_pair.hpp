#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace wt::kms {

/// Kinds of pairs, as KeySpec and DataKeyPairSpec name them.
enum class PairKind : std::uint8_t { rsa_2048, rsa_3072, rsa_4096, p256, p384, p521, secp256k1 };

/// "RSA_2048"; none for what is no pair, or of a kind that is not here.
[[nodiscard]] std::optional<PairKind> pair_kind(std::string_view spec);
/// As OpenSSL calls it; empty for RSA.
[[nodiscard]] std::string curve_of(PairKind kind);
/// Of an RSA key's modulus; 0 for curves.
[[nodiscard]] int bits_of(PairKind kind);

/// How a signature is made: of a digest's bytes.
struct SigningScheme {
    enum class Padding : std::uint8_t { pss, pkcs1, ecdsa };
    Padding padding = Padding::ecdsa;
    const char* hash = "SHA256";  // as OpenSSL calls it
    std::size_t size = 32;        // of the digest, in bytes
};
/// "RSASSA_PSS_SHA_256", "ECDSA_SHA_384"; none where it is not here.
[[nodiscard]] std::optional<SigningScheme> signing_scheme(std::string_view algorithm);

/// A private key with its public one, by OpenSSL.
class KeyPair {
public:
    /// Takes what OpenSSL made.
    explicit KeyPair(void* owned);
    /// None where the bytes are no PKCS #8.
    [[nodiscard]] static std::optional<KeyPair> from_pkcs8(std::string_view der);

    [[nodiscard]] std::string pkcs8() const;
    /// SubjectPublicKeyInfo, in DER.
    [[nodiscard]] std::string public_der() const;
    /// A curve's point, compressed (SEC 1, 2.3.3).
    [[nodiscard]] std::string compressed_point() const;

    /// The digest has the scheme's size, and the scheme fits the pair. PSS with a salt as long as the digest.
    [[nodiscard]] std::string sign(const SigningScheme& scheme, std::string_view digest) const;
    [[nodiscard]] bool verify(const SigningScheme& scheme, std::string_view digest, std::string_view signature) const;

    /// RSAES-OAEP, both hashes `hash`. None where the text is too long.
    [[nodiscard]] std::optional<std::string> encrypt(const char* hash, std::string_view text) const;
    /// None where it was not encrypted so.
    [[nodiscard]] std::optional<std::string> decrypt(const char* hash, std::string_view blob) const;

private:
    struct Free {
        void operator()(void* key) const;
    };
    std::unique_ptr<void, Free> key_;
};

}  // namespace wt::kms
