#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "aws/error.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "iam/credentials.hpp"

namespace wt::iam {

/// A role as its ARN names it: arn:aws:iam::ACCOUNT:role/PATH/NAME.
struct RoleName {
    std::string arn;
    std::string account;
    std::string name;  // without the path
};
/// None for what is no role's ARN; STS answers 400 ValidationError "ARN is invalid".
[[nodiscard]] std::optional<RoleName> parse_role_arn(std::string_view arn);

/// The ids that IAM gives: a prefix ("AROA" for roles, "AIDA" for users) and 17 of A-Z and 2-7. The same name always
/// has the same id, so that no directory of roles is needed. IAM User Guide, "IAM identifiers: Unique identifiers".
[[nodiscard]] std::string unique_id(std::string_view prefix, std::string_view arn);

/// How long credentials may be asked for, in seconds. STS API Reference, 2011-06-15. A role's session is limited
/// further by its MaxSessionDuration (one hour unless it says otherwise), one asked for by a session to an hour (role
/// chaining).
struct SessionLength {
    std::int64_t shortest = 900;
    std::int64_t longest = 43'200;
    std::int64_t usual = 3'600;
};
inline constexpr SessionLength assume_role_length{900, 43'200, 3'600};
inline constexpr SessionLength session_token_length{900, 129'600, 43'200};  // an account's root gets an hour at most
inline constexpr SessionLength federation_token_length{900, 129'600, 43'200};
inline constexpr std::int64_t longest_chained_session = 3'600;
inline constexpr std::int64_t longest_root_session = 3'600;

/// What is wrong with the inputs of AssumeRole, in the words of STS: 400 ValidationError, "2 validation errors
/// detected: Value ... at 'roleSessionName' failed to satisfy constraint: ...; Value ...". None when nothing is.
struct RoleSessionInput {
    std::string_view role_arn;
    std::string_view session_name;  // 2 to 64 of letters, digits, _ + = , . @ -
    std::optional<std::int64_t> duration_seconds;
    std::optional<std::string_view> external_id;  // 2 to 1224 characters
};
[[nodiscard]] std::optional<aws::Error> refuse(const RoleSessionInput& input);
/// The same for GetSessionToken and GetFederationToken.
[[nodiscard]] std::optional<aws::Error> refuse_duration(std::optional<std::int64_t> duration_seconds,
                                                        SessionLength length);

/// Who the session's requests come from.
[[nodiscard]] aws::Principal session_of(const RoleName& role, std::string_view session_name);
/// 403 AccessDenied of STS: the role does not trust the caller, or there is no such role.
[[nodiscard]] aws::Error may_not_assume(const aws::Principal& caller, std::string_view role_arn);

/// Of a session of which nothing is said. Assumed: AWS's are as long, and get longer with what a session carries.
inline constexpr std::size_t least_session_token = 356;
/// AWS STS API Reference, "AssumeRole": MinimumSessionTokenSize.
inline constexpr std::size_t longest_session_token = 4096;

/// Draws a key ("ASIA" and 16 of A-Z and 2-7), a secret (40 characters) and a token of `token_size` characters (the
/// least there are, if that is more) that end at `expiration`.
[[nodiscard]] Credential temporary_credential(Random& random, aws::Principal principal, Instant expiration,
                                              std::size_t token_size = least_session_token);

}  // namespace wt::iam
