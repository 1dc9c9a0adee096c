#include "iam/policy.hpp"

#include <string>

#include "catch.hpp"

using namespace wt;
using iam::PolicyFlaw;
using iam::PolicyUse;

namespace {

constexpr std::size_t limit = 20'480;

std::string document(const std::string& statement) {
    return R"({"Version":"2012-10-17","Statement":[)" + statement + "]}";
}
std::string with(const std::string& principal, const std::string& action = R"("s3:GetObject")",
                 const std::string& resource = R"("arn:aws:s3:::b/*")", const std::string& rest = "") {
    return document(R"({"Effect":"Allow","Principal":)" + principal + R"(,"Action":)" + action + R"(,"Resource":)" +
                    resource + rest + "}");
}
/// What is wrong with a resource's policy; fails the test when nothing is.
iam::PolicyProblem flaw_of(const std::string& text, PolicyUse use = PolicyUse::resource) {
    const auto policy = iam::parse_policy(text, use, limit);
    REQUIRE_FALSE(policy.ok());
    return policy.error();
}

}  // namespace

TEST_CASE("a document is read into statements") {
    const auto policy = iam::parse_policy(R"({
        "Version": "2012-10-17", "Id": "site",
        "Statement": [{
            "Sid": "read", "Effect": "Allow", "Principal": {"AWS": ["123456789012", "arn:aws:iam::123456789012:role/r"]},
            "Action": ["s3:GetObject", "s3:List*"], "Resource": "arn:aws:s3:::b/*",
            "Condition": {"NumericLessThanEquals": {"s3:max-keys": 10}, "Bool": {"aws:SecureTransport": [true]}}
        }, {
            "Effect": "Deny", "NotPrincipal": {"Service": "cloudfront.amazonaws.com"},
            "NotAction": "s3:GetObject", "NotResource": ["arn:aws:s3:::b", "arn:aws:s3:::b/open/*"]
        }]})",
                                          PolicyUse::resource, limit);
    REQUIRE(policy.ok());
    CHECK(policy->id == "site");
    REQUIRE(policy->statements.size() == 2);
    const iam::Statement& read = policy->statements[0];
    CHECK(read.sid == "read");
    CHECK(read.effect == iam::Effect::allow);
    CHECK(read.principal->aws.size() == 2);
    CHECK(read.action == std::vector<std::string>{"s3:GetObject", "s3:List*"});
    REQUIRE(read.conditions.size() == 2);
    CHECK(read.conditions[0].values == std::vector<std::string>{"true"});
    CHECK(read.conditions[1].values == std::vector<std::string>{"10"});
    const iam::Statement& deny = policy->statements[1];
    CHECK(deny.effect == iam::Effect::deny);
    CHECK(deny.principal_sense == iam::Sense::all_but_named);
    CHECK(deny.principal->service == std::vector<std::string>{"cloudfront.amazonaws.com"});
    CHECK(deny.action_sense == iam::Sense::all_but_named);
    CHECK(deny.resource_sense == iam::Sense::all_but_named);
}

TEST_CASE("one statement needs no list, and a document without a version is of 2008") {
    const auto policy = iam::parse_policy(
        R"({"Statement":{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::b"}})",
        PolicyUse::resource, limit);
    REQUIRE(policy.ok());
    CHECK(policy->statements.size() == 1);
    CHECK(policy->statements[0].principal->everyone);
    CHECK(policy->variables() == iam::Variables::literal);
}

TEST_CASE("what is no JSON, or is too large, is refused") {
    CHECK(flaw_of("").flaw == PolicyFlaw::first_byte);
    CHECK(flaw_of(" {}").flaw == PolicyFlaw::first_byte);
    CHECK(flaw_of("[]").flaw == PolicyFlaw::first_byte);
    CHECK(flaw_of("{").flaw == PolicyFlaw::json);
    CHECK(flaw_of("{\"Statement\":\"\xff\"}").flaw == PolicyFlaw::json);
    CHECK(flaw_of(R"({"Statement":[],"Statement":[]})").flaw == PolicyFlaw::json);
    CHECK(flaw_of("{" + std::string(100'000, '{')).flaw == PolicyFlaw::too_large);
    CHECK(flaw_of("{" + std::string(50'000, '[')).flaw == PolicyFlaw::json);
    CHECK(flaw_of(R"({"Statement":)" + std::string(9'000, '[') + std::string(9'000, ']') + "}").flaw ==
          PolicyFlaw::json);
    CHECK(flaw_of(R"({"Id":")" + std::string(limit, 'x') + R"("})").flaw == PolicyFlaw::too_large);
    // White space does not count.
    std::string wide = with(R"("*")");
    wide.insert(1, std::string(limit, ' '));
    CHECK(iam::parse_policy(wide, PolicyUse::resource, limit).ok());
}

TEST_CASE("elements that are missing, unknown or of the wrong kind are refused") {
    CHECK(flaw_of("{}").detail == "Statement");
    CHECK(flaw_of(R"({"Statement":[]})").flaw == PolicyFlaw::no_statement);
    CHECK(flaw_of(R"({"Statement":7})").flaw == PolicyFlaw::syntax);
    CHECK(flaw_of(R"({"Statement":[7]})").flaw == PolicyFlaw::syntax);
    CHECK(flaw_of(R"({"Version":"2020-01-01","Statement":[]})").flaw == PolicyFlaw::version);
    CHECK(flaw_of(R"({"Owner":"me","Statement":[]})").flaw == PolicyFlaw::syntax);
    CHECK(flaw_of(document("{}")).detail == "Effect");
    CHECK(flaw_of(document(R"({"Effect":"allow"})")).flaw == PolicyFlaw::effect);
    CHECK(flaw_of(document(R"({"Effect":"allow"})")).detail == "allow");
    CHECK(flaw_of(document(R"({"Effect":"Allow"})")).detail == "Principal");
    CHECK(flaw_of(document(R"({"Effect":"Allow","Principal":"*"})")).detail == "Action");
    CHECK(flaw_of(document(R"({"Effect":"Allow","Principal":"*","Action":"s3:*"})")).detail == "Resource");
    CHECK(flaw_of(document(R"({"Effect":"Allow","Resources":"x"})")).flaw == PolicyFlaw::syntax);
    CHECK(flaw_of(with(R"("*","NotPrincipal":"*")")).flaw == PolicyFlaw::syntax);
    CHECK(flaw_of(with(R"("*")", R"("GetObject")")).flaw == PolicyFlaw::action);
    CHECK(flaw_of(with(R"("*")", "[]")).flaw == PolicyFlaw::action);
    CHECK(flaw_of(with(R"("*")", "[1]")).flaw == PolicyFlaw::syntax);
    CHECK(flaw_of(with(R"("*")", R"("s3:*")", R"("b/*")")).flaw == PolicyFlaw::resource);
}

TEST_CASE("principals are everyone, accounts, and ARNs without wildcards") {
    for (const char* good :
         {R"("*")", R"({"AWS":"*"})", R"({"AWS":"123456789012"})", R"({"AWS":"arn:aws:iam::123456789012:root"})",
          R"({"AWS":["arn:aws:iam::123456789012:user/a/b","arn:aws:sts::123456789012:assumed-role/r/s"]})",
          R"({"AWS":"arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1ABCDEFGHIJKL"})",
          R"({"Service":"lambda.amazonaws.com"})",
          R"({"CanonicalUser":"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"})"}) {
        CHECK(iam::parse_policy(with(good), PolicyUse::resource, limit).ok());
    }
    for (const char* bad :
         {R"("123456789012")", R"({})", R"({"AWS":[]})", R"({"AWS":"1234"})", R"({"AWS":"alice"})",
          R"({"AWS":"arn:aws:iam::123456789012:user/*"})", R"({"AWS":"arn:aws:iam::123456789012:user/"})",
          R"({"AWS":"arn:aws:s3:::bucket"})", R"({"AWS":"arn:aws:iam::cloudfront:user/me"})",
          R"({"AWS":"AIDAEXAMPLE"})", R"({"Service":"*"})", R"({"CanonicalUser":"me"})", R"({"Everyone":"*"})", "[]"}) {
        INFO(bad);
        CHECK(flaw_of(with(bad)).flaw == PolicyFlaw::principal);
    }
    CHECK(flaw_of(document(R"({"Effect":"Allow","NotPrincipal":"*","Action":"s3:*","Resource":"*"})")).flaw ==
          PolicyFlaw::principal);
}

TEST_CASE("conditions name operators and keys that exist, and values of their kind") {
    const auto problem = [](const std::string& condition) {
        return flaw_of(with(R"("*")", R"("s3:*")", R"("*")", ",\"Condition\":" + condition));
    };
    CHECK(problem(R"({"StringIs":{"aws:username":"a"}})").flaw == PolicyFlaw::condition_operator);
    CHECK(problem(R"({"StringIs":{"aws:username":"a"}})").detail == "StringIs");
    CHECK(problem(R"({"NullIfExists":{"aws:username":"true"}})").flaw == PolicyFlaw::condition_operator);
    CHECK(problem(R"({"stringequals":{"aws:username":"a"}})").flaw == PolicyFlaw::condition_operator);
    CHECK(problem(R"({"StringEquals":{"username":"a"}})").flaw == PolicyFlaw::condition_key);
    CHECK(problem(R"({"NumericEquals":{"s3:max-keys":"ten"}})").flaw == PolicyFlaw::condition_value);
    CHECK(problem(R"({"DateLessThan":{"aws:CurrentTime":"tomorrow"}})").flaw == PolicyFlaw::condition_value);
    CHECK(problem(R"({"Bool":{"aws:SecureTransport":"yes"}})").flaw == PolicyFlaw::condition_value);
    CHECK(problem(R"({"IpAddress":{"aws:SourceIp":"10.0.0.0/33"}})").flaw == PolicyFlaw::ip_address);
    CHECK(problem(R"({"StringEquals":{"aws:username":{}}})").flaw == PolicyFlaw::syntax);
    CHECK(problem(R"({"StringEquals":["aws:username"]})").flaw == PolicyFlaw::syntax);
    CHECK(problem("[]").flaw == PolicyFlaw::syntax);
}

TEST_CASE("an identity's policy names no principal, and a trust policy no resource") {
    const std::string identity = document(R"({"Effect":"Allow","Action":"s3:*","Resource":"*"})");
    CHECK(iam::parse_policy(identity, PolicyUse::identity, limit).ok());
    CHECK(flaw_of(with(R"("*")"), PolicyUse::identity).flaw == PolicyFlaw::prohibited);
    const std::string trust =
        document(R"({"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"})");
    CHECK(iam::parse_policy(trust, PolicyUse::trust, limit).ok());
    CHECK(flaw_of(with(R"("*")"), PolicyUse::trust).detail == "Resource");
}

TEST_CASE("what is for IAM alone is read, and refused by its rules") {
    const auto policy =
        iam::parse_policy(document(R"({"Effect":"allow","Action":"x","Resource":"y"})"), PolicyUse::identity, limit);
    REQUIRE(policy.ok());
    CHECK(policy->statements[0].effect == iam::Effect::allow);
    CHECK_FALSE(policy->statements[0].exact_effect);
}
