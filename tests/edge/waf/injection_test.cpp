#include "catch.hpp"

#include <string>

#include "base/random.hpp"
#include "edge/waf/injection.hpp"
#include "edge/waf/libinjection.hpp"

using namespace wt;
using namespace wt::edge::waf;

TEST_CASE("the detectors know an attack of each kind from a sentence") {
    CHECK(is_sqli("1' OR '1'='1", SqliMatch::Sensitivity::high));
    CHECK(is_xss("<script>alert(1)</script>"));
    CHECK_FALSE(is_sqli("a red lamp with two arms", SqliMatch::Sensitivity::high));
    CHECK_FALSE(is_xss("a red lamp with two arms"));
    CHECK_FALSE(is_sqli("", SqliMatch::Sensitivity::high));
    CHECK_FALSE(is_xss(""));
}

TEST_CASE("what is waved through as a single word is never an attack to the detectors either") {
    constexpr std::string_view parts[] = {"union",      "select", "or", "and",  "0x1f",  "1e1",   "sleep",  "null",
                                          "b",          "x",      "n",  "from", "where", "limit", "having", "exec",
                                          "1",          "0",      "_",  "drop", "true",  "user",  "script", "onload",
                                          "javascript", "iframe", "1d", "like", "in",    "is"};
    Random random(1, "words");
    for (int round = 0; round < 20'000; ++round) {
        std::string word;
        for (auto count = 1 + random.below(5); count > 0; --count) word += parts[random.below(std::size(parts))];
        char fingerprint[8] = {};
        INFO(word);
        REQUIRE(libinjection_sqli(word.data(), word.size(), fingerprint) == 0);
        REQUIRE(libinjection_xss(word.data(), word.size()) == 0);
    }
}
