#include "edge/waf/web_acl.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "base/assert.hpp"
#include "edge/waf/core_filter.hpp"

namespace wt::edge::waf {

namespace {

[[nodiscard]] Task<http::Response> answer(http::Response response) { co_return response; }

[[nodiscard]] bool inserts(const Rule& rule) {
    if (!rule.inserted.empty()) return true;
    const auto any = [](const std::vector<Override>& overrides) {
        return std::any_of(overrides.begin(), overrides.end(),
                           [](const Override& one) { return !one.outcome.inserted.empty(); });
    };
    if (const auto* managed = std::get_if<ManagedGroup>(&rule.statement.is)) return any(managed->overrides);
    const auto* group = std::get_if<RuleGroup>(&rule.statement.is);
    return group != nullptr &&
           (any(group->overrides) || std::any_of(group->rules.begin(), group->rules.end(), inserts));
}

[[nodiscard]] http::Response own_response(const CustomResponse& own) {
    http::Response response;
    response.status = own.status;
    if (!own.body.empty()) {
        response.headers.add("Content-Type", Text(own.content_type));
        response.body = Text(own.body);
    }
    for (const auto& [name, value] : own.headers) response.headers.add(Text(name), Text(value));
    return response;
}

/// What a client that has no token is told (AWS WAF Developer Guide, "CAPTCHA and Challenge in AWS WAF"). The page that
/// a browser would get a token by is AWS's own, and is not here.
[[nodiscard]] http::Response token_wanted(Action action) {
    http::Response response;
    const bool captcha = action == Action::captcha;
    response.status = captcha ? 405 : 202;
    response.headers.add("x-amzn-waf-action", captcha ? Text("captcha") : Text("challenge"));
    response.headers.add("Cache-Control", "no-store, max-age=0");
    response.headers.add("Access-Control-Expose-Headers", "x-amzn-waf-action");
    return response;
}

}  // namespace

WebAcl::WebAcl(const Context& context, std::string name, WebAclConfig config)
    : context_(context),
      name_(std::move(name)),
      config_(std::move(config)),
      requests_(context.metrics.counter(name_ + ".requests")),
      allowed_(context.metrics.counter(name_ + ".allowed")),
      blocked_by_default_(counter_of(Action::block, "default")) {
    WT_ASSERT(config_.default_action == Action::allow || config_.default_action == Action::block);
    start_over();
}

WebAcl::~WebAcl() = default;

Counter& WebAcl::counter_of(Action action, std::string_view rule) {
    static constexpr std::string_view names[] = {"allowed", "blocked", "counted", "captcha", "challenge"};
    return context_.metrics.counter(fmt::format("{}.{}", name_, names[static_cast<std::size_t>(action)]),
                                    {{"rule", std::string(rule)}});
}

void WebAcl::start_over() {
    rules_ = compile({});
    samples_.clear();
}

std::vector<WebAcl::ActiveRule> WebAcl::compile(const std::vector<ActiveRule>& before) {
    std::vector<ActiveRule> made;
    const MatcherParts parts{context_, config_, core_};
    inserts_ = !config_.default_inserted.empty();
    for (const Rule& rule : config_.rules) {
        inserts_ = inserts_ || inserts(rule);
        const auto counts = [](const Rule& one) { return one.action == Action::count; };
        const auto same = std::find_if(before.begin(), before.end(), [&](const ActiveRule& old) {
            return old.rule->name == rule.name && counts(*old.rule) == counts(rule) &&
                   old.rule->statement == rule.statement;
        });
        ActiveRule active{&rule, nullptr, nullptr, {}, std::vector<Counter*>(5)};
        if (same != before.end()) {
            active.matcher = same->matcher;
            active.group = same->group;
        } else {
            active.group = make_group(rule.statement, parts);
            if (active.group == nullptr) active.matcher = make_matcher(rule.statement, parts);
        }
        // Counters of what a rule does not do begin when a group's does.
        if (rule.action != Action::allow)
            active.counters[static_cast<std::size_t>(rule.action)] = &counter_of(rule.action, rule.name);
        const std::string& name = config_.name.empty() ? name_ : config_.name;
        for (const std::string& label : rule.labels)
            active.labels.push_back(fmt::format("awswaf:{}:webacl:{}:{}", config_.account, name, label));
        made.push_back(std::move(active));
    }
    return made;
}

std::optional<Error> WebAcl::update(WebAclConfig config) {
    WT_ASSERT(config.default_action == Action::allow || config.default_action == Action::block);
    // Requests are never in here for longer than a call, so nobody sees the change half made.
    WebAclConfig before = std::exchange(config_, std::move(config));
    try {
        // What a matcher knows of countries and accounts it has copied.
        const bool same = before.countries == config_.countries && before.account == config_.account;
        rules_ = compile(same ? rules_ : std::vector<ActiveRule>{});
    } catch (const std::runtime_error& missing) {
        config_ = std::move(before);
        return Error{missing.what()};
    }
    return std::nullopt;
}

std::optional<http::Response> WebAcl::look_at(http::Request& request, const Before& before) {
    requests_.add();
    counted_.clear();
    Evaluation evaluation(request, context_.now(), config_.body_limits.of(before.what).count, inspected_);
    evaluation.country_field =
        before.what == Protected::distribution ? "CloudFront-Viewer-Country" : "X-Windtunnel-Country";
    const Met ended = decide(evaluation);
    const bool goes_on = ended.action == Action::allow;
    std::optional<http::Response> refused;
    if (!goes_on) refused = refusal(ended, before.block_response);
    if (inserts_) gather_inserted(ended);
    if (ended.rule != nullptr || evaluation.now - last_default_sample_ >= 1s) {
        if (ended.rule == nullptr) last_default_sample_ = evaluation.now;
        keep_sample(ended, evaluation, refused ? refused->status : 0);
    }
    if (watcher_) watcher_({request, evaluation, before, ended, counted_, refused ? refused->status : 0, inserted_});
    if (refused) return refused;
    allowed_.add();
    for (const auto& [name, value] : inserted_) request.headers.set(Text(name), Text(value));
    return std::nullopt;
}

Task<http::Response> Guard::handle(http::Request&& request, http::Next next) {
    if (auto blocked = acl_->look_at(request, before_)) return answer(std::move(*blocked));
    return next.to(behind_, std::move(request));
}

const Outcome& WebAcl::outcome_of(const Met& met, Outcome& own) {
    if (met.within != nullptr) return met.within->outcome;
    own = met.rule->outcome();
    return own;
}

http::Response WebAcl::refusal(const Met& ended, const BlockResponse& block_response) const {
    if (ended.action != Action::block) return token_wanted(ended.action);
    const std::optional<CustomResponse>* own = nullptr;
    if (ended.within != nullptr) {
        own = &ended.within->outcome.response;
    } else if (ended.rule != nullptr) {
        own = &ended.rule->response;
    }
    if (own != nullptr && *own) return own_response(**own);
    if (ended.rule == nullptr && config_.default_responds) return own_response(config_.default_response);
    http::Response response = block_response();
    response.status = 403;
    return response;
}

void WebAcl::gather_inserted(const Met& ended) {
    inserted_.clear();
    Outcome own;
    const auto add = [&](const auto& headers) {
        for (const auto& [name, value] : headers) inserted_.emplace_back("x-amzn-waf-" + name, value);
    };
    for (const Met& met : counted_) add(outcome_of(met, own).inserted);
    if (ended.rule == nullptr) {
        add(config_.default_inserted);
    } else if (ended.action == Action::allow) {
        add(outcome_of(ended, own).inserted);
    }
}

void WebAcl::count(ActiveRule& rule, const LiveRule* within, Action action) {
    Counter*& counter = rule.counters[static_cast<std::size_t>(action)];
    if (counter == nullptr && action != Action::allow) counter = &counter_of(action, rule.rule->name);
    if (counter != nullptr) counter->add();
    if (action == Action::count) counted_.push_back({rule.rule, within, action});
}

WebAcl::Met WebAcl::decide(Evaluation& evaluation) {
    for (ActiveRule& rule : rules_) {
        if (rule.group == nullptr) {
            if (!rule.matcher->matches(evaluation)) continue;
            evaluation.labels.insert(evaluation.labels.end(), rule.labels.begin(), rule.labels.end());
            const Met met{rule.rule, nullptr, rule.rule->action};
            count(rule, nullptr, met.action);
            if (met.action != Action::count) return met;
            keep_sample(met, evaluation, 0);
            continue;
        }
        in_group_.clear();
        const LiveRule* const ended = rule.group->look(evaluation, in_group_);
        for (const LiveRule* one : in_group_) {
            counted_.push_back({rule.rule, one, Action::count});
            keep_sample(counted_.back(), evaluation, 0);
        }
        if (ended == nullptr) continue;
        const bool only_counts = rule.rule->action == Action::count;
        const Met met{rule.rule, ended, only_counts ? Action::count : ended->outcome.action};
        count(rule, ended, met.action);
        if (!only_counts) return met;
        keep_sample(met, evaluation, 0);
    }
    if (config_.default_action == Action::block) blocked_by_default_.add();
    return {nullptr, nullptr, config_.default_action};
}

void WebAcl::keep_sample(const Met& met, const Evaluation& evaluation, int status) {
    const http::Request& request = evaluation.request;
    if (samples_.size() >= most_samples) samples_.pop_front();
    Sample& sample = samples_.emplace_back();
    sample.when = evaluation.now;
    sample.rule = met.rule == nullptr ? "default" : met.rule->name;
    if (met.within != nullptr) sample.within = met.within->name;
    sample.action = met.action;
    sample.client = request.client;
    sample.country = evaluation.country();
    sample.method = http::method_name(request);
    sample.target = request.path.str();
    if (!request.query.empty()) sample.target.append("?").append(request.query);
    for (const http::Header& field : request.headers) sample.headers.emplace_back(field.name.str(), field.value.str());
    sample.labels = evaluation.labels;
    sample.inserted = inserted_;
    sample.status = status;
}

std::vector<http::IpAddress> WebAcl::limited(std::string_view rule, std::string_view within) const {
    for (const ActiveRule& active : rules_) {
        if (active.rule->name != rule) continue;
        if (active.group == nullptr) return active.matcher->limited(context_.now());
        for (const LiveRule& one : active.group->rules()) {
            if (one.name == within) return one.matcher->limited(context_.now());
        }
    }
    return {};
}

}  // namespace wt::edge::waf
