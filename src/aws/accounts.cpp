#include "aws/accounts.hpp"

namespace wt::aws {

const AccountNames* Accounts::find(std::string_view account) const {
    const auto found = named_.find(account);
    return found == named_.end() ? nullptr : &found->second;
}

std::string_view Accounts::of_key(std::string_view access_key_id) const {
    return is_account_id(access_key_id) ? access_key_id : std::string_view(usual_);
}

std::string_view Accounts::said_canonical_user_id(std::string_view account) const {
    const AccountNames* const names = find(account);
    return names == nullptr ? std::string_view() : names->canonical_user_id;
}

std::string Accounts::canonical_user_id(std::string_view account) const {
    const std::string_view said = said_canonical_user_id(account);
    return said.empty() ? aws::canonical_user_id(account) : std::string(said);
}

std::string_view Accounts::display_name(std::string_view account) const {
    const AccountNames* const names = find(account);
    return names == nullptr ? std::string_view() : names->display_name;
}

std::string_view Accounts::display_name_of_id(std::string_view canonical_user_id) const {
    for (const auto& [account, names] : named_) {
        if (!names.display_name.empty() && this->canonical_user_id(account) == canonical_user_id)
            return names.display_name;
    }
    return {};
}

}  // namespace wt::aws
