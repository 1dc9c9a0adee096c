#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"

namespace wt::identity {

/// An RSA key of 2048 bits that signs tokens (RS256). Made once, when a server or a run starts: components are handed
/// it and draw no entropy themselves.
class SigningKey {
public:
    /// When a fresh key is made, which takes tens of milliseconds: at once, on a thread of its own, so that whoever
    /// first needs it waits little; or by whoever first needs it, where most never do (a virtual run hands its tokens
    /// from object to object).
    enum class Made : std::uint8_t { ahead, when_needed };
    /// A fresh key. Whoever first needs it gets std::runtime_error when OpenSSL cannot make one.
    [[nodiscard]] static SigningKey generate(Made made = Made::ahead);
    /// A private RSA key of 2048 bits, unencrypted PEM (PKCS#8 or PKCS#1).
    [[nodiscard]] static Result<SigningKey> from_pem(std::string_view pem);
    SigningKey(SigningKey&&) noexcept;
    SigningKey& operator=(SigningKey&&) noexcept;
    ~SigningKey();

    /// The private key, unencrypted PKCS#8.
    [[nodiscard]] std::string to_pem() const;

    /// A certificate of the public key that the key itself signs, good for ten years: X.509, DER in Base64.
    [[nodiscard]] std::string certificate(std::string_view name, Instant from) const;

    /// The signature (raw bytes) of `message`: PKCS#1 v1.5 with SHA-256.
    [[nodiscard]] std::string sign(std::string_view message) const;
    [[nodiscard]] bool verify(std::string_view message, std::string_view signature) const;

    /// The key's name (`kid`) in token headers and key sets: a hash of the public key.
    [[nodiscard]] const std::string& id() const;
    /// The public key as base64url, as a JSON Web Key has it (RFC 7518, 6.3.1).
    [[nodiscard]] const std::string& modulus() const;
    [[nodiscard]] const std::string& exponent() const;

private:
    struct State;
    struct Pending;
    explicit SigningKey(std::unique_ptr<Pending> pending);
    /// The key, once it is made.
    [[nodiscard]] const State& state() const;
    std::unique_ptr<Pending> pending_;
};

}  // namespace wt::identity
