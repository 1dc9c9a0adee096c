#include <algorithm>

#include <fmt/format.h>

#include "cloudformation/cloudformation.hpp"
#include "cloudformation/paging.hpp"

/// The registry: the types of resources that are here, and nobody's own.
namespace wt::cloudformation {

using language::written;

namespace {

constexpr std::size_t largest_page = 100;  // CloudFormation API Reference, "ListTypes", MaxResults

[[nodiscard]] std::string arn_of(const std::string& region, std::string name) {
    for (std::size_t at = name.find("::"); at != std::string::npos; at = name.find("::")) name.replace(at, 2, "-");
    return fmt::format("arn:aws:cloudformation:{}::type/resource/{}", region, name);
}

[[nodiscard]] std::string description_of(const std::string& name) {
    return fmt::format("Resource Type definition for {}", name);
}

/// CloudFormation API Reference, "DescribeType": without an update handler it is replaced.
[[nodiscard]] std::string_view provisioning_of(const ResourceType& type) {
    return type.always_replaces || (type.update.empty() && type.parts.empty()) ? "IMMUTABLE" : "FULLY_MUTABLE";
}

/// What is known of a type, in a schema's form. It says which properties there are, and not what each of them may be.
[[nodiscard]] std::string schema_of(const ResourceType& type, const std::set<std::string>& properties) {
    const auto path = [](const std::string& name) { return "/properties/" + name; };
    OrderedJson schema = OrderedJson::object();
    schema["typeName"] = type.name;
    schema["description"] = description_of(type.name);
    OrderedJson& all = schema["properties"] = OrderedJson::object();
    OrderedJson created = OrderedJson::array();
    for (const std::string& name : properties) {
        all[name] = OrderedJson::object();
        if (type.changes_need_new(name)) created.push_back(path(name));
    }
    OrderedJson read = OrderedJson::array();
    for (const auto& [name, value] : type.attributes.items()) {
        if (properties.contains(name)) continue;
        all[name] = OrderedJson::object();
        read.push_back(path(name));
    }
    schema["additionalProperties"] = false;
    if (!created.empty()) schema["createOnlyProperties"] = std::move(created);
    if (!read.empty()) schema["readOnlyProperties"] = std::move(read);
    OrderedJson identifiers = OrderedJson::array();
    for (const std::string& name : type.identifiers()) identifiers.push_back(path(name));
    if (!identifiers.empty()) schema["primaryIdentifier"] = std::move(identifiers);
    schema["tagging"] = OrderedJson{{"taggable", !type.tags.empty()}, {"cloudFormationSystemTags", type.system_tags}};
    if (!type.tags.empty()) schema["tagging"]["tagProperty"] = path(type.tags);
    return written(schema);
}

}  // namespace

aws::Outcome<ListTypesOutput> CloudFormation::list_types(const aws::Call& call, ListTypesInput input) {
    ListTypesOutput output;
    output.type_summaries.emplace();
    const TypeFilters filters = input.filters.value_or(TypeFilters());
    // Nobody registers types here.
    const bool others = filters.publisher_id || (filters.category && *filters.category != "AWS_TYPES");
    if (input.visibility.value_or("PRIVATE") != "PUBLIC" || others || input.deprecated_status == "DEPRECATED" ||
        input.type.value_or("RESOURCE") != "RESOURCE")
        return output;
    for (const auto& [name, type] : engine_.types().all()) {
        if (filters.type_name_prefix && !name.starts_with(*filters.type_name_prefix)) continue;
        if (input.provisioning_type && provisioning_of(type) != *input.provisioning_type) continue;
        TypeSummary summary;
        summary.type = "RESOURCE";
        summary.type_name = name;
        summary.type_arn = arn_of(call.region, name);
        summary.description = description_of(name);
        output.type_summaries->push_back(std::move(summary));
    }
    const auto size = static_cast<std::size_t>(input.max_results.value_or(largest_page));
    if (auto error = cut(*output.type_summaries, output.next_token, input.next_token, "cloudformation:ListTypes", call,
                         false, size))
        return *error;
    return output;
}

aws::Outcome<DescribeTypeOutput> CloudFormation::describe_type(const aws::Call& call, DescribeTypeInput input) {
    if (!input.arn && (!input.type || !input.type_name))
        return invalid("Either Arn, or Type and TypeName, must be specified.");  // Assumed: the sentence
    for (const auto& [name, type] : engine_.types().all()) {
        const std::string arn = arn_of(call.region, name);
        if (input.arn ? *input.arn != arn : *input.type != "RESOURCE" || *input.type_name != name) continue;
        DescribeTypeOutput output;
        output.arn = arn;
        output.type = "RESOURCE";
        output.type_name = name;
        output.is_default_version = true;
        output.description = description_of(name);
        output.schema = schema_of(type, engine_.handler().properties_of(type));
        output.provisioning_type = provisioning_of(type);
        output.deprecated_status = "LIVE";
        output.visibility = "PUBLIC";
        return output;
    }
    return aws::Error(no_type,
                      fmt::format("The type '{}' cannot be found.", input.arn.value_or(input.type_name.value_or(""))));
}

aws::Outcome<DescribeChangeSetHooksOutput> CloudFormation::describe_change_set_hooks(
    const aws::Call& call, DescribeChangeSetHooksInput input) {
    const auto found = change_set_of(call, input.change_set_name, input.stack_name);
    if (!found.ok()) return found.error();
    const DescribeChangeSetOutput& told = found->stack->change_sets.at(found->name).told;
    DescribeChangeSetHooksOutput output;
    output.change_set_id = told.change_set_id;
    output.change_set_name = told.change_set_name;
    output.stack_id = told.stack_id;
    output.stack_name = told.stack_name;
    output.hooks.emplace();  // nobody registers hooks here
    output.status = "PLANNED";
    return output;
}

}  // namespace wt::cloudformation
