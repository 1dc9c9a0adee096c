#include "identity/srp.hpp"

#include <fmt/format.h>

#include "aws/digests.hpp"
#include "base/base64.hpp"
#include "base/hex.hpp"
#include "catch.hpp"
#include "identity/api/totp.hpp"

namespace wt::identity {
namespace {

// Numbers that a program of Python's, written after RFC 5054 and what clients do, comes to, for a = 11...1 and b
// = 22...2 of 256 digits.
constexpr std::string_view client_public =
    "67679d4fea151663de3276050085a1ce5853766f826eac11fa1c80daaca0a3a4d7fd4348e3f4ad478e6b049c41a44b5fa8f1"
    "9ad5983c28abfaa9f49b094a85cd6ef47f50ea73adcd254c5f107f2970b5ac8d163698dfc0f57e6e58cb1ac1d868fc8170f0"
    "b16976ea4879067a90f89659969c61a674966ecc37872550511549df4b2840b21c4f97e4b6bbc5390ceb889db94c51c7038d"
    "a45cca2745913e0fbc05cd86d30b18533e07f7933650b8d360a22548e426b9f0b97b9aaa95c654ae5ce38d74c98c05182f2a"
    "12e9df7983dd06d2867fe8a5351f5b2f8998f7292047c5b13ee276832b0b0b6166dcb71c119598ac6b77b91afd7b9dbdeece"
    "8aad515ebaff3e98a0034945b56af5cd9b390ce0b0180bd88db2d2c25390aacee43ac5576d35000d495b8e2b67f41aa82365"
    "ba6a2bbf7535edf398798a38ff53b0038025ab1723b6910bdba9e54753b7dc38243f54f3d92b3859e22f80d579b7170adc79"
    "95987499764c8ed7d9a2088abd0092ba68e553618bb63368912e373a857c32e03a6c";
constexpr SrpName who{"TestPool1", "11111111-2222-3333-4444-555555555555"};
constexpr std::string_view salt = "8f0123456789abcdef00000000000000";

std::string verifier() { return srp_verifier(who, "Passw0rd!", salt); }

TEST_CASE("verifier, public number, key and proof are those of another program") {
    CHECK(aws::sha256(verifier()).hex() == "fda46bbdeb7db6cfdd1c5bfba40a3b3f769983247b0b8afb666a2bdffa564ead");
    const auto exchange = srp_exchange(verifier(), client_public, std::string(256, '2'));
    REQUIRE(exchange);
    std::string bytes;
    const std::string& b = exchange->server_public;
    for (std::size_t i = 0; i < b.size(); i += 2)
        bytes += static_cast<char>(hex_digit(b[i]) * 16 + hex_digit(b[i + 1]));
    CHECK(aws::sha256(bytes).hex() == "f79b4ddfca21be2373e8bd6915ba69baee8747c5677937ebc9431f186cc7eeb3");
    CHECK(hex_encode(exchange->key) == "ee3a98b38a30cf6d32a028411ad3fb39");
    const std::string block = base64_decode("c2VjcmV0LWJsb2NrLTE=").value();
    CHECK(srp_signature(who, exchange->key, block, "Tue Sep 5 09:03:07 UTC 2023") ==
          "fJeYQ8FB250A9DHpinreF5p4VQGti9TGBEd/FG4x/nU=");
}

TEST_CASE("a power by a table is the one without: an exponent and the group's order more, which no table has") {
    const std::string secret = "c30123456789abcdef0123456789abcdef0123456789abcdeff0e1d2c3b4a596";
    const std::string with_order =
        "7fffffffffffffffe487ed5110b4611a62633145c06e0e68948127044533e63a0105df531d89cd9128a5043cc71a026e"
        "f7ca8cd9e69d218d98158536f92f8a1ba7f09ab6b6a8e122f242dabb312f3f637a262174d31bf6b585ffae5b7a035bf6"
        "f71c35fdad44cfd2d74f9208be258ff324943328f6722d9ee1003e5c50b1df82cc6d241b0e2ae9cd348b1fd47e9267af"
        "c1b2ae91ee51d6cb0e3179ab1042a95dcf6a9483b84b4b36b3861aa7255e4c0278ba3604650c10be19482f23171b671d"
        "f1cf3b960c074301cd93c1d17603d147dae2aef837a62964ef15e5fb4aac0b8c1ccaa4be754ab5728ae9130c4c7d0288"
        "0ab9472d45556216d6998b8682283d19d42a90d5ef8e5d32767dc2822c6df785457538abae83063ed9cb87c2d370f263"
        "d5fad7466d8499eb8f464a702512b0cee771e9130d697735f897fd036cc504326c3b01399f643532290f958c0bbd9006"
        "5df08babbd30aeb63b84c4605d6ca371c7724b15a1fc816690eed143d808341514c28bd5bc2715336ff0e1d2c3b4a595";
    const auto first = srp_exchange(verifier(), client_public, secret);
    const auto second = srp_exchange(verifier(), client_public, with_order);
    REQUIRE(first);
    REQUIRE(second);
    CHECK(first->server_public == second->server_public);
    CHECK(first->key == second->key);
    // Tables of verifiers come and go.
    for (int i = 2; i < 1005; ++i) CHECK(srp_exchange(fmt::format("{:04x}", i), client_public, secret));
    const auto third = srp_exchange(verifier(), client_public, secret);
    REQUIRE(third);
    CHECK(third->key == first->key);
}

TEST_CASE("another password, salt or name is another verifier") {
    CHECK(srp_verifier(who, "Passw0rd?", salt) != verifier());
    CHECK(srp_verifier(who, "Passw0rd!", "00") != verifier());
    CHECK(srp_verifier({who.group, "somebody"}, "Passw0rd!", salt) != verifier());
    // The same number, however it is written.
    CHECK(srp_verifier(who, "Passw0rd!", "008F0123456789ABCDEF00000000000000") == verifier());
}

TEST_CASE("a public number that gives the key away is refused") {
    const std::string prime =
        "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
        "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
        "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F"
        "83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B"
        "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510"
        "15728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7"
        "ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C"
        "BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF";
    for (const std::string& number : {std::string("0"), std::string("00000"), prime, prime + "0", prime + "00"})
        CHECK_FALSE(srp_exchange(verifier(), number, "22"));
    for (const std::string& text : {std::string(), std::string("xyz"), std::string("-1"), std::string(1537, '1')})
        CHECK_FALSE(srp_exchange(verifier(), text, "22"));
    CHECK(srp_exchange(verifier(), "1", "22"));
    CHECK(srp_exchange(verifier(), prime + "1", "22"));
}

TEST_CASE("numbers are written as Java's BigInteger writes them") {
    CHECK(srp_number("0") == "00");
    CHECK(srp_number("1") == "01");
    CHECK(srp_number("7f") == "7f");
    CHECK(srp_number("80") == "0080");
    CHECK(srp_number("0000F") == "0f");
    CHECK_FALSE(srp_number(""));
    CHECK_FALSE(srp_number("0x1"));
}

TEST_CASE("codes by time are those of RFC 6238, appendix B") {
    const std::string key = "12345678901234567890";
    for (const auto& [seconds, code] : {std::pair<std::int64_t, const char*>{59, "94287082"},
                                        {1111111109, "07081804"},
                                        {1111111111, "14050471"},
                                        {1234567890, "89005924"},
                                        {2000000000, "69279037"},
                                        {20000000000, "65353130"}})
        CHECK(totp_code(key, seconds / 30, 8) == code);
}

TEST_CASE("a code is good in its step, the one before and the one after") {
    const std::string secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    CHECK(base32_decode(secret) == "12345678901234567890");
    CHECK_FALSE(base32_decode("GEZ1"));
    const Instant now = epoch + 59s;
    CHECK(find_totp_step(secret, "287082", now) == 1);
    CHECK(find_totp_step(secret, "287082", now + 30s) == 1);
    CHECK(find_totp_step(secret, "287082", now - 30s) == 1);
    CHECK_FALSE(find_totp_step(secret, "287082", now + 61s));
    CHECK_FALSE(find_totp_step(secret, "287083", now));
    CHECK_FALSE(find_totp_step(secret, "28708", now));
    Random random(1, "totp");
    const std::string drawn = draw_totp_secret(random);
    CHECK(drawn.size() == 52);
    CHECK(base32_decode(drawn)->size() == 32);
}

}  // namespace
}  // namespace wt::identity
