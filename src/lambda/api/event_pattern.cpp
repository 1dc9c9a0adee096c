#include "lambda/api/event_pattern.hpp"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/ascii.hpp"
#include "base/json_depth.hpp"

namespace wt::lambda::api {

namespace {

using Json = nlohmann::json;

/// A text, or {"equals-ignore-case": a text}.
[[nodiscard]] bool is_part(const Json& said) {
    return said.is_string() || (said.is_object() && said.size() == 1 && said.contains("equals-ignore-case") &&
                                said["equals-ignore-case"].is_string());
}

[[nodiscard]] bool is_plain(const Json& said) { return !said.is_object() && !said.is_array(); }

[[nodiscard]] bool is_numeric(const Json& said) {
    constexpr std::string_view signs[] = {"=", "<", "<=", ">", ">="};
    if (!said.is_array() || said.empty() || said.size() % 2 != 0) return false;
    for (std::size_t at = 0; at < said.size(); at += 2) {
        if (!said[at].is_string() || !said[at + 1].is_number()) return false;
        if (std::find(std::begin(signs), std::end(signs), said[at].get_ref<const std::string&>()) == std::end(signs))
            return false;
    }
    return true;
}

[[nodiscard]] bool is_matcher(const Json& said);

/// What is wrong with one alternative of a list; empty: nothing.
[[nodiscard]] bool is_alternative(const Json& said) { return is_plain(said) || is_matcher(said); }

bool is_matcher(const Json& said) {
    if (!said.is_object() || said.size() != 1) return false;
    const std::string& name = said.begin().key();
    const Json& value = said.begin().value();
    if (name == "prefix" || name == "suffix") return is_part(value);
    if (name == "equals-ignore-case") return value.is_string();
    if (name == "exists") return value.is_boolean();
    if (name == "numeric") return is_numeric(value);
    if (name != "anything-but") return false;
    if (value.is_array()) return !value.empty() && std::all_of(value.begin(), value.end(), is_plain);
    return is_plain(value) || is_matcher(value);
}

[[nodiscard]] bool is_pattern(const Json& said) {
    if (!said.is_object() || said.empty()) return false;
    return std::all_of(said.items().begin(), said.items().end(), [](const auto& member) {
        const Json& value = member.value();
        if (member.key() == "$or")
            return value.is_array() && value.size() > 1 && std::all_of(value.begin(), value.end(), is_pattern);
        if (value.is_object()) return is_pattern(value);
        return value.is_array() && !value.empty() && std::all_of(value.begin(), value.end(), is_alternative);
    });
}

[[nodiscard]] bool begins(std::string_view text, const Json& part) {
    if (part.is_string()) return text.starts_with(part.get_ref<const std::string&>());
    const auto& wanted = part["equals-ignore-case"].get_ref<const std::string&>();
    return text.size() >= wanted.size() && same_ignoring_case(text.substr(0, wanted.size()), wanted);
}
[[nodiscard]] bool ends(std::string_view text, const Json& part) {
    if (part.is_string()) return text.ends_with(part.get_ref<const std::string&>());
    const auto& wanted = part["equals-ignore-case"].get_ref<const std::string&>();
    return text.size() >= wanted.size() && same_ignoring_case(text.substr(text.size() - wanted.size()), wanted);
}

[[nodiscard]] bool compares(double value, const Json& numeric) {
    for (std::size_t at = 0; at < numeric.size(); at += 2) {
        const auto& sign = numeric[at].get_ref<const std::string&>();
        const double bound = numeric[at + 1].get<double>();
        const bool holds = sign == "="    ? value == bound
                           : sign == "<"  ? value < bound
                           : sign == "<=" ? value <= bound
                           : sign == ">"  ? value > bound
                                          : value >= bound;
        if (!holds) return false;
    }
    return true;
}

/// `value` is there, and no list.
[[nodiscard]] bool fits(const Json& value, const Json& wanted) {
    if (!wanted.is_object()) return value == wanted;
    const std::string& name = wanted.begin().key();
    const Json& said = wanted.begin().value();
    if (name == "exists") return said.get<bool>() && !value.is_object();
    if (name == "numeric") return value.is_number() && compares(value.get<double>(), said);
    if (name == "anything-but") {
        if (said.is_object()) return !fits(value, said);
        return said.is_array() ? std::find(said.begin(), said.end(), value) == said.end() : value != said;
    }
    if (!value.is_string()) return false;
    const auto& text = value.get_ref<const std::string&>();
    if (name == "prefix") return begins(text, said);
    if (name == "suffix") return ends(text, said);
    return same_ignoring_case(text, said.get_ref<const std::string&>());
}

/// `value` is null where the member is not there.
[[nodiscard]] bool fits_one(const Json* value, const Json& alternatives) {
    return std::any_of(alternatives.begin(), alternatives.end(), [&](const Json& wanted) {
        if (value == nullptr) return wanted.is_object() && wanted.contains("exists") && !wanted["exists"].get<bool>();
        if (value->is_array())
            return std::any_of(value->begin(), value->end(), [&](const Json& each) { return fits(each, wanted); });
        return fits(*value, wanted);
    });
}

[[nodiscard]] bool matches_pattern(const Json* event, const Json& pattern) {
    if (event != nullptr && event->is_array())
        return std::any_of(event->begin(), event->end(),
                           [&](const Json& each) { return matches_pattern(&each, pattern); });
    return std::all_of(pattern.items().begin(), pattern.items().end(), [&](const auto& member) {
        const Json& wanted = member.value();
        if (member.key() == "$or")
            return std::any_of(wanted.begin(), wanted.end(),
                               [&](const Json& each) { return matches_pattern(event, each); });
        const Json* value = nullptr;
        if (event != nullptr && event->is_object()) {
            const auto found = event->find(member.key());
            if (found != event->end()) value = &*found;
        }
        return wanted.is_array() ? fits_one(value, wanted) : matches_pattern(value, wanted);
    });
}

}  // namespace

Result<EventPattern> EventPattern::of(std::string_view text) {
    if (nests_deeper(text, 32)) return Error{"it is nested too deep"};
    auto pattern = std::make_shared<Json>(Json::parse(text, nullptr, false));
    if (!is_pattern(*pattern)) return Error{"it is no pattern"};
    return EventPattern(std::move(pattern));
}

bool EventPattern::matches(const Json& event) const { return matches_pattern(&event, *pattern_); }

bool EventPattern::looks_into(std::string_view member) const {
    const auto found = pattern_->find(std::string(member));
    return found != pattern_->end() && found->is_object();
}

}  // namespace wt::lambda::api
