#include <fmt/format.h>

#include "cloudformation/drift.hpp"
#include "cloudformation/engine.hpp"

/// What is there already and comes into a stack. CloudFormation User Guide, "Import AWS resources into a CloudFormation
/// stack".
namespace wt::cloudformation {

using language::written;

Task<std::optional<std::string>> Engine::adopt(StackRef stack, Caller caller, std::string logical,
                                               OrderedJson properties, std::string id, std::string token) {
    ResourceRecord& record = stack->resources[logical];
    const ResourceType& type = *types().find(record.type);
    record.name = record.id = id;
    record.properties = written(properties);
    note(*stack, record, "IMPORT_IN_PROGRESS", "Resource import started.", token);
    std::string why;
    for (const StackRef& other : parts_.stacks.all(stack->place)) {
        for (const auto& [name, resource] : other->resources) {
            if (!other->is_gone() && resource.type == type.name && resource.id == id && &resource != &record &&
                resource.stands())
                why = fmt::format("{} is already managed by stack {}", id, other->id());  // Assumed: the sentence
        }
    }
    Job job{caller, stack->id(), logical, record.type, id, std::move(properties)};
    job.id = id;
    Made found;
    if (why.empty()) {
        auto made = co_await handler_.adopt(type, std::move(job));
        if (made.ok()) {
            found = std::move(*made);
        } else {
            why = made.error().gone
                      ? fmt::format("Resource of type '{}' with identifier '{}' was not found.", type.name, id)
                      : made.error().reason;
        }
    }
    stack->resources.at(logical).before = "adopted";
    ResourceRecord& now = stack->resources.at(logical);
    if (why.empty()) {
        now.ref = found.ref;
        now.attributes = written(found.attributes);
        note(*stack, now, "IMPORT_COMPLETE", "Resource import completed.", token);
        co_return std::nullopt;
    }
    note(*stack, now, "IMPORT_FAILED", why, token);
    co_return why;
}

Task<std::optional<std::string>> Engine::mark_adopted(StackRef stack, Caller caller, std::string token) {
    std::vector<std::string> adopted;
    for (const auto& [name, record] : stack->resources) {
        if (record.before == "adopted") adopted.push_back(name);
    }
    for (std::size_t i = 0; i < adopted.size(); ++i) {
        const ResourceRecord record = stack->resources.at(adopted[i]);
        const ResourceType* const type = types().find(record.type);
        if (type == nullptr || type->tags.empty()) continue;
        event(*stack, record, "UPDATE_IN_PROGRESS", "Apply stack-level tags to imported resource if applicable.",
              token);
        const std::string& id = record.logical_id;
        Job job{caller, stack->id(), id, record.type, record.name, OrderedJson::parse(record.properties)};
        job.id = record.id;
        // Its other tags stay, also those that the template does not know.
        OrderedJson& tags = job.properties[type->tags];
        if (!tags.is_structured()) tags = type->map_tags ? OrderedJson::object() : OrderedJson::array();
        const auto seen = co_await handler_.actual(*type, job);
        if (seen.ok() && seen->contains(type->tags)) {
            tags = type->map_tags ? OrderedJson::object() : OrderedJson::array();
            for (const OrderedJson& tag : tag_list(seen->at(type->tags))) {
                if (type->map_tags) {
                    tags[tag["Key"].get<std::string>()] = tag["Value"];
                } else {
                    tags.push_back(tag);
                }
            }
        }
        job.old = job.properties;
        job.properties = marked(*stack, id, *type, tagged(stack->source.tags, *type, std::move(job.properties)));
        std::string why;
        if (job.old != job.properties) {
            const auto made = co_await handler_.update(*type, std::move(job));
            if (!made.ok()) why = made.error().reason;
        }
        note(*stack, stack->resources.at(id), why.empty() ? "UPDATE_COMPLETE" : "UPDATE_FAILED", why, token);
        if (!why.empty()) co_return id;
    }
    co_return std::nullopt;
}

Task<void> Engine::roll_back_import(StackRef stack, Options options) {
    const std::vector<std::string> names = last_first(*stack);
    for (const std::string& name : names) {
        ResourceRecord& record = stack->resources.at(name);
        if (record.before.empty()) continue;
        if (record.before == "adopted" || record.before == "new") {
            // It stays as it was, and is nobody's.
            event(*stack, record, "IMPORT_ROLLBACK_COMPLETE", "", options.token);
            parts_.stacks.drop(*stack, name);
        } else {
            record.before.clear();
            parts_.stacks.keep(*stack, record);
        }
    }
    take_source_back(*stack);
    status(*stack, "IMPORT_ROLLBACK_COMPLETE", "", options.token);
    co_return;
}

}  // namespace wt::cloudformation
