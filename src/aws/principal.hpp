#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace wt::iam {
struct IdentityPolicies;  // iam/identity_policies.hpp: handed through here, and looked into there
}

namespace wt::aws {

enum class PrincipalKind : std::uint8_t { anonymous, root, user, assumed_role, service };

/// Who asks. Made from credentials that were checked; an anonymous one has no account. IAM User Guide, "AWS JSON policy
/// elements: Principal", "IAM identifiers".
struct Principal {
    PrincipalKind kind = PrincipalKind::anonymous;
    std::string account;     // 12 digits; empty for an anonymous caller and for a service
    std::string arn;         // of a session: arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION; of a service its name
    std::string user_id;     // the account of its root, AIDA... of a user, AROA...:SESSION of a session
    std::string role_arn;    // of a session only: the role's own, with its path
    std::string access_key;  // the one that signed; empty for an anonymous caller
    /// How ACLs and policies name its account; empty: as it is derived from the account's id.
    std::string canonical_id;
    /// What limits the caller. Null: nothing does, and nothing need be asked; so for an account's root.
    std::shared_ptr<const iam::IdentityPolicies> policies;

    [[nodiscard]] bool anonymous() const { return kind == PrincipalKind::anonymous; }
    [[nodiscard]] std::string canonical_user_id() const;
    /// The last part of a user's ARN; empty for others.
    [[nodiscard]] std::string_view user_name() const;
};

/// The account's root: who a caller is whose key is not one of a user or a session.
[[nodiscard]] Principal root_of(std::string_view account);
/// A user of that account. `path` begins and ends with '/'; `id` is "AIDA" and 17 more.
[[nodiscard]] Principal user_of(std::string_view account, std::string_view name, std::string_view id,
                                std::string_view path = "/");
/// A service of AWS that acts by itself: "logging.s3.amazonaws.com".
[[nodiscard]] Principal service(std::string_view name);

[[nodiscard]] bool is_account_id(std::string_view text);  // 12 digits

inline constexpr std::string_view default_account = "000000000000";
/// How ACLs and policies name the account's owner, unless somebody said otherwise (Accounts): 64 hexadecimal digits,
/// always the same for an account. AWS's are drawn once per account; these are derived from it.
[[nodiscard]] std::string canonical_user_id(std::string_view account);
[[nodiscard]] bool is_canonical_user_id(std::string_view text);

}  // namespace wt::aws
