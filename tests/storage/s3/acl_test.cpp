#include "storage/s3/acl.hpp"

#include <string>
#include <vector>

#include "catch.hpp"
#include "storage/s3/ownership.hpp"

using namespace wt;
using s3::AclHeaders;
using s3::AclOf;
using s3::AclWrite;
using s3::ObjectOwnership;
using s3::Permission;

namespace {

const std::string owner = aws::canonical_user_id("111111111111");
const std::string other = aws::canonical_user_id("222222222222");
const aws::Principal owner_root = aws::root_of("111111111111");
const aws::Principal other_root = aws::root_of("222222222222");

AclHeaders canned(std::string name) {
    AclHeaders headers;
    headers.acl = std::move(name);
    return headers;
}
s3::AccessControlPolicy acl_of(const AclHeaders& headers, AclOf of = AclOf::object) {
    const auto acl = s3::acl_from(headers, {owner, owner, of});
    REQUIRE(acl.ok());
    return *acl;
}
aws::Error refused(const AclHeaders& headers, AclOf of = AclOf::object) {
    const auto acl = s3::acl_from(headers, {owner, owner, of});
    REQUIRE_FALSE(acl.ok());
    return acl.error();
}

}  // namespace

TEST_CASE("canned ACLs grant what their names say") {
    const auto private_one = acl_of(canned("private"));
    REQUIRE(private_one.grants.size() == 1);
    CHECK(private_one.grants[0].permission == "FULL_CONTROL");
    CHECK(private_one.grants[0].grantee->id == owner);
    CHECK(private_one.owner->id == owner);
    CHECK_FALSE(s3::grants(private_one, {}, Permission::read));
    CHECK(s3::grants(private_one, owner_root, Permission::write_acp));

    const auto public_read = acl_of(canned("public-read"));
    CHECK(s3::grants(public_read, {}, Permission::read));
    CHECK_FALSE(s3::grants(public_read, {}, Permission::write));
    CHECK_FALSE(s3::grants(public_read, {}, Permission::read, s3::PublicGrants::ignored));
    CHECK(s3::grants(acl_of(canned("public-read-write")), {}, Permission::write));

    const auto authenticated = acl_of(canned("authenticated-read"));
    CHECK_FALSE(s3::grants(authenticated, {}, Permission::read));
    CHECK(s3::grants(authenticated, other_root, Permission::read));
    CHECK(s3::is_public(authenticated));

    CHECK(acl_of(canned("log-delivery-write"), AclOf::bucket).grants.size() == 3);
    CHECK(refused(canned("log-delivery-write")).code == "InvalidArgument");
    const aws::Error unknown = refused(canned("open"));
    CHECK(unknown.details.at(0).second == "x-amz-acl");
    CHECK(unknown.details.at(1).second == "open");
}

TEST_CASE("another account's object can be given to the bucket's owner") {
    const auto acl = s3::acl_from(canned("bucket-owner-full-control"), {other, owner, AclOf::object});
    REQUIRE(acl.ok());
    CHECK(acl->owner->id == other);
    CHECK(s3::grants(*acl, owner_root, Permission::read));
    CHECK(s3::grants(*acl, other_root, Permission::read));
    CHECK(acl_of(canned("bucket-owner-read")).grants.size() == 1);
}

TEST_CASE("header fields list grantees by id and by group") {
    AclHeaders headers;
    headers.grant_read = "id=\"" + other + "\", uri=\"http://acs.amazonaws.com/groups/global/AllUsers\"";
    headers.grant_full_control = "id=" + owner;
    const auto acl = acl_of(headers);
    REQUIRE(acl.grants.size() == 3);
    CHECK(acl.grants[0].permission == "FULL_CONTROL");
    CHECK(acl.grants[1].grantee->id == other);
    CHECK(acl.grants[2].grantee->type == "Group");
    headers.grant_read = "name=\"x\"";
    CHECK(refused(headers).message == "Argument format not recognized");
    CHECK(refused(headers).details.at(0).second == "x-amz-grant-read");
    headers.grant_read = "x";
    CHECK(refused(headers).message == "Argument format not recognized");
    headers.grant_read = "uri=\"http://acs.amazonaws.com/groups/global/Nobody\"";
    CHECK(refused(headers).message == "Invalid group uri");
    headers.grant_read = "id=\"wrong\"";
    CHECK(refused(headers).message == "Invalid id");
    headers.grant_read = "emailAddress=\"a@example.com\"";
    CHECK(refused(headers).status == 405);
    headers.grant_read = "id=" + other;
    headers.acl = "private";
    CHECK(refused(headers).message == "Specifying both Canned ACLs and Header Grants is not allowed");
    // A list without end has an end.
    AclHeaders long_one;
    for (int i = 0; i < 101; ++i) long_one.grant_read = long_one.grant_read.value_or("") + "id=" + other + ",";
    CHECK(refused(long_one).code == "MalformedACLError");
}

TEST_CASE("an ACL comes as header fields or as a body, with grantees that exist") {
    const s3::AclOwners owners{owner, owner, AclOf::bucket};
    s3::AccessControlPolicy body = s3::private_acl(owner);
    CHECK(s3::acl_from({}, body, owners).ok());
    CHECK(s3::acl_from({}, std::nullopt, owners).error().code == "MissingSecurityHeader");
    CHECK(s3::acl_from(canned("private"), body, owners).error().code == "UnexpectedContent");
    body.owner->id = other;
    CHECK(s3::acl_from({}, body, owners).error().message == "Invalid id");
    body.owner.reset();
    CHECK(s3::acl_from({}, body, owners).error().code == "MalformedACLError");
    body = s3::private_acl(owner);
    body.grants[0].permission = "ALL";
    CHECK(s3::acl_from({}, body, owners).error().code == "MalformedACLError");
    body = s3::private_acl(owner);
    body.grants[0].grantee->type = "Group";
    CHECK(s3::acl_from({}, body, owners).error().message == "Invalid group uri");
    body = s3::private_acl(owner);
    body.grants[0].grantee->id = "x";
    CHECK(s3::acl_from({}, body, owners).error().message == "Invalid id");
    body.grants[0].grantee.reset();
    CHECK(s3::acl_from({}, body, owners).error().code == "MalformedACLError");
}

TEST_CASE("the owner can always repair the ACL") {
    s3::AccessControlPolicy acl = s3::private_acl(owner);
    acl.grants.clear();
    CHECK(s3::grants(acl, owner_root, Permission::write_acp));
    CHECK(s3::grants(acl, owner_root, Permission::read_acp));
    CHECK_FALSE(s3::grants(acl, owner_root, Permission::read));
    CHECK_FALSE(s3::grants(acl, other_root, Permission::write_acp));
}

TEST_CASE("ownership is one of three, and enforced does not go with grants to others") {
    const auto own = s3::private_acl(owner);
    CHECK(*s3::ownership_from({{{"ObjectWriter"}}}, own) == ObjectOwnership::object_writer);
    CHECK(*s3::ownership_from({{{"BucketOwnerEnforced"}}}, own) == ObjectOwnership::bucket_owner_enforced);
    CHECK(s3::ownership_from({{{"Mine"}}}, own).error().code == "MalformedXML");
    CHECK(s3::ownership_from({}, own).error().code == "MalformedXML");
    const auto open = acl_of(canned("public-read"), AclOf::bucket);
    CHECK(s3::ownership_from({{{"BucketOwnerEnforced"}}}, open).error().code == "InvalidBucketAclWithObjectOwnership");
    CHECK(s3::name(ObjectOwnership::bucket_owner_preferred) == "BucketOwnerPreferred");
    CHECK(s3::effective_acl(open, ObjectOwnership::bucket_owner_enforced, owner).grants.size() == 1);
    CHECK(s3::effective_acl(open, ObjectOwnership::object_writer, owner).grants.size() == 2);
}

TEST_CASE("while ACLs are disabled only the bucket owner's full control is taken") {
    const auto code = [](const AclHeaders& headers, AclWrite write) {
        const auto error = s3::refuse_acl(headers, acl_of(headers), write, ObjectOwnership::bucket_owner_enforced, {},
                                          owner, owner_root, "arn:aws:s3:::b");
        return error ? std::string(error->code) : "";
    };
    CHECK(code({}, AclWrite::put_object).empty());
    CHECK(code(canned("bucket-owner-full-control"), AclWrite::put_object).empty());
    CHECK(code(canned("private"), AclWrite::put_object).empty());
    CHECK(code(canned("public-read"), AclWrite::put_object) == "AccessControlListNotSupported");
    CHECK(code(canned("private"), AclWrite::put_object_acl) == "AccessControlListNotSupported");
    CHECK(code(canned("private"), AclWrite::put_bucket_acl) == "AccessControlListNotSupported");
    CHECK(code(canned("public-read"), AclWrite::create_bucket) == "InvalidBucketAclWithObjectOwnership");
    CHECK(code({}, AclWrite::create_bucket).empty());
}

TEST_CASE("a public ACL is refused where that is blocked") {
    s3::PublicAccessBlockConfiguration block;
    const AclHeaders open = canned("public-read");
    const auto refuse = [&](AclWrite write) {
        return s3::refuse_acl(open, acl_of(open), write, ObjectOwnership::object_writer, block, owner, owner_root,
                              "arn:aws:s3:::b/k");
    };
    CHECK_FALSE(refuse(AclWrite::put_object_acl));
    block.block_public_acls = true;
    CHECK(refuse(AclWrite::create_bucket)->code == "InvalidBucketAclWithBlockPublicAccessError");
    CHECK(refuse(AclWrite::put_object_acl)->status == 403);
    CHECK(refuse(AclWrite::put_object_acl)->message ==
          "User: arn:aws:iam::111111111111:root is not authorized to perform: s3:PutObjectAcl on resource: "
          "\"arn:aws:s3:::b/k\" because public ACLs are prevented by the BlockPublicAcls setting in S3 Block Public "
          "Access.");
}

TEST_CASE("a new object is its writer's, or the bucket owner's") {
    const AclHeaders give = canned("bucket-owner-full-control");
    CHECK(s3::owner_of_new_object({}, ObjectOwnership::bucket_owner_enforced, other, owner) == owner);
    CHECK(s3::owner_of_new_object({}, ObjectOwnership::bucket_owner_preferred, other, owner) == other);
    CHECK(s3::owner_of_new_object(give, ObjectOwnership::bucket_owner_preferred, other, owner) == owner);
    CHECK(s3::owner_of_new_object(give, ObjectOwnership::object_writer, other, owner) == other);
}
