#include <fmt/format.h>

#include "cloudformation/cloudformation.hpp"

namespace wt::cloudformation {

namespace {

constexpr std::size_t longest_inline_of_change_set = 51'200;

/// CloudFormation User Guide, "Change sets for nested stacks". Assumed: the sentence.
[[nodiscard]] aws::Error of_the_root(const ChangeSetRecord& set) {
    return invalid(
        fmt::format("ChangeSet [{}] is of a nested stack. Change sets of nested stacks must be executed or deleted "
                    "from the root change set [{}].",
                    *set.told.change_set_id, set.told.root_change_set_id.value_or("")));
}

}  // namespace

aws::Later<CreateChangeSetOutput> CloudFormation::create_change_set(const aws::Call& call, CreateChangeSetInput input) {
    const std::string type = input.change_set_type.value_or("UPDATE");
    const bool only_imports = type == "IMPORT";
    if (only_imports == input.resources_to_import.empty())
        co_return invalid(only_imports ? "ResourcesToImport must be specified for ChangeSetType IMPORT"
                                       : "ResourcesToImport may be specified for ChangeSetType IMPORT alone");
    const aws::AccountRegion place = aws::account_region_of(call);
    const StackRef old = stacks_.find(place, input.stack_name);
    const bool standing = old != nullptr && !old->is_gone();
    // Into a stack that is not there yet, an import makes it.
    const bool creates = type == "CREATE" || (only_imports && (!standing || old->is_in_review()));
    if (creates && standing && !old->is_in_review())
        co_return invalid(fmt::format("Stack [{}] already exists and cannot be created again with the changeSet [{}].",
                                      input.stack_name, input.change_set_name));
    if (!standing) {
        if (auto refused = refuse_name(input.stack_name)) co_return std::move(*refused);
    }
    if (!creates && !standing) co_return invalid(fmt::format("Stack [{}] does not exist", input.stack_name));
    if (!creates && (old->is_busy() || old->is_in_review() || old->told.stack_status == "ROLLBACK_COMPLETE"))
        co_return invalid(
            fmt::format("Stack:{} is in {} state and can not be updated.", old->id(), old->told.stack_status));
    // The name of one that was executed is free again (Assumed); one that failed keeps its name until it is deleted.
    const auto same = standing ? old->change_sets.find(input.change_set_name) : decltype(old->change_sets.end())();
    if (standing && same != old->change_sets.end() && same->second.told.execution_status != "EXECUTE_COMPLETE")
        co_return aws::Error(already_exists, fmt::format("ChangeSet {} cannot be created due to a mismatch with "
                                                         "existing attribute Template",
                                                         input.change_set_name));
    if (auto refused = refuse_tags(input.tags)) co_return std::move(*refused);
    std::string body;
    if (input.use_previous_template.value_or(false) && standing) {
        body = old->source.template_text;
    } else {
        auto text = co_await text_of(call, std::move(input.template_body), std::move(input.template_url),
                                     longest_inline_of_change_set);
        if (!text.ok()) co_return text.error();
        body = std::move(*text);
    }
    auto source = source_of(std::move(body), input.parameters, standing ? &old->source : nullptr);
    if (!source.ok()) co_return source.error();
    const bool keeps_tags = input.tags.empty() && standing && !creates;
    source->tags = keeps_tags ? old->source.tags : std::move(input.tags);
    source->capabilities = std::move(input.capabilities);
    source->notification_arns = std::move(input.notification_arns);
    source->role_arn = input.role_arn.value_or(standing ? old->source.role_arn : "");
    auto worker = worker_of(call, source->role_arn);
    if (!worker.ok()) co_return worker.error();
    StackRecord fresh = new_stack(call, input.stack_name);
    Site site = site_of(place, input.stack_name, standing ? old->id() : fresh.id());
    auto ready = co_await engine_.prepare(*worker, *source, std::move(site));
    if (!ready.ok()) co_return invalid(ready.error());
    if (auto refused = refuse_capabilities(**ready, *source, false)) co_return std::move(*refused);
    if (standing) {
        if (std::string wrong = Engine::refuse_new_types(*old, **ready); !wrong.empty())
            co_return invalid(std::move(wrong));
    }

    StackRef stack = stacks_.find(place, input.stack_name);
    if (stack == nullptr) {
        stack = stacks_.add(std::move(fresh));
        engine_.event(*stack, "REVIEW_IN_PROGRESS", "User Initiated");
    }
    ChangeSetWish wish;
    wish.name = input.change_set_name;
    wish.creates = creates;
    wish.only_imports = only_imports;
    wish.imports_existing = input.import_existing_resources.value_or(false);
    wish.validates = !input.disable_validation.value_or(false);
    wish.nests = input.include_nested_stacks.value_or(false);
    wish.imports = std::move(input.resources_to_import);
    wish.description = std::move(input.description);
    wish.on_stack_failure = std::move(input.on_stack_failure);
    wish.rollback_configuration = std::move(input.rollback_configuration);
    wish.deployment_config = std::move(input.deployment_config);
    auto made = co_await draw_up(stack, std::move(*worker), std::move(*source), *ready, std::move(wish));
    if (!made.ok()) {
        if (!standing) stacks_.remove(*stack);
        co_return made.error();
    }
    CreateChangeSetOutput output;
    output.id = std::move(*made);
    output.stack_id = stack->id();
    co_return co_await settled(std::move(output));
}

aws::Outcome<DescribeChangeSetOutput> CloudFormation::describe_change_set(const aws::Call& call,
                                                                          DescribeChangeSetInput input) {
    const auto found = change_set_of(call, input.change_set_name, input.stack_name);
    if (!found.ok()) return found.error();
    DescribeChangeSetOutput told = found->stack->change_sets.at(found->name).told;
    if (!input.include_property_values.value_or(false)) {
        for (Change& change : told.changes) {
            ResourceChange& about = *change.resource_change;
            about.before_context.reset();
            about.after_context.reset();
            if (!about.details) continue;
            for (ResourceChangeDetail& detail : *about.details) {
                if (!detail.target) continue;
                detail.target->path.reset();
                detail.target->before_value.reset();
                detail.target->after_value.reset();
                detail.target->attribute_change_type.reset();
            }
        }
    }
    return told;
}

aws::Later<ExecuteChangeSetOutput> CloudFormation::execute_change_set(const aws::Call& call,
                                                                      ExecuteChangeSetInput input) {
    const auto found = change_set_of(call, input.change_set_name, input.stack_name);
    if (!found.ok()) co_return found.error();
    const StackRef stack = found->stack;
    const std::string name = found->name;
    const Attempt by = attempt_of("ExecuteChangeSet", input);
    const auto before = begun_before(call, stack->id(), by);
    if (!before.ok()) co_return before.error();
    if (*before != nullptr) {
        co_await patiently(stack);
        co_return co_await settled(ExecuteChangeSetOutput());
    }
    const ChangeSetRecord set = stack->change_sets.at(name);
    if (set.told.parent_change_set_id) co_return of_the_root(set);
    if (set.told.execution_status != "AVAILABLE")
        co_return aws::Error(invalid_change_set_status,
                             fmt::format("ChangeSet [{}] cannot be executed in its current status of [{}]",
                                         *set.told.change_set_id, set.told.status.value_or("")));
    auto worker = worker_of(call, set.source.role_arn);
    if (!worker.ok()) co_return worker.error();
    Site site = site_of(stack->place, stack->name(), stack->id());
    auto ready = co_await engine_.prepare(*worker, set.source, std::move(site));
    if (!ready.ok()) co_return invalid(ready.error());
    const auto meanwhile = begun_before(call, stack->id(), by);
    if (!meanwhile.ok()) co_return meanwhile.error();
    if (*meanwhile != nullptr) co_return co_await settled(ExecuteChangeSetOutput());
    if (stack->is_busy())
        co_return invalid(
            fmt::format("Stack:{} is in {} state and can not be updated.", stack->id(), stack->told.stack_status));
    // The others were of what stood there before.
    std::vector<std::string> others;
    for (const auto& [other, each] : stack->change_sets) {
        if (other != name) others.push_back(other);
    }
    for (const std::string& other : others) drop_with_nested(*stack, other);
    engine_.carry_out(*stack, name);
    const DeploymentConfig config = set.told.deployment_config.value_or(DeploymentConfig());
    const bool keeps = input.disable_rollback.value_or(config.disable_rollback.value_or(false));
    stack->told.disable_rollback = keeps;
    stack->told.deployment_config = set.told.deployment_config;
    stack->on_failure = set.delete_on_failure ? "DELETE" : "";
    Engine::Options options;
    options.token = by.token;
    options.request = by.request;
    if (!set.creates) options.denied = denied_by_policy(*stack, **ready, set.source, stack->policy);
    options.keep_failed = keeps;
    options.express = config.mode == "EXPRESS";
    options.adopted = set.imports;
    options.only_adopts = set.only_imports;
    options.change_sets = nested_sets(set);
    const std::shared_ptr<const Prepared> to = *ready;
    stack->told.retain_except_on_create = input.retain_except_on_create;
    if (set.creates) {
        stack->source = set.source;
        stack->told.creation_time = call.now;
        tell(*stack, *to);
        engine_.create(stack, std::move(*worker), to, std::move(options));
    } else {
        StackSource source = set.source;
        engine_.update(stack, std::move(*worker), std::move(source), to, std::move(options));
    }
    co_await patiently(stack);
    co_return co_await settled(ExecuteChangeSetOutput());
}

aws::Outcome<DeleteChangeSetOutput> CloudFormation::delete_change_set(const aws::Call& call,
                                                                      DeleteChangeSetInput input) {
    const auto found = change_set_of(call, input.change_set_name, input.stack_name);
    if (found.ok()) {
        const ChangeSetRecord& set = found->stack->change_sets.at(found->name);
        if (set.told.parent_change_set_id) return of_the_root(set);
        drop_with_nested(*found->stack, found->name);
    } else if (found.error().code != no_change_set.code) {
        return found.error();
    }
    return DeleteChangeSetOutput();
}

aws::Outcome<ListChangeSetsOutput> CloudFormation::list_change_sets(const aws::Call& call, ListChangeSetsInput input) {
    const auto stack = bracketed(call, input.stack_name);
    if (!stack.ok()) return stack.error();
    ListChangeSetsOutput output;
    for (const auto& [name, set] : (*stack)->change_sets) {
        ChangeSetSummary summary;
        summary.stack_id = set.told.stack_id;
        summary.stack_name = set.told.stack_name;
        summary.change_set_id = set.told.change_set_id;
        summary.change_set_name = name;
        summary.execution_status = set.told.execution_status;
        summary.status = set.told.status;
        summary.status_reason = set.told.status_reason;
        summary.creation_time = set.told.creation_time;
        summary.description = set.told.description;
        summary.include_nested_stacks = set.told.include_nested_stacks;
        summary.parent_change_set_id = set.told.parent_change_set_id;
        summary.root_change_set_id = set.told.root_change_set_id;
        summary.import_existing_resources = set.told.import_existing_resources;
        output.summaries.push_back(std::move(summary));
    }
    return output;
}

}  // namespace wt::cloudformation
