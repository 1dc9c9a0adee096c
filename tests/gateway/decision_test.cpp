#include "catch.hpp"

#include <string>

#include "gateway/decision.hpp"

using namespace wt::gateway;
using Verdict = Decision::Verdict;

namespace {

const std::string arn = "arn:aws:execute-api:us-east-1:000000000000:abc/prod/GET/pets/7";

std::string policy(const std::string& statements, const std::string& more = "") {
    return R"({"principalId":"me","policyDocument":{"Version":"2012-10-17","Statement":)" + statements + "}" + more +
           "}";
}
std::string statement(const std::string& effect, const std::string& resource,
                      const std::string& action = "execute-api:Invoke") {
    return R"({"Effect":")" + effect + R"(","Action":")" + action + R"(","Resource":")" + resource + "\"}";
}

}  // namespace

TEST_CASE("an authorizer's policy is about the method that is called") {
    CHECK(read_decision(policy("[" + statement("Allow", arn) + "]"), arn).verdict == Verdict::allowed);
    CHECK(read_decision(policy(statement("Allow", "arn:aws:execute-api:*:*:abc/*/GET/pets/?")), arn).verdict ==
          Verdict::allowed);
    CHECK(read_decision(policy(statement("Allow", "*", "EXECUTE-API:*")), arn).verdict == Verdict::allowed);
    CHECK(read_decision(policy(statement("Allow", "arn:aws:execute-api:*:*:abc/*/POST/*")), arn).verdict ==
          Verdict::denied);
    CHECK(read_decision(policy(statement("Allow", "*", "s3:GetObject")), arn).verdict == Verdict::denied);
    CHECK(read_decision(policy("[]"), arn).verdict == Verdict::denied);
}

TEST_CASE("one denial is enough, wherever it stands") {
    const std::string allow = statement("Allow", "*");
    const std::string deny = statement("Deny", arn);
    CHECK(read_decision(policy("[" + allow + "," + deny + "]"), arn).verdict == Verdict::denied_by_name);
    CHECK(read_decision(policy("[" + deny + "," + allow + "]"), arn).verdict == Verdict::denied_by_name);
    CHECK(read_decision(policy("[" + allow + "," + statement("Deny", arn + "x") + "]"), arn).verdict ==
          Verdict::allowed);
}

TEST_CASE("what an authorizer says of the caller is texts, and nothing with parts") {
    const std::string allow = statement("Allow", "*");
    const Decision decision = read_decision(policy(allow, R"(,"context":{"role":"admin","age":42,"old":false})"), arn);
    REQUIRE(decision.verdict == Verdict::allowed);
    const std::vector<std::pair<std::string, std::string>> said{
        {"principalId", "me"}, {"age", "42"}, {"old", "false"}, {"role", "admin"}};
    CHECK(decision.context == said);
    CHECK(read_decision(policy(allow, R"(,"context":{"roles":["admin"]})"), arn).verdict == Verdict::failed);
}

TEST_CASE("what is no answer of an authorizer lets nobody in") {
    for (const char* returned : {"", "null", "\"yes\"", "{}", R"({"policyDocument":{"Statement":[]}})",
                                 R"({"principalId":"me"})", R"({"principalId":"me","policyDocument":"Allow"})",
                                 R"({"principalId":"me","policyDocument":{"Statement":["Allow"]}})"})
        CHECK(read_decision(returned, arn).verdict == Verdict::failed);
}
