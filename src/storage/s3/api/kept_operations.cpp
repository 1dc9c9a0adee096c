// Replication, inventory, metrics, analytics, intelligent tiering: checked, kept, given back.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "storage/s3/api/api.hpp"
#include "storage/s3/api/documents.hpp"
#include "storage/s3/errors.hpp"
#include "storage/s3/generated_id.hpp"
#include "storage/s3/listing.hpp"

namespace wt::s3::api {

namespace {

using Refusal = std::optional<aws::Error>;

// API "PutBucketMetricsConfiguration" and its siblings.
constexpr std::size_t most_of_a_kind = 1000;
constexpr std::size_t longest_id = 64;
constexpr std::size_t most_on_a_page = 100;
constexpr std::size_t most_replication_rules = 1000;
constexpr std::size_t longest_rule_id = 255;
constexpr std::string_view bucket_arn = "arn:aws:s3:::";

[[nodiscard]] std::string key_of(std::string_view kind, std::string_view id) { return fmt::format("{}/{}", kind, id); }

/// The documents of a kind, by id.
[[nodiscard]] auto documents_of(const s3::Bucket& bucket, std::string_view kind) {
    const auto& all = bucket.settings().documents;
    std::string end = key_of(kind, "");
    const auto first = all.lower_bound(end);
    ++end.back();
    return std::pair(first, all.lower_bound(end));
}

[[nodiscard]] std::size_t count_of(const s3::Bucket& bucket, std::string_view kind) {
    const auto [first, last] = documents_of(bucket, kind);
    return static_cast<std::size_t>(std::distance(first, last));
}

[[nodiscard]] bool is_id(std::string_view id) {
    return !id.empty() && id.size() <= longest_id &&
           std::all_of(id.begin(), id.end(), [](char c) { return is_word_character(c) || c == '.' || c == '-'; });
}

[[nodiscard]] Refusal refuse_arn(std::string_view arn) {
    static constexpr aws::ErrorRow invalid{"InvalidS3DestinationBucket", 400, "Invalid bucket ARN."};
    if (arn.size() > bucket_arn.size() && arn.starts_with(bucket_arn)) return std::nullopt;
    return aws::Error(invalid);
}

/// One predicate, or several in And.
template <class Filter>
[[nodiscard]] Refusal refuse_filter(const std::optional<Filter>& filter, int others = 0) {
    if (!filter) return std::nullopt;
    const int alone = static_cast<int>(filter->prefix.has_value()) + static_cast<int>(filter->tag.has_value()) + others;
    if (!filter->and_) return alone == 1 ? std::nullopt : Refusal(aws::Error(errors::malformed_xml));
    if (alone > 0) return aws::Error(errors::malformed_xml);
    if (!filter->and_->tags) return std::nullopt;
    std::set<std::string_view> keys;
    for (const s3::Tag& tag : *filter->and_->tags) {
        if (!keys.insert(tag.key).second)
            return aws::Error(errors::invalid_request, "Duplicate Tag Keys are not allowed.");
    }
    return std::nullopt;
}

[[nodiscard]] Refusal refuse_kept(const InventoryConfiguration& configuration) {
    const InventoryS3BucketDestination& bucket = configuration.destination.s3_bucket_destination;
    if (auto error = refuse_arn(bucket.bucket)) return error;
    if (bucket.encryption && bucket.encryption->sse_s3.has_value() == bucket.encryption->sse_kms.has_value())
        return aws::Error(errors::malformed_xml);
    return std::nullopt;
}

[[nodiscard]] Refusal refuse_kept(const MetricsConfiguration& configuration) {
    const auto& filter = configuration.filter;
    return refuse_filter(filter, filter && filter->access_point_arn ? 1 : 0);
}

[[nodiscard]] Refusal refuse_kept(const AnalyticsConfiguration& configuration) {
    if (auto error = refuse_filter(configuration.filter)) return error;
    const auto& wanted = configuration.storage_class_analysis.data_export;
    return wanted ? refuse_arn(wanted->destination.s3_bucket_destination.bucket) : std::nullopt;
}

/// UG "How S3 Intelligent-Tiering works": from 90 and 180 days without access on, and not after two years.
[[nodiscard]] Refusal refuse_kept(const IntelligentTieringConfiguration& configuration) {
    if (configuration.filter &&
        (configuration.filter->prefix || configuration.filter->tag || configuration.filter->and_)) {
        if (auto error = refuse_filter(configuration.filter)) return error;
    }
    std::set<std::string_view> tiers;
    for (const Tiering& tiering : configuration.tierings) {
        const int least = tiering.access_tier == "ARCHIVE_ACCESS" ? 90 : 180;
        if (!tiers.insert(tiering.access_tier).second) return aws::Error(errors::malformed_xml);
        if (tiering.days >= least && tiering.days <= 730) continue;
        // Assumed: the text.
        return aws::Error(errors::invalid_argument,
                          fmt::format("'Days' for {} must be between {} and 730", tiering.access_tier, least))
            .with("ArgumentName", "Days")
            .with("ArgumentValue", fmt::format("{}", tiering.days));
    }
    return std::nullopt;
}

[[nodiscard]] aws::Error unlike_newer_schema(std::string_view missing) {
    return aws::Error(errors::invalid_request,
                      fmt::format("{} must be specified for this version of Cross Region Replication configuration "
                                  "schema. Please refer to S3 Developer Guide for more information.",
                                  missing));
}

[[nodiscard]] Refusal refuse_rule(const ReplicationRule& rule) {
    if (rule.id && rule.id->size() > longest_rule_id)
        return aws::Error(errors::invalid_argument, "ID length should not exceed allowed limit of 255");
    if (rule.filter && rule.prefix) return aws::Error(errors::malformed_xml);
    if (!rule.filter) return std::nullopt;
    const ReplicationRuleFilter& filter = *rule.filter;
    if (filter.prefix || filter.tag || filter.and_) {  // none: every object
        if (auto error = refuse_filter(rule.filter)) return error;
    }
    if (!rule.priority) return unlike_newer_schema("Priority");
    if (!rule.delete_marker_replication) return unlike_newer_schema("DeleteMarkerReplication");
    return std::nullopt;
}

[[nodiscard]] Refusal refuse_rules(const ReplicationConfiguration& configuration) {
    if (configuration.rules.empty() || configuration.rules.size() > most_replication_rules)
        return aws::Error(errors::malformed_xml);
    std::set<std::string_view> ids;
    std::set<std::int32_t> priorities;
    for (const ReplicationRule& rule : configuration.rules) {
        if (auto error = refuse_rule(rule)) return error;
        if (rule.id && !rule.id->empty() && !ids.insert(*rule.id).second)
            return aws::Error(errors::invalid_argument, "Rule ID must be unique. Found same ID for more than one rule");
        if (rule.priority && !priorities.insert(*rule.priority).second)
            return aws::Error(errors::invalid_request, fmt::format("Found duplicate priority {}", *rule.priority));
    }
    return std::nullopt;
}

/// The bucket that a rule sends to must be there, and keep versions.
[[nodiscard]] Refusal refuse_destination(const Buckets& buckets, std::string_view arn) {
    if (!arn.starts_with(bucket_arn)) return aws::Error(errors::invalid_argument, "Invalid bucket ARN");
    const BucketRef destination = buckets.find(arn.substr(bucket_arn.size()));
    if (destination == nullptr) return aws::Error(errors::invalid_request, "Destination bucket must exist.");
    if (!destination->versioned())
        return aws::Error(errors::invalid_request, "Destination bucket must have versioning enabled.");
    return std::nullopt;
}

}  // namespace

aws::Later<aws::Nothing> Api::put_bucket_replication(const aws::Call& call, PutBucketReplicationRequest input) {
    auto bucket = open(call, {"s3:PutReplicationConfiguration", input.bucket, {}, &input.expected_bucket_owner});
    if (!bucket.ok()) co_return bucket.error();
    ReplicationConfiguration& configuration = input.replication_configuration;
    if (auto error = refuse_rules(configuration)) co_return std::move(*error);
    if (!(*bucket)->versioned()) {
        co_return aws::Error(errors::invalid_request,
                             "Versioning must be 'Enabled' on the bucket to apply a replication configuration");
    }
    for (ReplicationRule& rule : configuration.rules) {
        if (auto error = refuse_destination(buckets_, rule.destination.bucket)) co_return std::move(*error);
        if (!rule.id || rule.id->empty()) rule.id = generated_id(ids_);
    }
    const Setting setting{"s3:PutReplicationConfiguration", kinds::replication, input.bucket, nullptr};
    co_return co_await put_document(call, setting, document_of(configuration));
}

aws::Outcome<GetBucketReplicationOutput> Api::get_bucket_replication(const aws::Call& call,
                                                                     GetBucketReplicationRequest input) {
    auto bucket = open(call, {"s3:GetReplicationConfiguration", input.bucket, {}, &input.expected_bucket_owner});
    if (!bucket.ok()) return bucket.error();
    GetBucketReplicationOutput output;
    output.replication_configuration = document<ReplicationConfiguration>(**bucket, kinds::replication);
    if (!output.replication_configuration) return aws::Error(errors::no_replication).with("BucketName", input.bucket);
    return output;
}

aws::Later<aws::Nothing> Api::delete_bucket_replication(const aws::Call& call, DeleteBucketReplicationRequest input) {
    const Setting setting{"s3:PutReplicationConfiguration", kinds::replication, input.bucket,
                          &input.expected_bucket_owner};
    co_return co_await put_document(call, setting, std::nullopt);
}

const Api::KeptKind Api::analytics{"analytics", "s3:PutAnalyticsConfiguration", "s3:GetAnalyticsConfiguration"};
const Api::KeptKind Api::intelligent_tiering{"intelligent-tiering", "s3:PutIntelligentTieringConfiguration",
                                             "s3:GetIntelligentTieringConfiguration"};
const Api::KeptKind Api::inventory{"inventory", "s3:PutInventoryConfiguration", "s3:GetInventoryConfiguration"};
const Api::KeptKind Api::metrics{"metrics", "s3:PutMetricsConfiguration", "s3:GetMetricsConfiguration"};

template <class Of>
aws::Later<aws::Nothing> Api::put_kept(const aws::Call& call, const KeptKind& kept, KeptPlace place, Of configuration) {
    static constexpr aws::ErrorRow other_id{"IdMismatch", 400,
                                            "Document ID does not match the specified configuration ID."};
    static constexpr aws::ErrorRow too_many{
        "TooManyConfigurations", 400,
        "You are attempting to create a new configuration but have already reached the 1,000-configuration limit."};
    auto bucket = open(call, {kept.put_action, place.bucket, {}, &place.expected_owner});
    if (!bucket.ok()) co_return bucket.error();
    if (configuration.id != place.id) co_return aws::Error(other_id);
    if (!is_id(place.id)) {
        co_return aws::Error(errors::invalid_argument).with("ArgumentName", "id").with("ArgumentValue", place.id);
    }
    if (auto error = refuse_kept(configuration)) co_return std::move(*error);
    const std::string key = key_of(kept.kind, place.id);
    if ((*bucket)->document(key) == nullptr && count_of(**bucket, kept.kind) >= most_of_a_kind)
        co_return aws::Error(too_many);
    const Setting setting{kept.put_action, key, place.bucket, nullptr};
    co_return co_await put_document(call, setting, document_of(configuration));
}

template <class Output, class Of, class Input>
aws::Outcome<Output> Api::get_kept(const aws::Call& call, const KeptKind& kept, const Input& input,
                                   std::optional<Of> Output::* configuration) {
    auto bucket = open(call, {kept.get_action, input.bucket, {}, &input.expected_bucket_owner});
    if (!bucket.ok()) return bucket.error();
    Output output;
    output.*configuration = document<Of>(**bucket, key_of(kept.kind, input.id));
    if (!(output.*configuration)) return aws::Error(errors::no_such_configuration);
    return output;
}

aws::Later<aws::Nothing> Api::delete_kept(const aws::Call& call, const KeptKind& kept, KeptPlace place) {
    auto bucket = open(call, {kept.put_action, place.bucket, {}, &place.expected_owner});
    if (!bucket.ok()) co_return bucket.error();
    const std::string key = key_of(kept.kind, place.id);
    if ((*bucket)->document(key) == nullptr) co_return aws::Error(errors::no_such_configuration);
    const Setting setting{kept.put_action, key, place.bucket, nullptr};
    co_return co_await put_document(call, setting, std::nullopt);
}

template <class Output, class Of, class Input>
aws::Outcome<Output> Api::list_kept(const aws::Call& call, const KeptKind& kept, const Input& input,
                                    std::vector<Of> Output::* configurations) {
    auto bucket = open(call, {kept.get_action, input.bucket, {}, &input.expected_bucket_owner});
    if (!bucket.ok()) return bucket.error();
    std::string after;
    if (input.continuation_token && !input.continuation_token->empty()) {
        auto read = read_continuation_token(*input.continuation_token);
        if (!read.ok()) return read.error();
        after = std::move(*read);
    }
    Output output;
    output.is_truncated = false;
    output.continuation_token = input.continuation_token;
    const auto [first, last] = documents_of(**bucket, kept.kind);
    for (auto at = first; at != last; ++at) {
        if (at->first <= after) continue;
        if ((output.*configurations).size() == most_on_a_page) {
            output.is_truncated = true;
            output.next_continuation_token = continuation_token(key_of(kept.kind, (output.*configurations).back().id));
            break;
        }
        if (auto one = read_document<Of>(at->second)) (output.*configurations).push_back(std::move(*one));
    }
    return output;
}

aws::Outcome<GetBucketAnalyticsConfigurationOutput> Api::get_bucket_analytics_configuration(
    const aws::Call& call, GetBucketAnalyticsConfigurationRequest input) {
    return get_kept(call, analytics, input, &GetBucketAnalyticsConfigurationOutput::analytics_configuration);
}
aws::Later<aws::Nothing> Api::put_bucket_analytics_configuration(const aws::Call& call,
                                                                 PutBucketAnalyticsConfigurationRequest input) {
    return put_kept(call, analytics, {input.bucket, input.id, input.expected_bucket_owner},
                    std::move(input.analytics_configuration));
}
aws::Later<aws::Nothing> Api::delete_bucket_analytics_configuration(const aws::Call& call,
                                                                    DeleteBucketAnalyticsConfigurationRequest input) {
    return delete_kept(call, analytics, {input.bucket, input.id, input.expected_bucket_owner});
}
aws::Outcome<ListBucketAnalyticsConfigurationsOutput> Api::list_bucket_analytics_configurations(
    const aws::Call& call, ListBucketAnalyticsConfigurationsRequest input) {
    return list_kept(call, analytics, input, &ListBucketAnalyticsConfigurationsOutput::analytics_configuration_list);
}

aws::Outcome<GetBucketIntelligentTieringConfigurationOutput> Api::get_bucket_intelligent_tiering_configuration(
    const aws::Call& call, GetBucketIntelligentTieringConfigurationRequest input) {
    return get_kept(call, intelligent_tiering, input,
                    &GetBucketIntelligentTieringConfigurationOutput::intelligent_tiering_configuration);
}
aws::Later<aws::Nothing> Api::put_bucket_intelligent_tiering_configuration(
    const aws::Call& call, PutBucketIntelligentTieringConfigurationRequest input) {
    return put_kept(call, intelligent_tiering, {input.bucket, input.id, input.expected_bucket_owner},
                    std::move(input.intelligent_tiering_configuration));
}
aws::Later<aws::Nothing> Api::delete_bucket_intelligent_tiering_configuration(
    const aws::Call& call, DeleteBucketIntelligentTieringConfigurationRequest input) {
    return delete_kept(call, intelligent_tiering, {input.bucket, input.id, input.expected_bucket_owner});
}
aws::Outcome<ListBucketIntelligentTieringConfigurationsOutput> Api::list_bucket_intelligent_tiering_configurations(
    const aws::Call& call, ListBucketIntelligentTieringConfigurationsRequest input) {
    return list_kept(call, intelligent_tiering, input,
                     &ListBucketIntelligentTieringConfigurationsOutput::intelligent_tiering_configuration_list);
}

aws::Outcome<GetBucketInventoryConfigurationOutput> Api::get_bucket_inventory_configuration(
    const aws::Call& call, GetBucketInventoryConfigurationRequest input) {
    return get_kept(call, inventory, input, &GetBucketInventoryConfigurationOutput::inventory_configuration);
}
aws::Later<aws::Nothing> Api::put_bucket_inventory_configuration(const aws::Call& call,
                                                                 PutBucketInventoryConfigurationRequest input) {
    return put_kept(call, inventory, {input.bucket, input.id, input.expected_bucket_owner},
                    std::move(input.inventory_configuration));
}
aws::Later<aws::Nothing> Api::delete_bucket_inventory_configuration(const aws::Call& call,
                                                                    DeleteBucketInventoryConfigurationRequest input) {
    return delete_kept(call, inventory, {input.bucket, input.id, input.expected_bucket_owner});
}
aws::Outcome<ListBucketInventoryConfigurationsOutput> Api::list_bucket_inventory_configurations(
    const aws::Call& call, ListBucketInventoryConfigurationsRequest input) {
    return list_kept(call, inventory, input, &ListBucketInventoryConfigurationsOutput::inventory_configuration_list);
}

aws::Outcome<GetBucketMetricsConfigurationOutput> Api::get_bucket_metrics_configuration(
    const aws::Call& call, GetBucketMetricsConfigurationRequest input) {
    return get_kept(call, metrics, input, &GetBucketMetricsConfigurationOutput::metrics_configuration);
}
aws::Later<aws::Nothing> Api::put_bucket_metrics_configuration(const aws::Call& call,
                                                               PutBucketMetricsConfigurationRequest input) {
    return put_kept(call, metrics, {input.bucket, input.id, input.expected_bucket_owner},
                    std::move(input.metrics_configuration));
}
aws::Later<aws::Nothing> Api::delete_bucket_metrics_configuration(const aws::Call& call,
                                                                  DeleteBucketMetricsConfigurationRequest input) {
    return delete_kept(call, metrics, {input.bucket, input.id, input.expected_bucket_owner});
}
aws::Outcome<ListBucketMetricsConfigurationsOutput> Api::list_bucket_metrics_configurations(
    const aws::Call& call, ListBucketMetricsConfigurationsRequest input) {
    return list_kept(call, metrics, input, &ListBucketMetricsConfigurationsOutput::metrics_configuration_list);
}

}  // namespace wt::s3::api
