#include "catch.hpp"

#include <algorithm>
#include <string>

#include "edge/waf/injection.hpp"
#include "edge/waf/inspected.hpp"
#include "http/uri.hpp"

using namespace wt;
using namespace wt::edge::waf;

namespace {

enum class Place { query, name, form, json, cookie, text };

/// The text, in the place where an attacker or an honest client would put it.
http::Request request_with(Place place, std::string_view text) {
    http::Request request;
    const auto body = [&](const char* type, const std::string& bytes) {
        request.method = http::Method::post;
        request.headers.add("Content-Type", Text(std::string_view(type)));
        request.body = Text(bytes);
    };
    std::string escaped;
    for (const char c : text) {
        if (c == '"' || c == '\\') escaped += '\\';
        escaped += c;
    }
    switch (place) {
        case Place::query: request.query = "page=2&q=" + http::percent_encode(text); break;
        case Place::name: request.query = http::percent_encode(text) + "=1"; break;
        case Place::form: body("application/x-www-form-urlencoded", "a=1&q=" + http::percent_encode(text)); break;
        case Place::json: body("application/json", R"({"id":"u123","price":12.5,"q":")" + escaped + "\"}"); break;
        case Place::cookie: request.headers.add("Cookie", Text("s=1; q=" + http::percent_encode(text))); break;
        case Place::text: body("text/plain", std::string(text)); break;
    }
    return request;
}

bool found(const http::Request& request, bool (*attack)(std::string_view)) {
    InspectedTexts inspected;
    inspected.read(request, 16'384);
    return std::any_of(inspected.texts().begin(), inspected.texts().end(), attack);
}

constexpr Place everywhere[] = {Place::query, Place::name, Place::form, Place::json, Place::cookie, Place::text};

constexpr const char* sql_attacks[] = {
    "1' OR '1'='1",
    "1 OR 1=1",
    "' OR 1=1 -- ",
    "admin'--",
    "' OR 1=1#",
    "' OR 'x'='x",
    "\" OR \"\"=\"",
    "1; DROP TABLE items --",
    "' UNION SELECT username, password FROM users --",
    "-1 UNION ALL SELECT NULL, NULL, version()",
    "1 UNION/**/SELECT/**/password/**/FROM/**/users",
    "1' AND SLEEP(5) -- ",
    "1 AND (SELECT COUNT(*) FROM information_schema.tables) > 0",
    "1' WAITFOR DELAY '0:0:5' --",
    "1'; EXEC xp_cmdshell('dir') --",
    "1 AND benchmark(5000000, md5('x'))",
    "x' AND extractvalue(1, concat(0x7e, version())) --",
    "' OR EXISTS(SELECT * FROM users) --",
};

constexpr const char* scripts[] = {
    "<script>alert(1)</script>",
    "\"><script src=//evil.example/x.js></script>",
    "<ScRiPt>alert(1)</sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(document.cookie)>",
    "<body onload=alert(1)>",
    "<iframe src=\"javascript:alert(1)\"></iframe>",
    "<a href=\"javascript:alert(1)\">click</a>",
    "\" onmouseover=\"alert(1)",
    "<object data=\"data:text/html;base64,PHNjcmlwdD4=\">",
    "<embed src=evil.swf>",
    "<style>@import 'evil.css';</style>",
    "<meta http-equiv=refresh content=0>",
};

constexpr const char* harmless[] = {
    "Lamp 12",
    "u123",
    "12.50",
    "-7",
    "red-lamp",
    "it's a lamp",
    "O'Brien",
    "Dwayne \"The Rock\" Johnson",
    "fish and chips",
    "5 > 3",
    "a & b",
    "100% cotton",
    "20% off, today only!",
    "name@example.com",
    "2026-11-27T10:15:00Z",
    "550e8400-e29b-41d4-a716-446655440000",
    "https://example.com/items/12?sort=price&page=2",
    "Please select a size from the list",
    "The union of workers",
    "drop the table off at my place",
    "C++ in 21 days",
    "(555) 010-4477",
    "price:asc,name:desc",
    "lat=47.3769, lon=8.5417",
    "Zürich, Bahnhofstraße 1",
    "日本語のテキスト",
    "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
    "q29sb3Vy+/8=",
    "Hello,\nsee you tomorrow.\nBye",
    "x",
    "null",
    "#ff8800",
};

}  // namespace

TEST_CASE("SQL injections are found wherever they stand") {
    for (const char* text : sql_attacks) {
        for (const Place place : everywhere) {
            INFO(text << " in place " << static_cast<int>(place));
            CHECK(found(request_with(place, text), is_sqli));
        }
    }
}

TEST_CASE("scripts are found wherever they stand") {
    for (const char* text : scripts) {
        for (const Place place : everywhere) {
            INFO(text << " in place " << static_cast<int>(place));
            CHECK(found(request_with(place, text), is_xss));
        }
    }
}

TEST_CASE("what honest clients send passes, wherever it stands") {
    for (const char* text : harmless) {
        for (const Place place : everywhere) {
            INFO(text << " in place " << static_cast<int>(place));
            CHECK_FALSE(found(request_with(place, text), is_sqli));
            CHECK_FALSE(found(request_with(place, text), is_xss));
        }
    }
}

TEST_CASE("documents and queries of an ordinary API pass") {
    http::Request request;
    request.method = http::Method::put;
    request.query = "fields=id,name,price&sort=-price&limit=20&after=eyJpZCI6MTJ9";
    request.headers.add("Cookie", "session=7f9c2ba4e88f827d; theme=dark; consent=yes+all");
    request.headers.add("Content-Type", "application/json");
    request.body =
        R"({"id":"u123","name":"Lamp 12","price":12.5,"tags":["red","in stock"],"note":"it's \"new\"; ask"})";
    CHECK_FALSE(found(request, is_sqli));
    CHECK_FALSE(found(request, is_xss));
}
