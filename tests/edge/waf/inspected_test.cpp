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

Texts texts_of(const http::Request& request, Place place, std::uint64_t body_limit = 16'384) {
    InspectedTexts inspected;
    inspected.start(request, body_limit);
    Texts all;
    for (const InspectedText& one : inspected.texts(place)) all.emplace_back(one.text);
    return all;
}

http::Request post(std::string_view type, std::string_view body) {
    http::Request request;
    request.method = http::Method::post;
    if (!type.empty()) request.headers.add("content-type", Text(type));
    request.body = Text(body);
    return request;
}

}  // namespace

TEST_CASE("a path is inspected whole, and by segments where they are more than words") {
    http::Request request;
    request.path = "/items/42";
    CHECK(texts_of(request, Place::path) == Texts{"/items/42"});
    request.path = "/items/1'%20OR%201=1/x";
    CHECK(texts_of(request, Place::path) == Texts{"/items/1'%20OR%201=1/x", "/items/1' OR 1=1/x", "1'%20OR%201=1",
                                                  "1' OR 1=1", "1'%20OR%201=1/x", "1' OR 1=1/x"});
    CHECK(texts_of(request, Place::arguments).empty());
    CHECK(texts_of(request, Place::body).empty());
}

TEST_CASE("names and values of arguments are inspected as they came and decoded, twice where it matters") {
    http::Request request;
    request.query = "q=a+b&flag&%6Eame=%2527x&&=";
    CHECK(texts_of(request, Place::arguments) ==
          Texts{"q", "a+b", "a b", "flag", "%6Eame", "name", "%2527x", "%27x", "'x"});
    request.query = "%27a=b";
    CHECK(texts_of(request, Place::arguments) == Texts{"%27a", "'a", "b", "%27a=b", "'a=b"});  // no name
}

TEST_CASE("a broken escape stays as it is, and entities are undone") {
    http::Request request;
    request.query = "a=100%&b=%zz&c=%26lt;x";
    CHECK(texts_of(request, Place::arguments) == Texts{"a", "100%", "b", "%zz", "c", "%26lt;x", "&lt;x", "<x"});
}

TEST_CASE("cookies of every Cookie field are inspected, 8,192 bytes of them; a plus in them is a plus") {
    http::Request request;
    request.headers.add("Cookie", "a=1+1; b=%3Cx");
    request.headers.add("cookie", "c=2");
    CHECK(texts_of(request, Place::cookies) == Texts{"a", "1+1", "b", "%3Cx", "<x", "c", "2"});
    request.headers.set("Cookie", Text("a=" + std::string(8188, 'x') + ";bc=2"));
    request.headers.add("Cookie", "d=3");
    CHECK(texts_of(request, Place::cookies) == Texts{"a", std::string(8188, 'x'), "b"});
}

TEST_CASE("a body is taken apart by what it looks like, whatever its type says") {
    const Texts fields{"a", "b%20c", "b c"};
    for (const char* type : {"application/x-www-form-urlencoded", "application/json", ""}) {
        INFO(type);
        CHECK(texts_of(post(type, "a=b%20c"), Place::body) == fields);
        CHECK(texts_of(post(type, R"({"id":"u1","n":12.5,"tags":["x y",null,""]})"), Place::body) ==
              Texts{"id", "u1", "n", "tags", "x y"});
        CHECK(texts_of(post(type, "<?xml version=\"1.0\"?><a b=\"x&lt;y\"><c>t</c><![CDATA[d]]></a>"), Place::body) ==
              Texts{"x<y", "t", "d"});
        CHECK(texts_of(post(type, "{\"a\":\"x\"}\n[\"y\"]\n"), Place::body) == Texts{"a", "x", "y"});
        CHECK(texts_of(post(type, "--b\r\nContent-Disposition: form-data; name=\"n\"\r\n\r\nv w\r\n--b--\r\n"),
                       Place::body) == Texts{"n", "v w"});
        CHECK(texts_of(post(type, "hello, world"), Place::body) == Texts{"hello, world"});
    }
}

TEST_CASE("what is not wholly of its form is one text") {
    for (const char* body : {"{hero{name}}", "[1] or 2", "{\"a\":1} x", "<a><b></a>", "<img src=x>", "\"a",
                             "{\"a\":tru}", "<script/>", "{\"a\" \"b\"}", "[1,]x"}) {
        INFO(body);
        CHECK(texts_of(post("", body), Place::body).front() == body);
    }
}

TEST_CASE("escapes of JSON strings are undone") {
    CHECK(texts_of(post("application/json", R"(["a\u0027b", "\"q\"", "\u003cs\n\u00e9", "\\"])"), Place::body) ==
          Texts{"a'b", "\"q\"", "<s\n?", "\\"});
}

TEST_CASE("of a body only the first bytes count, and what is cut off is what it was") {
    CHECK(texts_of(post("text/plain", "0123456789"), Place::body, 4) == Texts{"0123"});
    CHECK(texts_of(post("application/json", R"(["ab","cd"])"), Place::body, 4) == Texts{"ab"});
    CHECK(texts_of(post("application/json", R"({"a":"x' OR 1"})"), Place::body, 11) == Texts{"a", "x' OR"});
    CHECK(texts_of(post("", "<a><b>text</b></a>"), Place::body, 8) == Texts{"te"});
}

TEST_CASE("any bytes can be read, one request after the other, with the same memory") {
    constexpr std::string_view letters = "%+&=;\"\\u00273a{}[]: \x01\xff<>/!-'?\n\r";
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
        request.path = Text(draw());
        request.query = Text(draw());
        request.headers.add("Cookie", Text(draw()));
        if (round % 3 == 0)
            request.body = Text("--b\nContent-Disposition: x; name=\"" + draw() + "\n\n" + draw() + "\n--b" + draw());
        inspected.start(request, random.below(170));
        for (const Place place :
             {Place::path, Place::arguments, Place::query, Place::cookies, Place::headers, Place::body}) {
            for (const InspectedText& one : inspected.texts(place)) {
                REQUIRE(one.text.size() <= 300);
                REQUIRE(std::count(one.text.begin(), one.text.end(), '\0') <= 300);  // reads every byte
                REQUIRE((one.may & ~inspected.may(place)) == 0);
            }
        }
    }
}

TEST_CASE("what may not be a threat is none: words, and texts without what the patterns look for") {
    Random random(6, "threats");
    static constexpr const char* parts[] = {"../",  "/etc/", "select ",  "union ",  "<",    "=",  "'", "or ", "1",
                                            "http", "://",   "10.0.0.1", "${jndi:", "cat ", ";",  "x", " ",   "/",
                                            ".log", "echo ", "$PATH",    "--",      "/*",   "*/", "(", ")",   "eval"};
    for (int round = 0; round < 20'000; ++round) {
        std::string text;
        for (auto count = 1 + random.below(6); count > 0; --count) text += parts[random.below(std::size(parts))];
        const Threats may = may_be(text);
        for (int threat = 0; threat < static_cast<int>(Threat::none); ++threat) {
            if ((may & threat_bit(static_cast<Threat>(threat))) != 0) continue;
            INFO(text << " " << threat);
            REQUIRE_FALSE(is_threat(static_cast<Threat>(threat), text));
        }
    }
}
