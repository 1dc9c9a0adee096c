#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cloudformation/cloudformation.hpp"
#include "cloudformation/language/flaw.hpp"

namespace wt::cloudformation {

using language::Flaw;
using language::written;

namespace {

constexpr std::size_t longest_inline_template = 51'200;

/// What a template says of itself, before anything is given to it.
struct Summary {
    OrderedJson tree;
    std::vector<language::ParameterDeclaration> parameters;
    std::vector<std::string> types;
    std::vector<std::string> transforms;
    std::vector<std::string> capabilities;
    std::string reason;
    std::string description;
};

[[nodiscard]] Summary summary_of(const std::string& text, const ResourceTypes& types) {
    Summary made;
    made.tree = language::read_template(text);
    made.transforms = language::transforms_of(made.tree);
    for (std::string& macro : language::macros_in(made.tree)) {
        if (std::find(made.transforms.begin(), made.transforms.end(), macro) == made.transforms.end())
            made.transforms.push_back(std::move(macro));
    }
    made.parameters = language::parameters_of(made.tree);
    if (!made.tree.contains("Resources") || !made.tree["Resources"].is_object() || made.tree["Resources"].empty())
        throw Flaw{"Template format error: At least one Resources member must be defined."};
    if (made.transforms.empty()) (void)language::read_parts(made.tree);
    if (made.tree.contains("Description") && made.tree["Description"].is_string())
        made.description = made.tree["Description"].get<std::string>();
    std::vector<std::string> needing;
    bool named = false;
    for (const auto& [name, resource] : made.tree["Resources"].items()) {
        if (!resource.is_object() || !resource.contains("Type") || !resource["Type"].is_string()) continue;
        const auto type = resource["Type"].get<std::string>();
        if (std::find(made.types.begin(), made.types.end(), type) == made.types.end()) made.types.push_back(type);
        const ResourceType* const row = types.find(type);
        if (row == nullptr || !row->iam_capability) continue;
        needing.push_back(type);
        named |= row->named_capability && resource.contains("Properties") &&
                 resource["Properties"].contains(row->name_property);
    }
    if (!needing.empty()) {
        made.capabilities.push_back(named ? "CAPABILITY_NAMED_IAM" : "CAPABILITY_IAM");
        const std::set<std::string> once(needing.begin(), needing.end());
        made.reason = fmt::format("The following resource(s) require capabilities: [{}]", fmt::join(once, ", "));
    }
    if (!made.transforms.empty()) made.capabilities.push_back("CAPABILITY_AUTO_EXPAND");
    return made;
}

template <class T>
void say_capabilities(T& output, Summary& summary) {
    if (!summary.capabilities.empty()) output.capabilities = std::move(summary.capabilities);
    if (!summary.reason.empty()) output.capabilities_reason = std::move(summary.reason);
    if (!summary.description.empty()) output.description = std::move(summary.description);
    if (!summary.transforms.empty()) output.declared_transforms = std::move(summary.transforms);
}

}  // namespace

aws::Later<GetTemplateOutput> CloudFormation::get_template(const aws::Call& call, GetTemplateInput input) {
    StackRef stack;
    StackSource source;
    if (input.change_set_name) {
        const auto found = change_set_of(call, *input.change_set_name, input.stack_name);
        if (!found.ok()) co_return found.error();
        stack = found->stack;
        source = stack->change_sets.at(found->name).source;
    } else {
        if (!input.stack_name) co_return invalid("StackName is required if ChangeSetName is not specified.");
        const auto found = stack_of(call, *input.stack_name);
        if (!found.ok()) co_return found.error();
        stack = *found;
        source = stack->source;
    }
    GetTemplateOutput output;
    output.stages_available = {"Original", "Processed"};
    output.template_body = source.template_text;
    if (input.template_stage == "Processed") {
        Site site = site_of(stack->place, stack->name(), stack->id());
        auto processed = co_await engine_.process(caller_of(call), std::move(source), std::move(site));
        if (!processed.ok()) co_return invalid(processed.error());
        processed->tree.erase("Transform");
        output.template_body = written(processed->tree);
    }
    co_return output;
}

aws::Later<GetTemplateSummaryOutput> CloudFormation::get_template_summary(const aws::Call& call,
                                                                          GetTemplateSummaryInput input) {
    if (input.stack_set_name) co_return aws::Error(unwritten_row, "Windtunnel does not implement stack sets yet.");
    // Assumed: the sentence
    if (int{input.stack_name.has_value()} + int{input.template_body.has_value()} + int{input.template_url.has_value()} >
        1)
        co_return invalid("Only one of StackName, TemplateBody and TemplateURL may be specified.");
    std::string text;
    if (input.stack_name) {
        const auto stack = stack_of(call, *input.stack_name);
        if (!stack.ok()) co_return stack.error();
        text = (*stack)->source.template_text;
    } else {
        auto came = co_await text_of(call, std::move(input.template_body), std::move(input.template_url),
                                     longest_inline_template);
        if (!came.ok()) co_return came.error();
        text = std::move(*came);
    }
    GetTemplateSummaryOutput output;
    try {
        Summary summary = summary_of(text, engine_.types());
        for (const auto& each : summary.parameters) {
            ParameterDeclaration told;
            told.parameter_key = each.name;
            told.default_value = each.default_value;
            told.parameter_type = each.type;
            told.no_echo = each.no_echo;
            if (!each.description.empty()) told.description = each.description;
            ParameterConstraints constraints;
            if (!each.allowed_values.empty()) constraints.allowed_values = each.allowed_values;
            told.parameter_constraints = std::move(constraints);
            output.parameters.push_back(std::move(told));
        }
        output.resource_identifier_summaries.emplace();
        for (const std::string& name : summary.types) {
            const ResourceType* const type = engine_.types().find(name);
            if (type == nullptr || type->identifiers().empty()) continue;
            ResourceIdentifierSummary one;
            one.resource_type = name;
            one.resource_identifiers = type->identifiers();
            one.logical_resource_ids.emplace();
            for (const auto& [logical, said] : summary.tree["Resources"].items()) {
                if (said.is_object() && said.contains("Type") && said["Type"] == name)
                    one.logical_resource_ids->push_back(logical);
            }
            output.resource_identifier_summaries->push_back(std::move(one));
        }
        output.resource_types = std::move(summary.types);
        if (summary.tree.contains("AWSTemplateFormatVersion")) output.version = "2010-09-09";
        if (summary.tree.contains("Metadata")) output.metadata = written(summary.tree["Metadata"]);
        say_capabilities(output, summary);
    } catch (const Flaw& flaw) {
        co_return invalid(flaw.what);
    }
    co_return output;
}

aws::Later<ValidateTemplateOutput> CloudFormation::validate_template(const aws::Call& call,
                                                                     ValidateTemplateInput input) {
    auto text =
        co_await text_of(call, std::move(input.template_body), std::move(input.template_url), longest_inline_template);
    if (!text.ok()) co_return text.error();
    ValidateTemplateOutput output;
    try {
        Summary summary = summary_of(*text, engine_.types());
        for (const auto& each : summary.parameters) {
            TemplateParameter told;
            told.parameter_key = each.name;
            told.default_value = each.default_value;
            told.no_echo = each.no_echo;
            if (!each.description.empty()) told.description = each.description;
            output.parameters.push_back(std::move(told));
        }
        say_capabilities(output, summary);
    } catch (const Flaw& flaw) {
        co_return invalid(flaw.what);
    }
    co_return output;
}

}  // namespace wt::cloudformation
