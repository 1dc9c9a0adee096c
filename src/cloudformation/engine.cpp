#include "cloudformation/engine.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "aws/timestamp.hpp"
#include "base/ascii.hpp"
#include "base/fresh_random.hpp"
#include "cloudformation/language/flaw.hpp"
#include "http/ids.hpp"

namespace wt::cloudformation {

using language::Flaw;

Engine::Engine(const Context& context, const Parts& parts, Unsupported unsupported)
    : context_(context),
      parts_(parts),
      unsupported_(unsupported),
      handler_(context, parts.surroundings, unsupported),
      callbacks_(context),
      ids_(fresh_random(context, "cloudformation.ids")),
      ended_(context.clock) {}

std::string Engine::new_id() { return http::request_id(ids_).str(); }

std::string Engine::new_stack_id(const aws::AccountRegion& place, std::string_view name) {
    return fmt::format("arn:aws:cloudformation:{}:{}:stack/{}/{}", place.region, place.account, name, new_id());
}

Caller Engine::caller_of(const StackRecord& stack) const {
    Caller caller{aws::root_of(stack.place.account), stack.place.region, stack.host};
    if (stack.source.role_arn.empty()) return caller;
    if (auto session = parts_.surroundings.session_of(stack.source.role_arn); session.ok())
        caller.principal = std::move(*session);
    return caller;
}

bool Engine::is_known(const std::string& type) const {
    return types().find(type) != nullptr || is_own_type(type) || unsupported_ == Unsupported::skip;
}

Task<Result<Engine::Processed, std::string>> Engine::process(Caller caller, StackSource source, Site site) {
    std::vector<std::string> names;
    std::string flaw;
    try {
        names = language::ssm_names(source_of(source));
        std::erase_if(
            names, [](const std::string& each) { return each.find(language::known_after_apply) != std::string::npos; });
    } catch (const Flaw& found) {
        flaw = found.what;
    }
    Processed made;
    for (std::size_t i = 0; flaw.empty() && i < names.size(); ++i) {
        OrderedJson input{{"Name", names[i]}};
        auto found = co_await handler_.call(caller, "ssm", "GetParameter", std::move(input));
        if (!found.ok()) {
            flaw = found.error().gone
                       ? fmt::format("Unable to fetch parameters [{}] from parameter store for this account.", names[i])
                       : found.error().reason;
        } else if ((*found)["Parameter"]["Type"] == "SecureString") {
            flaw = fmt::format("Parameters [{}] referenced by template have types not supported by CloudFormation.",
                               names[i]);
        } else {
            made.looked_up[names[i]] = (*found)["Parameter"]["Value"].get<std::string>();
        }
    }
    std::string asked;
    try {
        if (flaw.empty()) {
            made.tree = language::expanded(source_of(source), site, made.looked_up);
            asked = language::translation_of(made.tree, source_of(source), site);
        }
    } catch (const Flaw& found) {
        flaw = found.what;
    }
    if (!flaw.empty()) co_return flaw;
    if (!asked.empty()) {
        const auto translated = co_await parts_.surroundings.translate(std::move(asked));
        if (!translated.ok()) co_return translated.error().message;
        made.tree = OrderedJson::parse(*translated);
    }
    co_return made;
}

Task<Engine::Ready> Engine::prepare(Caller caller, StackSource source, Site site) {
    const auto processed = co_await process(std::move(caller), source, site);
    if (!processed.ok()) co_return processed.error();
    std::shared_ptr<Prepared> made;
    std::string flaw;
    try {
        made = std::make_shared<Prepared>(
            language::prepare(source_of(source), site, processed->looked_up, processed->tree));
    } catch (const Flaw& found) {
        flaw = found.what;
    }
    if (!flaw.empty()) co_return flaw;
    std::vector<std::string> strange;
    for (const auto& each : made->made.resources) {
        if (is_known(each.type)) continue;
        if (std::find(strange.begin(), strange.end(), each.type) == strange.end()) strange.push_back(each.type);
    }
    if (!strange.empty()) co_return refuse_types(strange);
    if (std::string wrong = refuse_by_types(*made); !wrong.empty()) co_return wrong;
    if (std::string wrong = refuse_or_leave_out(*made); !wrong.empty()) co_return wrong;
    co_return std::shared_ptr<const Prepared>(std::move(made));
}

void Engine::begin(const StackRef& stack, Task<void> work) {
    cancelled_.erase(stack->id());
    auto& scope = under_way_[stack->id()];
    scope = std::make_unique<Scope>();  // what was under way ends
    scope->spawn(guarded(stack, std::move(work)));
}

Task<void> Engine::guarded(StackRef stack, Task<void> work) {
    co_await std::move(work);
    (void)co_await parts_.stacks.durable();
    cancelled_.erase(stack->id());
    ended_.pulse();
}

Task<void> Engine::settled(StackRef stack, Duration at_most) {
    const Instant deadline = context_.clock.after(at_most);
    while (stack->is_busy() && context_.now() < deadline) (void)co_await ended_.wait_until(deadline);
}

void Engine::reset(std::string_view account) {
    for (const StackRef& stack : parts_.stacks.all()) {
        if (!account.empty() && stack->place.account != account) continue;
        under_way_.erase(stack->id());
        deadlines_.erase(stack->id());
    }
    parts_.stacks.reset(account);
}

void Engine::resume() {
    for (const StackRef& stack : parts_.stacks.all()) {
        const std::string status = stack->told.stack_status;
        if (!stack->is_busy()) continue;
        const Caller caller = caller_of(*stack);
        const Options options;
        if (status.starts_with("DELETE")) {
            begin(stack, delete_all(stack, caller, options));
        } else if (status.starts_with("IMPORT")) {
            this->status(*stack, "IMPORT_ROLLBACK_IN_PROGRESS", "The server was stopped.");
            begin(stack, roll_back_import(stack, options));
        } else if (status == "CREATE_IN_PROGRESS") {
            begin(stack, take_back(stack, caller, options, "The server was stopped. "));
        } else if (status == "ROLLBACK_IN_PROGRESS") {
            this->status(*stack, "ROLLBACK_IN_PROGRESS", "The server was stopped. Rollback requested by user.");
            begin(stack, roll_back_creation(stack, caller, options));
        } else if (status == "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS") {
            begin(stack, clean_up(stack, caller, {}, {}));
        } else {
            this->status(*stack, "UPDATE_ROLLBACK_IN_PROGRESS", "The server was stopped.");
            begin(stack, roll_back_update(stack, caller, options, {}));
        }
    }
}

void Engine::event(StackRecord& stack, std::string_view status, std::string reason, const std::string& token) {
    StackEvent event;
    event.event_id = new_id();
    event.logical_resource_id = stack.name();
    event.physical_resource_id = stack.id();
    event.resource_type = "AWS::CloudFormation::Stack";
    event.resource_status = status;
    if (!stack.operation.empty()) event.operation_id = stack.operation;
    if (!reason.empty()) event.resource_status_reason = std::move(reason);
    if (!token.empty()) event.client_request_token = token;
    event.detailed_status = stack.told.detailed_status;
    parts_.stacks.add_event(stack, std::move(event));
}

void Engine::begin_operation(StackRecord& stack, std::string_view status) {
    // CloudFormation API Reference, "OperationEntry": what is done to a stack has an id, and so has what takes it back.
    const std::string before = stack.told.stack_status;
    const bool goes_back = status.find("ROLLBACK") != std::string_view::npos;
    OperationEntry entry;
    entry.operation_type = goes_back && before == "UPDATE_ROLLBACK_FAILED" ? "CONTINUE_ROLLBACK"
                           : goes_back                                     ? "ROLLBACK"
                           : status.starts_with("CREATE")                  ? "CREATE_STACK"
                           : status.starts_with("DELETE")                  ? "DELETE_STACK"
                                                                           : "UPDATE_STACK";
    stack.operation = new_id();
    entry.operation_id = stack.operation;
    if (!goes_back) stack.told.detailed_status.reset();
    if (!goes_back || !stack.told.last_operations) stack.told.last_operations.emplace();
    stack.told.last_operations->push_back(std::move(entry));
}

void Engine::status(StackRecord& stack, std::string_view status, std::string reason, const std::string& token) {
    if (status.ends_with("_IN_PROGRESS") && status.find("CLEANUP") == std::string_view::npos)
        begin_operation(stack, status);
    stack.told.stack_status = status;
    stack.told.stack_status_reason = reason.empty() ? std::nullopt : std::optional(reason);
    event(stack, status, std::move(reason), token);
    parts_.stacks.keep(stack);
}

void Engine::initiate(StackRecord& stack, std::string_view status, const Options& options) {
    this->status(stack, status, "User Initiated", options.token);
    if (options.request.empty()) return;
    stack.attempts.push_back({options.token, options.request, stack.operation});
    if (stack.attempts.size() > Stacks::most_attempts) stack.attempts.erase(stack.attempts.begin());
    parts_.stacks.keep(stack);
}

void Engine::event(StackRecord& stack, const ResourceRecord& resource, std::string_view status, std::string reason,
                   const std::string& token) {
    StackEvent event;
    event.event_id = fmt::format("{}-{}-{}", resource.logical_id, status,
                                 aws::iso8601(context_.calendar(), aws::Fraction::milliseconds));
    event.logical_resource_id = resource.logical_id;
    event.physical_resource_id = resource.id;
    event.resource_type = resource.type;
    event.resource_status = status;
    if (!stack.operation.empty()) event.operation_id = stack.operation;
    if (!reason.empty()) event.resource_status_reason = std::move(reason);
    if (resource.properties != "{}") event.resource_properties = resource.told_properties();
    if (!token.empty()) event.client_request_token = token;
    parts_.stacks.add_event(stack, std::move(event));
}

void Engine::note(StackRecord& stack, ResourceRecord& resource, std::string_view status, std::string reason,
                  const std::string& token) {
    resource.status = status;
    resource.reason = reason;
    resource.updated = context_.calendar();
    event(stack, resource, status, std::move(reason), token);
    parts_.stacks.keep(stack, resource);
}

std::string Engine::drawn(std::string_view letters, std::size_t count) {
    std::string made;
    for (std::size_t i = 0; i < count; ++i) made += letters[ids_.below(letters.size())];
    return made;
}

std::string Engine::name_for(const StackRecord& stack, const ResourceType* type, const std::string& logical,
                             const OrderedJson& properties) {
    if (type != nullptr && !type->name_property.empty() && properties.contains(type->name_property) &&
        properties[type->name_property].is_string())
        return properties[type->name_property].get<std::string>();
    const std::string tail = "-" + drawn("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 12);
    const std::size_t room = std::min<std::size_t>(type == nullptr ? 255 : type->longest_name, 255) - tail.size();
    std::string stem = fmt::format("{}-{}", stack.name(), logical);
    if (stem.size() > room) {
        const std::size_t half = (room - 1) / 2;
        std::string head = stack.name().substr(0, half);
        while (head.ends_with('-')) head.pop_back();  // some services take no two in a row
        stem = fmt::format("{}-{}", head, logical.substr(0, room - 1 - head.size()));
    }
    const std::string name = stem + tail;
    return type != nullptr && type->lower_case ? lowered(name) : name;
}

OrderedJson Engine::tagged(const std::vector<Tag>& more, const ResourceType& type, OrderedJson properties) {
    if (type.tags.empty() || more.empty()) return properties;
    OrderedJson& tags = properties[type.tags];
    if (tags.is_null()) tags = type.map_tags ? OrderedJson::object() : OrderedJson::array();
    for (const Tag& each : more) {
        if (tags.is_object()) {
            if (!tags.contains(each.key)) tags[each.key] = each.value;
            continue;
        }
        const bool own = std::any_of(tags.begin(), tags.end(), [&](const OrderedJson& tag) {
            return tag.is_object() && tag.contains("Key") && tag["Key"] == each.key;
        });
        if (!own) tags.push_back(OrderedJson{{"Key", each.key}, {"Value", each.value}});
    }
    return properties;
}

OrderedJson Engine::marked(const StackRecord& stack, const std::string& logical, const ResourceType& type,
                           OrderedJson properties) {
    if (!type.system_tags) return properties;
    const std::vector<Tag> own = {{"aws:cloudformation:stack-name", stack.name()},
                                  {"aws:cloudformation:logical-id", logical},
                                  {"aws:cloudformation:stack-id", stack.id()}};
    return tagged(own, type, std::move(properties));
}

Result<std::vector<Output>, std::string> Engine::outputs_of(const StackRecord& stack, const Prepared& made) const {
    std::vector<Output> outputs;
    StackAnswers answers(stack, parts_.stacks);
    const auto text = [](const OrderedJson& value) {
        return value.is_string() ? value.get<std::string>() : language::written(value);
    };
    try {
        for (const auto& each : made.made.outputs) {
            const OrderedJson value = language::evaluate(each.value, made.scope(), answers);
            if (value.is_discarded()) continue;
            Output output;
            output.output_key = each.name;
            output.output_value = text(value);
            if (!each.description.empty()) output.description = each.description;
            if (!each.export_name.is_null()) {
                output.export_name = text(language::evaluate(each.export_name, made.scope(), answers));
                const auto [other, exported] = parts_.stacks.exporter(stack.place, *output.export_name);
                if (exported != nullptr && other->id() != stack.id())
                    return fmt::format("Export with name {} is already exported by stack {}", *output.export_name,
                                       other->name());
            }
            outputs.push_back(std::move(output));
        }
    } catch (const Flaw& flaw) {
        return flaw.what;
    }
    return outputs;
}

}  // namespace wt::cloudformation
