#include "cloudformation/language/prepared.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "cloudformation/language/flaw.hpp"
#include "cloudformation/language/graph.hpp"
#include "cloudformation/language/loops.hpp"

namespace wt::cloudformation::language {

namespace {

[[nodiscard]] std::map<std::string, OrderedJson, std::less<>> pseudo_of(const Site& site, const Source& source) {
    return {{"AWS::AccountId", site.account},
            {"AWS::Region", site.region},
            {"AWS::Partition", "aws"},
            {"AWS::URLSuffix", "amazonaws.com"},
            {"AWS::StackName", site.stack_name},
            {"AWS::StackId", site.stack_id},
            {"AWS::NotificationARNs", source.notification_arns}};
}

void check_transforms(const std::vector<std::string>& transforms) {
    for (const std::string& each : transforms) {
        if (each != language_extensions && each != serverless)
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
class NothingMade final : public Answers {
public:
    OrderedJson reference(const std::string& /*resource*/) override { return known_after_apply; }
    OrderedJson attribute(const std::string& resource, const std::string& name) override {
        asked.emplace(resource, name);
        return known_after_apply;
    }
    OrderedJson import(const std::string& /*name*/) override { return known_after_apply; }

    std::set<std::pair<std::string, std::string>> asked;
};

/// What can be evaluated before anything is made is right: its functions, and what they find. Throws a Flaw.
void check_values(Prepared& made) {
    NothingMade answers;
    for (const auto& each : made.made.resources) (void)evaluate(each.properties, made.scope(), answers);
    std::set<std::string> exports;
    for (const auto& each : made.made.outputs) {
        if (evaluate(each.value, made.scope(), answers).is_structured())
            throw Flaw{"Template format error: The Value field of every Outputs member must evaluate to a String."};
        const OrderedJson name = evaluate(each.export_name, made.scope(), answers);
        if (!name.is_string() || name.get_ref<const std::string&>().find(known_after_apply) != std::string::npos)
            continue;
        if (!exports.insert(name.get<std::string>()).second)  // Assumed: the sentence
            throw Flaw{
                fmt::format("Template format error: Output {} is malformed. The name of Export {} is used more "
                            "than once in the template",
                            each.name, written(name))};
    }
    made.asked = std::move(answers.asked);
}

/// The tree with the policies of its resources evaluated, which AWS::LanguageExtensions lets be functions.
/// CloudFormation Template Reference, "DeletionPolicy attribute".
[[nodiscard]] OrderedJson with_policies(OrderedJson tree, const Scope& scope) {
    if (!tree.contains("Resources") || !tree["Resources"].is_object()) return tree;
    for (auto& [name, resource] : tree["Resources"].items()) {
        for (const char* policy : {"DeletionPolicy", "UpdateReplacePolicy"}) {
            if (!resource.is_object() || !resource.contains(policy) || !resource[policy].is_object()) continue;
            NothingMade answers;
            OrderedJson value = evaluate(resource[policy], scope, answers);
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

std::vector<std::string> ssm_names(const Source& source) {
    std::vector<std::string> names;
    for (const auto& each : parameters_of(read_template(source.text))) {
        if (!is_ssm_value(each)) continue;
        const auto given = source.parameters.find(each.name);
        if (given != source.parameters.end()) {
            names.push_back(given->second);
        } else if (each.default_value) {
            names.push_back(*each.default_value);
        }
    }
    return names;
}

OrderedJson expanded(const Source& source, const Site& site, const Given& looked_up) {
    OrderedJson tree = read_template(source.text);
    const std::vector<std::string> transforms = transforms_of(tree);
    check_transforms(transforms);
    for (const std::string& macro : macros_in(tree))
        throw Flaw{fmt::format("Windtunnel does not implement the macro {} of Fn::Transform yet.", macro)};
    if (!declares(transforms, language_extensions)) return tree;
    const Given given(source.parameters.begin(), source.parameters.end());
    const auto parameters = parameter_values(parameters_of(tree), given, looked_up);
    Template before;
    before.transforms = transforms;
    if (tree.contains("Mappings") && tree["Mappings"].is_object()) before.mappings = tree["Mappings"];
    return written_out(tree, Scope{before, parameters, pseudo_of(site, source), {}});
}

std::string translation_of(const OrderedJson& tree, const Source& source, const Site& site) {
    if (!declares(transforms_of(tree), serverless) || !is_serverless(tree)) return {};
    OrderedJson request = OrderedJson::object();
    request["template"] = tree;
    request["region"] = site.region;
    OrderedJson& parameters = request["parameters"] = OrderedJson::object();
    for (const auto& [name, value] : source.parameters) parameters[name] = value;
    return written(request);
}

Prepared prepare(const Source& source, const Site& site, const Given& looked_up, const OrderedJson& tree) {
    Prepared made;
    made.tree = read_template(source.text);
    const std::vector<std::string> transforms = transforms_of(made.tree);
    const Given given(source.parameters.begin(), source.parameters.end());
    made.parameters = parameter_values(parameters_of(tree), given, looked_up);
    made.pseudo = pseudo_of(site, source);
    if (declares(transforms, language_extensions)) {
        Template head;
        head.transforms = transforms;
        for (const auto& [name, to] :
             {std::pair("Mappings", &head.mappings), std::pair("Conditions", &head.conditions)})
            if (tree.contains(name) && tree[name].is_object()) *to = tree[name];
        Scope scope{head, made.parameters, made.pseudo, {}};
        scope.conditions = condition_values(scope);
        made.parts = read_parts(with_policies(tree, scope));
    } else {
        made.parts = read_parts(tree);
    }
    made.parts.transforms = transforms;
    const Scope all{made.parts, made.parameters, made.pseudo, {}};
    made.conditions = condition_values(all);
    if (const std::string broken = broken_rule(all); !broken.empty())
        throw Flaw{fmt::format("Template validation error: {}", broken)};  // Assumed: the sentence
    made.made = chosen(made.parts, made.conditions);
    check_references(made.made);
    check_values(made);
    made.order = order_of(made.made);
    return made;
}

}  // namespace wt::cloudformation::language
