// What policies know of a session that an identity provider's token made, and of what Sync is asked for.
#include "iam/web_identity.hpp"

#include "aws/authenticator.hpp"
#include "aws/service.hpp"
#include "base/base64.hpp"
#include "base/clock.hpp"
#include "base/digest.hpp"
#include "base/metrics.hpp"
#include "catch.hpp"
#include "iam/authorize.hpp"
#include "iam/directory.hpp"
#include "iam/request_context.hpp"
#include "iam/request_resource.hpp"
#include "iam/sts.hpp"
#include "store/memory_store.hpp"

using namespace wt;

namespace {

class Trusting final : public iam::WebIdentities {
public:
    [[nodiscard]] Verdict verify(std::string_view, std::string_view, Instant) override { return Verdict::good; }
};

[[nodiscard]] iam::Policy policy(const std::string& statement) {
    auto parsed = iam::parse_policy(R"({"Version":"2012-10-17","Statement":[)" + statement + "]}",
                                    iam::PolicyUse::identity, 10'000);
    REQUIRE(parsed.ok());
    return *parsed;
}

/// Calls of somebody, without a body.
struct Asking {
    [[nodiscard]] aws::Call call(aws::Principal caller) const {
        return {std::move(caller), "us-east-1", {}, {}, epoch, false, request, request.path, {}, {}};
    }
    http::Request request;
};

}  // namespace

TEST_CASE("policies know the identity, the audience and the methods of a web identity's session") {
    Clock clock{epoch};
    Metrics metrics;
    Digest digest;
    const Context context{clock, 1, metrics, digest};
    store::MemoryStore store;
    iam::Credentials credentials;
    const iam::Directory directory(context, store, credentials);
    Trusting trusting;
    iam::Sts sts(context, {credentials, directory, trusting});
    const std::string claims = R"({"iss":"https://cognito-identity.amazonaws.com","aud":"pool","sub":"us-east-1:me",)"
                               R"("amr":["unauthenticated"],"exp":9000000000})";
    iam::AssumeRoleWithWebIdentityRequest input;
    input.role_arn = "arn:aws:iam::000000000000:role/guest";
    input.role_session_name = "web";
    input.web_identity_token = base64url_encode("{}") + "." + base64url_encode(claims) + ".x";
    const Asking asking;
    const auto given = sts.assume_role_with_web_identity(asking.call({}), std::move(input));
    REQUIRE(given.ok());
    const iam::Credential* const credential = credentials.find(given->credentials.access_key_id);
    REQUIRE(credential != nullptr);
    aws::Principal who = credential->principal;
    who.policies = directory.standing_of(*credential).policies;
    const auto allows = [&](const std::string& statement, std::string_view resource) {
        iam::IdentityPolicies changed = *who.policies;
        changed.identity = {std::make_shared<const iam::Policy>(policy(statement))};
        aws::Principal caller = who;
        caller.policies = std::make_shared<const iam::IdentityPolicies>(std::move(changed));
        iam::RequestContext known;
        iam::describe_caller(known, caller);
        return iam::authorize({caller, "s3:PutObject", resource, known}).allowed();
    };
    const std::string own =
        R"({"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/${cognito-identity.amazonaws.com:sub}/*"})";
    CHECK(allows(own, "arn:aws:s3:::b/us-east-1:me/a"));
    CHECK_FALSE(allows(own, "arn:aws:s3:::b/us-east-1:you/a"));
    const auto when = [&](const std::string& condition) {
        return allows(R"({"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":)" + condition + "}",
                      "arn:aws:s3:::b/a");
    };
    CHECK(when(R"({"StringEquals":{"cognito-identity.amazonaws.com:aud":"pool"}})"));
    CHECK_FALSE(when(R"({"StringEquals":{"cognito-identity.amazonaws.com:aud":"other"}})"));
    CHECK(when(R"({"ForAnyValue:StringLike":{"cognito-identity.amazonaws.com:amr":"unauth*"}})"));
    CHECK_FALSE(when(R"({"ForAnyValue:StringLike":{"cognito-identity.amazonaws.com:amr":"authenticated"}})"));
    CHECK(when(R"({"StringEquals":{"aws:FederatedProvider":"cognito-identity.amazonaws.com"}})"));
}

TEST_CASE("Sync's actions are about a dataset, an identity or a pool") {
    aws::ServiceModel model;
    model.name = model.signing_name = "cognito-sync";
    model.protocol = aws::Protocol::rest_json;
    const Asking asking;
    const auto about = [&](std::string_view operation, aws::Arguments labels) {
        aws::Operation row;
        row.name = operation;
        const aws::Wanted wanted{model, row, labels, std::nullopt};
        aws::Principal root = aws::root_of("123456789012");
        aws::Call call = asking.call(std::move(root));
        call.protocol = aws::Protocol::rest_json;
        return iam::resource_of(call, wanted);
    };
    const std::string pool = "arn:aws:cognito-sync:us-east-1:123456789012:identitypool/p";
    CHECK(about("UpdateRecords", {{"IdentityPoolId", "p"}, {"IdentityId", "i"}, {"DatasetName", "d"}}) ==
          pool + "/identity/i/dataset/d");
    CHECK(about("ListDatasets", {{"IdentityPoolId", "p"}, {"IdentityId", "i"}}) == pool + "/identity/i/dataset/*");
    CHECK(about("DescribeIdentityUsage", {{"IdentityPoolId", "p"}, {"IdentityId", "i"}}) == pool + "/identity/i");
    CHECK(about("BulkPublish", {{"IdentityPoolId", "p"}}) == pool);
    CHECK(about("ListIdentityPoolUsage", {}) == "*");
}
