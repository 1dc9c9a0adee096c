#include "catch.hpp"

#include "base/random.hpp"
#include "http/ids.hpp"
#include "http/message.hpp"
#include "http/uri.hpp"

using namespace wt;
using http::IpAddress;

TEST_CASE("header names compare without case, and set replaces every field of a name") {
    http::Headers headers;
    headers.add("X-Cache", "one");
    headers.add("Age", "3");
    headers.add("x-cache", "two");
    CHECK(headers.get("X-CACHE") == "one");
    headers.set("x-Cache", "three");
    CHECK(headers.size() == 2);
    CHECK(headers.get("X-Cache") == "three");
    headers.remove("AGE");
    CHECK_FALSE(headers.has("age"));
    CHECK(headers.get("age").empty());
}

TEST_CASE("a list of headers grows and shrinks; a copy is a list of its own") {
    http::Headers headers;
    const auto name = [](int i) {
        return Text(std::string(1 + static_cast<std::size_t>(i) % 13, 'n') + std::to_string(i));
    };
    for (int i = 0; i < 200; ++i) headers.add(name(i), Text(std::to_string(i)));
    http::Headers copy = headers;
    for (int i = 0; i < 200; i += 2) headers.remove(name(i));
    CHECK(headers.size() == 100);
    CHECK(copy.size() == 200);
    for (int i = 0; i < 200; ++i) {
        REQUIRE(headers.has(name(i)) == (i % 2 == 1));
        REQUIRE(copy.get(name(i)) == std::to_string(i));
    }
    copy = std::move(headers);
    CHECK(headers.size() == 0);  // NOLINT(bugprone-use-after-move)
    CHECK(headers.begin() == headers.end());
    CHECK_FALSE(headers.has("n1"));
    CHECK(copy.get("nn1") == "1");
    const http::Headers none = headers;
    CHECK(none.size() == 0);
    CHECK_FALSE(copy.has(""));
}

TEST_CASE("addresses are read in every form, and written in the shortest") {
    const auto text = [](std::string_view from) {
        const auto address = IpAddress::parse(from);
        return address ? address->text() : std::string("refused");
    };
    CHECK(text("192.0.2.44") == "192.0.2.44");
    CHECK(text("2001:db8:0:0:0:0:0:1") == "2001:db8::1");
    CHECK(text("::1") == "::1");
    CHECK(text("::") == "::");
    CHECK(text("1::") == "1::");
    CHECK(text("::ffff:192.0.2.1") == "192.0.2.1");
    CHECK(text("fe80::1:0:0:2") == "fe80::1:0:0:2");
    for (const char* bad : {"", "1.2.3", "1.2.3.4.5", "256.1.1.1", "1..2.3", "a.b.c.d", ":", ":::", "1:2:3:4:5:6:7:8:9",
                            "12345::", "1::2::3", "1:2:3:4:5:6:7", "1.2.3.4:80", "g::1", "1:"}) {
        INFO(bad);
        CHECK(text(bad) == "refused");
    }
}

TEST_CASE("percent escapes are decoded, broken ones stay") {
    CHECK(http::percent_decode("a%20b%2Fc%2") == "a b/c%2");
    CHECK(http::percent_decode("1%zz+2") == "1%zz+2");
    CHECK(http::percent_decode("1+2%2B3", http::Plus::space) == "1 2+3");
    CHECK(http::percent_encode("a b/ü") == "a%20b%2F%C3%BC");
    const auto arguments = http::parse_query("q=a+b&&flag&x=%3D=1");
    REQUIRE(arguments.size() == 3);
    CHECK(arguments[0] == std::pair<std::string, std::string>("q", "a b"));
    CHECK(arguments[1] == std::pair<std::string, std::string>("flag", ""));
    CHECK(arguments[2] == std::pair<std::string, std::string>("x", "==1"));
}

TEST_CASE("request ids have AWS's shapes") {
    Random random(1, "ids");
    const std::string id = http::request_id(random).str();
    REQUIRE(id.size() == 36);
    CHECK(id[8] == '-');
    CHECK(id[14] == '4');
    CHECK(std::string("89ab").find(id[19]) != std::string::npos);
    CHECK(http::extended_request_id(random).view().back() == '=');
    CHECK(http::cloudfront_id(random).size() == 56);
    CHECK_FALSE(http::request_id(random) == http::request_id(random));
}

TEST_CASE("an id's characters are the digits of what was drawn, the lowest first") {
    static constexpr std::string_view base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    Random random(2, "ids");
    Random same(2, "ids");
    for (int i = 0; i < 1000; ++i) {
        const Text id = http::cloudfront_id(random);
        std::string expected;
        for (std::uint64_t bits = 0; expected.size() < 54; bits >>= 8U) {
            if (expected.size() % 8 == 0) bits = same.next();
            expected += base64[bits & 63U];
        }
        REQUIRE(id.view() == expected + "==");

        const std::string hexadecimal = http::request_id(random).str();
        const std::uint64_t first = same.next();
        (void)same.next();
        for (std::size_t at = 0; at < 8; ++at) REQUIRE(hexadecimal[at] == "0123456789abcdef"[first >> 4U * at & 15U]);
    }
}
