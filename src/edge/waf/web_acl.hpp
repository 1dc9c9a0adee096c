#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/context.hpp"
#include "edge/waf/config.hpp"
#include "edge/waf/inspected.hpp"
#include "edge/waf/ip_set.hpp"
#include "edge/waf/rate_counter.hpp"
#include "http/tier.hpp"

namespace wt::edge::waf {

/// A web ACL: rules in order of priority. The first that matches and blocks or allows decides; those that count let the
/// request go on to the next. What a blocked viewer sees depends on what the ACL protects, so whoever wires it says.
///
/// Metrics: NAME.requests and NAME.allowed; NAME.blocked and NAME.counted with the label `rule` for each rule that
/// blocks or counts, and rule="default" for the default action: their sum is the total.
class WebAcl final : public http::Tier {
public:
    /// `block_response` is asked for every blocked request; its answer goes out with status 403. The addresses of IP
    /// sets are ones that AddressBlock::parse accepts.
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
        Counter* counter;  // matches that blocked, or that counted; null for a rule that allows
    };
    [[nodiscard]] Matcher matcher_of(const Statement& statement) const;
    [[nodiscard]] Action decide(const http::Request& request);
    [[nodiscard]] bool matches(Matcher& matcher, const http::Request& request);
    [[nodiscard]] bool any_text(const http::Request& request, bool (*attack)(std::string_view));

    Context context_;
    std::string name_;
    Action default_action_;
    std::uint64_t body_limit_;
    std::function<http::Response()> block_response_;
    std::vector<ActiveRule> rules_;
    InspectedTexts inspected_;
    std::uint64_t decided_ = 0;        // how many requests were looked at
    std::uint64_t inspected_for_ = 0;  // which of them inspected_ was read from
    Counter& requests_;
    Counter& allowed_;
    Counter& blocked_by_default_;
};

}  // namespace wt::edge::waf
