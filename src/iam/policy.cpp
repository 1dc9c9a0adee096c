#include "iam/policy.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include <nlohmann/json.hpp>

#include "aws/principal.hpp"
#include "base/ascii.hpp"
#include "base/json_depth.hpp"

namespace wt::iam {

namespace {

using nlohmann::json;

constexpr std::size_t deepest = 16;  // a document needs six

/// The first problem found; reading goes on to nowhere after it.
using Problem = std::optional<PolicyProblem>;

[[nodiscard]] PolicyProblem problem(PolicyFlaw flaw, std::string detail = {}) { return {flaw, std::move(detail)}; }

/// A document without names that stand twice in one object; discarded when it is no JSON, or nests without end.
[[nodiscard]] json parse_document(std::string_view text) {
    std::vector<std::set<std::string, std::less<>>> open;
    bool twice = false;
    const auto watch = [&](int, json::parse_event_t event, json& parsed) {
        if (event == json::parse_event_t::object_start) open.emplace_back();
        if (event == json::parse_event_t::object_end) open.pop_back();
        if (event == json::parse_event_t::key) {
            twice = !open.back().insert(parsed.get_ref<const std::string&>()).second || twice;
        }
        return true;
    };
    if (nests_deeper(text, deepest)) return json(json::value_t::discarded);
    json document = json::parse(text.begin(), text.end(), watch, false);
    if (twice) return json(json::value_t::discarded);
    return document;
}

/// One string, or a list of them.
[[nodiscard]] std::optional<std::vector<std::string>> strings(const json& value) {
    if (value.is_string()) return std::vector{value.get<std::string>()};
    if (!value.is_array()) return std::nullopt;
    std::vector<std::string> all;
    for (const json& item : value) {
        if (!item.is_string()) return std::nullopt;
        all.push_back(item.get<std::string>());
    }
    return all;
}

/// A condition's values may also be numbers and booleans.
[[nodiscard]] std::optional<std::vector<std::string>> scalars(const json& value) {
    const auto one = [](const json& item) -> std::optional<std::string> {
        if (item.is_string()) return item.get<std::string>();
        if (item.is_number() || item.is_boolean()) return item.dump();
        return std::nullopt;
    };
    std::vector<std::string> all;
    if (!value.is_array()) {
        auto text = one(value);
        if (!text) return std::nullopt;
        all.push_back(*std::move(text));
        return all;
    }
    for (const json& item : value) {
        auto text = one(item);
        if (!text) return std::nullopt;
        all.push_back(*std::move(text));
    }
    return all;
}

/// An account, or the ARN of its root, a user, a role, a session, or of an origin access identity, without wildcards.
[[nodiscard]] bool names_principal(std::string_view text) {
    if (aws::is_account_id(text)) return true;
    if (!text.starts_with("arn:aws") || text.find_first_of("*?") != std::string_view::npos) return false;
    std::array<std::string_view, 6> parts;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const std::size_t end = i + 1 == parts.size() ? text.size() : text.find(':');
        if (end == std::string_view::npos) return false;
        parts[i] = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    const std::string_view what = parts[5];
    const auto begins = [&](std::string_view kind) { return what.starts_with(kind) && what.size() > kind.size(); };
    // Amazon CloudFront Developer Guide, "Use an origin access identity".
    if (parts[2] == "iam" && parts[4] == "cloudfront") return begins("user/CloudFront Origin Access Identity ");
    if (!parts[3].empty() || !aws::is_account_id(parts[4])) return false;
    if (parts[2] == "iam") return what == "root" || begins("user/") || begins("role/");
    return parts[2] == "sts" && (begins("assumed-role/") || begins("federated-user/"));
}

[[nodiscard]] Problem read_principal(const json& value, PrincipalElement& element) {
    if (value.is_string()) {
        if (value.get_ref<const std::string&>() != "*") return problem(PolicyFlaw::principal);
        element.everyone = true;
        return std::nullopt;
    }
    if (!value.is_object() || value.empty()) return problem(PolicyFlaw::principal);
    for (const auto& [kind, listed] : value.items()) {
        auto names = strings(listed);
        if (!names || names->empty()) return problem(PolicyFlaw::principal);
        if (kind == "AWS") {
            for (std::string& name : *names) {
                if (name == "*") {
                    element.everyone = true;
                } else if (names_principal(name)) {
                    element.aws.push_back(std::move(name));
                } else {
                    return problem(PolicyFlaw::principal);
                }
            }
        } else if (kind == "CanonicalUser") {
            if (!std::all_of(names->begin(), names->end(), aws::is_canonical_user_id))
                return problem(PolicyFlaw::principal);
            element.canonical_user = *std::move(names);
        } else if (kind == "Service" || kind == "Federated") {
            const auto odd = [](const std::string& name) {
                return name.empty() || name.find('*') != std::string::npos;
            };
            if (std::any_of(names->begin(), names->end(), odd)) return problem(PolicyFlaw::principal);
            (kind == "Service" ? element.service : element.federated) = *std::move(names);
        } else {
            return problem(PolicyFlaw::principal);
        }
    }
    return std::nullopt;
}

/// "*", or a vendor, a colon and a name.
[[nodiscard]] bool names_action(std::string_view text) {
    const std::size_t colon = text.find(':');
    return text == "*" || (colon != std::string_view::npos && colon > 0 && colon + 1 < text.size());
}

[[nodiscard]] bool is_date(ConditionOperator test) {
    return test >= ConditionOperator::date_equals && test <= ConditionOperator::date_greater_than_equals;
}

[[nodiscard]] Problem read_conditions(const json& value, PolicyUse use, std::vector<Condition>& conditions) {
    if (!value.is_object()) return problem(PolicyFlaw::syntax);
    for (const auto& [name, keys] : value.items()) {
        const auto test = parse_operator(name);
        // IAM was seen to take any operator that asks for nothing.
        if (!test && use != PolicyUse::resource && keys.is_object() && keys.empty()) continue;
        if (!test) return problem(PolicyFlaw::condition_operator, name);
        if (!keys.is_object()) return problem(PolicyFlaw::syntax);
        for (const auto& [key, listed] : keys.items()) {
            if (key.find(':') == std::string::npos) return problem(PolicyFlaw::condition_key, key);
            auto values = scalars(listed);
            if (!values) return problem(PolicyFlaw::syntax);
            for (const std::string& wanted : *values) {
                if (valid_value(test->test, wanted) || (use != PolicyUse::resource && is_date(test->test))) continue;
                const bool network =
                    test->test == ConditionOperator::ip_address || test->test == ConditionOperator::not_ip_address;
                return problem(network ? PolicyFlaw::ip_address : PolicyFlaw::condition_value, name);
            }
            Condition& condition = conditions.emplace_back(*test);
            condition.key = key;
            condition.values = *std::move(values);
        }
    }
    return std::nullopt;
}

/// What a statement says under a name and under its opposite: the value, null when neither is there.
struct Either {
    const json* value = nullptr;
    Sense sense = Sense::named;
    bool both = false;
};
[[nodiscard]] Either either(const json& statement, const char* name, const char* opposite) {
    const auto named = statement.find(name);
    const auto others = statement.find(opposite);
    Either found;
    found.both = named != statement.end() && others != statement.end();
    if (named != statement.end()) {
        found.value = &*named;
    } else if (others != statement.end()) {
        found.value = &*others;
        found.sense = Sense::all_but_named;
    }
    return found;
}

[[nodiscard]] Problem read_statement(const json& value, PolicyUse use, Statement& statement) {
    constexpr std::array known{"Sid",       "Effect",   "Principal",   "NotPrincipal", "Action",
                               "NotAction", "Resource", "NotResource", "Condition"};
    const bool at_resource = use == PolicyUse::resource;
    if (!value.is_object()) return problem(PolicyFlaw::syntax);
    for (const auto& [name, ignored] : value.items()) {
        if (std::find(known.begin(), known.end(), name) == known.end()) return problem(PolicyFlaw::syntax);
    }
    if (const auto sid = value.find("Sid"); sid != value.end()) {
        if (!sid->is_string()) return problem(PolicyFlaw::syntax);
        statement.sid = sid->get<std::string>();
    }
    const auto effect = value.find("Effect");
    if (effect == value.end()) return problem(PolicyFlaw::missing, "Effect");
    if (!effect->is_string()) return problem(PolicyFlaw::syntax);
    const std::string& says = effect->get_ref<const std::string&>();
    statement.exact_effect = says == "Allow" || says == "Deny";
    const bool allows = same_ignoring_case(says, "Allow");
    if (!statement.exact_effect && (at_resource || !(allows || same_ignoring_case(says, "Deny"))))
        return problem(PolicyFlaw::effect, says);
    statement.effect = allows ? Effect::allow : Effect::deny;

    const Either principal = either(value, "Principal", "NotPrincipal");
    if (principal.both) return problem(PolicyFlaw::syntax);
    if (use == PolicyUse::identity || use == PolicyUse::session) {
        if (principal.value != nullptr) return problem(PolicyFlaw::prohibited, "Principal");
    } else {
        if (principal.value == nullptr) return problem(PolicyFlaw::missing, "Principal");
        statement.principal_sense = principal.sense;
        if (auto found = read_principal(*principal.value, statement.principal.emplace())) return found;
        // IAM User Guide, "AWS JSON policy elements: NotPrincipal": only with Deny.
        if (principal.sense == Sense::all_but_named && statement.effect == Effect::allow) {
            return problem(PolicyFlaw::principal);
        }
    }

    const Either action = either(value, "Action", "NotAction");
    if (action.both) return problem(PolicyFlaw::syntax);
    if (action.value == nullptr && at_resource) return problem(PolicyFlaw::missing, "Action");
    if (action.value != nullptr) {
        auto actions = strings(*action.value);
        if (!actions) return problem(PolicyFlaw::syntax);
        if (at_resource && (actions->empty() || !std::all_of(actions->begin(), actions->end(), names_action)))
            return problem(PolicyFlaw::action);
        statement.action = *std::move(actions);
        statement.action_sense = action.sense;
    }

    const Either resource = either(value, "Resource", "NotResource");
    if (resource.both) return problem(PolicyFlaw::syntax);
    if (use == PolicyUse::trust) {
        if (resource.value != nullptr) return problem(PolicyFlaw::prohibited, "Resource");
    } else if (resource.value == nullptr) {
        if (at_resource) return problem(PolicyFlaw::missing, "Resource");
    } else {
        auto resources = strings(*resource.value);
        if (!resources) return problem(PolicyFlaw::syntax);
        const auto well_formed = [](const std::string& text) { return text == "*" || text.starts_with("arn:"); };
        if (at_resource && (resources->empty() || !std::all_of(resources->begin(), resources->end(), well_formed)))
            return problem(PolicyFlaw::resource);
        statement.resource = *std::move(resources);
        statement.resource_sense = resource.sense;
    }
    const auto condition = value.find("Condition");
    if (condition == value.end()) return std::nullopt;
    return read_conditions(*condition, use, statement.conditions);
}

}  // namespace

Result<Policy, PolicyProblem> parse_policy(std::string_view text, PolicyUse use, std::size_t limit) {
    if (text.empty() || text.front() != '{') return problem(PolicyFlaw::first_byte);
    if (text.size() > 4 * limit) return problem(PolicyFlaw::too_large, std::to_string(limit));
    const json document = parse_document(text);
    if (document.is_discarded()) return problem(PolicyFlaw::json);
    if (document.dump(-1, ' ', false, json::error_handler_t::replace).size() > limit) {
        return problem(PolicyFlaw::too_large, std::to_string(limit));
    }
    Policy policy;
    for (const auto& [name, value] : document.items()) {
        if (name == "Version") {
            if (!value.is_string()) return problem(PolicyFlaw::version);
            policy.version = value.get<std::string>();
            if (policy.version != "2012-10-17" && policy.version != "2008-10-17") return problem(PolicyFlaw::version);
        } else if (name == "Id") {
            if (!value.is_string()) return problem(PolicyFlaw::syntax);
            policy.id = value.get<std::string>();
        } else if (name != "Statement") {
            return problem(PolicyFlaw::syntax);
        }
    }
    const auto statements = document.find("Statement");
    if (statements == document.end()) return problem(PolicyFlaw::missing, "Statement");
    if (statements->is_object()) {
        if (auto found = read_statement(*statements, use, policy.statements.emplace_back())) return *std::move(found);
        return policy;
    }
    if (!statements->is_array()) return problem(PolicyFlaw::syntax);
    if (statements->empty()) return problem(PolicyFlaw::no_statement);
    for (const json& statement : *statements) {
        if (auto found = read_statement(statement, use, policy.statements.emplace_back())) return *std::move(found);
    }
    return policy;
}

}  // namespace wt::iam
