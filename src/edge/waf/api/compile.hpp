#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "edge/waf/api/catalogue.hpp"
#include "edge/waf/config.hpp"

namespace wt::edge::waf::api {

using Bodies = std::map<std::string, CustomResponseBody>;

/// Rules as the request path knows them, in order of priority: sets and groups that they refer to are written in. An
/// error says what AWS would refuse.
[[nodiscard]] aws::Outcome<std::vector<waf::Rule>> compile(const std::vector<Rule>& rules, const Bodies& bodies,
                                                           const Place& place, Catalogue& catalogue);
/// The same of a whole web ACL.
[[nodiscard]] aws::Outcome<WebAclConfig> compile(const WebAcl& acl, const Place& place, Catalogue& catalogue);

/// The ARNs of sets and groups that rules refer to.
[[nodiscard]] std::vector<std::string> references(const std::vector<Rule>& rules);

/// Text transformations by AWS's names, "URL_DECODE"; none: there is none of that name.
[[nodiscard]] std::optional<Transformation> transformation_of(std::string_view name);

}  // namespace wt::edge::waf::api
