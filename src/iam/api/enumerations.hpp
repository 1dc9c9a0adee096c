#pragma once
#include <string_view>

/// The values that IAM's model allows.
namespace wt::iam::api::enumerations {

inline constexpr std::string_view context_key_type_enum[] = {"string",  "stringList",  "numeric", "numericList",
                                                             "boolean", "booleanList", "ip",      "ipList",
                                                             "binary",  "binaryList",  "date",    "dateList"};
inline constexpr std::string_view deletion_task_status_type[] = {"SUCCEEDED", "IN_PROGRESS", "FAILED", "NOT_STARTED"};
inline constexpr std::string_view entity_type[] = {"User", "Role", "Group", "LocalManagedPolicy", "AWSManagedPolicy"};
inline constexpr std::string_view permissions_boundary_attachment_type[] = {"PermissionsBoundaryPolicy"};
inline constexpr std::string_view policy_evaluation_decision_type[] = {"allowed", "explicitDeny", "implicitDeny"};
inline constexpr std::string_view policy_scope_type[] = {"All", "AWS", "Local"};
inline constexpr std::string_view policy_source_type[] = {"user",         "group",    "role", "aws-managed",
                                                          "user-managed", "resource", "none"};
inline constexpr std::string_view policy_usage_type[] = {"PermissionsPolicy", "PermissionsBoundary"};
inline constexpr std::string_view status_type[] = {"Active", "Inactive", "Expired"};
inline constexpr std::string_view summary_key_type[] = {"Users",
                                                        "UsersQuota",
                                                        "Groups",
                                                        "GroupsQuota",
                                                        "ServerCertificates",
                                                        "ServerCertificatesQuota",
                                                        "UserPolicySizeQuota",
                                                        "GroupPolicySizeQuota",
                                                        "GroupsPerUserQuota",
                                                        "SigningCertificatesPerUserQuota",
                                                        "AccessKeysPerUserQuota",
                                                        "MFADevices",
                                                        "MFADevicesInUse",
                                                        "AccountMFAEnabled",
                                                        "AccountAccessKeysPresent",
                                                        "AccountPasswordPresent",
                                                        "AccountSigningCertificatesPresent",
                                                        "AttachedPoliciesPerGroupQuota",
                                                        "AttachedPoliciesPerRoleQuota",
                                                        "AttachedPoliciesPerUserQuota",
                                                        "Policies",
                                                        "PoliciesQuota",
                                                        "PolicySizeQuota",
                                                        "PolicyVersionsInUse",
                                                        "PolicyVersionsInUseQuota",
                                                        "VersionsPerPolicyQuota",
                                                        "GlobalEndpointTokenVersion",
                                                        "AssumeRolePolicySizeQuota",
                                                        "InstanceProfiles",
                                                        "InstanceProfilesQuota",
                                                        "Providers",
                                                        "RolePolicySizeQuota",
                                                        "Roles",
                                                        "RolesQuota"};

}  // namespace wt::iam::api::enumerations
