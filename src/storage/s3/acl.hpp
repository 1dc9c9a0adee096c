#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/error.hpp"
#include "aws/principal.hpp"
#include "base/result.hpp"

namespace wt::s3 {

/// Names an account by its canonical user id (aws::canonical_user_id).
struct Owner {
    std::optional<std::string> display_name;
    std::optional<std::string> id;
};

/// One account (CanonicalUser, by id) or a group of AWS's (Group, by URI). Grants by e-mail address are no longer
/// taken.
struct Grantee {
    std::string type;
    std::optional<std::string> id;
    std::optional<std::string> display_name;
    std::optional<std::string> email_address;
    std::optional<std::string> uri;
};

struct Grant {
    std::optional<Grantee> grantee;
    std::string permission;  // FULL_CONTROL, READ, WRITE, READ_ACP, WRITE_ACP
};

/// The ACL of a bucket or an object. Amazon S3 User Guide, "Access control list (ACL) overview".
struct AccessControlPolicy {
    std::optional<Owner> owner;
    std::vector<Grant> grants;  // up to 100
};

inline constexpr std::string_view all_users = "http://acs.amazonaws.com/groups/global/AllUsers";
inline constexpr std::string_view authenticated_users = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers";
inline constexpr std::string_view log_delivery = "http://acs.amazonaws.com/groups/s3/LogDelivery";

/// The owner's full control and nothing else: what every bucket and object begins with. Ids are canonical.
[[nodiscard]] AccessControlPolicy private_acl(std::string_view owner_id);

enum class AclOf : std::uint8_t { bucket, object };

/// Whose resource an ACL is for: canonical ids.
struct AclOwners {
    std::string_view owner;         // of the bucket or object itself
    std::string_view bucket_owner;  // of the bucket that an object lies in
    AclOf of = AclOf::object;
};

/// What a request's header fields ask for: x-amz-acl, x-amz-grant-full-control and so on.
struct AclHeaders {
    std::optional<std::string> acl;
    std::optional<std::string> grant_full_control;
    std::optional<std::string> grant_read;
    std::optional<std::string> grant_read_acp;
    std::optional<std::string> grant_write;
    std::optional<std::string> grant_write_acp;

    [[nodiscard]] bool grants() const {
        return grant_full_control || grant_read || grant_read_acp || grant_write || grant_write_acp;
    }
    [[nodiscard]] bool any() const { return acl || grants(); }
};

/// The ACL that they mean; private when they say nothing. 400 for both kinds at once, for what no ACL is called and for
/// grantees that do not exist.
[[nodiscard]] Result<AccessControlPolicy, aws::Error> acl_from(const AclHeaders& headers, const AclOwners& owners);
/// The same for PutBucketAcl and PutObjectAcl, which want either header fields or a body.
[[nodiscard]] Result<AccessControlPolicy, aws::Error> acl_from(const AclHeaders& headers,
                                                               const std::optional<AccessControlPolicy>& body,
                                                               const AclOwners& owners);

enum class Permission : std::uint8_t { read, write, read_acp, write_acp };

/// Whether public grants (to everybody, or to everybody with an account) count.
enum class PublicGrants : bool { ignored, counted };
/// Whether the ACL gives the caller that permission. The owner may always read and write the ACL itself.
[[nodiscard]] bool grants(const AccessControlPolicy& acl, const aws::Principal& caller, Permission permission,
                          PublicGrants public_grants = PublicGrants::counted);
/// Whether it grants anything to everybody, or to everybody with an account.
[[nodiscard]] bool is_public(const AccessControlPolicy& acl);

}  // namespace wt::s3
