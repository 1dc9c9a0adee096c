#include "catch.hpp"

#include <string>
#include <vector>

#include "base/random.hpp"
#include "edge/waf/core_filter.hpp"

using namespace wt;
using namespace wt::edge::waf;

namespace {

constexpr std::uint64_t limit = 16 * 1024;

http::Request request(http::Method method, std::string path, std::string query, std::string body = {}) {
    http::Request made;
    made.method = method;
    made.path = Text(path);
    made.query = Text(query);
    made.headers.add("User-Agent", "windtunnel/1.0 (simulated client)");
    if (!body.empty()) made.headers.add("Content-Type", "application/json");
    made.body = Text(body);
    return made;
}

/// Loading the rules takes a third of a second.
CoreFilter& filter() {
    static CoreFilter made;
    return made;
}

}  // namespace

TEST_CASE("attacks of every family are blocked, and plain requests are not") {
    using http::Method;
    for (const char* query : {"id=1%27%20OR%20%271%27=%271", "q=%3Cscript%3Ealert(1)%3C/script%3E",
                              "f=../../../etc/passwd", "u=http://198.51.100.7/evil.php%3f", "c=;cat%20/etc/passwd",
                              "x=php://input", "id=1%20UNION%20SELECT%20password%20FROM%20users--"}) {
        INFO(query);
        CHECK(filter().blocks(request(Method::get, "/items", query), limit));
    }
    http::Request scanner = request(Method::get, "/", "");
    scanner.headers.set("User-Agent", "sqlmap/1.5");
    CHECK(filter().blocks(scanner, limit));
    CHECK(filter().blocks(request(Method::post, "/items", "", R"({"id":"1' OR '1'='1"})"), limit));
    CHECK_FALSE(filter().blocks(request(Method::get, "/items/42", "page=3"), limit));
    CHECK_FALSE(
        filter().blocks(request(Method::post, "/items", "", R"({"id":"u17","name":"a chair","price":12.5})"), limit));
}

TEST_CASE("requests of one shape that are not tame are asked about once") {
    const std::uint64_t before = filter().asked();
    for (int i = 0; i < 5000; ++i) {
        const std::string number = std::to_string(1'000'000 + i * 7919);
        CHECK_FALSE(filter().blocks(request(http::Method::get, "/things.of/" + number, "page=" + number), limit));
        CHECK_FALSE(filter().blocks(
            request(http::Method::put, "/things.of/u" + number, "", R"({"id":"u)" + number + "\"}"), limit));
    }
    CHECK(filter().asked() - before == 2);
}

TEST_CASE("numbers that the rules know do not stand for others: edges of integers, zeros in front") {
    for (const char* number : {"2147483647", "2147483648", "4294967295", "0000012345", "0000023456"}) {
        INFO(number);
        const auto with = [](std::string of) { return request(http::Method::get, "/things.of", "id=" + of); };
        CHECK_FALSE(filter().blocks(with("7"), limit));
        CHECK(filter().blocks(with(number), limit));
        CHECK_FALSE(filter().blocks(with("8"), limit));
        const auto plain = [](std::string of) { return request(http::Method::get, "/things", "id=" + of); };
        CHECK_FALSE(filter().blocks(plain("7"), limit));
        CHECK(filter().blocks(plain(number), limit));
    }
}

TEST_CASE("only numbers that stand alone in a plain part stand for one another") {
    const auto same = [](const http::Request& a, const http::Request& b) {
        const std::string first(filter().shape_of(a, limit));
        return first == filter().shape_of(b, limit);
    };
    const auto get = [](std::string path, std::string query = "") { return request(http::Method::get, path, query); };
    CHECK(same(get("/items/1"), get("/items/1234567")));
    CHECK(same(get("/items/u1"), get("/items/u99")));
    CHECK_FALSE(same(get("/items/a1"), get("/items/b1")));
    CHECK_FALSE(same(get("/items/ab1"), get("/items/ab2")));
    CHECK_FALSE(same(get("/v1.2"), get("/v1.3")));
    CHECK_FALSE(same(get("/", "q=1%201"), get("/", "q=2%201")));  // an escape: not plain
    CHECK_FALSE(same(get("/", "q=1'1"), get("/", "q=2'1")));
    CHECK_FALSE(same(get("/items/1"), get("/item/1")));
    CHECK_FALSE(same(request(http::Method::get, "/a", ""), request(http::Method::head, "/a", "")));
}

TEST_CASE("the filter and the rule set itself never disagree, whatever numbers stand where numbers may stand") {
    // Two requests of one shape, out of words that the rules look for and plain ones: both must get the verdict that
    // the filter remembers for the shape.
    static const std::vector<std::string> words{"items",
                                                "orders",
                                                "select",
                                                "union",
                                                "or",
                                                "and",
                                                "sleep",
                                                "script",
                                                "alert",
                                                "etc",
                                                "passwd",
                                                "cmd",
                                                "exec",
                                                "admin",
                                                "phpinfo",
                                                "c99",
                                                "r57",
                                                "eval",
                                                "system",
                                                "null",
                                                "true",
                                                "id",
                                                "sessionid",
                                                "jsessionid",
                                                "wp-admin",
                                                "information_schema",
                                                "xp_cmdshell",
                                                "load_file",
                                                "base64_decode",
                                                "file_get_contents",
                                                "java",
                                                "nikto",
                                                "x",
                                                "e",
                                                "u",
                                                "0x",
                                                "1e",
                                                "char",
                                                "concat",
                                                "having",
                                                "like",
                                                "between",
                                                "dbo",
                                                "sysobjects",
                                                "pg_sleep",
                                                "waitfor"};
    static const std::vector<std::string> separators{"/", "-", "_", ".", "=", "&", "/", "="};
    Random random(2026, "core-filter");
    const auto number = [&] {
        static const std::vector<std::string> special{"0",
                                                      "1",
                                                      "00",
                                                      "007",
                                                      "127",
                                                      "255",
                                                      "404",
                                                      "1337",
                                                      "65535",
                                                      "31337",
                                                      "999999999999999999",
                                                      "4111111111111111"};
        return random.chance(0.5) ? special[random.below(special.size())] : std::to_string(random.below(1'000'000'000));
    };
    // A template: pieces of text, with holes for numbers.
    const auto pieces = [&](bool query) {
        std::vector<std::string> made;
        const std::uint64_t count = 1 + random.below(5);
        for (std::uint64_t i = 0; i < count; ++i) {
            if (i > 0) made.push_back(query ? (i % 2 == 1 ? "=" : "&") : separators[random.below(4)]);
            const double draw = random.uniform();
            made.push_back(draw < 0.5 ? "\x01" : draw < 0.6 ? std::string("u\x01") : words[random.below(words.size())]);
        }
        return made;
    };
    const auto filled = [&](const std::vector<std::string>& made) {
        std::string text;
        for (const std::string& piece : made) {
            for (const char c : piece) {
                if (c == '\x01') {
                    text += number();
                } else {
                    text += c;
                }
            }
        }
        return text;
    };
    CoreFilter fresh;
    int blocked = 0;
    int shared = 0;
    for (int round = 0; round < 400; ++round) {
        const auto path = pieces(false);
        const auto query = pieces(true);
        const auto value = pieces(false);
        const bool post = random.chance(0.3);
        for (int twin = 0; twin < 2; ++twin) {
            const http::Request asked =
                request(post ? http::Method::post : http::Method::get, "/" + filled(path),
                        random.chance(0.9) ? filled(query) : "",
                        post ? R"({"id":")" + filled(value) + R"(","n":)" + number() + "}" : "");
            const std::uint64_t before = fresh.asked();
            const bool verdict = fresh.blocks(asked, limit);
            const bool remembered = fresh.asked() == before;
            shared += remembered ? 1 : 0;
            blocked += verdict ? 1 : 0;
            INFO(asked.path.view() << " ? " << asked.query.view() << " : " << asked.body.view());
            if (remembered) CHECK(verdict == fresh.rules().blocks(asked, limit));
        }
    }
    CHECK(shared > 100);  // the test is about something
    CHECK(blocked > 5);
    CHECK(blocked < 600);
}
