// Key value stores; what is in them is another service's (edge/kvs).
#include <algorithm>

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

aws::Outcome<CreateKeyValueStoreResult> CloudFront::create_key_value_store(const aws::Call& call,
                                                                           CreateKeyValueStoreRequest input) {
    if (input.import_source) return unwritten("key value stores that are filled from a bucket");
    if (catalogue_.functions().find_store(call.caller.account, input.name) != nullptr)
        return aws::Error(entity_already_exists, "A key value store with the same name already exists.");
    auto tags = tags_of(input.tags.value_or(Tags()));
    if (!tags.ok()) return tags.error();
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
    CreateKeyValueStoreResult output;
    output.key_value_store = store_told(kept, call.now);
    output.etag = kept.etag;
    output.location = location_of(call, "key-value-store", kept.arn());
    return output;
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
