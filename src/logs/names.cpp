#include "logs/names.hpp"

#include <fmt/format.h>

namespace wt::logs {

std::string group_arn(const aws::AccountRegion& place, std::string_view group) {
    return fmt::format("arn:aws:logs:{}:{}:log-group:{}", place.region, place.account, group);
}

std::string stream_arn(const aws::AccountRegion& place, std::string_view group, std::string_view stream) {
    return fmt::format("{}:log-stream:{}", group_arn(place, group), stream);
}

std::optional<GroupName> read_group_name(std::string_view identifier) {
    if (!identifier.starts_with("arn:")) return GroupName{std::nullopt, std::string(identifier)};
    std::string_view parts[5];  // arn, the partition, the service, region, account
    for (std::string_view& part : parts) {
        const std::size_t colon = identifier.find(':');
        if (colon == std::string_view::npos) return std::nullopt;
        part = identifier.substr(0, colon);
        identifier.remove_prefix(colon + 1);
    }
    constexpr std::string_view kind = "log-group:";
    if (parts[2] != "logs" || !identifier.starts_with(kind)) return std::nullopt;
    identifier.remove_prefix(kind.size());
    if (identifier.ends_with(":*")) identifier.remove_suffix(2);
    if (identifier.empty() || identifier.find(':') != std::string_view::npos) return std::nullopt;
    return GroupName{aws::AccountRegion{std::string(parts[4]), std::string(parts[3])}, std::string(identifier)};
}

}  // namespace wt::logs
