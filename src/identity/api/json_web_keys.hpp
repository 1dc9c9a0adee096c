#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct evp_pkey_st;

namespace wt::identity {

/// The public keys of an issuer of tokens, as it publishes them (RFC 7517): RSA and elliptic curves; others are passed
/// over.
class JsonWebKeys {
public:
    /// None where the text is no key set.
    [[nodiscard]] static std::optional<JsonWebKeys> of(std::string_view text);

    [[nodiscard]] bool has(std::string_view id) const;
    /// Whether the key of that id signed the message by that algorithm (RFC 7518, 3.1: RS256, ES384, ...). False also
    /// where the algorithm is none of the key's.
    /// A signature by a curve is two numbers side by side (RFC 7518, 3.4), or in DER.
    enum class Form : std::uint8_t { joined, der };
    [[nodiscard]] bool verify(std::string_view id, std::string_view algorithm, std::string_view message,
                              std::string_view signature, Form form = Form::joined) const;

private:
    struct Key {
        std::string id;
        std::string algorithm;  // the only one that it is for; empty: any of its kind
        std::shared_ptr<evp_pkey_st> key;
    };
    std::vector<Key> keys_;
};

}  // namespace wt::identity
