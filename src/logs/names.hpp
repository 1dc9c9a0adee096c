#pragma once
#include <compare>
#include <optional>
#include <string>
#include <string_view>

#include "aws/accounts.hpp"

namespace wt::logs {

/// "arn:aws:logs:us-east-1:000000000000:log-group:NAME", without the ":*" that policies have behind it.
[[nodiscard]] std::string group_arn(const aws::AccountRegion& place, std::string_view group);
[[nodiscard]] std::string stream_arn(const aws::AccountRegion& place, std::string_view group, std::string_view stream);

/// A group that is named by its name or by its ARN, with ":*" behind it or without.
struct GroupName {
    /// None when it is the caller's.
    std::optional<aws::AccountRegion> place;
    std::string name;
};
/// None for an ARN of something else.
[[nodiscard]] std::optional<GroupName> read_group_name(std::string_view identifier);

}  // namespace wt::logs
