#include "front/visitors.hpp"

#include "catch.hpp"

using namespace wt;
using namespace wt::front;

namespace {

struct Says {
    const char* host;
    const char* origin = nullptr;
    const char* site = nullptr;  // Sec-Fetch-Site
};

[[nodiscard]] http::Request request_of(const Says& says) {
    http::Request request;
    request.headers.add("Host", Text(std::string_view(says.host)));
    if (says.origin != nullptr) request.headers.add("Origin", Text(std::string_view(says.origin)));
    if (says.site != nullptr) request.headers.add("Sec-Fetch-Site", Text(std::string_view(says.site)));
    return request;
}

}  // namespace

TEST_CASE("this machine's hosts are loopback addresses, localhost and AWS's names, however they are written") {
    const Visitors visitors({});
    for (const char* host : {"localhost",
                             "localhost:4566",
                             "LocalHost:4566",
                             "localhost.",
                             "localhost.:4566",
                             "bucket.localhost:4566",
                             "a.b.s3.localhost",
                             "127.0.0.1",
                             "127.0.0.1:4566",
                             "127.1.2.3:1",
                             "[::1]",
                             "[::1]:4566",
                             "[::ffff:7f00:1]:4566",
                             "127.0.0.1.",
                             "localhost.localstack.cloud:4566",
                             "bucket.s3.localhost.localstack.cloud:4566",
                             "s3.eu-west-1.amazonaws.com",
                             "Bucket.S3.AmazonAWS.com",
                             "sqs.cn-north-1.amazonaws.com.cn",
                             "lambda.us-east-1.api.aws",
                             "abc.lambda-url.us-east-1.on.aws:4566",
                             ""}) {
        INFO(host);
        CHECK(visitors.is_our_host(host));
    }
    for (const char* host : {"rebind.example",
                             "rebind.example:4566",
                             "rebind.example/.localhost",
                             "rebind.example#.localhost:4566",
                             "x@rebind.example, a.localhost",
                             "localhost.rebind.example",
                             "notlocalhost",
                             "127.0.0.1.nip.io",
                             "amazonaws.com.rebind.example",
                             "evilamazonaws.com",
                             "192.168.1.5:4566",
                             "10.0.0.1",
                             "0.0.0.0",
                             "[fe80::1]:4566",
                             "[::1",
                             "::1",
                             "user@localhost",
                             "localhost:x",
                             "localhost:4566:4566",
                             "windtunnel",
                             "localstack.cloud",
                             " ",
                             ".",
                             ":4566"}) {
        INFO(host);
        CHECK_FALSE(visitors.is_our_host(host));
    }
}

TEST_CASE("other hosts are added by name; an exposed server answers to any address, and still to no other name") {
    const Visitors visitors({{"Windtunnel", "*.corp.example"}, {}, true});
    for (const char* host : {"windtunnel:4566", "WINDTUNNEL.", "a.corp.example", "a.b.Corp.Example:80",
                             "192.168.1.5:4566", "0.0.0.0:4566", "[fe80::1]:4566"}) {
        INFO(host);
        CHECK(visitors.is_our_host(host));
    }
    for (const char* host : {"corp.example", "acorp.example", "windtunnel.example", "a.windtunnel", "rebind.example"}) {
        INFO(host);
        CHECK_FALSE(visitors.is_our_host(host));
    }
}

TEST_CASE("programs and pages of this machine may use it, pages of other sites may not") {
    const Visitors visitors({});
    http::Request two = request_of({"localhost:4566", "http://localhost:3000"});
    two.headers.add("Origin", "http://elsewhere.example");
    CHECK_FALSE(visitors.is_from_here(two));
    for (const Says& says : std::initializer_list<Says>{
             {"localhost:4566"},
             {"localhost:4566", nullptr, "none"},
             {"localhost:4566", nullptr, "same-origin"},
             {"localhost:4566", nullptr, "same-site"},
             {"localhost:4566", "http://localhost:4566"},
             {"localhost:4566", "http://localhost:3000", "same-site"},
             {"localhost:4566", "http://127.0.0.1:3000", "cross-site"},
             {"127.0.0.1:4566", "https://LOCALHOST"},
             {"127.0.0.1:4566", "http://[::1]:3000"},
             {"127.0.0.1:4566", "http://bucket.s3.localhost:4566"},
             {"127.0.0.1:4566", "http://site.s3-website.localhost.localstack.cloud:4566"},
             {"windtunnel:4566", "http://windtunnel:4566"},
         }) {
        INFO(says.host << " " << (says.origin == nullptr ? "" : says.origin));
        CHECK(visitors.is_from_here(request_of(says)));
    }
    for (const Says& says : std::initializer_list<Says>{
             {"localhost:4566", "https://evil.example"},
             {"localhost:4566", "http://localhost.evil.example:4566"},
             {"localhost:4566", "http://evil.example:4566", "same-origin"},
             {"localhost:4566", "http://localhost:3000@evil.example"},
             {"localhost:4566", "null"},
             {"localhost:4566", ""},
             {"localhost:4566", "http://"},
             {"localhost:4566", "localhost:4566"},
             {"localhost:4566", "file://localhost"},
             {"localhost:4566", "chrome-extension://localhost"},
             {"localhost:4566", "http://evil.s3.amazonaws.com"},
             {"localhost:4566", nullptr, "cross-site"},
             {"windtunnel:4566", "http://windtunnel"},
         }) {
        INFO((says.origin == nullptr ? says.site : says.origin));
        CHECK_FALSE(visitors.is_from_here(request_of(says)));
    }
}

TEST_CASE("origins are allowed one by one, the one that is none too, or all") {
    const Visitors some({{}, {"https://app.example", "null"}, false});
    CHECK(some.is_from_here(request_of({"localhost", "https://APP.example"})));
    CHECK(some.is_from_here(request_of({"localhost", "null"})));
    CHECK_FALSE(some.is_from_here(request_of({"localhost", "http://app.example"})));
    CHECK_FALSE(some.is_from_here(request_of({"localhost", "https://app.example:8443"})));
    CHECK_FALSE(some.is_from_here(request_of({"localhost", nullptr, "cross-site"})));
    const Visitors all({{}, {"*"}, false});
    CHECK(all.is_from_here(request_of({"localhost", "https://evil.example"})));
    CHECK(all.is_from_here(request_of({"localhost", nullptr, "cross-site"})));
}

TEST_CASE("an option says a name without a port, or an origin without a path") {
    for (const char* text : {"windtunnel", "*.corp.example", "a_b.example", "10.0.0.1"}) CHECK(is_host_name(text));
    for (const char* text : {"", "*", "*.", "a:80", "http://a", "a/b", ".a", "a*b"}) CHECK_FALSE(is_host_name(text));
    for (const char* text : {"http://localhost:3000", "https://app.example", "capacitor://localhost", "null", "*"})
        CHECK(is_origin(text));
    for (const char* text : {"", "app.example", "https://", "https://app.example/", "https://*.example", "://a"})
        CHECK_FALSE(is_origin(text));
}
