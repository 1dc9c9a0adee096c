#include "edge/waf/web_acl.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "base/assert.hpp"
#include "edge/waf/core_filter.hpp"

namespace wt::edge::waf {

namespace {

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

WebAcl::WebAcl(const Context& context, std::string name, WebAclConfig config)
    : context_(context),
      name_(std::move(name)),
      config_(std::move(config)),
      requests_(context.metrics.counter(name_ + ".requests")),
      allowed_(context.metrics.counter(name_ + ".allowed")),
      blocked_by_default_(context.metrics.counter(name_ + ".blocked", {{"rule", "default"}})) {
    WT_ASSERT(config_.default_action != Action::count);
    start_over();
}

WebAcl::~WebAcl() = default;

void WebAcl::start_over() {
    rules_ = compile({});
    samples_.clear();
}

std::vector<WebAcl::ActiveRule> WebAcl::compile(const std::vector<ActiveRule>& before) {
    std::vector<ActiveRule> made;
    const MatcherParts parts{context_, config_, core_};
    for (const Rule& rule : config_.rules) {
        const auto counts = [](const Rule& one) { return one.action == Action::count; };
        const auto same = std::find_if(before.begin(), before.end(), [&](const ActiveRule& old) {
            return old.rule->name == rule.name && counts(*old.rule) == counts(rule) &&
                   old.rule->statement == rule.statement;
        });
        Statement statement = rule.statement;
        if (auto* group = std::get_if<ManagedGroup>(&statement.is)) group->counts = counts(rule);
        ActiveRule active{&rule,
                          same != before.end() ? same->matcher : make_matcher(statement, parts),
                          counter_of(context_.metrics, name_, rule),
                          {}};
        for (const std::string& label : rule.labels) {
            active.labels.push_back(fmt::format("awswaf:000000000000:webacl:{}:{}", name_, label));
        }
        made.push_back(std::move(active));
    }
    return made;
}

std::optional<Error> WebAcl::update(WebAclConfig config) {
    WT_ASSERT(config.default_action != Action::count);
    // Requests are never in here for longer than a call, so nobody sees the change half made.
    WebAclConfig before = std::exchange(config_, std::move(config));
    try {
        // What a matcher knows of countries it has copied.
        rules_ = compile(before.countries == config_.countries ? rules_ : std::vector<ActiveRule>{});
    } catch (const std::runtime_error& missing) {
        config_ = std::move(before);
        return Error{missing.what()};
    }
    return std::nullopt;
}

std::optional<http::Response> WebAcl::look_at(const http::Request& request, const BlockResponse& block_response) {
    requests_.add();
    const ActiveRule* rule = decide(request);
    if (rule == nullptr && config_.default_action == Action::block) blocked_by_default_.add();
    const Action action = rule == nullptr ? config_.default_action : rule->rule->action;
    if (action == Action::block) return refusal(rule, block_response);
    allowed_.add();
    return std::nullopt;
}

Task<http::Response> Guard::handle(http::Request&& request, http::Next next) {
    if (auto blocked = acl_->look_at(request, block_response_)) return answer(std::move(*blocked));
    return next.to(behind_, std::move(request));
}

http::Response WebAcl::refusal(const ActiveRule* rule, const BlockResponse& block_response) {
    if (rule == nullptr || !rule->rule->response) {
        http::Response response = block_response();
        response.status = 403;
        return response;
    }
    const CustomResponse& own = *rule->rule->response;
    http::Response response;
    response.status = own.status;
    if (!own.body.empty()) {
        response.headers.add("Content-Type", Text(own.content_type));
        response.body = Text(own.body);
    }
    for (const auto& [name, value] : own.headers) response.headers.add(Text(name), Text(value));
    return response;
}

const WebAcl::ActiveRule* WebAcl::decide(const http::Request& request) {
    Evaluation evaluation(request, context_.now(), config_.body_limit.count, inspected_);
    for (const ActiveRule& rule : rules_) {
        if (!rule.matcher->matches(evaluation)) continue;
        evaluation.labels.insert(evaluation.labels.end(), rule.labels.begin(), rule.labels.end());
        if (rule.counter != nullptr) rule.counter->add();
        keep_sample(rule, evaluation);
        if (rule.rule->action != Action::count) return &rule;
    }
    return nullptr;
}

void WebAcl::keep_sample(const ActiveRule& rule, const Evaluation& evaluation) {
    const http::Request& request = evaluation.request;
    std::string target = request.path.str();
    if (!request.query.empty()) target.append("?").append(request.query);
    if (samples_.size() >= most_samples) samples_.pop_front();
    samples_.push_back(Sample{evaluation.now, rule.rule->name, rule.rule->action, request.client, std::move(target),
                              evaluation.labels});
}

}  // namespace wt::edge::waf
