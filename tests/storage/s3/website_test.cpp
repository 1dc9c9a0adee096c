#include "storage/s3/website.hpp"

#include <string>
#include <variant>

#include "catch.hpp"

using namespace wt;

namespace {

s3::WebsiteConfiguration site() {
    s3::WebsiteConfiguration configuration;
    configuration.index_document = s3::IndexDocument{"index.html"};
    configuration.error_document = s3::ErrorDocument{"404.html"};
    return configuration;
}
s3::WebsiteRequest request(std::string_view path, std::string_view query = "") {
    return {path, query, "b.s3-website.localhost:4566", "http"};
}
std::string fetched(const s3::WebsiteConfiguration& configuration, std::string_view path) {
    const auto step = s3::first_step(configuration, request(path));
    REQUIRE(std::holds_alternative<s3::Fetch>(step));
    return std::get<s3::Fetch>(step).key;
}
std::string refusal(const s3::WebsiteConfiguration& configuration) {
    const auto error = s3::refuse(configuration);
    return error ? error->message : "";
}
s3::RoutingRule rule(const std::string& prefix, const std::string& code = "") {
    s3::RoutingRule one;
    one.condition.emplace();
    if (!prefix.empty()) one.condition->key_prefix_equals = prefix;
    if (!code.empty()) one.condition->http_error_code_returned_equals = code;
    one.redirect.host_name = "example.com";
    return one;
}

}  // namespace

TEST_CASE("a website has pages, or sends everybody elsewhere") {
    CHECK(refusal(site()).empty());
    CHECK(refusal({}) == "A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty");
    s3::WebsiteConfiguration one = site();
    one.index_document->suffix = "a/index.html";
    CHECK(refusal(one) == "The IndexDocument Suffix is not well formed");
    one.index_document->suffix = "";
    CHECK(refusal(one) == "The IndexDocument Suffix is not well formed");
    one = site();
    one.error_document->key = "";
    CHECK(refusal(one) == "The ErrorDocument Key is not well formed");
    one = site();
    one.redirect_all_requests_to = s3::RedirectAllRequestsTo{"example.com", std::nullopt};
    CHECK(refusal(one) == "RedirectAllRequestsTo cannot be provided in conjunction with other Routing Rules.");
    s3::WebsiteConfiguration all;
    all.redirect_all_requests_to = s3::RedirectAllRequestsTo{"example.com", "ftp"};
    CHECK(
        refusal(all) ==
        "Invalid protocol, protocol can be http or https. If not defined the protocol will be selected automatically.");
    all.redirect_all_requests_to->protocol = "https";
    CHECK(refusal(all).empty());
}

TEST_CASE("routing rules are checked") {
    s3::WebsiteConfiguration one = site();
    one.routing_rules = {rule("docs/", "404")};
    CHECK(refusal(one).empty());
    one.routing_rules = {rule("")};
    CHECK(refusal(one).starts_with("Condition cannot be empty."));
    one.routing_rules = {rule("", "200")};
    CHECK(refusal(one) == "The provided HTTP error code (200) is not valid. Valid codes are 4XX or 5XX.");
    one.routing_rules = {rule("a")};
    one.routing_rules[0].redirect.http_redirect_code = "300";
    CHECK(refusal(one) == "The provided HTTP redirect code (300) is not valid. Valid codes are 3XX except 300.");
    one.routing_rules = {rule("a")};
    one.routing_rules[0].redirect.replace_key_with = "x";
    one.routing_rules[0].redirect.replace_key_prefix_with = "y";
    CHECK(refusal(one) == "You can only define ReplaceKeyPrefix or ReplaceKey but not both.");
    one.routing_rules.assign(51, rule("a"));
    CHECK(refusal(one) ==
          "51 routing rules provided, the number of routing rules in a website configuration is limited to 50.");
}

TEST_CASE("a folder is its index, everything else a key") {
    CHECK(fetched(site(), "/") == "index.html");
    CHECK(fetched(site(), "") == "index.html");
    CHECK(fetched(site(), "/docs/") == "docs/index.html");
    CHECK(fetched(site(), "/docs/a%20b.html") == "docs/a b.html");
    CHECK(fetched(site(), "/docs") == "docs");
    CHECK(s3::folder_index(site(), request("/docs")) == "docs/index.html");
    CHECK_FALSE(s3::folder_index(site(), request("/docs/")));
    CHECK_FALSE(s3::folder_index(site(), request("/")));
    CHECK(s3::to_folder(request("/a%20b/c")).status == 302);
    CHECK(s3::to_folder(request("/a%20b/c")).location == "/a%20b/c/");
}

TEST_CASE("everything can be sent to another host") {
    s3::WebsiteConfiguration all;
    all.redirect_all_requests_to = s3::RedirectAllRequestsTo{"example.com", "https"};
    const auto step = s3::first_step(all, request("/a%20b", "x=1"));
    REQUIRE(std::holds_alternative<s3::WebsiteRedirect>(step));
    CHECK(std::get<s3::WebsiteRedirect>(step).status == 301);
    CHECK(std::get<s3::WebsiteRedirect>(step).location == "https://example.com/a%20b?x=1");
}

TEST_CASE("a rule for a prefix redirects before anything is fetched") {
    s3::WebsiteConfiguration one = site();
    s3::RoutingRule moved = rule("docs/");
    moved.redirect = s3::RoutingRedirect();
    moved.redirect.replace_key_prefix_with = "documents/";
    moved.redirect.http_redirect_code = "302";
    one.routing_rules = {moved};
    const auto step = s3::first_step(one, request("/docs/a/b%20c"));
    REQUIRE(std::holds_alternative<s3::WebsiteRedirect>(step));
    CHECK(std::get<s3::WebsiteRedirect>(step).status == 302);
    CHECK(std::get<s3::WebsiteRedirect>(step).location == "http://b.s3-website.localhost:4566/documents/a/b%20c");
    CHECK(fetched(one, "/doc") == "doc");
}

TEST_CASE("a rule for an error redirects after it, else there is the error document") {
    s3::WebsiteConfiguration one = site();
    s3::RoutingRule report = rule("reports/", "404");
    report.redirect.replace_key_with = "missing?.html";
    report.redirect.protocol = "https";
    one.routing_rules = {report};
    CHECK(fetched(one, "/reports/x") == "reports/x");
    const auto redirected = s3::after_error(one, request("/reports/x"), 404);
    REQUIRE(std::holds_alternative<s3::WebsiteRedirect>(redirected));
    CHECK(std::get<s3::WebsiteRedirect>(redirected).location == "https://example.com/missing%3F.html");
    const auto document = s3::after_error(one, request("/other"), 404);
    REQUIRE(std::holds_alternative<s3::FetchErrorDocument>(document));
    CHECK(std::get<s3::FetchErrorDocument>(document).key == "404.html");
    CHECK(std::holds_alternative<s3::FetchErrorDocument>(s3::after_error(one, request("/reports/x"), 403)));
    CHECK(std::holds_alternative<s3::NoDocument>(s3::after_error(one, request("/reports/x"), 503)));
}

TEST_CASE("what a client sends opens no new line in a redirect") {
    s3::WebsiteConfiguration one = site();
    s3::RoutingRule back = rule("a");
    back.redirect = s3::RoutingRedirect();
    back.redirect.http_redirect_code = "301";
    one.routing_rules = {back};
    const auto step = s3::first_step(one, {"/a%0D%0AX:1", "", "h\r\nX: 1", "http"});
    CHECK(std::get<s3::WebsiteRedirect>(step).location == "http://hX:1/a%0D%0AX%3A1");
    s3::WebsiteConfiguration all;
    all.redirect_all_requests_to = s3::RedirectAllRequestsTo{"example.com", "http"};
    const auto other = s3::first_step(all, {"/a\r\nb", "c d", "h", "http"});
    CHECK(std::get<s3::WebsiteRedirect>(other).location == "http://example.com/a%0D%0Ab?c%20d");
}

TEST_CASE("an object's redirect leads to a path or a URL") {
    CHECK_FALSE(s3::refuse_redirect_location("/x"));
    CHECK_FALSE(s3::refuse_redirect_location("https://example.com"));
    CHECK(s3::refuse_redirect_location("example.com")->code == "InvalidRedirectLocation");
}

TEST_CASE("an error is a page in HTML, with the error of the error document") {
    static constexpr aws::ErrorRow no_such_key{"NoSuchKey", 404, "The specified key does not exist."};
    const aws::Error error = aws::Error(no_such_key).with("Key", "<group>/123");
    const aws::Error document = aws::Error(no_such_key).with("Key", "404.html");
    CHECK(s3::error_page(error, document, "2AD4F43C70F9DC89", "x==") ==
          "<html>\n<head><title>404 Not Found</title></head>\n<body>\n<h1>404 Not Found</h1>\n<ul>\n<li>Code: "
          "NoSuchKey</li>\n<li>Message: The specified key does not exist.</li>\n<li>Key: "
          "&lt;group&gt;/123</li>\n<li>RequestId: 2AD4F43C70F9DC89</li>\n<li>HostId: x==</li>\n</ul>\n<h3>An Error "
          "Occurred "
          "While Attempting to Retrieve a Custom Error Document</h3>\n<ul>\n<li>Code: NoSuchKey</li>\n<li>Message: The "
          "specified key does not exist.</li>\n<li>Key: 404.html</li>\n</ul>\n<hr/>\n</body>\n</html>\n");
    CHECK(s3::error_page(error, std::nullopt, "2", "x").find("Custom Error Document") == std::string::npos);
}
