#include "edge/waf/web_acl.hpp"

#include "base/assert.hpp"
#include "edge/waf/injection.hpp"
#include "edge/waf/inspected.hpp"

namespace wt::edge::waf {

namespace {

[[nodiscard]] bool size_matches(const SizeConstraint& constraint, const http::Request& request) {
    std::uint64_t size = 0;
    switch (constraint.part) {
        case SizeConstraint::Part::body: size = request.body.size(); break;
        case SizeConstraint::Part::query: size = request.query.size(); break;
        case SizeConstraint::Part::path: size = request.path.size(); break;
        case SizeConstraint::Part::method: size = http::name(request.method).size(); break;
    }
    const std::uint64_t limit = constraint.size.count;
    switch (constraint.comparison) {
        case SizeConstraint::Comparison::eq: return size == limit;
        case SizeConstraint::Comparison::ne: return size != limit;
        case SizeConstraint::Comparison::le: return size <= limit;
        case SizeConstraint::Comparison::lt: return size < limit;
        case SizeConstraint::Comparison::ge: return size >= limit;
        case SizeConstraint::Comparison::gt: return size > limit;
    }
    return false;
}

}  // namespace

WebAcl::WebAcl(const Context& context, std::string name, WebAclConfig config,
               std::function<http::Response()> block_response)
    : context_(context),
      name_(std::move(name)),
      config_(std::move(config)),
      block_response_(std::move(block_response)),
      requests_(context.metrics.counter(name_ + ".requests")),
      allowed_(context.metrics.counter(name_ + ".allowed")),
      blocked_by_default_(context.metrics.counter(name_ + ".blocked", {{"rule", "default"}})) {
    for (const Rule& rule : config_.rules) {
        const char* metric = rule.action == Action::block ? ".blocked" : ".counted";
        Counter& counter = context.metrics.counter(name_ + metric, {{"rule", rule.name}});
        if (const auto* rate = std::get_if<RateBased>(&rule.statement)) {
            rules_.push_back({RateCounter(*rate, context.now()), rule.action, &counter});
        } else if (const auto* set = std::get_if<IpSet>(&rule.statement)) {
            std::vector<AddressBlock> blocks;
            for (const std::string& address : set->addresses) {
                const auto block = AddressBlock::parse(address);
                WT_ASSERT(block.has_value());
                blocks.push_back(*block);
            }
            rules_.push_back({AddressSet(std::move(blocks)), rule.action, &counter});
        } else if (const auto* size = std::get_if<SizeConstraint>(&rule.statement)) {
            rules_.push_back({*size, rule.action, &counter});
        } else if (std::holds_alternative<SqliMatch>(rule.statement)) {
            rules_.push_back({SqliMatch{}, rule.action, &counter});
        } else {
            rules_.push_back({XssMatch{}, rule.action, &counter});
        }
    }
}

bool WebAcl::matches(Matcher& matcher, const http::Request& request) {
    if (auto* rate = std::get_if<RateCounter>(&matcher)) return rate->count(request.client, context_.now());
    if (const auto* set = std::get_if<AddressSet>(&matcher)) return set->contains(request.client);
    if (const auto* size = std::get_if<SizeConstraint>(&matcher)) return size_matches(*size, request);
    const std::uint64_t limit = config_.body_limit.count;
    return any_inspected(request, limit, std::holds_alternative<SqliMatch>(matcher) ? is_sqli : is_xss);
}

Action WebAcl::decide(const http::Request& request) {
    for (ActiveRule& rule : rules_) {
        if (!matches(rule.matcher, request)) continue;
        if (rule.action != Action::allow) rule.counter->add();
        if (rule.action != Action::count) return rule.action;
    }
    if (config_.default_action == Action::block) blocked_by_default_.add();
    return config_.default_action;
}

Task<http::Response> WebAcl::handle(http::Request request, http::Next next) {
    requests_.add();
    if (decide(request) == Action::block) co_return block_response_();
    allowed_.add();
    co_return co_await next(std::move(request));
}

}  // namespace wt::edge::waf
