#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "cloudformation/cloudformation.hpp"
#include "cloudformation/drift.hpp"
#include "cloudformation/paging.hpp"

/// What stands there, beside what the template says.
namespace wt::cloudformation {

using language::written;

namespace {

/// CloudFormation User Guide, "Detect unmanaged configuration changes": the states in which it is looked for.
[[nodiscard]] bool may_look(const StackRecord& stack) {
    static const std::set<std::string> states = {"CREATE_COMPLETE",          "UPDATE_COMPLETE",
                                                 "UPDATE_ROLLBACK_COMPLETE", "UPDATE_ROLLBACK_FAILED",
                                                 "IMPORT_COMPLETE",          "IMPORT_ROLLBACK_COMPLETE"};
    return states.contains(stack.told.stack_status);
}

[[nodiscard]] aws::Error may_not(const StackRecord& stack) {
    // Assumed: the sentence.
    return invalid(fmt::format("Drift detection cannot be performed on stack [{}] while it is in {} state.",
                               stack.name(), stack.told.stack_status));
}

}  // namespace

Task<std::optional<StackResourceDrift>> CloudFormation::drift_of(StackRef stack, Caller caller, std::string logical) {
    const ResourceRecord record = stack->resources.at(logical);
    const ResourceType* const type = engine_.types().find(record.type);
    if (type == nullptr || !type->can_be_seen() || !record.stands()) co_return std::nullopt;
    const OrderedJson expected = OrderedJson::parse(record.properties);
    Job job{std::move(caller), stack->id(), logical, record.type, record.name, expected};
    job.id = record.id;
    job.attributes = OrderedJson::parse(record.attributes);
    const auto now = co_await engine_.handler().actual(*type, std::move(job));
    StackResourceDrift drift;
    drift.stack_id = stack->id();
    drift.logical_resource_id = logical;
    drift.physical_resource_id = record.id;
    drift.resource_type = record.type;
    drift.timestamp = context_.calendar();
    if (now.ok()) {
        OrderedJson seen = expected;
        for (const auto& [name, value] : now->items()) {
            if (value.is_null()) {
                seen.erase(name);
            } else {
                seen[name] = value;
            }
        }
        drift.property_differences.emplace();
        for (const Deviation& each : deviations(expected, *now)) {
            PropertyDifference difference;
            difference.property_path = each.path;
            difference.expected_value = each.expected;
            difference.actual_value = each.actual;
            difference.difference_type = each.kind;
            drift.property_differences->push_back(std::move(difference));
        }
        drift.stack_resource_drift_status = drift.property_differences->empty() ? "IN_SYNC" : "MODIFIED";
        drift.expected_properties = written(expected);
        drift.actual_properties = written(drift.property_differences->empty() ? expected : seen);
    } else if (now.error().gone) {
        drift.stack_resource_drift_status = "DELETED";
    } else {
        drift.stack_resource_drift_status = "UNKNOWN";
        drift.drift_status_reason = now.error().reason;
    }
    if (const auto found = stack->resources.find(logical); found != stack->resources.end()) {
        found->second.drift = drift;
        stacks_.keep(*stack, found->second);
    }
    co_return drift;
}

aws::Later<DetectStackDriftOutput> CloudFormation::detect_stack_drift(const aws::Call& call,
                                                                      DetectStackDriftInput input) {
    const auto found = bracketed(call, input.stack_name);
    if (!found.ok()) co_return found.error();
    const StackRef stack = *found;
    if (!may_look(*stack)) co_return may_not(*stack);
    for (const std::string& each : input.logical_resource_ids) {
        if (!stack->resources.contains(each))
            co_return invalid(fmt::format("Resource {} does not exist for stack {}", each, stack->name()));
    }
    auto worker = worker_of(call, stack->source.role_arn);
    if (!worker.ok()) co_return worker.error();
    std::vector<std::string> names = input.logical_resource_ids;
    if (names.empty()) {
        for (const auto& [name, resource] : stack->resources) names.push_back(name);
    }
    DescribeStackDriftDetectionStatusOutput outcome;
    outcome.stack_id = stack->id();
    outcome.stack_drift_detection_id = engine_.new_id();
    outcome.timestamp = call.now;
    std::vector<std::string> unknown;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (!stack->resources.contains(names[i])) continue;  // it went meanwhile
        const auto drift = co_await drift_of(stack, *worker, names[i]);
        if (!drift) continue;
        if (drift->stack_resource_drift_status == "UNKNOWN") unknown.push_back(names[i]);
    }
    // Of a part of its resources the rest is as it was last seen.
    std::int64_t in_all = 0;
    for (const auto& [name, resource] : stack->resources) {
        const std::string status = resource.drift ? resource.drift->stack_resource_drift_status : "";
        if (status == "MODIFIED" || status == "DELETED") ++in_all;
    }
    outcome.stack_drift_status = in_all > 0 ? "DRIFTED" : "IN_SYNC";
    outcome.drifted_stack_resource_count = in_all;
    outcome.detection_status = unknown.empty() ? "DETECTION_COMPLETE" : "DETECTION_FAILED";
    if (!unknown.empty()) {
        std::string all;
        for (const std::string& each : unknown) all += (all.empty() ? "" : ", ") + each;
        outcome.detection_status_reason = fmt::format("Failed to detect drift on resources [{}]", all);
    }
    stack->told.drift_information = StackDriftInformation{*outcome.stack_drift_status, call.now};
    DetectStackDriftOutput output;
    output.stack_drift_detection_id = outcome.stack_drift_detection_id;
    if (stack->detections.size() == Stacks::most_detections) stack->detections.erase(stack->detections.begin());
    stack->detections.push_back(std::move(outcome));
    stacks_.keep(*stack);
    co_return co_await settled(std::move(output));
}

aws::Later<DetectStackResourceDriftOutput> CloudFormation::detect_stack_resource_drift(
    const aws::Call& call, DetectStackResourceDriftInput input) {
    const auto found = bracketed(call, input.stack_name);
    if (!found.ok()) co_return found.error();
    const StackRef stack = *found;
    if (!may_look(*stack)) co_return may_not(*stack);
    if (!stack->resources.contains(input.logical_resource_id))
        co_return invalid(
            fmt::format("Resource {} does not exist for stack {}", input.logical_resource_id, input.stack_name));
    auto worker = worker_of(call, stack->source.role_arn);
    if (!worker.ok()) co_return worker.error();
    auto drift = co_await drift_of(stack, *worker, input.logical_resource_id);
    // Assumed: the sentence.
    if (!drift)
        co_return invalid(fmt::format("Resource type {} does not currently support drift detection.",
                                      stack->resources.at(input.logical_resource_id).type));
    DetectStackResourceDriftOutput output;
    output.stack_resource_drift = std::move(*drift);
    co_return co_await settled(std::move(output));
}

aws::Outcome<DescribeStackDriftDetectionStatusOutput> CloudFormation::describe_stack_drift_detection_status(
    const aws::Call& call, DescribeStackDriftDetectionStatusInput input) {
    for (const StackRef& stack : stacks_.all(aws::account_region_of(call))) {
        for (const auto& each : stack->detections) {
            if (each.stack_drift_detection_id == input.stack_drift_detection_id) return each;
        }
    }
    // Assumed: the sentence.
    return invalid(fmt::format("Unable to find drift detection status for id {}.", input.stack_drift_detection_id));
}

aws::Outcome<DescribeStackResourceDriftsOutput> CloudFormation::describe_stack_resource_drifts(
    const aws::Call& call, DescribeStackResourceDriftsInput input) {
    const auto stack = bracketed(call, input.stack_name);
    if (!stack.ok()) return stack.error();
    const std::set<std::string> wanted(input.stack_resource_drift_status_filters.begin(),
                                       input.stack_resource_drift_status_filters.end());
    DescribeStackResourceDriftsOutput output;
    for (const auto& [name, resource] : (*stack)->resources) {
        if (!resource.drift || !resource.stands()) continue;
        if (!wanted.empty() && !wanted.contains(resource.drift->stack_resource_drift_status)) continue;
        output.stack_resource_drifts.push_back(*resource.drift);
    }
    const auto size = static_cast<std::size_t>(input.max_results.value_or(page_size));
    if (auto error = cut(output.stack_resource_drifts, output.next_token, input.next_token, (*stack)->id() + "/drifts",
                         call, false, size))
        return *error;
    return output;
}

}  // namespace wt::cloudformation
