#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "identity/records.hpp"

namespace wt::identity {

/// The filter of ListUsers: `email ^= "jo"`. An attribute, "=" or "^=" (begins with), and a text in quotes.
class UserFilter {
public:
    /// None where it is no filter, or by an attribute that cannot be searched by.
    [[nodiscard]] static std::optional<UserFilter> parse(std::string_view text);
    [[nodiscard]] bool takes(const UserEntry& user) const;

private:
    std::string attribute_;
    std::string value_;
    bool is_prefix_ = false;
};

}  // namespace wt::identity
