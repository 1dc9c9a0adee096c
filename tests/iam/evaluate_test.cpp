#include "iam/evaluate.hpp"

#include <string>
#include <vector>

#include "catch.hpp"
#include "iam/public_access.hpp"

using namespace wt;
using iam::Verdict;

namespace {

iam::Policy policy_of(const std::string& statements, const std::string& version = "2012-10-17") {
    auto policy = iam::parse_policy(R"({"Version":")" + version + R"(","Statement":[)" + statements + "]}",
                                    iam::PolicyUse::resource, 20'480);
    REQUIRE(policy.ok());
    return *policy;
}
iam::Statement statement_of(const std::string& principal, const std::string& condition = "{}") {
    return policy_of(R"({"Effect":"Allow","Principal":)" + principal +
                     R"(,"Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":)" + condition + "}")
        .statements[0];
}
Verdict verdict(const iam::Policy& policy, const aws::Principal& caller, std::string_view action,
                std::string_view resource) {
    iam::RequestContext context;
    iam::describe_caller(context, caller);
    return iam::evaluate(policy, {caller, action, resource, context}).verdict;
}

const aws::Principal alice = aws::user_of("111111111111", "alice", "AIDAALICE", "/team/");

}  // namespace

TEST_CASE("nothing is allowed that no statement allows, and one Deny is enough") {
    const iam::Policy policy = policy_of(R"(
        {"Sid":"read","Effect":"Allow","Principal":"*","Action":"s3:Get*","Resource":"arn:aws:s3:::b/*"},
        {"Sid":"secret","Effect":"Deny","Principal":"*","Action":"*","Resource":"arn:aws:s3:::b/secret/*"})");
    CHECK(verdict(policy, {}, "s3:GetObject", "arn:aws:s3:::b/a") == Verdict::allow);
    CHECK(verdict(policy, {}, "S3:getobject", "arn:aws:s3:::b/a") == Verdict::allow);
    CHECK(verdict(policy, {}, "s3:PutObject", "arn:aws:s3:::b/a") == Verdict::implicit_deny);
    CHECK(verdict(policy, {}, "s3:GetObject", "arn:aws:s3:::B/a") == Verdict::implicit_deny);
    CHECK(verdict(policy, {}, "s3:GetObject", "arn:aws:s3:::b/secret/a") == Verdict::explicit_deny);
    const iam::RequestContext context;
    const iam::Decision decision = iam::evaluate(policy, {alice, "s3:GetObject", "arn:aws:s3:::b/secret/a", context});
    REQUIRE(decision.statement != nullptr);
    CHECK(decision.statement->sid == "secret");
}

TEST_CASE("a principal is everyone, an account, a user, a role's sessions, one session or a service") {
    const auto about = [](const std::string& principal, const aws::Principal& caller) {
        return iam::about(*statement_of(principal).principal, caller);
    };
    aws::Principal session;
    session.kind = aws::PrincipalKind::assumed_role;
    session.account = "222222222222";
    session.arn = "arn:aws:sts::222222222222:assumed-role/loader/one";
    session.role_arn = "arn:aws:iam::222222222222:role/jobs/loader";
    CHECK(about(R"("*")", {}));
    CHECK_FALSE(about(R"({"AWS":"111111111111"})", {}));
    CHECK(about(R"({"AWS":"111111111111"})", alice));
    CHECK(about(R"({"AWS":"arn:aws:iam::111111111111:root"})", alice));
    CHECK(about(R"({"AWS":"arn:aws:iam::111111111111:root"})", aws::root_of("111111111111")));
    CHECK(about(R"({"AWS":"arn:aws:iam::111111111111:user/team/alice"})", alice));
    CHECK_FALSE(about(R"({"AWS":"arn:aws:iam::111111111111:user/alice"})", alice));
    CHECK(about(R"({"AWS":"arn:aws:iam::222222222222:role/jobs/loader"})", session));
    CHECK(about(R"({"AWS":"arn:aws:sts::222222222222:assumed-role/loader/one"})", session));
    CHECK_FALSE(about(R"({"AWS":"arn:aws:sts::222222222222:assumed-role/loader/two"})", session));
    CHECK(about(R"({"CanonicalUser":")" + aws::canonical_user_id("111111111111") + "\"}", alice));
    CHECK(about(R"({"Service":"logging.s3.amazonaws.com"})", aws::service("logging.s3.amazonaws.com")));
    CHECK_FALSE(about(R"({"Service":"s3.amazonaws.com"})", aws::service("logging.s3.amazonaws.com")));
}

TEST_CASE("the Not elements mean all the others") {
    const iam::Policy policy = policy_of(R"(
        {"Effect":"Allow","Principal":"*","NotAction":"s3:Delete*","NotResource":"arn:aws:s3:::b/x/*"},
        {"Effect":"Deny","NotPrincipal":{"AWS":"arn:aws:iam::111111111111:user/team/alice"},
         "Action":"s3:PutObject","Resource":"*"})");
    CHECK(verdict(policy, alice, "s3:PutObject", "arn:aws:s3:::b/a") == Verdict::allow);
    CHECK(verdict(policy, {}, "s3:PutObject", "arn:aws:s3:::b/a") == Verdict::explicit_deny);
    CHECK(verdict(policy, alice, "s3:DeleteObject", "arn:aws:s3:::b/a") == Verdict::implicit_deny);
    CHECK(verdict(policy, alice, "s3:PutObject", "arn:aws:s3:::b/x/a") == Verdict::implicit_deny);
}

TEST_CASE("variables count from the version of 2012 on") {
    const std::string statement =
        R"({"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::b/${aws:username}/*"})";
    CHECK(verdict(policy_of(statement), alice, "s3:GetObject", "arn:aws:s3:::b/alice/a") == Verdict::allow);
    CHECK(verdict(policy_of(statement), alice, "s3:GetObject", "arn:aws:s3:::b/bob/a") == Verdict::implicit_deny);
    CHECK(verdict(policy_of(statement), {}, "s3:GetObject", "arn:aws:s3:::b//a") == Verdict::implicit_deny);
    CHECK(verdict(policy_of(statement, "2008-10-17"), alice, "s3:GetObject", "arn:aws:s3:::b/alice/a") ==
          Verdict::implicit_deny);
}

TEST_CASE("all conditions must hold, and a costly key is asked for once, when a policy names it") {
    const iam::Policy policy = policy_of(R"({"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*",
        "Condition":{"StringEquals":{"s3:ExistingObjectTag/Team":"red","aws:PrincipalAccount":"111111111111"},
                     "StringLike":{"s3:existingobjecttag/Team":"r*"}}})");
    int asked = 0;
    iam::RequestContext context([&](std::string_view key) -> std::optional<std::vector<std::string>> {
        ++asked;
        if (key == "s3:existingobjecttag/Team") return std::vector<std::string>{"red"};
        return std::nullopt;
    });
    iam::describe_caller(context, alice);
    CHECK(iam::evaluate(policy, {alice, "s3:GetObject", "arn:aws:s3:::b/a", context}).verdict == Verdict::allow);
    CHECK(asked == 1);
    CHECK(iam::evaluate(policy, {alice, "sqs:Send", "arn:aws:s3:::b/a", context}).verdict == Verdict::implicit_deny);
    CHECK(asked == 1);
    CHECK(context.find("s3:ExistingObjectTag/team") == nullptr);
    context.set("aws:PrincipalAccount", "222222222222");
    CHECK(iam::evaluate(policy, {alice, "s3:GetObject", "arn:aws:s3:::b/a", context}).verdict ==
          Verdict::implicit_deny);
}

TEST_CASE("a context says who asks, when, from where and how") {
    iam::RequestContext context;
    aws::Principal session;
    session.kind = aws::PrincipalKind::assumed_role;
    session.account = "222222222222";
    session.arn = "arn:aws:sts::222222222222:assumed-role/loader/one";
    session.role_arn = "arn:aws:iam::222222222222:role/loader";
    session.user_id = "AROAX:one";
    iam::describe_caller(context, session);
    iam::describe_request(context, epoch + 1795737600s, http::IpAddress::v4(0x0A000001));
    http::Headers headers;
    headers.add("user-agent", "aws-cli/2");
    iam::describe_headers(context, headers, iam::transport_of(http::Request{}));
    const auto value = [&](std::string_view key) {
        const auto* values = context.find(key);
        return values == nullptr ? std::string("none") : values->at(0);
    };
    CHECK(value("aws:PrincipalArn") == "arn:aws:iam::222222222222:role/loader");
    CHECK(value("aws:PrincipalType") == "AssumedRole");
    CHECK(value("aws:userid") == "AROAX:one");
    CHECK(value("aws:username") == "none");
    CHECK(value("aws:CurrentTime") == "2026-11-27T00:00:00Z");
    CHECK(value("aws:EpochTime") == "1795737600");
    CHECK(value("aws:SourceIp") == "10.0.0.1");
    CHECK(value("aws:UserAgent") == "aws-cli/2");
    CHECK(value("aws:Referer") == "none");
    CHECK(value("aws:SecureTransport") == "false");
}

TEST_CASE("a policy is public when everybody may, from anywhere") {
    CHECK(iam::is_public(statement_of(R"("*")")));
    CHECK(iam::is_public(statement_of(R"({"AWS":"*"})")));
    CHECK_FALSE(iam::is_public(statement_of(R"({"AWS":"111111111111"})")));
    CHECK_FALSE(iam::is_public(statement_of(R"({"Service":"cloudfront.amazonaws.com"})")));
    const auto open = [](const std::string& condition) { return iam::is_public(statement_of(R"("*")", condition)); };
    CHECK_FALSE(open(R"({"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}})"));
    CHECK_FALSE(open(R"({"IpAddress":{"aws:SourceIp":["10.0.0.0/8","2001:db8::/32"]}})"));
    CHECK(open(R"({"IpAddress":{"aws:SourceIp":["203.0.113.0/24","0.0.0.0/1"]}})"));
    CHECK(open(R"({"IpAddress":{"aws:SourceIp":"2000::/16"}})"));
    CHECK(open(R"({"NotIpAddress":{"aws:SourceIp":"203.0.113.0/24"}})"));
    CHECK_FALSE(open(R"({"StringEquals":{"aws:SourceVpc":"vpc-91237329"}})"));
    CHECK(open(R"({"StringLike":{"aws:SourceVpc":"vpc-*"}})"));
    CHECK(open(R"({"StringEqualsIfExists":{"aws:SourceVpc":"vpc-91237329"}})"));
    CHECK(open(R"({"ForAllValues:StringEquals":{"aws:SourceVpc":"vpc-91237329"}})"));
    CHECK_FALSE(open(R"({"StringEquals":{"aws:PrincipalOrgID":"o-1"}})"));
    CHECK(open(R"({"StringEquals":{"aws:PrincipalOrgID":"${aws:PrincipalOrgID}"}})"));
    CHECK(open(R"({"StringEquals":{"s3:prefix":"x"}})"));
    CHECK_FALSE(open(R"({"ArnLike":{"s3:DataAccessPointArn":"arn:aws:s3:us-east-1:111111111111:accesspoint/*"}})"));
    CHECK(open(R"({"ArnLike":{"s3:DataAccessPointArn":"arn:aws:s3:us-east-1:*:accesspoint/*"}})"));
    CHECK_FALSE(iam::is_public(policy_of(
        R"({"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"},
           {"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"s3:*","Resource":"*"})")));
}
