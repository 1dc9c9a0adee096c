#pragma once
#include <map>
#include <string>

#include "edge/waf/api/wafv2_shapes.hpp"
#include "edge/waf/web_acl.hpp"

namespace wt::edge::waf::api {

/// Whether a request belongs in the log, by the configuration's filter.
[[nodiscard]] bool wants(const LoggingConfiguration& configuration, const waf::WebAcl::Looked& looked);
/// How the groups that a web ACL's rules refer to are called, by the names of these rules:
/// "AWS#AWSManagedRulesSQLiRuleSet", with "#VERSION" where one is named, or a group's ARN (Developer Guide, "Log
/// examples").
using GroupIds = std::map<std::string, std::string>;
[[nodiscard]] GroupIds group_ids(const WebAcl& acl);
/// What goes before a rule's name in samples: "AWS#AWSManagedRulesSQLiRuleSet#", "GROUP#" (API Reference,
/// SampledHTTPRequest).
[[nodiscard]] GroupIds group_prefixes(const WebAcl& acl);

/// What a record says of the web ACL.
struct LoggedAcl {
    std::string arn;
    GroupIds groups;
};
/// Its record, as AWS WAF writes it (Developer Guide, "Log fields"): one line of JSON. What is redacted reads REDACTED.
[[nodiscard]] std::string log_record(const LoggingConfiguration& configuration, const LoggedAcl& acl,
                                     const WebAclConfig& config, const waf::WebAcl::Looked& looked, Instant now);

/// "ALLOW", "BLOCK", ...
[[nodiscard]] std::string_view action_word(Action action);
/// Where a viewer is: what is said of it, or what the web ACL's countries say of its address; "-" when nobody knows.
[[nodiscard]] std::string country_of(const WebAclConfig& config, std::string_view said, const http::IpAddress& address);

}  // namespace wt::edge::waf::api
