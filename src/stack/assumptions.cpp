#include "stack/assumptions.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "base/assert.hpp"
#include "base/literals.hpp"

namespace wt::stack {

namespace {

/// Notes of one component what of its latencies is assumed.
struct Assumptions {
    const std::string& component;
    std::vector<Assumption>& all;

    void note(std::string_view what, Latency& latency) const {
        if (latency.assumed && !latency.law.is_zero()) all.push_back({fmt::format("{}{}", component, what), &latency});
    }
    void operator()(edge::DistributionConfig& config) const {
        for (auto& pop : config.pops) note(fmt::format(" {} rtt", pop.name), pop.rtt);
        note(" hit", config.hit);
        note(" miss", config.miss_overhead);
        note(" origin", config.origin_rtt);
        if (config.shield) note(" shield", config.shield->rtt);
    }
    void operator()(gateway::RestApiConfig& config) const {
        note(" overhead", config.overhead);
        if (config.authorizer.kind != gateway::AuthorizerConfig::Kind::none)
            note(" authorizer", config.authorizer.latency);
    }
    void operator()(lambda::FunctionConfig& config) const {
        note(" platform", config.platform);
        note(" init", config.init);
        note(" first run", config.first_run);
        for (auto& handler : config.handlers) {
            note(" " + handler.route, handler.work);
            note(" " + handler.route + " cpu", handler.cpu);
        }
    }
    void operator()(rds::PrimaryConfig& config) const { note(" network", config.latency); }
    void operator()(rds::ReplicaConfig& config) const { note(" network", config.latency); }
    template <class Other>
    void operator()(Other& config) const {
        note("", config.latency);
    }
};

/// How far the evaluations of a web ACL's rate-based rules are apart.
[[nodiscard]] std::vector<Duration> rate_rules_of(const edge::waf::WebAclConfig& config) {
    std::vector<Duration> all;
    for (const edge::waf::Rule& rule : config.rules) {
        const auto* const rate = std::get_if<edge::waf::RateBased>(&rule.statement.is);
        if (rate != nullptr && std::find(all.begin(), all.end(), rate->evaluate_every) == all.end())
            all.push_back(rate->evaluate_every);
    }
    return all;
}

}  // namespace

std::string exact_limits(const std::vector<Component>& components) {
    std::string named;
    const auto name = [&](std::string what) { named += (named.empty() ? "" : "; ") + std::move(what); };
    for (const Component& component : components) {
        const auto* const api = std::get_if<gateway::RestApiConfig>(&component.config);
        if (api != nullptr && api->limit_hosts == 1) name(component.name + " (throttle.hosts)");
        const auto* const acl = std::get_if<edge::waf::WebAclConfig>(&component.config);
        if (acl == nullptr) continue;
        std::string every;
        for (const Duration apart : rate_rules_of(*acl)) every += (every.empty() ? "" : ", ") + format_duration(apart);
        if (!every.empty())
            name(fmt::format("{}'s rate rules, decided every {} (rate_based.evaluate_every)", component.name, every));
    }
    return named.empty() ? named : "Limits taken as exact, which AWS keeps by best effort: " + named + ".";
}

std::vector<Assumption> assumptions(std::vector<Component>& components) {
    static constexpr std::string_view order[] = {
        "cognito", "cloudfront", "wafv2", "apigateway-rest", "lambda", "elasticache", "sqs", "kinesis", "firehose",
        "s3",      "dynamodb",   "http",  "rds-proxy",       "rds",    "rds-replica"};
    std::vector<Assumption> all;
    for (const std::string_view type : order) {
        for (Component& component : components) {
            if (component.type == type) std::visit(Assumptions{component.name, all}, component.config);
        }
    }
    return all;
}

Distribution times(double factor, const Distribution& law) {
    const std::string& text = law.text();
    std::string scaled;
    for (std::size_t at = 0; at < text.size();) {
        // Words and numbers; a time is one that begins with a digit and has a unit: no shape, weight or name is.
        std::size_t end = at;
        while (end < text.size() && (is_word_character(text[end]) || text[end] == '.')) ++end;
        if (end == at) {
            scaled += text[at++];
            continue;
        }
        const std::string word = text.substr(at, end - at);
        at = end;
        const bool has_unit = is_digit(word.front()) && !is_digit(word.back()) && word.back() != '.';
        const auto time = has_unit ? parse_duration(word) : Result<Duration>(Error{});
        scaled += time.ok() ? fmt::format("{}ns", std::llround(static_cast<double>(time->count()) * factor)) : word;
    }
    const auto parsed = parse_distribution(scaled);
    WT_ASSERT(parsed.ok());
    return *parsed;
}

}  // namespace wt::stack
