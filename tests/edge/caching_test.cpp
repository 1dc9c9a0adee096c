#include "catch.hpp"

#include <string>

#include "world.hpp"

using namespace wt;
using namespace wt::edge;
using wt::edge::test::World;

namespace {

constexpr std::string_view hit = "Hit from cloudfront";
constexpr std::string_view miss = "Miss from cloudfront";
constexpr std::string_view refreshed = "RefreshHit from cloudfront";

using Fields = std::vector<std::pair<std::string, std::string>>;

std::string header(const http::Headers& headers, std::string_view name) { return std::string(headers.get(name)); }
std::string cached(const http::Response& response) { return header(response.headers, "X-Cache"); }

http::Response answer(int status, const Fields& fields, std::string_view body = "0123456789") {
    http::Response response;
    response.status = status;
    response.body = Text(body);
    for (const auto& [name, value] : fields) response.headers.add(Text(name), Text(value));
    return response;
}

http::Request ask(const Fields& fields, http::Method method = http::Method::get) {
    http::Request request = World::request("/a", method);
    for (const auto& [name, value] : fields) request.headers.add(Text(name), Text(value));
    return request;
}

}  // namespace

TEST_CASE("what the second viewer gets of what the origin said to the first") {
    struct Case {
        int status;
        Fields says;
        std::string_view second;
    };
    const Case table[] = {
        {200, {{"Cache-Control", "max-age=60"}}, hit},
        {200, {{"Cache-Control", "max-age=60"}, {"Cache-Control", "private"}}, miss},  // two lines are one list
        {200, {{"Cache-Control", "no-store"}, {"cache-control", "max-age=60"}}, miss},
        {200, {{"Cache-Control", "max-age=60, no-cache=\"X-A, X-B\""}}, hit},
        {200, {{"Cache-Control", "max-age=60, private=\"X-A\", no-store"}}, miss},
        {200, {{"Cache-Control", "x=\"private, no-store\", max-age=60"}}, hit},  // a text between quotes says nothing
        {200, {{"Expires", "Fri, 31 Dec 9999 23:59:59 GMT"}}, hit},
        {200, {{"Expires", "Wednesday, 18-Aug-32 02:01:18 GMT"}}, hit},
        {200, {{"Expires", "Wed Aug 18 02:01:18 2032"}}, hit},
        {200, {{"Expires", "Wed Aug 18 02:01:18 1950"}}, miss},
        {200, {{"Expires", "0"}}, miss},
        {200, {{"Cache-Control", "max-age=60"}, {"Age", "59"}}, hit},
        {200, {{"Cache-Control", "max-age=60"}, {"Age", "60"}}, miss},
        {200, {{"Cache-Control", "max-age=60"}, {"Age", "3600, 0"}}, miss},
        {200, {{"Cache-Control", "max-age=60"}, {"Age", "0, 3600"}}, hit},
        {200, {{"Cache-Control", "max-age=60"}, {"Age", "new"}}, miss},
        {200, {{"Cache-Control", "max-age=60"}, {"Vary", "Accept, *"}}, miss},
        {200, {{"Cache-Control", "max-age=60"}, {"Vary", "Accept"}, {"Vary", "*"}}, miss},
        {200, {{"Cache-Control", "max-age=60"}, {"Vary", "Accept"}}, hit},
        {200, {{"Cache-Control", "max-age=0"}, {"ETag", "\"v1\""}}, miss},  // a 200 for what was to be confirmed
        {307, {{"Location", "/b"}}, miss},
        {308, {{"Location", "/b"}}, miss},
        {308, {{"Location", "/b"}, {"Cache-Control", "max-age=60"}}, hit},
        {301, {{"Location", "/b"}}, hit},
        {302, {{"Location", "/b"}}, hit},
    };
    for (const Case& one : table) {
        World world;
        world.wait(1000s);
        world.origin.answer = answer(one.status, one.says);
        CHECK(cached(world.get("/a")) == miss);
        INFO(one.status << " " << (one.says.empty() ? "" : one.says[0].second) << " " << one.says.back().second);
        CHECK(cached(world.get("/a")) == one.second);
    }
}

TEST_CASE("what is never fresh is kept, and confirmed by the origin each time") {
    for (const Fields& validator :
         {Fields{{"ETag", "\"v1\""}}, Fields{{"Last-Modified", "Tue, 24 Nov 2026 08:00:00 GMT"}}}) {
        DistributionConfig config;
        config.cache.default_ttl = 0s;
        World world(config);
        Fields says = validator;
        if (says[0].first == "ETag") says.emplace_back("Cache-Control", "max-age=0");
        world.origin.answer = answer(200, says);
        (void)world.get("/a");
        world.origin.answer = answer(304, says, "");
        for (int again = 0; again < 2; ++again) {
            const http::Response second = world.get("/a");
            CHECK(second.status == 200);
            CHECK(second.body == "0123456789");
            CHECK(cached(second) == refreshed);
        }
        const http::Headers& asked = world.origin.asked.back().headers;
        CHECK(header(asked, validator[0].first == "ETag" ? "If-None-Match" : "If-Modified-Since") ==
              validator[0].second);
        CHECK(world.origin.asked.size() == 3);
    }
    World confirmed;
    confirmed.origin.answer = answer(200, {{"ETag", "\"v1\""}, {"Cache-Control", "no-cache, max-age=60"}});
    (void)confirmed.get("/a");
    confirmed.origin.answer = answer(304, {}, "");
    CHECK(cached(confirmed.get("/a")) == refreshed);
    confirmed.origin_says(503);
    CHECK(confirmed.get("/a").status == 503);
    // Where nothing is to be kept, nothing is asked for either.
    for (const char* control : {"no-store", "private"}) {
        World world;
        world.origin.answer = answer(200, {{"ETag", "\"v1\""}, {"Cache-Control", control}});
        (void)world.get("/a");
        (void)world.get("/a");
        CHECK_FALSE(world.origin.asked.back().headers.has("If-None-Match"));
    }
}

TEST_CASE("what a 304 says takes the place of what was kept, but for what describes the bytes") {
    World world;
    world.origin.answer = answer(200, {{"Cache-Control", "max-age=1"},
                                       {"ETag", "\"v1\""},
                                       {"X-New", "one"},
                                       {"X-Old", "old"},
                                       {"Content-Encoding", "x"}});
    (void)world.get("/a");
    world.wait(2s);
    world.origin.answer = answer(304,
                                 {{"Cache-Control", "max-age=3600"},
                                  {"X-New", "two"},
                                  {"X-New", "three"},
                                  {"Content-Encoding", "y"},
                                  {"Content-Length", "0"}},
                                 "");
    CHECK(cached(world.get("/a")) == refreshed);
    world.wait(3000s);
    const http::Response later = world.get("/a");
    CHECK(cached(later) == hit);
    CHECK(header(later.headers, "X-Old") == "old");
    CHECK(header(later.headers, "Content-Encoding") == "x");
    CHECK_FALSE(later.headers.has("Content-Length"));
    std::string news;
    for (const http::Header& field : later.headers) {
        if (field.name == "X-New") news += field.value.str() + " ";
    }
    CHECK(news == "two three ");
}

TEST_CASE("a field that no-cache or private names reaches the first viewer alone") {
    DistributionConfig config;
    config.forward.cookies = OriginRequestPolicy::Which::all;
    World world(config);
    world.origin.answer =
        answer(200, {{"Cache-Control", "max-age=60, no-cache=\"Set-Cookie\""}, {"Set-Cookie", "a=b"}});
    CHECK(header(world.get("/a").headers, "Set-Cookie") == "a=b");
    const http::Response second = world.get("/a");
    CHECK(cached(second) == hit);
    CHECK_FALSE(second.headers.has("Set-Cookie"));
}

TEST_CASE("the time that an answer has spent in other caches is told, and counts") {
    World world;
    world.wait(1000s);
    world.origin.answer = answer(200, {{"Cache-Control", "max-age=60"}, {"Age", "40"}});
    CHECK(header(world.get("/a").headers, "Age") == "40");
    world.wait(19s);
    CHECK(header(world.get("/a").headers, "Age") == "59");
    world.wait(1s);
    CHECK(cached(world.get("/a")) == miss);
}

TEST_CASE("what must be confirmed does not stand in for an origin that fails") {
    for (const char* control :
         {"max-age=60, must-revalidate", "max-age=60, proxy-revalidate, stale-while-revalidate=600"}) {
        World world;
        world.origin_says(200, control);
        (void)world.get("/a");
        world.wait(61s);
        world.origin_says(503);
        CHECK(world.get("/a").status == 503);
    }
}

TEST_CASE("the origin is asked for a range, and the part serves what lies within it") {
    World world;
    world.origin.answer =
        answer(206, {{"Content-Range", "bytes 0-4/10"}, {"ETag", "\"v1\""}, {"Content-Type", "text/plain"}}, "01234");
    CHECK(cached(world.get(ask({{"Range", "bytes=0-4"}}))) == miss);
    CHECK(header(world.origin.asked.back().headers, "Range") == "bytes=0-4");
    const http::Response within = world.get(ask({{"Range", "bytes=2-3"}}));
    CHECK(within.status == 206);
    CHECK(cached(within) == hit);
    CHECK(within.body == "23");
    CHECK(header(within.headers, "Content-Range") == "bytes 2-3/10");
    CHECK(world.get(ask({{"Range", "bytes=0-4"}, {"If-None-Match", "\"v1\""}})).status == 304);
    CHECK(world.origin.asked.size() == 1);

    // Another part is kept beside it; what spans both, and the whole, are asked for.
    world.origin.answer = answer(206, {{"Content-Range", "bytes 5-9/10"}}, "56789");
    (void)world.get(ask({{"Range", "bytes=-5"}}));
    CHECK(world.get(ask({{"Range", "bytes=9-"}})).body == "9");
    CHECK(world.get(ask({{"Range", "bytes=0-1"}})).body == "01");
    CHECK(world.origin.asked.size() == 2);
    world.origin.answer = answer(200, {});
    CHECK(world.get("/a").body == "0123456789");
    CHECK(world.get(ask({{"Range", "bytes=4-5"}})).body == "45");
    CHECK(world.origin.asked.size() == 3);
    CHECK(world.distribution.invalidate("/a") == 4);  // the whole, two parts and their list
}

TEST_CASE("a part is not kept past its time, when it is not for keeping, or when it is not what it says") {
    for (const Fields& says : {Fields{{"Content-Range", "bytes 0-4/10"}, {"Cache-Control", "max-age=5"}},
                               Fields{{"Content-Range", "bytes 0-4/10"}, {"Cache-Control", "no-store"}},
                               Fields{{"Content-Range", "bytes 0-5/10"}}, Fields{{"Content-Range", "bytes 0-4/*"}}}) {
        World world;
        world.origin.answer = answer(206, says, "01234");
        (void)world.get(ask({{"Range", "bytes=0-4"}}));
        world.wait(5s);
        const http::Response again = world.get(ask({{"Range", "bytes=0-4"}}));
        CHECK(cached(again) == miss);
        CHECK(again.status == 206);
        CHECK(world.origin.asked.size() == 2);
    }
}

TEST_CASE("a part that brings fewer bytes up to the object's end than it says serves those that it has") {
    World world;
    world.origin.answer = answer(206, {{"Content-Range", "bytes 4-9/10"}}, "01234");
    CHECK(world.get(ask({{"Range", "bytes=-5"}})).body == "01234");
    for (const auto& [range, bytes, told] :
         {std::tuple("bytes=-5", "01234", "bytes 4-8/9"), std::tuple("bytes=6-8", "234", "bytes 6-8/9"),
          std::tuple("bytes=6-", "234", "bytes 6-8/9"), std::tuple("bytes=-1", "4", "bytes 8-8/9")}) {
        const http::Response again = world.get(ask({{"Range", range}}));
        CHECK(again.status == 206);
        CHECK(again.body == bytes);
        CHECK(header(again.headers, "Content-Range") == told);
    }
    CHECK(world.origin.asked.size() == 1);
    World longer;  // more bytes than it says
    longer.origin.answer = answer(206, {{"Content-Range", "bytes 5-9/10"}}, "0123456");
    (void)longer.get(ask({{"Range", "bytes=-5"}}));
    (void)longer.get(ask({{"Range", "bytes=-5"}}));
    CHECK(longer.origin.asked.size() == 2);
}

TEST_CASE("several ascending ranges are answered in one message, and a range of what came in chunks by the whole") {
    World world;
    world.origin.answer = answer(200, {{"Content-Type", "text/plain"}});
    (void)world.get("/a");
    const http::Response parts = world.get(ask({{"Range", "bytes=0-1, 4-5,-1"}}));
    CHECK(parts.status == 206);
    const std::string type = header(parts.headers, "Content-Type");
    REQUIRE(type.starts_with("multipart/byteranges; boundary="));
    const std::string boundary = type.substr(type.find('=') + 1);
    const auto part = [&](const char* range, const char* bytes) {
        return "--" + boundary + "\r\nContent-Type: text/plain\r\nContent-Range: bytes " + range + "/10\r\n\r\n" +
               bytes + "\r\n";
    };
    CHECK(parts.body == part("0-1", "01") + part("4-5", "45") + part("9-9", "9") + "--" + boundary + "--\r\n");
    CHECK_FALSE(parts.headers.has("Content-Range"));
    CHECK(world.get(ask({{"Range", "bytes=4-5,20-30"}})).body == "45");
    CHECK(world.get(ask({{"Range", "bytes=20-30,40-"}})).status == 416);

    World chunked;
    chunked.origin.answer = answer(200, {{"Transfer-Encoding", "chunked"}});
    (void)chunked.get("/a");
    CHECK(chunked.get(ask({{"Range", "bytes=0-1"}})).status == 200);
    CHECK(chunked.get(ask({{"Range", "bytes=0-1"}})).body == "0123456789");
}

TEST_CASE("what comes in chunks is not compressed") {
    DistributionConfig config;
    config.compress = config.gzip = config.brotli = true;
    World world(config);
    world.origin.answer =
        answer(200, {{"Content-Type", "text/plain"}, {"Transfer-Encoding", "chunked"}}, std::string(5000, 'a'));
    CHECK(world.get(ask({{"Accept-Encoding", "gzip"}})).body.size() == 5000);
    CHECK(header(world.origin.asked.back().headers, "Accept-Encoding") == "gzip");
    (void)world.get(ask({{"Accept-Encoding", "deflate"}}));
    CHECK(header(world.origin.asked.back().headers, "Accept-Encoding") == "identity");
    (void)world.get(World::request("/b"));
    CHECK_FALSE(world.origin.asked.back().headers.has("Accept-Encoding"));
}

TEST_CASE("what came over a wire goes on as from a proxy") {
    World world;
    http::Request request = ask({{"Host", "d1.cloudfront.net"},
                                 {"X-Edge-Location", "here"},
                                 {"Proxy-Authorization", "x"},
                                 {"X-Real-IP", "10.0.0.1"},
                                 {"X-Forwarded-Proto", "https"},
                                 {"X-Forwarded-For", "10.0.0.9"},
                                 {"Via", "1.0 proxy"},
                                 {"X-Mine", "1"}});
    request.client = http::IpAddress::v4(0xc6336407U);
    const http::Response response = world.get(request);
    const http::Headers& asked = world.origin.asked.back().headers;
    for (const char* gone : {"X-Edge-Location", "Proxy-Authorization", "X-Real-IP", "X-Forwarded-Proto"})
        CHECK_FALSE(asked.has(gone));
    CHECK(header(asked, "X-Forwarded-For") == "10.0.0.9, 198.51.100.7");
    CHECK(header(asked, "X-Amz-Cf-Id") == header(response.headers, "X-Amz-Cf-Id"));
    CHECK(header(asked, "Via") == "1.0 proxy, " + header(response.headers, "Via"));
    CHECK(header(asked, "User-Agent") == "Amazon CloudFront");
    CHECK(header(asked, "X-Mine") == "1");

    DistributionConfig listed;
    listed.cache.key.headers = {"X-Forwarded-Proto"};
    listed.forward.headers = OriginRequestPolicy::Which::none;
    World keyed(listed);
    (void)keyed.get(request);
    CHECK(header(keyed.origin.asked.back().headers, "X-Forwarded-Proto") == "https");
    CHECK(header(keyed.origin.asked.back().headers, "X-Forwarded-For") == "10.0.0.9, 198.51.100.7");
    CHECK_FALSE(keyed.origin.asked.back().headers.has("X-Mine"));
}

TEST_CASE("fields between two neighbours end at the edge") {
    World world;
    world.origin.answer =
        answer(200, {{"Keep-Alive", "timeout=5"}, {"Proxy-Authenticate", "Basic"}, {"Upgrade", "h2c"}, {"X-A", "1"}});
    const http::Response response = world.get("/a");
    for (const char* gone : {"Keep-Alive", "Proxy-Authenticate", "Upgrade"}) CHECK_FALSE(response.headers.has(gone));
    CHECK(header(response.headers, "X-A") == "1");
}

TEST_CASE("several lines of a viewer's header are one value of the key") {
    DistributionConfig config;
    config.cache.key.headers = {"Accept-Language"};
    World world(config);
    (void)world.get(ask({{"Accept-Language", "de"}, {"Accept-Language", "en"}}));
    CHECK(cached(world.get(ask({{"Accept-Language", "de"}}))) == miss);
    CHECK(cached(world.get(ask({{"Accept-Language", "de"}, {"Accept-Language", "fr"}}))) == miss);
    CHECK(cached(world.get(ask({{"Accept-Language", "de"}, {"Accept-Language", "en"}}))) == hit);
}

TEST_CASE("HEAD is kept as HEAD, and an object that has expired stands in for it when the origin fails") {
    World world;
    world.origin.answer = answer(200, {{"Cache-Control", "max-age=60"}, {"Content-Length", "10"}}, "");
    CHECK(cached(world.get(ask({}, http::Method::head))) == miss);
    const http::Response second = world.get(ask({}, http::Method::head));
    CHECK(cached(second) == hit);
    CHECK(header(second.headers, "Content-Length") == "10");
    world.origin.answer = answer(200, {{"Cache-Control", "max-age=60"}});
    CHECK(cached(world.get("/a")) == miss);
    world.wait(100s);
    world.origin_says(503);
    CHECK(world.get(ask({}, http::Method::head)).status == 200);
}
