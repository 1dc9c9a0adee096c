// CreateFunction, GetFunction, GetFunctionConfiguration, UpdateFunctionCode, UpdateFunctionConfiguration,
// DeleteFunction and ListFunctions.
#include <algorithm>

#include <fmt/format.h>

#include "aws/digests.hpp"
#include "aws/tags.hpp"
#include "iam/authenticator.hpp"
#include "iam/authorize.hpp"
#include "iam/pass_role.hpp"
#include "lambda/api/errors.hpp"
#include "lambda/api/lambda.hpp"
#include "lambda/api/pages.hpp"
#include "lambda/api/settings.hpp"

namespace wt::lambda::api {

namespace {

constexpr aws::ErrorRow too_large{"RequestEntityTooLargeException", 413, ""};

/// The bucket whose keys are folders of this machine: code that is watched, by a convention of this field.
constexpr std::string_view hot_reload = "hot-reload";

constexpr std::size_t most_layers = 5;

// Assumed: AWS gives no figures. Its waiters ask every second ("function-active-v2", "function-updated-v2"), and a
// package is usually there after a few; "can take up to a minute" (API Reference, "UpdateFunctionConfiguration") is a
// VPC's.
constexpr Duration creation = 3s;
constexpr Duration change_time = 2s;

constexpr std::size_t functions_in_page = 50;  // also when the caller wants more

[[nodiscard]] aws::Error zip_error(ZipFault fault) {
    switch (fault) {
        case ZipFault::empty: return invalid_parameter("Uploaded file must be a non-empty zip");
        case ZipFault::too_large:
            return invalid_parameter(fmt::format("Unzipped size must be smaller than {} bytes", most_unzipped));
        case ZipFault::no_room: return unavailable("The package cannot be kept: the disk does not take it.");
        case ZipFault::broken: break;
    }
    return invalid_parameter("Could not unzip uploaded file. Please check your file, then try to upload again.");
}

[[nodiscard]] std::string runtime_version_arn(const aws::AccountRegion& place, std::string_view runtime) {
    return fmt::format("arn:aws:lambda:{}::runtime:{}", place.region, aws::sha256(runtime).hex());
}

}  // namespace

std::optional<aws::Error> Lambda::refuse_role(const aws::Call& call, const std::string& role) const {
    if (auto refused = iam::refuse_pass_role(call, model(), role)) return refused;
    if (call.caller.policies != nullptr) {
        iam::RequestContext context;
        iam::describe_call(context, call);
        context.set("iam:PassedToService", "lambda.amazonaws.com");
        const iam::AccessRequest request{call.caller, "iam:PassRole", role, context};
        const iam::Ruling ruling = iam::authorize(request);
        if (!ruling.allowed())
            return iam::not_authorized(call.protocol, model(), iam::denial_text(ruling, request, role));
    }
    if (surroundings_.may_assume(role)) return std::nullopt;
    return invalid_parameter("The role defined for the function cannot be assumed by Lambda.");
}

aws::Later<CodeRef> Lambda::code_of(const aws::Call& call, CodeSource source) {
    if (source.zip && (source.bucket || source.key || source.version))
        co_return invalid_parameter("Please do not provide other FunctionCode parameters when providing a ZipFile.");
    std::string archive;
    if (source.zip) {
        if (source.zip->size() > most_zipped)
            co_return error(too_large, fmt::format("Zipped size must be smaller than {} bytes", most_zipped));
        archive = source.zip->view();
    } else {
        if (!source.bucket || !source.key) co_return invalid_parameter("Please provide a source for function code.");
        if (*source.bucket == hot_reload) {
            CodeRef watched = CodeFolder::watch(*source.key);
            if (watched != nullptr && CodeFolder::is_empty(watched->folder)) co_return zip_error(ZipFault::empty);
            if (watched != nullptr) co_return watched;
            if (!CodeFolder::is_file(*source.key))
                co_return invalid_parameter(
                    fmt::format("S3Key: with the bucket {} it is the path of a folder, or of a package, of this "
                                "machine, which {} is not",
                                hot_reload, *source.key));
            auto read = co_await catalogue_.code().keep_file(*source.key, most_unzipped);
            if (!read.ok()) co_return zip_error(read.error());
            co_return std::move(*read);
        }
        auto object = co_await surroundings_.object(call, *source.bucket, *source.key, source.version, most_unzipped);
        if (!object.ok())
            co_return invalid_parameter(
                fmt::format("Error occurred while GetObject. S3 Error Code: {}. S3 Error Message: {}",
                            object.error().code, object.error().message));
        archive = std::move(*object);
    }
    auto kept = co_await catalogue_.code().keep(std::move(archive));
    if (!kept.ok()) co_return zip_error(kept.error());
    co_return std::move(*kept);
}

aws::Outcome<Lambda::Nothing> Lambda::set_layers(const aws::Call& call, const std::vector<std::string>& arns,
                                                 Version& to) {
    if (arns.size() > most_layers)
        return invalid_parameter(fmt::format("Cannot reference more than {} layers.", most_layers));
    std::vector<Layer> told;
    std::vector<CodeRef> code;
    std::vector<std::string> names;
    for (const std::string& arn : arns) {
        const auto name = read_layer_name(arn, aws::account_region_of(call));
        const LayerVersion* const version =
            name && name->place.region == call.region ? catalogue_.find_version(*name) : nullptr;
        if (version == nullptr) return invalid_parameter(fmt::format("Layer version {} does not exist.", arn));
        const Target target{arn, name->place.account, version->policy.says};
        if (auto refused = refuse(call, model(), "lambda:GetLayerVersion", target)) return std::move(*refused);
        const std::string plain = LayerName{name->place, name->name, 0}.arn();
        if (std::find(names.begin(), names.end(), plain) != names.end())
            return invalid_parameter(
                "Two different versions of the same layer are not allowed to be referenced in the same function. " +
                plain);
        names.push_back(plain);
        Layer& layer = told.emplace_back();
        layer.arn = arn;
        layer.code_size = static_cast<std::int64_t>(version->code->size);
        code.push_back(version->code);
    }
    to.layers = std::move(code);
    to.told.layers.reset();
    if (!told.empty()) to.told.layers = std::move(told);
    return Nothing();
}

std::optional<aws::Error> Lambda::refuse_version(const FunctionName& name, const Version& version) const {
    if (auto refused = refuse(version.told)) return refused;
    if (version.code == nullptr) return std::nullopt;
    std::uint64_t unzipped = version.code->unzipped;
    for (const CodeRef& layer : version.layers) unzipped += layer->unzipped;
    if (unzipped > most_unzipped)
        return invalid_parameter(
            fmt::format("Function code combined with layers exceeds the maximum allowed size of {} bytes. The actual "
                        "size is {} bytes.",
                        most_unzipped, unzipped));
    if (const auto refused = invoker_.refuses(name, version)) return invalid_parameter(refused->message);
    return std::nullopt;
}

void Lambda::touch(const aws::Call& call, Version& version) {
    FunctionConfiguration& told = version.told;
    told.last_modified = last_modified(call.now);
    told.revision_id = catalogue_.new_revision();
    told.state = "Active";
    told.last_update_status = "Successful";
    if (version.code != nullptr) {
        told.code_sha256 = version.code->sha256;
        told.code_size = static_cast<std::int64_t>(version.code->size);
    }
    told.runtime_version_config.emplace().runtime_version_arn =
        runtime_version_arn(aws::account_region_of(call), told.runtime.value_or(""));
}

std::optional<aws::Error> Lambda::refuse_changing(const FunctionRecord& record) {
    if (record.latest.pending()) return refuse_pending(record.latest);
    if (!record.latest.changing) return std::nullopt;
    return conflict(
        fmt::format("The operation cannot be performed at this time. An update is in progress for resource: {}",
                    record.name.arn()));
}

std::optional<aws::Error> Lambda::refuse_pending(const Version& version) {
    if (!version.pending()) return std::nullopt;
    return conflict(
        "The operation cannot be performed at this time. The function is currently in the following state: Pending");
}

void Lambda::begin_change(FunctionRecord& record, Version changed) {
    changed.changing = catalogue_.pace().begin(change_time);
    if (changed.changing) changed.before = std::make_shared<const Version>(std::move(record.latest));
    record.latest = std::move(changed);
}

aws::Outcome<FunctionConfiguration> Lambda::create(const aws::Call& call, const CreateFunctionRequest& input,
                                                   CodeRef code) {
    const auto name = read_function_name(input.function_name, aws::account_region_of(call));
    if (!name.ok()) return name.error();
    if (!name->qualifier.empty())
        return invalid_parameter(fmt::format("Invalid function name: {}", input.function_name));
    if (catalogue_.find(*name) != nullptr) return conflict(fmt::format("Function already exist: {}", name->name));
    FunctionRecord record;
    record.name = *name;
    record.latest.told.function_name = name->name;
    record.latest.told.function_arn = name->arn();
    apply(input, record.latest.told);
    record.latest.code = std::move(code);
    auto layers = set_layers(call, input.layers, record.latest);
    if (!layers.ok()) return layers.error();
    if (auto refused = refuse_version(*name, record.latest)) return std::move(*refused);
    aws::TagSet tags;
    if (const auto refused = tags.add(input.tags, call.via)) return invalid_parameter(refused->text);
    if (record.latest.code == nullptr) return FunctionConfiguration();  // asked before there is any
    record.tags = input.tags;
    touch(call, record.latest);
    record.latest.changing = catalogue_.pace().begin(creation);
    FunctionConfiguration told = creating(record.latest.told);
    FunctionRecord& added = catalogue_.add(std::move(record));
    if (input.publish.value_or(false)) told = creating(publish(call, added, std::nullopt).told);
    return told;
}

aws::Later<FunctionConfiguration> Lambda::create_function(const aws::Call& call, CreateFunctionRequest input) {
    if (auto refused = refuse_missing(input)) co_return std::move(*refused);
    // What can be told without the package is told before.
    auto allowed = create(call, input, nullptr);
    if (!allowed.ok()) co_return allowed.error();
    if (auto refused = refuse_role(call, input.role)) co_return std::move(*refused);
    CodeSource source;
    if (input.code.zip_file) source.zip = std::move(input.code.zip_file->bytes);
    source.bucket = input.code.s3_bucket;
    source.key = input.code.s3_key;
    source.version = input.code.s3_object_version;
    auto code = co_await code_of(call, std::move(source));
    if (!code.ok()) co_return code.error();
    auto created = create(call, input, std::move(*code));
    if (!created.ok()) co_return created.error();
    co_return co_await settled(std::move(*created));
}

aws::Outcome<GetFunctionResponse> Lambda::get_function(const aws::Call& call, GetFunctionRequest input) {
    const auto found = qualified(call, input.function_name, input.qualifier);
    if (!found.ok()) return found.error();
    GetFunctionResponse response;
    response.configuration = found->told();
    const CodeRef& code = found->version().code;
    response.code.emplace();
    if (code != nullptr && !code->watched) {
        response.code->repository_type = "S3";
        response.code->location = address_of(call, *code);
    }
    if (!found->record->tags.empty()) response.tags = found->record->tags;
    if (found->record->reserved)
        response.concurrency.emplace().reserved_concurrent_executions = found->record->reserved;
    return response;
}

aws::Outcome<FunctionConfiguration> Lambda::get_function_configuration(const aws::Call& call,
                                                                       GetFunctionConfigurationRequest input) {
    const auto found = qualified(call, input.function_name, input.qualifier);
    if (!found.ok()) return found.error();
    return found->told();
}

aws::Later<FunctionConfiguration> Lambda::update_function_code(const aws::Call& call, UpdateFunctionCodeRequest input) {
    if (input.image_uri) co_return not_there("functions that are container images (PackageType Image)");
    if (input.publish_to) co_return not_there("PublishTo");
    const auto refusal = [&](const aws::Outcome<Found>& found) -> std::optional<aws::Error> {
        if (!found.ok()) return found.error();
        if (auto busy = refuse_changing(*found->record)) return busy;
        return refuse_revision(input.revision_id, found->record->latest.told.revision_id);
    };
    if (auto refused = refusal(function(call, input.function_name))) co_return std::move(*refused);
    CodeSource source;
    if (input.zip_file) source.zip = std::move(input.zip_file->bytes);
    source.bucket = input.s3_bucket;
    source.key = input.s3_key;
    source.version = input.s3_object_version;
    auto code = co_await code_of(call, std::move(source));
    if (!code.ok()) co_return code.error();
    // It may have changed, or be gone.
    const auto found = function(call, input.function_name);
    if (auto refused = refusal(found)) co_return std::move(*refused);
    FunctionRecord& record = *found->record;
    Version changed = record.latest;
    changed.code = std::move(*code);
    if (!input.architectures.empty()) changed.told.architectures = input.architectures;
    if (auto refused = refuse_version(record.name, changed)) co_return std::move(*refused);
    touch(call, changed);
    FunctionConfiguration told = updating(changed.told);
    if (!input.dry_run.value_or(false)) {
        begin_change(record, std::move(changed));
        if (input.publish.value_or(false)) told = updating(publish(call, record, std::nullopt).told);
        catalogue_.keep(record);
    }
    co_return co_await settled(std::move(told));
}

aws::Outcome<FunctionConfiguration> Lambda::update_function_configuration(const aws::Call& call,
                                                                          UpdateFunctionConfigurationRequest input) {
    const auto change = [&]() -> aws::Outcome<FunctionConfiguration> {
        if (auto refused = refuse_missing(input)) return std::move(*refused);
        const auto found = function(call, input.function_name);
        if (!found.ok()) return found.error();
        FunctionRecord& record = *found->record;
        if (auto refused = refuse_changing(record)) return std::move(*refused);
        if (auto refused = refuse_revision(input.revision_id, record.latest.told.revision_id))
            return std::move(*refused);
        if (input.role) {
            if (auto refused = refuse_role(call, *input.role)) return std::move(*refused);
        }
        Version changed = record.latest;
        apply(input, changed.told);
        if (input.layers) {
            auto layers = set_layers(call, *input.layers, changed);
            if (!layers.ok()) return layers.error();
        }
        if (auto refused = refuse_version(record.name, changed)) return std::move(*refused);
        touch(call, changed);
        begin_change(record, std::move(changed));
        catalogue_.keep(record);
        return updating(record.latest.told);
    };
    return change();
}

aws::Outcome<DeleteFunctionResponse> Lambda::delete_function(const aws::Call& call, DeleteFunctionRequest input) {
    const auto remove = [&]() -> aws::Outcome<DeleteFunctionResponse> {
        DeleteFunctionResponse response;
        response.status_code = 204;
        const auto found = function(call, input.function_name, input.qualifier);
        if (!found.ok()) return found.error();
        FunctionRecord& record = *found->record;
        const std::string& qualifier = found->name.qualifier;
        if (const std::string at_edge = surroundings_.replicated(found->name.arn()); !at_edge.empty())
            return invalid_parameter(
                fmt::format("Lambda was unable to delete {} because it is a replicated function. Please see our "
                            "documentation for Deleting Lambda@Edge Functions and Replicas.",
                            at_edge));
        if (qualifier.empty()) {
            catalogue_.remove(record);
            return response;
        }
        if (qualifier == latest)
            return invalid_parameter("$LATEST version cannot be deleted without deleting the function.");
        if (!is_version(qualifier)) return invalid_parameter("Deletion of aliases is not currently supported.");
        const auto version = record.versions.find(version_number(qualifier).value_or(0));
        if (version == record.versions.end())
            return not_found(fmt::format("Function not found: {}", found->name.arn()));
        for (const auto& [name, alias] : record.aliases) {
            const bool weighs = alias.routing_config && alias.routing_config->additional_version_weights &&
                                alias.routing_config->additional_version_weights->contains(qualifier);
            // Assumed: the sentence.
            if (alias.function_version == qualifier || weighs)
                return conflict(fmt::format("Version is pointed by an alias: {}", alias.alias_arn.value_or("")));
        }
        record.versions.erase(version);
        record.policies.erase(qualifier);
        record.event_invokes.erase(qualifier);
        record.provisioned.erase(qualifier);
        catalogue_.keep(record);
        return response;
    };
    return remove();
}

aws::Outcome<ListFunctionsResponse> Lambda::list_functions(const aws::Call& call, ListFunctionsRequest input) {
    const aws::AccountRegion place = aws::account_region_of(call);
    const bool all = input.function_version == "ALL";
    std::map<std::string, FunctionConfiguration> functions;
    for (const auto& [key, record] : catalogue_.functions()) {
        if (key.first != place) continue;
        const FunctionRecord& there = *catalogue_.find(record->name);
        FunctionConfiguration told = in_list(there.latest.told);
        if (all) told.function_arn = there.name.with(latest).arn();
        functions.emplace(key.second, std::move(told));
        if (!all) continue;
        for (const auto& [number, version] : there.versions)
            functions.emplace(fmt::format("{}:{:010}", key.second, number), in_list(version.told));
    }
    auto page = page_of(std::move(functions), "lambda:ListFunctions", input.marker, input.max_items, call.now,
                        functions_in_page);
    if (!page.ok()) return page.error();
    ListFunctionsResponse response;
    response.functions = std::move(page->items);
    response.next_marker = std::move(page->next);
    return response;
}

}  // namespace wt::lambda::api
