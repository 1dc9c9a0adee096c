#include "aws/sigv4a.hpp"

#include "catch.hpp"

#include "base/hex.hpp"

using namespace wt;
using namespace wt::aws;

TEST_CASE("a key pair is derived from a secret as AWS's SDKs derive it") {
    // Published with the AWS SDK for Go, version 2.
    CHECK(hex_encode(sigv4a_public_key("AKISORANDOMAASORANDOM", "q+jcrXGc+0zWN6uzclKVhvMmUsIfRPa4rlRandom")) ==
          "0415d242ceebf8d8169fd6a8b5a746c41140414c3b07579038da06af89190fffcb"
          "0515242cedd82e94799482e4c0514b505afccf2c0c98d6a553bf539f424c5ec0");
}

TEST_CASE("a scope without a region is taken apart") {
    const auto said = parse_sigv4a_credential("AKID/20150830/service/aws4_request");
    REQUIRE(said);
    CHECK(said->access_key == "AKID");
    CHECK(said->date == "20150830");
    CHECK(said->region.empty());
    CHECK(said->service == "service");
    CHECK(said->terminator == "aws4_request");
    CHECK(said->scope == "20150830/service/aws4_request");
    for (const char* const broken : {"", "A", "A/1", "A/1/s", "A/1/r/s/aws4_request"})
        CHECK_FALSE(parse_sigv4a_credential(broken));
}

TEST_CASE("what is no signature is none") {
    const std::string key = sigv4a_public_key("AKID", "secret");
    for (const char* const broken : {"", "00", "zz", "3006020101020101", "30060201010201013006020101020101"})
        CHECK_FALSE(is_sigv4a_signature(broken, "text", key));
    CHECK_FALSE(is_sigv4a_signature("3006020101020101", "text", "no point"));
    CHECK_FALSE(is_sigv4a_signature(std::string(1000, '0'), "text", key));
}
