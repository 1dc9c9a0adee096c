#include "stream/jq/program.hpp"

#include <string>
#include <utility>

#include "catch.hpp"

using namespace wt;
using stream::jq::Program;

namespace {

/// The value that a query makes of a document, or "error".
std::string value(std::string_view query, std::string_view document) {
    const auto program = Program::of(query);
    REQUIRE(program.ok());
    const auto made = program->value_of(document);
    return made.ok() ? *made : "error";
}

}  // namespace

TEST_CASE("a query makes what jq 1.6 makes") {
    // Each of these was played with jq 1.6: jq -c QUERY <<< DOCUMENT.
    const std::pair<std::string_view, std::string_view> cases[] = {
        {".", R"({"a":{"b":[1,2,3],"c d":"x"},"n":null,"t":1565382027})"},
        {".a.b", "[1,2,3]"},
        {".a.b[0]", "1"},
        {".a.b[-1]", "3"},
        {".a.b[1:]", "[2,3]"},
        {".a.b[:2]", "[1,2]"},
        {".a.\"c d\"", R"("x")"},
        {".a[\"c d\"]", R"("x")"},
        {".nope.deeper", "null"},
        {".n // \"usual\"", R"("usual")"},
        {".a.b | length", "3"},
        {".a.b[0] + .a.b[1] * 2", "5"},
        {"(.a.b[0] + 2) / 2", "1.5"},
        {"7 % 3", "1"},
        {"-.a.b[0]", "-1"},
        {".t | strftime(\"%Y/%m/%d\")", R"("2019/08/09")"},
        {".t | todate", R"("2019-08-09T20:20:27Z")"},
        {"\"2019-08-09T20:20:27Z\" | fromdate", "1565382027"},
        {"\"10:02 2020\" | strptime(\"%H:%M %Y\") | .[0]", "2020"},
        {"{y: .t | strftime(\"%Y\"), x: .a.\"c d\"}", R"({"x":"x","y":"2019"})"},
        {"{\"k\\(.a.b[0])\": 1}", R"({"k1":1})"},
        {"{n}", R"({"n":null})"},
        {"if .a.b[0] == 1 then \"one\" elif .n then 2 else 3 end", R"("one")"},
        {".a.b[0] < \"a\" and .n == null", "true"},
        {".n or false", "false"},
        {".n | not", "true"},
        {"\"a,b\" | split(\",\") | .[1]", R"("b")"},
        {"[1, 2] | join(\"-\")", R"("1-2")"},
        {"\"ab\" | ascii_upcase | ltrimstr(\"A\")", R"("B")"},
        {"\"12\" | tonumber + 1", "13"},
        {".a | keys", R"(["b","c d"])"},
        {".a | has(\"b\")", "true"},
        {"3.7 | floor", "3"},
        {".a.b | tostring", R"("[1,2,3]")"},
        {".a.b.x", "error"},
        {"1 / 0", "error"},
    };
    const std::string_view document = R"({"a":{"b":[1,2,3],"c d":"x"},"n":null,"t":1565382027})";
    for (const auto& [query, wanted] : cases) {
        INFO(query);
        CHECK(value(query, document) == wanted);
    }
}

TEST_CASE("where jq gives nothing, there is no value") {
    CHECK(value(".a.x?", R"({"a":1})") == "null");
    CHECK(value(".a.x? // 2", R"({"a":1})") == "2");
}

TEST_CASE("what is no query, or gives several values, is refused with its place") {
    for (const char* wrong :
         {"", ".a[", "{a", ".[]", "..", "foo", "if .a then 1", "\"open", ".a |", "strftime", "1 +", "{a:}"}) {
        INFO(wrong);
        const auto program = Program::of(wrong);
        REQUIRE_FALSE(program.ok());
        CHECK(program.error().message.find("at character") != std::string::npos);
    }
    CHECK_FALSE(Program::of(std::string(200, '(') + "." + std::string(200, ')')).ok());
    CHECK_FALSE(Program::of(std::string(6000, ' ')).ok());
}

TEST_CASE("a partition's names are texts and numbers of the record") {
    const auto program = Program::of("{customer: .id, n: .n}");
    REQUIRE(program.ok());
    const auto names = program->names_of(R"({"id":"c","n":7})");
    REQUIRE(names.ok());
    CHECK(names->at("customer") == "c");
    CHECK(names->at("n") == "7");
    CHECK_FALSE(program->names_of(R"({"id":"c"})").ok());
    CHECK_FALSE(program->names_of(R"({"id":"","n":1})").ok());
    CHECK_FALSE(program->names_of("no JSON").ok());
}
