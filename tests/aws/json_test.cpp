#include "aws/json.hpp"

#include <cmath>

#include <nlohmann/json.hpp>

#include "catch.hpp"
#include "everything.hpp"

using namespace wt;
using namespace wt::aws;
using namespace wt::aws::test;

namespace {

std::optional<Malformed> read(std::string_view json, Everything& out) {
    Violations violations;
    return read_json(json, shape_of(Tag<Everything>()), &out, violations);
}

std::string reason(std::string_view json) {
    Everything out;
    const auto problem = read(json, out);
    return problem ? problem->reason : "it reads";
}

std::string written(const Everything& value) {
    std::string text;
    write_json(text, shape_of(Tag<Everything>()), &value);
    return text;
}

}  // namespace

TEST_CASE("an object in JSON is read into a struct, whatever else is in it") {
    Everything in;
    REQUIRE_FALSE(read(R"({"Text": "a\u00e4\n", "Flag": true, "Number": -3, "Large": 9007199254740993, "Ratio": 0.5,
                          "Blob": "aGk=", "Moment": 1767323045.678, "List": ["x", "y"], "Unknown": {"a": [1]},
                          "__type": "Everything", "Inner": {"Name": "deep", "Numbers": [1, 2]}, "Map": {"k": "v"},
                          "Maps": {"a": {"b": 1}}, "Nested": [["1"], []]})",
                       in));
    CHECK(in.text == "a\xc3\xa4\n");
    CHECK(in.flag == true);
    CHECK(in.number == -3);
    CHECK(in.large == 9007199254740993);
    CHECK(in.ratio == 0.5);
    CHECK(in.blob->bytes == "hi");
    CHECK(in.moment == epoch + std::chrono::milliseconds(1767323045678));
    CHECK(in.list == std::vector<std::string>{"x", "y"});
    CHECK(in.inner->name == "deep");
    CHECK(in.inner->numbers == std::vector<std::int32_t>{1, 2});
    CHECK(in.map == std::map<std::string, std::string>{{"k", "v"}});
    CHECK(in.nested.size() == 2);
}

TEST_CASE("null is as good as nothing, and so is no body") {
    Everything in;
    REQUIRE_FALSE(read(R"({"Text": null, "List": null, "Inner": null})", in));
    CHECK_FALSE(in.text);
    CHECK_FALSE(in.list);
    CHECK_FALSE(in.inner);
    REQUIRE_FALSE(read("", in));
}

TEST_CASE("what is no JSON, or of another type, is told with its place") {
    CHECK(reason("{") == "The request body is not a JSON object.");
    CHECK(reason("[]") == "The request body is not a JSON object.");
    CHECK(reason("{} {}") == "The request body is not a JSON object.");
    CHECK(reason(R"({"Text": 5})") == "text is not a string.");
    CHECK(reason(R"({"Flag": "true"})") == "flag is not true or false.");
    CHECK(reason(R"({"List": ["a", 1]})") == "list.2.member is not a string.");
    CHECK(reason(R"({"List": {}})") == "list is not a list.");
    CHECK(reason(R"({"Map": {"a": 1}})") == "map.a.member is not a string.");
    CHECK(reason(R"({"Inner": {"Numbers": ["1"]}})") == "inner.numbers.1.member is not a number in its range.");
    CHECK(reason(R"({"Blob": "%%%"})") == "blob is not a base64 string.");
    CHECK(reason(R"({"Moment": "yesterday"})") == "moment is not a timestamp.");
    CHECK(reason("{\"Text\": \"\xff\"}") == "The request body is not a JSON object.");
}

TEST_CASE("of several members of a name the last counts") {
    Everything in;
    REQUIRE_FALSE(read(R"({"Text": "a", "Map": {"k": "v", "k": "w"}, "Text": "b"})", in));
    CHECK(in.text == "b");
    CHECK(in.map == std::map<std::string, std::string>{{"k", "w"}});
}

TEST_CASE("an escape of half a surrogate pair is no character") {
    Everything in;
    REQUIRE_FALSE(read(R"({"Text": "\ud83d\ude00", "Map": {"\ud83d\ude00": "\ud83d\ude00"}})", in));
    CHECK(in.text == "\xf0\x9f\x98\x80");
    for (const char* half : {"\\ud83d", "\\ude00", "\\ud83dx", "\\ud83d\\u0041", "\\ude00\\ud83d"}) {
        INFO(half);
        CHECK(reason(std::string("{\"Text\": \"") + half + "\"}") != "it reads");
        CHECK(reason(std::string("{\"Map\": {\"") + half + "\": \"a\"}}") != "it reads");
    }
}

TEST_CASE("whole numbers stay in their range, and 3.0 is one") {
    Everything in;
    REQUIRE_FALSE(read(R"({"Number": 3.0, "Large": -9223372036854775808})", in));
    CHECK(in.number == 3);
    CHECK(in.large == std::numeric_limits<std::int64_t>::min());
    for (const char* number : {"2147483648", "-2147483649", "0.5", "1e300", "18446744073709551615"})
        CHECK(reason(std::string("{\"Number\": ") + number + "}") == "number is not a number in its range.");
    CHECK(reason(R"({"Large": 9223372036854775808})") == "large is not a number in its range.");
}

TEST_CASE("a body that is nested without end is refused") {
    std::string json;
    for (int i = 0; i < 200; ++i) json += "{\"Child\": [";
    CHECK(reason("{\"Inner\": " + json) == "The request body is not a JSON object.");
    std::string closed = json + "{}";
    for (int i = 0; i < 200; ++i) closed += "]}";
    CHECK(reason("{\"Inner\": " + closed + "}") == "The request body is nested too deeply.");
    CHECK(reason("{\"Text\": " + std::string(1'000'000, '[')) == "The request body is not a JSON object.");
}

TEST_CASE("timestamps are seconds unless their member says otherwise, and any form is read") {
    Everything out;
    out.moment = epoch + std::chrono::milliseconds(1767323045678);
    out.day = epoch + std::chrono::seconds(1767323045);
    CHECK(written(out).find(R"("Moment":1767323045.678)") != std::string::npos);
    CHECK(written(out).find(R"("Day":"Fri, 02 Jan 2026 03:04:05 GMT")") != std::string::npos);
    for (const char* form :
         {"1767323045", "\"2026-01-02T03:04:05Z\"", "\"Fri, 02 Jan 2026 03:04:05 GMT\"", "1767323045.0"}) {
        Everything in;
        REQUIRE_FALSE(read(std::string("{\"Moment\": ") + form + "}", in));
        CHECK(in.moment == out.day);
    }
}

TEST_CASE("any bytes become a JSON text") {
    const auto text = [](std::string_view bytes) {
        std::string json;
        write_json_text(json, bytes);
        return json;
    };
    CHECK(text("a\"\\\n\x01") == R"("a\"\\\u000a\u0001")");
    CHECK(text("\xf0\x9f\x98\xb9") == "\"\xf0\x9f\x98\xb9\"");
    // Not UTF-8: a byte alone, a surrogate, more than U+10FFFF, a form that is too long, one that is cut off.
    for (const char* bytes : {"\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xc0\xaf", "\xe2\x82"}) {
        CHECK(text(bytes).find("\xef\xbf\xbd") != std::string::npos);
        CHECK(nlohmann::json::accept(text(bytes)));
    }
}

TEST_CASE("numbers that JSON has not are texts") {
    Everything in;
    REQUIRE_FALSE(read(R"({"Ratio": "NaN"})", in));
    CHECK(std::isnan(*in.ratio));
    Everything out;
    out.ratio = -INFINITY;
    CHECK(written(out).find(R"("Ratio":"-Infinity")") != std::string::npos);
}

TEST_CASE("what is written reads the same") {
    Everything first;
    REQUIRE_FALSE(read(R"({"Text": "\u0000", "Ratio": 1e-7, "Large": 1, "Moment": -0.25, "Map": {"": "\""}, "List": [],
                          "Inner": {"Child": [{"Child": [{"Name": "x"}]}]}})",
                       first));
    Everything second;
    REQUIRE_FALSE(read(written(first), second));
    CHECK(written(second) == written(first));
    CHECK(second.moment == epoch - std::chrono::milliseconds(250));
    CHECK(second.inner->children[0].children[0].name == "x");
}
