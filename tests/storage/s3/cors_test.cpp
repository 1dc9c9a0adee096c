#include "storage/s3/cors.hpp"

#include <string>
#include <vector>

#include "catch.hpp"

using namespace wt;
using Strings = std::vector<std::string>;

namespace {

s3::CorsRule rule(Strings origins, Strings methods, Strings headers = {}) {
    s3::CorsRule rule;
    rule.allowed_origins = std::move(origins);
    rule.allowed_methods = std::move(methods);
    rule.allowed_headers = std::move(headers);
    return rule;
}
http::Request options(std::string_view origin, std::string_view method, std::string_view headers = "") {
    http::Request request;
    request.method = http::Method::options;
    if (!origin.empty()) request.headers.add("Origin", Text(origin));
    if (!method.empty()) request.headers.add("Access-Control-Request-Method", Text(method));
    if (!headers.empty()) request.headers.add("Access-Control-Request-Headers", Text(headers));
    return request;
}
std::string refusal(const s3::CorsConfiguration& configuration) {
    const auto error = s3::refuse(configuration);
    return error ? error->message : "";
}

}  // namespace

TEST_CASE("a configuration has 1 to 100 rules of methods that S3 knows, with one wildcard each") {
    CHECK(refusal({{rule({"*"}, {"GET", "PUT", "HEAD", "POST", "DELETE"}, {"x-amz-*"})}}).empty());
    CHECK(refusal({std::vector(100, rule({"a"}, {"GET"}))}).empty());
    CHECK(s3::refuse({std::vector(101, rule({"a"}, {"GET"}))})->code == "MalformedXML");
    CHECK(s3::refuse({})->code == "MalformedXML");
    CHECK(s3::refuse({{rule({}, {"GET"})}})->code == "MalformedXML");
    CHECK(s3::refuse({{rule({"a"}, {})}})->code == "MalformedXML");
    CHECK(refusal({{rule({"*"}, {"MYMETHOD"})}}) ==
          "Found unsupported HTTP method in CORS config. Unsupported method is MYMETHOD");
    CHECK(s3::refuse({{rule({"*"}, {"get"})}})->code == "InvalidRequest");
    CHECK(refusal({{rule({"*example*.com"}, {"GET"})}}) ==
          "AllowedOrigin \"*example*.com\" can not have more than one wildcard.");
    CHECK(refusal({{rule({"*"}, {"GET"}, {"**"})}}) == "AllowedHeader \"**\" can not have more than one wildcard.");
    s3::CorsRule exposing = rule({"*"}, {"GET"});
    exposing.expose_headers = {"*"};
    CHECK(refusal({{exposing}}).find("We currently do not support wildcard for ExposeHeader") != std::string::npos);
}

TEST_CASE("an origin matches exactly, or around a wildcard that may stand for nothing") {
    const s3::CorsConfiguration configuration{
        {rule({"*suffix", "start*end", "prefix*", "http://*.example.com"}, {"GET"})}};
    const auto allowed = [&](std::string_view origin) {
        return s3::match(configuration, {origin, "GET", ""}) != nullptr;
    };
    for (const char* good : {"foo.suffix", "startend", "start1end", "prefix", "prefix.x", "http://a.example.com"}) {
        CHECK(allowed(good));
    }
    for (const char* bad : {"foo.suffix.x", "0start1end", "staend", "bla.prefix", "https://a.example.com",
                            "http://a.example.com/", "HTTP://a.example.com"}) {
        CHECK_FALSE(allowed(bad));
    }
    CHECK_FALSE(s3::match({{rule({"aba*aba"}, {"GET"})}}, {"aba", "GET", ""}));
}

TEST_CASE("the first rule that takes origin, method and headers counts") {
    s3::CorsRule second = rule({"*"}, {"GET", "PUT"}, {"x-amz-*", "Authorization"});
    second.id = "second";
    const s3::CorsConfiguration configuration{{rule({"http://a"}, {"GET"}), second}};
    CHECK_FALSE(s3::match(configuration, {"http://a", "GET", ""})->id);
    CHECK(s3::match(configuration, {"http://a", "GET", "X-AMZ-meta, authorization"})->id == "second");
    CHECK(s3::match(configuration, {"http://b", "PUT", ""})->id == "second");
    CHECK(s3::match(configuration, {"http://b", "PUT", "content-type"}) == nullptr);
    CHECK(s3::match(configuration, {"http://b", "DELETE", ""}) == nullptr);
}

TEST_CASE("a preflight that a rule allows is answered with what is allowed") {
    s3::CorsRule allowing = rule({"https://localhost:4200"}, {"GET", "PUT"}, {"*"});
    allowing.max_age_seconds = 3000;
    allowing.expose_headers = {"ETag", "x-amz-id-2"};
    const s3::CorsConfiguration configuration{{allowing}};
    const auto headers =
        s3::preflight(configuration.cors_rules.empty() ? nullptr : &configuration,
                      options("https://localhost:4200", "PUT", "x-AMZ-meta-a,content-type"), s3::CorsResource::object);
    REQUIRE(headers.ok());
    CHECK(headers->get("Access-Control-Allow-Origin") == "https://localhost:4200");
    CHECK(headers->get("Access-Control-Allow-Methods") == "GET, PUT");
    CHECK(headers->get("Access-Control-Allow-Headers") == "x-amz-meta-a, content-type");
    CHECK(headers->get("Access-Control-Expose-Headers") == "ETag, x-amz-id-2");
    CHECK(headers->get("Access-Control-Max-Age") == "3000");
    CHECK(headers->get("Access-Control-Allow-Credentials") == "true");
    CHECK(headers->get("Vary") == "Origin, Access-Control-Request-Headers, Access-Control-Request-Method");
}

TEST_CASE("a rule for every origin answers with a star and without credentials") {
    const s3::CorsConfiguration configuration{{rule({"*"}, {"GET"})}};
    const auto headers = s3::preflight(&configuration, options("http://random:1234", "GET"), s3::CorsResource::object);
    REQUIRE(headers.ok());
    CHECK(headers->get("Access-Control-Allow-Origin") == "*");
    CHECK_FALSE(headers->has("Access-Control-Allow-Credentials"));
    CHECK_FALSE(headers->has("Access-Control-Allow-Headers"));
    CHECK_FALSE(headers->has("Access-Control-Max-Age"));
}

TEST_CASE("a preflight is refused in S3's words") {
    const s3::CorsConfiguration configuration{{rule({"http://a"}, {"GET"})}};
    const auto refused = [](const s3::CorsConfiguration* given, const http::Request& request) {
        const auto answer = s3::preflight(given, request, s3::CorsResource::object);
        REQUIRE_FALSE(answer.ok());
        return answer.error();
    };
    CHECK(refused(&configuration, options("", "")).code == "BadRequest");
    CHECK(refused(nullptr, options("", "")).message == "Insufficient information. Origin request header needed.");
    CHECK(refused(&configuration, options("http://a", "")).status == 400);
    const aws::Error none = refused(nullptr, options("http://a", ""));
    CHECK(none.code == "AccessForbidden");
    CHECK(none.status == 403);
    CHECK(none.message == "CORSResponse: CORS is not enabled for this bucket.");
    CHECK(none.details ==
          std::vector<std::pair<std::string, std::string>>{{"Method", "OPTIONS"}, {"ResourceType", "BUCKET"}});
    const aws::Error other = refused(&configuration, options("http://b", "GET"));
    CHECK(
        other.message ==
        "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request "
        "method "
        "/ Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS "
        "spec.");
    CHECK(other.details ==
          std::vector<std::pair<std::string, std::string>>{{"Method", "GET"}, {"ResourceType", "OBJECT"}});
    CHECK(s3::preflight_without_bucket(options("http://a", "PUT")).message == "CORSResponse: Bucket not found");
    CHECK(s3::preflight_without_bucket(options("", "PUT")).code == "BadRequest");
}

TEST_CASE("a plain request is judged by its method, or by the one it says it would have") {
    http::Request get;
    CHECK_FALSE(s3::cross_origin(get));
    get.headers.add("origin", "http://a");
    CHECK(s3::cross_origin(get)->method == "GET");
    get.headers.add("access-control-request-method", "PUT");
    CHECK(s3::cross_origin(get)->method == "PUT");
}
