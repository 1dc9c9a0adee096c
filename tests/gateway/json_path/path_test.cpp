#include <string>
#include <variant>

#include "catch.hpp"
#include "gateway/java/json.hpp"
#include "gateway/java/print.hpp"
#include "gateway/json_path/path.hpp"

using namespace wt::gateway;

namespace {

constexpr std::string_view store = R"({"store": {"book": [
  {"category": "reference", "title": "Sayings", "price": 8.95},
  {"category": "fiction", "title": "Sword", "price": 12.99, "isbn": "0-553"},
  {"category": "fiction", "title": "Moby Dick", "price": 8.99, "tags": ["sea", "whale"]}],
  "bicycle": {"color": "red", "price": 19.95}}, "expensive": 10, "none": null})";

/// What a path finds as JSON, or "absent", "invalid", "other", "no path".
std::string found(std::string_view path, std::string_view document = store) {
    java::Heap heap;
    const auto compiled = json_path::Path::compile(path);
    if (!compiled.ok()) return "no path";
    const auto parsed = java::parse_json(heap, document);
    const auto reading = compiled->read(heap, std::get<java::Value>(parsed));
    switch (reading.trouble) {
        case json_path::Trouble::absent: return "absent";
        case json_path::Trouble::invalid: return "invalid";
        case json_path::Trouble::other: return "other";
        case json_path::Trouble::none: break;
    }
    std::string text;
    REQUIRE(java::print_json(text, reading.value, java::Slashes::plain));
    return text;
}

}  // namespace

TEST_CASE("a definite path finds a value, an indefinite one a list") {
    CHECK(found("$.store.bicycle.color") == R"("red")");
    CHECK(found("store.bicycle['color']") == R"("red")");
    CHECK(found("$..color") == R"(["red"])");
    CHECK(found("$.store.book[0].title") == R"("Sayings")");
    CHECK(found("$.store.book[-1].title") == R"("Moby Dick")");
    CHECK(found("$.store.book[*].price") == "[8.95,12.99,8.99]");
    CHECK(found("$.store.book[0,2].title") == R"(["Sayings","Moby Dick"])");
    CHECK(found("$.store.book[1:].price") == "[12.99,8.99]");
    CHECK(found("$.store.book[:-1].price") == "[8.95,12.99]");
    CHECK(found("$.store.bicycle['color', 'price', 'nope']") == R"({"color":"red","price":19.95})");
    CHECK(found("$.none") == "null");
}

TEST_CASE("what is absent raises where the path is definite, and is left out where it is not") {
    CHECK(found("$.nope") == "absent");
    CHECK(found("$.nope.deeper") == "absent");
    CHECK(found("$.nope[*].x") == "absent");
    CHECK(found("$.expensive.x") == "absent");
    CHECK(found("$.store.book[7]") == "absent");
    CHECK(found("$..nope") == "[]");
    CHECK(found("$.store.book[*].isbn") == R"(["0-553"])");
}

TEST_CASE("filters compare, combine and ask what is there") {
    CHECK(found("$.store.book[?(@.price < 9)].title") == R"(["Sayings","Moby Dick"])");
    CHECK(found("$.store.book[?(@.price <= $.expensive && @.category == 'fiction')].title") == R"(["Moby Dick"])");
    CHECK(found("$.store.book[?(@.isbn)].title") == R"(["Sword"])");
    CHECK(found("$.store.book[?(!@.isbn)].price") == "[8.95,8.99]");
    CHECK(found("$.store.book[?(@.isbn || @.tags)].price") == "[12.99,8.99]");
    CHECK(found("$.store.book[?(@.title =~ /s.*/i)].price") == "[8.95,12.99]");
    CHECK(found("$.store.book[?(@.category in ['reference', 'poetry'])].price") == "[8.95]");
    CHECK(found("$.store.book[?(@.tags contains 'sea')].price") == "[8.99]");
    CHECK(found("$.store.book[?(@.isbn != 'x')].price") == "[8.95,12.99,8.99]");
    CHECK(found("$.store.book[?(@.isbn == null)].price") == "[]");
    CHECK(found("$[?(@.v == '1')]", R"([{"v": 1}, {"v": "1"}, {"v": 2}])") == R"([{"v":1},{"v":"1"}])");
    CHECK(found("$.store.bicycle[?(@.color == 'red')].price") == "[19.95]");
}

TEST_CASE("functions stand at the end of a path") {
    CHECK(found("$.store.book.length()") == "3");
    CHECK(found("$.store.bicycle.color.length()") == "null");
    CHECK(found("$..price.sum()") == "50.879999999999995");
    CHECK(found("$.store.book[*].price.max()") == "other");
    CHECK(found("$.store.bicycle.keys()") == R"(["color","price"])");
    CHECK(found("$.store.book[2].tags.concat('!')") == R"("seawhale")");
    CHECK(found("$.a.first()", R"({"a": [4, 5]})") == "4");
    CHECK(found("$.nothing()") == "invalid");
    CHECK(found("$.max()", "[-3, -2]") == "4.9E-324");
}

TEST_CASE("what does not parse is refused") {
    for (const std::string_view path :
         {"$.", "$..", "$.a b", "$.a..", "$['a", "$[", "$.a[?(@.b == )]", "$.a[?]", "$.f(1", "$[1:x]", ""})
        CHECK(found(path) == "no path");
}

TEST_CASE("a path that doubles its work with each step is given up") {
    const std::string document = "[" + std::string(20, '[') + "1" + std::string(20, ']') + "]";
    CHECK(found("$..*..*..*..*..*..*..*..*..*..*", document) == "other");
}
