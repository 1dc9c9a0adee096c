#include "storage/s3/acl.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/ascii.hpp"
#include "storage/s3/refusal.hpp"

namespace wt::s3 {

namespace {

constexpr std::size_t most_grants = 100;
/// Amazon EC2's own account, which aws-exec-read lets read bundles of machine images.
constexpr std::string_view ec2_id = "6aa5a366c34c1cbe25dc49211496e913e0351eb0e8c37aa3477e40942ec6b97c";
constexpr std::array<std::string_view, 5> permissions{"FULL_CONTROL", "READ", "WRITE", "READ_ACP", "WRITE_ACP"};

[[nodiscard]] aws::Error malformed_acl() {
    static constexpr aws::ErrorRow row{
        "MalformedACLError", 400,
        "The XML you provided was not well-formed or did not validate against our published schema"};
    return aws::Error(row);
}

/// Amazon S3 User Guide: grants by e-mail address ended on 1 October 2025, and are answered with 405.
[[nodiscard]] aws::Error no_email_grants() {
    static constexpr aws::ErrorRow row{"MethodNotAllowed", 405,
                                       "The specified method is not allowed against this resource."};
    return aws::Error(row).with("Method", "PUT").with("ResourceType", "ACL");
}

[[nodiscard]] bool is_group(std::string_view uri) {
    return uri == all_users || uri == authenticated_users || uri == log_delivery;
}
[[nodiscard]] bool is_public(const Grant& grant) {
    return grant.grantee && grant.grantee->uri &&
           (*grant.grantee->uri == all_users || *grant.grantee->uri == authenticated_users);
}

[[nodiscard]] Grant to_account(std::string_view id, std::string_view permission) {
    Grant grant;
    grant.grantee.emplace();
    grant.grantee->type = "CanonicalUser";
    grant.grantee->id = id;
    grant.permission = permission;
    return grant;
}
[[nodiscard]] Grant to_group(std::string_view uri, std::string_view permission) {
    Grant grant;
    grant.grantee.emplace();
    grant.grantee->type = "Group";
    grant.grantee->uri = uri;
    grant.permission = permission;
    return grant;
}

[[nodiscard]] Result<AccessControlPolicy, aws::Error> canned(const std::string& name, const AclOwners& owners) {
    AccessControlPolicy acl = private_acl(owners.owner);
    const bool of_object = owners.of == AclOf::object;
    if (name == "private") return acl;
    if (name == "public-read") {
        acl.grants.push_back(to_group(all_users, "READ"));
    } else if (name == "public-read-write") {
        acl.grants.push_back(to_group(all_users, "READ"));
        acl.grants.push_back(to_group(all_users, "WRITE"));
    } else if (name == "authenticated-read") {
        acl.grants.push_back(to_group(authenticated_users, "READ"));
    } else if (name == "log-delivery-write" && !of_object) {
        acl.grants.push_back(to_group(log_delivery, "WRITE"));
        acl.grants.push_back(to_group(log_delivery, "READ_ACP"));
    } else if (name == "aws-exec-read") {
        acl.grants.push_back(to_account(ec2_id, "READ"));
    } else if (name == "bucket-owner-read" || name == "bucket-owner-full-control") {
        // Without meaning for a bucket, and for an object of the bucket's owner.
        if (of_object && owners.bucket_owner != owners.owner) {
            acl.grants.push_back(
                to_account(owners.bucket_owner, name == "bucket-owner-read" ? "READ" : "FULL_CONTROL"));
        }
    } else {
        return invalid_argument("", "x-amz-acl", name);
    }
    return acl;
}

/// The grants of one header field: id="...", uri="...", with commas between them.
[[nodiscard]] std::optional<aws::Error> add_grants(std::string_view field, std::string_view value,
                                                   std::string_view permission, std::vector<Grant>& grants) {
    std::optional<aws::Error> refused;
    each_part(value, ',', [&](std::string_view part) {
        if (refused) return;
        const std::size_t equals = part.find('=');
        const std::string_view kind = trimmed(part.substr(0, equals));
        std::string_view name =
            equals == std::string_view::npos ? std::string_view() : trimmed(part.substr(equals + 1));
        if (name.size() >= 2 && name.front() == '"' && name.back() == '"') name = name.substr(1, name.size() - 2);
        if (equals == std::string_view::npos || (kind != "id" && kind != "uri" && kind != "emailAddress")) {
            refused = invalid_argument("Argument format not recognized", std::string(field), std::string(part));
        } else if (kind == "emailAddress") {
            refused = no_email_grants();
        } else if (kind == "uri") {
            if (!is_group(name)) refused = invalid_argument("Invalid group uri", "uri", std::string(name));
            grants.push_back(to_group(name, permission));
        } else {
            if (!aws::is_canonical_user_id(name)) refused = invalid_argument("Invalid id", "id", std::string(name));
            grants.push_back(to_account(name, permission));
        }
    });
    return refused;
}

[[nodiscard]] std::optional<aws::Error> refuse(const AccessControlPolicy& body, const AclOwners& owners) {
    if (!body.owner || !body.owner->id || body.grants.size() > most_grants) return malformed_acl();
    if (*body.owner->id != owners.owner) return invalid_argument("Invalid id", "CanonicalUser/ID", *body.owner->id);
    for (const Grant& grant : body.grants) {
        if (!grant.grantee) return malformed_acl();
        if (std::find(permissions.begin(), permissions.end(), grant.permission) == permissions.end())
            return malformed_acl();
        const Grantee& grantee = *grant.grantee;
        if (grantee.type == "Group") {
            const std::string uri = grantee.uri.value_or("");
            if (!is_group(uri)) return invalid_argument("Invalid group uri", "Group/URI", uri);
        } else if (grantee.type == "CanonicalUser") {
            const std::string id = grantee.id.value_or("");
            if (!aws::is_canonical_user_id(id)) return invalid_argument("Invalid id", "CanonicalUser/ID", id);
        } else if (grantee.type == "AmazonCustomerByEmail") {
            return no_email_grants();
        } else {
            return malformed_acl();
        }
    }
    return std::nullopt;
}

[[nodiscard]] std::string_view name(Permission permission) {
    switch (permission) {
        case Permission::read: return "READ";
        case Permission::write: return "WRITE";
        case Permission::read_acp: return "READ_ACP";
        case Permission::write_acp: return "WRITE_ACP";
    }
    return {};
}

}  // namespace

AccessControlPolicy private_acl(std::string_view owner_id) {
    AccessControlPolicy acl;
    acl.owner.emplace();
    acl.owner->id = owner_id;
    acl.grants.push_back(to_account(owner_id, "FULL_CONTROL"));
    return acl;
}

Result<AccessControlPolicy, aws::Error> acl_from(const AclHeaders& headers, const AclOwners& owners) {
    if (headers.acl && headers.grants()) {
        return invalid_request("Specifying both Canned ACLs and Header Grants is not allowed");
    }
    if (headers.acl) return canned(*headers.acl, owners);
    AccessControlPolicy acl = private_acl(owners.owner);
    if (!headers.grants()) return acl;
    acl.grants.clear();
    const std::pair<std::string_view, const std::optional<std::string>&> fields[] = {
        {"x-amz-grant-full-control", headers.grant_full_control}, {"x-amz-grant-read", headers.grant_read},
        {"x-amz-grant-read-acp", headers.grant_read_acp},         {"x-amz-grant-write", headers.grant_write},
        {"x-amz-grant-write-acp", headers.grant_write_acp},
    };
    constexpr std::array<std::string_view, 5> in_order{"FULL_CONTROL", "READ", "READ_ACP", "WRITE", "WRITE_ACP"};
    for (std::size_t i = 0; i < in_order.size(); ++i) {
        const auto& [field, value] = fields[i];
        if (!value) continue;
        if (auto refused = add_grants(field, *value, in_order[i], acl.grants)) return *std::move(refused);
    }
    if (acl.grants.size() > most_grants) return malformed_acl();
    return acl;
}

Result<AccessControlPolicy, aws::Error> acl_from(const AclHeaders& headers,
                                                 const std::optional<AccessControlPolicy>& body,
                                                 const AclOwners& owners) {
    static constexpr aws::ErrorRow unexpected_content{"UnexpectedContent", 400,
                                                      "This request does not support content"};
    static constexpr aws::ErrorRow missing{"MissingSecurityHeader", 400, "Your request was missing a required header"};
    if (headers.any()) {
        if (body) return aws::Error(unexpected_content);
        return acl_from(headers, owners);
    }
    if (!body) return aws::Error(missing).with("MissingHeaderName", "x-amz-acl");
    if (auto refused = refuse(*body, owners)) return *std::move(refused);
    return *body;
}

bool grants(const AccessControlPolicy& acl, const aws::Principal& caller, Permission permission,
            PublicGrants public_grants) {
    const bool has_account = aws::is_account_id(caller.account);
    const std::string id = has_account ? caller.canonical_user_id() : std::string();
    const bool about_acl = permission == Permission::read_acp || permission == Permission::write_acp;
    if (about_acl && has_account && acl.owner && acl.owner->id == id) return true;
    return std::any_of(acl.grants.begin(), acl.grants.end(), [&](const Grant& grant) {
        if (!grant.grantee || (grant.permission != "FULL_CONTROL" && grant.permission != name(permission)))
            return false;
        const Grantee& grantee = *grant.grantee;
        if (grantee.type == "CanonicalUser") return has_account && grantee.id == id;
        if (public_grants == PublicGrants::ignored || grantee.type != "Group") return false;
        return grantee.uri == all_users || (has_account && grantee.uri == authenticated_users);
    });
}

bool is_public(const AccessControlPolicy& acl) {
    return std::any_of(acl.grants.begin(), acl.grants.end(), [](const Grant& grant) { return is_public(grant); });
}

}  // namespace wt::s3
