#pragma once
#include <optional>
#include <string>

#include "edge/waf/config.hpp"

/// What AWS WAF would refuse (its quotas and its API reference), said before a web ACL is made.
namespace wt::edge::waf {

/// The first thing that is wrong, as a sentence; nothing for a good rule.
[[nodiscard]] std::optional<std::string> rule_problem(const Rule& rule);
/// Of the whole: capacity, and what single rules do not tell.
[[nodiscard]] std::optional<std::string> acl_problem(const WebAclConfig& acl);

}  // namespace wt::edge::waf
