#pragma once
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/context.hpp"
#include "edge/waf/config.hpp"
#include "edge/waf/ip_set.hpp"
#include "edge/waf/rate_counter.hpp"
#include "http/tier.hpp"

namespace wt::edge::waf {

/// A web ACL: rules in order of priority. The first that matches and blocks or allows decides; those that count let the
/// request go on to the next. What a blocked viewer sees depends on what the ACL protects, so whoever wires it says.
class WebAcl final : public http::Tier {
public:
    WebAcl(const Context& context, std::string name, WebAclConfig config,
           std::function<http::Response()> block_response);

    [[nodiscard]] std::string_view name() const override { return name_; }
    [[nodiscard]] Task<http::Response> handle(http::Request request, http::Next next) override;

private:
    /// A statement with what it needs to be evaluated.
    using Matcher = std::variant<SqliMatch, XssMatch, RateCounter, AddressSet, SizeConstraint>;
    struct ActiveRule {
        Matcher matcher;
        Action action;
        Counter* counter;  // matches that blocked, or that counted
    };
    [[nodiscard]] Action decide(const http::Request& request);
    [[nodiscard]] bool matches(Matcher& matcher, const http::Request& request);

    Context context_;
    std::string name_;
    WebAclConfig config_;
    std::function<http::Response()> block_response_;
    std::vector<ActiveRule> rules_;
    Counter& requests_;
    Counter& allowed_;
    Counter& blocked_by_default_;
};

}  // namespace wt::edge::waf
