#pragma once
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "aws/principal.hpp"

namespace wt::aws {

/// Whose something is, and where: two accounts, and two regions of one, know nothing of each other.
struct AccountRegion {
    std::string account;
    std::string region;
    friend auto operator<=>(const AccountRegion&, const AccountRegion&) = default;
};

/// How S3's ACLs and listings name an account.
struct AccountNames {
    std::string canonical_user_id;  // empty: derived from the account's id
    std::string display_name;       // empty: not shown
};

/// What was said of accounts when the program was started: which one is meant where nobody says, and what some of them
/// are called. Any account of 12 digits exists.
class Accounts {
public:
    Accounts() = default;
    Accounts(std::string usual, std::string region) : usual_(std::move(usual)), region_(std::move(region)) {}

    /// Later words on the same account replace earlier ones.
    void name(std::string_view account, AccountNames names) {
        named_.insert_or_assign(std::string(account), std::move(names));
    }

    [[nodiscard]] const std::string& usual() const { return usual_; }
    /// The region of a call whose signature names none.
    [[nodiscard]] const std::string& usual_region() const { return region_; }
    [[nodiscard]] AccountRegion usual_place() const { return {usual_, region_}; }
    /// The account that an access key stands for when nobody made the key: a key id of 12 digits is the account, any
    /// other (AKIA..., "test") is the usual one's, as elsewhere in this field.
    [[nodiscard]] std::string_view of_key(std::string_view access_key_id) const;
    [[nodiscard]] std::string canonical_user_id(std::string_view account) const;
    /// What was said; empty: it is derived.
    [[nodiscard]] std::string_view said_canonical_user_id(std::string_view account) const;
    /// Empty without one.
    [[nodiscard]] std::string_view display_name(std::string_view account) const;
    /// Of the account with that canonical user id.
    [[nodiscard]] std::string_view display_name_of_id(std::string_view canonical_user_id) const;

private:
    [[nodiscard]] const AccountNames* find(std::string_view account) const;

    std::string usual_{default_account};
    std::string region_ = "us-east-1";
    std::map<std::string, AccountNames, std::less<>> named_;
};

}  // namespace wt::aws
