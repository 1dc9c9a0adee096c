#include "catch.hpp"

#include <memory>
#include <string>

#include "base/context.hpp"
#include "edge/waf/core_filter.hpp"
#include "edge/waf/group_world.hpp"
#include "edge/waf/matcher.hpp"

using namespace wt;
using namespace wt::edge::waf;
using Kind = Field::Kind;

namespace {

struct World {
    Clock clock;
    Metrics metrics;
    Digest digest;
    Context context{clock, 1, metrics, digest};
    WebAclConfig config;
    std::shared_ptr<CoreFilter> core;
    InspectedTexts texts;

    [[nodiscard]] std::unique_ptr<Matcher> matcher(const Statement& statement) {
        return make_matcher(statement, MatcherParts{context, config, core});
    }
    [[nodiscard]] bool ask(Matcher& matcher, const http::Request& request, std::vector<std::string> labels = {}) {
        Evaluation evaluation(request, clock.now(), config.body_limits.of(Protected::distribution).count, texts);
        evaluation.labels = std::move(labels);
        return matcher.matches(evaluation);
    }
    [[nodiscard]] bool matches(const Statement& statement, const http::Request& request,
                               std::vector<std::string> labels = {}) {
        const auto made = matcher(statement);
        return ask(*made, request, std::move(labels));
    }
};

http::Request request(std::string path = "/items/1", std::string query = "") {
    http::Request made;
    made.path = Text(path);
    made.query = Text(query);
    made.client = *http::IpAddress::parse("192.0.2.7");
    return made;
}

ByteMatch bytes(Field field, std::string text, ByteMatch::Position position = ByteMatch::Position::contains,
                std::vector<Transformation> transformations = {}) {
    return ByteMatch{Inspection{std::move(field), std::move(transformations)}, std::move(text), position};
}

}  // namespace

TEST_CASE("a text is looked for where the statement says, as the statement says") {
    using P = ByteMatch::Position;
    World world;
    const http::Request asked = request("/admin/users", "name=Bob&role=super_user");
    CHECK(world.matches(bytes(Field::of(Kind::path), "/admin", P::starts_with), asked));
    CHECK_FALSE(world.matches(bytes(Field::of(Kind::path), "admin", P::starts_with), asked));
    CHECK(world.matches(bytes(Field::of(Kind::path), "users", P::ends_with), asked));
    CHECK(world.matches(bytes(Field::of(Kind::method), "GET", P::exactly), asked));
    CHECK(world.matches(bytes(Field::of(Kind::query_argument, "ROLE"), "super", P::contains), asked));
    CHECK_FALSE(world.matches(bytes(Field::of(Kind::query_argument, "role"), "user", P::contains_word), asked));
    CHECK(world.matches(bytes(Field::of(Kind::query), "Bob", P::contains_word), asked));
    CHECK_FALSE(world.matches(bytes(Field::of(Kind::query_arguments), "name"), asked));  // values only
    CHECK(
        world.matches(bytes(Field::of(Kind::query_arguments), "bob", P::exactly, {Transformation::lowercase}), asked));
    CHECK_FALSE(
        world.matches(bytes(Field::of(Kind::header, "Referer"), ""), asked));  // what is missing matches nothing
}

TEST_CASE("headers, cookies and JSON are looked at by names, values, or some of them") {
    World world;
    http::Request asked = request();
    asked.headers.add("X-Secret", "letmein");
    asked.headers.add("Cookie", "session=abc; Theme=dark");
    asked.body = R"({"user":{"name":"Bob","tags":["x","drop"]},"age":41})";
    Field headers = Field::of(Kind::headers);
    CHECK(world.matches(bytes(headers, "letmein"), asked));
    headers.scope = Field::Scope::keys;
    CHECK_FALSE(world.matches(bytes(headers, "letmein"), asked));
    Field cookies = Field::of(Kind::cookies);
    cookies.included = {"Theme"};
    CHECK(world.matches(bytes(cookies, "dark"), asked));
    CHECK_FALSE(world.matches(bytes(cookies, "abc"), asked));
    cookies.included = {"theme"};  // names of cookies have a case
    CHECK_FALSE(world.matches(bytes(cookies, "dark"), asked));
    cookies = Field::of(Kind::cookies);
    cookies.excluded = {"session"};
    CHECK_FALSE(world.matches(bytes(cookies, "abc"), asked));

    Field json = Field::of(Kind::json_body);
    CHECK(world.matches(bytes(json, "41", ByteMatch::Position::exactly), asked));
    json.included = {"/user/tags/1"};
    CHECK(world.matches(bytes(json, "drop"), asked));
    CHECK_FALSE(world.matches(bytes(json, "Bob"), asked));
    json.included = {"/user"};
    json.scope = Field::Scope::keys;
    CHECK(world.matches(bytes(json, "name"), asked));
    CHECK_FALSE(world.matches(bytes(json, "age"), asked));
    asked.body = R"({"user":)";
    json = Field::of(Kind::json_body);
    CHECK(world.matches(bytes(json, "user"), asked));
    json.invalid = Field::Invalid::no_match;
    CHECK_FALSE(world.matches(bytes(json, "user"), asked));
    json.invalid = Field::Invalid::match;
    CHECK(world.matches(bytes(json, "nothing"), asked));
    asked.body = Text(std::string(10'000, '[') + std::string(10'000, ']'));
    CHECK_FALSE(world.matches(bytes(Field::of(Kind::json_body), "x"), asked));
}

TEST_CASE("of a large body the visible part is inspected, or the size alone decides") {
    World world;
    http::Request asked = request();
    asked.body = Text(std::string(16 * 1024, 'x') + "needle");
    Field body = Field::of(Kind::body);
    CHECK_FALSE(world.matches(bytes(body, "needle"), asked));
    body.oversize = Oversize::match;
    CHECK(world.matches(bytes(body, "needle"), asked));
    world.config.body_limits.of(Protected::distribution) = Bytes{64 * 1024};
    CHECK(world.matches(bytes(Field::of(Kind::body), "needle"), asked));
}

TEST_CASE("patterns are RE2's, and one that is none says why") {
    World world;
    RegexMatch match;
    match.inspection.field = Field::of(Kind::path);
    match.patterns = {"^/admin", "(?i)\\.PHP$"};
    CHECK(world.matches(match, request("/admin")));
    CHECK(world.matches(match, request("/a/b.php")));
    CHECK_FALSE(world.matches(match, request("/items")));
    CHECK(pattern_problem("a(b").find("is no pattern") != std::string::npos);
    CHECK(pattern_problem("(a)\\1").find("is no pattern") != std::string::npos);  // no back-references
    CHECK(pattern_problem("a+").empty());
}

TEST_CASE("and, or and not are what they are") {
    World world;
    const Statement a = bytes(Field::of(Kind::path), "a");
    const Statement b = bytes(Field::of(Kind::path), "b");
    CHECK(world.matches(And{{a, b}}, request("/ab")));
    CHECK_FALSE(world.matches(And{{a, b}}, request("/a")));
    CHECK(world.matches(Or{{a, b}}, request("/b")));
    CHECK(world.matches(And{{a, Not{{b}}}}, request("/a")));
    CHECK_FALSE(world.matches(Not{{a}}, request("/a")));
}

TEST_CASE("an address counts where it is found, in the connection or in a header") {
    World world;
    IpSet set{{"203.0.113.0/24"}};
    CHECK_FALSE(world.matches(set, request()));
    set.forwarded = ForwardedIp{};
    CHECK_FALSE(world.matches(set, request()));  // no header, nobody
    http::Request asked = request();
    asked.headers.add("X-Forwarded-For", "203.0.113.9, 198.51.100.1");
    CHECK(world.matches(set, asked));
    set.forwarded->position = ForwardedIp::Position::last;
    CHECK_FALSE(world.matches(set, asked));
    set.forwarded->position = ForwardedIp::Position::any;
    CHECK(world.matches(set, asked));
    asked.headers.set("X-Forwarded-For", "unknown");
    CHECK_FALSE(world.matches(set, asked));
    set.forwarded->match_malformed = true;
    CHECK(world.matches(set, asked));
}

TEST_CASE("countries are what the web ACL knows of addresses, and leave a label") {
    World world;
    world.config.countries = {{"DE", {"192.0.2.0/25"}}, {"FR", {"192.0.2.128/25"}}};
    CHECK(world.matches(GeoMatch{{"DE", "US"}}, request()));
    CHECK_FALSE(world.matches(GeoMatch{{"FR"}}, request()));
    http::Request stranger = request();
    stranger.client = *http::IpAddress::parse("2001:db8::1");
    CHECK(world.matches(GeoMatch{{"XX"}}, stranger));
    const http::Request asked = request();
    Evaluation evaluation(asked, epoch, 1000, world.texts);
    (void)world.matcher(GeoMatch{{"FR"}})->matches(evaluation);
    CHECK(evaluation.labels == std::vector<std::string>{"awswaf:clientip:geo:country:DE"});
}

TEST_CASE("a label is known by its tail, a namespace by what stands before") {
    World world;
    const std::vector<std::string> labels{"awswaf:000000000000:webacl:waf:team:bots:scraper"};
    CHECK(world.matches(LabelMatch{"scraper"}, request(), labels));
    CHECK(world.matches(LabelMatch{"bots:scraper"}, request(), labels));
    CHECK_FALSE(world.matches(LabelMatch{"craper"}, request(), labels));
    CHECK_FALSE(world.matches(LabelMatch{"bots"}, request(), labels));
    CHECK(world.matches(LabelMatch{"team:bots:", true}, request(), labels));
    CHECK(world.matches(LabelMatch{"awswaf:000000000000:webacl:waf:", true}, request(), labels));
    CHECK_FALSE(world.matches(LabelMatch{"eam:bots:", true}, request(), labels));
}

TEST_CASE("a rate-based rule counts by its key, and only what its scope-down statement lets through") {
    World world;
    RateBased rate;
    rate.limit = 10;
    rate.window = 60s;
    rate.evaluate_every = 0s;
    const auto limited_after = [&](const RateBased& rule, const auto& make) {
        const auto matcher = world.matcher(rule);
        for (int i = 0; i < 40; ++i) {
            world.clock.run_until(world.clock.now() + 1ms);
            if (world.ask(*matcher, make(i))) return i;
        }
        return -1;
    };
    CHECK(limited_after(rate, [](int) { return request(); }) == 11);
    const auto by_header = [](int i) {
        http::Request made = request();
        made.headers.add("x-tenant", Text(std::string(i % 2 == 0 ? "a" : "b")));
        return made;
    };
    RateBased custom = rate;
    custom.key = RateBased::Key::custom;
    custom.parts = {{RateBased::Part::Kind::header, "x-tenant"}};
    CHECK(limited_after(custom, by_header) == 22);
    CHECK(limited_after(custom, [](int) { return request(); }) == -1);  // a key without its part is passed over
    RateBased forwarded = rate;
    forwarded.key = RateBased::Key::forwarded_ip;
    CHECK(limited_after(forwarded, [](int i) {
              http::Request made = request();
              made.headers.add("X-Forwarded-For", Text(std::string("198.51.100.") + std::to_string(i % 4)));
              return made;
          }) == -1);
    RateBased scoped = rate;
    scoped.scope_down = {bytes(Field::of(Kind::path), "/login")};
    CHECK(limited_after(scoped, [](int i) { return request(i % 2 == 0 ? "/login" : "/items"); }) == 22);
}

TEST_CASE("a rule's units are those that AWS WAF publishes") {
    CHECK(capacity(bytes(Field::of(Kind::path), "x", ByteMatch::Position::exactly)) == 2);
    CHECK(capacity(bytes(Field::of(Kind::path), "x")) == 10);
    CHECK(capacity(bytes(Field::of(Kind::json_body), "x", ByteMatch::Position::contains,
                         {Transformation::lowercase, Transformation::none})) == 30);
    CHECK(capacity(bytes(Field::of(Kind::query_arguments), "x", ByteMatch::Position::exactly)) == 12);
    RateBased rate;
    CHECK(capacity(rate) == 2);
    rate.parts.resize(2);
    rate.scope_down = {IpSet{{"192.0.2.0/24"}}};
    CHECK(capacity(rate) == 64);
    CHECK(capacity(And{{GeoMatch{{"DE"}}, Not{{LabelMatch{"x"}}}}}) == 2);
    CHECK(capacity(ManagedGroup{}) == 700);
}

TEST_CASE("known bad inputs are found however they are written") {
    test::Groups bad({ManagedGroup::Name::known_bad_inputs});
    http::Request log4j = request();
    log4j.headers.add("User-Agent", "${jndi:ldap://example.com/a}");
    CHECK(bad.rule_for(log4j) == "Log4JRCE_HEADER");
    CHECK(bad.rule_for(request("/", "q=%24%7Bj%24%7Blower:n%7Ddi:rmi")) == "Log4JRCE_QUERYSTRING");
    CHECK(bad.rule_for(request("/.git/config")) == "ExploitablePaths_URIPATH");
    CHECK(bad.rule_for(request("/", "class.module.classLoader.x=1")) == "JavaDeserializationRCE_QUERYSTRING");
    CHECK(bad.rule_for(request("/items/1", "q=java")) == "");
}

TEST_CASE("a query string may be changed before it is split") {
    World world;
    ByteMatch match = bytes(Field::of(Kind::query_argument, "a"), "1,3", ByteMatch::Position::exactly);
    match.inspection.before_split = {Transformation::replace_semicolons_with_ampersands,
                                     Transformation::combine_duplicate_query_args_by_comma};
    CHECK(world.matches(match, request("/", "a=1;b=2;a=3")));
    match.inspection.before_split.clear();
    CHECK_FALSE(world.matches(match, request("/", "a=1;b=2;a=3")));
    CHECK(capacity(match) == 2);
}

TEST_CASE("what a request does not have here matches as the statement says; headers have an order") {
    World world;
    ByteMatch fingerprint = bytes(Field::of(Kind::absent), "x");
    CHECK_FALSE(world.matches(fingerprint, request()));
    fingerprint.inspection.field.oversize = Oversize::match;
    CHECK(world.matches(fingerprint, request()));
    http::Request asked = request();
    asked.headers.add("Host", "x");
    asked.headers.add("User-Agent", "y");
    CHECK(world.matches(bytes(Field::of(Kind::header_order), "host:user-agent", ByteMatch::Position::exactly), asked));
    AsnMatch network{{64496}};
    CHECK_FALSE(world.matches(network, request()));
}

TEST_CASE("SQL injection has two levels, and the lower is no higher") {
    World world;
    SqliMatch match;
    match.inspection = Inspection{Field::of(Kind::query), {Transformation::url_decode}, {}};
    CHECK(capacity(match) == 30);
    CHECK(world.matches(match, request("/", "1%27%20OR%20%271%27=%271")));
    match.sensitivity = SqliMatch::Sensitivity::high;
    CHECK(capacity(match) == 40);
    CHECK(world.matches(match, request("/", "1%27%20OR%20%271%27=%271")));
}
