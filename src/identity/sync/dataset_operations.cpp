// Datasets and their records.
#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "aws/digests.hpp"
#include "aws/pages.hpp"
#include "base/json_depth.hpp"
#include "identity/sync/sync.hpp"

namespace wt::identity::sync {

namespace {

using namespace cognito_sync_errors;
using SyncJson = nlohmann::json;

// Quotas.
constexpr std::size_t most_datasets = 20;
constexpr std::int64_t most_records = 1024;
constexpr std::int64_t largest_dataset = 1024 * 1024;

[[nodiscard]] Dataset described(const DatasetEntry& entry) {
    Dataset told;
    told.identity_id = entry.identity;
    told.dataset_name = entry.name;
    told.creation_date = entry.created;
    told.last_modified_date = entry.modified;
    told.last_modified_by = entry.modified_by;
    told.data_storage = entry.size();
    told.num_records = entry.count();
    return told;
}

[[nodiscard]] aws::Error no_dataset(const std::string& name) {
    return aws::Error(resource_not_found, fmt::format("Dataset {} does not exist.", name));
}

/// A session goes with one dataset: it shows that whoever writes has read.
[[nodiscard]] std::string session_token(const std::string& identity, const std::string& name) {
    return aws::sha256("sync session of " + identity + "/" + name).hex();
}

[[nodiscard]] std::string who(const aws::Call& call) { return call.caller.arn.empty() ? "anonymous" : call.caller.arn; }

}  // namespace

Sync::Sync(const Context& context, Parts parts) : context_(context), parts_(std::move(parts)) {
    // A record's value has a megabyte, and more as a text in JSON.
    model_.max_body = std::size_t{8} * 1024 * 1024;
}

Task<std::optional<wt::Error>> Sync::reset(std::string_view account) {
    parts_.datasets.remove_if([this, account](const std::string& pool) {
        const pools::PoolEntry* const there = parts_.pools.find(pool);
        return account.empty() || there == nullptr || there->place.account == account;
    });
    co_return co_await parts_.datasets.durable();
}

std::optional<aws::Error> Sync::refuse_pool(const aws::Call& call, const std::string& pool) {
    if (parts_.pools.find(aws::account_region_of(call), pool) != nullptr) return std::nullopt;
    return aws::Error(resource_not_found, fmt::format("IdentityPool '{}' not found.", pool));
}

std::optional<aws::Error> Sync::refuse_identity(const aws::Call& call, const std::string& pool,
                                                const std::string& identity) {
    if (auto error = refuse_pool(call, pool)) return error;
    const pools::IdentityEntry* const there = parts_.pools.find_identity(identity);
    if (there != nullptr && there->pool == pool) return std::nullopt;
    return aws::Error(resource_not_found, fmt::format("Identity '{}' not found.", identity));
}

aws::Outcome<ListDatasetsResponse> Sync::list_datasets(const aws::Call& call, ListDatasetsRequest input) {
    if (auto error = refuse_identity(call, input.identity_pool_id, input.identity_id)) return std::move(*error);
    std::map<std::string, Dataset> all;
    for (const DatasetEntry* each : parts_.datasets.of_identity(input.identity_id))
        all.emplace(each->name, described(*each));
    const std::string scope = "cognito-sync:ListDatasets/" + input.identity_id;
    const aws::PageTokens tokens(scope);
    const aws::PageAsk asked{tokens, input.next_token,
                             static_cast<std::size_t>(std::max(input.max_results.value_or(100), 1)), call.now};
    auto page = aws::page_of(std::move(all), asked);
    if (!page.ok()) return aws::Error(invalid_parameter, "Invalid nextToken.");
    ListDatasetsResponse output;
    output.count = static_cast<std::int32_t>(page->items.size());
    output.datasets = std::move(page->items);
    output.next_token = std::move(page->next);
    return output;
}

aws::Outcome<DescribeDatasetResponse> Sync::describe_dataset(const aws::Call& call, DescribeDatasetRequest input) {
    if (auto error = refuse_identity(call, input.identity_pool_id, input.identity_id)) return std::move(*error);
    const DatasetEntry* const found = parts_.datasets.find(input.identity_id, input.dataset_name);
    if (found == nullptr || found->deleted) return no_dataset(input.dataset_name);
    DescribeDatasetResponse output;
    output.dataset = described(*found);
    return output;
}

aws::Outcome<DeleteDatasetResponse> Sync::delete_dataset(const aws::Call& call, DeleteDatasetRequest input) {
    if (auto error = refuse_identity(call, input.identity_pool_id, input.identity_id)) return std::move(*error);
    const DatasetEntry* const found = parts_.datasets.find(input.identity_id, input.dataset_name);
    if (found == nullptr || found->deleted) return no_dataset(input.dataset_name);
    DeleteDatasetResponse output;
    output.dataset = described(*found);
    // Devices that know it learn that it has gone.
    DatasetEntry gone = *found;
    gone.records.clear();
    gone.deleted = true;
    ++gone.sync_count;
    gone.modified = call.now;
    (void)parts_.datasets.keep(std::move(gone));
    return output;
}

aws::Outcome<ListRecordsResponse> Sync::list_records(const aws::Call& call, ListRecordsRequest input) {
    if (auto error = refuse_identity(call, input.identity_pool_id, input.identity_id)) return std::move(*error);
    const DatasetEntry* const found = parts_.datasets.find(input.identity_id, input.dataset_name);
    const std::int64_t since = input.last_sync_count.value_or(0);
    ListRecordsResponse output;
    output.dataset_exists = found != nullptr && !found->deleted;
    output.dataset_sync_count = found == nullptr ? 0 : found->sync_count;
    output.dataset_deleted_after_requested_sync_count =
        found != nullptr && found->deleted && since > 0 && since < found->sync_count;
    output.merged_dataset_names.emplace();
    output.sync_session_token = session_token(input.identity_id, input.dataset_name);
    std::map<std::string, Record> changed;
    if (found != nullptr) {
        output.last_modified_by = found->modified_by;
        for (const auto& [key, record] : found->records) {
            if (record.sync_count.value_or(0) > since) changed.emplace(key, record);
        }
    }
    const std::string scope =
        fmt::format("cognito-sync:ListRecords/{}/{}/{}", input.identity_id, input.dataset_name, since);
    const aws::PageTokens tokens(scope);
    const aws::PageAsk asked{tokens, input.next_token,
                             static_cast<std::size_t>(std::max(input.max_results.value_or(1024), 1)), call.now};
    auto page = aws::page_of(std::move(changed), asked);
    if (!page.ok()) return aws::Error(invalid_parameter, "Invalid nextToken.");
    output.count = static_cast<std::int32_t>(page->items.size());
    output.records = std::move(page->items);
    output.next_token = std::move(page->next);
    if (!input.sync_session_token) {
        ++parts_.datasets.settings(input.identity_pool_id).sessions;
        parts_.datasets.keep_settings(input.identity_pool_id);
    }
    return output;
}

aws::Later<aws::Nothing> Sync::ask(std::string pool, DatasetEntry before, DatasetEntry& after) {
    const auto& events = parts_.datasets.settings(pool).events;
    const auto function = events.find("SyncTrigger");
    const pools::PoolEntry* const there = parts_.pools.find(pool);
    if (function == events.end() || function->second.empty() || there == nullptr) co_return aws::Nothing();
    SyncJson records = SyncJson::object();
    for (const auto& [key, record] : after.records) {
        const auto old = before.records.find(key);
        const bool had = old != before.records.end() && old->second.value;
        SyncJson told{{"oldValue", had ? SyncJson(*old->second.value) : SyncJson()},
                      {"newValue", record.value ? SyncJson(*record.value) : SyncJson()}};
        const bool is_changed =
            record.sync_count != (old == before.records.end() ? std::nullopt : old->second.sync_count);
        told["op"] = !is_changed ? "" : record.value ? "replace" : "remove";
        if (is_changed || record.value) records[key] = std::move(told);
    }
    const SyncJson event{{"version", 2},
                         {"eventType", "SyncTrigger"},
                         {"region", there->place.region},
                         {"identityPoolId", pool},
                         {"identityId", after.identity},
                         {"datasetName", after.name},
                         {"datasetRecords", std::move(records)}};
    const std::string name = function->second;
    const auto answer =
        co_await parts_.triggers.ask(name, event.dump(-1, ' ', false, SyncJson::error_handler_t::replace));
    if (!answer.ok() && answer.error().kind == Triggers::Failure::Kind::throttled)
        co_return aws::Error(lambda_throttled, "The function was throttled.");
    if (!answer.ok())
        co_return aws::Error(invalid_lambda_function_output, "The function failed: " + answer.error().message);
    const SyncJson said = nests_deeper(*answer) ? SyncJson() : SyncJson::parse(*answer, nullptr, false);
    const auto wanted = said.is_object() ? said.find("datasetRecords") : said.end();
    if (!said.is_object() || wanted == said.end() || !wanted->is_object())
        co_return aws::Error(invalid_lambda_function_output, "The function's answer has no datasetRecords.");
    for (const auto& [key, told] : wanted->items()) {
        const std::string op = told.is_object() ? told.value("op", "") : "";
        if (op != "replace" && op != "remove") continue;
        Record& record = after.records[key];
        record.key = key;
        const auto value = told.find("newValue");
        record.value.reset();
        if (op == "replace" && value != told.end() && value->is_string()) record.value = value->get<std::string>();
        record.sync_count = after.sync_count;
        record.last_modified_date = after.modified;
        record.last_modified_by = after.modified_by;
    }
    co_return aws::Nothing();
}

aws::Later<UpdateRecordsResponse> Sync::update_records(const aws::Call& call, UpdateRecordsRequest input) {
    if (auto error = refuse_identity(call, input.identity_pool_id, input.identity_id)) co_return std::move(*error);
    if (!aws::equal_in_constant_time(input.sync_session_token, session_token(input.identity_id, input.dataset_name)))
        co_return aws::Error(invalid_parameter, "Invalid SyncSessionToken.");
    const DatasetEntry* const found = parts_.datasets.find(input.identity_id, input.dataset_name);
    const std::int64_t count_before = found == nullptr ? 0 : found->sync_count;
    const bool is_new = found == nullptr || found->deleted;
    if (is_new && parts_.datasets.of_identity(input.identity_id).size() >= most_datasets)
        co_return aws::Error(limit_exceeded, fmt::format("An identity has at most {} datasets.", most_datasets));
    DatasetEntry before;
    if (found != nullptr) before = *found;
    DatasetEntry after = before;
    after.pool = input.identity_pool_id;
    after.identity = input.identity_id;
    after.name = input.dataset_name;
    if (is_new) after.created = call.now;
    after.deleted = false;
    after.modified = call.now;
    after.modified_by = who(call);
    after.sync_count = count_before + 1;
    std::set<std::string> changed;
    for (const RecordPatch& patch : input.record_patches) {
        if (!changed.insert(patch.key).second)
            co_return aws::Error(invalid_parameter, fmt::format("Record {} is there twice.", patch.key));
        const auto known = before.records.find(patch.key);
        const std::int64_t count = known == before.records.end() ? 0 : known->second.sync_count.value_or(0);
        if (count != patch.sync_count)
            co_return aws::Error(resource_conflict, fmt::format("Current SyncCount for: {} is: {} not: {}", patch.key,
                                                                count, patch.sync_count));
        Record& record = after.records[patch.key];
        record.key = patch.key;
        record.value = patch.op == "replace" ? patch.value.value_or("") : std::optional<std::string>();
        if (patch.op == "remove") record.value.reset();
        record.sync_count = after.sync_count;
        record.last_modified_date = call.now;
        record.last_modified_by = after.modified_by;
        record.device_last_modified_date = patch.device_last_modified_date.value_or(call.now);
    }
    // Who writes with a developer's own credentials asks nobody. Assumed: that sessions of roles are identities'.
    if (call.caller.kind == aws::PrincipalKind::assumed_role) {
        const auto asked = co_await ask(input.identity_pool_id, before, after);
        if (!asked.ok()) co_return asked.error();
    }
    if (after.count() > most_records)
        co_return aws::Error(limit_exceeded, fmt::format("A dataset has at most {} records.", most_records));
    if (after.size() > largest_dataset) co_return aws::Error(limit_exceeded, "A dataset has at most 1 MB.");
    // Somebody else may have written while the function thought.
    const DatasetEntry* const there = parts_.datasets.find(input.identity_id, input.dataset_name);
    if ((there == nullptr ? 0 : there->sync_count) != count_before)
        co_return aws::Error(concurrent_modification, "The dataset was changed meanwhile.");
    UpdateRecordsResponse output;
    output.records.emplace();
    for (const auto& [key, record] : after.records) {
        if (record.sync_count == after.sync_count) output.records->push_back(record);
    }
    const DatasetEntry& kept = parts_.datasets.keep(std::move(after));
    const auto& streams = parts_.datasets.settings(input.identity_pool_id).streams;
    if (streams && streams->streaming_status == "ENABLED" && streams->stream_name) {
        StreamPut put;
        put.place = aws::account_region_of(call);
        put.stream = *streams->stream_name;
        put.role = streams->role_arn.value_or("");
        put.key = input.identity_id;
        put.data = document_of(kept, "replace", count_before);
        // A stream that fails keeps nobody from writing.
        (void)co_await parts_.streams(std::move(put));
    }
    co_return co_await settled(std::move(output));
}

std::string Sync::document_of(const DatasetEntry& dataset, const std::string& operation, std::int64_t since) const {
    SyncJson records = SyncJson::array();
    for (const auto& [key, record] : dataset.records) {
        if (record.sync_count.value_or(0) <= since) continue;
        const auto milliseconds = [](const std::optional<Instant>& at) {
            return unix_seconds(at.value_or(epoch)) * 1000;
        };
        records.push_back({{"key", key},
                           {"value", record.value ? SyncJson(*record.value) : SyncJson()},
                           {"syncCount", record.sync_count.value_or(0)},
                           {"lastModifiedDate", milliseconds(record.last_modified_date)},
                           {"deviceLastModifiedDate", milliseconds(record.device_last_modified_date)},
                           {"op", record.value ? "replace" : "remove"}});
    }
    const SyncJson document{{"identityPoolId", dataset.pool},
                            {"identityId", dataset.identity},
                            {"dataSetName", dataset.name},
                            {"operation", operation},
                            {"kinesisSyncRecords", std::move(records)},
                            {"lastModifiedDate", unix_seconds(dataset.modified) * 1000},
                            {"kinesisSyncRecordsURL", nullptr},
                            {"payloadType", "Inline"},
                            {"syncCount", dataset.sync_count}};
    return document.dump(-1, ' ', false, SyncJson::error_handler_t::replace);
}

}  // namespace wt::identity::sync
