#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace wt::identity {

/// An RSA key of 2048 bits that signs tokens (RS256). Made once, when the program starts: components are handed it and
/// draw no entropy themselves.
class SigningKey {
public:
    /// A fresh key, made on a thread of its own, because it takes tens of milliseconds: whoever first needs it waits.
    /// That one gets std::runtime_error when OpenSSL cannot make one.
    [[nodiscard]] static SigningKey generate();
    /// A private RSA key of 2048 bits, unencrypted PEM (PKCS#8 or PKCS#1).
    [[nodiscard]] static Result<SigningKey> from_pem(std::string_view pem);
    SigningKey(SigningKey&&) noexcept;
    SigningKey& operator=(SigningKey&&) noexcept;
    ~SigningKey();

    /// The private key, unencrypted PKCS#8.
    [[nodiscard]] std::string to_pem() const;

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
