#include "identity/api/json_web_keys.hpp"

#include <fmt/format.h>

#include "base/base64.hpp"
#include "catch.hpp"
#include "identity/signing_key.hpp"

namespace wt::identity {
namespace {

// RFC 7515, appendix A.3.
constexpr const char* curve_set =
    R"({"keys": [{"kty": "EC", "kid": "curve", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]})";
constexpr std::string_view curve_message =
    "eyJhbGciOiJFUzI1NiJ9."
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
const std::string curve_signature =
    base64url_decode("DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q").value();

std::string set_of(const SigningKey& key, std::string_view more = "") {
    return fmt::format(R"({{"keys": [{{"kty": "RSA", "kid": "{}", "n": "{}", "e": "{}"{}}}]}})", key.id(),
                       key.modulus(), key.exponent(), more);
}

TEST_CASE("a signature by a published RSA key is good, for that message, key and algorithm alone") {
    const SigningKey key = SigningKey::generate();
    const SigningKey other = SigningKey::generate();
    const auto keys = JsonWebKeys::of(set_of(key)).value();
    const std::string signature = key.sign("hello");
    CHECK(keys.has(key.id()));
    CHECK_FALSE(keys.has(other.id()));
    CHECK(keys.verify(key.id(), "RS256", "hello", signature));
    CHECK_FALSE(keys.verify(key.id(), "RS256", "hullo", signature));
    CHECK_FALSE(keys.verify(key.id(), "RS512", "hello", signature));
    CHECK_FALSE(keys.verify(key.id(), "ES256", "hello", signature));
    CHECK_FALSE(keys.verify(key.id(), "none", "hello", ""));
    CHECK_FALSE(keys.verify(other.id(), "RS256", "hello", other.sign("hello")));
    CHECK_FALSE(keys.verify(key.id(), "RS256", "hello", other.sign("hello")));
}

TEST_CASE("a key that says which algorithm or use it is for is for no other") {
    const SigningKey key = SigningKey::generate();
    const std::string signature = key.sign("hello");
    CHECK(JsonWebKeys::of(set_of(key, R"(, "alg": "RS256", "use": "sig")"))
              ->verify(key.id(), "RS256", "hello", signature));
    CHECK_FALSE(JsonWebKeys::of(set_of(key, R"(, "alg": "RS384")"))->verify(key.id(), "RS256", "hello", signature));
    CHECK_FALSE(JsonWebKeys::of(set_of(key, R"(, "use": "enc")"))->has(key.id()));
}

TEST_CASE("a signature by a key on a curve") {
    const auto keys = JsonWebKeys::of(curve_set).value();
    CHECK(keys.verify("curve", "ES256", curve_message, curve_signature));
    CHECK_FALSE(keys.verify("curve", "ES256", "hello", curve_signature));
    CHECK_FALSE(keys.verify("curve", "ES384", curve_message, curve_signature));
    CHECK_FALSE(keys.verify("curve", "RS256", curve_message, curve_signature));
    CHECK_FALSE(keys.verify("curve", "ES256", curve_message, curve_signature.substr(1)));
    CHECK_FALSE(keys.verify("curve", "ES256", curve_message, ""));
}

TEST_CASE("what is no key is passed over, and what is no set is none") {
    for (const char* text : {"", "[]", "{}", R"({"keys": {}})", "{\"keys\": [", "null"})
        CHECK_FALSE(JsonWebKeys::of(text));
    for (const char* key :
         {"1", "{}", R"({"kty": "oct", "kid": "a", "k": "AAAA"})",
          R"({"kty": "RSA", "kid": "a", "n": "", "e": "AQAB"})", R"({"kty": "RSA", "kid": "a", "n": "!", "e": "AQAB"})",
          R"({"kty": "EC", "kid": "a", "crv": "P-256", "x": "AA", "y": "AA"})",
          R"({"kty": "EC", "kid": "a", "crv": "P-7", "x": "AA", "y": "AA"})", R"({"kty": 1, "kid": 2})"}) {
        const auto keys = JsonWebKeys::of(fmt::format(R"({{"keys": [{}]}})", key));
        REQUIRE(keys);
        CHECK_FALSE(keys->has("a"));
    }
}

}  // namespace
}  // namespace wt::identity
