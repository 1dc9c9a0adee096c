#include "storage/s3/access.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "catch.hpp"
#include "storage/s3/action.hpp"
#include "storage/s3/bucket_policy.hpp"

using namespace wt;
using s3::Access;

namespace {

const aws::Principal owner = aws::root_of("111111111111");
const aws::Principal alice = aws::user_of("111111111111", "alice", "AIDAALICE");
const aws::Principal stranger = aws::root_of("222222222222");

std::string statement(const std::string& effect, const std::string& principal, const std::string& action,
                      const std::string& resource, const std::string& rest = "") {
    return R"({"Statement":[{"Effect":")" + effect + R"(","Principal":)" + principal + R"(,"Action":")" + action +
           R"(","Resource":")" + resource + "\"" + rest + "}]}";
}
std::string refusal(const std::string& json) {
    const auto policy = s3::parse_bucket_policy(json, "b");
    return policy ? "" : policy.error().message;
}

/// A bucket of account 111111111111, and what is decided about it.
struct Bucket {
    std::optional<iam::Policy> policy;
    s3::AccessControlPolicy acl = s3::private_acl(aws::canonical_user_id("111111111111"));
    s3::ObjectOwnership ownership = s3::ObjectOwnership::bucket_owner_enforced;
    s3::PublicAccessBlockConfiguration block;

    void set_policy(const std::string& json) {
        auto parsed = s3::parse_bucket_policy(json, "b");
        REQUIRE(parsed.ok());
        policy = *parsed;
    }
    [[nodiscard]] s3::BucketRules rules() const {
        return {"b", "111111111111", policy ? &*policy : nullptr, &acl, ownership, block};
    }
    [[nodiscard]] Access decide(const aws::Principal& caller, std::string_view action, std::string_view key = {},
                                std::optional<s3::ObjectRules> object = std::nullopt) const {
        iam::RequestContext context;
        iam::describe_caller(context, caller);
        return s3::decide({caller, action, key, context}, rules(), object);
    }
};

}  // namespace

TEST_CASE("a bucket's policy is refused in S3's words") {
    CHECK(refusal(statement("Allow", "\"*\"", "s3:GetObject", "arn:aws:s3:::b/*")).empty());
    CHECK(refusal("policy") == "Policies must be valid JSON and the first byte must be '{'");
    CHECK(refusal("{") == "This policy contains invalid Json");
    CHECK(refusal("{}") == "Missing required field Statement");
    CHECK(refusal(R"({"Statement":[]})") == "Could not parse the policy: Statement is empty!");
    CHECK(refusal(R"({"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]})") ==
          "Missing required field Principal");
    CHECK(refusal(statement("Permit", "\"*\"", "s3:GetObject", "arn:aws:s3:::b/*")) == "Invalid effect: Permit");
    CHECK(refusal(statement("Allow", R"({"AWS":"x"})", "s3:GetObject", "arn:aws:s3:::b/*")) ==
          "Invalid principal in policy");
    CHECK(refusal(statement("Allow", "\"*\"", "s3:Get", "arn:aws:s3:::b/*")) == "Policy has invalid action");
    CHECK(refusal(statement("Allow", "\"*\"", "sqs:SendMessage", "arn:aws:s3:::b/*")) == "Policy has invalid action");
    CHECK(refusal(statement("Allow", "\"*\"", "s3:GetObject", "arn:aws:s3:::c/*")) == "Policy has invalid resource");
    CHECK(refusal(statement("Allow", "\"*\"", "s3:GetObject", "*")) == "Policy has invalid resource");
    CHECK(refusal(statement("Allow", "\"*\"", "s3:GetObject", "arn:aws:s3:::b")) ==
          "Action does not apply to any resource(s) in statement");
    CHECK(refusal(statement("Allow", "\"*\"", "s3:ListBucket", "arn:aws:s3:::b/*")) ==
          "Action does not apply to any resource(s) in statement");
    CHECK(refusal(R"({"Version":"x","Statement":[]})") == "The policy must contain a valid version string");
    CHECK(refusal(R"({"Id":")" + std::string(s3::longest_bucket_policy, 'x') + R"("})") ==
          "Normalized policy document exceeds the maximum allowed size of 20480 bytes");
    CHECK(s3::parse_bucket_policy("", "b").error().code == "MalformedPolicy");
}

TEST_CASE("wildcards in a policy reach as far as they can") {
    CHECK(refusal(statement("Allow", "\"*\"", "s3:*", "arn:aws:s3:::b")).empty());
    CHECK(refusal(statement("Allow", "\"*\"", "*", "arn:aws:s3:::b/x")).empty());
    CHECK(refusal(statement("Allow", "\"*\"", "s3:GetObject", "arn:aws:s3:::*")).empty());
    CHECK(refusal(statement("Allow", "\"*\"", "s3:get*", "arn:aws:s3:::?/x")).empty());
    CHECK(refusal(statement("Allow", "\"*\"", "s3:GetObject", "arn:aws:s3:::?")) ==
          "Action does not apply to any resource(s) in statement");
}

TEST_CASE("condition keys of S3 exist, and go with the actions") {
    const auto with = [](const std::string& action, const std::string& resource, const std::string& condition) {
        return refusal(statement("Allow", "\"*\"", action, resource, ",\"Condition\":" + condition));
    };
    const std::string list = "arn:aws:s3:::b";
    const std::string read = "arn:aws:s3:::b/*";
    CHECK(with("s3:ListBucket", list, R"({"StringEquals":{"s3:prefix":"x"}})").empty());
    CHECK(with("s3:GetObject", read, R"({"StringEquals":{"s3:ExistingObjectTag/a":"x"}})").empty());
    CHECK(with("s3:GetObject", read, R"({"StringEquals":{"aws:whatever":"x"}})").empty());
    CHECK(with("s3:GetObject", read, R"({"StringEquals":{"s3:prefix":"x"}})") ==
          "Conditions do not apply to combination of actions and resources in statement");
    CHECK(with("s3:GetObject", read, R"({"StringEquals":{"s3:pre":"x"}})") == "Policy has an invalid condition key");
    CHECK(with("s3:GetObject", read, R"({"StringEquals":{"s3:ExistingObjectTag/":"x"}})") ==
          "Policy has an invalid condition key");
    CHECK(with("s3:GetObject", read, R"({"StringIs":{"aws:x":"x"}})") == "Invalid Condition type : StringIs");
    CHECK(with("s3:GetObject", read, R"({"IpAddress":{"aws:SourceIp":"x"}})") == "Invalid IP address in Conditions");
}

TEST_CASE("the owner's account may everything, others nothing") {
    const Bucket bucket;
    CHECK(bucket.decide(owner, "s3:DeleteBucket") == Access::allowed);
    CHECK(bucket.decide(alice, "s3:PutObject", "k") == Access::allowed);
    CHECK(bucket.decide(stranger, "s3:GetObject", "k") == Access::denied);
    CHECK(bucket.decide({}, "s3:GetObject", "k") == Access::denied);
}

TEST_CASE("a policy lets others in, and shuts out the owner's users") {
    Bucket bucket;
    bucket.set_policy(statement("Allow", R"({"AWS":"222222222222"})", "s3:GetObject", "arn:aws:s3:::b/open/*"));
    CHECK(bucket.decide(stranger, "s3:GetObject", "open/k") == Access::allowed);
    CHECK(bucket.decide(stranger, "s3:GetObject", "k") == Access::denied);
    CHECK(bucket.decide({}, "s3:GetObject", "open/k") == Access::denied);
    bucket.set_policy(statement("Deny", "\"*\"", "s3:*", "arn:aws:s3:::b*"));
    CHECK(bucket.decide(alice, "s3:GetObject", "k") == Access::denied_by_policy);
    CHECK(bucket.decide(owner, "s3:ListBucket") == Access::denied_by_policy);
    CHECK(bucket.decide(alice, "s3:DeleteBucketPolicy") == Access::denied_by_policy);
    CHECK(bucket.decide(owner, "s3:DeleteBucketPolicy") == Access::allowed);
}

TEST_CASE("a denial says why to the owner's account only") {
    Bucket bucket;
    bucket.set_policy(statement("Deny", "\"*\"", "s3:GetObject", "arn:aws:s3:::b/*"));
    const iam::RequestContext context;
    const auto message = [&](const aws::Principal& caller) {
        return s3::refuse({caller, "s3:GetObject", "k", context}, bucket.rules(), std::nullopt)->message;
    };
    CHECK(message(alice) ==
          "User: arn:aws:iam::111111111111:user/alice is not authorized to perform: s3:GetObject on resource: "
          "\"arn:aws:s3:::b/k\" with an explicit deny in a resource-based policy");
    CHECK(message(stranger) == "Access Denied");
    CHECK(message({}) == "Access Denied");
    CHECK_FALSE(s3::refuse({alice, "s3:PutObject", "k", context}, bucket.rules(), std::nullopt));
}

TEST_CASE("a restricted bucket lets nobody else in by a public policy") {
    Bucket bucket;
    bucket.set_policy(statement("Allow", "\"*\"", "s3:GetObject", "arn:aws:s3:::b/*"));
    CHECK(bucket.decide({}, "s3:GetObject", "k") == Access::allowed);
    bucket.block.restrict_public_buckets = true;
    CHECK(bucket.decide({}, "s3:GetObject", "k") == Access::denied);
    CHECK(bucket.decide(stranger, "s3:GetObject", "k") == Access::denied);
    CHECK(bucket.decide(alice, "s3:GetObject", "k") == Access::allowed);
    CHECK(bucket.decide(aws::service("cloudfront.amazonaws.com"), "s3:GetObject", "k") == Access::allowed);
    bucket.set_policy(statement("Allow", R"({"AWS":"222222222222"})", "s3:GetObject", "arn:aws:s3:::b/*"));
    CHECK(bucket.decide(stranger, "s3:GetObject", "k") == Access::allowed);
}

TEST_CASE("ACLs count when they are not disabled, public ones when they are not ignored") {
    const std::string own = aws::canonical_user_id("111111111111");
    s3::AclHeaders headers;
    headers.acl = "public-read";
    const s3::AccessControlPolicy open = *s3::acl_from(headers, {own, own, s3::AclOf::object});
    const s3::ObjectRules object{"111111111111", &open};
    Bucket bucket;
    CHECK(bucket.decide({}, "s3:GetObject", "k", object) == Access::denied);
    bucket.ownership = s3::ObjectOwnership::object_writer;
    CHECK(bucket.decide({}, "s3:GetObject", "k", object) == Access::allowed);
    CHECK(bucket.decide({}, "s3:GetObjectAcl", "k", object) == Access::denied);
    CHECK(bucket.decide({}, "s3:GetObject", "k") == Access::denied);
    CHECK(bucket.decide({}, "s3:ListBucket") == Access::denied);
    bucket.acl = open;
    CHECK(bucket.decide({}, "s3:ListBucket") == Access::allowed);
    CHECK(bucket.decide({}, "s3:PutObject", "k") == Access::denied);
    bucket.block.ignore_public_acls = true;
    CHECK(bucket.decide({}, "s3:GetObject", "k", object) == Access::denied);
}

TEST_CASE("who began an upload may end it with no more than the right to write by ACL") {
    s3::AclHeaders headers;
    headers.acl = "public-read-write";
    const std::string own = aws::canonical_user_id("111111111111");
    Bucket bucket;
    bucket.ownership = s3::ObjectOwnership::object_writer;
    const auto abort = [&](bool began) {
        iam::RequestContext context;
        return s3::decide({stranger, "s3:AbortMultipartUpload", "k", context, began}, bucket.rules(), {});
    };
    CHECK(abort(true) == Access::denied);
    bucket.acl = *s3::acl_from(headers, {own, own, s3::AclOf::bucket});
    CHECK(abort(true) == Access::allowed);
    CHECK(abort(false) == Access::denied);
    bucket.set_policy(statement("Deny", "\"*\"", "s3:AbortMultipartUpload", "arn:aws:s3:::b/*"));
    CHECK(abort(true) == Access::denied_by_policy);
}

TEST_CASE("another account's object is its owner's to share, and the bucket owner's to delete") {
    const s3::AccessControlPolicy theirs = s3::private_acl(aws::canonical_user_id("222222222222"));
    const s3::ObjectRules object{"222222222222", &theirs};
    Bucket bucket;
    bucket.ownership = s3::ObjectOwnership::object_writer;
    bucket.set_policy(statement("Allow", "\"*\"", "s3:GetObject", "arn:aws:s3:::b/*"));
    CHECK(bucket.decide(owner, "s3:GetObject", "k", object) == Access::denied);
    CHECK(bucket.decide({}, "s3:GetObject", "k", object) == Access::denied);
    CHECK(bucket.decide(stranger, "s3:GetObject", "k", object) == Access::allowed);
    CHECK(bucket.decide(owner, "s3:DeleteObject", "k", object) == Access::allowed);
    bucket.ownership = s3::ObjectOwnership::bucket_owner_enforced;
    CHECK(bucket.decide(owner, "s3:GetObject", "k", object) == Access::allowed);
}

TEST_CASE("a public policy is refused where that is blocked") {
    s3::PublicAccessBlockConfiguration block;
    const auto policy = s3::parse_bucket_policy(statement("Allow", "\"*\"", "s3:GetObject", "arn:aws:s3:::b/*"), "b");
    CHECK_FALSE(s3::refuse_public_policy(*policy, block, alice, "arn:aws:s3:::b"));
    block.block_public_policy = true;
    CHECK(
        s3::refuse_public_policy(*policy, block, alice, "arn:aws:s3:::b")->message ==
        "User: arn:aws:iam::111111111111:user/alice is not authorized to perform: s3:PutBucketPolicy on resource: "
        "\"arn:aws:s3:::b\" because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public "
        "Access.");
}

TEST_CASE("every operation's action is one that policies can name") {
    CHECK(s3::action_of("GetObject") == "s3:GetObject");
    CHECK(s3::action_of("GetObject", s3::OfVersion::named) == "s3:GetObjectVersion");
    CHECK(s3::action_of("PutObject", s3::OfVersion::named) == "s3:PutObject");
    CHECK(s3::action_of("DeleteBucketCors") == "s3:PutBucketCORS");
    CHECK(s3::action_of("Nothing").empty());
    for (const char* operation :
         {"AbortMultipartUpload", "CopyObject", "CreateBucket", "DeleteObjects", "GetBucketWebsite", "HeadBucket",
          "HeadObject", "ListBuckets", "ListMultipartUploads", "ListObjectVersions", "ListObjectsV2", "ListParts",
          "PutBucketLifecycleConfiguration", "PutObjectTagging", "PutPublicAccessBlock", "UploadPartCopy"}) {
        INFO(operation);
        CHECK(s3::find_action(s3::action_of(operation)) != nullptr);
        const std::string_view of_version = s3::action_of(operation, s3::OfVersion::named);
        CHECK(s3::find_action(of_version) != nullptr);
    }
    CHECK(s3::arn_of("b", "a/b") == "arn:aws:s3:::b/a/b");
    CHECK(s3::arn_of("b") == "arn:aws:s3:::b");
}
