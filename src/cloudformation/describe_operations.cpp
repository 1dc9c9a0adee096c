#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "cloudformation/cloudformation.hpp"
#include "cloudformation/paging.hpp"

namespace wt::cloudformation {

namespace {

/// By name.
[[nodiscard]] std::vector<const ResourceRecord*> all_of(const StackRecord& stack) {
    std::vector<const ResourceRecord*> all;
    for (const auto& [name, resource] : stack.resources) all.push_back(&resource);
    return all;
}

template <class T>
[[nodiscard]] T drift_told(const ResourceRecord& resource) {
    if (!resource.drift) return {"NOT_CHECKED", std::nullopt};
    return {resource.drift->stack_resource_drift_status, resource.drift->timestamp};
}

template <class T>
[[nodiscard]] T told_of(const ResourceRecord& resource) {
    T told;
    told.logical_resource_id = resource.logical_id;
    if (!resource.id.empty()) told.physical_resource_id = resource.id;
    told.resource_type = resource.type;
    told.resource_status = resource.status;
    if (!resource.reason.empty()) told.resource_status_reason = resource.reason;
    return told;
}

}  // namespace

aws::Outcome<DescribeStacksOutput> CloudFormation::describe_stacks(const aws::Call& call, DescribeStacksInput input) {
    DescribeStacksOutput output;
    if (input.stack_name && !input.stack_name->empty()) {
        const auto stack = stack_of(call, *input.stack_name);
        if (!stack.ok()) return stack.error();
        output.stacks.push_back((*stack)->told);
        return output;
    }
    for (const StackRef& stack : stacks_.all(aws::account_region_of(call))) {
        if (!stack->is_gone()) output.stacks.push_back(stack->told);
    }
    if (auto error = cut(output.stacks, output.next_token, input.next_token, "cloudformation:DescribeStacks", call))
        return *error;
    return output;
}

aws::Outcome<DescribeStackEventsOutput> CloudFormation::describe_stack_events(const aws::Call& call,
                                                                              DescribeStackEventsInput input) {
    const auto stack = bracketed(call, input.stack_name);
    if (!stack.ok()) return stack.error();
    DescribeStackEventsOutput output;
    output.stack_events.assign((*stack)->events.rbegin(), (*stack)->events.rend());
    if (auto error = cut(output.stack_events, output.next_token, input.next_token, (*stack)->id(), call, true))
        return *error;
    return output;
}

aws::Outcome<DescribeStackResourceOutput> CloudFormation::describe_stack_resource(const aws::Call& call,
                                                                                  DescribeStackResourceInput input) {
    const auto stack = bracketed(call, input.stack_name);
    if (!stack.ok()) return invalid(fmt::format("Stack '{}' does not exist", input.stack_name));
    const auto found = (*stack)->resources.find(input.logical_resource_id);
    if (found == (*stack)->resources.end())
        return invalid(
            fmt::format("Resource {} does not exist for stack {}", input.logical_resource_id, input.stack_name));
    auto told = told_of<StackResourceDetail>(found->second);
    told.stack_name = (*stack)->name();
    told.stack_id = (*stack)->id();
    told.last_updated_timestamp = found->second.updated;
    told.metadata = found->second.metadata.empty() ? "{}" : found->second.metadata;
    told.drift_information = drift_told<StackResourceDriftInformation>(found->second);
    DescribeStackResourceOutput output;
    output.stack_resource_detail = std::move(told);
    return output;
}

aws::Outcome<DescribeStackResourcesOutput> CloudFormation::describe_stack_resources(const aws::Call& call,
                                                                                    DescribeStackResourcesInput input) {
    // CloudFormation API Reference, "DescribeStackResources". Assumed: both sentences.
    if (input.stack_name && input.physical_resource_id)
        return invalid("Cannot specify both StackName and PhysicalResourceId");
    StackRef stack;
    if (input.stack_name) {
        const auto found = stack_of(call, *input.stack_name);
        if (!found.ok()) return found.error();
        stack = *found;
    } else if (input.physical_resource_id) {
        for (const StackRef& each : stacks_.all(aws::account_region_of(call))) {
            for (const auto& [name, resource] : each->resources) {
                if (!each->is_gone() && resource.id == *input.physical_resource_id) stack = each;
            }
        }
        if (stack == nullptr) return invalid(fmt::format("Stack for {} does not exist", *input.physical_resource_id));
    } else {
        return invalid("Either Stack Name or Physical Resource Id must be specified");
    }
    DescribeStackResourcesOutput output;
    for (const ResourceRecord* each : all_of(*stack)) {
        if (input.logical_resource_id && each->logical_id != *input.logical_resource_id) continue;
        auto told = told_of<StackResource>(*each);
        told.stack_name = stack->name();
        told.stack_id = stack->id();
        told.timestamp = each->updated;
        told.drift_information = drift_told<StackResourceDriftInformation>(*each);
        output.stack_resources.push_back(std::move(told));
    }
    return output;
}

aws::Outcome<ListStackResourcesOutput> CloudFormation::list_stack_resources(const aws::Call& call,
                                                                            ListStackResourcesInput input) {
    const auto stack = stack_of(call, input.stack_name);
    if (!stack.ok()) return stack.error();
    ListStackResourcesOutput output;
    for (const ResourceRecord* each : all_of(**stack)) {
        auto told = told_of<StackResourceSummary>(*each);
        told.last_updated_timestamp = each->updated;
        told.drift_information = drift_told<StackResourceDriftInformationSummary>(*each);
        output.stack_resource_summaries.push_back(std::move(told));
    }
    if (auto error = cut(output.stack_resource_summaries, output.next_token, input.next_token, (*stack)->id(), call))
        return *error;
    return output;
}

aws::Outcome<ListStacksOutput> CloudFormation::list_stacks(const aws::Call& call, ListStacksInput input) {
    ListStacksOutput output;
    const std::set<std::string> wanted(input.stack_status_filter.begin(), input.stack_status_filter.end());
    for (const StackRef& stack : stacks_.all(aws::account_region_of(call))) {
        const StackDescription& told = stack->told;
        if (!wanted.empty() && !wanted.contains(told.stack_status)) continue;
        StackSummary summary;
        summary.stack_id = told.stack_id;
        summary.stack_name = told.stack_name;
        summary.template_description = told.description;
        summary.creation_time = told.creation_time;
        summary.last_updated_time = told.last_updated_time;
        summary.deletion_time = told.deletion_time;
        summary.stack_status = told.stack_status;
        summary.stack_status_reason = told.stack_status_reason;
        summary.parent_id = told.parent_id;
        summary.root_id = told.root_id;
        if (told.drift_information) {
            summary.drift_information = StackDriftInformationSummary{told.drift_information->stack_drift_status,
                                                                     told.drift_information->last_check_timestamp};
        }
        output.stack_summaries.push_back(std::move(summary));
    }
    std::reverse(output.stack_summaries.begin(), output.stack_summaries.end());
    if (auto error =
            cut(output.stack_summaries, output.next_token, input.next_token, "cloudformation:ListStacks", call))
        return *error;
    return output;
}

aws::Outcome<ListExportsOutput> CloudFormation::list_exports(const aws::Call& call, ListExportsInput input) {
    ListExportsOutput output;
    for (const StackRef& stack : stacks_.all(aws::account_region_of(call))) {
        if (stack->is_gone() || !stack->told.outputs) continue;
        for (const Output& each : *stack->told.outputs) {
            if (!each.export_name) continue;
            Export one;
            one.exporting_stack_id = stack->id();
            one.name = each.export_name;
            one.value = each.output_value;
            output.exports.push_back(std::move(one));
        }
    }
    std::sort(output.exports.begin(), output.exports.end(),
              [](const Export& a, const Export& b) { return a.name < b.name; });
    if (auto error = cut(output.exports, output.next_token, input.next_token, "cloudformation:ListExports", call))
        return *error;
    return output;
}

aws::Outcome<ListImportsOutput> CloudFormation::list_imports(const aws::Call& call, ListImportsInput input) {
    ListImportsOutput output;
    output.imports = stacks_.importers(aws::account_region_of(call), input.export_name);
    if (output.imports.empty())
        return invalid(fmt::format("Export '{}' is not imported by any stack.", input.export_name));
    if (auto error = cut(output.imports, output.next_token, input.next_token, "cloudformation:ListImports", call))
        return *error;
    return output;
}

aws::Outcome<DescribeAccountLimitsOutput> CloudFormation::describe_account_limits(
    const aws::Call& /*call*/, DescribeAccountLimitsInput /*input*/) {
    DescribeAccountLimitsOutput output;
    // CloudFormation User Guide, "Understand CloudFormation quotas".
    for (const auto& [name, value] : {std::pair("StackLimit", 2000), std::pair("StackOutputsLimit", 200)}) {
        AccountLimit limit;
        limit.name = name;
        limit.value = value;
        output.account_limits.push_back(std::move(limit));
    }
    return output;
}

}  // namespace wt::cloudformation
