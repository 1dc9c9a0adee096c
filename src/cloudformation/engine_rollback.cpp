#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/ascii.hpp"
#include "cloudformation/engine.hpp"
#include "cloudformation/fill.hpp"

namespace wt::cloudformation {

namespace {

[[nodiscard]] bool is_retained(const std::string& policy, bool creating) {
    return policy == "Retain" || (policy == "RetainExceptOnCreate" && !creating);
}

/// Whether what an operation made and takes back goes even where its policy is Retain. CloudFormation API Reference,
/// "CreateStack", RetainExceptOnCreate.
[[nodiscard]] bool takes_all_back(const StackRecord& stack) {
    return stack.told.retain_except_on_create.value_or(false);
}

/// Whether a snapshot of it stays. CloudFormation Template Reference, "DeletionPolicy attribute".
[[nodiscard]] bool leaves_snapshot(const ResourceType* type, const OrderedJson& properties, const std::string& policy) {
    if (type == nullptr || !type->takes_snapshots) return false;
    if (!policy.empty()) return policy == "Snapshot";
    return type->usual_snapshot && !is_something(fill(type->no_usual_snapshot, properties));
}

}  // namespace

std::vector<std::string> last_first(const StackRecord& stack) {
    std::vector<std::string> names;
    for (const auto& [name, resource] : stack.resources) names.push_back(name);
    std::stable_sort(names.begin(), names.end(), [&](const std::string& a, const std::string& b) {
        return stack.resources.at(a).order > stack.resources.at(b).order;
    });
    return names;
}

Task<std::optional<std::string>> Engine::take_away(StackRef stack, Caller caller, ResourceRecord gone,
                                                   std::string policy) {
    if (gone.id.empty()) {
        if (gone.status.ends_with("_FAILED")) co_return std::nullopt;  // it did not come to be
        // Nobody knows whether it did: it is looked for under the name that it would have.
        const StackRef child = parts_.stacks.find(stack->place, gone.name);
        if (gone.type == "AWS::CloudFormation::Stack" && child != nullptr) {
            gone.id = child->id();
        } else {
            if (types().find(gone.type) == nullptr || !types().find(gone.type)->id.is_null()) co_return std::nullopt;
            gone.id = gone.name;
        }
    }
    Job job{std::move(caller), stack->id(), gone.logical_id, gone.type, gone.name, OrderedJson::parse(gone.properties)};
    job.id = gone.id;
    job.attributes = OrderedJson::parse(gone.attributes);
    if (leaves_snapshot(types().find(gone.type), job.properties, policy))
        job.snapshot = lowered(fmt::format("{}-snapshot-{}-{}", stack->name(), gone.logical_id,
                                           drawn("abcdefghijklmnopqrstuvwxyz0123456789", 12)));
    const auto failed = co_await remove_resource(stack, std::move(job));
    if (failed) co_return failed->reason;
    co_return std::nullopt;
}

Task<std::vector<std::string>> Engine::delete_resources(StackRef stack, Caller caller, bool creating,
                                                        std::string token) {
    std::vector<std::string> failed;
    const std::vector<std::string> names = last_first(*stack);
    for (std::size_t i = 0; i < names.size(); ++i) {
        const bool adopted = creating && stack->resources.at(names[i]).before == "adopted";
        ResourceRecord& record = stack->resources.at(names[i]);
        if (record.status == "DELETE_COMPLETE" || record.status == "DELETE_SKIPPED") continue;
        const bool skipped =
            adopted || std::find(stack->retained.begin(), stack->retained.end(), names[i]) != stack->retained.end() ||
            (is_retained(record.deletion_policy, creating) && !(creating && takes_all_back(*stack)));
        if (skipped) {
            note(*stack, record, "DELETE_SKIPPED", "", token);
            continue;
        }
        if (record.id.empty() && record.status == "CREATE_FAILED") {
            note(*stack, record, "DELETE_COMPLETE", "", token);
            continue;
        }
        const ResourceRecord before = record;
        note(*stack, record, "DELETE_IN_PROGRESS", "", token);
        std::string policy = "Delete";
        if (!creating) policy = before.deletion_policy;
        const auto why = co_await take_away(stack, caller, before, std::move(policy));
        note(*stack, stack->resources.at(names[i]), why ? "DELETE_FAILED" : "DELETE_COMPLETE", why.value_or(""), token);
        if (why) failed.push_back(names[i]);
    }
    co_return failed;
}

Task<void> Engine::take_back(StackRef stack, Caller caller, Options options, std::string why) {
    if (stack->on_failure == "DELETE") {
        status(*stack, "DELETE_IN_PROGRESS", why + "Delete requested by user.", options.token);
        options.takes_back = true;
        co_await delete_all(std::move(stack), std::move(caller), std::move(options));
    } else {
        status(*stack, "ROLLBACK_IN_PROGRESS", why + "Rollback requested by user.", options.token);
        co_await roll_back_creation(std::move(stack), std::move(caller), std::move(options));
    }
}

Task<void> Engine::roll_back_creation(StackRef stack, Caller caller, Options options) {
    const std::vector<std::string> failed = co_await delete_resources(stack, caller, true, options.token);
    if (!failed.empty()) {
        status(*stack, "ROLLBACK_FAILED",
               fmt::format("The following resource(s) failed to delete: [{}]. ", fmt::join(failed, ", ")),
               options.token);
    } else {
        status(*stack, "ROLLBACK_COMPLETE", "", options.token);
    }
}

Task<std::optional<std::string>> Engine::revert(StackRef stack, Caller caller, std::string logical, std::string token) {
    ResourceRecord& record = stack->resources.at(logical);
    const auto before = aws::read_row<ResourceRecord>(record.before);
    if (record.before == "adopted") {
        parts_.stacks.drop(*stack, logical);  // it stays as it was
        co_return std::nullopt;
    }
    if (!before) {
        // New: it goes with the clean-up.
        stack->replaced.push_back(aws::row_of(record));
        parts_.stacks.keep(*stack);
        parts_.stacks.drop(*stack, logical);
        co_return std::nullopt;
    }
    const bool was_replaced = before->id != record.id && !record.status.starts_with("DELETE");
    const bool same = record.status == before->status && record.properties == before->properties &&
                      record.said == before->said && record.nested == before->nested;
    if (!same || was_replaced) {
        const ResourceRecord replacement = record;
        std::optional<Made> answered;  // by a function
        note(*stack, record, "UPDATE_IN_PROGRESS", "", token);
        if (was_replaced && !is_custom(record.type)) {
            // The old one is still there; what was made in its place goes.
            std::erase_if(stack->replaced, [&](const std::string& row) {
                const auto old = aws::read_row<ResourceRecord>(row);
                return old && old->logical_id == logical && old->id == before->id;
            });
            stack->replaced.push_back(aws::row_of(replacement));
            parts_.stacks.keep(*stack);
        } else {
            Job job{std::move(caller), stack->id(), logical,
                    record.type,       record.name, OrderedJson::parse(before->properties)};
            job.old = OrderedJson::parse(record.properties);
            // An update that failed may have come to any part of what it wanted.
            job.id = record.id;
            job.attributes = OrderedJson::parse(record.attributes);
            job.goes_back = true;
            job.nested = before->nested;
            auto made = co_await update_resource(stack, std::move(job));
            if (!made.ok()) {
                note(*stack, stack->resources.at(logical), "UPDATE_FAILED", made.error().reason, token);
                co_return made.error().reason;
            }
            if (is_custom(before->type)) {
                // It says itself which one it is now. The others go: what was made in its place, or what it was.
                std::erase_if(stack->replaced, [&](const std::string& row) {
                    const auto old = aws::read_row<ResourceRecord>(row);
                    return old && old->logical_id == logical && old->id == made->id;
                });
                if (made->id != replacement.id) stack->replaced.push_back(aws::row_of(replacement));
                parts_.stacks.keep(*stack);
                answered = std::move(*made);
            }
        }
        ResourceRecord& now = stack->resources.at(logical);
        const std::string saved = now.before;
        now = *before;
        now.before = saved;
        if (answered) {
            now.id = answered->id;
            now.ref = answered->ref;
            now.attributes = written(answered->attributes);
        }
        note(*stack, now, "UPDATE_COMPLETE", "", token);
    }
    co_return std::nullopt;
}

void take_source_back(StackRecord& stack) {
    if (stack.before) stack.source = std::move(*stack.before);
    stack.before.reset();
    if (!stack.told_before) return;
    StackDescription& was = *stack.told_before;
    stack.told.description = std::move(was.description);
    stack.told.parameters = std::move(was.parameters);
    stack.told.capabilities = std::move(was.capabilities);
    stack.told.notification_arns = std::move(was.notification_arns);
    stack.told.tags = std::move(was.tags);
    stack.told.role_arn = std::move(was.role_arn);
    stack.told_before.reset();
}

Task<void> Engine::roll_back_update(StackRef stack, Caller caller, Options options, std::vector<std::string> skipped) {
    if (!stack->source.role_arn.empty()) caller = caller_of(*stack);
    std::vector<std::string> touched = last_first(*stack);
    std::erase_if(touched, [&](const std::string& name) { return stack->resources.at(name).before.empty(); });
    std::vector<std::string> failed;
    for (std::size_t i = 0; i < touched.size(); ++i) {
        if (std::find(skipped.begin(), skipped.end(), touched[i]) != skipped.end()) {
            note(*stack, stack->resources.at(touched[i]), "UPDATE_COMPLETE", "", options.token);
            continue;
        }
        const auto why = co_await revert(stack, caller, touched[i], options.token);
        if (why) failed.push_back(touched[i]);
    }
    if (!failed.empty()) {
        status(*stack, "UPDATE_ROLLBACK_FAILED",
               fmt::format("The following resource(s) failed to update: [{}]. ", fmt::join(failed, ", ")),
               options.token);
        co_return;
    }
    take_source_back(*stack);
    status(*stack, "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", "", options.token);
    std::vector<std::string> none_leaving;
    co_await clean_up(std::move(stack), std::move(caller), std::move(none_leaving), options.token);
}

Task<void> Engine::clean_up(StackRef stack, Caller caller, std::vector<std::string> leaving, std::string token) {
    const bool rolled_back = stack->told.stack_status.starts_with("UPDATE_ROLLBACK");
    for (std::size_t i = 0; i < leaving.size(); ++i) {
        stack->replaced.push_back(aws::row_of(stack->resources.at(leaving[i])));
        parts_.stacks.keep(*stack);
        parts_.stacks.drop(*stack, leaving[i]);
    }
    // What depends on others goes before them.
    std::vector<ResourceRecord> going;
    for (const std::string& row : stack->replaced) {
        if (auto read = aws::read_row<ResourceRecord>(row)) going.push_back(std::move(*read));
    }
    std::stable_sort(going.begin(), going.end(), [](const auto& a, const auto& b) { return a.order > b.order; });
    for (std::size_t i = 0; i < going.size(); ++i) {
        ResourceRecord each = going[i];
        const bool removed = !stack->resources.contains(each.logical_id);
        std::string policy = removed ? each.deletion_policy : each.replace_policy;
        if (rolled_back) {
            const bool stays = each.before == "new" && !each.id.empty() && !takes_all_back(*stack);
            policy = stays && each.deletion_policy == "Retain" ? "Retain" : "Delete";
        }
        if (is_retained(policy, false)) {
            event(*stack, each, "DELETE_SKIPPED", "", token);
            continue;
        }
        event(*stack, each, "DELETE_IN_PROGRESS", "", token);
        const auto why = co_await take_away(stack, caller, each, std::move(policy));
        event(*stack, each, why ? "DELETE_FAILED" : "DELETE_COMPLETE", why.value_or(""), token);
    }
    stack->replaced.clear();
    for (auto& [name, resource] : stack->resources) {
        if (resource.before.empty()) continue;
        resource.before.clear();
        parts_.stacks.keep(*stack, resource);
    }
    status(*stack, rolled_back ? "UPDATE_ROLLBACK_COMPLETE" : "UPDATE_COMPLETE", "", token);
}

void Engine::remove(const StackRef& stack, Caller caller, Options options) {
    initiate(*stack, "DELETE_IN_PROGRESS", options);
    begin(stack, delete_all(stack, std::move(caller), std::move(options)));
}

void Engine::roll_back(const StackRef& stack, Caller caller, Options options) {
    const bool creation = stack->told.stack_status == "CREATE_FAILED";
    initiate(*stack, creation ? "ROLLBACK_IN_PROGRESS" : "UPDATE_ROLLBACK_IN_PROGRESS", options);
    if (creation) {
        begin(stack, roll_back_creation(stack, std::move(caller), std::move(options)));
    } else {
        std::vector<std::string> none_to_skip;
        begin(stack, roll_back_update(stack, std::move(caller), std::move(options), std::move(none_to_skip)));
    }
}

void Engine::continue_rollback(const StackRef& stack, Caller caller, std::vector<std::string> skipped,
                               Options options) {
    initiate(*stack, "UPDATE_ROLLBACK_IN_PROGRESS", options);
    begin(stack, roll_back_update(stack, std::move(caller), std::move(options), std::move(skipped)));
}

Task<void> Engine::delete_all(StackRef stack, Caller caller, Options options) {
    // What updates left behind goes, too.
    std::vector<std::string> left = std::exchange(stack->replaced, {});
    for (std::size_t i = 0; i < left.size(); ++i) {
        auto each = aws::read_row<ResourceRecord>(left[i]);
        if (!each) continue;
        std::string policy = each->replace_policy;
        (void)co_await take_away(stack, caller, std::move(*each), std::move(policy));
    }
    // Of a stack that never was, RetainExceptOnCreate keeps nothing.
    const std::vector<std::string> failed =
        co_await delete_resources(stack, std::move(caller), options.takes_back, options.token);
    if (options.by_force) {
        // What cannot be deleted stays, and is nobody's. CloudFormation API Reference, "DeleteStack", DeletionMode.
        for (const std::string& name : failed) {
            ResourceRecord& kept = stack->resources.at(name);
            note(*stack, kept, "DELETE_SKIPPED", kept.reason, options.token);
        }
    } else if (!failed.empty()) {
        status(*stack, "DELETE_FAILED",
               fmt::format("The following resource(s) failed to delete: [{}]. ", fmt::join(failed, ", ")),
               options.token);
        co_return;
    }
    stack->told.deletion_time = context_.calendar();
    stack->told.outputs.reset();
    status(*stack, "DELETE_COMPLETE", "", options.token);
}

}  // namespace wt::cloudformation
