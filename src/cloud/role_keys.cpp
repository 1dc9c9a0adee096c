#include "cloud/role_keys.hpp"

#include "iam/role_session.hpp"

namespace wt::cloud {

std::optional<iam::Credential> role_keys(const iam::Directory& directory, Random& random, std::string_view role_arn,
                                         std::string_view session, Instant expiration) {
    const auto role = iam::parse_role_arn(role_arn);
    if (!role) return std::nullopt;
    iam::Credential made = iam::temporary_credential(random, iam::session_of(*role, session), expiration);
    if (const iam::Role* const known = directory.find_role(role->account, role->name))
        made.identity = iam::IdentityName{iam::IdentityName::Kind::role, role->name, known->id};
    return made;
}

}  // namespace wt::cloud
