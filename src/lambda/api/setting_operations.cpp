// Reserved and provisioned concurrency, what the account may, and what else is set of a function, tags among it.
#include <algorithm>

#include <fmt/format.h>

#include "aws/tags.hpp"
#include "lambda/api/errors.hpp"
#include "lambda/api/lambda.hpp"
#include "lambda/api/pages.hpp"
#include "lambda/api/settings.hpp"
#include "lambda/config.hpp"

namespace wt::lambda::api {

namespace {

/// "300 GB" of code (Lambda Developer Guide, "Lambda quotas").
constexpr std::int64_t most_code = std::int64_t{300} << 30;

[[nodiscard]] std::string mapping_arn(const MappingRecord& record) {
    return record.told.event_source_mapping_arn.value_or("");
}

/// "Lambda starts allocating after a minute or two", then up to 6,000 a minute for a function (Developer Guide,
/// "Configuring provisioned concurrency"). Assumed: a minute and a half.
[[nodiscard]] Duration allocation(std::int32_t environments) {
    constexpr std::int32_t each_minute = 6000;
    return 90s + Duration(1min) * environments / each_minute;
}

/// What all three answers say of it.
template <class Output>
void tell(Output& to, const Provisioned& provisioned, std::int64_t ready) {
    const auto available = static_cast<std::int32_t>(std::min<std::int64_t>(ready, provisioned.allocated()));
    to.requested_provisioned_concurrent_executions = provisioned.requested;
    to.available_provisioned_concurrent_executions = available;
    to.allocated_provisioned_concurrent_executions = available;
    to.status = available == provisioned.requested && !provisioned.allocating ? "READY" : "IN_PROGRESS";
    to.last_modified = provisioned.modified;
}

}  // namespace

aws::Outcome<Concurrency> Lambda::put_function_concurrency(const aws::Call& call, PutFunctionConcurrencyRequest input) {
    const auto change = [&]() -> aws::Outcome<Concurrency> {
        const auto found = function(call, input.function_name);
        if (!found.ok()) return found.error();
        if (!found->name.qualifier.empty())
            return invalid_parameter(
                "This operation is permitted on Lambda functions only. Aliases and versions do "
                "not support this operation. Please specify either a function name or an "
                "unqualified function ARN.");
        FunctionRecord& record = *found->record;
        const std::int32_t wanted = input.reserved_concurrent_executions;
        const std::int64_t claimed = record.reserved.value_or(record.all_provisioned());
        const auto unreserved = static_cast<std::int64_t>(invoker_.concurrency().unreserved);
        constexpr auto least = static_cast<std::int64_t>(AccountConfig::least_unreserved);
        if (wanted < 0)
            return validation(
                fmt::format("1 validation error detected: Value '{}' at 'reservedConcurrentExecutions' "
                            "failed to satisfy constraint: Member must have value greater than or equal "
                            "to 0",
                            wanted));
        if (wanted > claimed && unreserved + claimed - wanted < least)
            return invalid_parameter(
                fmt::format("Specified ReservedConcurrentExecutions for function decreases account's "
                            "UnreservedConcurrentExecution below its minimum value of [{}].",
                            least));
        if (wanted < record.all_provisioned())
            return invalid_parameter(
                fmt::format("ReservedConcurrentExecutions  {} should not be lower than function's total provisioned "
                            "concurrency [{}].",
                            wanted, record.all_provisioned()));
        record.reserved = wanted;
        catalogue_.keep(record);
        Concurrency response;
        response.reserved_concurrent_executions = wanted;
        return response;
    };
    return change();
}

aws::Outcome<GetFunctionConcurrencyResponse> Lambda::get_function_concurrency(const aws::Call& call,
                                                                              GetFunctionConcurrencyRequest input) {
    const auto found = function(call, input.function_name);
    if (!found.ok()) return found.error();
    GetFunctionConcurrencyResponse response;
    response.reserved_concurrent_executions = found->record->reserved;
    return response;
}

aws::Outcome<Lambda::Nothing> Lambda::delete_function_concurrency(const aws::Call& call,
                                                                  DeleteFunctionConcurrencyRequest input) {
    const auto found = function(call, input.function_name);
    if (!found.ok()) return found.error();
    found->record->reserved.reset();
    catalogue_.keep(*found->record);
    return Nothing();
}

aws::Outcome<PutProvisionedConcurrencyConfigResponse> Lambda::put_provisioned_concurrency_config(
    const aws::Call& call, PutProvisionedConcurrencyConfigRequest input) {
    const auto change = [&]() -> aws::Outcome<PutProvisionedConcurrencyConfigResponse> {
        const auto found = qualified(call, input.function_name, input.qualifier);
        if (!found.ok()) return found.error();
        FunctionRecord& record = *found->record;
        const std::string& qualifier = found->name.qualifier;
        if (record.version_of(qualifier) == latest)
            return invalid_parameter(
                "Provisioned Concurrency Configs cannot be applied to unpublished function versions.");
        const std::int32_t wanted = input.provisioned_concurrent_executions;
        const auto before = record.provisioned.find(qualifier);
        const std::int32_t had = before == record.provisioned.end() ? 0 : before->second.requested;
        const std::int64_t all = std::int64_t{record.all_provisioned()} - had + wanted;
        if (record.reserved && all > *record.reserved)
            return invalid_parameter(
                "Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for "
                "function");
        const auto unreserved = static_cast<std::int64_t>(invoker_.concurrency().unreserved);
        constexpr auto least = static_cast<std::int64_t>(AccountConfig::least_unreserved);
        if (!record.reserved && wanted > had && unreserved + had - wanted < least)
            return invalid_parameter(
                fmt::format("Specified ConcurrentExecutions for function is greater than account's unreserved "
                            "concurrency [{}].",
                            unreserved));
        Provisioned& provisioned = record.provisioned[qualifier];
        const std::int32_t there = provisioned.allocated();
        provisioned = {wanted, last_modified(call.now), std::nullopt, there};
        if (wanted > there) provisioned.allocating = catalogue_.pace().begin(allocation(wanted - there));
        catalogue_.keep(record);
        PutProvisionedConcurrencyConfigResponse response;
        tell(response, provisioned, 0);
        return response;
    };
    return change();
}

aws::Outcome<GetProvisionedConcurrencyConfigResponse> Lambda::get_provisioned_concurrency_config(
    const aws::Call& call, GetProvisionedConcurrencyConfigRequest input) {
    using Response = GetProvisionedConcurrencyConfigResponse;
    const auto found = qualified(call, input.function_name, input.qualifier);
    if (!found.ok()) return found.error();
    const FunctionRecord& record = *found->record;
    const auto provisioned = record.provisioned.find(found->name.qualifier);
    if (provisioned == record.provisioned.end())
        return error(lambda_errors::provisioned_concurrency_config_not_found,
                     "No Provisioned Concurrency Config found for this function");
    Response response;
    tell(response, provisioned->second,
         static_cast<std::int64_t>(invoker_.ready(record.name.with(record.version_of(found->name.qualifier)))));
    return response;
}

aws::Outcome<Lambda::Nothing> Lambda::delete_provisioned_concurrency_config(
    const aws::Call& call, DeleteProvisionedConcurrencyConfigRequest input) {
    const auto found = qualified(call, input.function_name, input.qualifier);
    if (!found.ok()) return found.error();
    if (found->record->provisioned.erase(found->name.qualifier) > 0) catalogue_.keep(*found->record);
    return Nothing();
}

aws::Outcome<ListProvisionedConcurrencyConfigsResponse> Lambda::list_provisioned_concurrency_configs(
    const aws::Call& call, ListProvisionedConcurrencyConfigsRequest input) {
    using Response = ListProvisionedConcurrencyConfigsResponse;
    const auto found = function(call, input.function_name);
    if (!found.ok()) return found.error();
    const FunctionRecord& record = *found->record;
    std::map<std::string, ProvisionedConcurrencyConfigListItem> configs;
    for (const auto& [qualifier, provisioned] : record.provisioned) {
        ProvisionedConcurrencyConfigListItem item;
        item.function_arn = record.name.with(qualifier).arn();
        tell(item, provisioned,
             static_cast<std::int64_t>(invoker_.ready(record.name.with(record.version_of(qualifier)))));
        configs.emplace(qualifier, std::move(item));
    }
    auto page = page_of(std::move(configs), "lambda:ListProvisionedConcurrencyConfigs", input.marker, input.max_items,
                        call.now);
    if (!page.ok()) return page.error();
    Response response;
    response.provisioned_concurrency_configs = std::move(page->items);
    response.next_marker = std::move(page->next);
    return response;
}

aws::Outcome<GetAccountSettingsResponse> Lambda::get_account_settings(const aws::Call& call,
                                                                      GetAccountSettingsRequest /*input*/) {
    const aws::AccountRegion place = aws::account_region_of(call);
    GetAccountSettingsResponse response;
    AccountLimit& limit = response.account_limit.emplace();
    limit.total_code_size = most_code;
    limit.code_size_unzipped = static_cast<std::int64_t>(most_unzipped);
    limit.code_size_zipped = static_cast<std::int64_t>(most_zipped);
    const Invoker::Concurrency concurrency = invoker_.concurrency();
    limit.concurrent_executions = static_cast<std::int32_t>(concurrency.limit);
    limit.unreserved_concurrent_executions = static_cast<std::int32_t>(concurrency.unreserved);
    AccountUsage& usage = response.account_usage.emplace();
    usage.total_code_size = usage.function_count = 0;
    for (const auto& [key, record] : catalogue_.functions()) {
        if (key.first != place) continue;
        ++*usage.function_count;
        *usage.total_code_size += record->latest.told.code_size.value_or(0);
        for (const auto& [number, version] : record->versions)
            *usage.total_code_size += version.told.code_size.value_or(0);
    }
    for (const auto& [key, record] : catalogue_.layers()) {
        if (key.first != place) continue;
        for (const auto& [number, version] : record->versions)
            *usage.total_code_size += static_cast<std::int64_t>(version.code->size);
    }
    return response;
}

aws::Outcome<GetRuntimeManagementConfigResponse> Lambda::get_runtime_management_config(
    const aws::Call& call, GetRuntimeManagementConfigRequest input) {
    const auto found = qualified(call, input.function_name, input.qualifier);
    if (!found.ok()) return found.error();
    GetRuntimeManagementConfigResponse response;
    response.update_runtime_on = found->record->update_runtime_on;
    response.function_arn = found->name.arn();
    if (!found->record->runtime_version_arn.empty()) response.runtime_version_arn = found->record->runtime_version_arn;
    return response;
}

aws::Outcome<PutRuntimeManagementConfigResponse> Lambda::put_runtime_management_config(
    const aws::Call& call, PutRuntimeManagementConfigRequest input) {
    using Response = PutRuntimeManagementConfigResponse;
    const auto found = qualified(call, input.function_name, input.qualifier);
    if (!found.ok()) return found.error();
    // Assumed: the sentence.
    if ((input.update_runtime_on == "Manual") != input.runtime_version_arn.has_value())
        return invalid_parameter("RuntimeVersionArn goes with UpdateRuntimeOn Manual, and with no other.");
    found->record->update_runtime_on = input.update_runtime_on;
    found->record->runtime_version_arn = input.runtime_version_arn.value_or("");
    catalogue_.keep(*found->record);
    Response response;
    response.update_runtime_on = input.update_runtime_on;
    response.function_arn = found->name.arn();
    response.runtime_version_arn = input.runtime_version_arn;
    return response;
}

aws::Outcome<GetFunctionRecursionConfigResponse> Lambda::get_function_recursion_config(
    const aws::Call& call, GetFunctionRecursionConfigRequest input) {
    const auto found = function(call, input.function_name);
    if (!found.ok()) return found.error();
    GetFunctionRecursionConfigResponse response;
    response.recursive_loop = found->record->recursive_loop;
    return response;
}

aws::Outcome<PutFunctionRecursionConfigResponse> Lambda::put_function_recursion_config(
    const aws::Call& call, PutFunctionRecursionConfigRequest input) {
    const auto found = function(call, input.function_name);
    if (!found.ok()) return found.error();
    found->record->recursive_loop = input.recursive_loop;
    catalogue_.keep(*found->record);
    PutFunctionRecursionConfigResponse response;
    response.recursive_loop = input.recursive_loop;
    return response;
}

aws::Outcome<GetFunctionCodeSigningConfigResponse> Lambda::get_function_code_signing_config(
    const aws::Call& call, GetFunctionCodeSigningConfigRequest input) {
    const auto found = function(call, input.function_name);
    if (!found.ok()) return found.error();
    GetFunctionCodeSigningConfigResponse response;
    response.function_name = found->record->name.name;
    return response;
}

std::map<std::string, std::string>* Lambda::tags_of(const aws::Call& call, const std::string& arn,
                                                    std::optional<aws::Error>& refused) {
    if (const std::size_t at = arn.find(":event-source-mapping:"); at != std::string::npos) {
        MappingRecord* const mapping = catalogue_.find_mapping(arn.substr(arn.rfind(':') + 1));
        if (mapping != nullptr && mapping_arn(*mapping) == arn) return &mapping->tags;
        refused = not_found(fmt::format("Event source mapping not found: {}", arn));
        return nullptr;
    }
    const auto found = function(call, arn);
    if (!found.ok()) {
        refused = found.error();
        return nullptr;
    }
    if (!found->name.qualifier.empty()) {
        refused = invalid_parameter(
            "Tags on function aliases and versions are not supported. Please specify a function ARN.");
        return nullptr;
    }
    return &found->record->tags;
}

aws::Outcome<Lambda::Nothing> Lambda::change_tags(const aws::Call& call, const std::string& arn,
                                                  const std::map<std::string, std::string>& added,
                                                  const std::vector<std::string>& removed) {
    std::optional<aws::Error> refused;
    std::map<std::string, std::string>* const tags = tags_of(call, arn, refused);
    if (refused) return std::move(*refused);
    aws::TagSet changed(*tags);
    std::optional<aws::TagFault> fault = changed.add(added, call.via);
    if (!fault) fault = changed.remove(removed);
    if (fault) return invalid_parameter(fault->text);
    *tags = changed.all();
    if (const auto found = function(call, arn); found.ok()) {
        catalogue_.keep(*found->record);
    } else {
        catalogue_.keep(*catalogue_.find_mapping(arn.substr(arn.rfind(':') + 1)));
    }
    return Nothing();
}

aws::Outcome<Lambda::Nothing> Lambda::tag_resource(const aws::Call& call, TagResourceRequest input) {
    return change_tags(call, input.resource, input.tags, {});
}

aws::Outcome<Lambda::Nothing> Lambda::untag_resource(const aws::Call& call, UntagResourceRequest input) {
    return change_tags(call, input.resource, {}, input.tag_keys);
}

aws::Outcome<ListTagsResponse> Lambda::list_tags(const aws::Call& call, ListTagsRequest input) {
    std::optional<aws::Error> refused;
    const std::map<std::string, std::string>* const tags = tags_of(call, input.resource, refused);
    if (refused) return std::move(*refused);
    ListTagsResponse response;
    response.tags = *tags;
    return response;
}

}  // namespace wt::lambda::api
