#pragma once
#include <cstdint>
#include <string_view>

namespace wt::iam::api {

enum class Suffix : bool { refused, allowed };

/// A service that has a role of its own in an account. IAM User Guide, "AWS services that work with IAM", and the
/// services' guides, "Service-linked roles".
struct LinkedService {
    std::string_view principal;         // "ecs.amazonaws.com"
    std::string_view name;              // of the role, behind "AWSServiceRoleFor"
    std::string_view policy;            // AWS's managed policy for it, in the path /aws-service-role/
    std::string_view description = {};  // what the role is given when nobody says one
    Suffix suffix = Suffix::refused;
};

/// Null for what has none.
[[nodiscard]] const LinkedService* find_linked_service(std::string_view principal);

}  // namespace wt::iam::api
