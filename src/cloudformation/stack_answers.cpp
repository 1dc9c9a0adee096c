#include "cloudformation/stack_answers.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "cloudformation/language/flaw.hpp"

namespace wt::cloudformation {

using language::Flaw;
using language::OrderedJson;

void tell(StackRecord& stack, const Prepared& made) {
    StackDescription& told = stack.told;
    const StackSource& source = stack.source;
    told.description = made.parts.description.empty() ? std::nullopt : std::optional(made.parts.description);
    told.capabilities = source.capabilities;
    told.notification_arns = source.notification_arns;
    told.tags = source.tags;
    if (!source.role_arn.empty()) told.role_arn = source.role_arn;
    std::vector<Parameter> parameters;
    for (const auto& declared : made.parts.parameters) {
        Parameter one;
        one.parameter_key = declared.name;
        const auto given = source.parameters.find(declared.name);
        one.parameter_value = given == source.parameters.end() ? declared.default_value.value_or("") : given->second;
        if (language::is_ssm_value(declared)) {
            const OrderedJson& value = made.parameters.at(declared.name);
            one.resolved_value = value.is_string() ? value.get<std::string>() : language::written(value);
        }
        if (declared.no_echo) one.parameter_value = "****";
        parameters.push_back(std::move(one));
    }
    told.parameters = std::move(parameters);
}

OrderedJson StackAnswers::reference(const std::string& resource) {
    const auto found = stack_.resources.find(resource);
    if (found == stack_.resources.end() || unknown.contains(resource)) return language::known_after_apply;
    return found->second.ref;
}

OrderedJson StackAnswers::attribute(const std::string& resource, const std::string& name) {
    const auto found = stack_.resources.find(resource);
    if (found == stack_.resources.end() || unknown.contains(resource)) return language::known_after_apply;
    const OrderedJson attributes = OrderedJson::parse(found->second.attributes, nullptr, false);
    if (attributes.is_object()) {
        if (const auto value = attributes.find(name); value != attributes.end()) return *value;
        // "Outputs.Name", or a part of what a custom resource answered.
        const OrderedJson* at = &attributes;
        for (std::string_view rest = name; at != nullptr && !rest.empty();) {
            const std::string part(rest.substr(0, rest.find('.')));
            rest.remove_prefix(std::min(part.size() + 1, rest.size()));
            at = at->is_object() && at->contains(part) ? &(*at)[part] : nullptr;
            if (at != nullptr && rest.empty()) return *at;
        }
        // A type that is not here has everything.
        if (const auto any = attributes.find("*"); any != attributes.end()) return *any;
    }
    throw Flaw{
        fmt::format("Template error: resource {} does not support attribute type {} in Fn::GetAtt", resource, name)};
}

OrderedJson StackAnswers::import(const std::string& name) {
    const auto [stack, output] = stacks_.exporter(stack_.place, name);
    if (output == nullptr) throw Flaw{fmt::format("No export named {} found.", name)};
    imported.insert(name);
    return output->output_value.value_or("");
}

}  // namespace wt::cloudformation
