#include "catch.hpp"

#include <string>

#include "edge/waf/check.hpp"

using namespace wt;
using namespace wt::edge::waf;

namespace {

Rule rule_of(Statement statement) {
    Rule rule;
    rule.name = "rule";
    rule.statement = std::move(statement);
    return rule;
}

Statement in_country() { return GeoMatch{{"CH"}}; }

Rule answering(CustomResponse response) {
    Rule rule = rule_of(in_country());
    rule.response = std::move(response);
    return rule;
}

}  // namespace

TEST_CASE("a web ACL takes 5,000 capacity units and ten rate-based rules, and no more") {
    WebAclConfig acl;
    for (int i = 0; i < 7; ++i) acl.rules.push_back(rule_of(ManagedGroup{}));
    CHECK_FALSE(acl_problem(acl).has_value());
    acl.rules.push_back(rule_of(ManagedGroup{}));
    CHECK(acl_problem(acl).value_or("").find("5600") != std::string::npos);
    acl.rules.assign(11, rule_of(RateBased{}));
    CHECK(acl_problem(acl).value_or("").find("10 rate-based") != std::string::npos);
}

TEST_CASE("what AWS would refuse is refused: labels of its own, responses, nested groups, addresses, patterns") {
    Rule labelled = rule_of(in_country());
    labelled.labels = {"shop:known", "a:b:c:d:e:f"};
    CHECK_FALSE(rule_problem(labelled).has_value());
    for (const char* bad : {"", "a:", ":a", "aws:x", "a:b:c:d:e:f:g", "a b"}) {
        INFO(bad);
        labelled.labels = {bad};
        CHECK(rule_problem(labelled).has_value());
    }

    CustomResponse response;
    response.status = 429;
    CHECK_FALSE(rule_problem(answering(response)).has_value());
    Rule counting = answering(response);
    counting.action = Action::count;
    CHECK(rule_problem(counting).has_value());
    response.status = 418;
    CHECK(rule_problem(answering(response)).has_value());
    response.status = 429;
    response.headers = {{"content-Type", "text/html"}};
    CHECK(rule_problem(answering(response)).has_value());
    response.headers = {};
    response.body.assign(4097, 'x');
    CHECK(rule_problem(answering(response)).has_value());

    RegexMatch look_ahead;
    look_ahead.patterns = {"(?=a)"};
    ManagedGroup nested;
    nested.scope_down = {ManagedGroup{}};
    const Statement bad[] = {Not{{ManagedGroup{}}},
                             And{{in_country(), RateBased{}}},
                             Or{{in_country()}},
                             Not{{IpSet{{"nowhere"}}}},
                             look_ahead,
                             ByteMatch{},
                             GeoMatch{{"Schweiz"}},
                             nested};
    for (const Statement& statement : bad) {
        INFO(statement.is.index());
        CHECK(rule_problem(rule_of(statement)).has_value());
    }
}
