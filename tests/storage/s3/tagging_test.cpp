#include "storage/s3/tagging.hpp"

#include <string>
#include <vector>

#include "catch.hpp"

using namespace wt;
using s3::TagUse;

namespace {

std::vector<s3::Tag> many(int count) {
    std::vector<s3::Tag> tags;
    for (int i = 0; i < count; ++i) tags.push_back({"k" + std::to_string(i), "v"});
    return tags;
}
std::string message(const std::vector<s3::Tag>& tags, TagUse use = TagUse::object) {
    const auto error = s3::refuse(tags, use);
    return error ? error->message : "";
}

}  // namespace

TEST_CASE("an object has ten tags, a bucket fifty") {
    CHECK(message(many(10)).empty());
    CHECK(message(many(11)) == "Object tags cannot be greater than 10");
    CHECK(s3::refuse(many(11), TagUse::object)->code == "BadRequest");
    CHECK(message(many(50), TagUse::bucket).empty());
    CHECK(message(many(51), TagUse::bucket) == "Bucket tag count cannot be greater than 50");
    CHECK(message({}).empty());
}

TEST_CASE("keys and values have their lengths and characters") {
    CHECK(message({{std::string(128, 'k'), std::string(256, 'v')}}).empty());
    CHECK(message({{"\xc3\xa4\xe4\xb8\xad _.:/=+-@9", ""}}).empty());
    CHECK(message({{"\xe2\x82\xac", ""}}) == "The TagKey you have provided is invalid");  // a currency's sign
    std::string umlauts;
    for (int i = 0; i < 128; ++i) umlauts += "\xc3\xa4";
    CHECK(message({{umlauts, ""}}).empty());
    CHECK(message({{"", "v"}}) == "The TagKey you have provided is invalid");
    CHECK(message({{std::string(129, 'k'), "v"}}) == "The TagKey you have provided is invalid");
    CHECK(message({{"a<b", "v"}}) == "The TagKey you have provided is invalid");
    CHECK(message({{"k", std::string(257, 'v')}}) == "The TagValue you have provided is invalid");
    CHECK(message({{"k", "a;b"}}) == "The TagValue you have provided is invalid");
    CHECK(s3::refuse({{"k", "a;b"}}, TagUse::object)->code == "InvalidTag");
}

TEST_CASE("a key stands once, and none of AWS's own") {
    CHECK(message({{"a", "1"}, {"a", "2"}}) == "Cannot provide multiple Tags with the same key");
    CHECK(message({{"a", "1"}, {"A", "2"}}).empty());
    CHECK(message({{"aws:a", "1"}}, TagUse::bucket) == "System tags cannot be added/updated by requester");
    CHECK(message({{"aws:a", "1"}}) == "Your TagKey cannot be prefixed with aws:");
}

TEST_CASE("the header has tags as a query has arguments") {
    const auto tags = s3::parse_tagging_header("a=1&b%20c=x+y&d");
    REQUIRE(tags.ok());
    REQUIRE(tags->size() == 3);
    CHECK((*tags)[1].key == "b c");
    CHECK((*tags)[1].value == "x y");
    CHECK((*tags)[2].value.empty());
    CHECK(s3::parse_tagging_header("")->empty());
    for (const char* odd : {"a=1&a=2", "a=%", "a=%G0", "=1", "a=1,b=2", "a%2C=1"}) {
        const auto refused = s3::parse_tagging_header(odd);
        REQUIRE_FALSE(refused.ok());
        CHECK(refused.error().code == "InvalidArgument");
        CHECK(refused.error().message ==
              "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag "
              "name duplicates.");
        using Details = std::vector<std::pair<std::string, std::string>>;
        CHECK(refused.error().details == Details{{"ArgumentName", "x-amz-tagging"}, {"ArgumentValue", odd}});
    }
    CHECK(s3::parse_tagging_header("aws:x=1").error().code == "InvalidTag");
}
