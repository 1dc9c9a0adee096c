#pragma once
#include <string>
#include <string_view>

#include "edge/waf/api/catalogue.hpp"
#include "edge/waf/config.hpp"

namespace wt::edge::waf::api {

/// What is known of a firewall of the scenario beside its configuration.
struct ScenarioAcl {
    std::string plane;
    aws::AccountRegion place;
    bool global = false;  // it stands before distributions
};
/// Lists it as AWS WAF's API tells of it, with a set for each list of addresses or patterns in its rules.
void list_scenario(Catalogue& catalogue, const ScenarioAcl& about, const WebAclConfig& config);

/// A rule's name as AWS takes it: letters, digits, '_' and '-'.
[[nodiscard]] std::string listed_name(std::string_view rule);

}  // namespace wt::edge::waf::api
