#include "edge/waf/web_acl.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "edge/waf/injection.hpp"
#include "edge/waf/size_match.hpp"

namespace wt::edge::waf {

namespace {

[[nodiscard]] AddressSet address_set(const IpSet& set) {
    std::vector<AddressBlock> blocks;
    for (const std::string& address : set.addresses) {
        const auto block = AddressBlock::parse(address);
        WT_ASSERT(block.has_value());
        blocks.push_back(*block);
    }
    return AddressSet(std::move(blocks));
}

[[nodiscard]] Counter* counter_of(Metrics& metrics, const std::string& acl, const Rule& rule) {
    switch (rule.action) {
        case Action::allow: return nullptr;
        case Action::block: return &metrics.counter(acl + ".blocked", {{"rule", rule.name}});
        case Action::count: return &metrics.counter(acl + ".counted", {{"rule", rule.name}});
    }
    return nullptr;
}

[[nodiscard]] Task<http::Response> answer(http::Response response) { co_return response; }

}  // namespace

WebAcl::WebAcl(const Context& context, std::string name, WebAclConfig config,
               std::function<http::Response()> block_response)
    : context_(context),
      name_(std::move(name)),
      default_action_(config.default_action),
      body_limit_(config.body_limit.count),
      block_response_(std::move(block_response)),
      requests_(context.metrics.counter(name_ + ".requests")),
      allowed_(context.metrics.counter(name_ + ".allowed")),
      blocked_by_default_(context.metrics.counter(name_ + ".blocked", {{"rule", "default"}})) {
    WT_ASSERT(default_action_ != Action::count);
    for (const Rule& rule : config.rules) {
        rules_.push_back({matcher_of(rule.statement), rule.action, counter_of(context.metrics, name_, rule)});
    }
}

WebAcl::Matcher WebAcl::matcher_of(const Statement& statement) const {
    if (const auto* rate = std::get_if<RateBased>(&statement)) return RateCounter(*rate, context_.now());
    if (const auto* set = std::get_if<IpSet>(&statement)) return address_set(*set);
    if (const auto* size = std::get_if<SizeConstraint>(&statement)) return *size;
    if (std::holds_alternative<SqliMatch>(statement)) return SqliMatch{};
    return XssMatch{};
}

Task<http::Response> WebAcl::handle(http::Request request, http::Next next) {
    requests_.add();
    if (decide(request) == Action::block) {
        http::Response response = block_response_();
        response.status = 403;
        return answer(std::move(response));
    }
    allowed_.add();
    return next(std::move(request));
}

Action WebAcl::decide(const http::Request& request) {
    ++decided_;
    for (ActiveRule& rule : rules_) {
        if (!matches(rule.matcher, request)) continue;
        if (rule.counter != nullptr) rule.counter->add();
        if (rule.action != Action::count) return rule.action;
    }
    if (default_action_ == Action::block) blocked_by_default_.add();
    return default_action_;
}

bool WebAcl::matches(Matcher& matcher, const http::Request& request) {
    if (auto* rate = std::get_if<RateCounter>(&matcher)) return rate->count(request.client, context_.now());
    if (const auto* set = std::get_if<AddressSet>(&matcher)) return set->contains(request.client);
    if (const auto* size = std::get_if<SizeConstraint>(&matcher)) return size_matches(*size, request);
    return any_text(request, std::holds_alternative<SqliMatch>(matcher) ? is_sqli : is_xss);
}

bool WebAcl::any_text(const http::Request& request, bool (*attack)(std::string_view)) {
    if (inspected_for_ != decided_) {
        inspected_.read(request, body_limit_);
        inspected_for_ = decided_;
    }
    const auto& texts = inspected_.texts();
    return std::any_of(texts.begin(), texts.end(), attack);
}

}  // namespace wt::edge::waf
