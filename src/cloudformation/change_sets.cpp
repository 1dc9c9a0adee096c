#include <algorithm>

#include <fmt/format.h>

#include "cloudformation/cloudformation.hpp"
#include "cloudformation/language/flaw.hpp"

/// What a change set says, and those of nested stacks that belong to it. CloudFormation User Guide, "Change sets for
/// nested stacks".
namespace wt::cloudformation {

using language::Flaw;

namespace {

constexpr std::string_view no_changes =
    "The submitted information didn't contain changes. Submit different information to create a change set.";
constexpr std::size_t longest_name = 128;  // CloudFormation API Reference, "CreateChangeSet", ChangeSetName

[[nodiscard]] bool is_of_nested(const Change& change) {
    return change.resource_change->resource_type == nested_type && change.resource_change->action != "Remove";
}

/// Whether nothing tells that a nested stack changes, but that its template may be another one by now.
[[nodiscard]] bool is_automatic(const Change& change) {
    const auto& details = change.resource_change->details;
    return details && details->size() == 1 && details->front().change_source == "Automatic";
}

}  // namespace

std::map<std::string, std::string> nested_sets(const ChangeSetRecord& set) {
    std::map<std::string, std::string> found;
    for (const Change& change : set.told.changes) {
        const ResourceChange& about = *change.resource_change;
        if (about.change_set_id) found[about.logical_resource_id.value_or("")] = *about.change_set_id;
    }
    return found;
}

void Engine::carry_out(StackRecord& stack, const std::string& change_set) {
    std::vector<std::string> others;
    for (const auto& [name, each] : stack.change_sets) {
        if (name != change_set) others.push_back(name);
    }
    for (const std::string& name : others) parts_.stacks.drop_change_set(stack, name);
    ChangeSetRecord& executed = stack.change_sets.at(change_set);
    executed.told.execution_status = "EXECUTE_COMPLETE";
    parts_.stacks.keep(stack, executed);
    stack.told.change_set_id = executed.told.change_set_id;
}

ChangeSetRecord CloudFormation::blank_set(const StackRecord& stack, const StackSource& source,
                                          const ChangeSetWish& wish) {
    ChangeSetRecord set;
    set.creates = wish.creates;
    set.only_imports = wish.only_imports;
    set.delete_on_failure = wish.on_stack_failure == "DELETE";
    set.operation = engine_.new_id();
    set.source = source;
    DescribeChangeSetOutput& told = set.told;
    told.change_set_name = wish.name;
    told.change_set_id = fmt::format("arn:aws:cloudformation:{}:{}:changeSet/{}/{}", stack.place.region,
                                     stack.place.account, wish.name, engine_.new_id());
    told.stack_id = stack.id();
    told.stack_name = stack.name();
    told.description = wish.description;
    told.creation_time = context_.calendar();
    told.notification_arns = source.notification_arns;
    told.rollback_configuration = wish.rollback_configuration.value_or(RollbackConfiguration());
    told.capabilities = source.capabilities;
    told.tags = source.tags;
    told.include_nested_stacks = wish.nests;
    told.on_stack_failure = wish.on_stack_failure;
    told.deployment_config = wish.deployment_config;
    if (!wish.parent.empty()) told.parent_change_set_id = wish.parent;
    if (!wish.root.empty()) told.root_change_set_id = wish.root;
    return set;
}

std::string CloudFormation::keep_set(StackRecord& stack, ChangeSetRecord set, const std::string& reason) {
    DescribeChangeSetOutput& told = set.told;
    told.status = reason.empty() ? "CREATE_COMPLETE" : "FAILED";
    told.execution_status = reason.empty() ? "AVAILABLE" : "UNAVAILABLE";
    if (!reason.empty()) told.status_reason = reason;
    OperationEvent end;
    end.event_id = engine_.new_id();
    end.stack_id = stack.id();
    end.operation_id = set.operation;
    end.operation_type = "CREATE_CHANGESET";
    end.operation_status = reason.empty() ? "SUCCEEDED" : "FAILED";
    end.event_type = "STACK_EVENT";
    end.timestamp = context_.calendar();
    end.start_time = told.creation_time;
    end.end_time = end.timestamp;
    set.problems.push_back(std::move(end));
    std::string id = told.change_set_id.value_or("");
    stacks_.keep(stack, set);
    const std::string name = told.change_set_name.value_or("");
    stack.change_sets.insert_or_assign(name, std::move(set));
    return id;
}

aws::Later<std::string> CloudFormation::draw_up(StackRef stack, Caller worker, StackSource source,
                                                std::shared_ptr<const Prepared> made, ChangeSetWish wish) {
    ChangeSetRecord set = blank_set(*stack, source, wish);
    StackRecord as_told;
    as_told.source = source;
    tell(as_told, *made);
    set.told.parameters = as_told.told.parameters;
    set.told.import_existing_resources = wish.imports_existing;
    std::vector<Change> changes = engine_.changes_of(*stack, *made, source);
    if (wish.only_imports) {
        auto imports = imports_of(stack, *made, wish.imports, changes);
        if (!imports.ok()) co_return imports.error();
        set.imports = std::move(*imports);
    }
    bool nested_failed = false;
    std::string reason;
    if (wish.nests && !wish.only_imports) {
        const std::string own = set.told.change_set_id.value_or("");
        ChangeSetWish below = wish;
        below.parent = own;
        below.root = wish.root.empty() ? own : wish.root;
        below.description.reset();
        for (std::size_t i = 0; i < changes.size(); ++i) {
            if (!is_of_nested(changes[i])) continue;
            const std::string logical = changes[i].resource_change->logical_resource_id.value_or("");
            const NestedSet child = co_await draw_up_nested(stack, worker, source, made, logical, below);
            changes[i].resource_change->change_set_id = child.id;
            changes[i].resource_change->physical_resource_id = child.stack_id;
            if (child.status_reason.empty() || child.status_reason == no_changes) {
                if (!child.status_reason.empty() && is_automatic(changes[i]))
                    changes[i].resource_change->action.reset();
                continue;
            }
            if (!nested_failed)
                reason =
                    fmt::format("Nested change set {} was not successfully created: Currently in FAILED.", child.id);
            nested_failed = true;
        }
        std::erase_if(changes, [](const Change& each) { return !each.resource_change->action; });
    }
    const bool nothing =
        !wish.creates && !wish.only_imports && changes.empty() && engine_.leaves_the_rest(*stack, source, *made);
    if (nothing) {
        reason = no_changes;
    } else {
        Validated what{made, changes, "CREATE_CHANGESET"};
        auto result = co_await problems_of(stack, worker, std::move(what), set.imports);
        if (wish.imports_existing) {
            set.imports.merge(result.there);
            std::erase_if(result.problems, [&](const OperationEvent& each) {
                return set.imports.contains(each.logical_resource_id.value_or("")) && is_name_conflict(each);
            });
        }
        for (OperationEvent& each : result.problems) each.operation_id = set.operation;
        for (Change& each : changes) {
            if (set.imports.contains(each.resource_change->logical_resource_id.value_or("")))
                each.resource_change->action = "Import";
        }
        set.told.changes = std::move(changes);
        if (wish.validates) set.problems = std::move(result.problems);
        if (const std::string failed = failed_validations(set.problems); !failed.empty()) reason = failed;
    }
    co_return keep_set(*stack, std::move(set), reason);
}

Task<CloudFormation::NestedSet> CloudFormation::draw_up_nested(StackRef stack, Caller worker, StackSource parent,
                                                               std::shared_ptr<const Prepared> made,
                                                               std::string logical, ChangeSetWish wish) {
    wish.name = wish.name.substr(0, longest_name / 2) + "-" + logical;
    wish.name =
        wish.name.substr(0, longest_name - 13) + "-" + engine_.drawn("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 12);
    const auto old = stack->resources.find(logical);
    StackRef child;
    if (old != stack->resources.end() && old->second.stands()) child = stacks_.find(stack->place, old->second.id);
    wish.creates = child == nullptr || child->is_gone();
    if (wish.creates) {
        const OrderedJson unnamed = OrderedJson::object();
        StackRecord fresh =
            new_stack(stack->place, engine_.name_for(*stack, nullptr, logical, unnamed), std::string(stack->host));
        fresh.told.parent_id = stack->id();
        fresh.told.root_id = stack->told.root_id.value_or(stack->id());
        child = stacks_.add(std::move(fresh));
        engine_.event(*child, "REVIEW_IN_PROGRESS", "User Initiated");
    }
    std::string why;
    OrderedJson properties = OrderedJson::object();
    try {
        StackAnswers answers(*stack, stacks_);
        for (const auto& each : made->made.resources) {
            const auto there = stack->resources.find(each.name);
            if (there == stack->resources.end() || !there->second.stands()) answers.unknown.insert(each.name);
        }
        properties = language::evaluate(made->made.resource(logical)->properties, made->scope(), answers);
    } catch (const Flaw& flaw) {
        why = flaw.what;
    }
    StackSource source;
    if (why.empty()) {
        Job job{worker, stack->id(), logical, std::string(nested_type), child->name(), std::move(properties)};
        auto found = co_await engine_.nested_source(std::move(parent), std::move(job));
        if (found.ok()) {
            source = std::move(*found);
        } else {
            why = found.error().reason;
        }
    }
    std::shared_ptr<const Prepared> ready;
    if (why.empty()) {
        Site site = site_of(child->place, child->name(), child->id());
        auto prepared = co_await engine_.prepare(worker, source, std::move(site));
        if (!prepared.ok()) {
            why = prepared.error();
        } else {
            ready = std::move(*prepared);
            why = Engine::refuse_new_types(*child, *ready);
        }
    }
    NestedSet told;
    told.stack_id = child->id();
    if (why.empty()) {
        // Nothing of it is an import, so nothing refuses it.
        const auto drawn = co_await draw_up(child, std::move(worker), std::move(source), ready, wish);
        if (drawn.ok()) told.id = *drawn;
    } else {
        told.id = keep_set(*child, blank_set(*child, source, wish), why);
    }
    told.status_reason = child->change_sets.at(wish.name).told.status_reason.value_or("");
    co_return told;
}

void CloudFormation::drop_with_nested(StackRecord& stack, const std::string& name) {
    const auto found = stack.change_sets.find(name);
    if (found == stack.change_sets.end()) return;
    const std::string root = found->second.told.change_set_id.value_or("");
    stacks_.drop_change_set(stack, name);
    for (const StackRef& each : stacks_.all(stack.place)) {
        std::vector<std::string> names;
        for (const auto& [key, set] : each->change_sets) {
            if (set.told.root_change_set_id == root) names.push_back(key);
        }
        for (const std::string& key : names) stacks_.drop_change_set(*each, key);
        if (!names.empty() && each->is_in_review() && each->change_sets.empty()) stacks_.remove(*each);
    }
}

void CloudFormation::forget_reviewed_below(const StackRecord& stack) {
    for (const StackRef& each : stacks_.all(stack.place)) {
        if (!each->is_in_review() || !each->told.parent_id) continue;
        if (each->told.parent_id == stack.id() || each->told.root_id == stack.id()) stacks_.remove(*each);
    }
}

}  // namespace wt::cloudformation
