#include "stream/firehose/subrecords.hpp"

#include <string>

#include "aws/digests.hpp"
#include "catch.hpp"

using namespace wt;
using namespace wt::stream::firehose;

namespace {

[[nodiscard]] std::vector<std::string> texts(const std::vector<Text>& parts) {
    std::vector<std::string> made;
    for (const Text& each : parts) made.push_back(each.str());
    return made;
}

using Parts = std::vector<std::string>;

/// As the Kinesis Producer Library's documentation of its format has it: two keys, two records.
[[nodiscard]] std::string aggregated() {
    const auto field = [](int number, const std::string& bytes) {
        return std::string{static_cast<char>(number * 8 + 2), static_cast<char>(bytes.size())} + bytes;
    };
    const std::string first = std::string("\x08\x00", 2) + field(3, "{\"a\":1}");
    const std::string second = std::string("\x08\x01\x10\x00", 4) + field(3, "two");
    return field(1, "key") + field(1, "other") + field(2, "0") + field(3, first) + field(3, second);
}

[[nodiscard]] std::string sealed(const std::string& body) {
    return "\xF3\x89\x9A\xC2" + body + std::string(aws::digest(aws::Algorithm::md5, body).view());
}

}  // namespace

TEST_CASE("JSON documents one behind another are records, and anything else is an error") {
    CHECK(texts(*json_subrecords(R"({"a":"}\"{"}{"b":[{}]})")) == Parts{R"({"a":"}\"{"})", R"({"b":[{}]})"});
    CHECK(texts(*json_subrecords("\n{\"a\":1}\r\n [2]\n")) == Parts{"{\"a\":1}", "[2]"});
    for (const char* wrong :
         {"", " \n", "text", "{\"a\":1},{\"b\":2}", "{\"a\":1", "{a:1}", "{]", "{\"a\":1} x", "1 2", "}"})
        CHECK_FALSE(json_subrecords(wrong).ok());
    CHECK_FALSE(json_subrecords(std::string(100'000, '[') + std::string(100'000, ']')).ok());
}

TEST_CASE("a delimiter stands between records, and nothing is none") {
    CHECK(texts(delimited_subrecords("a##b##", "##")) == Parts{"a", "b"});
    CHECK(texts(delimited_subrecords("##a####b#c", "##")) == Parts{"a", "b#c"});
    CHECK(texts(delimited_subrecords("a", "##")) == Parts{"a"});
    CHECK(delimited_subrecords("####", "##").empty());
}

TEST_CASE("the Kinesis Producer Library's records are taken apart, when they are whole") {
    CHECK(texts(*aggregated_records(sealed(aggregated()))) == Parts{"{\"a\":1}", "two"});
    CHECK(aggregated_records(sealed(""))->empty());
    std::string changed = sealed(aggregated());
    changed[10] ^= 1;
    CHECK_FALSE(aggregated_records(changed));
    CHECK_FALSE(aggregated_records("plain"));
    CHECK_FALSE(aggregated_records("\xF3\x89\x9A\xC2"));
    // Every cut of a body with a right sum is refused or ends between fields.
    const std::string body = aggregated();
    for (std::size_t size = 0; size < body.size(); ++size) {
        const auto parts = aggregated_records(sealed(body.substr(0, size)));
        CHECK((!parts || parts->size() < 2));
    }
    for (const std::string& wrong :
         {std::string("\x1a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"), std::string("\x1a\x02\x1a\x05"),
          std::string("\x1b"), std::string("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")})
        CHECK_FALSE(aggregated_records(sealed(wrong)));
}
