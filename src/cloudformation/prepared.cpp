#include "cloudformation/prepared.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "cloudformation/language/flaw.hpp"
#include "cloudformation/language/graph.hpp"
#include "cloudformation/language/loops.hpp"

namespace wt::cloudformation {

using language::Flaw;
using language::OrderedJson;

namespace {

[[nodiscard]] std::map<std::string, OrderedJson, std::less<>> pseudo_of(const Site& site, const StackSource& source) {
    return {{"AWS::AccountId", site.place.account},
            {"AWS::Region", site.place.region},
            {"AWS::Partition", "aws"},
            {"AWS::URLSuffix", "amazonaws.com"},
            {"AWS::StackName", site.stack_name},
            {"AWS::StackId", site.stack_id},
            {"AWS::NotificationARNs", source.notification_arns}};
}

void check_transforms(const std::vector<std::string>& transforms) {
    for (const std::string& each : transforms) {
        if (each != language::language_extensions && each != language::serverless)
            throw Flaw{fmt::format("No transform named {} found.", each)};
    }
}

[[nodiscard]] bool is_serverless(const OrderedJson& tree) {
    if (!tree.contains("Resources") || !tree["Resources"].is_object()) return false;
    // Some tools declare the transform where nothing needs it.
    for (const auto& [name, resource] : tree["Resources"].items()) {
        if (resource.is_object() && resource.contains("Type") && resource["Type"].is_string() &&
            resource["Type"].get_ref<const std::string&>().starts_with("AWS::Serverless::"))
            return true;
    }
    return false;
}

/// Before anything is made, nobody answers.
class NothingMade final : public language::Answers {
public:
    OrderedJson reference(const std::string& /*resource*/) override { return language::known_after_apply; }
    OrderedJson attribute(const std::string& resource, const std::string& name) override {
        asked.emplace(resource, name);
        return language::known_after_apply;
    }
    OrderedJson import(const std::string& /*name*/) override { return language::known_after_apply; }

    std::set<std::pair<std::string, std::string>> asked;
};

/// What can be evaluated before anything is made is right: its functions, and what they find. Throws a Flaw.
void check_values(Prepared& made) {
    NothingMade answers;
    for (const auto& each : made.made.resources) (void)language::evaluate(each.properties, made.scope(), answers);
    std::set<std::string> exports;
    for (const auto& each : made.made.outputs) {
        if (language::evaluate(each.value, made.scope(), answers).is_structured())
            throw Flaw{"Template format error: The Value field of every Outputs member must evaluate to a String."};
        const OrderedJson name = language::evaluate(each.export_name, made.scope(), answers);
        if (!name.is_string() ||
            name.get_ref<const std::string&>().find(language::known_after_apply) != std::string::npos)
            continue;
        if (!exports.insert(name.get<std::string>()).second)  // Assumed: the sentence
            throw Flaw{
                fmt::format("Template format error: Output {} is malformed. The name of Export {} is used more "
                            "than once in the template",
                            each.name, language::written(name))};
    }
    made.asked = std::move(answers.asked);
}

/// The tree with the policies of its resources evaluated, which AWS::LanguageExtensions lets be functions.
/// CloudFormation Template Reference, "DeletionPolicy attribute".
[[nodiscard]] OrderedJson with_policies(OrderedJson tree, const language::Scope& scope) {
    if (!tree.contains("Resources") || !tree["Resources"].is_object()) return tree;
    for (auto& [name, resource] : tree["Resources"].items()) {
        for (const char* policy : {"DeletionPolicy", "UpdateReplacePolicy"}) {
            if (!resource.is_object() || !resource.contains(policy) || !resource[policy].is_object()) continue;
            NothingMade answers;
            OrderedJson value = language::evaluate(resource[policy], scope, answers);
            if (value.is_discarded()) {
                resource.erase(policy);
            } else {
                resource[policy] = std::move(value);
            }
        }
    }
    return tree;
}

[[nodiscard]] bool declares(const std::vector<std::string>& transforms, std::string_view transform) {
    return std::find(transforms.begin(), transforms.end(), transform) != transforms.end();
}

}  // namespace

std::vector<std::string> ssm_names(const StackSource& source) {
    std::vector<std::string> names;
    for (const auto& each : language::parameters_of(language::read_template(source.template_text))) {
        if (!language::is_ssm_value(each)) continue;
        const auto given = source.parameters.find(each.name);
        if (given != source.parameters.end()) {
            names.push_back(given->second);
        } else if (each.default_value) {
            names.push_back(*each.default_value);
        }
    }
    return names;
}

OrderedJson expanded(const StackSource& source, const Site& site, const language::Given& looked_up) {
    OrderedJson tree = language::read_template(source.template_text);
    const std::vector<std::string> transforms = language::transforms_of(tree);
    check_transforms(transforms);
    if (!declares(transforms, language::language_extensions)) return tree;
    const language::Given given(source.parameters.begin(), source.parameters.end());
    const auto parameters = language::parameter_values(language::parameters_of(tree), given, looked_up);
    language::Template before;
    before.transforms = transforms;
    if (tree.contains("Mappings") && tree["Mappings"].is_object()) before.mappings = tree["Mappings"];
    return language::written_out(tree, language::Scope{before, parameters, pseudo_of(site, source), {}});
}

std::string translation_of(const OrderedJson& tree, const StackSource& source, const Site& site) {
    if (!declares(language::transforms_of(tree), language::serverless) || !is_serverless(tree)) return {};
    OrderedJson request = OrderedJson::object();
    request["template"] = tree;
    request["region"] = site.place.region;
    OrderedJson& parameters = request["parameters"] = OrderedJson::object();
    for (const auto& [name, value] : source.parameters) parameters[name] = value;
    return language::written(request);
}

Prepared prepare(const StackSource& source, const Site& site, const language::Given& looked_up,
                 const OrderedJson& tree) {
    Prepared made;
    made.tree = language::read_template(source.template_text);
    const std::vector<std::string> transforms = language::transforms_of(made.tree);
    const language::Given given(source.parameters.begin(), source.parameters.end());
    made.parameters = language::parameter_values(language::parameters_of(tree), given, looked_up);
    made.pseudo = pseudo_of(site, source);
    if (declares(transforms, language::language_extensions)) {
        language::Template head;
        head.transforms = transforms;
        for (const auto& [name, to] :
             {std::pair("Mappings", &head.mappings), std::pair("Conditions", &head.conditions)})
            if (tree.contains(name) && tree[name].is_object()) *to = tree[name];
        language::Scope scope{head, made.parameters, made.pseudo, {}};
        scope.conditions = language::condition_values(scope);
        made.parts = language::read_parts(with_policies(tree, scope));
    } else {
        made.parts = language::read_parts(tree);
    }
    made.parts.transforms = transforms;
    const language::Scope all{made.parts, made.parameters, made.pseudo, {}};
    made.conditions = language::condition_values(all);
    if (const std::string broken = language::broken_rule(all); !broken.empty())
        throw Flaw{fmt::format("Template validation error: {}", broken)};  // Assumed: the sentence
    made.made = language::chosen(made.parts, made.conditions);
    language::check_references(made.made);
    check_values(made);
    made.order = language::order_of(made.made);
    return made;
}

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
