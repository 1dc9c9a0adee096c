#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cloudformation/cloudformation.hpp"

namespace wt::cloudformation {

namespace {

constexpr std::size_t longest_inline = 51'200;
constexpr std::size_t longest_template = std::size_t{1} << 20;
constexpr std::string_view no_updates = "No updates are to be performed.";

/// What a client began; it may have been taken back by now.
[[nodiscard]] std::optional<std::string> first_operation(const StackRecord& stack) {
    if (!stack.told.last_operations || stack.told.last_operations->empty()) return std::nullopt;
    return stack.told.last_operations->front().operation_id;
}

/// The id of what that token began; without one, of the last.
[[nodiscard]] std::optional<std::string> operation_of(const StackRecord& stack, const std::string& token) {
    const Attempt* const begun = token.empty() ? nullptr : stack.begun_by(token);
    return begun == nullptr ? first_operation(stack) : begun->operation;
}

[[nodiscard]] std::string_view in_state(const StackRecord& stack) { return stack.told.stack_status; }

[[nodiscard]] aws::Error cannot(const StackRecord& stack, std::string_view what) {
    return invalid(fmt::format("Stack:{} is in {} state and can not be {}.", stack.id(), in_state(stack), what));
}

[[nodiscard]] bool may_update(const StackRecord& stack) {
    static constexpr std::string_view states[] = {
        "CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE",
        "UPDATE_FAILED",   "CREATE_FAILED",   "IMPORT_ROLLBACK_COMPLETE"};
    for (const std::string_view each : states) {
        if (stack.told.stack_status == each) return true;
    }
    return false;
}

}  // namespace

aws::Outcome<StackRef> CloudFormation::begun_before(const aws::Call& call, const std::string& name,
                                                    const Attempt& by) const {
    if (by.token.empty()) return StackRef();
    StackRef stack = stacks_.begun_by(aws::account_region_of(call), name, by.token);
    if (stack != nullptr && stack->begun_by(by.token)->request != by.request) return aws::Error(token_already_exists);
    return stack;
}

aws::Later<StackRef> CloudFormation::begin_creation(const aws::Call& call, CreateStackInput input,
                                                    std::size_t longest) {
    const Attempt by = attempt_of("CreateStack", input);
    const auto before = begun_before(call, input.stack_name, by);
    if (!before.ok() || *before != nullptr) co_return before;
    if (auto refused = refuse_name(input.stack_name)) co_return std::move(*refused);
    auto policy = co_await policy_of(call, "StackPolicy", input.stack_policy_body, input.stack_policy_url);
    if (!policy.ok()) co_return policy.error();
    if (input.on_failure && input.disable_rollback)
        co_return invalid("Either DisableRollback or OnFailure can be specified, not both.");
    if (auto refused = refuse_tags(input.tags)) co_return std::move(*refused);
    auto text = co_await text_of(call, std::move(input.template_body), std::move(input.template_url), longest);
    if (!text.ok()) co_return text.error();
    auto source = source_of(std::move(*text), input.parameters, nullptr);
    if (!source.ok()) co_return source.error();
    source->tags = std::move(input.tags);
    source->capabilities = std::move(input.capabilities);
    source->notification_arns = std::move(input.notification_arns);
    source->role_arn = input.role_arn.value_or("");
    auto worker = worker_of(call, source->role_arn);
    if (!worker.ok()) co_return worker.error();

    StackRecord record = new_stack(call, input.stack_name);
    Site site = site_of(record.place, record.name(), record.id());
    auto ready = co_await engine_.prepare(*worker, *source, std::move(site));
    if (!ready.ok()) co_return invalid(ready.error());
    if (auto refused = refuse_capabilities(**ready, *source, true)) co_return std::move(*refused);
    const auto meanwhile = begun_before(call, input.stack_name, by);
    if (!meanwhile.ok() || *meanwhile != nullptr) co_return meanwhile;
    const StackRef old = stacks_.find(record.place, input.stack_name);
    if (old != nullptr && old->is_in_review()) {
        forget_reviewed_below(*old);
        stacks_.remove(*old);
    }
    if (old != nullptr && !old->is_in_review())
        co_return aws::Error(already_exists, fmt::format("Stack [{}] already exists", input.stack_name));

    record.source = std::move(*source);
    record.policy = policy->value_or("");
    record.on_failure = input.on_failure.value_or("");
    record.told.stack_status = "CREATE_IN_PROGRESS";
    record.told.timeout_in_minutes = input.timeout_in_minutes;
    record.told.enable_termination_protection = input.enable_termination_protection.value_or(false);
    record.told.retain_except_on_create = input.retain_except_on_create;
    record.told.rollback_configuration = std::move(input.rollback_configuration);
    const bool keeps = input.disable_rollback.value_or(false) || record.on_failure == "DO_NOTHING" ||
                       (input.deployment_config && input.deployment_config->disable_rollback.value_or(false));
    record.told.disable_rollback = keeps;
    record.told.deployment_config = input.deployment_config;
    tell(record, **ready);
    const StackRef stack = stacks_.add(std::move(record));
    Engine::Options options;
    if (!input.disable_validation.value_or(false))
        options.validation = validation_of(*stack, stack->source, *worker, *ready, "CREATE_STACK");
    options.token = by.token;
    options.request = by.request;
    options.keep_failed = keeps;
    options.express = input.deployment_config && input.deployment_config->mode == "EXPRESS";
    options.within = std::chrono::minutes(input.timeout_in_minutes.value_or(0));
    engine_.create(stack, std::move(*worker), std::move(*ready), std::move(options));
    co_return stack;
}

aws::Later<StackRef> CloudFormation::begin_update(const aws::Call& call, UpdateStackInput input, std::size_t longest) {
    const Attempt by = attempt_of("UpdateStack", input);
    const auto before = begun_before(call, input.stack_name, by);
    if (!before.ok() || *before != nullptr) co_return before;
    auto policy = co_await policy_of(call, "StackPolicy", input.stack_policy_body, input.stack_policy_url);
    if (!policy.ok()) co_return policy.error();
    auto meanwhile_policy = co_await policy_of(call, "StackPolicyDuringUpdate", input.stack_policy_during_update_body,
                                               input.stack_policy_during_update_url);
    if (!meanwhile_policy.ok()) co_return meanwhile_policy.error();
    if (auto refused = refuse_tags(input.tags)) co_return std::move(*refused);
    const auto found = bracketed(call, input.stack_name);
    if (!found.ok()) co_return found.error();
    const StackRef stack = *found;
    if (!may_update(*stack)) co_return cannot(*stack, "updated");
    std::string body;
    if (input.use_previous_template.value_or(false)) {
        body = stack->source.template_text;
    } else {
        auto text = co_await text_of(call, std::move(input.template_body), std::move(input.template_url), longest);
        if (!text.ok()) co_return text.error();
        body = std::move(*text);
    }
    auto source = source_of(std::move(body), input.parameters, &stack->source);
    if (!source.ok()) co_return source.error();
    source->tags = input.tags.empty() ? stack->source.tags : std::move(input.tags);
    source->capabilities = std::move(input.capabilities);
    source->notification_arns =
        input.notification_arns.empty() ? stack->source.notification_arns : std::move(input.notification_arns);
    source->role_arn = input.role_arn.value_or(stack->source.role_arn);
    auto worker = worker_of(call, source->role_arn);
    if (!worker.ok()) co_return worker.error();
    Site site = site_of(stack->place, stack->name(), stack->id());
    auto ready = co_await engine_.prepare(*worker, *source, std::move(site));
    if (!ready.ok()) co_return invalid(ready.error());
    if (auto refused = refuse_capabilities(**ready, *source, true)) co_return std::move(*refused);
    const auto meanwhile = begun_before(call, input.stack_name, by);
    if (!meanwhile.ok() || *meanwhile != nullptr) co_return meanwhile;
    if (!may_update(*stack)) co_return cannot(*stack, "updated");
    if (std::string wrong = Engine::refuse_new_types(*stack, **ready); !wrong.empty())
        co_return invalid(std::move(wrong));
    if (engine_.changes_nothing(*stack, *source, **ready)) co_return invalid(std::string(no_updates));
    Engine::Options options;
    options.denied = denied_by_policy(*stack, **ready, *source, meanwhile_policy->value_or(stack->policy));
    if (*policy) stack->policy = **policy;
    options.token = by.token;
    options.request = by.request;
    const DeploymentConfig config = input.deployment_config.value_or(DeploymentConfig());
    options.keep_failed = input.disable_rollback.value_or(config.disable_rollback.value_or(false));
    options.express = config.mode == "EXPRESS";
    stack->told.deployment_config = input.deployment_config;
    stack->told.retain_except_on_create = input.retain_except_on_create;
    const std::shared_ptr<const Prepared> to = *ready;
    if (!input.disable_validation.value_or(false))
        options.validation = validation_of(*stack, *source, *worker, to, "UPDATE_STACK");
    engine_.update(stack, std::move(*worker), std::move(*source), to, std::move(options));
    co_return stack;
}

aws::Later<CreateStackOutput> CloudFormation::create_stack(const aws::Call& call, CreateStackInput input) {
    const std::string token = input.client_request_token.value_or("");
    auto stack = co_await begin_creation(call, std::move(input), longest_inline);
    if (!stack.ok()) co_return stack.error();
    co_await soon(*stack);
    CreateStackOutput output;
    output.stack_id = (*stack)->id();
    output.operation_id = operation_of(**stack, token);
    co_return co_await settled(std::move(output));
}

aws::Later<UpdateStackOutput> CloudFormation::update_stack(const aws::Call& call, UpdateStackInput input) {
    const std::string token = input.client_request_token.value_or("");
    auto stack = co_await begin_update(call, std::move(input), longest_inline);
    if (!stack.ok()) co_return stack.error();
    co_await soon(*stack);
    UpdateStackOutput output;
    output.stack_id = (*stack)->id();
    output.operation_id = operation_of(**stack, token);
    co_return co_await settled(std::move(output));
}

aws::Later<StackRef> CloudFormation::deploy(const aws::Call& call, Wanted wanted) {
    std::vector<Parameter> parameters;
    for (auto& [key, value] : wanted.parameters) {
        Parameter one;
        one.parameter_key = std::move(key);
        one.parameter_value = std::move(value);
        parameters.push_back(std::move(one));
    }
    const std::vector<std::string> capabilities{"CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"};
    StackRef stack = stacks_.find(aws::account_region_of(call), wanted.name);
    if (stack != nullptr) {
        // What an earlier process left half done is ended first; a creation that came to nothing is made anew.
        co_await engine_.settled(stack, std::chrono::hours(24));
        const bool came_to_nothing =
            stack->told.stack_status == "ROLLBACK_COMPLETE" || stack->told.stack_status == "ROLLBACK_FAILED";
        if (came_to_nothing) {
            Engine::Options options;
            engine_.remove(stack, caller_of(call), std::move(options));
            co_await engine_.settled(stack, std::chrono::hours(24));
        }
        stack = stacks_.find(aws::account_region_of(call), wanted.name);
    }
    const std::size_t events_before = stack == nullptr ? 0 : stack->events.size();
    const std::size_t problems_before = stack == nullptr ? 0 : stack->problems.size();
    if (stack == nullptr) {
        CreateStackInput input;
        input.stack_name = wanted.name;
        input.template_body = std::move(wanted.text);
        input.parameters = std::move(parameters);
        input.capabilities = capabilities;
        auto begun = co_await begin_creation(call, std::move(input), longest_template);
        if (!begun.ok()) co_return begun.error();
        stack = *begun;
    } else {
        UpdateStackInput input;
        input.stack_name = wanted.name;
        input.template_body = std::move(wanted.text);
        input.parameters = std::move(parameters);
        input.capabilities = capabilities;
        auto begun = co_await begin_update(call, std::move(input), longest_template);
        if (!begun.ok() && begun.error().message == no_updates) co_return stack;
        if (!begun.ok()) co_return begun.error();
    }
    co_await engine_.settled(stack, std::chrono::hours(24));
    std::optional<aws::Error> problem = co_await settle();
    if (problem) co_return std::move(*problem);
    const std::string& status = stack->told.stack_status;
    if (status == "CREATE_COMPLETE" || status == "UPDATE_COMPLETE") co_return stack;
    std::string text = fmt::format("{} is {}", stack->name(), status);
    for (std::size_t i = events_before; i < stack->events.size(); ++i) {
        const StackEvent& each = stack->events[i];
        if (each.resource_status.value_or("").ends_with("_FAILED"))
            text += fmt::format("\n  {} ({}): {}", each.logical_resource_id.value_or(""),
                                each.resource_type.value_or(""), each.resource_status_reason.value_or(""));
    }
    for (std::size_t i = problems_before; i < stack->problems.size(); ++i) {
        const OperationEvent& each = stack->problems[i];
        text += fmt::format("\n  {} ({}): {}", each.logical_resource_id.value_or(""), each.resource_type.value_or(""),
                            each.validation_status_reason.value_or(""));
    }
    co_return invalid(std::move(text));
}

aws::Later<aws::Nothing> CloudFormation::delete_stack(const aws::Call& call, DeleteStackInput input) {
    const Attempt by = attempt_of("DeleteStack", input);
    const auto before = begun_before(call, input.stack_name, by);
    if (!before.ok()) co_return before.error();
    if (*before != nullptr) {
        co_await patiently(*before);
        co_return co_await settled(aws::Nothing());
    }
    const StackRef stack = stacks_.find(aws::account_region_of(call), input.stack_name);
    if (stack == nullptr || stack->is_gone() || stack->told.stack_status == "DELETE_IN_PROGRESS")
        co_return aws::Nothing();
    if (stack->told.enable_termination_protection.value_or(false))
        co_return invalid(
            fmt::format("Stack [{}] cannot be deleted while TerminationProtection is enabled", stack->name()));
    std::erase(input.retain_resources, "");
    const bool by_force = input.deletion_mode == "FORCE_DELETE_STACK";
    if (by_force && stack->told.stack_status != "DELETE_FAILED")
        co_return invalid(
            fmt::format("Invalid operation on stack [{}]. You can activate DeletionMode FORCE_DELETE_STACK in a delete "
                        "stack operation only when the stack is in the DELETE_FAILED state.",
                        stack->id()));
    if (!input.retain_resources.empty() && stack->told.stack_status != "DELETE_FAILED")
        co_return invalid(
            fmt::format("Invalid operation on stack [{}]. When you delete a stack, specify which "
                        "resources to retain only when the stack is in the DELETE_FAILED state.",
                        stack->id()));
    for (const Output& each : stack->told.outputs.value_or(std::vector<Output>())) {
        if (!each.export_name) continue;
        const std::vector<std::string> users = stacks_.importers(stack->place, *each.export_name);
        if (users.empty()) continue;
        // The call is taken, and nothing is deleted.
        const std::string why = fmt::format("Delete canceled. Cannot delete export {} as it is in use by {}.",
                                            *each.export_name, fmt::join(users, ", "));
        stack->told.stack_status_reason = why;
        engine_.event(*stack, stack->told.stack_status, why, input.client_request_token.value_or(""));
        stacks_.keep(*stack);
        co_return co_await settled(aws::Nothing());
    }
    const std::string role = input.role_arn.value_or(stack->source.role_arn);
    auto worker = worker_of(call, role);
    if (!worker.ok()) co_return worker.error();
    forget_reviewed_below(*stack);
    stack->retained = std::move(input.retain_resources);
    Engine::Options options;
    options.token = by.token;
    options.request = by.request;
    options.by_force = by_force;
    stack->told.deletion_mode = input.deletion_mode;
    engine_.remove(stack, std::move(*worker), std::move(options));
    co_await patiently(stack);
    co_return co_await settled(aws::Nothing());
}

aws::Later<aws::Nothing> CloudFormation::cancel_update_stack(const aws::Call& call, CancelUpdateStackInput input) {
    const auto stack = stack_of(call, input.stack_name);
    if (!stack.ok()) co_return stack.error();
    if ((*stack)->told.stack_status != "UPDATE_IN_PROGRESS")
        co_return invalid("CancelUpdateStack cannot be called from current stack status");
    engine_.cancel(*stack);
    co_await soon(*stack);
    co_return co_await settled(aws::Nothing());
}

aws::Later<ContinueUpdateRollbackOutput> CloudFormation::continue_update_rollback(const aws::Call& call,
                                                                                  ContinueUpdateRollbackInput input) {
    const Attempt by = attempt_of("ContinueUpdateRollback", input);
    const auto before = begun_before(call, input.stack_name, by);
    if (!before.ok()) co_return before.error();
    if (*before != nullptr) {
        co_await soon(*before);
        co_return co_await settled(ContinueUpdateRollbackOutput());
    }
    const auto stack = stack_of(call, input.stack_name);
    if (!stack.ok()) co_return stack.error();
    if ((*stack)->told.stack_status != "UPDATE_ROLLBACK_FAILED") co_return cannot(**stack, "rolled back");
    for (const std::string& each : input.resources_to_skip) {
        const auto found = (*stack)->resources.find(each);
        if (each.find('.') != std::string::npos) continue;  // of a nested stack
        if (found == (*stack)->resources.end() || found->second.status != "UPDATE_FAILED")
            co_return invalid(fmt::format("Only resources in the UPDATE_FAILED state can be skipped; [{}] is not",
                                          each));  // Assumed: the sentence
    }
    auto worker = worker_of(call, input.role_arn.value_or((*stack)->source.role_arn));
    if (!worker.ok()) co_return worker.error();
    Engine::Options options;
    options.token = by.token;
    options.request = by.request;
    engine_.continue_rollback(*stack, std::move(*worker), std::move(input.resources_to_skip), std::move(options));
    co_await soon(*stack);
    co_return co_await settled(ContinueUpdateRollbackOutput());
}

aws::Later<RollbackStackOutput> CloudFormation::rollback_stack(const aws::Call& call, RollbackStackInput input) {
    const Attempt by = attempt_of("RollbackStack", input);
    const auto before = begun_before(call, input.stack_name, by);
    if (!before.ok()) co_return before.error();
    const auto stack = *before != nullptr ? before : stack_of(call, input.stack_name);
    if (!stack.ok()) co_return stack.error();
    if (*before == nullptr) {
        const std::string& status = (*stack)->told.stack_status;
        if (status != "CREATE_FAILED" && status != "UPDATE_FAILED") co_return cannot(**stack, "rolled back");
        auto worker = worker_of(call, input.role_arn.value_or((*stack)->source.role_arn));
        if (!worker.ok()) co_return worker.error();
        Engine::Options options;
        options.token = by.token;
        options.request = by.request;
        engine_.roll_back(*stack, std::move(*worker), std::move(options));
    }
    co_await soon(*stack);
    RollbackStackOutput output;
    output.stack_id = (*stack)->id();
    output.operation_id = operation_of(**stack, by.token);
    co_return co_await settled(std::move(output));
}

aws::Later<aws::Nothing> CloudFormation::signal_resource(const aws::Call& call, SignalResourceInput input) {
    const auto found = stack_of(call, input.stack_name);
    if (!found.ok()) co_return found.error();
    const StackRef stack = *found;
    const auto resource = stack->resources.find(input.logical_resource_id);
    if (resource == stack->resources.end())
        co_return invalid(
            fmt::format("Resource {} does not exist for stack {}", input.logical_resource_id, input.stack_name));
    if (!stack->is_busy()) co_return cannot(*stack, "signaled");
    if (!engine_.signal(*stack, input.logical_resource_id, input.unique_id, input.status == "SUCCESS"))
        co_return invalid(fmt::format("Resource {} is in {} state and can not be signaled", input.logical_resource_id,
                                      resource->second.status));  // Assumed: the sentence
    co_await soon(stack);
    co_return co_await settled(aws::Nothing());
}

aws::Outcome<UpdateTerminationProtectionOutput> CloudFormation::update_termination_protection(
    const aws::Call& call, UpdateTerminationProtectionInput input) {
    const auto stack = bracketed(call, input.stack_name);
    if (!stack.ok()) return stack.error();
    if ((*stack)->told.root_id)  // CloudFormation API Reference, "UpdateTerminationProtection". Assumed: the sentence
        return invalid(fmt::format("Termination protection of the nested stack {} is its root stack's: {}",
                                   (*stack)->name(), *(*stack)->told.root_id));
    (*stack)->told.enable_termination_protection = input.enable_termination_protection;
    stacks_.keep(**stack);
    UpdateTerminationProtectionOutput output;
    output.stack_id = (*stack)->id();
    return output;
}

}  // namespace wt::cloudformation
