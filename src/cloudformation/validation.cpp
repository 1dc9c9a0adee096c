#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cloudformation/cloudformation.hpp"
#include "cloudformation/language/flaw.hpp"

/// What is wrong with a change set before anything is made, and what it takes over.
namespace wt::cloudformation {

using language::Flaw;

namespace {

/// Why a resource of a template cannot be imported; empty: it can.
[[nodiscard]] std::string refuse_import(const ResourceType* type, const ResourceToImport& wanted) {
    const std::vector<std::string> names = type == nullptr ? std::vector<std::string>() : type->identifiers();
    if (names.empty()) return fmt::format("ResourceTypes [{}] are not supported for Import", wanted.resource_type);
    std::set<std::string> given;
    for (const auto& [name, value] : wanted.resource_identifier) given.insert(name);
    if (given != std::set<std::string>(names.begin(), names.end()))
        return fmt::format("Invalid resource identifiers. Required identifiers for {} are: [{}]", wanted.resource_type,
                           fmt::join(names, ", "));  // Assumed: the sentence
    return {};
}

}  // namespace

Task<std::vector<OperationEvent>> CloudFormation::problems_of(StackRef stack, Caller caller,
                                                              std::shared_ptr<const Prepared> made,
                                                              std::vector<Change> changes, ChangeSetRecord& set,
                                                              bool imports_existing) {
    std::vector<OperationEvent> found;
    const auto problem = [&](const std::string& logical, const ResourceType& type, const char* name, std::string why) {
        OperationEvent event;
        event.event_id = engine_.new_id();
        event.stack_id = stack->id();
        event.operation_id = set.operation;
        event.operation_type = "CREATE_CHANGESET";
        event.event_type = "VALIDATION_ERROR";
        event.logical_resource_id = logical;
        event.physical_resource_id = "";
        event.resource_type = type.name;
        event.timestamp = context_.calendar();
        event.validation_failure_mode = "FAIL";
        event.validation_name = name;  // Assumed: these names
        event.validation_status = "FAILED";
        event.validation_status_reason = std::move(why);
        event.validation_path = "/Resources/" + logical;
        found.push_back(std::move(event));
    };
    StackAnswers answers(*stack, stacks_);
    for (const auto& each : made->made.resources) {
        const auto there = stack->resources.find(each.name);
        if (there == stack->resources.end() || !there->second.stands()) answers.unknown.insert(each.name);
    }
    for (std::size_t i = 0; i < changes.size(); ++i) {
        ResourceChange& about = *changes[i].resource_change;
        const std::string logical = about.logical_resource_id.value_or("");
        const auto* const declared = made->made.resource(logical);
        const ResourceType* const type = declared == nullptr ? nullptr : engine_.types().find(declared->type);
        if (type == nullptr) continue;
        OrderedJson properties;
        bool flawed = false;
        try {
            properties = language::evaluate(declared->properties, made->scope(), answers);
        } catch (const Flaw&) {
            flawed = true;  // told when it is made
        }
        if (flawed || !properties.is_object()) continue;
        if (auto why = engine_.handler().refuse_properties(*type, logical, properties)) {
            problem(logical, *type, "PROPERTY_VALIDATION", std::move(*why));
            continue;
        }
        if (about.action != "Add" || set.imports.contains(logical)) continue;
        // Whether its name is taken, where the template gives it one.
        const std::vector<std::string> names = type->identifiers();
        if (names.size() != 1 || names.front() != type->name_property || !properties.contains(names.front())) continue;
        const OrderedJson& said = properties[names.front()];
        if (!said.is_string() || said == language::known_after_apply ||
            said.get_ref<const std::string&>().find("{{resolve:") != std::string::npos)
            continue;
        const std::string id = said.get<std::string>();
        Job job{caller, stack->id(), logical, type->name, id, properties};
        job.id = id;
        const auto seen = co_await engine_.handler().adopt(*type, std::move(job));
        if (!seen.ok()) continue;
        if (imports_existing) {
            set.imports[logical] = id;
        } else {
            problem(logical, *type, "NAME_CONFLICT_VALIDATION",
                    fmt::format("Resource of type '{}' with identifier '{}' already exists.", type->name, id));
        }
    }
    co_return found;
}

aws::Outcome<std::map<std::string, std::string>> CloudFormation::imports_of(const StackRef& stack, const Prepared& made,
                                                                            const std::vector<ResourceToImport>& wanted,
                                                                            const std::vector<Change>& changes) const {
    std::map<std::string, std::string> imports;
    for (const ResourceToImport& each : wanted) {
        const auto* const declared = made.made.resource(each.logical_resource_id);
        if (declared == nullptr || declared->type != each.resource_type)
            return invalid(
                fmt::format("Resources [{}] to import are missing in the template", each.logical_resource_id));
        if (stack->resources.contains(each.logical_resource_id))
            return invalid(fmt::format("Resources [{}] already exist in the stack", each.logical_resource_id));
        const ResourceType* const type = engine_.types().find(each.resource_type);
        if (std::string why = refuse_import(type, each); !why.empty()) return invalid(std::move(why));
        if (declared->deletion_policy.empty())
            return invalid(
                fmt::format("Resources [{}] to import must have DeletionPolicy attribute specified in the "
                            "template.",
                            each.logical_resource_id));
        imports[each.logical_resource_id] = each.resource_identifier.at(type->identifiers().back());
    }
    for (const Change& change : changes) {
        const std::string logical = change.resource_change->logical_resource_id.value_or("");
        if (!imports.contains(logical))
            return invalid(
                fmt::format("As part of the import operation, you cannot modify or add [Resources]: {}", logical));
    }
    return imports;
}

}  // namespace wt::cloudformation
