// A scenario's firewall as the API tells of it, and what the API says of it as the request path knows it.
#include "catch.hpp"

#include <string>

#include "edge/waf/api/compile.hpp"
#include "edge/waf/api/scenario_acl.hpp"
#include "store/memory_store.hpp"

using namespace wt;
using namespace wt::edge;
using waf::Action;
using waf::Field;

namespace {

waf::Rule rule(std::string name, waf::Statement statement, Action action = Action::block) {
    waf::Rule made;
    made.name = std::move(name);
    made.statement = std::move(statement);
    made.action = action;
    return made;
}

waf::Inspection looked_at(Field field, std::vector<waf::Transformation> changes) {
    return {std::move(field), std::move(changes), {}};
}

/// Every kind of statement, in every kind of place.
waf::WebAclConfig config() {
    using Kind = Field::Kind;
    waf::WebAclConfig made;
    waf::ByteMatch bytes{looked_at(Field::of(Kind::header, "x-a"), {waf::Transformation::lowercase}), "a b",
                         waf::ByteMatch::Position::starts_with};
    made.rules.push_back(rule("bytes", bytes, Action::count));
    made.rules.back().labels = {"team:x"};
    Field json = Field::of(Kind::json_body);
    json.included = {"/a/0"};
    json.invalid = Field::Invalid::match;
    json.oversize = waf::Oversize::no_match;
    waf::SqliMatch sqli{looked_at(json, {waf::Transformation::url_decode, waf::Transformation::trim}),
                        waf::SqliMatch::Sensitivity::high};
    made.rules.push_back(rule("sqli", sqli));
    Field cookies = Field::of(Kind::cookies);
    cookies.excluded = {"session"};
    cookies.scope = Field::Scope::values;
    waf::RegexMatch patterns{looked_at(cookies, {waf::Transformation::none}), {"a+", "b+"}, true};
    made.rules.push_back(rule("patterns", patterns, Action::captcha));
    waf::RegexMatch pattern{looked_at(Field::of(Kind::path), {waf::Transformation::none}), {"^/x"}};
    made.rules.push_back(rule("pattern", waf::And{{pattern, waf::Not{{waf::GeoMatch{{"CH"}}}}}}));
    made.rules.back().response = waf::CustomResponse{429, {{"retry-after", "60"}}, "<p>", "text/html"};
    made.rules.push_back(rule("addresses", waf::IpSet{{"192.0.2.0/24"}, waf::ForwardedIp{}}, Action::allow));
    waf::SizeConstraint size;
    size.inspection.transformations = {waf::Transformation::none};
    made.rules.push_back(rule("size", waf::Or{{size, waf::LabelMatch{"a:", true}}}, Action::challenge));
    waf::RateBased rate;
    rate.limit = 100;
    rate.window = 120s;
    rate.key = waf::RateBased::Key::custom;
    rate.parts = {{waf::RateBased::Part::Kind::header, "x", {waf::Transformation::none}},
                  {waf::RateBased::Part::Kind::ip, "", {}}};
    rate.scope_down = {pattern};
    made.rules.push_back(rule("rate", rate));
    waf::ManagedGroup group;
    group.name = waf::ManagedGroup::Name::known_bad_inputs;
    group.version = "Version_1.0";
    waf::Override counting{"PROPFIND_METHOD", {}};
    counting.outcome.action = Action::count;
    group.overrides = {counting};
    group.scope_down = {pattern};
    made.rules.push_back(rule("managed", group, Action::count));
    return made;
}

}  // namespace

TEST_CASE("what the API tells of a scenario's firewall means what the scenario says") {
    store::MemoryStore store;
    waf::api::Catalogue catalogue(store);
    const waf::WebAclConfig said = config();
    waf::api::list_scenario(catalogue, {"wall", {"000000000000", "eu-west-1"}, false}, said);
    REQUIRE(catalogue.all<waf::api::WebAcl>().size() == 1);
    CHECK(catalogue.all<waf::api::IpSet>().size() == 1);
    CHECK(catalogue.all<waf::api::RegexPatternSet>().size() == 1);
    const auto& [arn, entry] = *catalogue.all<waf::api::WebAcl>().begin();
    CHECK(arn.starts_with("arn:aws:wafv2:eu-west-1:000000000000:regional/webacl/wall/"));
    CHECK(entry.detail.capacity == static_cast<std::int64_t>(waf::capacity(said)));
    const auto compiled = waf::api::compile(entry.detail, entry.place, catalogue);
    INFO((compiled.ok() ? "" : compiled.error().message));
    REQUIRE(compiled.ok());
    REQUIRE(compiled->rules.size() == said.rules.size());
    for (std::size_t i = 0; i < said.rules.size(); ++i) {
        INFO(said.rules[i].name);
        CHECK(compiled->rules[i] == said.rules[i]);
    }
}

TEST_CASE("a firewall before a distribution is CloudFront's, in us-east-1") {
    store::MemoryStore store;
    waf::api::Catalogue catalogue(store);
    waf::api::list_scenario(catalogue, {"edge.waf", {"000000000000", "eu-west-1"}, true}, {});
    const auto& [arn, entry] = *catalogue.all<waf::api::WebAcl>().begin();
    CHECK(arn.starts_with("arn:aws:wafv2:us-east-1:000000000000:global/webacl/edge-waf/"));
    CHECK(entry.place.scope == "CLOUDFRONT");
    CHECK_FALSE(entry.is_kept);
    CHECK(waf::api::place_of(arn) == entry.place);
    CHECK_FALSE(waf::api::place_of("arn:aws:s3:::bucket"));
}
