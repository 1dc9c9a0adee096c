#include <algorithm>

#include <fmt/format.h>

#include "cloudformation/cloudformation.hpp"
#include "cloudformation/language/flaw.hpp"

/// What an update would do: a change set's changes. Dynamic references are told and compared as they are written.
namespace wt::cloudformation {

using language::Flaw;
using language::written;

namespace {

/// Whether only the change itself tells what a property becomes, or what it was.
[[nodiscard]] bool is_dynamic(const OrderedJson& properties, const std::string& name) {
    if (!properties.contains(name)) return false;
    const std::string text = written(properties[name]);
    return has_dynamic_reference(text) || text.find(language::known_after_apply) != std::string::npos;
}

[[nodiscard]] std::vector<std::string> differing(const OrderedJson& before, const OrderedJson& after) {
    std::vector<std::string> names;
    for (const auto& [name, value] : after.items()) {
        const bool same = before.contains(name) && before[name] == value;
        if (!same) names.push_back(name);
    }
    for (const auto& [name, value] : before.items()) {
        if (!after.contains(name)) names.push_back(name);
    }
    return names;
}

[[nodiscard]] Change change_of(std::string action, const std::string& logical, const std::string& type,
                               const ResourceRecord* old) {
    ResourceChange about;
    about.action = std::move(action);
    about.logical_resource_id = logical;
    if (old != nullptr) about.physical_resource_id = old->id;
    about.resource_type = type;
    about.scope.emplace();
    about.details.emplace();
    Change made;
    made.type = "Resource";
    made.resource_change = std::move(about);
    return made;
}

/// What BeforeContext and AfterContext tell of a resource.
[[nodiscard]] std::string context_of(const OrderedJson& properties, const std::string& metadata) {
    OrderedJson made = OrderedJson::object();
    made["Properties"] = properties;
    const OrderedJson said = OrderedJson::parse(metadata, nullptr, false);
    if (said.is_object()) made["Metadata"] = said;
    return written(made);
}

[[nodiscard]] std::string plain_text(const OrderedJson& value) {
    return value.is_string() ? value.get<std::string>() : written(value);
}

/// Which property differs, and from what to what. CloudFormation API Reference, "ResourceTargetDefinition".
[[nodiscard]] ResourceTargetDefinition target_of(const std::string& name, const OrderedJson& before,
                                                 const OrderedJson& after) {
    ResourceTargetDefinition target;
    target.attribute = "Properties";
    target.name = name;
    target.path = "/Properties/" + name;
    if (before.contains(name)) target.before_value = plain_text(before[name]);
    if (after.contains(name)) target.after_value = plain_text(after[name]);
    target.attribute_change_type = !target.before_value ? "Add" : !target.after_value ? "Remove" : "Modify";
    return target;
}

/// What becomes of a resource that nobody wants any more. CloudFormation API Reference, "ResourceChange", PolicyAction.
[[nodiscard]] std::string left_behind(const std::string& policy) {
    if (policy.starts_with("Retain")) return "Retain";
    return policy == "Snapshot" ? policy : "Delete";
}

}  // namespace

std::vector<Change> Engine::changes_of(const StackRecord& stack, const Prepared& made,
                                       const StackSource& source) const {
    std::vector<Change> changes;
    StackAnswers answers(stack, parts_.stacks);
    for (const std::size_t index : made.order) {
        const auto& declared = made.made.resources[index];
        const auto found = stack.resources.find(declared.name);
        const std::string metadata = declared.metadata.is_null() ? "" : written(declared.metadata);
        const bool is_new = found == stack.resources.end() || !found->second.stands();
        if (is_new) answers.unknown.insert(declared.name);
        OrderedJson after;
        try {
            after = language::evaluate(declared.properties, made.scope(), answers);
        } catch (const Flaw&) {
            after = declared.properties;  // told when it is made
        }
        const ResourceType* const type = types().find(declared.type);
        if (type != nullptr) after = tagged(source.tags, *type, std::move(after));
        if (is_new) {
            changes.push_back(change_of("Add", declared.name, declared.type, nullptr));
            changes.back().resource_change->after_context = context_of(after, metadata);
            continue;
        }
        const ResourceRecord& old = found->second;
        const OrderedJson before = OrderedJson::parse(old.told_properties());
        const std::vector<std::string> names = differing(before, after);
        const bool automatic = names.empty() && metadata == old.metadata && declared.type == nested_type;
        if (names.empty() && metadata == old.metadata && !automatic) continue;
        Change change = change_of("Modify", declared.name, declared.type, &old);
        ResourceChange& about = *change.resource_change;
        about.before_context = context_of(before, old.metadata);
        about.after_context = context_of(after, metadata);
        if (!names.empty() || automatic) about.scope->push_back("Properties");
        if (metadata != old.metadata) about.scope->push_back("Metadata");
        const bool replaces = !names.empty() && needs_new(old.type, before, after);
        bool surely = type == nullptr;
        for (const std::string& name : names) {
            ResourceTargetDefinition target = target_of(name, before, after);
            const bool recreates =
                type != nullptr && (after.contains(name) ? type->changes_need_new(name) : type->going_needs_new(name));
            target.requires_recreation = recreates ? "Always" : "Never";
            const bool dynamic = is_dynamic(before, name) || is_dynamic(after, name);
            if (recreates && !dynamic) surely = true;
            ResourceChangeDetail detail;
            detail.target = std::move(target);
            detail.evaluation = dynamic ? "Dynamic" : "Static";
            detail.change_source = "DirectModification";
            about.details->push_back(std::move(detail));
        }
        if (automatic) {
            // The nested stack's template may have changed. CloudFormation API Reference, "ResourceChangeDetail".
            ResourceChangeDetail detail;
            detail.target.emplace();
            detail.target->attribute = "Properties";
            detail.target->requires_recreation = "Never";
            detail.evaluation = "Dynamic";
            detail.change_source = "Automatic";
            about.details->push_back(std::move(detail));
        }
        about.replacement = !replaces ? "False" : surely ? "True" : "Conditional";
        if (replaces) about.policy_action = "ReplaceAnd" + left_behind(declared.update_replace_policy);
        if (replaces) answers.unknown.insert(declared.name);
        changes.push_back(std::move(change));
    }
    for (const auto& [name, resource] : stack.resources) {
        if (made.made.resource(name) != nullptr || resource.status.starts_with("DELETE")) continue;
        Change change = change_of("Remove", name, resource.type, &resource);
        change.resource_change->before_context =
            context_of(OrderedJson::parse(resource.told_properties()), resource.metadata);
        change.resource_change->policy_action = left_behind(resource.deletion_policy);
        changes.push_back(std::move(change));
    }
    return changes;
}

bool Engine::changes_nothing(const StackRecord& stack, const StackSource& source, const Prepared& made) const {
    return changes_of(stack, made, source).empty() && leaves_the_rest(stack, source, made);
}

bool Engine::leaves_the_rest(const StackRecord& stack, const StackSource& source, const Prepared& made) const {
    const auto same_tags = [](const std::vector<Tag>& a, const std::vector<Tag>& b) {
        return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                          [](const Tag& x, const Tag& y) { return x.key == y.key && x.value == y.value; });
    };
    if (!same_tags(stack.source.tags, source.tags) || stack.source.notification_arns != source.notification_arns)
        return false;
    OrderedJson before;
    try {
        before = language::read_template(stack.source.template_text);
    } catch (const Flaw&) {
        return false;
    }
    const auto resources = [](const OrderedJson& tree) {
        return tree.contains("Resources") ? tree["Resources"] : OrderedJson();
    };
    if (resources(before) != resources(made.tree)) {
        // A value that comes another way changes nothing; what stands beside the properties does.
        for (const auto& each : made.made.resources) {
            const ResourceRecord& old = stack.resources.at(each.name);
            if (old.deletion_policy != each.deletion_policy || old.replace_policy != each.update_replace_policy)
                return false;
        }
    }
    const auto outputs = outputs_of(stack, made);
    if (!outputs.ok()) return false;
    const std::vector<Output> old = stack.told.outputs.value_or(std::vector<Output>());
    return std::equal(old.begin(), old.end(), outputs->begin(), outputs->end(), [](const Output& a, const Output& b) {
        return a.output_key == b.output_key && a.output_value == b.output_value && a.export_name == b.export_name &&
               a.description == b.description;
    });
}

}  // namespace wt::cloudformation
