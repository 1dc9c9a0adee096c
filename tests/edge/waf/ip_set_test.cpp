#include "catch.hpp"

#include <initializer_list>
#include <string_view>

#include "base/random.hpp"
#include "edge/waf/ip_set.hpp"

using namespace wt;
using namespace wt::edge::waf;

namespace {

http::IpAddress ip(std::string_view text) { return *http::IpAddress::parse(text); }

AddressSet set_of(std::initializer_list<std::string_view> texts) {
    std::vector<AddressBlock> blocks;
    for (const std::string_view text : texts) blocks.push_back(*AddressBlock::parse(text));
    return AddressSet(std::move(blocks));
}

}  // namespace

TEST_CASE("a block begins and ends where its prefix says") {
    const AddressSet set = set_of({"192.0.2.64/26", "2001:db8:40::/42"});
    CHECK_FALSE(set.contains(ip("192.0.2.63")));
    CHECK(set.contains(ip("192.0.2.64")));
    CHECK(set.contains(ip("192.0.2.127")));
    CHECK_FALSE(set.contains(ip("192.0.2.128")));
    CHECK_FALSE(set.contains(ip("2001:db8:3f:ffff::")));
    CHECK(set.contains(ip("2001:db8:40::")));
    CHECK(set.contains(ip("2001:db8:7f:ffff:ffff:ffff:ffff:ffff")));
    CHECK_FALSE(set.contains(ip("2001:db8:80::")));
}

TEST_CASE("/32 and /128 are one address, with or without being written") {
    const AddressSet set = set_of({"192.0.2.1/32", "192.0.2.3", "2001:db8::1/128", "2001:db8::3"});
    for (const char* in : {"192.0.2.1", "192.0.2.3", "2001:db8::1", "2001:db8::3"}) CHECK(set.contains(ip(in)));
    for (const char* out : {"192.0.2.0", "192.0.2.2", "192.0.2.4", "2001:db8::", "2001:db8::2"}) {
        CHECK_FALSE(set.contains(ip(out)));
    }
}

TEST_CASE("/0 is everything of its own family") {
    const AddressSet v4 = set_of({"0.0.0.0/0"});
    CHECK(v4.contains(ip("0.0.0.0")));
    CHECK(v4.contains(ip("255.255.255.255")));
    CHECK_FALSE(v4.contains(ip("2001:db8::1")));
    const AddressSet v6 = set_of({"::/0"});
    CHECK(v6.contains(ip("::")));
    CHECK(v6.contains(ip("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")));
    CHECK_FALSE(v6.contains(ip("192.0.2.1")));
}

TEST_CASE("bits behind the prefix do not matter, and malformed blocks are refused") {
    CHECK(set_of({"192.0.2.77/24"}).contains(ip("192.0.2.1")));
    for (const char* bad : {"", "/8", "192.0.2.0/33", "192.0.2.0/-1", "192.0.2.0/", "192.0.2.0/8x", "192.0.2/24",
                            "2001:db8::/129", "2001:db8:::/32", "example.com"}) {
        INFO(bad);
        CHECK_FALSE(AddressBlock::parse(bad).has_value());
    }
}

TEST_CASE("an empty set contains nobody") { CHECK_FALSE(set_of({}).contains(ip("192.0.2.1"))); }

TEST_CASE("a set answers as its blocks do one by one, however they nest") {
    Random random(3, "blocks");
    for (int world = 0; world < 50; ++world) {
        std::vector<AddressBlock> blocks;
        for (int i = 0; i < 20; ++i) {
            const auto base = http::IpAddress::v4(static_cast<std::uint32_t>(random.below(256)) << 24);
            blocks.push_back(*AddressBlock::parse(base.text() + "/" + std::to_string(random.below(33))));
        }
        const AddressSet set(blocks);
        for (int i = 0; i < 200; ++i) {
            const auto address = http::IpAddress::v4(static_cast<std::uint32_t>(random.next()));
            bool expected = false;
            for (const AddressBlock& block : blocks) expected = expected || block.contains(address);
            REQUIRE(set.contains(address) == expected);
        }
    }
}
