#include "cloudformation/conversions.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

#include <fmt/format.h>

#include "base/base64.hpp"
#include "cloudformation/fit.hpp"
#include "cloudformation/language/flaw.hpp"
#include "cloudformation/template_shapes.hpp"

namespace wt::cloudformation {

namespace {

using language::Flaw;

[[nodiscard]] std::string text_in(const OrderedJson& value) {
    return value.is_string() ? value.get<std::string>() : language::written(value);
}
[[nodiscard]] std::string text_in(const OrderedJson& of, const char* name) {
    return of.contains(name) ? text_in(of[name]) : "";
}

/// Members that go over as they are, under the same name or another; what is in neither list is refused.
struct Passed {
    std::string_view from;
    std::string_view to;
};
template <std::size_t Size>
[[nodiscard]] OrderedJson passed(const OrderedJson& of, const std::array<Passed, Size>& rows, std::string_view what,
                                 std::initializer_list<std::string_view> otherwise = {}) {
    OrderedJson made = OrderedJson::object();
    for (const auto& [key, value] : of.items()) {
        const auto row = std::find_if(rows.begin(), rows.end(), [&](const Passed& each) { return each.from == key; });
        if (row != rows.end()) {
            made[std::string(row->to)] = value;
        } else if (std::find(otherwise.begin(), otherwise.end(), key) == otherwise.end()) {
            throw NotTaken(fmt::format("#/{}", what), key);
        }
    }
    return made;
}

constexpr std::array transition_members = {Passed{"TransitionInDays", "Days"}, Passed{"TransitionDate", "Date"},
                                           Passed{"StorageClass", "StorageClass"}};
constexpr std::array noncurrent_members = {Passed{"TransitionInDays", "NoncurrentDays"},
                                           Passed{"StorageClass", "StorageClass"},
                                           Passed{"NewerNoncurrentVersions", "NewerNoncurrentVersions"}};
constexpr std::array rule_members = {Passed{"Id", "ID"}, Passed{"Status", "Status"},
                                     Passed{"AbortIncompleteMultipartUpload", "AbortIncompleteMultipartUpload"},
                                     Passed{"NoncurrentVersionExpiration", "NoncurrentVersionExpiration"}};

[[nodiscard]] OrderedJson filter_of(const OrderedJson& rule) {
    OrderedJson parts = OrderedJson::object();
    std::size_t count = 0;
    if (rule.contains("Prefix")) parts["Prefix"] = rule["Prefix"], ++count;
    if (rule.contains("ObjectSizeGreaterThan")) parts["ObjectSizeGreaterThan"] = rule["ObjectSizeGreaterThan"], ++count;
    if (rule.contains("ObjectSizeLessThan")) parts["ObjectSizeLessThan"] = rule["ObjectSizeLessThan"], ++count;
    static const OrderedJson none = OrderedJson::array();
    const OrderedJson& tags = rule.contains("TagFilters") ? rule["TagFilters"] : none;
    count += tags.size();
    OrderedJson made = OrderedJson::object();
    if (count > 1) {
        if (!tags.empty()) parts["Tags"] = tags;
        made["And"] = std::move(parts);
    } else if (tags.size() == 1) {
        made["Tag"] = tags[0];
    } else if (count == 1) {
        made = std::move(parts);
    } else {
        made["Prefix"] = "";
    }
    return made;
}

/// CloudFormation's "ExpirationInDays: 30" to S3's "Expiration: {Days: 30}".
[[nodiscard]] OrderedJson lifecycle_rule(const OrderedJson& rule) {
    OrderedJson made =
        passed(rule, rule_members, "LifecycleConfiguration/Rules",
               {"Prefix", "ObjectSizeGreaterThan", "ObjectSizeLessThan", "TagFilters", "ExpirationInDays",
                "ExpirationDate", "ExpiredObjectDeleteMarker", "Transitions", "Transition",
                "NoncurrentVersionTransitions", "NoncurrentVersionTransition", "NoncurrentVersionExpirationInDays"});
    made["Filter"] = filter_of(rule);
    OrderedJson expiration = OrderedJson::object();
    if (rule.contains("ExpirationInDays")) expiration["Days"] = rule["ExpirationInDays"];
    if (rule.contains("ExpirationDate")) expiration["Date"] = rule["ExpirationDate"];
    if (rule.contains("ExpiredObjectDeleteMarker"))
        expiration["ExpiredObjectDeleteMarker"] = rule["ExpiredObjectDeleteMarker"];
    if (!expiration.empty()) made["Expiration"] = std::move(expiration);
    if (rule.contains("NoncurrentVersionExpirationInDays"))
        made["NoncurrentVersionExpiration"]["NoncurrentDays"] = rule["NoncurrentVersionExpirationInDays"];
    const auto transitions = [&](const char* many, const char* one, const auto& members, const char* as) {
        OrderedJson list = rule.contains(many) ? rule[many] : OrderedJson::array();
        if (rule.contains(one)) list.push_back(rule[one]);
        OrderedJson all = OrderedJson::array();
        for (const OrderedJson& each : list) all.push_back(passed(each, members, many));
        if (!all.empty()) made[as] = std::move(all);
    };
    transitions("Transitions", "Transition", transition_members, "Transitions");
    transitions("NoncurrentVersionTransitions", "NoncurrentVersionTransition", noncurrent_members,
                "NoncurrentVersionTransitions");
    return made;
}

[[nodiscard]] OrderedJson lifecycle(const OrderedJson& rules) {
    OrderedJson made = OrderedJson::array();
    for (const OrderedJson& each : rules) made.push_back(lifecycle_rule(each));
    return made;
}

constexpr std::array<Passed, 0> no_members{};

[[nodiscard]] OrderedJson managed_parts(const OrderedJson& list) {
    OrderedJson made = OrderedJson::array();
    for (const OrderedJson& each : list) {
        if (each.is_object() && each.contains("ApiGatewayManaged") && each["ApiGatewayManaged"] == true)
            made.push_back(each);
    }
    return made;
}

[[nodiscard]] OrderedJson notifications(const OrderedJson& said) {
    struct Kind {
        const char* from;
        const char* to;
        const char* target;
        const char* arn;
    };
    static constexpr Kind kinds[] = {
        {"LambdaConfigurations", "LambdaFunctionConfigurations", "Function", "LambdaFunctionArn"},
        {"QueueConfigurations", "QueueConfigurations", "Queue", "QueueArn"},
        {"TopicConfigurations", "TopicConfigurations", "Topic", "TopicArn"}};
    (void)passed(said, no_members, "NotificationConfiguration",
                 {"LambdaConfigurations", "QueueConfigurations", "TopicConfigurations", "EventBridgeConfiguration"});
    OrderedJson made = OrderedJson::object();
    for (const Kind& kind : kinds) {
        if (!said.contains(kind.from)) continue;
        OrderedJson list = OrderedJson::array();
        for (const OrderedJson& each : said[kind.from]) {
            OrderedJson one = OrderedJson::object();
            one["Events"] = OrderedJson::array({text_in(each, "Event")});
            one[kind.arn] = text_in(each, kind.target);
            if (each.contains("Filter") && each["Filter"].contains("S3Key"))
                one["Filter"]["Key"]["FilterRules"] = each["Filter"]["S3Key"]["Rules"];
            list.push_back(std::move(one));
        }
        made[kind.to] = std::move(list);
    }
    if (said.contains("EventBridgeConfiguration") &&
        text_in(said["EventBridgeConfiguration"], "EventBridgeEnabled") != "false")
        made["EventBridgeConfiguration"] = OrderedJson::object();
    return made;
}

void add_replacement(OrderedJson& to, std::string path, const OrderedJson& value) {
    OrderedJson patch = OrderedJson::object();
    patch["op"] = "replace";
    patch["path"] = std::move(path);
    patch["value"] = text_in(value);
    to.push_back(std::move(patch));
}

/// API Gateway API Reference, "UpdateStage", paths of patch operations.
[[nodiscard]] OrderedJson method_settings(const OrderedJson& said) {
    static constexpr std::array settings = {Passed{"CacheDataEncrypted", "caching/dataEncrypted"},
                                            Passed{"CacheTtlInSeconds", "caching/ttlInSeconds"},
                                            Passed{"CachingEnabled", "caching/enabled"},
                                            Passed{"DataTraceEnabled", "logging/dataTrace"},
                                            Passed{"LoggingLevel", "logging/loglevel"},
                                            Passed{"MetricsEnabled", "metrics/enabled"},
                                            Passed{"ThrottlingBurstLimit", "throttling/burstLimit"},
                                            Passed{"ThrottlingRateLimit", "throttling/rateLimit"}};
    OrderedJson made = OrderedJson::array();
    if (said.contains("MethodSettings")) {
        for (const OrderedJson& each : said["MethodSettings"]) {
            std::string path = each.contains("ResourcePath") ? text_in(each["ResourcePath"]) : "/*";
            const std::string method = each.contains("HttpMethod") ? text_in(each["HttpMethod"]) : "*";
            if (path == "/*") {
                path = "*";
            } else {
                for (std::size_t at = path.find('/'); at != std::string::npos; at = path.find('/', at + 2))
                    path.replace(at, 1, "~1");
            }
            const OrderedJson known = passed(each, settings, "MethodSettings", {"ResourcePath", "HttpMethod"});
            for (const auto& [name, value] : known.items())
                add_replacement(made, fmt::format("/{}/{}/{}", path, method, name), value);
        }
    }
    if (said.contains("AccessLogSetting")) {
        static constexpr std::array members = {Passed{"DestinationArn", "destinationArn"}, Passed{"Format", "format"}};
        const OrderedJson known = passed(said["AccessLogSetting"], members, "AccessLogSetting");
        for (const auto& [name, value] : known.items()) add_replacement(made, "/accessLogSettings/" + name, value);
    }
    return made;
}

[[nodiscard]] std::string media_path(std::string type) {
    for (std::size_t at = type.find('/'); at != std::string::npos; at = type.find('/', at + 2))
        type.replace(at, 1, "~1");
    return "/binaryMediaTypes/" + type;
}

[[nodiscard]] std::string letters(std::string name) {
    std::erase_if(name,
                  [](char c) { return !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')); });
    return name;
}

[[nodiscard]] OrderedJson listed(const OrderedJson& said) {
    OrderedJson made = OrderedJson::array();
    if (!said.contains("of")) return made;
    for (const OrderedJson& each : said["of"]) {
        OrderedJson one = OrderedJson::object();
        one[said["as"].get<std::string>()] = each;
        made.push_back(std::move(one));
    }
    return made;
}

[[nodiscard]] std::string canned_acl(const std::string& name) {
    std::string made;
    for (const char c : name) {
        const bool capital = c >= 'A' && c <= 'Z';
        if (capital && !made.empty()) made += '-';
        made += capital ? static_cast<char>(c + ('a' - 'A')) : c;
    }
    return made;
}

[[nodiscard]] std::string in_brackets(const OrderedJson& list) {
    std::string made;
    for (const OrderedJson& each : list) made += (made.empty() ? "" : ", ") + text_in(each);
    return "[" + made + "]";
}

/// API Gateway expands what a policy says in short ("execute-api:/prod/GET/*"): the policy as it was said, if it was
/// said so. API Gateway Developer Guide, "API Gateway resource policy examples".
[[nodiscard]] OrderedJson short_policy(const OrderedJson& of) {
    constexpr std::string_view head = "execute-api:/";
    if (!of.contains("of")) return OrderedJson(OrderedJson::value_t::discarded);
    std::string told = text_in(of["of"]);
    // It is told as a text within a text.
    for (std::size_t at = told.find('\\'); at != std::string::npos; at = told.find('\\', at + 1)) told.erase(at, 1);
    if (text_in(of, "said").find('"' + std::string(head)) == std::string::npos) return told;
    const std::string long_form = text_in(of, "long");
    for (std::size_t at = told.find(long_form); at != std::string::npos; at = told.find(long_form, at))
        told.replace(at, long_form.size(), head);
    return told;
}

}  // namespace

OrderedJson converted(std::string_view name, const OrderedJson& value) {
    if (name == "zip") {
        if (!value.contains("ZipFile")) return OrderedJson(OrderedJson::value_t::discarded);
        return base64_encode(
            inline_package(text_in(value, "Handler"), text_in(value, "Runtime"), text_in(value, "ZipFile")));
    }
    if (name == "bytes") return base64_encode(text_in(value));
    if (name == "empty") return OrderedJson::object();
    if (name == "environment") return OrderedJson{{"Variables", OrderedJson::object()}};
    if (name == "media_path") return media_path(text_in(value));
    if (name == "letters") return letters(text_in(value));
    if (name == "listed") return listed(value);
    if (name == "canned_acl") return canned_acl(text_in(value));
    if (name == "lifecycle") return lifecycle(value);
    if (name == "notifications") return notifications(value);
    if (name == "managed") return managed_parts(value);
    if (name == "metrics") return metrics_configuration(value);
    if (name == "analytics") return analytics_configuration(value);
    if (name == "tiering") return tiering_configuration(value);
    if (name == "inventory") return inventory_configuration(value);
    if (name == "short_policy") return short_policy(value);
    if (name == "method_settings") return method_settings(value);
    if (name == "one_less") return std::strtoll(text_in(value).c_str(), nullptr, 10) - 1;
    if (name == "in_brackets") return in_brackets(value);
    if (name == "distribution") return distribution_config(value);
    if (name == "disabled") return disabled_config(value);
    if (name == "role_mappings") return role_mappings(value);
    if (name == "drawn_secret") return drawn_secret(value);
    if (name == "secret_of_target") return secret_of_target(value);
    if (name == "secret_of_nothing") return secret_of_nothing(value);
    throw Flaw{fmt::format("there is no conversion {}", name)};
}

}  // namespace wt::cloudformation
