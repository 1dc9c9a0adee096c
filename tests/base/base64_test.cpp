#include "base/base64.hpp"

#include "base/hex.hpp"
#include "catch.hpp"

using namespace wt;

namespace {

/// Texts of every length up to 300, of bytes of every value.
template <class Visit>
void each_text(Visit visit) {
    std::string bytes;
    for (int i = 0; i < 300; ++i) {
        visit(bytes);
        bytes += static_cast<char>(i * 37);
    }
}

}  // namespace

TEST_CASE("base64 gives back what it was given, and refuses what no encoder writes") {
    CHECK(base64_encode("") == "");
    CHECK(base64_encode("f") == "Zg==");
    CHECK(base64_encode("fo") == "Zm8=");
    CHECK(base64_encode("foobar") == "Zm9vYmFy");
    CHECK(base64_encode("\xfb\xff\xfe") == "+//+");
    each_text([](const std::string& bytes) { CHECK(base64_decode(base64_encode(bytes)) == bytes); });
    for (const char* bad :
         {"A", "AA", "AA=", "AAA", "A===", "====", "AA=A", "AAA-", "AB==", "AAB=", "A A=", "Zg==Zg=="}) {
        INFO(bad);
        CHECK_FALSE(base64_decode(bad).has_value());
    }
}

TEST_CASE("base64url gives back what it was given, and refuses what no encoder writes") {
    CHECK(base64url_encode("\xfb\xff\xfe") == "-__-");
    each_text([](const std::string& bytes) { CHECK(base64url_decode(base64url_encode(bytes)) == bytes); });
    for (const char* bad : {"A", "AAAAA", "AA==", "AA+A", "AA/A", "AB", "AAB", "A A", "\xff\xff"}) {
        INFO(bad);
        CHECK_FALSE(base64url_decode(bad).has_value());
    }
}

TEST_CASE("hexadecimal digits are written in lower case and read in either") {
    CHECK(hex_encode(std::string_view("\x00\x9f\xff", 3)) == "009fff");
    CHECK(hex_digit('9') == 9);
    CHECK(hex_digit('a') == 10);
    CHECK(hex_digit('F') == 15);
    for (const char bad : {'g', 'G', '/', ':', '@', '`', ' ', '\0', '\xff'}) CHECK(hex_digit(bad) == -1);
}
