#pragma once
#include <string>

#include "edge/waf/api/wafv2_shapes.hpp"
#include "edge/waf/web_acl.hpp"

namespace wt::edge::waf::api {

/// Whether a request belongs in the log, by the configuration's filter.
[[nodiscard]] bool wants(const LoggingConfiguration& configuration, const waf::WebAcl::Looked& looked);
/// Its record, as AWS WAF writes it (Developer Guide, "Log fields"): one line of JSON. What is redacted reads REDACTED.
[[nodiscard]] std::string log_record(const LoggingConfiguration& configuration, const std::string& acl,
                                     const WebAclConfig& config, const waf::WebAcl::Looked& looked, Instant now);

/// "ALLOW", "BLOCK", ...
[[nodiscard]] std::string_view action_word(Action action);
/// Where a viewer is: what is said of it, or what the web ACL's countries say of its address; "-" when nobody knows.
[[nodiscard]] std::string country_of(const WebAclConfig& config, std::string_view said, const http::IpAddress& address);

}  // namespace wt::edge::waf::api
