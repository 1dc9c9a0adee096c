#include "iam/policy_rules.hpp"

#include <string>

#include "catch.hpp"

using namespace wt;
using iam::PolicyUse;

namespace {

constexpr std::size_t limit = 20'480;

/// What IAM says of a document; empty when it takes it.
std::string said(const std::string& text, PolicyUse use) {
    const auto policy = iam::parse_policy(text, use, limit);
    const auto refused = policy.ok() ? iam::refuse_document(*policy, use)
                                     : std::optional(iam::malformed_policy_document(policy.error()));
    if (!refused) return {};
    CHECK(refused->code == "MalformedPolicyDocument");
    CHECK(refused->status == 400);
    return refused->message;
}
/// Of an identity's, of these statements.
std::string of(const std::string& statements, const std::string& version = R"("Version":"2012-10-17",)") {
    return said("{" + version + R"("Statement":[)" + statements + "]}", PolicyUse::identity);
}
/// A good statement, but for one element.
std::string with(const std::string& name, const std::string& value) {
    std::string text = "{";
    for (const auto& [element, usual] : {std::pair<std::string, std::string>{"Effect", R"("Allow")"},
                                         {"Action", R"("s3:GetObject")"},
                                         {"Resource", R"("arn:aws:s3:::b/*")"}}) {
        if (element != name) text += "\"" + element + "\":" + usual + ",";
    }
    if (value.empty()) {
        text.back() = '}';
        return text;
    }
    return text + "\"" + name + "\":" + value + "}";
}

constexpr const char* syntax = "Syntax errors in policy.";
constexpr const char* json = "This policy contains invalid Json";
constexpr const char* legacy = "The policy failed legacy parsing";
constexpr const char* vendor = "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.";
constexpr const char* version = "Policy document must be version 2012-10-17 or greater.";
constexpr const char* regex = "Resource vendor must be fully qualified and cannot contain regexes.";

struct Row {
    const char* element;
    const char* value;  // empty: the element is left out
    const char* says;   // empty: it is taken
};

}  // namespace

TEST_CASE("IAM takes an element of a statement, or says why not") {
    const Row rows[] = {
        {"Effect", R"("Deny")", ""},
        {"Effect", R"("allow")", legacy},
        {"Effect", R"("Permit")", syntax},
        {"Effect", "1", syntax},
        {"Effect", "", syntax},
        {"Action", R"("*")", ""},
        {"Action", R"("s3:*")", ""},
        {"Action", R"(["S3:getobject","sqs:Send*"])", ""},
        {"Action", R"("iam: with blanks ")", ""},
        {"Action", R"("service-1.x:Do")", ""},
        {"Action", R"("GetObject")", vendor},
        {"Action", R"("")", vendor},
        {"Action", R"("s3:Get:Object")", "Actions/Condition can contain only one colon."},
        {"Action", R"("s 3:GetObject")", "Vendor s 3 is not valid"},
        {"Action", "[]", "Policy statement must contain actions."},
        {"Action", "", "Policy statement must contain actions."},
        {"Action", "{}", syntax},
        {"Action", "[[]]", syntax},
        {"Resource", R"("*")", ""},
        {"Resource", R"(["arn:aws:s3:::b","*"])", ""},
        {"Resource", R"("arn:*:s3:::b")", ""},
        {"Resource", R"("arn:aws-cn:s3:::b")", "Partition \"aws-cn\" is not valid for resource \"arn:aws-cn:s3:::b\"."},
        {"Resource", R"("arn:aws:fdsasf")", ""},
        {"Resource", R"("arn:aws:no-service:us-east-1::b")", ""},
        {"Resource", R"("arn:aws:iam::111122223333:user/${aws:username}")", ""},
        {"Resource", R"("arn:aws:iam::*:*")", ""},
        {"Resource", R"("arn:aws:s3:us-east-1:111122223333:accesspoint/a")", ""},
        {"Resource", R"("bucket")", "Resource bucket must be in ARN format or \"*\"."},
        {"Resource", R"("")", "Resource  must be in ARN format or \"*\"."},
        {"Resource", R"("arn:aws")", regex},
        {"Resource", R"("arn:aws:s*:::b")", regex},
        {"Resource", R"("arn:aws:s3::b")", legacy},
        {"Resource", R"("arn:aws::::b")", legacy},
        {"Resource", R"("a:b:c:d:e:f:g:h")", "Partition \"b\" is not valid for resource \"arn:b:c:d:e:f:g:h\"."},
        {"Resource", R"("a:b:c")", "Partition \"b\" is not valid for resource \"arn:b:c:*:*:*\"."},
        {"Resource", R"("a:b")", "Partition \"b\" is not valid for resource \"arn:b:*:*:*:*\"."},
        {"Resource", R"("aws:s3:::b")", "Partition \"s3\" is not valid for resource \"arn:s3:::b:*\"."},
        {"Resource", R"("arn:aws:s3:us-east-1::b")",
         "Resource arn:aws:s3:us-east-1::b can not contain region information."},
        {"Resource", R"("arn:aws:iam:us-east-1::user/a")",
         "IAM resource arn:aws:iam:us-east-1::user/a cannot contain region information."},
        {"Resource", R"("arn:aws:iam:::alice")",
         "IAM resource path must either be \"*\" or start with user/, federated-user/, role/, group/, "
         "instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, "
         "access-report/."},
        {"Resource", "[]", "Policy statement must contain resources."},
        {"Resource", "", "Policy statement must contain resources."},
        {"Resource", "1", syntax},
        {"NotAction", R"("s3:PutObject")", syntax},
        {"NotResource", "[]", syntax},
        {"Principal", R"("*")", "Policy document should not specify a principal."},
        {"Owner", R"("me")", syntax},
        {"Sid", R"("")", ""},
        {"Sid", R"("Read1")", ""},
        {"Sid", R"("a b")",
         "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression "
         "[0-9A-Za-z]*"},
        {"Sid", "{}", syntax},
        {"Condition", "{}", ""},
        {"Condition", R"({"NoSuchOperator":{}})", ""},
        {"Condition", R"({"ForAllValues:StringEqualsIfExists":{"aws:TagKeys":["a"]}})", ""},
        {"Condition", R"({"NumericLessThan":{"s3:max-keys":10}})", ""},
        {"Condition", R"({"Bool":{"aws:SecureTransport":["true"]}})", ""},
        {"Condition", R"({"DateLessThan":{"aws:CurrentTime":"2016-12-13T21:20:37.593194+00:00"}})", ""},
        {"Condition", R"({"NoSuchOperator":{"aws:username":"a"}})", syntax},
        {"Condition", R"({"ForAnyValue::StringEquals":{"aws:username":"a"}})", syntax},
        {"Condition", R"({"StringEquals":{"aws:username":{"a":1}}})", syntax},
        {"Condition", R"({"StringEquals":[]})", syntax},
        {"Condition", "[]", syntax},
        {"Condition", R"({"StringEquals":{"username":"a"}})", vendor},
        {"Condition", R"({"IpAddress":{"aws:SourceIp":"300.1.1.1/99"}})", syntax},
        {"Condition", R"({"DateGreaterThan":{"aws:CurrentTime":"yesterday"}})", legacy},
        {"Condition", R"({"DateGreaterThan":{"aws:CurrentTime":"234-13"}})", legacy},
    };
    for (const Row& row : rows) {
        INFO(row.element << ": " << row.value);
        CHECK(of(with(row.element, row.value)) == row.says);
    }
}

TEST_CASE("IAM takes a document as a whole, or says why not") {
    const std::string good = with("Sid", R"("A")");
    CHECK(of(good).empty());
    CHECK(of(good, "") == version);
    CHECK(of(good, R"("Version":"2008-10-17",)") == version);
    CHECK(of(good, R"("Version":"2012-10-18",)") == syntax);
    CHECK(of(good, R"("Version":"2012-10-17","Owner":"me",)") == syntax);
    CHECK(of(good, R"("Version":"2012-10-17","Id":{},)") == syntax);
    CHECK(of("") == syntax);
    CHECK(of(R"("a")") == syntax);
    CHECK(of(good + "," + good) == "Statement IDs (SID) in a single policy must be unique.");
    CHECK(said(R"({"Version":"2012-10-17"})", PolicyUse::identity) == syntax);
    CHECK(said(R"({"Version":"2012-10-17","Statement":"x"})", PolicyUse::identity) == syntax);
    CHECK(said("null", PolicyUse::identity) == json);
    CHECK(said("\n{}", PolicyUse::identity) == json);
    CHECK(said("{", PolicyUse::identity) == json);
}

TEST_CASE("of several faults IAM names the one that it asks for first") {
    // The version, then Effect and dates, names of statements, actions that are missing, resources, actions, resources
    // that are missing.
    CHECK(of(with("Effect", R"("denY")"), "") == version);
    CHECK(of(R"({"Effect":"aLLow","Sid":"A"},{"Effect":"Allow","Sid":"A"})") == legacy);
    CHECK(of(R"({"Effect":"Allow","Sid":"A"},{"Effect":"Allow","Sid":"A"})") ==
          "Statement IDs (SID) in a single policy must be unique.");
    CHECK(of(R"({"Effect":"Allow","Resource":"x"})") == "Policy statement must contain actions.");
    CHECK(of(R"({"Effect":"Allow","Action":"a:b:c","Resource":"x"})") == "Resource x must be in ARN format or \"*\".");
    CHECK(of(R"({"Effect":"Allow","Action":"x"})") == vendor);
}

TEST_CASE("a role's trust policy may be of 2008, names who, and allows STS's actions only") {
    const auto trust = [](const std::string& rest) {
        return said(R"({"Version":"2008-10-17","Statement":[{"Effect":"Allow")" + rest + "}]}", PolicyUse::trust);
    };
    const std::string lambda = R"(,"Principal":{"Service":"lambda.amazonaws.com"})";
    CHECK(trust(lambda + R"(,"Action":["sts:AssumeRole","sts:TagSession"])").empty());
    for (const char* taken :
         {"sts:*", "sts:Assume*", "STS:assumerolewithsaml", "sts:SetSourceIdentity", "sts:SetContext", "sts:Tag*"}) {
        CHECK(trust(lambda + R"(,"Action":")" + taken + "\"").empty());
    }
    for (const char* refused : {"s3:GetObject", "sts:GetCallerIdentity", "sts:Get*", "sts:TagSessions"}) {
        CHECK(trust(lambda + R"(,"Action":")" + refused + "\"") ==
              "AssumeRole policy may only specify STS AssumeRole actions.");
    }
    CHECK(trust(lambda + R"(,"Action":"sts:AssumeRole","Resource":"*")") == "Has prohibited field Resource");
    CHECK(trust(R"(,"Action":"sts:AssumeRole")") == "Missing required field Principal");
    CHECK(trust(R"(,"Principal":{"AWS":"alice"},"Action":"sts:AssumeRole")") == "Invalid principal in policy");
    CHECK(trust(lambda) == "Policy statement must contain actions.");
}

TEST_CASE("a session's policy needs no version") {
    const std::string statement = with("Sid", R"("A")");
    CHECK(said(R"({"Statement":)" + statement + "}", PolicyUse::session).empty());
    CHECK(said(R"({"Statement":)" + with("Resource", R"("b")") + "}", PolicyUse::session) ==
          "Resource b must be in ARN format or \"*\".");
}
