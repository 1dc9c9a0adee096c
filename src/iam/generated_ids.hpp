#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "base/random.hpp"

namespace wt::iam {

/// What ids and secrets are drawn from.
inline constexpr std::string_view base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
inline constexpr std::string_view base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// `prefix` and `size` more of A-Z and 2-7: "AROA" and 17 for a role, "AIDA" a user, "AGPA" a group, "ANPA" a managed
/// policy, "AIPA" an instance profile. IAM User Guide, "Unique identifiers".
[[nodiscard]] std::string draw_id(Random& random, std::string_view prefix, std::size_t size = 17);
/// 40 characters, as secret access keys have.
[[nodiscard]] std::string draw_secret(Random& random);

/// "AKIA" and 16 more, of which the last four check the others: so a key that was handed out here and is gone can be
/// told from one that nobody made, which a lenient server takes for the default account's root.
[[nodiscard]] std::string draw_access_key_id(Random& random);
[[nodiscard]] bool is_drawn_access_key_id(std::string_view id);

}  // namespace wt::iam
