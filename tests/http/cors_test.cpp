#include "http/cors.hpp"

#include "catch.hpp"

using namespace wt;
using namespace wt::http;

namespace {

Request from(const char* origin, const char* wants = nullptr) {
    Request request;
    request.method = wants == nullptr ? Method::get : Method::options;
    request.headers.add("Origin", Text(std::string_view(origin)));
    if (wants != nullptr) request.headers.add("Access-Control-Request-Method", Text(std::string_view(wants)));
    return request;
}

}  // namespace

TEST_CASE("a preflight is answered by the rules, for the origins that they let in") {
    CorsRules rules;
    rules.origins = {"https://a.example", "http://*"};
    rules.methods = {"GET", "POST"};
    rules.headers = {"x-a", "x-b"};
    rules.max_age = 60;
    for (const char* origin : {"https://a.example", "http://anything:3000"}) {
        const Request asked = from(origin, "POST");
        REQUIRE(is_preflight(asked));
        const Response response = answer_preflight(rules, asked);
        CHECK(response.headers.get("Access-Control-Allow-Origin") == origin);
        CHECK(response.headers.get("Access-Control-Allow-Methods") == "GET,POST");
        CHECK(response.headers.get("Access-Control-Allow-Headers") == "x-a,x-b");
        CHECK(response.headers.get("Access-Control-Max-Age") == "60");
        CHECK(response.headers.get("Vary") == "Origin");
    }
    for (const char* origin : {"https://b.example", "https://a.example.evil"})
        CHECK(answer_preflight(rules, from(origin, "POST")).headers.size() == 0);
    CHECK_FALSE(is_preflight(from("https://a.example")));
    Request options = from("https://a.example", "GET");
    options.headers.remove("Origin");
    CHECK_FALSE(is_preflight(options));
}

TEST_CASE("an answer has the rules' fields in place of its own") {
    CorsRules rules;
    rules.origins = {"*"};
    rules.exposed = {"x-c"};
    Response response;
    response.headers.add("access-control-allow-origin", "https://mine.example");
    response.headers.add("Access-Control-Allow-Methods", "PUT");
    let_pages_read(rules, from("https://a.example"), response);
    CHECK(response.headers.get("Access-Control-Allow-Origin") == "*");
    CHECK(response.headers.get("Access-Control-Expose-Headers") == "x-c");
    CHECK_FALSE(response.headers.has("Access-Control-Allow-Methods"));
    CHECK_FALSE(response.headers.has("Vary"));
    // A page that brings credentials is told of itself by name.
    rules.credentials = true;
    Response again;
    let_pages_read(rules, from("https://a.example"), again);
    CHECK(again.headers.get("Access-Control-Allow-Origin") == "https://a.example");
    CHECK(again.headers.get("Access-Control-Allow-Credentials") == "true");
}
