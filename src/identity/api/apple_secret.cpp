#include "identity/api/apple_secret.hpp"

#include <memory>

#include <fmt/format.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <nlohmann/json.hpp>

#include "base/base64.hpp"

namespace wt::identity {

namespace {

template <auto Free>
struct FreedBy {
    template <class T>
    void operator()(T* it) const {
        Free(it);
    }
};
using EcKey = std::unique_ptr<EVP_PKEY, FreedBy<EVP_PKEY_free>>;

constexpr std::size_t coordinate = 32;  // bytes
constexpr std::size_t longest_key = 4096;

/// What stands between the lines of a PEM, or all of it, without blanks.
[[nodiscard]] std::string inside_of(std::string_view pem) {
    const std::size_t begin = pem.find("-----BEGIN");
    if (begin != std::string_view::npos) {
        const std::size_t from = pem.find("-----", begin + 10);
        const std::size_t to = pem.find("-----END");
        if (from == std::string_view::npos || to == std::string_view::npos || to < from + 5) return {};
        pem = pem.substr(from + 5, to - from - 5);
    }
    std::string text;
    for (const char c : pem) {
        if (c != '\n' && c != '\r' && c != ' ' && c != '\t') text += c;
    }
    return text;
}

[[nodiscard]] EcKey read_key(std::string_view pem) {
    const auto der = pem.size() > longest_key ? std::nullopt : base64_decode(inside_of(pem));
    if (!der) return nullptr;
    const auto* at = reinterpret_cast<const unsigned char*>(der->data());
    const std::unique_ptr<PKCS8_PRIV_KEY_INFO, FreedBy<PKCS8_PRIV_KEY_INFO_free>> info(
        d2i_PKCS8_PRIV_KEY_INFO(nullptr, &at, static_cast<long>(der->size())));
    EcKey key(info == nullptr ? nullptr : EVP_PKCS82PKEY(info.get()));
    if (key == nullptr || EVP_PKEY_base_id(key.get()) != EVP_PKEY_EC || EVP_PKEY_bits(key.get()) != 8 * coordinate)
        return nullptr;
    return key;
}

/// As RFC 7518, 3.4 has it: both numbers, one after the other.
[[nodiscard]] std::optional<std::string> es256(EVP_PKEY* key, std::string_view message) {
    const std::unique_ptr<EVP_MD_CTX, FreedBy<EVP_MD_CTX_free>> context(EVP_MD_CTX_new());
    std::size_t length = 0;
    const auto* text = reinterpret_cast<const unsigned char*>(message.data());
    if (context == nullptr || EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key) != 1 ||
        EVP_DigestSign(context.get(), nullptr, &length, text, message.size()) != 1)
        return std::nullopt;
    std::string der(length, '\0');
    if (EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(der.data()), &length, text, message.size()) != 1)
        return std::nullopt;
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    const std::unique_ptr<ECDSA_SIG, FreedBy<ECDSA_SIG_free>> pair(
        d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(length)));
    if (pair == nullptr) return std::nullopt;
    std::string signature(2 * coordinate, '\0');
    auto* to = reinterpret_cast<unsigned char*>(signature.data());
    if (BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), to, coordinate) < 0 ||
        BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), to + coordinate, coordinate) < 0)
        return std::nullopt;
    return signature;
}

}  // namespace

std::optional<std::string> apple_secret(const AppleClient& about, Instant now) {
    using AppleJson = nlohmann::json;
    const EcKey key = read_key(about.private_key);
    if (key == nullptr) return std::nullopt;
    constexpr std::int64_t lasts = 300;
    const auto said = [](const AppleJson& json) {
        return base64url_encode(json.dump(-1, ' ', false, AppleJson::error_handler_t::replace));
    };
    const std::string message = said({{"alg", "ES256"}, {"kid", about.key}}) + "." +
                                said({{"iss", about.team},
                                      {"iat", unix_seconds(now)},
                                      {"exp", unix_seconds(now) + lasts},
                                      {"aud", "https://appleid.apple.com"},
                                      {"sub", about.client}});
    const auto signature = es256(key.get(), message);
    if (!signature) return std::nullopt;
    return message + "." + base64url_encode(*signature);
}

}  // namespace wt::identity
