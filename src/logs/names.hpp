#pragma once
#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace wt::logs {

/// Whose logs, and where: an account's logs of two regions know nothing of each other.
struct Place {
    std::string account;
    std::string region;
    friend auto operator<=>(const Place&, const Place&) = default;
};

/// "arn:aws:logs:us-east-1:000000000000:log-group:NAME", without the ":*" that policies have behind it.
[[nodiscard]] std::string group_arn(const Place& place, std::string_view group);
[[nodiscard]] std::string stream_arn(const Place& place, std::string_view group, std::string_view stream);

/// A group that is named by its name or by its ARN, with ":*" behind it or without.
struct GroupName {
    /// None when it is the caller's.
    std::optional<Place> place;
    std::string name;
};
/// None for an ARN of something else.
[[nodiscard]] std::optional<GroupName> read_group_name(std::string_view identifier);

}  // namespace wt::logs
