#pragma once
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/keys.hpp"
#include "aws/page_token.hpp"
#include "aws/service.hpp"
#include "stream/kinesis/catalogue.hpp"
#include "stream/kinesis/errors.hpp"
#include "stream/kinesis/kinesis_shapes.hpp"
#include "stream/kinesis/subscription.hpp"

namespace wt::stream::kinesis {

/// Kinesis Data Streams' API over the streams that stand in the stack. Every answer waits until what it says is on
/// disk. Kinesis API Reference, 2013-12-02.
class Kinesis final : public aws::Service {
public:
    /// All outlive this.
    Kinesis(const Context& context, Catalogue& catalogue, aws::Keys& keys);

    [[nodiscard]] const aws::ServiceModel& model() const override { return model_; }
    [[nodiscard]] void* instance() override { return this; }
    /// Streams have policies of their own.
    [[nodiscard]] bool authorizes() const override { return true; }
    [[nodiscard]] Task<std::optional<aws::Error>> settle() override {
        return on_disk(catalogue_.durable(), kinesis_errors::internal_failure);
    }
    [[nodiscard]] Task<std::optional<wt::Error>> reset(std::string_view account) override;

    // Streams: stream_operations.cpp
    aws::Outcome<aws::Nothing> create_stream(const aws::Call& call, CreateStreamInput input);
    aws::Outcome<aws::Nothing> delete_stream(const aws::Call& call, DeleteStreamInput input);
    aws::Outcome<DescribeStreamOutput> describe_stream(const aws::Call& call, DescribeStreamInput input);
    aws::Outcome<DescribeStreamSummaryOutput> describe_stream_summary(const aws::Call& call,
                                                                      DescribeStreamSummaryInput input);
    aws::Outcome<ListStreamsOutput> list_streams(const aws::Call& call, ListStreamsInput input);
    aws::Outcome<DescribeLimitsOutput> describe_limits(const aws::Call& call, DescribeLimitsInput input);

    // Shards: shard_operations.cpp
    aws::Outcome<ListShardsOutput> list_shards(const aws::Call& call, ListShardsInput input);
    aws::Outcome<aws::Nothing> split_shard(const aws::Call& call, SplitShardInput input);
    aws::Outcome<aws::Nothing> merge_shards(const aws::Call& call, MergeShardsInput input);
    aws::Outcome<UpdateShardCountOutput> update_shard_count(const aws::Call& call, UpdateShardCountInput input);

    // Records: record_operations.cpp
    aws::Later<PutRecordOutput> put_record(const aws::Call& call, PutRecordInput input);
    aws::Later<PutRecordsOutput> put_records(const aws::Call& call, PutRecordsInput input);
    aws::Outcome<GetShardIteratorOutput> get_shard_iterator(const aws::Call& call, GetShardIteratorInput input);
    aws::Outcome<GetRecordsOutput> get_records(const aws::Call& call, GetRecordsInput input);

    // Enhanced fan-out: consumer_operations.cpp
    aws::Outcome<RegisterStreamConsumerOutput> register_stream_consumer(const aws::Call& call,
                                                                        RegisterStreamConsumerInput input);
    aws::Outcome<aws::Nothing> deregister_stream_consumer(const aws::Call& call, DeregisterStreamConsumerInput input);
    aws::Outcome<DescribeStreamConsumerOutput> describe_stream_consumer(const aws::Call& call,
                                                                        DescribeStreamConsumerInput input);
    aws::Outcome<ListStreamConsumersOutput> list_stream_consumers(const aws::Call& call,
                                                                  ListStreamConsumersInput input);
    aws::Outcome<SubscribeToShardOutput> subscribe_to_shard(const aws::Call& call, SubscribeToShardInput input);

    // What is said of a stream: setting_operations.cpp
    aws::Outcome<aws::Nothing> increase_stream_retention_period(const aws::Call& call,
                                                                IncreaseStreamRetentionPeriodInput input);
    aws::Outcome<aws::Nothing> decrease_stream_retention_period(const aws::Call& call,
                                                                DecreaseStreamRetentionPeriodInput input);
    aws::Outcome<aws::Nothing> update_max_record_size(const aws::Call& call, UpdateMaxRecordSizeInput input);
    aws::Outcome<aws::Nothing> update_stream_mode(const aws::Call& call, UpdateStreamModeInput input);
    aws::Outcome<aws::Nothing> start_stream_encryption(const aws::Call& call, StartStreamEncryptionInput input);
    aws::Outcome<aws::Nothing> stop_stream_encryption(const aws::Call& call, StopStreamEncryptionInput input);
    aws::Outcome<EnhancedMonitoringOutput> enable_enhanced_monitoring(const aws::Call& call,
                                                                      EnableEnhancedMonitoringInput input);
    aws::Outcome<EnhancedMonitoringOutput> disable_enhanced_monitoring(const aws::Call& call,
                                                                       DisableEnhancedMonitoringInput input);
    aws::Outcome<DescribeAccountSettingsOutput> describe_account_settings(const aws::Call& call,
                                                                          DescribeAccountSettingsInput input);
    aws::Outcome<UpdateAccountSettingsOutput> update_account_settings(const aws::Call& call,
                                                                      UpdateAccountSettingsInput input);

    // Tags and policies: tag_operations.cpp
    aws::Outcome<aws::Nothing> add_tags_to_stream(const aws::Call& call, AddTagsToStreamInput input);
    aws::Outcome<aws::Nothing> remove_tags_from_stream(const aws::Call& call, RemoveTagsFromStreamInput input);
    aws::Outcome<ListTagsForStreamOutput> list_tags_for_stream(const aws::Call& call, ListTagsForStreamInput input);
    aws::Outcome<aws::Nothing> tag_resource(const aws::Call& call, TagResourceInput input);
    aws::Outcome<aws::Nothing> untag_resource(const aws::Call& call, UntagResourceInput input);
    aws::Outcome<ListTagsForResourceOutput> list_tags_for_resource(const aws::Call& call,
                                                                   ListTagsForResourceInput input);
    aws::Outcome<aws::Nothing> put_resource_policy(const aws::Call& call, PutResourcePolicyInput input);
    aws::Outcome<GetResourcePolicyOutput> get_resource_policy(const aws::Call& call, GetResourcePolicyInput input);
    aws::Outcome<aws::Nothing> delete_resource_policy(const aws::Call& call, DeleteResourcePolicyInput input);

private:
    using Name = std::optional<std::string>;

    /// A stream, or one of its consumers.
    struct Found {
        StreamEntry* entry = nullptr;
        ConsumerEntry* consumer = nullptr;
        std::string consumer_name;
        [[nodiscard]] std::map<std::string, std::string>& tags() const {
            return consumer != nullptr ? consumer->tags : entry->tags;
        }
        [[nodiscard]] std::string& policy() const { return consumer != nullptr ? consumer->policy : entry->policy; }
    };
    /// The stream that a request names, if the caller may do that to it: "kinesis:PutRecord". Valid until the next
    /// await.
    [[nodiscard]] aws::Outcome<StreamEntry*> stream(const aws::Call& call, std::string_view action, const Name& name,
                                                    const Name& arn);
    /// The same of one that is ACTIVE, with its component.
    struct Standing {
        StreamEntry* entry = nullptr;
        std::shared_ptr<KinesisStream> stream;
    };
    [[nodiscard]] aws::Outcome<Standing> active(const aws::Call& call, std::string_view action, const Name& name,
                                                const Name& arn);
    /// And of one whose records can be written and read: also while it is UPDATING.
    [[nodiscard]] aws::Outcome<Standing> open(const aws::Call& call, std::string_view action, const Name& name,
                                              const Name& arn);
    [[nodiscard]] aws::Outcome<Found> named(const aws::Call& call, std::string_view action, const std::string& arn);
    [[nodiscard]] aws::Outcome<Found> consumer(const aws::Call& call, std::string_view action, const Name& stream_arn,
                                               const Name& name, const Name& arn);
    /// For what is about no stream in particular.
    [[nodiscard]] std::optional<aws::Error> refuse(const aws::Call& call, std::string_view action) const;

    /// Why the caller cannot use the key that encrypts the stream. `action`, of KMS: "GenerateDataKey", "Decrypt".
    [[nodiscard]] std::optional<aws::Error> refuse_key(const aws::Call& call, const StreamEntry& entry,
                                                       const std::string& key, std::string_view action) const;
    /// The same of a stream as it is, which may be in the clear.
    [[nodiscard]] std::optional<aws::Error> refuse_key(const aws::Call& call, const StreamEntry& entry,
                                                       std::string_view action) const {
        if (entry.encryption != "KMS") return std::nullopt;
        return refuse_key(call, entry, entry.key, action);
    }
    [[nodiscard]] aws::Outcome<std::size_t> shard(const Standing& standing, const std::string& id) const;
    [[nodiscard]] static Shard told_of(const KinesisStream& stream, std::size_t shard);
    [[nodiscard]] aws::Outcome<KinesisStream::Iterator> iterator_at(const Standing& standing, std::size_t shard,
                                                                    const StartingPosition& position) const;
    [[nodiscard]] std::string sealed(const StreamEntry& entry, const KinesisStream::Iterator& iterator,
                                     const aws::Call& call) const;
    [[nodiscard]] aws::Outcome<aws::Nothing> set_retention(const aws::Call& call, std::string_view action,
                                                           const Name& name, const Name& arn, std::int32_t hours,
                                                           bool longer);
    [[nodiscard]] aws::Outcome<EnhancedMonitoringOutput> set_monitoring(const aws::Call& call, std::string_view action,
                                                                        const Name& name, const Name& arn,
                                                                        const std::vector<std::string>& metrics,
                                                                        bool on);
    [[nodiscard]] aws::Outcome<aws::Nothing> add_tags(const StreamEntry& entry, std::map<std::string, std::string>& to,
                                                      const std::map<std::string, std::string>& tags) const;
    [[nodiscard]] static MinimumThroughputBillingCommitmentOutput told_of(const AccountSettings& settings, Instant now);

    Context context_;
    Catalogue& catalogue_;
    aws::Keys& keys_;
    aws::ServiceModel model_;
    std::shared_ptr<Subscriptions> subscriptions_ = std::make_shared<Subscriptions>();
    std::uint64_t subscribed_ = 0;
};

}  // namespace wt::stream::kinesis
