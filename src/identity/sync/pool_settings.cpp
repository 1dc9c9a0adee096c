// What is said of a pool's sync, what it uses, and publishing all of it.
#include <algorithm>

#include <fmt/format.h>

#include "aws/pages.hpp"
#include "identity/sync/sync.hpp"

namespace wt::identity::sync {

namespace {

using namespace cognito_sync_errors;

/// BulkPublish: once in 24 hours.
constexpr Duration publish_pause = 24h;

}  // namespace

IdentityPoolUsage Sync::usage_of(const std::string& pool) {
    IdentityPoolUsage usage;
    usage.identity_pool_id = pool;
    usage.sync_sessions_count = parts_.datasets.settings(pool).sessions;
    usage.data_storage = 0;
    for (const DatasetEntry* each : parts_.datasets.of_pool(pool)) {
        *usage.data_storage += each->size();
        usage.last_modified_date = std::max(usage.last_modified_date.value_or(epoch), each->modified);
    }
    return usage;
}

aws::Outcome<DescribeIdentityUsageResponse> Sync::describe_identity_usage(const aws::Call& call,
                                                                          DescribeIdentityUsageRequest input) {
    if (auto error = refuse_identity(call, input.identity_pool_id, input.identity_id)) return std::move(*error);
    IdentityUsage usage;
    usage.identity_id = input.identity_id;
    usage.identity_pool_id = input.identity_pool_id;
    usage.dataset_count = 0;
    usage.data_storage = 0;
    for (const DatasetEntry* each : parts_.datasets.of_identity(input.identity_id)) {
        ++*usage.dataset_count;
        *usage.data_storage += each->size();
        usage.last_modified_date = std::max(usage.last_modified_date.value_or(epoch), each->modified);
    }
    DescribeIdentityUsageResponse output;
    output.identity_usage = std::move(usage);
    return output;
}

aws::Outcome<DescribeIdentityPoolUsageResponse> Sync::describe_identity_pool_usage(
    const aws::Call& call, DescribeIdentityPoolUsageRequest input) {
    if (auto error = refuse_pool(call, input.identity_pool_id)) return std::move(*error);
    DescribeIdentityPoolUsageResponse output;
    output.identity_pool_usage = usage_of(input.identity_pool_id);
    return output;
}

aws::Outcome<ListIdentityPoolUsageResponse> Sync::list_identity_pool_usage(const aws::Call& call,
                                                                           ListIdentityPoolUsageRequest input) {
    std::map<std::string, IdentityPoolUsage> all;
    for (const auto& [id, each] : parts_.pools.pools()) {
        if (each.place == aws::account_region_of(call)) all.emplace(id, usage_of(id));
    }
    const aws::PageTokens tokens("cognito-sync:ListIdentityPoolUsage");
    const aws::PageAsk asked{tokens, input.next_token,
                             static_cast<std::size_t>(std::max(input.max_results.value_or(60), 1)), call.now};
    auto page = aws::page_of(std::move(all), asked);
    if (!page.ok()) return aws::Error(invalid_parameter, "Invalid nextToken.");
    ListIdentityPoolUsageResponse output;
    output.count = static_cast<std::int32_t>(page->items.size());
    output.max_results = input.max_results.value_or(60);
    output.identity_pool_usages = std::move(page->items);
    output.next_token = std::move(page->next);
    return output;
}

aws::Outcome<GetIdentityPoolConfigurationResponse> Sync::get_identity_pool_configuration(
    const aws::Call& call, GetIdentityPoolConfigurationRequest input) {
    if (auto error = refuse_pool(call, input.identity_pool_id)) return std::move(*error);
    const PoolSettings& settings = parts_.datasets.settings(input.identity_pool_id);
    GetIdentityPoolConfigurationResponse output;
    output.identity_pool_id = input.identity_pool_id;
    output.push_sync = settings.push_sync;
    output.cognito_streams = settings.streams;
    return output;
}

aws::Outcome<SetIdentityPoolConfigurationResponse> Sync::set_identity_pool_configuration(
    const aws::Call& call, SetIdentityPoolConfigurationRequest input) {
    if (auto error = refuse_pool(call, input.identity_pool_id)) return std::move(*error);
    PoolSettings& settings = parts_.datasets.settings(input.identity_pool_id);
    settings.push_sync = std::move(input.push_sync);
    settings.streams = std::move(input.cognito_streams);
    parts_.datasets.keep_settings(input.identity_pool_id);
    SetIdentityPoolConfigurationResponse output;
    output.identity_pool_id = input.identity_pool_id;
    output.push_sync = settings.push_sync;
    output.cognito_streams = settings.streams;
    return output;
}

aws::Outcome<GetCognitoEventsResponse> Sync::get_cognito_events(const aws::Call& call, GetCognitoEventsRequest input) {
    if (auto error = refuse_pool(call, input.identity_pool_id)) return std::move(*error);
    GetCognitoEventsResponse output;
    output.events = parts_.datasets.settings(input.identity_pool_id).events;
    return output;
}

aws::Outcome<aws::Nothing> Sync::set_cognito_events(const aws::Call& call, SetCognitoEventsRequest input) {
    if (auto error = refuse_pool(call, input.identity_pool_id)) return std::move(*error);
    for (const auto& [event, function] : input.events) {
        if (event != "SyncTrigger") return aws::Error(invalid_parameter, "Unknown event " + event + ".");
    }
    parts_.datasets.settings(input.identity_pool_id).events = std::move(input.events);
    parts_.datasets.keep_settings(input.identity_pool_id);
    return aws::Nothing();
}

aws::Outcome<BulkPublishResponse> Sync::bulk_publish(const aws::Call& call, BulkPublishRequest input) {
    if (auto error = refuse_pool(call, input.identity_pool_id)) return std::move(*error);
    PoolSettings& settings = parts_.datasets.settings(input.identity_pool_id);
    if (!settings.streams || !settings.streams->stream_name)
        return aws::Error(invalid_parameter, "The identity pool has no stream to publish to.");
    if (settings.publish_status == "IN_PROGRESS")
        return aws::Error(duplicate_request, "A bulk publish of this identity pool is in progress.");
    if (settings.publish_status == "SUCCEEDED" && settings.publish_ended.value_or(epoch) + publish_pause > call.now)
        return aws::Error(already_streamed, "The identity pool was published within the last 24 hours.");
    settings.publish_status = "IN_PROGRESS";
    settings.publish_began = call.now;
    settings.publish_ended.reset();
    settings.publish_failure.clear();
    parts_.datasets.keep_settings(input.identity_pool_id);
    publishing_.spawn(publish(input.identity_pool_id));
    BulkPublishResponse output;
    output.identity_pool_id = std::move(input.identity_pool_id);
    return output;
}

Task<void> Sync::publish(std::string pool) {
    const pools::PoolEntry* const there = parts_.pools.find(pool);
    const CognitoStreams streams = parts_.datasets.settings(pool).streams.value_or(CognitoStreams());
    std::vector<StreamPut> puts;
    for (const DatasetEntry* each : parts_.datasets.of_pool(pool)) {
        StreamPut put;
        put.place = there->place;
        put.stream = streams.stream_name.value_or("");
        put.role = streams.role_arn.value_or("");
        put.key = each->identity;
        put.data = document_of(*each, "replace", 0);
        puts.push_back(std::move(put));
    }
    std::string failure;
    for (StreamPut& put : puts) {
        const auto problem = co_await parts_.streams(std::move(put));
        if (problem) failure = problem->message;
    }
    PoolSettings& settings = parts_.datasets.settings(pool);
    settings.publish_status = failure.empty() ? "SUCCEEDED" : "FAILED";
    settings.publish_failure = std::move(failure);
    settings.publish_ended = context_.calendar();
    parts_.datasets.keep_settings(pool);
    (void)co_await parts_.datasets.durable();
}

aws::Outcome<GetBulkPublishDetailsResponse> Sync::get_bulk_publish_details(const aws::Call& call,
                                                                           GetBulkPublishDetailsRequest input) {
    if (auto error = refuse_pool(call, input.identity_pool_id)) return std::move(*error);
    const PoolSettings& settings = parts_.datasets.settings(input.identity_pool_id);
    GetBulkPublishDetailsResponse output;
    output.identity_pool_id = input.identity_pool_id;
    output.bulk_publish_status = settings.publish_status;
    output.bulk_publish_start_time = settings.publish_began;
    output.bulk_publish_complete_time = settings.publish_ended;
    if (!settings.publish_failure.empty()) output.failure_message = settings.publish_failure;
    return output;
}

}  // namespace wt::identity::sync
