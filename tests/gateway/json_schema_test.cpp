#include "catch.hpp"

#include <string>

#include "gateway/json_schema.hpp"

using wt::gateway::JsonSchema;

namespace {

JsonSchema schema(const std::string& text) {
    auto read = JsonSchema::of(text, [](const std::string& name) -> std::optional<std::string> {
        if (name == "Pet") return R"({"type":"object","required":["name"],"properties":{"name":{"type":"string"}}})";
        return std::nullopt;
    });
    REQUIRE(read.ok());
    return std::move(*read);
}

/// What of the bodies it takes, as '+' and '-'.
std::string verdicts(const std::string& text, std::initializer_list<const char*> bodies) {
    const JsonSchema read = schema(text);
    std::string all;
    for (const char* body : bodies) all += read.accepts(body) ? '+' : '-';
    return all;
}

std::string flaw(const std::string& text) {
    const auto read = JsonSchema::of(text, {});
    return read.ok() ? "" : read.error().message;
}

}  // namespace

TEST_CASE("a schema says what types and values may come") {
    CHECK(verdicts(R"({"type":"integer"})", {"1", "-3", "1.5", "\"1\"", "null"}) == "++---");
    CHECK(verdicts(R"({"type":"number"})", {"1", "1.5", "true"}) == "++-");
    CHECK(verdicts(R"({"type":["string","null"]})", {"\"\"", "null", "0"}) == "++-");
    CHECK(verdicts(R"({"enum":[1,"a",{"b":[]}]})", {"1", "1.0", "\"a\"", "{\"b\":[]}", "2"}) == "++++-");
    CHECK(verdicts("{}", {"1", "{}", "", "{", "[1,]"}) == "++---");
}

TEST_CASE("numbers and texts have bounds") {
    CHECK(verdicts(R"({"minimum":1,"maximum":3})", {"0", "1", "3", "4", "\"0\""}) == "-++-+");
    CHECK(verdicts(R"({"minimum":1,"exclusiveMinimum":true,"maximum":3,"exclusiveMaximum":true})", {"1", "2", "3"}) ==
          "-+-");
    CHECK(verdicts(R"({"multipleOf":3})", {"9", "10", "0"}) == "+-+");
    CHECK(verdicts(R"({"minLength":2,"maxLength":3})", {"\"a\"", "\"\u00e9\u00e9\"", "\"abc\"", "\"abcd\""}) == "-++-");
    CHECK(verdicts(R"({"pattern":"b+$"})", {"\"abb\"", "\"ba\""}) == "+-");
    // One that looks ahead is not looked at.
    CHECK(verdicts(R"x({"pattern":"^(?=x)"})x", {"\"a\""}) == "+");
}

TEST_CASE("objects have properties, required and others") {
    const std::string pet =
        R"({"type":"object","required":["id"],"properties":{"id":{"type":"integer"}},"additionalProperties":false})";
    CHECK(verdicts(pet, {R"({"id":1})", "{}", R"({"id":"1"})", R"({"id":1,"x":2})", "[]"}) == "+----");
    CHECK(verdicts(R"({"additionalProperties":{"type":"string"},"patternProperties":{"^n_":{"type":"number"}}})",
                   {R"({"n_a":1,"b":""})", R"({"n_a":""})", R"({"b":1})"}) == "+--");
    CHECK(verdicts(R"({"minProperties":1,"maxProperties":2})", {"{}", R"({"a":1})", R"({"a":1,"b":2,"c":3})"}) ==
          "-+-");
    CHECK(verdicts(R"({"dependencies":{"a":["b"],"c":{"required":["d"]}}})",
                   {"{}", R"({"a":1})", R"({"a":1,"b":1})", R"({"c":1})", R"({"c":1,"d":1})"}) == "+-+-+");
}

TEST_CASE("lists have items") {
    CHECK(verdicts(R"({"items":{"type":"integer"},"minItems":1,"maxItems":2})", {"[]", "[1]", "[\"1\"]", "[1,2,3]"}) ==
          "-+--");
    CHECK(verdicts(R"({"items":[{"type":"integer"}],"additionalItems":false})", {"[1]", "[1,2]", "[]", "[\"\"]"}) ==
          "+-+-");
    CHECK(verdicts(R"({"uniqueItems":true})", {"[1,2]", "[1,1]", "[{\"a\":1},{\"a\":1}]", "[1,\"1\"]"}) == "+--+");
}

TEST_CASE("schemas stand together") {
    CHECK(verdicts(R"({"allOf":[{"minimum":1},{"maximum":2}]})", {"0", "1", "3"}) == "-+-");
    CHECK(verdicts(R"({"anyOf":[{"type":"null"},{"minimum":5}]})", {"null", "5", "4"}) == "++-");
    CHECK(verdicts(R"({"oneOf":[{"minimum":1},{"minimum":5}]})", {"0", "1", "5"}) == "-+-");
    CHECK(verdicts(R"({"not":{"type":"null"}})", {"null", "1"}) == "-+");
}

TEST_CASE("a schema refers to its own parts, to itself, and to other models") {
    CHECK(verdicts(R"({"definitions":{"a/b":{"type":"null"}},"items":{"$ref":"#/definitions/a~1b"}})",
                   {"[null]", "[1]"}) == "+-");
    CHECK(verdicts(R"({"type":"object","properties":{"next":{"$ref":"#"}},"additionalProperties":false})",
                   {R"({"next":{"next":{}}})", R"({"next":{"x":{}}})"}) == "+-");
    CHECK(verdicts(R"({"items":{"$ref":"https://apigateway.amazonaws.com/restapis/abc/models/Pet"}})",
                   {R"([{"name":"x"}])", "[{}]"}) == "+-");
}

TEST_CASE("what is no schema is refused") {
    CHECK(flaw("{") == "it is no JSON");
    CHECK(flaw("[]") == "a schema is an object");
    CHECK(flaw(R"({"properties":[]})") == "properties is an object");
    CHECK(flaw(R"({"$ref":"#/definitions/x"})") == "there is nothing at #/definitions/x");
    CHECK(flaw(R"({"$ref":"https://example.com/x.json"})") == "it refers to https://example.com/x.json");
    CHECK(flaw(R"({"$ref":"https://apigateway.amazonaws.com/restapis/abc/models/None"})") == "there is no model None");
    CHECK(flaw(R"({"minLength":-1})") == "minLength is no count");
}

TEST_CASE("no schema and no body takes for ever") {
    CHECK(verdicts(R"({"$ref":"#"})", {"1"}) == "-");
    CHECK(verdicts(R"({"allOf":[{"$ref":"#"},{"$ref":"#"}]})", {"1"}) == "-");
    CHECK_FALSE(schema("{}").accepts(std::string(100'000, '[')));
    CHECK_FALSE(schema(R"({"uniqueItems":true})").accepts(std::string(600, '[') + std::string(600, ']')));
    CHECK(schema(R"x({"pattern":"^(a|b)*$"})x").accepts("\"" + std::string(1'000'000, 'a') + "\""));
}
