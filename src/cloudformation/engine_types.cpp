#include <algorithm>

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "cloudformation/engine.hpp"
#include "cloudformation/language/flaw.hpp"
#include "cloudformation/members.hpp"
#include "cloudformation/template_url.hpp"

namespace wt::cloudformation {

using language::written;

namespace {

constexpr std::string_view handle_type = "AWS::CloudFormation::WaitConditionHandle";
constexpr std::string_view condition_type = "AWS::CloudFormation::WaitCondition";
constexpr std::string_view metadata_type = "AWS::CDK::Metadata";
/// A name, and nothing behind it: CDK's bootstrap has one, which apps without images never use.
constexpr std::string_view repository_type = "AWS::ECR::Repository";

/// CloudFormation User Guide, "Custom resources": the longest, which is also the usual.
constexpr std::int64_t function_seconds = 3600;
constexpr std::size_t longest_id = 1024;

/// As functions get them: everything that is no list and no object is a text.
[[nodiscard]] OrderedJson in_texts(const OrderedJson& value) {
    if (value.is_array()) {
        OrderedJson made = OrderedJson::array();
        for (const OrderedJson& each : value) made.push_back(in_texts(each));
        return made;
    }
    if (value.is_object()) {
        OrderedJson made = OrderedJson::object();
        for (const auto& [key, each] : value.items()) made[key] = in_texts(each);
        return made;
    }
    return value.is_string() ? value : OrderedJson(written(value));
}

[[nodiscard]] Made made_of(const StackRecord& child) {
    Made made;
    made.id = made.ref = child.id();
    made.nested = aws::row_of(child.source);
    for (const Output& each : child.told.outputs.value_or(std::vector<Output>()))
        made.attributes["Outputs." + each.output_key.value_or("")] = each.output_value.value_or("");
    return made;
}

/// Why an operation on a nested stack failed: what its last event of that kind says.
[[nodiscard]] Failure embedded_failure(const StackRecord& child, std::string_view what) {
    std::string why = child.told.stack_status_reason.value_or(child.told.stack_status);
    std::string state;
    for (auto each = child.events.rbegin(); each != child.events.rend(); ++each) {
        const std::string status = each->resource_status.value_or("");
        const bool fails = status.ends_with("_FAILED") || status.ends_with("ROLLBACK_IN_PROGRESS");
        if (!fails || each->physical_resource_id != child.id() || !each->resource_status_reason) continue;
        why = *each->resource_status_reason;
        state = status;
        break;
    }
    const std::string how =
        what == "updated" && !state.empty() ? fmt::format(". Currently in {} with reason", state) : std::string();
    Failure failure{fmt::format("Embedded stack {} was not successfully {}{}: {}", child.id(), what, how, why)};
    failure.id = child.id();
    return failure;
}

}  // namespace

bool is_custom(std::string_view type) {
    return type == "AWS::CloudFormation::CustomResource" || type.starts_with("Custom::");
}

bool is_own_type(std::string_view type) {
    return type == nested_type || type == handle_type || type == condition_type || type == metadata_type ||
           type == repository_type || is_custom(type);
}

bool Engine::needs_new(const std::string& of_type, const OrderedJson& old, const OrderedJson& now) const {
    const ResourceType* const type = types().find(of_type);
    if (type == nullptr) return false;
    for (const auto& [name, value] : now.items()) {
        if ((!old.contains(name) || old[name] != value) && type->changes_need_new(name)) return true;
    }
    for (const auto& [name, value] : old.items()) {
        if (!now.contains(name) && type->going_needs_new(name)) return true;
    }
    return false;
}

Task<Result<Made, Failure>> Engine::create_resource(StackRef stack, Job job) {
    if (const ResourceType* const type = types().find(job.type)) {
        job.properties = marked(*stack, job.logical_id, *type, std::move(job.properties));
        co_return co_await handler_.create(*type, std::move(job));
    }
    if (is_custom(job.type)) co_return co_await ask_function(std::move(job), "Create");
    if (job.type == nested_type) co_return co_await nest(std::move(stack), std::move(job));
    if (job.type == condition_type) co_return co_await await_signals(std::move(stack), std::move(job));
    if (!is_own_type(job.type)) co_return skipped(job);
    Made made;
    made.id = made.ref = job.name;
    if (job.type == repository_type) {
        if (job.properties.contains("RepositoryName")) made.id = made.ref = text_at(job.properties, "RepositoryName");
        const std::string& account = job.caller.principal.account;
        made.attributes["Arn"] = fmt::format("arn:aws:ecr:{}:{}:repository/{}", job.caller.region, account, made.id);
        made.attributes["RepositoryUri"] =
            fmt::format("{}.dkr.ecr.{}.amazonaws.com/{}", account, job.caller.region, made.id);
    }
    if (job.type == handle_type)
        made.id = made.ref = Callbacks::url_of(parts_.surroundings.address(), callbacks_.open());
    co_return made;
}

Task<Result<Made, Failure>> Engine::update_resource(StackRef stack, Job job) {
    if (const ResourceType* const type = types().find(job.type)) {
        job.properties = marked(*stack, job.logical_id, *type, std::move(job.properties));
        job.old = marked(*stack, job.logical_id, *type, std::move(job.old));
        co_return co_await handler_.update(*type, std::move(job));
    }
    if (is_custom(job.type)) {
        if (text_at(job.properties, "ServiceToken") != text_at(job.old, "ServiceToken"))
            co_return Failure{"Modifying service token is not allowed."};
        co_return co_await ask_function(std::move(job), "Update");
    }
    if (job.type == nested_type) co_return co_await nest(std::move(stack), std::move(job));
    if (!is_own_type(job.type)) co_return skipped(job);
    // CloudFormation Template Reference, "AWS::CloudFormation::WaitCondition". Assumed: the sentence
    if (job.type == condition_type && !job.goes_back)
        co_return Failure{fmt::format("Updates are not supported for resources of type {}.", condition_type)};
    Made made;
    made.id = made.ref = job.id;
    made.attributes = job.attributes;
    co_return made;
}

Made Engine::skipped(const Job& job) {
    // Services look at the form of these.
    static constexpr std::pair<std::string_view, std::string_view> heads[] = {{"EIP", "eipalloc"},
                                                                              {"EgressOnlyInternetGateway", "eigw"},
                                                                              {"Instance", "i"},
                                                                              {"InternetGateway", "igw"},
                                                                              {"LaunchTemplate", "lt"},
                                                                              {"NatGateway", "nat"},
                                                                              {"NetworkAcl", "acl"},
                                                                              {"NetworkInterface", "eni"},
                                                                              {"RouteTable", "rtb"},
                                                                              {"SecurityGroup", "sg"},
                                                                              {"Subnet", "subnet"},
                                                                              {"TransitGateway", "tgw"},
                                                                              {"VPC", "vpc"},
                                                                              {"VPCEndpoint", "vpce"},
                                                                              {"VPCPeeringConnection", "pcx"},
                                                                              {"Volume", "vol"}};
    Made made;
    made.id = job.id.empty() ? job.name : job.id;
    std::string_view kind = job.type;
    if (job.id.empty() && kind.starts_with("AWS::EC2::")) {
        kind.remove_prefix(std::string_view("AWS::EC2::").size());
        for (const auto& [name, head] : heads) {
            if (name == kind) made.id = fmt::format("{}-0{}", head, drawn("0123456789abcdef", 16));
        }
    }
    made.ref = made.id;
    // What the template says of it, and its name for all else.
    made.attributes = job.properties;
    std::string_view service = job.type;
    service.remove_prefix(std::min(service.find("::") + 2, service.size()));
    service = service.substr(0, service.find("::"));
    made.attributes["Arn"] =
        fmt::format("arn:aws:{}:{}:{}:{}", lowered(service), job.caller.region, job.caller.principal.account, made.id);
    made.attributes["*"] = made.id;
    return made;
}

Task<std::optional<Failure>> Engine::remove_resource(StackRef stack, Job job) {
    if (const ResourceType* const type = types().find(job.type))
        co_return co_await handler_.remove(*type, std::move(job));
    if (is_custom(job.type)) {
        if (job.id.empty()) co_return std::nullopt;
        const auto made = co_await ask_function(std::move(job), "Delete");
        if (!made.ok()) co_return made.error();
        co_return std::nullopt;
    }
    if (job.type == nested_type) co_return co_await remove_nested(std::move(stack), std::move(job));
    if (job.type == handle_type) callbacks_.close(Callbacks::token_in(job.id));
    co_return std::nullopt;
}

Task<Result<Made, Failure>> Engine::ask_function(Job job, std::string request) {
    const std::string function = text_at(job.properties, "ServiceToken");
    if (!function.starts_with("arn:") || function.find(":lambda:") == std::string::npos)
        co_return Failure{fmt::format("Invalid service token: {} (Windtunnel calls functions of Lambda).", function)};
    const std::int64_t seconds = number_at(job.properties, "ServiceTimeout", function_seconds);
    if (seconds < 1 || seconds > function_seconds)  // Assumed: the sentence
        co_return Failure{fmt::format("ServiceTimeout must be an integer from 1 to {}.", function_seconds)};
    const std::string token = callbacks_.open(true);
    const std::string request_id = new_id();
    OrderedJson event = OrderedJson::object();
    event["RequestType"] = request;
    event["ServiceToken"] = function;
    event["ResponseURL"] = Callbacks::url_of(parts_.surroundings.address(), token);
    event["StackId"] = job.stack_id;
    event["RequestId"] = request_id;
    event["LogicalResourceId"] = job.logical_id;
    event["ResourceType"] = job.type;
    if (request != "Create") event["PhysicalResourceId"] = job.id;
    event["ResourceProperties"] = in_texts(job.properties);
    if (request == "Update") event["OldResourceProperties"] = in_texts(job.old);

    OrderedJson input{
        {"FunctionName", function}, {"InvocationType", "Event"}, {"Payload", base64_encode(written(event))}};
    auto invoked = co_await handler_.call(job.caller, "lambda", "Invoke", std::move(input));
    if (!invoked.ok()) {
        callbacks_.close(token);
        co_return invoked.error();
    }
    const auto answers = co_await callbacks_.wait(token, 1, context_.clock.after(std::chrono::seconds(seconds)));
    callbacks_.close(token);
    // A creation that failed is deleted by the id that it gave, or the one that it would have had.
    const auto failed = [&](std::string why, std::string id) {
        Failure failure{std::move(why)};
        failure.id = id.empty() && request == "Create" ? job.name : std::move(id);
        return failure;
    };
    if (answers.empty())
        co_return failed(
            fmt::format("CloudFormation did not receive a response from your Custom Resource. Please check your logs "
                        "for requestId [{}]. If you are using the Python cfn-response module, you may need to update "
                        "your Lambda function code so that CloudFormation can attach the updated version.",
                        request_id),
            job.id);
    const OrderedJson& answer = answers.front();
    if (std::string flaw = Callbacks::flaw_of(answer); !flaw.empty()) co_return failed(std::move(flaw), job.id);
    Made made;
    made.id = text_at(answer, "PhysicalResourceId");
    if (text_at(answer, "Status") != "SUCCESS")
        co_return failed(
            fmt::format("Received response status [{}] from custom resource. Message returned: {} (RequestId: {})",
                        text_at(answer, "Status"), text_at(answer, "Reason"), request_id),
            made.id);
    // CloudFormation User Guide, "Custom resource response objects": up to 1 KB, and never empty. A function that is
    // told the id need not say it again (assumed).
    if (made.id.empty() && request != "Create") made.id = job.id;
    if (made.id.empty() || made.id.size() > longest_id) co_return failed("Invalid PhysicalResourceId", job.id);
    made.ref = made.id;
    if (answer.contains("Data") && answer["Data"].is_object()) made.attributes = answer["Data"];
    co_return made;
}

Task<Result<StackSource, Failure>> Engine::nested_source(StackSource parent, Job job) {
    const auto name = object_of_url(text_at(job.properties, "TemplateURL"));
    if (!name) co_return Failure{"TemplateURL must be a supported URL."};
    auto text = co_await parts_.surroundings.object(job.caller, name->bucket, name->key);
    if (!text.ok()) co_return Failure{fmt::format("S3 error: {}", text.error().message)};
    StackSource source;
    source.template_text = std::move(*text);
    source.capabilities = parent.capabilities;
    source.role_arn = parent.role_arn;
    source.tags = parent.tags;
    if (job.properties.contains("NotificationARNs"))
        source.notification_arns = job.properties["NotificationARNs"].get<std::vector<std::string>>();
    if (job.properties.contains("Parameters")) {
        for (const auto& [key, value] : job.properties["Parameters"].items()) {
            std::string joined;
            if (value.is_array()) {
                for (const OrderedJson& each : value)
                    joined +=
                        (joined.empty() ? "" : ",") + (each.is_string() ? each.get<std::string>() : written(each));
            } else {
                joined = value.is_string() ? value.get<std::string>() : written(value);
            }
            source.parameters[key] = std::move(joined);
        }
    }
    if (job.properties.contains("Tags")) {
        for (const OrderedJson& each : job.properties["Tags"])
            source.tags.push_back({text_at(each, "Key"), text_at(each, "Value")});
    }
    co_return source;
}

Task<Result<Made, Failure>> Engine::nest(StackRef stack, Job job) {
    StackRef child = job.id.empty() ? nullptr : parts_.stacks.find(stack->place, job.id);
    // A change set has its stack already, and its template.
    const auto [reviewed, set_name] = parts_.stacks.with_change_set(stack->place, job.change_set);
    if (reviewed != nullptr) child = reviewed;
    const bool creates = child == nullptr || child->is_gone() || child->is_in_review();
    if (creates && child != nullptr && child->is_gone()) child = nullptr;
    const auto fail = [&](Failure why) {
        if (child != nullptr) why.id = child->id();
        return why;
    };
    StackSource source;
    if (const auto was = aws::read_row<StackSource>(job.nested); job.goes_back && was) {
        source = *was;
    } else {
        auto found = co_await nested_source(stack->source, job);
        if (!found.ok()) co_return fail(found.error());
        source = std::move(*found);
    }
    Options options;
    if (reviewed != nullptr) {
        const ChangeSetRecord& set = reviewed->change_sets.at(set_name);
        source.template_text = set.source.template_text;
        options.adopted = set.imports;
        options.change_sets = nested_sets(set);
    }
    Site site = site_of(stack->place, child == nullptr ? job.name : child->name(), {});
    site.stack_id = child == nullptr ? new_stack_id(stack->place, site.stack_name) : child->id();
    auto ready = co_await prepare(job.caller, source, site);
    if (!ready.ok()) co_return fail(Failure{ready.error()});
    if (const std::string missing = missing_capability(**ready, source, true); !missing.empty())
        co_return fail(Failure{fmt::format("Requires capabilities : [{}]", missing)});
    if (!creates && child->told.stack_status != "UPDATE_ROLLBACK_FAILED" && changes_nothing(*child, source, **ready))
        co_return made_of(*child);
    if (reviewed != nullptr) carry_out(*reviewed, set_name);
    if (child == nullptr) {
        StackRecord record;
        record.place = stack->place;
        record.told.stack_id = site.stack_id;
        record.told.stack_name = site.stack_name;
        record.told.parent_id = stack->id();
        record.told.root_id = stack->told.root_id.value_or(stack->id());
        record.told.stack_status = "CREATE_IN_PROGRESS";
        record.told.drift_information = StackDriftInformation{"NOT_CHECKED", std::nullopt};
        record.host = stack->host;
        child = parts_.stacks.add(std::move(record));
    }
    if (creates) {
        child->source = std::move(source);
        child->told.creation_time = context_.calendar();
        tell(*child, **ready);
        // What fails is deleted with its parent's rollback.
        options.keep_failed = true;
        options.within = std::chrono::minutes(number_at(job.properties, "TimeoutInMinutes", 0));
        create(child, job.caller, std::move(*ready), std::move(options));
    } else {
        update(child, job.caller, std::move(source), std::move(*ready), std::move(options));
    }
    co_await settled(child, std::chrono::hours(24));
    const std::string& status = child->told.stack_status;
    if (status != "CREATE_COMPLETE" && status != "UPDATE_COMPLETE")
        co_return embedded_failure(*child, creates ? "created" : "updated");
    co_return made_of(*child);
}

Task<std::optional<Failure>> Engine::remove_nested(StackRef stack, Job job) {
    const StackRef child = parts_.stacks.find(stack->place, job.id);
    if (child == nullptr || child->is_gone()) co_return std::nullopt;
    Options options;
    remove(child, job.caller, std::move(options));
    co_await settled(child, std::chrono::hours(24));
    if (child->is_gone()) co_return std::nullopt;
    co_return embedded_failure(*child, "deleted");
}

}  // namespace wt::cloudformation
