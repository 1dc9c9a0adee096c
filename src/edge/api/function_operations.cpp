// CloudFront Functions.
#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "aws/tags.hpp"
#include "edge/api/cloudfront.hpp"

namespace wt::edge::api {

namespace {

using namespace cloudfront_errors;  // NOLINT(google-build-using-namespace): rows, named once
using OrderedJson = nlohmann::ordered_json;
using Kind = functions::Verdict::Kind;

[[nodiscard]] aws::Error no_function() { return {no_such_function_exists, "The specified function does not exist."}; }

/// Assumed: the sentences.
[[nodiscard]] std::optional<aws::Error> refuse_function(const FunctionConfig& config, const aws::Blob& code,
                                                        const std::string& account,
                                                        const FunctionCatalogue& catalogue) {
    if (config.runtime != "cloudfront-js-1.0" && config.runtime != "cloudfront-js-2.0")
        return invalid("The parameter Runtime is not valid.");
    if (code.bytes.size() > functions::largest_code)
        return aws::Error(function_size_limit_exceeded, "The function exceeds the maximum size of 10 KB.");
    if (auto error = inconsistent(config)) return error;
    const auto store = store_of(config);
    if (!store) return std::nullopt;
    if (config.key_value_store_associations->quantity > 1)
        return invalid("A function can be associated with one key value store only.");
    if (config.runtime == "cloudfront-js-1.0")
        return invalid("Key value stores can be associated with functions of the runtime cloudfront-js-2.0 only.");
    if (catalogue.find_store_arn(account, *store) == nullptr)
        return invalid("The key value store does not exist: " + *store);
    return std::nullopt;
}

[[nodiscard]] std::string stage_of(const std::optional<std::string>& said) { return said.value_or("DEVELOPMENT"); }

/// What tests show of what a function returned: {"request": {...}} or {"response": {...}}.
[[nodiscard]] std::string output_of(const functions::Verdict& verdict) {
    return fmt::format("{{\"{}\":{}}}", verdict.kind == Kind::response ? "response" : "request", verdict.text);
}

}  // namespace

Result<const FunctionRecord*, aws::Error> CloudFront::find_function(const aws::Call& call,
                                                                    const std::string& name) const {
    const FunctionRecord* const found = catalogue_.functions().find(call.caller.account, name);
    if (found == nullptr) return no_function();
    return found;
}

Result<const FunctionRecord*, aws::Error> CloudFront::find_function_to_change(const aws::Call& call,
                                                                              const std::string& name,
                                                                              const std::string& if_match) const {
    const auto found = find_function(call, name);
    if (!found.ok()) return found.error();
    if (auto error = refuse_version((*found)->development.etag, if_match)) return std::move(*error);
    return *found;
}

bool CloudFront::is_associated(const std::string& arn) const {
    return std::any_of(catalogue_.distributions().begin(), catalogue_.distributions().end(), [&](const auto& each) {
        return each.second.component.empty() && is_named_by(each.second.config, arn);
    });
}

FunctionSummary CloudFront::summary(const FunctionRecord& record, std::string_view stage) const {
    const FunctionStage& at = *record.at(stage);
    FunctionSummary told;
    told.name = record.name;
    told.function_config = at.config;
    told.function_metadata.function_arn = record.arn();
    told.function_metadata.stage = std::string(stage);
    told.function_metadata.created_time = at.created;
    told.function_metadata.last_modified_time = at.modified;
    // Assumed: that what is published is told so at both stages until it is changed.
    const bool published = record.live && record.live->code == record.development.code;
    told.status = stage != "LIVE" && !published ? "UNPUBLISHED"
                  : is_associated(record.arn()) ? "DEPLOYED"
                                                : "UNASSOCIATED";
    return told;
}

void CloudFront::restand(const std::string& part) {
    for (const auto& [id, record] : catalogue_.distributions()) {
        if (record.component.empty() && is_named_by(record.config, part)) planes_.stand(record);
    }
}

aws::Outcome<CreateFunctionResult> CloudFront::create_function(const aws::Call& call, CreateFunctionRequest input) {
    const std::string& account = call.caller.account;
    if (catalogue_.functions().find(account, input.name) != nullptr)
        return aws::Error(function_already_exists, "A function with the same name already exists in this account.");
    if (auto error = refuse_function(input.function_config, input.function_code, account, catalogue_.functions()))
        return std::move(*error);
    auto tags = tags_of(input.tags.value_or(Tags()));
    if (!tags.ok()) return tags.error();
    FunctionRecord record;
    record.account = account;
    record.name = std::move(input.name);
    record.tags = std::move(*tags);
    record.development.config = std::move(input.function_config);
    record.development.code = std::move(input.function_code);
    record.development.created = record.development.modified = call.now;
    record.development.etag = catalogue_.new_etag();
    const FunctionRecord& kept = catalogue_.functions().keep(std::move(record));
    CreateFunctionResult output;
    output.function_summary = summary(kept, "DEVELOPMENT");
    output.location = location_of(call, "function", kept.arn());
    output.etag = kept.development.etag;
    return output;
}

aws::Outcome<DescribeFunctionResult> CloudFront::describe_function(const aws::Call& call,
                                                                   DescribeFunctionRequest input) {
    const auto found = find_function(call, input.name);
    if (!found.ok()) return found.error();
    const std::string stage = stage_of(input.stage);
    if ((*found)->at(stage) == nullptr) return no_function();
    DescribeFunctionResult output;
    output.function_summary = summary(**found, stage);
    output.etag = (*found)->at(stage)->etag;
    return output;
}

aws::Outcome<GetFunctionResult> CloudFront::get_function(const aws::Call& call, GetFunctionRequest input) {
    const auto found = find_function(call, input.name);
    if (!found.ok()) return found.error();
    const FunctionStage* const at = (*found)->at(stage_of(input.stage));
    if (at == nullptr) return no_function();
    GetFunctionResult output;
    output.function_code = at->code;
    output.etag = at->etag;
    output.content_type = "application/octet-stream";
    return output;
}

aws::Outcome<UpdateFunctionResult> CloudFront::update_function(const aws::Call& call, UpdateFunctionRequest input) {
    const auto found = find_function_to_change(call, input.name, input.if_match);
    if (!found.ok()) return found.error();
    if (auto error =
            refuse_function(input.function_config, input.function_code, call.caller.account, catalogue_.functions()))
        return std::move(*error);
    FunctionRecord record = **found;
    record.development.config = std::move(input.function_config);
    record.development.code = std::move(input.function_code);
    record.development.modified = call.now;
    record.development.etag = catalogue_.new_etag();
    const FunctionRecord& kept = catalogue_.functions().keep(std::move(record));
    UpdateFunctionResult output;
    output.function_summary = summary(kept, "DEVELOPMENT");
    output.etag = kept.development.etag;
    return output;
}

aws::Outcome<aws::Nothing> CloudFront::delete_function(const aws::Call& call, DeleteFunctionRequest input) {
    const auto found = find_function_to_change(call, input.name, input.if_match);
    if (!found.ok()) return found.error();
    if (is_associated((*found)->arn()))
        return aws::Error(function_in_use,
                          "Cannot delete the function because it's attached to one or more cache behaviors.");
    catalogue_.functions().drop(FunctionRecord(**found));
    return aws::Nothing();
}

aws::Outcome<ListFunctionsResult> CloudFront::list_functions(const aws::Call& call, ListFunctionsRequest input) {
    std::vector<std::string> names;  // with their stages
    for (const auto& [key, record] : catalogue_.functions().functions()) {
        if (key.first != call.caller.account) continue;
        for (const std::string stage : {"DEVELOPMENT", "LIVE"}) {
            if (record.at(stage) != nullptr && input.stage.value_or(stage) == stage)
                names.push_back(stage + "/" + record.name);
        }
    }
    auto page = page_of<DistributionIdList>(names, input.marker, input.max_items,
                                            [](const std::string& name) -> const std::string& { return name; });
    if (!page.ok()) return page.error();
    ListFunctionsResult output;
    FunctionList& list = output.function_list.emplace();
    list.max_items = page->max_items;
    list.quantity = page->quantity;
    list.next_marker = page->next_marker;
    list.items.emplace();
    for (const std::string& name : page->items.value_or(std::vector<std::string>())) {
        const std::size_t slash = name.find('/');
        const FunctionRecord& record = *catalogue_.functions().find(call.caller.account, name.substr(slash + 1));
        list.items->push_back(summary(record, name.substr(0, slash)));
    }
    return output;
}

aws::Outcome<PublishFunctionResult> CloudFront::publish_function(const aws::Call& call, PublishFunctionRequest input) {
    const auto found = find_function_to_change(call, input.name, input.if_match);
    if (!found.ok()) return found.error();
    FunctionRecord record = **found;
    const Instant created = record.live ? record.live->created : call.now;
    record.live = record.development;
    record.live->created = created;
    record.live->modified = call.now;
    record.live->etag = catalogue_.new_etag();
    const FunctionRecord& kept = catalogue_.functions().keep(std::move(record));
    restand(kept.arn());
    PublishFunctionResult output;
    output.function_summary = summary(kept, "LIVE");
    return output;
}

aws::Outcome<TestFunctionResult> CloudFront::test_function(const aws::Call& call, TestFunctionRequest input) {
    const auto found = find_function(call, input.name);
    if (!found.ok()) return found.error();
    const std::string stage = stage_of(input.stage);
    const FunctionStage* const at = (*found)->at(stage);
    if (at == nullptr) return no_function();
    if (auto error = refuse_version(at->etag, input.if_match)) return std::move(*error);
    if (const auto missing = script::missing_engine()) {
        static constexpr aws::ErrorRow row{"NotImplemented", 501, ""};
        return aws::Error(row, *missing);
    }
    const OrderedJson event = OrderedJson::parse(input.event_object.bytes.view(), nullptr, false);
    const auto has_object = [&](const char* name) { return event.contains(name) && event[name].is_object(); };
    const bool whole = event.is_object() && has_object("context") && has_object("request") &&
                       event["context"].contains("eventType") && event["context"]["eventType"].is_string();
    const std::string type = whole ? event["context"]["eventType"].get<std::string>() : "";
    if ((type != "viewer-request" && type != "viewer-response") ||
        (type == "viewer-response" && !has_object("response")))
        return invalid("The event object is not valid: it needs version, context with eventType, viewer and request.");
    const functions::Verdict verdict =
        functions::judge(catalogue_.functions().compile(**found, *at), event, call.now, test_chance_);
    const bool well = verdict.kind == Kind::request || verdict.kind == Kind::response;
    TestFunctionResult output;
    TestResult& result = output.test_result.emplace();
    result.function_summary = summary(**found, stage);
    result.compute_utilization = fmt::to_string(verdict.utilization);
    result.function_execution_logs = verdict.logs;
    result.function_error_message = well ? "" : verdict.text;
    result.function_output = well ? output_of(verdict) : "";
    return output;
}

}  // namespace wt::edge::api
