// What requests met: samples, limited addresses, logs.
#include <algorithm>

#include "edge/waf/api/find.hpp"
#include "edge/waf/api/request_log.hpp"
#include "edge/waf/api/scenario_acl.hpp"

namespace wt::edge::waf::api {

namespace {

/// Whose samples a metric's name asks for: a rule's, as it is called where it stands; "default" for the web ACL's own.
struct Sampled {
    std::string rule;
    std::string within;
};

[[nodiscard]] std::vector<Sampled> rules_with_metric(const WebAcl& acl, Catalogue& catalogue,
                                                     const std::string& metric) {
    std::vector<Sampled> found;
    if (acl.visibility_config.metric_name == metric || metric == "Default_Action") found.push_back({"default", {}});
    for (const Rule& rule : acl.rules.value_or(std::vector<Rule>())) {
        if (rule.visibility_config.metric_name == metric) found.push_back({rule.name, {}});
        const auto& reference = rule.statement.rule_group_reference_statement;
        const Entry<RuleGroup>* const group = reference ? catalogue.find<RuleGroup>(reference->arn) : nullptr;
        if (group == nullptr) continue;
        for (const Rule& one : group->detail.rules.value_or(std::vector<Rule>())) {
            if (one.visibility_config.metric_name == metric) found.push_back({rule.name, one.name});
        }
    }
    return found;
}

[[nodiscard]] std::vector<HttpHeader> headers_of(const std::vector<std::pair<std::string, std::string>>& from) {
    std::vector<HttpHeader> made;
    for (const auto& [name, value] : from) made.push_back({name, value});
    return made;
}

[[nodiscard]] SampledHttpRequest shown(const waf::WebAcl::Sample& sample, const WebAclConfig& config,
                                       const GroupIds& prefixes, Instant moment) {
    SampledHttpRequest made;
    made.request.client_ip = sample.client.text();
    made.request.country = country_of(config, sample.country, sample.client);
    made.request.uri = sample.target;
    made.request.method = sample.method;
    made.request.http_version = "HTTP/1.1";
    made.request.headers = headers_of(sample.headers);
    made.weight = 1;
    made.timestamp = moment;
    made.action = std::string(action_word(sample.action));
    if (!sample.within.empty()) {
        const auto prefix = prefixes.find(std::string(listed_name(sample.rule)));
        made.rule_name_within_rule_group = (prefix == prefixes.end() ? "" : prefix->second) + sample.within;
    }
    if (!sample.inserted.empty()) made.request_headers_inserted = headers_of(sample.inserted);
    if (sample.action == Action::block && sample.status != 0) made.response_code_sent = sample.status;
    if (!sample.labels.empty()) {
        made.labels.emplace();
        for (const std::string& label : sample.labels) made.labels->push_back({label});
    }
    if (sample.action == Action::captcha) {
        made.captcha_response.emplace();
        made.captcha_response->response_code = sample.status;
        made.captcha_response->failure_reason = "TOKEN_MISSING";
    }
    if (sample.action == Action::challenge) {
        made.challenge_response.emplace();
        made.challenge_response->response_code = sample.status;
        made.challenge_response->failure_reason = "TOKEN_MISSING";
    }
    return made;
}

}  // namespace

aws::Outcome<GetSampledRequestsResponse> WafV2::get_sampled_requests(const aws::Call& call,
                                                                     GetSampledRequestsRequest input) {
    const auto found = find_by_arn<WebAcl>(call, input.web_acl_arn);
    if (!found.ok()) return found.error();
    if (input.time_window.end_time < input.time_window.start_time)
        return invalid("The parameter contains a value that is not valid.", "TIME_WINDOW", "TimeWindow");
    GetSampledRequestsResponse output;
    output.sampled_requests.emplace();
    output.time_window = input.time_window;
    std::int64_t population = 0;
    if (const waf::WebAcl* const plane = planes_.find((*found)->plane)) {
        const auto wanted = rules_with_metric((*found)->detail, catalogue_, input.rule_metric_name);
        const GroupIds prefixes = group_prefixes((*found)->detail);
        for (const waf::WebAcl::Sample& sample : plane->samples()) {
            // Samples are timed by the run's clock.
            const Instant moment = context_.calendar() - (context_.now() - sample.when);
            if (moment < input.time_window.start_time || moment > input.time_window.end_time) continue;
            const bool fits = std::any_of(wanted.begin(), wanted.end(), [&](const Sampled& one) {
                return one.rule == listed_name(sample.rule) && (one.within.empty() || one.within == sample.within);
            });
            if (!fits) continue;
            ++population;
            if (static_cast<std::int64_t>(output.sampled_requests->size()) < input.max_items)
                output.sampled_requests->push_back(shown(sample, plane->config(), prefixes, moment));
        }
    }
    output.population_size = population;
    return output;
}

aws::Outcome<GetRateBasedStatementManagedKeysResponse> WafV2::get_rate_based_statement_managed_keys(
    const aws::Call& call, GetRateBasedStatementManagedKeysRequest input) {
    const auto found = find<WebAcl>(call, input.scope, input.web_acl_name, input.web_acl_id);
    if (!found.ok()) return found.error();
    const waf::WebAcl* const plane = planes_.find((*found)->plane);
    if (plane == nullptr) return nonexistent();
    // The rule, in the group that is named where one is.
    const std::string outer = input.rule_group_rule_name.value_or(input.rule_name);
    const std::string inner = input.rule_group_rule_name ? input.rule_name : "";
    const waf::Rule* rule = nullptr;
    const auto look = [&](const std::vector<waf::Rule>& rules, const std::string& name) {
        const auto at = std::find_if(rules.begin(), rules.end(),
                                     [&](const waf::Rule& one) { return listed_name(one.name) == name; });
        return at == rules.end() ? nullptr : &*at;
    };
    rule = look(plane->config().rules, outer);
    const std::string outer_name = rule == nullptr ? "" : rule->name;
    if (rule != nullptr && !inner.empty()) {
        const auto* group = std::get_if<waf::RuleGroup>(&rule->statement.is);
        rule = group == nullptr ? nullptr : look(group->rules, inner);
    }
    if (rule == nullptr) return nonexistent();
    const auto* rate = std::get_if<RateBased>(&rule->statement.is);
    if (rate == nullptr || rate->key == RateBased::Key::constant || rate->key == RateBased::Key::custom)
        return aws::Error(wafv2_errors::waf_unsupported_aggregate_key_type,
                          "The rule that you've named doesn't aggregate solely on the IP address or solely on the "
                          "forwarded IP address.");
    GetRateBasedStatementManagedKeysResponse output;
    output.managed_keys_ipv4.emplace();
    output.managed_keys_ipv4->ip_address_version = "IPV4";
    output.managed_keys_ipv4->addresses.emplace();
    output.managed_keys_ipv6.emplace();
    output.managed_keys_ipv6->ip_address_version = "IPV6";
    output.managed_keys_ipv6->addresses.emplace();
    for (const http::IpAddress& address : plane->limited(outer_name, inner)) {
        auto& keys = address.is_v4() ? output.managed_keys_ipv4 : output.managed_keys_ipv6;
        keys->addresses->push_back(address.text() + (address.is_v4() ? "/32" : "/128"));
    }
    return output;
}

aws::Outcome<PutLoggingConfigurationResponse> WafV2::put_logging_configuration(const aws::Call& call,
                                                                               PutLoggingConfigurationRequest input) {
    LoggingConfiguration& configuration = input.logging_configuration;
    const auto found = find_by_arn<WebAcl>(call, configuration.resource_arn);
    if (!found.ok()) return found.error();
    if (configuration.log_destination_configs.size() != 1)
        return invalid("The parameter contains a value that is not valid.", "LOG_DESTINATION", "LogDestinationConfigs");
    const std::string& destination = configuration.log_destination_configs.front();
    // AWS WAF Developer Guide, "Logging destinations": every name begins so.
    if (destination.find("aws-waf-logs-") == std::string::npos) {
        return invalid(
            "The ARN isn't valid. A valid ARN begins with arn: and includes other information separated by colons or "
            "slashes.",
            "LOG_DESTINATION", destination);
    }
    if (const auto refused = around_.refuse_log((*found)->place.of, destination))
        return invalid(*refused, "LOG_DESTINATION", destination);
    configuration.managed_by_firewall_manager = false;
    if (!configuration.log_type) configuration.log_type = "WAF_LOGS";
    if (!configuration.log_scope) configuration.log_scope = "CUSTOMER";
    PutLoggingConfigurationResponse output;
    output.logging_configuration = configuration;
    catalogue_.keep_logging(std::move(configuration));
    watch(**found);
    return output;
}

aws::Outcome<GetLoggingConfigurationResponse> WafV2::get_logging_configuration(const aws::Call& call,
                                                                               GetLoggingConfigurationRequest input) {
    const auto found = find_by_arn<WebAcl>(call, input.resource_arn);
    if (!found.ok()) return found.error();
    const auto logging = catalogue_.logging().find(input.resource_arn);
    if (logging == catalogue_.logging().end()) return nonexistent();
    GetLoggingConfigurationResponse output;
    output.logging_configuration = logging->second;
    return output;
}

aws::Outcome<DeleteLoggingConfigurationResponse> WafV2::delete_logging_configuration(
    const aws::Call& call, DeleteLoggingConfigurationRequest input) {
    const auto found = find_by_arn<WebAcl>(call, input.resource_arn);
    if (!found.ok()) return found.error();
    if (!catalogue_.drop_logging(input.resource_arn)) return nonexistent();
    watch(**found);
    return DeleteLoggingConfigurationResponse();
}

aws::Outcome<ListLoggingConfigurationsResponse> WafV2::list_logging_configurations(
    const aws::Call& call, ListLoggingConfigurationsRequest input) {
    const auto place = place_of_call(call, input.scope);
    if (!place.ok()) return place.error();
    std::map<std::string, LoggingConfiguration> all;
    for (const auto& [acl, configuration] : catalogue_.logging()) {
        if (place_of(acl) == *place) all.emplace(acl, configuration);
    }
    auto page = page_of(std::move(all), "wafv2:logging:" + input.scope, input, call.now);
    if (!page.ok()) return page.error();
    ListLoggingConfigurationsResponse output;
    output.logging_configurations = std::move(page->items);
    output.next_marker = std::move(page->next);
    return output;
}

}  // namespace wt::edge::waf::api
