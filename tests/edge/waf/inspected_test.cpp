#include "catch.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "edge/waf/inspected.hpp"

using namespace wt;
using namespace wt::edge::waf;

namespace {

using Texts = std::vector<std::string>;

Texts texts_of(const http::Request& request, std::uint64_t body_limit = 16'384) {
    InspectedTexts inspected;
    inspected.read(request, body_limit);
    return {inspected.texts().begin(), inspected.texts().end()};
}

http::Request post(std::string_view type, std::string_view body) {
    http::Request request;
    request.method = http::Method::post;
    if (!type.empty()) request.headers.add("content-type", Text(type));
    request.body = Text(body);
    return request;
}

}  // namespace

TEST_CASE("a request without query, cookies and body has nothing to inspect; the path is not looked at") {
    http::Request request;
    request.path = "/items/1'%20OR%201=1";
    request.headers.add("Authorization", "Bearer x");
    CHECK(texts_of(request).empty());
}

TEST_CASE("names and values of arguments are inspected as they came and decoded, twice where it matters") {
    http::Request request;
    request.query = "q=a+b&flag&%6Eame=%2527x&&=";
    CHECK(texts_of(request) == Texts{"q", "a+b", "a b", "flag", "%6Eame", "name", "%2527x", "%27x", "'x"});
}

TEST_CASE("a broken escape stays as it is") {
    http::Request request;
    request.query = "a=100%&b=%zz&c=%4";
    CHECK(texts_of(request) == Texts{"a", "100%", "100%", "100%", "b", "%zz", "%zz", "%zz", "c", "%4", "%4", "%4"});
}

TEST_CASE("cookies of every Cookie field are inspected; a plus in them is a plus") {
    http::Request request;
    request.headers.add("Cookie", "a=1+1; b=%3Cx");
    request.headers.add("cookie", "c=2");
    CHECK(texts_of(request) == Texts{"a", "1+1", "b", "%3Cx", "<x", "c", "2"});
}

TEST_CASE("of cookies the first 8,192 bytes count") {
    http::Request request;
    request.headers.add("Cookie", Text("a=" + std::string(8188, 'x') + ";bc=2"));
    request.headers.add("Cookie", "d=3");
    CHECK(texts_of(request) == Texts{"a", std::string(8188, 'x'), "b"});
}

TEST_CASE("a form is taken apart, JSON gives its names and strings, another body is one text") {
    CHECK(texts_of(post("application/X-WWW-Form-urlencoded; charset=utf-8", "a=b%20c")) == Texts{"a", "b%20c", "b c"});
    CHECK(texts_of(post("application/vnd.api+JSON", R"({"id":"u1","n":12.5,"tags":["x y",null,""]})")) ==
          Texts{"id", "u1", "n", "tags", "x y"});
    CHECK(texts_of(post("text/plain", "a=b&c")) == Texts{"a=b&c"});
    CHECK(texts_of(post("", "a=b&c")) == Texts{"a=b&c"});
}

TEST_CASE("escapes of JSON strings are undone") {
    CHECK(texts_of(post("application/json", R"(["a\u0027b", "\"q\"", "\u003cs\n\u00e9", "\\"])")) ==
          Texts{"a'b", "\"q\"", "<s ?", "\\"});
}

TEST_CASE("JSON that is cut off or malformed is inspected as far as it goes") {
    CHECK(texts_of(post("application/json", R"({"a":"x' OR)")) == Texts{"a", "x' OR"});
    CHECK(texts_of(post("application/json", R"(["\u00)")) == Texts{"?"});
    CHECK(texts_of(post("application/json", "\"\\")) == Texts{"\\"});
    CHECK(texts_of(post("application/json", "\"")).empty());
}

TEST_CASE("of a body only the first bytes count") {
    CHECK(texts_of(post("text/plain", "0123456789"), 4) == Texts{"0123"});
    CHECK(texts_of(post("application/json", R"(["ab","cd"])"), 4) == Texts{"ab"});
}

TEST_CASE("any bytes can be read, one request after the other, with the same memory") {
    constexpr std::string_view letters = "%+&=;\"\\u00273a{}[]: \x01\xff<'";
    constexpr const char* types[] = {"application/json", "application/x-www-form-urlencoded", "text/plain"};
    Random random(5, "bytes");
    InspectedTexts inspected;
    for (int round = 0; round < 5'000; ++round) {
        const auto draw = [&] {
            std::string text;
            for (auto size = random.below(60); size > 0; --size) text += letters[random.below(letters.size())];
            return text;
        };
        http::Request request = post(types[random.below(3)], draw());
        request.query = draw();
        request.headers.add("Cookie", Text(draw()));
        inspected.read(request, random.below(70));
        for (const std::string_view text : inspected.texts()) {
            REQUIRE(text.size() <= 60);
            REQUIRE(std::count(text.begin(), text.end(), '\0') <= 60);  // reads every byte
        }
    }
}
