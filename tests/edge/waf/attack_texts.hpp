#pragma once
#include <string>
#include <string_view>

#include "http/message.hpp"
#include "http/uri.hpp"

/// Injections as every textbook has them, texts that honest clients send, and requests that hold one in any place where
/// an application would read it.
namespace wt::edge::waf::test {

inline constexpr const char* sql_attacks[] = {
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

inline constexpr const char* scripts[] = {
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

inline constexpr const char* harmless[] = {
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

enum class Spot {
    query,
    name,
    form,
    form_untyped,
    json,
    json_untyped,
    json_lines,
    json_key,
    multipart,
    xml,
    xml_data,
    xml_attribute,
    text,
    text_untyped,
    cookie,
    path,
};
inline constexpr Spot everywhere[] = {Spot::query,     Spot::name,         Spot::form,       Spot::form_untyped,
                                      Spot::json,      Spot::json_untyped, Spot::json_lines, Spot::json_key,
                                      Spot::multipart, Spot::xml,          Spot::xml_data,   Spot::xml_attribute,
                                      Spot::text,      Spot::text_untyped, Spot::cookie,     Spot::path};

inline std::string json_escaped(std::string_view text) {
    std::string escaped;
    for (const char c : text) {
        if (c == '"' || c == '\\') escaped += '\\';
        if (c == '\n') {
            escaped += "\\n";
        } else {
            escaped += c;
        }
    }
    return escaped;
}

inline std::string xml_escaped(std::string_view text) {
    std::string escaped;
    for (const char c : text) {
        switch (c) {
            case '<': escaped += "&lt;"; break;
            case '>': escaped += "&gt;"; break;
            case '&': escaped += "&amp;"; break;
            case '"': escaped += "&quot;"; break;
            default: escaped += c;
        }
    }
    return escaped;
}

/// As every client sends it.
inline http::Request plain_request() {
    http::Request request;
    request.path = "/items";
    request.headers.add("Host", "api.example.com");
    request.headers.add("User-Agent",
                        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0");
    request.headers.add("Accept", "*/*");
    request.client = *http::IpAddress::parse("192.0.2.7");
    return request;
}

inline http::Request with_body(std::string_view type, const std::string& bytes) {
    http::Request request = plain_request();
    request.method = http::Method::post;
    if (!type.empty()) request.headers.add("Content-Type", Text(type));
    request.body = Text(bytes);
    return request;
}

/// The text, in the place where an attacker or an honest client would put it.
inline http::Request request_with(Spot spot, std::string_view text) {
    const std::string encoded = http::percent_encode(text);
    http::Request request = plain_request();
    const std::string document = R"({"id":"u123","price":12.5,"q":")" + json_escaped(text) + "\"}";
    const auto xml = [&](const std::string& inside) {
        return with_body("application/xml",
                         "<?xml version=\"1.0\"?>\n<order id=\"7\"><note>" + inside + "</note></order>");
    };
    switch (spot) {
        case Spot::query: request.query = Text("page=2&q=" + encoded); break;
        case Spot::name: request.query = Text(encoded + "=1"); break;
        case Spot::form: return with_body("application/x-www-form-urlencoded", "a=1&q=" + encoded);
        case Spot::form_untyped: return with_body("", "a=1&q=" + encoded);
        case Spot::json: return with_body("application/json", document);
        case Spot::json_untyped: return with_body("", document);
        case Spot::json_lines: return with_body("application/x-ndjson", "{\"id\":1}\n" + document + "\n");
        case Spot::json_key: return with_body("application/json", "{\"" + json_escaped(text) + "\":1}");
        case Spot::multipart:
            return with_body("multipart/form-data; boundary=x81",
                             "--x81\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--x81\r\n"
                             "Content-Disposition: form-data; name=\"q\"\r\n\r\n" +
                                 std::string(text) + "\r\n--x81--\r\n");
        case Spot::xml: return xml(xml_escaped(text));
        case Spot::xml_data: return xml("<![CDATA[" + std::string(text) + "]]>");
        case Spot::xml_attribute:
            return with_body("text/xml", "<order><line note=\"" + xml_escaped(text) + "\"/></order>");
        case Spot::text: return with_body("text/plain", std::string(text));
        case Spot::text_untyped: return with_body("", std::string(text));
        case Spot::cookie: request.headers.add("Cookie", Text("s=1; q=" + encoded)); break;
        case Spot::path: request.path = Text("/items/" + encoded); break;
    }
    return request;
}

}  // namespace wt::edge::waf::test
