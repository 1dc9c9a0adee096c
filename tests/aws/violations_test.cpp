// AWS's sentences, as services were seen to answer them.
#include "aws/violations.hpp"

#include "aws/json.hpp"
#include "aws/tags.hpp"
#include "catch.hpp"
#include "sentences.hpp"

using namespace wt;
using namespace wt::aws;

namespace {

constexpr std::string_view colours[] = {"red", "green"};

struct Part {
    std::string data;
    std::optional<std::string> colour;
};
const Structure& shape_of(Tag<Part>) {
    static const Written shape(
        "", {member<&Part::data>("Data").required().length(1, 4), member<&Part::colour>("Colour").one_of(colours)});
    return shape;
}

struct In {
    std::string name;
    std::optional<std::string> plain;
    std::int32_t limit = 0;
    double weight = 0;
    std::optional<Blob> blob;
    std::vector<Part> records;
    std::vector<std::string> words;
    std::vector<std::string> keys;
    std::map<std::string, std::string> tags;
    std::map<std::string, Part> parts;
    std::string secret;
};
const Structure& shape_of(Tag<In>) {
    static const Written shape(
        "", {
                member<&In::name>("StreamName").required().length(2, 8).pattern("[a-zA-Z0-9_.-]+"),
                member<&In::plain>("Plain").length(1, 3),
                member<&In::limit>("Limit").range(1, 100),
                member<&In::weight>("Weight").range(0, 1),
                member<&In::blob>("Blob").length(0, 3),
                member<&In::records>("Records").length(1, 2),
                member<&In::words>("Words").one_of(colours),
                member<&In::keys>("TagKeys").length(0, 2).each(element().length(1, 5).pattern("[a-z]*").required()),
                member<&In::tags>("Tags")
                    .keys(element().length(1, 128).pattern("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*"))
                    .each(element().length(0, 4)),
                member<&In::parts>("Parts"),
                member<&In::secret>("Secret").length(3).sensitive(),
            });
    return shape;
}

std::string says(std::string_view json, Violations::Absent absent = Violations::Absent::null) {
    In in;
    Violations violations;
    const auto problem = read_json(json, shape_of(Tag<In>()), &in, violations);
    return problem ? problem->reason : violations.message(absent);
}

std::string one(std::string_view rest) { return "1 validation error detected: " + std::string(rest); }

}  // namespace

TEST_CASE("a good input breaks nothing, and what did not come is not checked") {
    CHECK(says(R"({"StreamName": "orders"})").empty());
    CHECK(says(R"({"StreamName": "orders", "Plain": null, "Words": [], "Records": [{"Data": "x"}]})").empty());
}

TEST_CASE("a missing member is null, or unsaid where the service says it so") {
    CHECK(says("{}") == one("Value null at 'streamName' failed to satisfy constraint: Member must not be null"));
    CHECK(says("{}", Violations::Absent::unsaid) ==
          one("Value at 'streamName' failed to satisfy constraint: Member must not be null"));
}

TEST_CASE("texts have a length in characters, a pattern and words") {
    CHECK(says(R"({"StreamName": "a"})") ==
          one("Value 'a' at 'streamName' failed to satisfy constraint: Member must have length greater than or equal "
              "to 2"));
    CHECK(says(R"({"StreamName": "ninechars"})") ==
          one("Value 'ninechars' at 'streamName' failed to satisfy constraint: Member must have length less than or "
              "equal to 8"));
    CHECK(says(R"({"StreamName": "a b"})") ==
          one("Value 'a b' at 'streamName' failed to satisfy constraint: Member must satisfy regular expression "
              "pattern: [a-zA-Z0-9_.-]+"));
    CHECK(says("{\"StreamName\": \"orders\", \"Plain\": \"\xc3\xa4\xc3\xb6\xc3\xbc\"}").empty());
}

TEST_CASE("every violation is told, in the order of the members") {
    CHECK(
        says(R"({"StreamName": "", "Limit": 0})") ==
        "3 validation errors detected: Value '' at 'streamName' failed to satisfy constraint: Member must have length "
        "greater than or equal to 2; Value '' at 'streamName' failed to satisfy constraint: Member must satisfy "
        "regular expression pattern: [a-zA-Z0-9_.-]+; Value '0' at 'limit' failed to satisfy constraint: Member must "
        "have value greater than or equal to 1");
}

TEST_CASE("numbers have a range; of real numbers the bounds are real") {
    CHECK(says(R"({"StreamName": "orders", "Limit": 101})") ==
          one("Value '101' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 100"));
    CHECK(
        says(R"({"StreamName": "orders", "Weight": 1.5})") ==
        one("Value '1.5' at 'weight' failed to satisfy constraint: Member must have value less than or equal to 1.0"));
}

TEST_CASE("bytes are shown as Kinesis shows them") {
    CHECK(says(R"({"StreamName": "orders", "Blob": "YWJjZA=="})") ==
          one("Value 'java.nio.HeapByteBuffer[pos=0 lim=4 cap=4]' at 'blob' failed to satisfy constraint: Member must "
              "have length less than or equal to 3"));
}

TEST_CASE("members of structures in lists and maps are named with their place") {
    CHECK(
        says(R"({"StreamName": "orders", "Records": [{"Data": "a"}, {"Data": "abcde"}]})") ==
        one("Value 'abcde' at 'records.2.member.data' failed to satisfy constraint: Member must have length less than "
            "or equal to 4"));
    CHECK(says(R"({"StreamName": "orders", "Records": [{"Data": "a", "Colour": "blue"}]})") ==
          one("Value 'blue' at 'records.1.member.colour' failed to satisfy constraint: Member must satisfy enum value "
              "set: [red, green]"));
    CHECK(says(R"({"StreamName": "orders", "Parts": {"a": {}}})") ==
          one("Value null at 'parts.a.member.data' failed to satisfy constraint: Member must not be null"));
    CHECK(says(R"({"StreamName": "orders", "Records": [null]})") ==
          one("Value null at 'records.1.member' failed to satisfy constraint: Member must not be null"));
}

TEST_CASE("a list's length is its own") {
    CHECK(says(R"({"StreamName": "orders", "Records": []})") ==
          one("Value '[]' at 'records' failed to satisfy constraint: Member must have length greater than or equal to "
              "1"));
    CHECK(says(R"({"StreamName": "orders", "TagKeys": ["a", "b", "c"]})") ==
          one("Value '[a, b, c]' at 'tagKeys' failed to satisfy constraint: Member must have length less than or equal "
              "to 2"));
}

TEST_CASE("elements, keys and values break their constraints as a whole, which is told once") {
    CHECK(says(R"({"StreamName": "orders", "Words": ["red", "blue", "black"]})") ==
          one("Value '[red, blue, black]' at 'words' failed to satisfy constraint: Member must satisfy constraint: "
              "[Member must satisfy enum value set: [red, green]]"));
    CHECK(says(R"({"StreamName": "orders", "TagKeys": ["toolong"]})") ==
          one("Value '[toolong]' at 'tagKeys' failed to satisfy constraint: Member must satisfy constraint: [Member "
              "must have length less than or equal to 5, Member must have length greater than or equal to 1, Member "
              "must satisfy regular expression pattern: [a-z]*, Member must not be null]"));
    CHECK(says(R"({"StreamName": "orders", "Tags": {"colour": "black"}})") ==
          one("Value '{colour=black}' at 'tags' failed to satisfy constraint: Map value must satisfy constraint: "
              "[Member must have length less than or equal to 4, Member must have length greater than or equal to 0]"));
    CHECK(says(R"({"StreamName": "orders", "Tags": {"": "x"}})")
              .find("Map keys must satisfy constraint: [Member must "
                    "have length less than or equal to 128") != std::string::npos);
}

TEST_CASE("a secret is not shown, and a long value only in part") {
    CHECK(says(R"({"StreamName": "orders", "Secret": "x"})") ==
          one("Value at 'secret' failed to satisfy constraint: Member must have length greater than or equal to 3"));
    const std::string text = says("{\"StreamName\": \"" + std::string(100'000, 'x') + "\"}");
    CHECK(text.size() < 1'200);
}

TEST_CASE("services see what broke: the member, and the element of a list") {
    In in;
    Violations violations;
    CHECK_FALSE(
        read_json(R"({"StreamName": "orders", "Words": ["red", "blue"]})", shape_of(Tag<In>()), &in, violations));
    CHECK(violations.first().member->name == "Words");
    CHECK(violations.first().value == "blue");
    CHECK_FALSE(violations.first().missing);
    CHECK(violations.first().place == "words");
}

TEST_CASE("of very many violations the first are told") {
    std::string records;
    for (int i = 0; i < 50; ++i) records += (i > 0 ? ", {}" : "{}");
    In in;
    Violations violations;
    CHECK_FALSE(read_json("{\"Records\": [" + records + "]}", shape_of(Tag<In>()), &in, violations));
    CHECK(violations.size() == 10);
}

namespace {

struct Spelled {
    std::string text;
    std::string repeated;
};
const Structure& shape_of(Tag<Spelled>) {
    static const Written shape(
        "",
        {
            member<&Spelled::text>("Text").pattern(R"([\u0041-\u00E9\u4e00\uD800\uDC00-\uDBFF\uDFFF]+(\{2,3000\})?)"),
            member<&Spelled::repeated>("Repeated").pattern("a{2,2048}|b{3}"),
        });
    return shape;
}

[[nodiscard]] std::size_t broken(std::string_view json) {
    Spelled in;
    Violations violations;
    REQUIRE_FALSE(read_json(json, shape_of(Tag<Spelled>()), &in, violations));
    return violations.size();
}

}  // namespace

TEST_CASE("a model's patterns are read though RE2 spells them otherwise, and are told as the model has them") {
    CHECK(broken(R"({"Text": "A\u00e9\u4e00\ud83d\ude00", "Repeated": "aa"})") == 0);
    CHECK(broken(R"({"Text": "\u00ea"})") == 1);
    CHECK(broken(R"({"Text": "@"})") == 1);
    CHECK(broken(R"({"Text": "A{2,3000}"})") == 0);  // a brace that is a letter stays one
    CHECK(broken(R"({"Text": "AA{2,}"})") == 1);
    CHECK(broken(R"({"Repeated": "a"})") == 1);
    CHECK(broken(R"({"Repeated": "bbb"})") == 0);
    CHECK(broken(R"({"Repeated": "bb"})") == 1);
    Spelled in;
    Violations violations;
    REQUIRE_FALSE(read_json(R"({"Repeated": "c"})", shape_of(Tag<Spelled>()), &in, violations));
    CHECK(violations.message().ends_with("regular expression pattern: a{2,2048}|b{3}"));
    CHECK(is_readable_pattern("[\\u0020-\\u00FF]+"));
    CHECK_FALSE(is_readable_pattern("(?!aws)a"));
}
