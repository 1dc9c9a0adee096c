#include "cloudformation/language/parameters.hpp"

#include <algorithm>
#include <cstdlib>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <re2/re2.h>

#include "cloudformation/language/evaluate.hpp"
#include "cloudformation/language/flaw.hpp"

namespace wt::cloudformation::language {

namespace {

constexpr std::string_view ssm_value = "AWS::SSM::Parameter::Value<";

/// "List<Number>" of AWS::SSM::Parameter::Value<List<Number>>.
[[nodiscard]] std::string_view inner_type(std::string_view type) {
    if (!type.starts_with(ssm_value)) return type;
    type.remove_prefix(ssm_value.size());
    if (type.ends_with('>')) type.remove_suffix(1);
    return type;
}

[[nodiscard]] bool is_list(std::string_view type) { return type == "CommaDelimitedList" || type.starts_with("List<"); }

[[nodiscard]] std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> parts;
    if (text.empty()) return parts;
    for (bool more = true; more;) {
        const std::size_t comma = text.find(',');
        more = comma != std::string_view::npos;
        std::string_view part = text.substr(0, comma);
        while (part.starts_with(' ')) part.remove_prefix(1);
        while (part.ends_with(' ')) part.remove_suffix(1);
        parts.emplace_back(part);
        if (more) text.remove_prefix(comma + 1);
    }
    return parts;
}

[[nodiscard]] std::optional<double> number_of(const std::string& text) {
    char* end = nullptr;
    const double number = std::strtod(text.c_str(), &end);
    return text.empty() || *end != '\0' ? std::nullopt : std::optional(number);
}

void check(const ParameterDeclaration& declared, const std::string& value, std::string_view type) {
    // Of a nested stack's change set: its parent does not know it yet.
    if (value.find(known_after_apply) != std::string::npos) return;
    const auto refuse = [&](std::string otherwise) {
        throw Flaw{declared.constraint.empty() ? std::move(otherwise)
                                               : fmt::format("Parameter {} failed to satisfy constraint: {}",
                                                             declared.name, declared.constraint)};
    };
    if (type == "Number" || type == "List<Number>") {
        const auto number = number_of(value);
        if (!number) throw Flaw{fmt::format("Parameter '{}' must be a number.", declared.name)};
        if (declared.min_value && *number < *declared.min_value)
            refuse(fmt::format("Parameter '{}' must be a number not less than {}", declared.name, *declared.min_value));
        if (declared.max_value && *number > *declared.max_value)
            refuse(
                fmt::format("Parameter '{}' must be a number not greater than {}", declared.name, *declared.max_value));
    }
    const auto length = static_cast<double>(std::count_if(value.begin(), value.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;  // the first byte of a character
    }));
    if (declared.min_length && length < *declared.min_length)
        refuse(fmt::format("Parameter '{}' must contain at least {} characters", declared.name, *declared.min_length));
    if (declared.max_length && length > *declared.max_length)
        refuse(fmt::format("Parameter '{}' must contain at most {} characters", declared.name, *declared.max_length));
    if (!declared.allowed_values.empty() && std::find(declared.allowed_values.begin(), declared.allowed_values.end(),
                                                      value) == declared.allowed_values.end())
        refuse(fmt::format("Parameter '{}' must be one of AllowedValues", declared.name));
    if (declared.allowed_pattern.empty()) return;
    const RE2 pattern(declared.allowed_pattern, RE2::Quiet);
    if (!pattern.ok())
        throw Flaw{fmt::format("Windtunnel does not read the AllowedPattern of parameter '{}': {}", declared.name,
                               pattern.error())};
    if (!RE2::FullMatch(value, pattern))
        refuse(fmt::format("Parameter '{}' must match pattern {}", declared.name, declared.allowed_pattern));
}

[[nodiscard]] OrderedJson value_of(const ParameterDeclaration& declared, const std::string& text,
                                   std::string_view type) {
    if (!is_list(type)) {
        check(declared, text, type);
        return text;
    }
    OrderedJson made = OrderedJson::array();
    for (std::string& each : split(text)) {
        check(declared, each, type);
        made.push_back(std::move(each));
    }
    return made;
}

}  // namespace

bool is_ssm_value(const ParameterDeclaration& parameter) { return parameter.type.starts_with(ssm_value); }

std::map<std::string, OrderedJson, std::less<>> parameter_values(const std::vector<ParameterDeclaration>& declared,
                                                                 const Given& given, const Given& looked_up) {
    std::vector<std::string> strange;
    for (const auto& [name, value] : given) {
        const auto is_it = [&](const ParameterDeclaration& each) { return each.name == name; };
        if (std::none_of(declared.begin(), declared.end(), is_it)) strange.push_back(name);
    }
    if (!strange.empty())
        throw Flaw{fmt::format("Parameters: [{}] do not exist in the template", fmt::join(strange, ", "))};
    std::map<std::string, OrderedJson, std::less<>> values;
    std::vector<std::string> missing;
    for (const ParameterDeclaration& each : declared) {
        const auto came = given.find(each.name);
        if (came == given.end() && !each.default_value) {
            missing.push_back(each.name);
            continue;
        }
        const std::string& text = came == given.end() ? *each.default_value : came->second;
        if (is_ssm_value(each)) {
            check(each, text, "String");
            const auto found = looked_up.find(text);
            // Before it was looked up: nobody can know it.
            ParameterDeclaration unbound;
            unbound.name = each.name;
            values[each.name] =
                found == looked_up.end() ? OrderedJson(text) : value_of(unbound, found->second, inner_type(each.type));
        } else {
            values[each.name] = value_of(each, text, each.type);
        }
    }
    if (!missing.empty()) throw Flaw{fmt::format("Parameters: [{}] must have values", fmt::join(missing, ", "))};
    return values;
}

}  // namespace wt::cloudformation::language
