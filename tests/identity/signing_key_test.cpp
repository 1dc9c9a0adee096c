#include "catch.hpp"

#include "world.hpp"

using namespace wt;
using namespace wt::identity;
using namespace wt::identity::test;

TEST_CASE("a key that is written and read again is the same key") {
    const auto read = SigningKey::from_pem(a_key()->to_pem());
    REQUIRE(read.ok());
    CHECK(read->id() == a_key()->id());
    CHECK(read->modulus() == a_key()->modulus());
    CHECK(read->sign("m") == a_key()->sign("m"));
    CHECK(a_key()->verify("m", read->sign("m")));
    CHECK_FALSE(another_key()->verify("m", read->sign("m")));
    CHECK_FALSE(a_key()->verify("n", read->sign("m")));
    CHECK_FALSE(a_key()->verify("m", ""));
}

TEST_CASE("what is no private RSA key of 2048 bits is refused with a sentence") {
    const std::string pem = a_key()->to_pem();
    const std::string encrypted =
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: "
        "AES-128-CBC,00000000000000000000000000000000"
        "\n\nAAAAAAAAAAAAAAAAAAAAAA==\n-----END RSA PRIVATE KEY-----\n";
    for (const std::string& bad :
         {std::string(), std::string("key"), pem.substr(0, pem.size() / 2), encrypted, std::string(70'000, 'A')}) {
        const auto read = SigningKey::from_pem(bad);
        REQUIRE_FALSE(read.ok());
        CHECK(read.error().message.find("2048 bits") != std::string::npos);
    }
}
