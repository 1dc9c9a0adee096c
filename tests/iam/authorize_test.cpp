#include "iam/authorize.hpp"

#include "catch.hpp"
#include "iam/trust.hpp"

using namespace wt;

namespace {

constexpr std::string_view bucket = "arn:aws:s3:::b/k";

iam::Policy policy(std::string_view statements, iam::PolicyUse use = iam::PolicyUse::identity) {
    auto parsed = iam::parse_policy(
        std::string(R"({"Version":"2012-10-17","Statement":[)") + std::string(statements) + "]}", use, 10'000);
    REQUIRE(parsed.ok());
    return *parsed;
}

iam::PolicyRef shared(std::string_view statements) { return std::make_shared<const iam::Policy>(policy(statements)); }

constexpr std::string_view allow_get = R"({"Effect":"Allow","Action":"s3:Get*","Resource":"*"})";
constexpr std::string_view deny_get = R"({"Effect":"Deny","Action":"s3:GetObject","Resource":"*"})";

aws::Principal user(iam::IdentityPolicies policies) {
    aws::Principal principal = aws::user_of("123456789012", "ann", "AIDAX");
    principal.policies = std::make_shared<const iam::IdentityPolicies>(std::move(policies));
    return principal;
}

aws::Principal session(iam::IdentityPolicies policies) {
    aws::Principal principal = user(std::move(policies));
    principal.kind = aws::PrincipalKind::assumed_role;
    principal.arn = "arn:aws:sts::123456789012:assumed-role/r/s";
    principal.role_arn = "arn:aws:iam::123456789012:role/r";
    return principal;
}

iam::Ruling ruling(const aws::Principal& caller, const iam::Policy* of_resource = nullptr,
                   std::string_view resource = bucket) {
    const iam::RequestContext context;
    return iam::authorize({caller, "s3:GetObject", resource, context}, of_resource);
}

iam::Policy bucket_policy(std::string_view principal, std::string_view effect = "Allow") {
    return policy(std::string(R"({"Effect":")") + std::string(effect) + R"(","Principal":)" + std::string(principal) +
                      R"(,"Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"})",
                  iam::PolicyUse::resource);
}

}  // namespace

TEST_CASE("without an Allow nothing is allowed, and a Deny of any policy wins") {
    CHECK_FALSE(ruling(user({})).allowed());
    CHECK(ruling(user({{shared(allow_get)}, nullptr, {}, {}, {}})).allowed());
    const auto denied = ruling(user({{shared(allow_get), shared(deny_get)}, nullptr, {}, {}, {}}));
    CHECK(denied.verdict == iam::Verdict::explicit_deny);
    CHECK(denied.by == iam::PolicyKind::identity);
    const auto by_bucket = bucket_policy(R"("*")", "Deny");
    CHECK(ruling(user({{shared(allow_get)}, nullptr, {}, {}, {}}), &by_bucket).by == iam::PolicyKind::resource);
}

TEST_CASE("a boundary and a session's policies take away, and give nothing") {
    const auto other = shared(R"({"Effect":"Allow","Action":"sqs:*","Resource":"*"})");
    CHECK(ruling(user({{shared(allow_get)}, other, {}, {}, {}})).by == iam::PolicyKind::boundary);
    CHECK(ruling(user({{shared(allow_get)}, shared(allow_get), {}, {}, {}})).allowed());
    CHECK_FALSE(ruling(user({{}, shared(allow_get), {}, {}, {}})).allowed());
    CHECK(ruling(session({{shared(allow_get)}, nullptr, std::vector{other}, {}, {}})).by == iam::PolicyKind::session);
    CHECK(ruling(session({{shared(allow_get)}, nullptr, std::vector{other, shared(allow_get)}, {}, {}})).allowed());
    CHECK_FALSE(ruling(session({{shared(allow_get)}, nullptr, std::vector<iam::PolicyRef>(), {}, {}})).allowed());
}

TEST_CASE("a resource's policy that names the caller is enough, one for the account is not") {
    const auto by_name = bucket_policy(R"({"AWS":"arn:aws:iam::123456789012:user/ann"})");
    const auto by_account = bucket_policy(R"({"AWS":"123456789012"})");
    const auto by_role = bucket_policy(R"({"AWS":"arn:aws:iam::123456789012:role/r"})");
    const auto other = shared(R"({"Effect":"Allow","Action":"sqs:*","Resource":"*"})");
    CHECK(ruling(user({}), &by_name).allowed());
    CHECK(ruling(user({{}, other, {}, {}, {}}), &by_name).allowed());
    CHECK_FALSE(ruling(user({}), &by_account).allowed());
    CHECK(ruling(user({{shared(allow_get)}, nullptr, {}, {}, {}}), &by_account).allowed());
    CHECK(ruling(session({}), &by_role).allowed());
    CHECK(ruling(session({{}, other, {}, {}, {}}), &by_role).by == iam::PolicyKind::boundary);
    CHECK(ruling(session({{}, nullptr, std::vector{other}, {}, {}}), &by_role).by == iam::PolicyKind::session);
}

TEST_CASE("of a resource that nobody knows an Allow is about it, a Deny only if it is about everything") {
    const auto somewhere = shared(R"({"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::x"})");
    const auto not_there = shared(R"({"Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::y"})");
    CHECK(ruling(user({{somewhere, not_there}, nullptr, {}, {}, {}}), nullptr, "").allowed());
    CHECK_FALSE(ruling(user({{somewhere, shared(deny_get)}, nullptr, {}, {}, {}}), nullptr, "").allowed());
    CHECK_FALSE(ruling(user({{somewhere}, nullptr, {}, {}, {}}), nullptr, "*").allowed());
}

TEST_CASE("who is denied is told why") {
    const aws::Principal ann = user({});
    const iam::RequestContext context;
    const iam::AccessRequest request{ann, "s3:GetObject", bucket, context};
    CHECK(iam::denial_text({}, request, bucket) ==
          "User: arn:aws:iam::123456789012:user/ann is not authorized to perform: s3:GetObject on resource: "
          "arn:aws:s3:::b/k because no identity-based policy allows the s3:GetObject action");
    CHECK(iam::denial_text({iam::Verdict::explicit_deny, iam::PolicyKind::boundary}, request, "\"x\"") ==
          "User: arn:aws:iam::123456789012:user/ann is not authorized to perform: s3:GetObject on resource: \"x\" with "
          "an "
          "explicit deny in a permissions boundary");
}

TEST_CASE("a role trusts whom its policy says, and web identities by their provider") {
    const iam::RequestContext context;
    const auto trust = policy(R"({"Effect":"Allow","Principal":{"AWS":"123456789012"},"Action":"sts:AssumeRole"})",
                              iam::PolicyUse::trust);
    const auto asks = [&](const aws::Principal& caller, std::string_view account) {
        return iam::trusts(trust, account, {caller, "sts:AssumeRole", "arn:aws:iam::123456789012:role/r", context});
    };
    CHECK(asks(aws::root_of("123456789012"), "123456789012"));
    CHECK_FALSE(asks(aws::root_of("999999999999"), "123456789012"));
    CHECK_FALSE(asks(user({}), "123456789012"));
    CHECK(asks(user({{shared(R"({"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"})")}, nullptr, {}, {}, {}}),
               "123456789012"));
    const auto web =
        policy(R"({"Effect":"Allow","Principal":{"Federated":"arn:p"},"Action":"sts:AssumeRoleWithWebIdentity",)"
               R"("Condition":{"StringEquals":{"issuer/pool:aud":"app"}}})",
               iam::PolicyUse::trust);
    iam::RequestContext claims;
    const aws::Principal nobody;
    const iam::AccessRequest request{nobody, "sts:AssumeRoleWithWebIdentity", "arn:r", claims};
    CHECK_FALSE(iam::trusts_web_identity(web, "arn:p", request));
    claims.set("issuer/pool:aud", "app");
    CHECK(iam::trusts_web_identity(web, "arn:p", request));
    CHECK_FALSE(iam::trusts_web_identity(web, "arn:q", request));
}
