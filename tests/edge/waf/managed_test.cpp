// Each rule of the managed groups, by AWS's names: what it is about, in the place that its name says.
#include "catch.hpp"

#include <map>
#include <string>
#include <vector>

#include "edge/waf/attack_texts.hpp"
#include "edge/waf/group_world.hpp"

using namespace wt;
using namespace wt::edge::waf;
using namespace wt::edge::waf::test;
using Name = ManagedGroup::Name;

namespace {

/// What AWS names as an example of each, or what it describes.
const std::map<Threat, std::string>& examples() {
    static const std::map<Threat, std::string> all{
        {Threat::sqli, "1' OR '1'='1"},
        {Threat::sqli_extended, "x; DROP TABLE items"},
        {Threat::xss, "<script>alert(1)</script>"},
        {Threat::metadata, "http://169.254.169.254/latest/meta-data/"},
        {Threat::local_file, "../../etc/passwd"},
        {Threat::remote_file, "https://203.0.113.9/x"},
        {Threat::extension, "app.log"},
        {Threat::log4j, "${jndi:ldap://example.com/}"},
        {Threat::java, "(java.lang.Runtime).getRuntime().exec(\"whoami\")"},
        {Threat::react, "$1:__proto__:then"},
        {Threat::exploitable_path, "web-inf"},
        {Threat::admin_path, "sqlmanager"},
        {Threat::linux_file, "/proc/version"},
        {Threat::unix_shell, "echo $PATH"},
        {Threat::windows_shell, "||nslookup"},
        {Threat::power_shell, "Invoke-Expression"},
        {Threat::php, "fsockopen($_GET)"},
        {Threat::wordpress_command, "do-reset-wordpress"},
        {Threat::wordpress_path, "xmlrpc.php"},
    };
    return all;
}

http::Request request_in(Place place, const std::string& text) {
    http::Request request = plain_request();
    switch (place) {
        case Place::path: request.path = Text("/x/" + http::percent_encode(text)); break;
        case Place::arguments:
        case Place::query: request.query = Text("q=" + http::percent_encode(text)); break;
        case Place::cookies: request.headers.add("Cookie", Text("a=" + http::percent_encode(text))); break;
        case Place::headers: request.headers.add("X-Note", Text(text)); break;
        case Place::body: return with_body("text/plain", text);
    }
    return request;
}

Override counting(std::string_view rule) {
    Override made{std::string(rule), {}};
    made.outcome.action = Action::count;
    return made;
}

/// The labels that a group leaves when all of its rules only count.
std::vector<std::string> labels_for(Name name, const http::Request& request, std::vector<std::string> addresses = {}) {
    Clock clock;
    Metrics metrics;
    Digest digest;
    const Context context{clock, 1, metrics, digest};
    ManagedGroup group;
    group.name = name;
    group.addresses = std::move(addresses);
    for (const ManagedRule& rule : managed_group(name).rules) group.overrides.push_back(counting(rule.name));
    WebAclConfig config;
    config.rules.push_back({"group", group});
    WebAcl acl(context, "waf", config);
    http::Request copy = request;
    CHECK_FALSE(acl.look_at(copy, {Protected::api, [] { return http::Response{}; }, {}}).has_value());
    return acl.samples().empty() ? std::vector<std::string>() : acl.samples().back().labels;
}

bool has(const std::vector<std::string>& labels, const std::string& label) {
    return std::find(labels.begin(), labels.end(), label) != labels.end();
}

}  // namespace

TEST_CASE("every rule with a pattern finds AWS's example where its name says, and nothing in a plain request") {
    for (const ManagedGroupInfo& group : managed_groups()) {
        const auto quiet = labels_for(group.name, plain_request());
        for (const ManagedRule& rule : group.rules) {
            INFO(group.aws_name << " " << rule.name);
            const std::string label = label_prefix(group).append(rule.label);
            CHECK_FALSE(has(quiet, label));
            if (rule.threat == Threat::none) continue;
            const std::string& text = examples().at(rule.threat);
            CHECK(has(labels_for(group.name, request_in(rule.place, text)), label));
            // Elsewhere it is another rule's.
            for (const Place other : {Place::path, Place::cookies, Place::headers, Place::body}) {
                const bool header = rule.place == Place::headers && other == Place::cookies;
                if (other == rule.place || header) continue;
                CHECK_FALSE(has(labels_for(group.name, request_in(other, text)), label));
            }
        }
    }
}

TEST_CASE("rules without a pattern match what AWS says they do") {
    const std::string core = "awswaf:managed:aws:core-rule-set:";
    http::Request request = plain_request();
    request.headers.remove("User-Agent");
    CHECK(has(labels_for(Name::core, request), core + "NoUserAgent_Header"));
    for (const char* bot : {"nessus", "Nmap Scripting Engine"}) {
        request.headers.set("User-Agent", Text(std::string(bot)));
        CHECK(has(labels_for(Name::core, request), core + "BadBots_Header"));
    }
    const auto sized = [&](std::size_t query, std::size_t cookie, std::size_t body, std::size_t path) {
        http::Request made = plain_request();
        made.query = Text(std::string(query, 'q'));
        if (cookie > 0) made.headers.add("Cookie", Text("c=" + std::string(cookie - 2, 'c')));
        made.body = Text(std::string(body, 'b'));
        made.path = Text("/" + std::string(path - 1, 'p'));
        return labels_for(Name::core, made);
    };
    CHECK(sized(2048, 10'240, 8192, 1024).empty());
    CHECK(sized(2049, 0, 0, 1) == std::vector{core + "SizeRestrictions_QueryString"});
    CHECK(sized(0, 10'241, 0, 1) == std::vector{core + "SizeRestrictions_Cookie_Header"});
    CHECK(sized(0, 0, 8193, 1) == std::vector{core + "SizeRestrictions_Body"});
    CHECK(sized(0, 0, 0, 1025) == std::vector{core + "SizeRestrictions_URIPath"});

    const std::string bad = "awswaf:managed:aws:known-bad-inputs:";
    request = plain_request();
    request.headers.set("Host", "localhost");
    CHECK(has(labels_for(Name::known_bad_inputs, request), bad + "Host_Localhost_Header"));
    request.headers.set("Host", "localhost:4566");  // where people try things out
    CHECK(labels_for(Name::known_bad_inputs, request).empty());

    CHECK(has(labels_for(Name::ip_reputation, plain_request(), {"192.0.2.0/24"}),
              "awswaf:managed:aws:amazon-ip-list:AWSManagedIPReputationList"));
    CHECK(has(labels_for(Name::anonymous_ip, plain_request(), {"192.0.2.7"}),
              "awswaf:managed:aws:anonymous-ip-list:AnonymousIPList"));
    CHECK(labels_for(Name::ip_reputation, plain_request(), {"198.51.100.0/24"}).empty());

    const std::string bots = "awswaf:managed:aws:bot-control:";
    for (const auto& [agent, rule] : {std::pair("curl/8.9.1", "CategoryHttpLibrary"),
                                      std::pair("Mozilla/5.0 (compatible; bingbot/2.0)", "CategorySearchEngine"),
                                      std::pair("Mozilla/5.0 AppleWebKit/537.36; compatible; GPTBot/1.2", "CategoryAI"),
                                      std::pair("Mozilla/5.0 HeadlessChrome/130.0", "SignalAutomatedBrowser"),
                                      std::pair("MyApp/3.2", "SignalNonBrowserUserAgent")}) {
        request.headers.set("User-Agent", Text(std::string(agent)));
        CHECK(has(labels_for(Name::bot_control, request), bots + rule));
    }
    CHECK(labels_for(Name::bot_control, plain_request()).empty());
}

TEST_CASE("the core group has AWS's rules and none on content types, SQL, commands or languages") {
    Groups core({Name::core});
    for (const char* type :
         {"text/plain", "image/jpeg", "application/vnd.api+json", "application/merge-patch+json", "text/csv",
          "application/x-protobuf", "application/x-ndjson", "application/octet-stream"}) {
        INFO(type);
        CHECK(core.rule_for(with_body(type, "hello")) == "");
    }
    for (const char* query : {"q=time+for+lunch", "q=python+book", "q=1%27+OR+%271%27%3D%271", "q=%7C%7C+ls+-la"}) {
        INFO(query);
        http::Request request = plain_request();
        request.query = Text(std::string(query));
        CHECK(core.rule_for(request) == "");
    }
    for (const char* body : {R"x({"text":"see [the lamp](https://example.com/a?b=c)"})x",
                             R"x({"query":"query { items(first: 3) { id name } }"})x"}) {
        CHECK(core.rule_for(with_body("application/json", body)) == "");
    }
}

TEST_CASE("XML is no script, unless there is one in it") {
    Groups xss({Name::xss});
    CHECK(xss.rule_for(with_body("application/xml", "<?xml version=\"1.0\"?><order><id>1</id></order>")) == "");
    CHECK(xss.rule_for(with_body("", "<Delete><Object><Key>a</Key></Object></Delete>")) == "");
    CHECK(xss.rule_for(with_body("text/xml", "<order><note>a</note><script>alert(1)</script></order>")) ==
          "CrossSiteScripting_BODY");
    CHECK(xss.rule_for(with_body("text/xml", "<svg onload=\"alert(1)\"/>")) == "CrossSiteScripting_BODY");
    CHECK(xss.rule_for(with_body("text/xml", "<order><a href=\"javascript:alert(1)\">x</a></order>")) ==
          "CrossSiteScripting_BODY");
    CHECK(xss.rule_for(with_body("text/xml", "<order><img src=x onerror=alert(1)></order>")) ==
          "CrossSiteScripting_BODY");  // no XML
}

TEST_CASE("a group only looks at what its scope-down statement matches, and counts where it is told to") {
    Clock clock;
    Metrics metrics;
    Digest digest;
    const Context context{clock, 1, metrics, digest};
    ManagedGroup group;
    group.name = Name::sqli;
    ByteMatch admin;
    admin.inspection.field = Field::of(Field::Kind::path);
    admin.text = "/admin";
    admin.position = ByteMatch::Position::starts_with;
    group.scope_down.push_back(admin);
    group.overrides.push_back(counting("SQLi_COOKIE"));
    group.overrides.push_back(counting("NoSuchRule"));
    WebAclConfig config;
    config.rules.push_back({"sqli", group});
    WebAcl acl(context, "waf", config);
    const auto blocked = [&](std::string path, Spot spot) {
        http::Request request = request_with(spot, "1' OR '1'='1");
        if (spot != Spot::path) request.path = Text(path);
        return acl.look_at(request, {Protected::api, [] { return http::Response{}; }, {}}).has_value();
    };
    CHECK(blocked("/admin/x", Spot::query));
    CHECK_FALSE(blocked("/items", Spot::query));
    CHECK_FALSE(blocked("/admin/x", Spot::cookie));
}
