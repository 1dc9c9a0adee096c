// Statements of web ACLs in a scenario's words.
#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "blueprint/components.hpp"

namespace wt::blueprint {

namespace {

/// AWS WAF Developer Guide, "AWS Managed Rules rule groups list", and what a scenario calls them.
constexpr std::array<std::pair<std::string_view, std::string_view>, 12> managed_groups = {
    {{"AWSManagedRulesCommonRuleSet", "core"},
     {"AWSManagedRulesAdminProtectionRuleSet", "admin-protection"},
     {"AWSManagedRulesKnownBadInputsRuleSet", "known-bad-inputs"},
     {"AWSManagedRulesSQLiRuleSet", "sqli"},
     {"AWSManagedRulesLinuxRuleSet", "linux-os"},
     {"AWSManagedRulesUnixRuleSet", "posix-os"},
     {"AWSManagedRulesWindowsRuleSet", "windows-os"},
     {"AWSManagedRulesPHPRuleSet", "php"},
     {"AWSManagedRulesWordPressRuleSet", "wordpress"},
     {"AWSManagedRulesBotControlRuleSet", "bot-control"},
     {"AWSManagedRulesAmazonIpReputationList", "ip-reputation"},
     {"AWSManagedRulesAnonymousIpList", "anonymous-ip"}}};

/// Which part of a request, and how it is read; false: a scenario has no words for it.
[[nodiscard]] bool add_part(OrderedJson& to, const OrderedJson& said) {
    const OrderedJson& field = member(said, "FieldToMatch");
    const auto has = [&](const char* name) { return !member(field, name).is_null(); };
    const auto settings = [&](const char* name) {
        const OrderedJson& of = member(field, name);
        if (const std::string oversize = text(of, "OversizeHandling"); !oversize.empty())
            to["oversize"] = oversize == "CONTINUE" ? "inspect_visible" : lower(oversize);
        if (const std::string scope = text(of, "MatchScope"); !scope.empty())
            to["scope"] = scope == "KEY" ? "keys" : scope == "VALUE" ? "values" : "all";
        for (const char* const included : {"IncludedHeaders", "IncludedCookies", "IncludedPaths"}) {
            const OrderedJson& names = member(member(of, "MatchPattern"), included);
            if (!names.empty()) to["include"] = names;
        }
        for (const char* const excluded : {"ExcludedHeaders", "ExcludedCookies"}) {
            const OrderedJson& names = member(member(of, "MatchPattern"), excluded);
            if (!names.empty()) to["exclude"] = names;
        }
    };
    if (has("SingleHeader")) {
        to["part"] = "header:" + text(field, "SingleHeader.Name");
    } else if (has("SingleQueryArgument")) {
        to["part"] = "query:" + text(field, "SingleQueryArgument.Name");
    } else if (has("AllQueryArguments")) {
        to["part"] = "query_arguments";
    } else if (has("UriPath")) {
        to["part"] = "path";
    } else if (has("QueryString")) {
        to["part"] = "query";
    } else if (has("Method")) {
        to["part"] = "method";
    } else if (has("Body")) {
        to["part"] = "body";
        settings("Body");
    } else if (has("Headers")) {
        to["part"] = "headers";
        settings("Headers");
    } else if (has("Cookies")) {
        to["part"] = "cookies";
        settings("Cookies");
    } else if (has("JsonBody")) {
        to["part"] = "json_body";
        settings("JsonBody");
        const std::string invalid = text(field, "JsonBody.InvalidFallbackBehavior");
        if (!invalid.empty()) to["invalid"] = invalid == "EVALUATE_AS_STRING" ? "as_string" : lower(invalid);
    } else {
        return false;
    }
    std::vector<const OrderedJson*> changes;
    for (const OrderedJson& each : member(said, "TextTransformations")) changes.push_back(&each);
    std::stable_sort(changes.begin(), changes.end(), [](const OrderedJson* a, const OrderedJson* b) {
        return number(*a, "Priority", 0) < number(*b, "Priority", 0);
    });
    for (const OrderedJson* const each : changes) {
        if (const std::string type = text(*each, "Type"); type != "NONE") to["transform"].push_back(lower(type));
    }
    return true;
}

[[nodiscard]] OrderedJson managed_group(const Resources& resources, const OrderedJson& said) {
    OrderedJson made = OrderedJson::object();
    for (const auto& [theirs, ours] : managed_groups) {
        if (text(said, "Name") == theirs && text(said, "VendorName") == "AWS") made["managed"] = std::string(ours);
    }
    if (made.empty()) return made;
    for (const OrderedJson& each : member(said, "RuleActionOverrides")) {
        if (!member(each, "ActionToUse.Count").is_null()) made["counted"].push_back(text(each, "Name"));
    }
    for (const OrderedJson& each : member(said, "ExcludedRules")) made["counted"].push_back(text(each, "Name"));
    if (const OrderedJson& within = member(said, "ScopeDownStatement"); !within.is_null()) {
        made["scope_down"] = rule_statement(resources, within);
        if (made["scope_down"].empty()) made.clear();
    }
    return made;
}

/// Custom keys as a scenario lists them; empty: it has no word for one.
[[nodiscard]] OrderedJson keys_of(const OrderedJson& said) {
    OrderedJson keys = OrderedJson::array();
    for (const OrderedJson& each : member(said, "CustomKeys")) {
        const auto named = [&](const char* theirs, const std::string& ours) {
            if (!member(each, theirs).is_null()) keys.push_back(ours + text(each, std::string(theirs) + ".Name"));
        };
        const std::size_t before = keys.size();
        named("Header", "header:");
        named("Cookie", "cookie:");
        named("QueryArgument", "query:");
        if (!member(each, "UriPath").is_null()) keys.push_back("path");
        if (!member(each, "HTTPMethod").is_null()) keys.push_back("method");
        if (!member(each, "IP").is_null()) keys.push_back("ip");
        if (!member(each, "LabelNamespace").is_null())
            keys.push_back("label:" + text(each, "LabelNamespace.Namespace"));
        if (keys.size() == before) return OrderedJson::array();
    }
    return keys;
}

[[nodiscard]] OrderedJson rate(const Resources& resources, const OrderedJson& said) {
    OrderedJson limits = OrderedJson::object();
    limits["limit"] = text(said, "Limit");
    limits["window"] = seconds_text(number(said, "EvaluationWindowSec", 300));
    const std::string key = text(said, "AggregateKeyType");
    if (key == "CUSTOM_KEYS") {
        limits["key"] = keys_of(said);
        if (limits["key"].empty()) return OrderedJson::object();
    } else {
        limits["key"] = key == "FORWARDED_IP" ? "forwarded_ip" : key == "CONSTANT" ? "constant" : "ip";
    }
    if (const std::string header = text(said, "ForwardedIPConfig.HeaderName"); !header.empty())
        limits["forwarded"]["header"] = header;
    if (const OrderedJson& within = member(said, "ScopeDownStatement"); !within.is_null()) {
        limits["scope_down"] = rule_statement(resources, within);
        if (limits["scope_down"].empty()) return OrderedJson::object();
    }
    return OrderedJson{{"rate_based", std::move(limits)}};
}

[[nodiscard]] OrderedJson several(const Resources& resources, const OrderedJson& said, const char* word) {
    OrderedJson list = OrderedJson::array();
    for (const OrderedJson& each : member(said, "Statements")) {
        list.push_back(rule_statement(resources, each));
        if (list.back().empty()) return OrderedJson::object();
    }
    return OrderedJson{{word, std::move(list)}};
}

[[nodiscard]] OrderedJson patterns(const Resources& resources, const OrderedJson& said) {
    OrderedJson found = OrderedJson::array();
    if (const std::string one = text(said, "RegexString"); !one.empty()) found.push_back(one);
    if (const Resource* const set = resources.target(member(said, "Arn"), "AWS::WAFv2::RegexPatternSet"))
        found = member(set->properties, "RegularExpressionList");
    return found;
}

}  // namespace

OrderedJson rule_statement(const Resources& resources, const OrderedJson& said) {
    OrderedJson made = OrderedJson::object();
    const auto looks = [&](const char* theirs, const char* ours, OrderedJson settings) {
        if (add_part(settings, member(said, theirs))) made[ours] = std::move(settings);
    };
    if (!said.is_object() || said.size() != 1) return made;
    const std::string kind = said.begin().key();
    const OrderedJson& of = said.begin().value();
    if (kind == "ManagedRuleGroupStatement") return managed_group(resources, of);
    if (kind == "RateBasedStatement") return rate(resources, of);
    if (kind == "AndStatement") return several(resources, of, "and");
    if (kind == "OrStatement") return several(resources, of, "or");
    if (kind == "NotStatement") {
        OrderedJson inner = rule_statement(resources, member(of, "Statement"));
        if (!inner.empty()) made["not"] = std::move(inner);
    } else if (kind == "LabelMatchStatement") {
        made["label_match"] = text(of, "Key");
    } else if (kind == "GeoMatchStatement") {
        made["geo"]["countries"] = member(of, "CountryCodes");
    } else if (kind == "IPSetReferenceStatement") {
        if (const Resource* const own = resources.target(member(of, "Arn"), "AWS::WAFv2::IPSet"))
            made["ip_set"]["addresses"] = member(own->properties, "Addresses");
    } else if (kind == "SqliMatchStatement") {
        looks("SqliMatchStatement", "sqli", OrderedJson::object());
        const std::string level = text(of, "SensitivityLevel");
        if (!made.empty() && !level.empty()) made["sensitivity"] = lower(level);
    } else if (kind == "XssMatchStatement") {
        looks("XssMatchStatement", "xss", OrderedJson::object());
    } else if (kind == "ByteMatchStatement") {
        const std::string sought = text(of, "SearchString");
        if (!sought.empty())
            looks("ByteMatchStatement", "byte_match",
                  {{"text", sought}, {"position", lower(text(of, "PositionalConstraint"))}});
    } else if (kind == "RegexMatchStatement" || kind == "RegexPatternSetReferenceStatement") {
        OrderedJson found = patterns(resources, of);
        if (!found.empty()) looks(kind.c_str(), "regex", {{"patterns", std::move(found)}});
    } else if (kind == "SizeConstraintStatement") {
        looks("SizeConstraintStatement", "size",
              {{"over", text(of, "Size") + "B"}, {"compare", lower(text(of, "ComparisonOperator"))}});
    }
    return made;
}

}  // namespace wt::blueprint
