#include "gateway/decision.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "base/ascii.hpp"
#include "base/json_depth.hpp"

namespace wt::gateway {

namespace {

using Json = nlohmann::json;
using Verdict = Decision::Verdict;

/// With '*' for any characters and '?' for one.
[[nodiscard]] bool fits(std::string_view pattern, std::string_view text) {
    std::size_t p = 0;
    std::size_t t = 0;
    std::size_t star = std::string_view::npos;
    std::size_t back = 0;
    while (t < text.size()) {
        if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t]) && pattern[p] != '*') {
            ++p;
            ++t;
        } else if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            back = t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++back;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*') ++p;
    return p == pattern.size();
}

/// Whether one of the texts, or the only one, fits.
template <class Fits>
[[nodiscard]] bool any(const Json& statement, const char* name, Fits each) {
    const auto found = statement.find(name);
    if (found == statement.end()) return false;
    if (found->is_string()) return each(found->get<std::string>());
    return found->is_array() && std::any_of(found->begin(), found->end(), [&](const Json& one) {
               return one.is_string() && each(one.get<std::string>());
           });
}

[[nodiscard]] bool is_about(const Json& statement, std::string_view arn) {
    const bool action = any(statement, "Action", [](std::string name) {
        for (char& c : name) c = lower(c);
        return fits(name, "execute-api:invoke");
    });
    return action && any(statement, "Resource", [&](const std::string& pattern) { return fits(pattern, arn); });
}

[[nodiscard]] std::string text_of(const Json& value) {
    return value.is_string() ? value.get<std::string>() : value.dump();
}

/// What the policy in there says about the method.
[[nodiscard]] Verdict verdict_of(const Json& json, std::string_view arn) {
    if (!json.is_object() || !json.contains("principalId")) return Verdict::failed;
    const auto policy = json.find("policyDocument");
    if (policy == json.end() || !policy->is_object() || !policy->contains("Statement")) return Verdict::failed;
    const Json& said = (*policy)["Statement"];
    const Json statements = said.is_array() ? said : Json::array({said});
    Verdict verdict = Verdict::denied;
    for (const Json& statement : statements) {
        if (!statement.is_object()) return Verdict::failed;
        if (!is_about(statement, arn)) continue;
        const bool allows = statement.value("Effect", Json()) == Json("Allow");
        if (!allows) verdict = Verdict::denied_by_name;
        const bool conditional = statement.contains("Condition");
        if (allows && !conditional && verdict == Verdict::denied) verdict = Verdict::allowed;
    }
    return verdict;
}

[[nodiscard]] Json read(std::string_view returned) {
    return nests_deeper(returned) ? Json() : Json::parse(returned, nullptr, false);
}

/// False where it is no object.
[[nodiscard]] bool add_context(Decision& to, const Json& json) {
    const auto context = json.find("context");
    if (context == json.end() || context->is_null()) return true;
    to.said = context->dump(-1, ' ', false, Json::error_handler_t::replace);
    return context->is_object();
}

}  // namespace

Decision read_decision(std::string_view returned, std::string_view arn) {
    Decision decision;
    const Json json = read(returned);
    decision.verdict = verdict_of(json, arn);
    if (decision.verdict == Verdict::failed) return decision;
    decision.context.emplace_back("principalId", text_of(json["principalId"]));
    if (const auto key = json.find("usageIdentifierKey"); key != json.end() && key->is_string())
        decision.api_key = key->get<std::string>();
    const auto context = json.find("context");
    if (context == json.end() || context->is_null()) return decision;
    if (!context->is_object()) return Decision();
    for (const auto& [name, value] : context->items()) {
        // Numbers, booleans and texts only.
        if (value.is_structured()) return Decision();
        decision.context.emplace_back(name, text_of(value));
    }
    return decision;
}

Decision read_policy_decision(std::string_view returned, std::string_view arn) {
    Decision decision;
    const Json json = read(returned);
    decision.verdict = verdict_of(json, arn);
    if (decision.verdict == Verdict::failed || !add_context(decision, json)) return Decision();
    decision.context.emplace_back("principalId", text_of(json["principalId"]));
    return decision;
}

Decision read_simple_decision(std::string_view returned) {
    Decision decision;
    const Json json = read(returned);
    const Json authorized = json.is_object() ? json.value("isAuthorized", Json()) : Json();
    if (!authorized.is_boolean() || !add_context(decision, json)) return Decision();
    decision.verdict = authorized.get<bool>() ? Verdict::allowed : Verdict::denied;
    return decision;
}

}  // namespace wt::gateway
