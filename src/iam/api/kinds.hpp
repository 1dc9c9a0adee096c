#pragma once
#include <cstddef>
#include <string_view>

#include "iam/api/limits.hpp"
#include "iam/entities.hpp"

/// What differs between kinds of entities: where an account has them, what errors call them, and their quotas.
namespace wt::iam::api {

template <class T>
struct Kind;

template <>
struct Kind<Role> {
    static ByName<Role>& all(Account& account) { return account.roles; }
    static constexpr std::string_view noun = "role";
    static constexpr std::string_view title = "Role";
    static constexpr std::string_view prefix = "AROA";
    static constexpr std::string_view quota = "RolesPerAccount";
    static constexpr std::size_t most = limits::roles;
    static constexpr std::size_t policies_size = limits::role_policies;
    static constexpr std::string_view attached_quota = "PoliciesPerRole";
    static constexpr std::string_view inline_list = "iam:ListRolePolicies";
    static constexpr std::string_view attached_list = "iam:ListAttachedRolePolicies";
};

template <>
struct Kind<User> {
    static ByName<User>& all(Account& account) { return account.users; }
    static constexpr std::string_view noun = "user";
    static constexpr std::string_view title = "User";
    static constexpr std::string_view prefix = "AIDA";
    static constexpr std::string_view quota = "UsersPerAccount";
    static constexpr std::size_t most = limits::users;
    static constexpr std::size_t policies_size = limits::user_policies;
    static constexpr std::string_view attached_quota = "PoliciesPerUser";
    static constexpr std::string_view inline_list = "iam:ListUserPolicies";
    static constexpr std::string_view attached_list = "iam:ListAttachedUserPolicies";
};

template <>
struct Kind<Group> {
    static ByName<Group>& all(Account& account) { return account.groups; }
    static constexpr std::string_view noun = "group";
    static constexpr std::string_view title = "Group";
    static constexpr std::string_view prefix = "AGPA";
    static constexpr std::string_view quota = "GroupsPerAccount";
    static constexpr std::size_t most = limits::groups;
    static constexpr std::size_t policies_size = limits::group_policies;
    static constexpr std::string_view attached_quota = "PoliciesPerGroup";
    static constexpr std::string_view inline_list = "iam:ListGroupPolicies";
    static constexpr std::string_view attached_list = "iam:ListAttachedGroupPolicies";
};

}  // namespace wt::iam::api
