// Key value stores; what is in them is another service's (edge/kvs).
#include <algorithm>

#include <nlohmann/json.hpp>

#include "base/json_depth.hpp"
#include "edge/api/cloudfront.hpp"

namespace wt::edge::api {

namespace {

using namespace cloudfront_errors;  // NOLINT(google-build-using-namespace): rows, named once

/// Assumed: how long a new one is PROVISIONING.
constexpr Duration provisioning = std::chrono::seconds(30);

[[nodiscard]] KeyValueStore store_told(const KeyValueStoreRecord& record, Instant now) {
    KeyValueStore told;
    told.name = record.name;
    told.id = record.id;
    told.comment = record.comment;
    told.arn = record.arn();
    told.status = now >= record.ready ? "READY" : "PROVISIONING";
    told.last_modified_time = record.modified;
    return told;
}

}  // namespace

Result<const KeyValueStoreRecord*, aws::Error> CloudFront::find_store(const aws::Call& call,
                                                                      const std::string& name) const {
    const KeyValueStoreRecord* const found = catalogue_.functions().find_store(call.caller.account, name);
    if (found == nullptr) return aws::Error(entity_not_found, "The key value store does not exist.");
    return found;
}

namespace {

struct ImportPlace {
    std::string bucket;
    std::string key;
};
/// Of "arn:aws:s3:::BUCKET/KEY".
[[nodiscard]] std::optional<ImportPlace> import_place(std::string_view arn) {
    constexpr std::string_view start = "arn:aws:s3:::";
    if (!arn.starts_with(start)) return std::nullopt;
    arn.remove_prefix(start.size());
    const std::size_t slash = arn.find('/');
    if (slash == std::string_view::npos || slash == 0 || slash + 1 == arn.size()) return std::nullopt;
    return ImportPlace{std::string(arn.substr(0, slash)), std::string(arn.substr(slash + 1))};
}

[[nodiscard]] aws::Error bad_import(const std::string& why) {
    return invalid("The key value pairs cannot be imported: " + why);
}

using StoreValues = std::map<std::string, std::string>;
/// CloudFront Developer Guide, "Create a file of key-value pairs": {"data": [{"key": "...", "value": "..."}, ...]}.
/// Assumed: that what is not so is refused at once, in these sentences.
[[nodiscard]] Result<StoreValues, aws::Error> read_import(const std::string& text) {
    using Json = nlohmann::json;
    const Json file = nests_deeper(text) ? Json(Json::value_t::discarded) : Json::parse(text, nullptr, false);
    if (!file.is_object() || !file.contains("data") || !file["data"].is_array())
        return bad_import("the file is no JSON object with a list \"data\".");
    StoreValues values;
    std::int64_t size = 0;
    for (const Json& each : file["data"]) {
        const bool complete = each.is_object() && each.contains("key") && each["key"].is_string() &&
                              each.contains("value") && each["value"].is_string();
        if (!complete) return bad_import("an item is no object with a \"key\" and a \"value\".");
        auto key = each["key"].get<std::string>();
        auto value = each["value"].get<std::string>();
        if (key.empty() || key.size() > longest_store_key || value.size() > longest_store_value)
            return bad_import("a key has 1 to 512 characters, and a value at most 1024.");
        size += static_cast<std::int64_t>(key.size() + value.size());
        if (size > largest_store) return bad_import("a key value store has at most 5 MB.");
        std::string named = key;
        if (!values.emplace(std::move(key), std::move(value)).second)
            return bad_import("a key is there twice: " + named);
    }
    return values;
}

}  // namespace

aws::Later<CreateKeyValueStoreResult> CloudFront::create_key_value_store(const aws::Call& call,
                                                                         CreateKeyValueStoreRequest input) {
    constexpr std::uint64_t largest_file = 2 * static_cast<std::uint64_t>(largest_store);  // Assumed: with its JSON
    StoreValues values;
    if (input.import_source) {
        const auto place = import_place(input.import_source->source_arn);
        if (!place) co_return bad_import("SourceARN is that of no object: " + input.import_source->source_arn);
        auto file = co_await planes_.around().read_object(call, place->bucket, place->key, largest_file);
        if (!file.ok()) co_return bad_import(file.error().message);
        auto read = read_import(*file);
        if (!read.ok()) co_return read.error();
        values = std::move(*read);
    }
    if (catalogue_.functions().find_store(call.caller.account, input.name) != nullptr)
        co_return aws::Error(entity_already_exists, "A key value store with the same name already exists.");
    auto tags = tags_of(input.tags.value_or(Tags()));
    if (!tags.ok()) co_return tags.error();
    KeyValueStoreRecord record;
    record.account = call.caller.account;
    record.id = catalogue_.new_uuid();
    record.name = std::move(input.name);
    record.comment = input.comment.value_or("");
    record.tags = std::move(*tags);
    record.etag = catalogue_.new_etag();
    record.values_etag = catalogue_.new_etag();
    record.created = record.modified = record.values_modified = call.now;
    record.ready = call.now + pace_.of(provisioning);
    const KeyValueStoreRecord& kept = catalogue_.functions().keep(std::move(record));
    for (auto& [key, value] : values) catalogue_.functions().put_value(kept, key, std::move(value));
    CreateKeyValueStoreResult output;
    output.key_value_store = store_told(kept, call.now);
    output.etag = kept.etag;
    output.location = location_of(call, "key-value-store", kept.arn());
    auto failed = co_await settle();
    if (failed) co_return std::move(*failed);
    co_return output;
}

aws::Outcome<DescribeKeyValueStoreResult> CloudFront::describe_key_value_store(const aws::Call& call,
                                                                               DescribeKeyValueStoreRequest input) {
    const auto found = find_store(call, input.name);
    if (!found.ok()) return found.error();
    DescribeKeyValueStoreResult output;
    output.key_value_store = store_told(**found, call.now);
    output.etag = (*found)->etag;
    return output;
}

aws::Outcome<UpdateKeyValueStoreResult> CloudFront::update_key_value_store(const aws::Call& call,
                                                                           UpdateKeyValueStoreRequest input) {
    const auto found = find_store(call, input.name);
    if (!found.ok()) return found.error();
    if (auto error = refuse_version((*found)->etag, input.if_match)) return std::move(*error);
    KeyValueStoreRecord record = **found;
    record.comment = std::move(input.comment);
    record.etag = catalogue_.new_etag();
    record.modified = call.now;
    const KeyValueStoreRecord& kept = catalogue_.functions().keep(std::move(record));
    UpdateKeyValueStoreResult output;
    output.key_value_store = store_told(kept, call.now);
    output.etag = kept.etag;
    return output;
}

aws::Outcome<aws::Nothing> CloudFront::delete_key_value_store(const aws::Call& call, DeleteKeyValueStoreRequest input) {
    const auto found = find_store(call, input.name);
    if (!found.ok()) return found.error();
    if (auto error = refuse_version((*found)->etag, input.if_match)) return std::move(*error);
    const std::string arn = (*found)->arn();
    for (const auto& [key, function] : catalogue_.functions().functions()) {
        if (store_of(function.development.config) == arn || (function.live && store_of(function.live->config) == arn))
            return aws::Error(cannot_delete_entity_while_in_use,
                              "The key value store is associated with one or more functions.");
    }
    catalogue_.functions().drop(KeyValueStoreRecord(**found));
    return aws::Nothing();
}

aws::Outcome<ListKeyValueStoresResult> CloudFront::list_key_value_stores(const aws::Call& call,
                                                                         ListKeyValueStoresRequest input) {
    std::vector<KeyValueStore> rows;
    for (const auto& [key, record] : catalogue_.functions().stores()) {
        KeyValueStore row = store_told(record, call.now);
        if (key.first == call.caller.account && input.status.value_or(*row.status) == *row.status)
            rows.push_back(std::move(row));
    }
    auto page = page_of<KeyValueStoreList>(rows, input.marker, input.max_items,
                                           [](const KeyValueStore& row) -> const std::string& { return row.name; });
    if (!page.ok()) return page.error();
    ListKeyValueStoresResult output;
    output.key_value_store_list = std::move(*page);
    return output;
}

}  // namespace wt::edge::api
