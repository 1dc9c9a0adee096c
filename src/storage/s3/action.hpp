#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "storage/s3/acl.hpp"

namespace wt::s3 {

/// What an action is done to.
enum class ActionOn : std::uint8_t { account, bucket, object };

/// The permission of an ACL that allows an action as well, and whose ACL. Amazon S3 User Guide, "Mapping of ACL
/// permissions and access policy permissions".
struct AclPermission {
    Permission permission;
    AclOf of;
};

/// One of the actions that policies name. Service Authorization Reference, "Actions, resources, and condition keys for
/// Amazon S3".
struct Action {
    std::string_view name;  // without "s3:"
    ActionOn on;
    std::optional<AclPermission> acl = std::nullopt;
};
[[nodiscard]] std::span<const Action> actions();
/// By its full name ("s3:GetObject"), in any case of letters; null for an action that S3 does not know.
[[nodiscard]] const Action* find_action(std::string_view name);

/// Which action an operation of the API needs ("GetObject" needs s3:GetObject), and which when the request names a
/// version. What an operation needs beyond that depends on its headers: x-amz-tagging s3:PutObjectTagging, an ACL
/// s3:PutObjectAcl, a copy's source s3:GetObject, governance bypassed s3:BypassGovernanceRetention.
enum class OfVersion : bool { current, named };
/// Empty for an operation that this table does not have.
[[nodiscard]] std::string_view action_of(std::string_view operation, OfVersion version = OfVersion::current);

/// "arn:aws:s3:::bucket", and with a key "arn:aws:s3:::bucket/key".
[[nodiscard]] std::string arn_of(std::string_view bucket, std::string_view key = {});

}  // namespace wt::s3
