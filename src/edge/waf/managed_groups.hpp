#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "edge/waf/config.hpp"
#include "edge/waf/inspected.hpp"

namespace wt::edge::waf {

/// A rule of a managed group, by AWS's names. Where it has a threat, it matches when a text of that place is one; the
/// others are made in managed.cpp. `decided`: false for those whose knowledge AWS keeps (lists of addresses, clients'
/// behaviour), which never match here.
struct ManagedRule {
    std::string_view name;
    std::string_view label;
    Threat threat = Threat::none;
    Place place = Place::path;
    Action action = Action::block;
    bool decided = true;
};

/// A managed group as AWS lists it (AWS WAF Developer Guide, "AWS Managed Rules rule groups list").
struct ManagedGroupInfo {
    ManagedGroup::Name name;
    std::string_view word;    // in scenarios: "core"
    std::string_view vendor;  // "AWS"
    std::string_view aws_name;
    std::string_view labels;  // the namespace of its labels, within that of the vendor
    std::uint64_t units;
    bool versions;
    std::string_view about;
    std::span<const ManagedRule> rules;
};

[[nodiscard]] std::span<const ManagedGroupInfo> managed_groups();
[[nodiscard]] const ManagedGroupInfo& managed_group(ManagedGroup::Name name);
/// "awswaf:managed:aws:core-rule-set:"
[[nodiscard]] std::string label_prefix(const ManagedGroupInfo& group);

}  // namespace wt::edge::waf
