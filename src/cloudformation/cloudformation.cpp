#include "cloudformation/cloudformation.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "aws/tags.hpp"
#include "cloudformation/language/flaw.hpp"
#include "cloudformation/template_url.hpp"

namespace wt::cloudformation {

namespace {

/// A template of 1 MiB comes by S3; 51,200 bytes, each written as %XX, with parameters, fit.
constexpr std::size_t longest_body = std::size_t{4} << 20;
constexpr Duration soon_enough = 500ms;
/// Clients that deploy by change sets, or delete, ask once and then again after 15 to 30 seconds.
constexpr Duration with_patience = 5s;

[[nodiscard]] aws::Error invalid_input(const aws::Violations& violations) { return invalid(violations.message()); }

}  // namespace

const aws::ServiceModel& CloudFormation::model() const {
    static const aws::ServiceModel model = [] {
        aws::ServiceModel made = cloudformation_model();
        made.max_body = longest_body;
        made.milliseconds = true;
        made.invalid = invalid_input;
        return made;
    }();
    return model;
}

bool CloudFormation::claims(const http::Request& request) const {
    return request.headers.get("Host").starts_with("cloudformation.");
}

Task<std::optional<wt::Error>> CloudFormation::reset(std::string_view account) {
    engine_.reset(account);
    return stacks_.durable();
}

aws::Outcome<StackRef> CloudFormation::stack_of(const aws::Call& call, const std::string& name) const {
    StackRef stack = stacks_.find(aws::account_region_of(call), name);
    if (stack == nullptr) return invalid(fmt::format("Stack with id {} does not exist", name));
    return stack;
}

aws::Outcome<StackRef> CloudFormation::bracketed(const aws::Call& call, const std::string& name) const {
    StackRef stack = stacks_.find(aws::account_region_of(call), name);
    if (stack == nullptr) return invalid(fmt::format("Stack [{}] does not exist", name));
    return stack;
}

aws::Outcome<CloudFormation::Found> CloudFormation::change_set_of(const aws::Call& call, const std::string& name,
                                                                  const std::optional<std::string>& stack_name) const {
    const bool by_arn = name.starts_with("arn:");
    if (!by_arn && !stack_name)
        return invalid("StackName must be specified if ChangeSetName is not specified as an ARN.");
    std::vector<StackRef> stacks;
    if (stack_name) {
        auto stack = bracketed(call, *stack_name);
        if (!stack.ok()) return stack.error();
        stacks.push_back(*stack);
    } else {
        stacks = stacks_.all(aws::account_region_of(call));
    }
    for (const StackRef& stack : stacks) {
        for (const auto& [key, set] : stack->change_sets) {
            if (by_arn ? set.told.change_set_id == name : key == name) return Found{stack, key};
        }
    }
    return aws::Error(no_change_set, fmt::format("ChangeSet [{}] does not exist", name));
}

Caller CloudFormation::caller_of(const aws::Call& call) {
    return {call.caller, call.region, std::string(call.request.headers.get("Host"))};
}

aws::Outcome<Caller> CloudFormation::worker_of(const aws::Call& call, const std::string& role_arn) const {
    Caller worker = caller_of(call);
    if (role_arn.empty()) return worker;
    auto session = surroundings_.session_of(role_arn);
    if (!session.ok()) return invalid(session.error());
    worker.principal = std::move(*session);
    return worker;
}

aws::Later<std::string> CloudFormation::text_of(const aws::Call& call, std::optional<std::string> body,
                                                std::optional<std::string> url, std::size_t longest) {
    if (body && !body->empty()) {
        if (body->size() > longest)
            co_return invalid(
                fmt::format("1 validation error detected: Value '{}...' at 'templateBody' failed to satisfy "
                            "constraint: Member must have length less than or equal to {}",
                            body->substr(0, 100), longest));
        co_return std::move(*body);
    }
    if (!url || url->empty()) co_return invalid("Either Template URL or Template Body must be specified.");
    co_return co_await object_at(call, std::move(*url), "TemplateURL");
}

aws::Later<std::string> CloudFormation::object_at(const aws::Call& call, std::string url, std::string what) {
    const auto name = object_of_url(url);
    if (!name) co_return invalid(fmt::format("{} must be a supported URL.", what));
    auto text = co_await surroundings_.object(caller_of(call), name->bucket, name->key);
    if (!text.ok()) co_return invalid(fmt::format("S3 error: {}", text.error().message));
    co_return std::move(*text);
}

aws::Outcome<StackSource> CloudFormation::source_of(std::string text, const std::vector<Parameter>& parameters,
                                                    const StackSource* old) {
    StackSource source;
    source.template_text = std::move(text);
    for (const Parameter& each : parameters) {
        const std::string& key = each.parameter_key.value_or("");
        if (!each.use_previous_value.value_or(false)) {
            source.parameters[key] = each.parameter_value.value_or("");
            continue;
        }
        if (old == nullptr)
            return invalid(
                fmt::format("Invalid input for parameter key {}. Cannot specify usePreviousValue as true "
                            "for a parameter key not in the previous template",
                            key));
        // One that was not given keeps its default.
        if (const auto kept = old->parameters.find(key); kept != old->parameters.end())
            source.parameters[key] = kept->second;
    }
    return source;
}

std::optional<aws::Error> CloudFormation::refuse_tags(const std::vector<Tag>& tags) {
    const bool reserved =
        std::any_of(tags.begin(), tags.end(), [](const Tag& tag) { return aws::is_reserved_tag(tag.key); });
    if (!reserved) return std::nullopt;
    return invalid("aws: prefixed tag key names are not allowed for external use.");
}

std::optional<aws::Error> CloudFormation::refuse_capabilities(const Prepared& made, const StackSource& source,
                                                              bool expands) const {
    const std::string missing = engine_.missing_capability(made, source, expands);
    if (missing.empty()) return std::nullopt;
    return aws::Error(insufficient_capabilities, fmt::format("Requires capabilities : [{}]", missing));
}

std::optional<aws::Error> CloudFormation::refuse_name(const std::string& name) {
    constexpr std::size_t longest = 128;
    const auto refuse = [&](std::string_view constraint) {
        return invalid(
            fmt::format("1 validation error detected: Value '{}' at 'stackName' failed to satisfy "
                        "constraint: Member must {}",
                        name, constraint));
    };
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    const bool fits = !name.empty() && is_letter(name.front()) && std::all_of(name.begin(), name.end(), [&](char c) {
        return is_letter(c) || (c >= '0' && c <= '9') || c == '-';
    });
    if (!fits) return refuse("satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*");
    if (name.size() > longest) return refuse(fmt::format("have length less than or equal to {}", longest));
    return std::nullopt;
}

StackRecord CloudFormation::new_stack(const aws::Call& call, const std::string& name) const {
    return new_stack(aws::account_region_of(call), name, std::string(call.request.headers.get("Host")));
}

StackRecord CloudFormation::new_stack(aws::AccountRegion place, const std::string& name, std::string host) const {
    StackRecord record;
    record.place = std::move(place);
    record.told.stack_id = engine_.new_stack_id(record.place, name);
    record.told.stack_name = name;
    record.told.creation_time = context_.calendar();
    record.told.stack_status = "REVIEW_IN_PROGRESS";
    record.told.disable_rollback = false;
    record.told.enable_termination_protection = false;
    record.told.drift_information = StackDriftInformation{"NOT_CHECKED", std::nullopt};
    record.host = std::move(host);
    return record;
}

Task<void> CloudFormation::soon(StackRef stack) { return engine_.settled(std::move(stack), soon_enough); }

Task<void> CloudFormation::patiently(StackRef stack) { return engine_.settled(std::move(stack), with_patience); }

}  // namespace wt::cloudformation
