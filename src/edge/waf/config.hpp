#pragma once
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "base/gate.hpp"
#include "base/literals.hpp"

namespace wt::edge::waf {

enum class Action : std::uint8_t { allow, block, count };

/// The parts of a request that the managed SQLi and XSS statements look at: query arguments, body, cookies.
struct SqliMatch {};
struct XssMatch {};

/// Counts requests by aggregation key; above `limit` in `window` the action applies (AWS WAF, "Rate-based rules").
struct RateBased {
    enum class Key : std::uint8_t { ip, constant };
    std::uint64_t limit = 2000;     // 10 to 2,000,000,000
    Duration window = 300s;         // 60, 120, 300 or 600 s
    Duration evaluate_every = 30s;  // "usually within 30 seconds"
    Key key = Key::ip;
};

struct IpSet {
    std::vector<std::string> addresses;  // CIDR, v4 or v6: "192.0.2.0/24", "2001:db8::/32"
};

struct SizeConstraint {
    enum class Part : std::uint8_t { body, query, path, method };
    enum class Comparison : std::uint8_t { eq, ne, le, lt, ge, gt };
    Part part = Part::body;
    Comparison comparison = Comparison::gt;
    Bytes size{8192};
};

using Statement = std::variant<SqliMatch, XssMatch, RateBased, IpSet, SizeConstraint>;

struct Rule {
    std::string name;
    Statement statement;
    Action action = Action::block;
};

struct WebAclConfig {
    std::vector<Rule> rules;  // in order of priority
    Action default_action = Action::allow;
    Bytes body_limit{16 * 1024};  // how much of a body is inspected (CloudFront's default)
    Latency latency;
};

}  // namespace wt::edge::waf
