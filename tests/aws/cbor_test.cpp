#include "aws/cbor.hpp"

#include <cmath>

#include "aws/cbor_cursor.hpp"
#include "base/base64.hpp"
#include "base/hex.hpp"
#include "catch.hpp"
#include "everything.hpp"

using namespace wt;
using namespace wt::aws;
using namespace wt::aws::test;
using namespace std::string_literals;

namespace {

std::optional<Malformed> read(std::string_view bytes, Everything& out) {
    Violations violations;
    return read_cbor(bytes, shape_of(Tag<Everything>()), &out, violations);
}

std::string reason(std::string_view bytes) {
    Everything out;
    const auto problem = read(bytes, out);
    return problem ? problem->reason : "it reads";
}

std::string written(const Everything& value) {
    std::string bytes;
    write_cbor(bytes, shape_of(Tag<Everything>()), &value);
    return bytes;
}

/// A map with one text as its key, and that item.
std::string with(std::string_view key, std::string_view item) {
    return "\xa1"s + static_cast<char>(0x60 + key.size()) + std::string(key) + std::string(item);
}

std::optional<double> ratio(std::string_view item) {
    Everything in;
    return read(with("Ratio", item), in) ? std::nullopt : in.ratio;
}

}  // namespace

TEST_CASE("what is written as CBOR is read back") {
    Everything in;
    in.text = "a\xc3\xa4";
    in.flag = true;
    in.number = -300;
    in.large = INT64_MIN;
    in.ratio = 0.1;
    in.blob = Blob{Text("\xff\0"s)};
    in.moment = epoch + std::chrono::milliseconds(1767323045678);
    in.list = std::vector<std::string>{"x", std::string(300, 'y')};
    in.inner = Inner{"t", "deep", {1, 70000, -1}, {Inner{{}, "deeper", {}, {}}}};
    in.map = {{"k", "v"}};
    in.maps = {{"a", {{"b", 1}}}};
    in.nested = {{"1"}, {}};
    Everything out;
    REQUIRE_FALSE(read(written(in), out));
    CHECK(written(out) == written(in));
    CHECK(out.text == in.text);
    CHECK(out.number == -300);
    CHECK(out.large == INT64_MIN);
    CHECK(out.ratio == 0.1);
    CHECK(out.blob->bytes == "\xff\0"s);
    CHECK(out.moment == in.moment);
    CHECK(out.list == in.list);
    CHECK(out.inner->numbers == std::vector<std::int32_t>{1, 70000, -1});
    CHECK(out.inner->children.at(0).name == "deeper");
    CHECK(out.maps == in.maps);
    CHECK(out.nested.size() == 2);
}

TEST_CASE("the bytes are the shortest that say it") {
    Everything in;
    in.number = 23;
    in.moment = epoch + std::chrono::seconds(1);
    const std::string bytes = written(in);
    CHECK(bytes.find("\x66Number\x17"s) != std::string::npos);
    CHECK(bytes.find("\x66Moment\xc1\x01"s) != std::string::npos);
    in.number = -257;
    CHECK(written(in).find("\x66Number\x39\x01\x00"s) != std::string::npos);
}

TEST_CASE("lengths may be left unsaid, and strings come in pieces") {
    Everything in;
    REQUIRE_FALSE(read("\xbf\x64Text\x7f\x61h\x61i\xff\x64List\x9f\x61x\xff\xff"s, in));
    CHECK(in.text == "hi");
    CHECK(in.list == std::vector<std::string>{"x"});
    REQUIRE_FALSE(read(with("Blob", "\x5f\x41\x00\x40\x41\x01\xff"s), in));
    CHECK(in.blob->bytes == "\0\1"s);
    // A piece is of the string's own kind and has a length.
    CHECK(reason(with("Text", "\x7f\x41h\xff")) == "The request body is not a CBOR map.");
    CHECK(reason(with("Text", "\x7f\x7f\x61h\xff\xff")) == "The request body is not a CBOR map.");
}

TEST_CASE("numbers of every width are numbers") {
    CHECK(ratio("\xf9\x3e\x00"s) == 1.5);
    CHECK(ratio("\xf9\x00\x01"s) == std::ldexp(1.0, -24));
    CHECK(ratio("\xf9\xfc\x00"s) == -INFINITY);
    CHECK(std::isnan(*ratio("\xf9\x7e\x00"s)));
    CHECK(ratio("\xfa\x40\xf4\x00\x00"s) == 7.625);
    CHECK(ratio("\xfb\x3f\xfe\x39\x58\x10\x62\x4d\xd3"s) == 1.889);
    CHECK(ratio("\x18\x38"s) == 56);
    CHECK(ratio("\x20"s) == -1);
    CHECK_FALSE(
        ratio("\x61"s
              "5"));
    CHECK_FALSE(ratio("\xf5"));
}

TEST_CASE("whole numbers of CBOR stay in their range") {
    CHECK(reason(with("Number", "\x1a\x7f\xff\xff\xff")) == "it reads");
    CHECK(reason(with("Number", "\x1a\x80\x00\x00\x00"s)) == "number is not a number in its range.");
    CHECK(reason(with("Number", "\x3a\x7f\xff\xff\xff")) == "it reads");
    CHECK(reason(with("Number", "\x3a\x80\x00\x00\x00"s)) == "number is not a number in its range.");
    CHECK(reason(with("Large", "\x3b\x7f\xff\xff\xff\xff\xff\xff\xff")) == "it reads");
    CHECK(reason(with("Large", "\x3b\x80\x00\x00\x00\x00\x00\x00\x00"s)) == "large is not a number in its range.");
    CHECK(reason(with("Number", "\xf9\x3c\x00"s)) == "number is not a number in its range.");
}

TEST_CASE("CBOR's null is as good as nothing, and so is no body") {
    Everything in;
    REQUIRE_FALSE(read("\xa2\x64Text\xf6\x65Inner\xf7", in));
    CHECK_FALSE(in.text);
    CHECK_FALSE(in.inner);
    CHECK(reason("") == "it reads");
    CHECK(reason("\xbf\xff") == "it reads");
}

TEST_CASE("what is no CBOR, or is of another type, is told with its place") {
    const std::string not_a_map = "The request body is not a CBOR map.";
    CHECK(reason("\x80") == not_a_map);
    CHECK(reason("\xa1") == not_a_map);                // cut off
    CHECK(reason("\xa0\xa0") == not_a_map);            // something behind it
    CHECK(reason("\xff") == not_a_map);                // an end of nothing
    CHECK(reason("\xa1\xff\xff") == not_a_map);        // a map whose key is an end
    CHECK(reason("\xbf\x61x\xff") == not_a_map);       // a key without a value
    CHECK(reason(with("Text", "\x1c")) == not_a_map);  // a reserved length
    CHECK(reason(with("Text", "\x1f")) == not_a_map);  // a number without an end
    CHECK(reason(with("Text", "\xf8\x10")) == not_a_map);
    CHECK(reason(with("Text", "\x05")) == "text is not a string.");
    CHECK(reason(with("Text", "\x41h")) == "text is not a string.");
    CHECK(reason(with("Text", "\x61\xff")) == "text is not a string.");
    CHECK(reason(with("Blob", "\x61h")) == "blob is not a string of bytes.");
    CHECK(reason(with("Flag", "\x01")) == "flag is not true or false.");
    CHECK(reason(with("List", "\x82\x61x\x01")) == "list.2.member is not a string.");
    CHECK(reason(with("List", "\xa0")) == "list is not a list.");
    CHECK(reason(with("Map", "\xa1\x01\x61x")) == "map is not a map with texts as keys.");
    CHECK(reason(with("Moment", "\x01")) == "moment is not a timestamp.");
    CHECK(reason(with("Moment", "\xc1\x61x")) == "moment is not a timestamp.");
    CHECK(reason("\xa2\x64Text\x61x\x64Text\x61y") == "text is not there once.");
}

TEST_CASE("what would take much for little is refused") {
    // A list that says it is longer than any body.
    CHECK(reason(with("List", "\x9b\xff\xff\xff\xff\xff\xff\xff\xff")) == "The request body is not a CBOR map.");
    CHECK(reason(with("Text", "\x7b\xff\xff\xff\xff\xff\xff\xff\xff")) == "The request body is not a CBOR map.");
    CHECK(reason(with("Unknown", std::string(200'000, '\x81') + '\x01')) == "The request body is not a CBOR map.");
    CHECK(reason(with("Unknown", std::string(200'000, '\xc1') + '\x01')) == "The request body is not a CBOR map.");
    CHECK(reason("\xa1\x69"
                 "FlatInner\x9f" +
                 std::string(200'000, '\xa0') + '\xff') == "The request body has too many structures.");
}

TEST_CASE("an item of every kind is passed over where nobody knows its name") {
    for (const char* const item : {"AQ==", "OQEA", "QWE=", "X0FhQWL/", "YWE=", "f2FhYWL/",
                                   "gwECAw==", "nwEC/w==", "oWFhAQ==", "v2FhAf8=", "wRoAAAAB", "wkEB",
                                   "9A==", "9g==", "+TwA", "+kD0AAA=", "+z/+OVgQYk3T", "+CA="}) {
        Everything in;
        CHECK_FALSE(read("\xa2\x64Text\x61x\x67Unknown" + base64_decode(item).value(), in));
        CHECK(in.text == "x");
    }
}
