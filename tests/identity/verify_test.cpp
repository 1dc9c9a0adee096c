#include "catch.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/param_build.h>

#include "world.hpp"

using namespace wt;
using namespace wt::identity;
using namespace wt::identity::test;

namespace {

/// Checks an RS256 signature with nothing but the two numbers of a key set.
bool holds(const std::string& token, const std::string& n, const std::string& e) {
    const auto number = [](const std::string& bytes) {
        return BN_bin2bn(reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()), nullptr);
    };
    BIGNUM* modulus = number(n);
    BIGNUM* exponent = number(e);
    OSSL_PARAM_BLD* builder = OSSL_PARAM_BLD_new();
    OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, modulus);
    OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, exponent);
    OSSL_PARAM* parameters = OSSL_PARAM_BLD_to_param(builder);
    EVP_PKEY_CTX* maker = EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr);
    EVP_PKEY* key = nullptr;
    EVP_PKEY_fromdata_init(maker);
    EVP_PKEY_fromdata(maker, &key, EVP_PKEY_PUBLIC_KEY, parameters);

    const std::string signature = part(token, 2);
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    EVP_DigestVerifyInit(context, nullptr, EVP_sha256(), nullptr, key);
    const bool good =
        EVP_DigestVerify(context, reinterpret_cast<const unsigned char*>(signature.data()), signature.size(),
                         reinterpret_cast<const unsigned char*>(token.data()), token.rfind('.')) == 1;
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(key);
    EVP_PKEY_CTX_free(maker);
    OSSL_PARAM_free(parameters);
    OSSL_PARAM_BLD_free(builder);
    BN_free(exponent);
    BN_free(modulus);
    return good;
}

Json header() { return {{"kid", a_key()->id()}, {"alg", "RS256"}}; }

Json payload(const World& world) {
    return {{"iss", world.pool.issuer()},
            {"sub", "s"},
            {"username", "user-0"},
            {"token_use", "access"},
            {"exp", unix_seconds(start) + 60}};
}

std::string message_of(const Verified& verified) { return verified.ok() ? "accepted" : verified.error().message; }

}  // namespace

TEST_CASE("a token is good until the second it expires, however often it was seen before") {
    World world;
    const std::string token = world.sign_in("user-1").access_token.text();
    for (int i = 0; i < 3; ++i) {
        const Verified verified = world.pool.verify(token);
        REQUIRE(verified.ok());
        CHECK(verified->username == "user-1");
        CHECK(verified->token_use == "access");
        CHECK(verified->sub.size() == 36);
        CHECK(verified->expires == start + 1h);
    }
    world.wait(1h - 1ns);
    CHECK(world.pool.verify(token).ok());
    world.wait(1ns);
    const Verified late = world.pool.verify(token);
    REQUIRE_FALSE(late.ok());
    CHECK(late.error().expired);
    CHECK(late.error().message == "Access Token has expired");
}

TEST_CASE("the key set alone is enough to check a signature") {
    World world;
    const Json keys = Json::parse(world.pool.jwks())["keys"];
    REQUIRE(keys.size() == 1);
    CHECK(keys[0]["alg"] == "RS256");
    CHECK(keys[0]["kty"] == "RSA");
    CHECK(keys[0]["use"] == "sig");
    CHECK(keys[0]["e"] == "AQAB");
    const std::string n = *base64url_decode(keys[0]["n"].get<std::string>());
    const std::string e = *base64url_decode(keys[0]["e"].get<std::string>());
    CHECK(n.size() == 256);
    const Tokens tokens = world.sign_in();
    for (const Token* token : {&tokens.id_token, &tokens.access_token}) {
        CHECK(Json::parse(part(token->text(), 0))["kid"] == keys[0]["kid"]);
        CHECK(holds(token->text(), n, e));
    }
    std::string tampered = tokens.id_token.text();
    tampered[tampered.find('.') + 5] ^= 1;
    CHECK_FALSE(holds(tampered, n, e));
}

TEST_CASE("a token of which one character was changed is refused, also after the good one was seen") {
    World world;
    const std::string token = world.sign_in().access_token.text();
    REQUIRE(world.pool.verify(token).ok());
    for (std::size_t at = 0; at < token.size(); at += 23) {
        std::string tampered = token;
        tampered[at] = tampered[at] == 'A' ? 'B' : 'A';
        INFO(at);
        CHECK_FALSE(world.pool.verify(tampered).ok());
    }
    CHECK_FALSE(world.pool.verify(token + "A").ok());
    CHECK_FALSE(world.pool.verify(token.substr(0, token.size() - 1)).ok());
    CHECK(world.pool.verify(token).ok());
}

TEST_CASE("someone else's payload under a good signature is refused") {
    World world;
    const std::string mine = world.sign_in("user-0").access_token.text();
    const std::string other = world.sign_in("user-1").access_token.text();
    REQUIRE(world.pool.verify(mine).ok());
    REQUIRE(world.pool.verify(other).ok());
    const std::string mixed = other.substr(0, other.rfind('.')) + mine.substr(mine.rfind('.'));
    CHECK(message_of(world.pool.verify(mixed)) == "The token's signature is wrong");
}

TEST_CASE("RS256 and nothing else") {
    World world;
    CHECK(world.pool.verify(forged(header(), payload(world))).ok());
    for (const char* algorithm : {"none", "None", "HS256", "RS512", "rs256", ""}) {
        Json head = header();
        head["alg"] = algorithm;
        INFO(algorithm);
        CHECK(message_of(world.pool.verify(forged(head, payload(world)))) == "The token's algorithm is not RS256");
    }
    const std::string unsigned_token = base64url_encode(R"({"alg":"none","kid":")" + a_key()->id() + "\"}") + "." +
                                       base64url_encode(payload(world).dump()) + ".";
    CHECK_FALSE(world.pool.verify(unsigned_token).ok());

    // The public key as the secret of an HMAC: the oldest trick with such tokens.
    Json head = header();
    head["alg"] = "HS256";
    const std::string message = base64url_encode(head.dump()) + "." + base64url_encode(payload(world).dump());
    const std::string& secret = a_key()->modulus();
    unsigned char mac[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
         reinterpret_cast<const unsigned char*>(message.data()), message.size(), mac, &size);
    CHECK_FALSE(world.pool.verify(message + "." + base64url_encode({reinterpret_cast<char*>(mac), size})).ok());
}

TEST_CASE("another key, another issuer, and a token without an end are refused") {
    World world;
    World stranger({}, another_key());
    CHECK(message_of(world.pool.verify(stranger.sign_in().access_token.text())) ==
          "The token was signed with another key");
    CHECK(message_of(world.pool.verify(forged(header(), payload(world), *another_key()))) ==
          "The token's signature is wrong");
    World neighbour({}, a_key(), 2);
    CHECK(message_of(world.pool.verify(neighbour.sign_in().access_token.text())) ==
          "The token comes from another issuer");
    for (const Json& exp : {Json(nullptr), Json("soon"), Json(-5), Json(1.5), Json::array()}) {
        Json said = payload(world);
        said["exp"] = exp;
        INFO(exp.dump());
        CHECK(message_of(world.pool.verify(forged(header(), said))) == "The token does not say when it expires");
    }
    Json said = payload(world);
    said["exp"] = std::numeric_limits<std::uint64_t>::max();
    CHECK(world.pool.verify(forged(header(), said))->expires == never);
}

TEST_CASE("groups are read, whatever else stands in their place") {
    World world;
    Json said = payload(world);
    said["cognito:groups"] = {"admin", 7, "staff"};
    CHECK(world.pool.verify(forged(header(), said))->groups == std::vector<std::string>{"admin", "staff"});
    said["cognito:groups"] = "admin";
    CHECK(world.pool.verify(forged(header(), said))->groups.empty());
}

TEST_CASE("malformed tokens are refused, never more") {
    World world;
    const std::string good = world.sign_in().access_token.text();
    const std::string deep = base64url_encode(std::string(5'000, '['));
    const std::string tokens[] = {
        "",
        ".",
        "..",
        "...",
        "a.b.c",
        "Bearer " + good,
        good + ".x",
        good + "=",
        " " + good,
        std::string("\0.\0.\0", 5),
        "\xff\xfe.\x80.\xc0",
        base64url_encode("[]") + "." + base64url_encode("{}") + ".AAAA",
        base64url_encode("{\"alg\":\"\xff\"}") + "." + base64url_encode("{}") + ".AAAA",
        deep + "." + deep + "." + deep,
        std::string(20'000, 'A'),
        std::string(8'000, '.'),
    };
    for (const std::string& token : tokens) {
        INFO(token.substr(0, 60));
        CHECK_FALSE(world.pool.verify(token).ok());
    }
}

TEST_CASE("the last tokens are known again; the one not asked for longest leaves first") {
    VerifiedTokens known(3);
    const auto token = [](int n) { return std::string(900, 'h') + "." + std::string(300, static_cast<char>('a' + n)); };
    for (int n = 0; n < 3; ++n) {
        Claims said;
        said.sub = std::to_string(n);
        known.add(token(n), said);
    }
    REQUIRE(known.find(token(0)) != nullptr);
    known.add(token(3), Claims{});
    CHECK(known.size() == 3);
    CHECK(known.find(token(1)) == nullptr);
    REQUIRE(known.find(token(0)) != nullptr);
    CHECK(known.find(token(0))->sub == "0");
    std::string changed = token(0);
    changed[0] = 'H';
    CHECK(known.find(changed) == nullptr);
    known.add(changed, Claims{});
    CHECK(known.size() == 3);
    CHECK(known.find(changed) != nullptr);
}
