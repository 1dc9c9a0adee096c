#include "edge/waf/api/request_log.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "base/ascii.hpp"
#include "edge/waf/api/scenario_acl.hpp"
#include "edge/waf/ip_set.hpp"

namespace wt::edge::waf::api {

namespace {

/// AWS's word for whose request it was.
[[nodiscard]] std::string_view source_name(Protected what) {
    switch (what) {
        case Protected::distribution: return "CF";
        case Protected::user_pool: return "COGNITOIDP";
        case Protected::api: break;
    }
    return "APIGW";
}

using OrderedJson = nlohmann::ordered_json;

[[nodiscard]] bool holds(const Condition& condition, const waf::WebAcl::Looked& looked) {
    if (condition.action_condition) {
        const std::string& wanted = condition.action_condition->action;
        return action_word(looked.ended.action) == wanted || (wanted == "COUNT" && !looked.counted.empty());
    }
    if (!condition.label_name_condition) return false;
    const auto& labels = looked.evaluation.labels;
    return std::find(labels.begin(), labels.end(), condition.label_name_condition->label_name) != labels.end();
}

[[nodiscard]] bool meets(const Filter& filter, const waf::WebAcl::Looked& looked) {
    const auto one = [&](const Condition& condition) { return holds(condition, looked); };
    const auto& all = filter.conditions;
    return filter.requirement == "MEETS_ALL" ? std::all_of(all.begin(), all.end(), one)
                                             : std::any_of(all.begin(), all.end(), one);
}

[[nodiscard]] std::string_view type_of(const waf::WebAcl::Met& met) {
    if (met.rule == nullptr) return "REGULAR";
    if (std::holds_alternative<ManagedGroup>(met.rule->statement.is)) return "MANAGED_RULE_GROUP";
    if (std::holds_alternative<waf::RuleGroup>(met.rule->statement.is)) return "GROUP";
    return std::holds_alternative<RateBased>(met.rule->statement.is) ? "RATE_BASED" : "REGULAR";
}

[[nodiscard]] std::string_view limit_key(const waf::WebAcl::Met& met) {
    const auto* rate = met.rule == nullptr ? nullptr : std::get_if<RateBased>(&met.rule->statement.is);
    if (rate == nullptr) return {};
    static constexpr std::string_view words[] = {"IP", "FORWARDED_IP", "CONSTANT", "CUSTOMKEYS"};
    return words[static_cast<std::size_t>(rate->key)];
}

/// What a rule's group made of the request. A group that only counts tells of the rule that would have ended it.
[[nodiscard]] OrderedJson group_of(const std::string& id, const waf::Rule& rule, const waf::WebAcl::Looked& looked,
                                   bool ends) {
    OrderedJson group{{"ruleGroupId", id},
                      {"terminatingRule", nullptr},
                      {"nonTerminatingMatchingRules", OrderedJson::array()},
                      {"excludedRules", nullptr},
                      {"customerConfig", nullptr}};
    const auto told = [](const auto& within) {
        return OrderedJson{
            {"ruleId", within.name}, {"action", action_word(within.outcome.action)}, {"ruleMatchDetails", nullptr}};
    };
    for (const waf::WebAcl::Met& met : looked.counted) {
        if (met.within == nullptr || met.rule == nullptr || met.rule->name != rule.name) continue;
        if (met.within->outcome.action == Action::count) {
            group["nonTerminatingMatchingRules"].push_back(told(*met.within));
        } else {
            group["terminatingRule"] = told(*met.within);
        }
    }
    if (ends && looked.ended.within != nullptr) group["terminatingRule"] = told(*looked.ended.within);
    return group;
}

}  // namespace

std::string_view action_word(Action action) {
    static constexpr std::string_view words[] = {"ALLOW", "BLOCK", "COUNT", "CAPTCHA", "CHALLENGE"};
    return words[static_cast<std::size_t>(action)];
}

std::string country_of(const WebAclConfig& config, std::string_view said, const http::IpAddress& address) {
    if (!said.empty()) return std::string(said);
    for (const auto& [country, blocks] : config.countries) {
        for (const std::string& text : blocks) {
            const auto block = AddressBlock::parse(text);
            if (block && block->is_v4() == address.is_v4() && block->contains(address)) return country;
        }
    }
    return "-";
}

bool wants(const LoggingConfiguration& configuration, const waf::WebAcl::Looked& looked) {
    if (!configuration.logging_filter) return true;
    for (const Filter& filter : configuration.logging_filter->filters) {
        if (meets(filter, looked)) return filter.behavior == "KEEP";
    }
    return configuration.logging_filter->default_behavior == "KEEP";
}

GroupIds group_ids(const WebAcl& acl) {
    GroupIds ids;
    for (const Rule& rule : acl.rules.value_or(std::vector<Rule>())) {
        if (const auto& managed = rule.statement.managed_rule_group_statement) {
            std::string id = managed->vendor_name + "#" + managed->name;
            if (managed->version) id += "#" + *managed->version;
            ids.emplace(rule.name, std::move(id));
        } else if (const auto& reference = rule.statement.rule_group_reference_statement) {
            ids.emplace(rule.name, reference->arn);
        }
    }
    return ids;
}

GroupIds group_prefixes(const WebAcl& acl) {
    GroupIds prefixes;
    for (const Rule& rule : acl.rules.value_or(std::vector<Rule>())) {
        if (const auto& managed = rule.statement.managed_rule_group_statement) {
            prefixes.emplace(rule.name, managed->vendor_name + "#" + managed->name + "#");
        } else if (const auto& reference = rule.statement.rule_group_reference_statement) {
            // "arn:aws:wafv2:REGION:ACCOUNT:SCOPE/rulegroup/NAME/ID"
            std::vector<std::string_view> parts;
            each_part(reference->arn, '/', [&](std::string_view part) { parts.push_back(part); });
            constexpr std::size_t name = 2;
            prefixes.emplace(rule.name, parts.size() > name ? std::string(parts[name]) + "#" : "");
        }
    }
    return prefixes;
}

std::string log_record(const LoggingConfiguration& configuration, const LoggedAcl& acl, const WebAclConfig& config,
                       const waf::WebAcl::Looked& looked, Instant now) {
    const auto redacted = [&](auto member, std::string_view header = {}) {
        const auto fields = configuration.redacted_fields.value_or(std::vector<FieldToMatch>());
        return std::any_of(fields.begin(), fields.end(), [&](const FieldToMatch& field) {
            if (!(field.*member).has_value()) return false;
            return header.empty() || (field.single_header && same_ignoring_case(field.single_header->name, header));
        });
    };
    const http::Request& request = looked.request;
    const auto milliseconds = std::chrono::floor<std::chrono::milliseconds>(now.time_since_epoch()).count();
    OrderedJson record;
    record["timestamp"] = milliseconds;
    record["formatVersion"] = 1;
    record["webaclId"] = acl.arn;
    record["terminatingRuleId"] = looked.ended.rule == nullptr ? "Default_Action" : looked.ended.rule->name;
    record["terminatingRuleType"] = type_of(looked.ended);
    record["action"] = action_word(looked.ended.action);
    record["terminatingRuleMatchDetails"] = OrderedJson::array();
    record["httpSourceName"] = source_name(looked.before.what);
    record["httpSourceId"] = looked.before.source.empty() ? "-" : looked.before.source;
    // Every group that looked at the request, whether a rule of it matched or not.
    OrderedJson groups = OrderedJson::array();
    for (const waf::Rule& rule : config.rules) {
        const bool ends = looked.ended.rule != nullptr && looked.ended.rule->name == rule.name;
        const auto id = acl.groups.find(std::string(listed_name(rule.name)));
        if (id != acl.groups.end()) groups.push_back(group_of(id->second, rule, looked, ends));
        if (ends) break;
    }
    OrderedJson counted = OrderedJson::array();
    OrderedJson rates = OrderedJson::array();
    const auto add_rate = [&](const waf::WebAcl::Met& met) {
        if (const std::string_view key = limit_key(met); !key.empty())
            rates.push_back({{"rateBasedRuleName", met.rule->name}, {"limitKey", key}});
    };
    for (const waf::WebAcl::Met& met : looked.counted) {
        add_rate(met);
        // What a rule within a group counts stands in its group.
        if (met.within != nullptr && met.within->outcome.action == Action::count) continue;
        counted.push_back(
            {{"ruleId", met.rule->name}, {"action", "COUNT"}, {"ruleMatchDetails", OrderedJson::array()}});
    }
    add_rate(looked.ended);
    record["ruleGroupList"] = std::move(groups);
    record["rateBasedRuleList"] = std::move(rates);
    record["nonTerminatingMatchingRules"] = std::move(counted);
    record["requestHeadersInserted"] = nullptr;
    if (!looked.inserted.empty()) {
        record["requestHeadersInserted"] = OrderedJson::array();
        for (const auto& [name, value] : looked.inserted)
            record["requestHeadersInserted"].push_back({{"name", name}, {"value", value}});
    }
    record["responseCodeSent"] = nullptr;
    if (looked.ended.action == Action::block && looked.status != 403) record["responseCodeSent"] = looked.status;
    OrderedJson asked;
    asked["clientIp"] = request.client.text();
    asked["country"] = country_of(config, looked.evaluation.country(), request.client);
    asked["headers"] = OrderedJson::array();
    for (const http::Header& field : request.headers) {
        const bool hidden = redacted(&FieldToMatch::single_header, field.name);
        asked["headers"].push_back({{"name", field.name.str()}, {"value", hidden ? "REDACTED" : field.value.str()}});
    }
    asked["uri"] = redacted(&FieldToMatch::uri_path) ? "REDACTED" : request.path.str();
    asked["args"] = redacted(&FieldToMatch::query_string) ? "REDACTED" : request.query.str();
    asked["httpVersion"] = "HTTP/1.1";
    asked["httpMethod"] = redacted(&FieldToMatch::method) ? "REDACTED" : std::string(http::method_name(request));
    asked["requestId"] = std::to_string(request.number);
    record["httpRequest"] = std::move(asked);
    record["labels"] = OrderedJson::array();
    for (const std::string& label : looked.evaluation.labels) record["labels"].push_back({{"name", label}});
    return record.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

}  // namespace wt::edge::waf::api
