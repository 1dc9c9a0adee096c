#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "cloudformation/cloudformation.hpp"
#include "cloudformation/paging.hpp"

/// Events by operation: what was done to a stack, how it went, and why it failed.
namespace wt::cloudformation {

namespace {

[[nodiscard]] bool is_of_stack(const StackEvent& event) { return event.physical_resource_id == event.stack_id; }

/// As the first of its events says.
[[nodiscard]] std::string operation_of(const std::string& status, bool continues) {
    if (status.find("ROLLBACK") != std::string::npos) return continues ? "CONTINUE_ROLLBACK" : "ROLLBACK";
    if (status.starts_with("CREATE")) return "CREATE_STACK";
    return status.starts_with("DELETE") ? "DELETE_STACK" : "UPDATE_STACK";
}

/// What a stack's status says of the operation that brought it.
[[nodiscard]] std::string outcome_of(const std::string& status) {
    if (status.ends_with("_IN_PROGRESS")) return "IN_PROGRESS";
    return status.ends_with("_FAILED") ? "FAILED" : "SUCCEEDED";
}

/// A stack's events, the oldest first, each with what is known of its operation.
[[nodiscard]] std::vector<OperationEvent> events_of(const StackRecord& stack) {
    std::vector<OperationEvent> made;
    std::map<std::string, std::pair<std::string, Instant>> operations;  // what, and since when
    std::map<std::string, std::string> failed;  // operations that end in another one, which takes them back
    std::string before;
    std::string last;
    for (const StackEvent& each : stack.events) {
        const std::string& id = each.operation_id.value_or("");
        if (id.empty()) continue;  // of a change set's review
        const std::string status = each.resource_status.value_or("");
        if (!operations.contains(id))
            operations[id] = {operation_of(status, before == "UPDATE_ROLLBACK_FAILED"), each.timestamp};
        const auto& [type, since] = operations[id];
        // A rollback says that what was done before it has failed.
        if (is_of_stack(each) && id != last && type == "ROLLBACK" && !last.empty() &&
            before.ends_with("_IN_PROGRESS")) {
            OperationEvent end;
            end.event_id = each.event_id + "-end";
            end.stack_id = each.stack_id;
            end.operation_id = last;
            end.operation_type = operations[last].first;
            end.operation_status = "FAILED";
            end.event_type = "STACK_EVENT";
            end.timestamp = each.timestamp;
            end.start_time = operations[last].second;
            end.end_time = each.timestamp;
            made.push_back(std::move(end));
        }
        OperationEvent event;
        event.event_id = each.event_id;
        event.stack_id = each.stack_id;
        event.operation_id = each.operation_id;
        event.operation_type = type;
        event.logical_resource_id = each.logical_resource_id;
        event.physical_resource_id = each.physical_resource_id;
        event.resource_type = each.resource_type;
        event.timestamp = each.timestamp;
        event.client_request_token = each.client_request_token;
        event.resource_status = each.resource_status;
        event.resource_status_reason = each.resource_status_reason;
        if (is_of_stack(each)) {
            event.event_type = "STACK_EVENT";
            event.operation_status = outcome_of(status);
            event.start_time = since;
            if (event.operation_status != "IN_PROGRESS") event.end_time = each.timestamp;
            before = status;
            last = id;
        } else {
            const bool cancelled = each.resource_status_reason.value_or("").find("cancelled") != std::string::npos;
            event.event_type = status.ends_with("_FAILED") && !cancelled ? "PROVISIONING_ERROR" : "PROGRESS_EVENT";
            event.resource_properties = each.resource_properties;
        }
        made.push_back(std::move(event));
    }
    return made;
}

}  // namespace

aws::Outcome<DescribeEventsOutput> CloudFormation::describe_events(const aws::Call& call, DescribeEventsInput input) {
    std::vector<OperationEvent> all;
    if (input.change_set_name) {
        const auto found = change_set_of(call, *input.change_set_name, input.stack_name);
        if (!found.ok()) return found.error();
        all = found->stack->change_sets.at(found->name).problems;
    } else if (input.stack_name) {
        const auto stack = bracketed(call, *input.stack_name);
        if (!stack.ok()) return stack.error();
        all = events_of(**stack);
        all.insert(all.end(), (*stack)->problems.begin(), (*stack)->problems.end());
        for (const auto& [name, set] : (*stack)->change_sets)
            all.insert(all.end(), set.problems.begin(), set.problems.end());
        std::stable_sort(all.begin(), all.end(),
                         [](const OperationEvent& a, const OperationEvent& b) { return a.timestamp < b.timestamp; });
    } else if (input.operation_id) {
        for (const StackRef& stack : stacks_.all(aws::account_region_of(call))) {
            std::vector<OperationEvent> here = events_of(*stack);
            here.insert(here.end(), stack->problems.begin(), stack->problems.end());
            for (const auto& [name, set] : stack->change_sets)
                here.insert(here.end(), set.problems.begin(), set.problems.end());
            for (OperationEvent& each : here) {
                if (each.operation_id == *input.operation_id) all.push_back(std::move(each));
            }
        }
        // Assumed: the sentence.
        if (all.empty()) return invalid(fmt::format("Operation [{}] does not exist", *input.operation_id));
    } else {
        return invalid("One of ChangeSetName, OperationId or StackName must be specified");  // Assumed: the sentence
    }
    if (input.operation_id)
        std::erase_if(all, [&](const OperationEvent& each) { return each.operation_id != *input.operation_id; });
    if (input.filters && input.filters->failed_events.value_or(false))
        std::erase_if(all,
                      [](const OperationEvent& each) { return !each.event_type.value_or("").ends_with("_ERROR"); });
    std::reverse(all.begin(), all.end());
    DescribeEventsOutput output;
    output.operation_events = std::move(all);
    const std::string scope = "cloudformation:DescribeEvents/" + input.stack_name.value_or("") + "/" +
                              input.change_set_name.value_or("") + "/" + input.operation_id.value_or("");
    if (auto error = cut(output.operation_events, output.next_token, input.next_token, scope, call, true))
        return *error;
    return output;
}

}  // namespace wt::cloudformation
