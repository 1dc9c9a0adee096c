#include <string>
#include <variant>

#include "catch.hpp"
#include "gateway/java/json.hpp"
#include "gateway/java/numbers.hpp"
#include "gateway/java/print.hpp"
#include "gateway/java/utf16.hpp"

using namespace wt::gateway::java;

namespace {

/// As JSON and as Java prints it; or what json-smart says about it.
std::pair<std::string, std::string> both(std::string_view json) {
    Heap heap;
    const auto parsed = parse_json(heap, json);
    if (const auto* failure = std::get_if<ParseFailure>(&parsed)) return {failure->message, "-"};
    std::pair<std::string, std::string> made;
    REQUIRE(print_json(made.first, std::get<Value>(parsed), Slashes::plain));
    REQUIRE(print(made.second, std::get<Value>(parsed)));
    return made;
}

using Both = std::pair<std::string, std::string>;

}  // namespace

TEST_CASE("objects print as Java's maps, and lists of JSON as JSON") {
    CHECK(both(R"({"a": 1, "b": [{"c": 5}, "x/y"], "d": {"e": null}})") ==
          Both(R"({"a":1,"b":[{"c":5},"x/y"],"d":{"e":null}})", R"({a=1, b=[{"c":5},"x\/y"], d={e=null}})"));
    CHECK(both("[]") == Both("[]", "[]"));
    CHECK(both(R"({"b": 1, "a": 2, "b": 3})") == Both(R"({"b":3,"a":2})", "{b=3, a=2}"));
}

TEST_CASE("what is no strict JSON is read as json-smart reads it") {
    CHECK(both("a=b").second == "a=b");
    CHECK(both("null{").second == "null{");
    CHECK(both("{'a': b c,}").first == R"({"a":"b c"})");
    CHECK(both("[1,,2]").first == "[1,2]");
    CHECK(both("{\"a\":1} and more").first == R"({"a":1})");
    CHECK(both("-").second == "0");
    CHECK(both(R"("a\qb\x41")").second == "abA");
}

TEST_CASE("what it does not take, it says with its own words and places") {
    CHECK(both("{a").first == "Unexpected End Of File position 1: null");
    CHECK(both("[a").first == "Unexpected End Of File position 1: EOF");
    CHECK(both("]").first == "Unexpected character (]) at position 0.");
    CHECK(both(R"({"a":"1" "b":2})").first == "Unexpected token \" at position 8.");
    CHECK(both(R"(["é", :])").first == "Unexpected character (:) at position 6.");
    CHECK(both(std::string(401, '[')).first ==
          "Malicious payload, having non natural depths, parsing stoped on [ at position 400.");
}

TEST_CASE("numbers are Java's: Integer, Long, BigInteger, Double, and BigDecimal for what is longer") {
    CHECK(both("[1, 3000000000, 123456789012345678901, 1.50, 1e5, 1.0E10, 0.0001]").first ==
          "[1,3000000000,123456789012345678901,1.5,100000.0,1.0E10,1.0E-4]");
    CHECK(both("0.12345678901234567890").second == "0.12345678901234567890");
    CHECK(both("007").second == "7");
    CHECK(decimal_text("1E400") == "1E+400");
    CHECK(compare_decimals("1e1", "10.0") == 0);
    CHECK(compare_decimals("-2", "1") == -1);
    CHECK(compare_decimals("0.1", "0.09999999999999999999") == 1);
}

TEST_CASE("whole numbers grow as they must, and a division by zero is null") {
    Heap heap;
    const auto computed = [&](char operation, Value a, Value b) {
        std::string text;
        CHECK(print(text, compute(heap, operation, a, b).value));
        return text;
    };
    CHECK(computed('+', Value::integer(2147483647), Value::integer(1)) == "2147483648");
    CHECK(computed('*', Value::long_integer(9223372036854775807), Value::integer(2)) == "18446744073709551614");
    CHECK(computed('/', Value::integer(-7), Value::integer(2)) == "-3");
    CHECK(computed('%', Value::integer(-7), Value::integer(3)) == "-1");
    CHECK(computed('/', Value::real(7), Value::integer(2)) == "3.5");
    CHECK(computed('/', Value::integer(1), Value::integer(0)) == "null");
    CHECK(computed('+', Value::big_decimal("1.10"), Value::integer(1)) == "2.10");
}

TEST_CASE("texts are counted in UTF-16's units, and half a character is a question mark in the end") {
    Heap heap;
    const std::string_view text = "a\xf0\x9f\x98\x80z";
    CHECK(length(text) == 4);
    CHECK(index_of(text, "z", 0) == 3);
    std::string half(substring(heap, text, 0, 2));
    encode(half);
    CHECK(half == "a?");
    std::string joined = std::string(substring(heap, text, 1, 2)) + std::string(substring(heap, text, 2, 3));
    encode(joined);
    CHECK(joined == "\xf0\x9f\x98\x80");
    CHECK(decoded("\xff"
                  "a") ==
          "\xef\xbf\xbd"
          "a");
}

TEST_CASE("a map finds its keys however many there are") {
    Heap heap;
    Map map;
    for (std::int32_t i = 0; i < 1000; ++i) map.put(heap, Value::integer(i), Value::integer(i * i));
    for (std::int32_t i = 0; i < 1000; i += 2) map.erase(Value::integer(i));
    CHECK(map.size() == 500);
    for (std::int32_t i = 0; i < 1000; ++i) CHECK(map.find(Value::integer(i)).has_value() == (i % 2 == 1));
    CHECK_FALSE(map.find(Value::long_integer(1)).has_value());
}

TEST_CASE("a list within itself ends") {
    Heap heap;
    List list(ListKind::array_list);
    list.add(heap, Value::list(&list));
    std::string text;
    CHECK(print(text, Value::list(&list)));
    CHECK(text == "[(this Collection)]");
    List json(ListKind::json_array);
    json.add(heap, Value::list(&json));
    CHECK_FALSE(print(text, Value::list(&json)));
}
