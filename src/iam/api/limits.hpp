#pragma once
#include <cstddef>

/// IAM User Guide, "IAM and AWS STS quotas": the defaults.
namespace wt::iam::api::limits {

inline constexpr std::size_t roles = 1000;
inline constexpr std::size_t users = 5000;
inline constexpr std::size_t groups = 300;
inline constexpr std::size_t policies = 1500;
inline constexpr std::size_t profiles = 1000;
inline constexpr std::size_t providers = 100;
inline constexpr std::size_t policies_per_entity = 10;
inline constexpr std::size_t versions_per_policy = 5;
inline constexpr std::size_t keys_per_user = 2;
inline constexpr std::size_t groups_per_user = 10;
inline constexpr std::size_t client_ids_per_provider = 100;
inline constexpr std::size_t thumbprints_per_provider = 5;
// Characters, without white space.
inline constexpr std::size_t managed_policy = 6144;
inline constexpr std::size_t trust_policy = 2048;
inline constexpr std::size_t role_policies = 10'240;
inline constexpr std::size_t user_policies = 2048;
inline constexpr std::size_t group_policies = 5120;

}  // namespace wt::iam::api::limits
