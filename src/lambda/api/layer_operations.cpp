// Layers, their versions, and who else may use them.
#include <algorithm>

#include <fmt/format.h>

#include "aws/timestamp.hpp"
#include "lambda/api/errors.hpp"
#include "lambda/api/lambda.hpp"
#include "lambda/api/pages.hpp"
#include "lambda/api/settings.hpp"

namespace wt::lambda::api {

namespace {

[[nodiscard]] bool has(const std::optional<std::vector<std::string>>& all, const std::optional<std::string>& one) {
    if (!one) return true;
    return all && std::find(all->begin(), all->end(), *one) != all->end();
}

[[nodiscard]] aws::Error no_layer(const LayerName& name) {
    return not_found(fmt::format("Layer version {} does not exist.", name.arn()));
}

/// A layer of another region, as functions refuse it.
[[nodiscard]] aws::Error elsewhere(const std::string& arn) {
    return invalid_parameter(fmt::format("Layer version {} does not exist.", arn));
}

}  // namespace

aws::Outcome<LayerName> Lambda::layer(const aws::Call& call, const std::string& name, std::int64_t version) {
    auto read = read_layer_name(name, aws::account_region_of(call));
    if (!read) return invalid_parameter(fmt::format("Invalid layer name: {}", name));  // Assumed: the sentence
    if (read->place.region != call.region) return elsewhere(name);
    read->version = version;
    return *read;
}

GetLayerVersionResponse Lambda::told_of(const aws::Call& call, const LayerName& name, const LayerVersion& version) {
    GetLayerVersionResponse response;
    LayerVersionContentOutput& content = response.content.emplace();
    content.code_sha256 = version.code->sha256;
    content.code_size = static_cast<std::int64_t>(version.code->size);
    content.location = address_of(call, *version.code);
    response.layer_arn = LayerName{name.place, name.name, 0}.arn();
    response.layer_version_arn = version.told.layer_version_arn;
    response.description = version.told.description.value_or("");
    response.created_date = version.told.created_date;
    response.version = version.told.version;
    response.compatible_architectures = version.told.compatible_architectures;
    response.compatible_runtimes = version.told.compatible_runtimes;
    response.license_info = version.told.license_info;
    return response;
}

aws::Later<PublishLayerVersionResponse> Lambda::publish_layer_version(const aws::Call& call,
                                                                      PublishLayerVersionRequest input) {
    auto name = layer(call, input.layer_name, 0);
    if (!name.ok()) co_return name.error();
    if (input.content.s3_object_storage_mode == "REFERENCE") co_return not_there("S3ObjectStorageMode REFERENCE");
    CodeSource source;
    if (input.content.zip_file) source.zip = std::move(input.content.zip_file->bytes);
    source.bucket = input.content.s3_bucket;
    source.key = input.content.s3_key;
    source.version = input.content.s3_object_version;
    auto code = co_await code_of(call, std::move(source));
    if (!code.ok()) co_return code.error();
    LayerRecord* record = catalogue_.find(*name);
    if (record == nullptr) {
        LayerRecord made;
        made.name = *name;
        record = &catalogue_.add(std::move(made));
    }
    name->version = ++record->last_version;
    LayerVersion version;
    version.code = std::move(*code);
    version.told.layer_version_arn = name->arn();
    version.told.version = name->version;
    version.told.description = input.description;
    version.told.created_date = last_modified(call.now);
    if (!input.compatible_architectures.empty()) version.told.compatible_architectures = input.compatible_architectures;
    if (!input.compatible_runtimes.empty()) version.told.compatible_runtimes = input.compatible_runtimes;
    version.told.license_info = input.license_info;
    GetLayerVersionResponse told = told_of(call, *name, version);
    record->versions.emplace(name->version, std::move(version));
    catalogue_.keep(*record);
    PublishLayerVersionResponse response;
    response.content = std::move(told.content);
    response.layer_arn = std::move(told.layer_arn);
    response.layer_version_arn = std::move(told.layer_version_arn);
    response.description = std::move(told.description);
    response.created_date = std::move(told.created_date);
    response.version = told.version;
    response.compatible_architectures = std::move(told.compatible_architectures);
    response.compatible_runtimes = std::move(told.compatible_runtimes);
    response.license_info = std::move(told.license_info);
    co_return co_await settled(std::move(response));
}

aws::Outcome<GetLayerVersionResponse> Lambda::get_layer_version(const aws::Call& call, GetLayerVersionRequest input) {
    const auto name = layer(call, input.layer_name, input.version_number);
    if (!name.ok()) return name.error();
    const LayerVersion* const version = catalogue_.find_version(*name);
    if (version == nullptr) return not_found("The resource you requested does not exist.");
    return told_of(call, *name, *version);
}

aws::Outcome<GetLayerVersionResponse> Lambda::get_layer_version_by_arn(const aws::Call& call,
                                                                       GetLayerVersionByArnRequest input) {
    const auto name = read_layer_name(input.arn, aws::account_region_of(call));
    if (name && name->place.region != call.region) return elsewhere(input.arn);
    const LayerVersion* const version = name ? catalogue_.find_version(*name) : nullptr;
    if (version == nullptr) return not_found("The resource you requested does not exist.");
    return told_of(call, *name, *version);
}

aws::Outcome<Lambda::Nothing> Lambda::delete_layer_version(const aws::Call& call, DeleteLayerVersionRequest input) {
    const auto name = layer(call, input.layer_name, input.version_number);
    if (!name.ok()) return name.error();
    LayerRecord* const record = catalogue_.find(*name);
    if (record != nullptr && record->versions.erase(input.version_number) > 0) catalogue_.keep(*record);
    return Nothing();
}

aws::Outcome<ListLayersResponse> Lambda::list_layers(const aws::Call& call, ListLayersRequest input) {
    const aws::AccountRegion place = aws::account_region_of(call);
    std::map<std::string, LayersListItem> layers;
    for (const auto& [key, record] : catalogue_.layers()) {
        if (key.first != place) continue;
        const auto latest_first = [&] {
            return std::find_if(record->versions.rbegin(), record->versions.rend(), [&](const auto& each) {
                return has(each.second.told.compatible_runtimes, input.compatible_runtime) &&
                       has(each.second.told.compatible_architectures, input.compatible_architecture);
            });
        }();
        if (latest_first == record->versions.rend()) continue;
        LayersListItem item;
        item.layer_name = key.second;
        item.layer_arn = record->name.arn();
        item.latest_matching_version = latest_first->second.told;
        layers.emplace(key.second, std::move(item));
    }
    auto page = page_of(std::move(layers), "lambda:ListLayers", input.marker, input.max_items, call.now);
    if (!page.ok()) return page.error();
    ListLayersResponse response;
    response.layers = std::move(page->items);
    response.next_marker = std::move(page->next);
    return response;
}

aws::Outcome<ListLayerVersionsResponse> Lambda::list_layer_versions(const aws::Call& call,
                                                                    ListLayerVersionsRequest input) {
    const auto name = layer(call, input.layer_name, 0);
    if (!name.ok()) return name.error();
    std::map<std::string, LayerVersionsListItem> versions;
    if (const LayerRecord* const record = catalogue_.find(*name)) {
        for (const auto& [number, version] : record->versions) {
            if (!has(version.told.compatible_runtimes, input.compatible_runtime) ||
                !has(version.told.compatible_architectures, input.compatible_architecture))
                continue;
            // The newest first.
            versions.emplace(fmt::format("{:010}", 9'999'999'999 - number), version.told);
        }
    }
    auto page = page_of(std::move(versions), "lambda:ListLayerVersions", input.marker, input.max_items, call.now);
    if (!page.ok()) return page.error();
    ListLayerVersionsResponse response;
    response.layer_versions = std::move(page->items);
    response.next_marker = std::move(page->next);
    return response;
}

aws::Outcome<AddLayerVersionPermissionResponse> Lambda::add_layer_version_permission(
    const aws::Call& call, AddLayerVersionPermissionRequest input) {
    const auto change = [&]() -> aws::Outcome<AddLayerVersionPermissionResponse> {
        const auto name = layer(call, input.layer_name, input.version_number);
        if (!name.ok()) return name.error();
        if (catalogue_.find_version(*name) == nullptr) return no_layer(*name);
        LayerRecord& record = *catalogue_.find(*name);
        ResourcePolicy& policy = record.versions.at(name->version).policy;
        const Permission permission{.id = input.statement_id,
                                    .action = input.action,
                                    .principal = input.principal,
                                    .resource = name->arn(),
                                    .organization = input.organization_id};
        auto after = changed(policy, input.revision_id, policy.revision,
                             [&](const ResourcePolicy& before) { return with_statement(before, permission); });
        if (!after.ok()) return after.error();
        policy = std::move(*after);
        catalogue_.keep(record);
        AddLayerVersionPermissionResponse response;
        response.statement = statement_of(permission);
        response.revision_id = policy.revision;
        return response;
    };
    return change();
}

aws::Outcome<GetLayerVersionPolicyResponse> Lambda::get_layer_version_policy(const aws::Call& call,
                                                                             GetLayerVersionPolicyRequest input) {
    const auto name = layer(call, input.layer_name, input.version_number);
    if (!name.ok()) return name.error();
    const LayerVersion* const version = catalogue_.find_version(*name);
    if (version == nullptr) return no_layer(*name);
    if (version->policy.document.empty()) return not_found("No policy is associated with the given resource.");
    GetLayerVersionPolicyResponse response;
    response.policy = version->policy.document;
    response.revision_id = version->policy.revision;
    return response;
}

aws::Outcome<Lambda::Nothing> Lambda::remove_layer_version_permission(const aws::Call& call,
                                                                      RemoveLayerVersionPermissionRequest input) {
    const auto change = [&]() -> aws::Outcome<Nothing> {
        const auto name = layer(call, input.layer_name, input.version_number);
        if (!name.ok()) return name.error();
        if (catalogue_.find_version(*name) == nullptr) return no_layer(*name);
        LayerRecord& record = *catalogue_.find(*name);
        ResourcePolicy& policy = record.versions.at(name->version).policy;
        auto after = changed(policy, input.revision_id, policy.revision, [&](const ResourcePolicy& before) {
            return without_statement(before, input.statement_id);
        });
        if (!after.ok()) return after.error();
        policy = std::move(*after);
        catalogue_.keep(record);
        return Nothing();
    };
    return change();
}

}  // namespace wt::lambda::api
