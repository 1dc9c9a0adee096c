#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/accounts.hpp"
#include "base/result.hpp"
#include "iam/credentials.hpp"

namespace wt::cloud {

/// Somebody who is known from the start: a key, and whom it stands for.
struct Identity {
    std::string access_key_id;
    std::string secret_access_key;
    std::string account_id;         // 12 digits; empty: as for a key that nobody made (aws::Accounts::of_key)
    std::string user;               // of IAM; empty: the account's root
    std::string canonical_user_id;  // of the account, 64 hexadecimal digits; empty: derived from its id
    std::string display_name;       // of the account
};

/// A YAML or JSON list of identities, each with access_key_id, secret_access_key, and if wanted account_id, user,
/// canonical_user_id and display_name. Or what is wrong with it, in a sentence with the line.
[[nodiscard]] Result<std::vector<Identity>> read_identities(const std::string& text, const std::string& file);

/// The identities of an environment's variables: WINDTUNNEL_IDENTITY_ALICE_ACCESS_KEY_ID, ..._SECRET_ACCESS_KEY,
/// ..._ACCOUNT_ID, and so on for each name in ALICE's place. Other variables are passed over.
[[nodiscard]] Result<std::vector<Identity>> identities_of(const std::vector<std::string>& environment);

/// What the identities say of their accounts is added to `accounts`.
void name_accounts(const std::vector<Identity>& identities, aws::Accounts& accounts);
[[nodiscard]] iam::Credential credential_of(const Identity& identity, const aws::Accounts& accounts);

}  // namespace wt::cloud
