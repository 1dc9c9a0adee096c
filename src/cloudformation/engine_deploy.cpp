#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cloudformation/engine.hpp"
#include "cloudformation/handler_properties.hpp"
#include "cloudformation/language/flaw.hpp"

namespace wt::cloudformation {

using language::Flaw;
using language::written;

namespace {

/// "{{resolve:ssm:/name:3}}" and the like: where it stands in a text, and what it says.
struct DynamicReference {
    std::size_t at = 0;
    std::size_t size = 0;
    std::string said;  // "ssm:/name:3"
};
[[nodiscard]] std::optional<DynamicReference> reference_in(const std::string& text) {
    constexpr std::string_view open = "{{resolve:";
    const std::size_t at = text.find(open);
    const std::size_t end = at == std::string::npos ? at : text.find("}}", at);
    if (end == std::string::npos) return std::nullopt;
    return DynamicReference{at, end + 2 - at, text.substr(at + open.size(), end - at - open.size())};
}

/// The first text in a value that has one; null: none has.
[[nodiscard]] std::string* first_text_to_resolve(OrderedJson& value) {
    if (value.is_string())
        return reference_in(value.get_ref<const std::string&>()) ? value.get_ptr<std::string*>() : nullptr;
    if (!value.is_structured()) return nullptr;
    for (OrderedJson& each : value) {
        if (std::string* const found = first_text_to_resolve(each)) return found;
    }
    return nullptr;
}

[[nodiscard]] std::vector<std::string> split(const std::string& text) {
    std::vector<std::string> parts;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t colon = std::min(text.find(':', at), text.size());
        parts.push_back(text.substr(at, colon - at));
        at = colon + 1;
    }
    return parts;
}

constexpr std::string_view by_user = "User Initiated";  // what AWS says of a rollback that a client wants

[[nodiscard]] std::vector<std::string> none_skipped() { return std::vector<std::string>(); }

[[nodiscard]] std::string failed_to(std::string_view what, const std::vector<std::string>& which) {
    return fmt::format("The following resource(s) failed to {}: [{}]. ", what, fmt::join(which, ", "));
}

[[nodiscard]] std::string left_out_of(const Made& made, const std::string& type) {
    return made.left_out.empty() ? std::string() : left_out(made.left_out, type);
}

}  // namespace

bool has_dynamic_reference(std::string_view text) { return text.find("{{resolve:") != std::string_view::npos; }

void Engine::create(const StackRef& stack, Caller caller, std::shared_ptr<const Prepared> to, Options options) {
    initiate(*stack, options.only_adopts ? "IMPORT_IN_PROGRESS" : "CREATE_IN_PROGRESS", options);
    if (options.within > Duration(0)) {
        auto& deadline = deadlines_[stack->id()];
        deadline = std::make_unique<Scope>();
        deadline->spawn(expire(stack, caller, options));
    }
    begin(stack, deploy(stack, std::move(caller), std::move(to), std::move(options), true));
}

Task<void> Engine::expire(StackRef stack, Caller caller, Options options) {
    const std::string operation = stack->operation;
    co_await context_.clock.sleep_for(options.within);
    if (stack->told.stack_status != "CREATE_IN_PROGRESS" || stack->operation != operation) co_return;
    // Whoever takes it back looks for what was being made, so that its row says so still.
    for (auto& [name, resource] : stack->resources) {
        if (resource.status == "CREATE_IN_PROGRESS")
            event(*stack, resource, "CREATE_FAILED", "Resource creation cancelled", options.token);
    }
    const std::string why = "Stack creation time exceeded the specified timeout. ";
    if (options.keep_failed) {
        begin(stack, give_up(stack, std::move(options)));
    } else {
        begin(stack, take_back(stack, std::move(caller), std::move(options), why));
    }
}

Task<void> Engine::give_up(StackRef stack, Options options) {
    for (auto& [name, resource] : stack->resources) {
        if (resource.status != "CREATE_IN_PROGRESS") continue;
        resource.status = "CREATE_FAILED";
        if (const ResourceType* const type = types().find(resource.type); type != nullptr && type->id.is_null())
            resource.id = resource.name;  // it may be there
        parts_.stacks.keep(*stack, resource);
    }
    status(*stack, "CREATE_FAILED", "Stack creation time exceeded the specified timeout. ", options.token);
    co_return;
}

void Engine::update(const StackRef& stack, Caller caller, StackSource source, std::shared_ptr<const Prepared> to,
                    Options options) {
    stack->before = std::exchange(stack->source, std::move(source));
    stack->told_before = stack->told;
    tell(*stack, *to);
    stack->told.last_updated_time = context_.calendar();
    initiate(*stack, options.only_adopts ? "IMPORT_IN_PROGRESS" : "UPDATE_IN_PROGRESS", options);
    begin(stack, deploy(stack, std::move(caller), std::move(to), std::move(options), false));
}

Task<bool> Engine::is_invalid(StackRef stack, Caller caller, const Options& options, bool creates) {
    std::vector<OperationEvent> problems = co_await options.validation(stack);
    std::string why = failed_validations(problems);
    if (why.empty()) co_return false;
    why += " ";
    for (OperationEvent& each : problems) {
        each.operation_id = stack->operation;
        stack->problems.push_back(std::move(each));
    }
    if (stack->problems.size() > Stacks::most_problems)
        stack->problems.erase(stack->problems.begin(), stack->problems.end() - Stacks::most_problems);
    // Assumed: it then goes the way of any failure.
    stack->told.detailed_status = "VALIDATION_FAILED";
    co_await give_way(std::move(stack), std::move(caller), options, creates, std::move(why));
    co_return true;
}

Task<void> Engine::give_way(StackRef stack, Caller caller, Options options, bool creates, std::string why) {
    if (options.keep_failed) {
        status(*stack, creates ? "CREATE_FAILED" : "UPDATE_FAILED", why, options.token);
    } else if (creates) {
        co_await take_back(std::move(stack), std::move(caller), std::move(options), std::move(why));
    } else {
        status(*stack, "UPDATE_ROLLBACK_IN_PROGRESS", why, options.token);
        co_await roll_back_update(stack, caller, options, none_skipped());
    }
}

Task<void> Engine::deny(StackRef stack, Caller caller, Options options) {
    std::vector<std::string> which;
    for (const auto& [logical, why] : options.denied) {
        event(*stack, stack->resources.at(logical), "UPDATE_FAILED", why, options.token);
        which.push_back(logical);
    }
    co_await give_way(std::move(stack), std::move(caller), std::move(options), false, failed_to("update", which));
}

Task<void> Engine::deploy(StackRef stack, Caller caller, std::shared_ptr<const Prepared> to, Options options,
                          bool creates) {
    if (options.validation) {
        const bool invalid = co_await is_invalid(stack, caller, options, creates);
        if (invalid) co_return;
    }
    if (!options.denied.empty()) {
        co_await deny(std::move(stack), std::move(caller), std::move(options));
        co_return;
    }
    const std::vector<std::string> imported_before = std::exchange(stack->imports, {});
    for (std::size_t i = 0; i <= to->order.size(); ++i) {
        std::optional<std::string> failed;
        std::string logical;
        bool is_new = false;
        if (i == to->order.size()) {
            failed = co_await mark_adopted(stack, caller, options.token);
            logical = failed.value_or("");
        } else {
            logical = to->made.resources[to->order[i]].name;
            is_new = !stack->resources.contains(logical);
            if (cancelled_.contains(stack->id())) {
                failed = "";
            } else {
                failed = co_await deploy_resource(stack, caller, *to, i, options);
            }
        }
        if (!failed) continue;
        stack->imports = imported_before;
        const std::vector<std::string> which{logical};
        const std::string why = failed->empty() ? std::string(by_user)
                                                : failed_to(options.only_adopts ? "import"
                                                            : is_new            ? "create"
                                                                                : "update",
                                                            which);
        if (options.only_adopts) {
            status(*stack, "IMPORT_ROLLBACK_IN_PROGRESS", why, options.token);
            co_await roll_back_import(stack, options);
            co_return;
        }
        co_await give_way(std::move(stack), std::move(caller), std::move(options), creates, why);
        co_return;
    }
    // Also where the last resource was being made when it was cancelled.
    if (cancelled_.contains(stack->id())) {
        stack->imports = imported_before;
        co_await give_way(std::move(stack), std::move(caller), std::move(options), creates, std::string(by_user));
        co_return;
    }
    co_await finish(std::move(stack), std::move(caller), std::move(to), std::move(options), creates);
}

Task<void> Engine::finish(StackRef stack, Caller caller, std::shared_ptr<const Prepared> to, Options options,
                          bool creates) {
    auto outputs = outputs_of(*stack, *to);
    if (!outputs.ok()) {
        std::string why = outputs.error();
        if (creates && !options.keep_failed) why += why.ends_with('.') ? " " : ". ";
        co_await give_way(std::move(stack), std::move(caller), std::move(options), creates, std::move(why));
        co_return;
    }
    // Exports that others use stay as they are.
    for (const Output& old : stack->told.outputs.value_or(std::vector<Output>())) {
        if (!old.export_name) continue;
        const auto now = std::find_if(outputs->begin(), outputs->end(),
                                      [&](const Output& each) { return each.export_name == old.export_name; });
        if (now != outputs->end() && now->output_value == old.output_value) continue;
        const std::vector<std::string> users = parts_.stacks.importers(stack->place, *old.export_name);
        if (users.empty()) continue;
        status(*stack, "UPDATE_ROLLBACK_IN_PROGRESS",
               fmt::format("Export {} cannot be {} as it is in use by {}", *old.export_name,
                           now == outputs->end() ? "deleted" : "updated", fmt::join(users, ", ")),
               options.token);
        co_await roll_back_update(stack, caller, options, none_skipped());
        co_return;
    }
    stack->told.outputs = std::move(*outputs);
    stack->told.description = to->parts.description.empty() ? std::nullopt : std::optional(to->parts.description);
    if (creates || options.only_adopts) {
        for (auto& [name, resource] : stack->resources) {
            resource.before.clear();
            parts_.stacks.keep(*stack, resource);
        }
        stack->before.reset();
        stack->told_before.reset();
        status(*stack, options.only_adopts ? "IMPORT_COMPLETE" : "CREATE_COMPLETE", "", options.token);
        co_return;
    }
    std::vector<std::string> leaving;
    for (const auto& [name, resource] : stack->resources) {
        if (to->made.resource(name) == nullptr) leaving.push_back(name);
    }
    stack->before.reset();
    stack->told_before.reset();
    status(*stack, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "", options.token);
    co_await clean_up(std::move(stack), std::move(caller), std::move(leaving), options.token);
}

Task<std::optional<std::string>> Engine::deploy_resource(StackRef stack, Caller caller, const Prepared& to,
                                                         std::size_t index, Options options) {
    const language::ResourceDeclaration& declared = to.made.resources[to.order[index]];
    const std::string logical = declared.name;
    OrderedJson properties;
    std::string said;
    std::string flaw;
    try {
        StackAnswers answers(*stack, parts_.stacks);
        properties = language::evaluate(declared.properties, to.scope(), answers);
        options.creation_policy = language::evaluate(declared.creation_policy, to.scope(), answers);
        for (const std::string& name : answers.imported) {
            if (std::find(stack->imports.begin(), stack->imports.end(), name) == stack->imports.end())
                stack->imports.push_back(name);
        }
    } catch (const Flaw& found) {
        flaw = found.what;
    }
    const ResourceType* const type = types().find(declared.type);
    if (flaw.empty() && has_dynamic_reference(written(properties)))
        said = written(type == nullptr ? properties : tagged(stack->source.tags, *type, properties));
    if (flaw.empty()) {
        auto made = co_await resolved(caller, std::move(properties));
        if (made.ok()) {
            properties = std::move(*made);
        } else {
            flaw = made.error();
        }
    }
    if (type == nullptr && flaw.empty())
        flaw = handler_.refuse_by_schema(declared.type, logical, properties).value_or("");
    if (type != nullptr && flaw.empty()) {
        properties = tagged(stack->source.tags, *type, std::move(properties));
        flaw = handler_.refuse_properties(*type, logical, properties).value_or("");
    }
    const auto found = stack->resources.find(logical);
    const bool is_new = found == stack->resources.end();
    ResourceRecord& record = stack->resources[logical];
    if (is_new) {
        record.logical_id = logical;
        record.type = declared.type;
        record.before = "new";
    } else if (record.before.empty()) {
        record.before = aws::row_of(record);
    }
    if (!is_new && record.type != declared.type)
        flaw = fmt::format(
            "Update of resource type is not permitted. The new template modifies resource type of the "
            "following resources: [{}]",
            logical);
    record.order = static_cast<std::int64_t>(index);
    record.deletion_policy = declared.deletion_policy;
    record.replace_policy = declared.update_replace_policy;
    record.metadata = declared.metadata.is_null() ? "" : written(declared.metadata);
    if (!flaw.empty()) {
        note(*stack, record, is_new ? "CREATE_FAILED" : "UPDATE_FAILED", flaw, options.token);
        co_return flaw;
    }
    if (const auto left = to.left_out.find(logical); left != to.left_out.end()) options.left_out = left->second;
    const bool restated = !is_new && record.said != said;
    record.said = std::move(said);
    if (is_new) {
        if (const auto there = options.adopted.find(logical); there != options.adopted.end())
            co_return co_await adopt(stack, std::move(caller), logical, std::move(properties), there->second,
                                     options.token);
        co_return co_await make(stack, std::move(caller), logical, std::move(properties), std::move(options));
    }
    // A property that a dynamic reference gives from now on was changed, whatever it gives; and what a nested stack's
    // template says now is seen there.
    const bool same = !restated && OrderedJson::parse(record.properties) == properties;
    if (same && record.stands() && record.type != nested_type) {
        parts_.stacks.keep(*stack, record);
        co_return std::nullopt;
    }
    co_return co_await change(stack, std::move(caller), logical, std::move(properties), std::move(options));
}

Task<std::optional<std::string>> Engine::make(StackRef stack, Caller caller, std::string logical,
                                              OrderedJson properties, Options options) {
    const std::string token = options.token;
    ResourceRecord& record = stack->resources[logical];
    const ResourceType* const type = types().find(record.type);
    record.name = name_for(*stack, type, logical, properties);
    record.properties = written(properties);
    record.id.clear();
    record.attributes = "{}";
    const bool replaces = record.before != "new";
    if (!replaces) note(*stack, record, "CREATE_IN_PROGRESS", "", token);
    Job job{std::move(caller), stack->id(), logical, record.type, record.name, std::move(properties)};
    job.express = options.express;
    job.creation_policy = std::move(options.creation_policy);
    job.left_out = std::move(options.left_out);
    if (const auto set = options.change_sets.find(logical); set != options.change_sets.end())
        job.change_set = set->second;
    auto made = co_await create_resource(stack, std::move(job));
    ResourceRecord& now = stack->resources.at(logical);
    if (!made.ok()) {
        now.id = made.error().id;
        note(*stack, now, replaces ? "UPDATE_FAILED" : "CREATE_FAILED", made.error().reason, token);
        co_return made.error().reason;
    }
    now.id = made->id;
    now.ref = made->ref;
    now.attributes = written(made->attributes);
    now.nested = made->nested;
    note(*stack, now, replaces ? "UPDATE_IN_PROGRESS" : "CREATE_IN_PROGRESS", "Resource creation Initiated", token);
    note(*stack, now, replaces ? "UPDATE_COMPLETE" : "CREATE_COMPLETE", left_out_of(*made, now.type), token);
    co_return std::nullopt;
}

Task<std::optional<std::string>> Engine::change(StackRef stack, Caller caller, std::string logical,
                                                OrderedJson properties, Options options) {
    const std::string token = options.token;
    ResourceRecord& record = stack->resources[logical];
    const OrderedJson old = OrderedJson::parse(record.properties);
    if (needs_new(record.type, old, properties)) {
        // Where the name is the id, two cannot stand beside each other.
        const ResourceType* const type = types().find(record.type);
        if (type != nullptr && type->id.is_null() && properties.contains(type->name_property) &&
            old.contains(type->name_property) && old[type->name_property] == properties[type->name_property]) {
            const std::string why = fmt::format(
                "CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename {} and "
                "update the stack again.",
                record.name);
            note(*stack, record, "UPDATE_FAILED", why, token);
            co_return why;
        }
        note(*stack, record, "UPDATE_IN_PROGRESS",
             "Requested update requires the creation of a new physical resource; hence creating one.", token);
        stack->replaced.push_back(aws::row_of(record));
        parts_.stacks.keep(*stack);
        auto failed =
            co_await make(stack, std::move(caller), std::move(logical), std::move(properties), std::move(options));
        co_return failed;
    }
    const ResourceRecord was = record;
    Job job{std::move(caller), stack->id(), logical, record.type, record.name, properties};
    // Of a change that failed or was cut off nobody knows how far it came. Functions are told what was before it.
    job.express = options.express;
    job.left_out = options.left_out;
    if (const auto set = options.change_sets.find(logical); set != options.change_sets.end())
        job.change_set = set->second;
    job.old = OrderedJson::object();
    if (record.stands()) {
        job.old = OrderedJson::parse(record.properties);
    } else if (const auto before = aws::read_row<ResourceRecord>(record.before); before && is_custom(record.type)) {
        job.old = OrderedJson::parse(before->properties);
    }
    job.id = record.id;
    job.attributes = OrderedJson::parse(record.attributes);
    // Said before it is done: whoever rolls back, after a crash too, takes back what may have come of it.
    record.properties = written(properties);
    note(*stack, record, "UPDATE_IN_PROGRESS", "", token);
    auto made = co_await update_resource(stack, std::move(job));
    ResourceRecord& now = stack->resources.at(logical);
    if (!made.ok()) {
        note(*stack, now, "UPDATE_FAILED", made.error().reason, token);
        co_return made.error().reason;
    }
    // A custom resource that calls itself otherwise is another one from now on; the old one goes as it was made.
    if (made->id != now.id) stack->replaced.push_back(aws::row_of(was));
    now.id = made->id;
    now.ref = made->ref;
    now.attributes = written(made->attributes);
    now.nested = made->nested;
    note(*stack, now, "UPDATE_COMPLETE", left_out_of(*made, now.type), token);
    parts_.stacks.keep(*stack);
    co_return std::nullopt;
}

Task<Result<OrderedJson, std::string>> Engine::resolved(Caller caller, OrderedJson value) {
    constexpr int most = 60;  // CloudFormation User Guide, "Get values stored in other services"
    for (int count = 0; count <= most; ++count) {
        std::string* const text = first_text_to_resolve(value);
        if (text == nullptr) co_return value;
        const DynamicReference reference = *reference_in(*text);
        const std::vector<std::string> parts = split(reference.said);
        std::string found;
        if (parts.size() >= 2 && (parts[0] == "ssm" || parts[0] == "ssm-secure")) {
            const std::string name = parts.size() > 2 ? parts[1] + ":" + parts[2] : parts[1];
            OrderedJson input{{"Name", name}, {"WithDecryption", parts[0] == "ssm-secure"}};
            auto answer = co_await handler_.call(caller, "ssm", "GetParameter", std::move(input));
            if (!answer.ok() && answer.error().gone)
                co_return fmt::format("Unable to fetch parameters [{}] from parameter store for this account.", name);
            if (!answer.ok()) co_return answer.error().reason;
            if (parts[0] == "ssm" && (*answer)["Parameter"]["Type"] == "SecureString")
                co_return fmt::format("Non-secure ssm prefix was used for secure parameter: [{}]", name);
            found = (*answer)["Parameter"]["Value"].get<std::string>();
        } else if (parts.size() >= 2 && parts[0] == "secretsmanager") {
            // "id:SecretString:key:stage:version", where an id may be an ARN.
            const bool by_arn = parts[1] == "arn" && parts.size() >= 8;
            const std::size_t after = by_arn ? 8 : 2;
            std::string id = parts[1];
            for (std::size_t i = 2; i < after; ++i) id += ":" + parts[i];
            const auto part = [&](std::size_t i) {
                return after + i < parts.size() ? parts[after + i] : std::string();
            };
            OrderedJson input{{"SecretId", id}};
            if (!part(2).empty()) input["VersionStage"] = part(2);
            if (!part(3).empty()) input["VersionId"] = part(3);
            auto answer = co_await handler_.call(caller, "secretsmanager", "GetSecretValue", std::move(input));
            if (!answer.ok()) co_return answer.error().reason;
            found = answer->contains("SecretString") ? (*answer)["SecretString"].get<std::string>() : "";
            if (!part(1).empty()) {
                const OrderedJson secret = OrderedJson::parse(found, nullptr, false);
                if (!secret.is_object() || !secret.contains(part(1)))
                    co_return fmt::format("Could not find a value associated with JSONKey in SecretString");
                found = secret[part(1)].is_string() ? secret[part(1)].get<std::string>() : written(secret[part(1)]);
            }
        } else {
            co_return fmt::format("Template error: the dynamic reference {} is not valid", reference.said);
        }
        // `text` lies in `value`, which nobody else knows.
        text->replace(reference.at, reference.size, found);
    }
    co_return std::string("Template error: there are more than 60 dynamic references");
}

}  // namespace wt::cloudformation
