#pragma once
#include <string_view>

/// The values that IAM's model allows.
namespace wt::iam::api::enumerations {

inline constexpr std::string_view context_key_type_enum[] = {"string",  "stringList",  "numeric", "numericList",
                                                             "boolean", "booleanList", "ip",      "ipList",
                                                             "binary",  "binaryList",  "date",    "dateList"};
inline constexpr std::string_view entity_type[] = {"User", "Role", "Group", "LocalManagedPolicy", "AWSManagedPolicy"};
inline constexpr std::string_view policy_scope_type[] = {"All", "AWS", "Local"};
inline constexpr std::string_view policy_usage_type[] = {"PermissionsPolicy", "PermissionsBoundary"};
inline constexpr std::string_view status_type[] = {"Active", "Inactive", "Expired"};

}  // namespace wt::iam::api::enumerations
