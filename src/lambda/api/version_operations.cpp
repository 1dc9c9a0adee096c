// PublishVersion, ListVersionsByFunction, and aliases.
#include <fmt/format.h>

#include "lambda/api/errors.hpp"
#include "lambda/api/lambda.hpp"
#include "lambda/api/pages.hpp"
#include "lambda/api/settings.hpp"

namespace wt::lambda::api {

namespace {

// Assumed: as a function that is made.
constexpr Duration activation = 3s;

/// Versions in order of their numbers, $LATEST first.
[[nodiscard]] std::string order_of(std::int64_t number) { return fmt::format("{:010}", number); }

[[nodiscard]] AliasRoutingConfiguration routing_of(const AliasRoutingConfiguration& said) {
    AliasRoutingConfiguration routing;
    if (said.additional_version_weights && !said.additional_version_weights->empty())
        routing.additional_version_weights = said.additional_version_weights;
    return routing;
}

void set_routing(AliasConfiguration& alias, const std::optional<AliasRoutingConfiguration>& said) {
    if (!said) return;
    alias.routing_config = routing_of(*said);
    if (!alias.routing_config->additional_version_weights) alias.routing_config.reset();
}

}  // namespace

const Version& Lambda::publish(const aws::Call& call, FunctionRecord& record,
                               const std::optional<std::string>& description) {
    const std::shared_ptr<const FunctionConfig> does = invoker_.does(record.name);
    if (!record.versions.empty()) {
        const Version& last = record.versions.rbegin()->second;
        const bool does_the_same = last.does == nullptr || does == nullptr ||
                                   (last.does->handlers == does->handlers && last.does->init == does->init);
        if (same_version(last.told, record.latest.told) && last.code == record.latest.code && does_the_same)
            return last;
    }
    const std::int64_t number = ++record.last_version;
    Version& version = record.versions[number] = record.latest;
    version.before = nullptr;
    version.does = does;
    if (!version.changing) version.changing = catalogue_.pace().begin(activation);
    touch(call, version);
    version.told.version = std::to_string(number);
    version.told.function_arn = record.name.with(std::to_string(number)).arn();
    if (description) version.told.description = description;
    catalogue_.keep(record);
    return version;
}

aws::Outcome<FunctionConfiguration> Lambda::publish_version(const aws::Call& call, PublishVersionRequest input) {
    const auto make = [&]() -> aws::Outcome<FunctionConfiguration> {
        if (input.publish_to) return not_there("PublishTo");
        const auto found = function(call, input.function_name);
        if (!found.ok()) return found.error();
        FunctionRecord& record = *found->record;
        const FunctionConfiguration& there = record.latest.told;
        if (auto refused = refuse_changing(record)) return std::move(*refused);
        if (auto refused = refuse_revision(input.revision_id, there.revision_id)) return std::move(*refused);
        if (input.code_sha256 && !input.code_sha256->empty() && input.code_sha256 != there.code_sha256)
            return invalid_parameter(
                fmt::format("CodeSHA256 ({}) is different from current CodeSHA256 in $LATEST ({}). Please try again "
                            "with the CodeSHA256 in $LATEST.",
                            *input.code_sha256, there.code_sha256.value_or("")));
        return publish(call, record, input.description).seen();
    };
    return make();
}

aws::Outcome<ListVersionsByFunctionResponse> Lambda::list_versions_by_function(const aws::Call& call,
                                                                               ListVersionsByFunctionRequest input) {
    const auto found = function(call, input.function_name);
    if (!found.ok()) return found.error();
    const FunctionRecord& record = *found->record;
    std::map<std::string, FunctionConfiguration> versions;
    FunctionConfiguration first = in_list(record.latest.told);
    first.function_arn = record.name.with(latest).arn();
    versions.emplace(order_of(0), std::move(first));
    for (const auto& [number, version] : record.versions) versions.emplace(order_of(number), in_list(version.told));
    auto page = page_of(std::move(versions), "lambda:ListVersionsByFunction", input.marker, input.max_items, call.now);
    if (!page.ok()) return page.error();
    ListVersionsByFunctionResponse response;
    response.versions = std::move(page->items);
    response.next_marker = std::move(page->next);
    return response;
}

std::optional<aws::Error> Lambda::refuse_routing(const Found& found, const std::string& version,
                                                 const std::optional<AliasRoutingConfiguration>& to) {
    const FunctionRecord& record = *found.record;
    if (record.find_version(version) == nullptr || !is_version(version))
        return not_found(fmt::format("Function not found: {}", record.name.with(version).arn()));
    if (!to || !to->additional_version_weights) return std::nullopt;
    const auto& weights = *to->additional_version_weights;
    if (weights.size() > 1)
        return invalid_parameter("Number of items in AdditionalVersionWeights cannot be greater than 1");
    for (const auto& [other, weight] : weights) {
        if (version == latest)
            return invalid_parameter("$LATEST is not supported for an alias pointing to more than 1 version");
        if (other == version)
            return invalid_parameter(
                fmt::format("Invalid function version {0}. Function version {0} is already included in routing "
                            "configuration.",
                            version));
        if (weight < 0 || weight > 1)
            return validation(fmt::format(
                "1 validation error detected: Value '{{{}={}}}' at 'routingConfig.additionalVersionWeights' "
                "failed to satisfy constraint: Map value must satisfy constraint: [Member must have value "
                "less than or equal to 1.0, Member must have value greater than or equal to 0.0]",
                other, weight));
        if (record.find_version(other) == nullptr)
            return not_found(fmt::format("Function not found: {}", record.name.with(other).arn()));
    }
    return std::nullopt;
}

aws::Outcome<AliasConfiguration> Lambda::create_alias(const aws::Call& call, CreateAliasRequest input) {
    const auto make = [&]() -> aws::Outcome<AliasConfiguration> {
        if (is_version(input.name))
            return validation(
                fmt::format("1 validation error detected: Value '{}' at 'name' failed to satisfy "
                            "constraint: Member must satisfy regular expression pattern: "
                            "(?!^[0-9]+$)([a-zA-Z0-9-_]+)",
                            input.name));
        const auto found = function(call, input.function_name);
        if (!found.ok()) return found.error();
        FunctionRecord& record = *found->record;
        const std::string arn = record.name.with(input.name).arn();
        if (auto refused = refuse_routing(*found, input.function_version, input.routing_config))
            return std::move(*refused);
        if (record.aliases.contains(input.name)) return conflict(fmt::format("Alias already exists: {}", arn));
        AliasConfiguration alias;
        alias.alias_arn = arn;
        alias.name = input.name;
        alias.function_version = input.function_version;
        alias.description = input.description.value_or("");
        alias.revision_id = catalogue_.new_revision();
        set_routing(alias, input.routing_config);
        record.aliases.emplace(input.name, alias);
        catalogue_.keep(record);
        return alias;
    };
    return make();
}

aws::Outcome<AliasConfiguration> Lambda::get_alias(const aws::Call& call, GetAliasRequest input) {
    const auto found = function(call, input.function_name);
    if (!found.ok()) return found.error();
    const auto alias = found->record->aliases.find(input.name);
    if (alias == found->record->aliases.end())
        return not_found(fmt::format("Cannot find alias arn: {}", found->record->name.with(input.name).arn()));
    return alias->second;
}

aws::Outcome<AliasConfiguration> Lambda::update_alias(const aws::Call& call, UpdateAliasRequest input) {
    const auto change = [&]() -> aws::Outcome<AliasConfiguration> {
        const auto found = function(call, input.function_name);
        if (!found.ok()) return found.error();
        FunctionRecord& record = *found->record;
        const auto alias = record.aliases.find(input.name);
        if (alias == record.aliases.end())
            return not_found(fmt::format("Alias not found: {}", record.name.with(input.name).arn()));
        if (auto refused = refuse_revision(input.revision_id, alias->second.revision_id)) return std::move(*refused);
        AliasConfiguration changed = alias->second;
        if (input.function_version) changed.function_version = input.function_version;
        if (input.description) changed.description = input.description;
        set_routing(changed, input.routing_config);
        if (auto refused = refuse_routing(*found, *changed.function_version, changed.routing_config))
            return std::move(*refused);
        changed.revision_id = catalogue_.new_revision();
        alias->second = changed;
        catalogue_.keep(record);
        return changed;
    };
    return change();
}

aws::Outcome<Lambda::Nothing> Lambda::delete_alias(const aws::Call& call, DeleteAliasRequest input) {
    const auto found = function(call, input.function_name);
    if (!found.ok()) return found.error();
    FunctionRecord& record = *found->record;
    if (record.aliases.erase(input.name) > 0) {
        record.policies.erase(input.name);
        record.event_invokes.erase(input.name);
        record.provisioned.erase(input.name);
        record.urls.erase(input.name);
        catalogue_.keep(record);
    }
    return Nothing();
}

aws::Outcome<ListAliasesResponse> Lambda::list_aliases(const aws::Call& call, ListAliasesRequest input) {
    const auto found = function(call, input.function_name);
    if (!found.ok()) return found.error();
    std::map<std::string, AliasConfiguration> aliases;
    for (const auto& [name, alias] : found->record->aliases) {
        if (!input.function_version || input.function_version == alias.function_version) aliases.emplace(name, alias);
    }
    auto page = page_of(std::move(aliases), "lambda:ListAliases", input.marker, input.max_items, call.now);
    if (!page.ok()) return page.error();
    ListAliasesResponse response;
    response.aliases = std::move(page->items);
    response.next_marker = std::move(page->next);
    return response;
}

}  // namespace wt::lambda::api
