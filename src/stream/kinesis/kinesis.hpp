#pragma once
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/page_token.hpp"
#include "aws/service.hpp"
#include "stream/kinesis/catalogue.hpp"
#include "stream/kinesis/errors.hpp"
#include "stream/kinesis/kinesis_shapes.hpp"
#include "stream/kinesis/subscription.hpp"

namespace wt::stream::kinesis {

template <class T>
using Later = Task<Result<T, aws::Error>>;

/// Kinesis Data Streams' API over the streams that stand in the stack. Every answer waits until what it says is on
/// disk. Kinesis API Reference, 2013-12-02.
class Kinesis final : public aws::Service {
public:
    /// Both outlive this.
    Kinesis(const Context& context, Catalogue& catalogue);

    [[nodiscard]] const aws::ServiceModel& model() const override { return model_; }
    [[nodiscard]] void* instance() override { return this; }
    /// Streams have policies of their own.
    [[nodiscard]] bool authorizes() const override { return true; }
    [[nodiscard]] Task<std::optional<wt::Error>> reset(std::string_view account) override;

    // Streams: stream_operations.cpp
    Later<aws::Nothing> create_stream(const aws::Call& call, CreateStreamInput input);
    Later<aws::Nothing> delete_stream(const aws::Call& call, DeleteStreamInput input);
    Later<DescribeStreamOutput> describe_stream(const aws::Call& call, DescribeStreamInput input);
    Later<DescribeStreamSummaryOutput> describe_stream_summary(const aws::Call& call, DescribeStreamSummaryInput input);
    Later<ListStreamsOutput> list_streams(const aws::Call& call, ListStreamsInput input);
    Later<DescribeLimitsOutput> describe_limits(const aws::Call& call, DescribeLimitsInput input);

    // Shards: shard_operations.cpp
    Later<ListShardsOutput> list_shards(const aws::Call& call, ListShardsInput input);
    Later<aws::Nothing> split_shard(const aws::Call& call, SplitShardInput input);
    Later<aws::Nothing> merge_shards(const aws::Call& call, MergeShardsInput input);
    Later<UpdateShardCountOutput> update_shard_count(const aws::Call& call, UpdateShardCountInput input);

    // Records: record_operations.cpp
    Later<PutRecordOutput> put_record(const aws::Call& call, PutRecordInput input);
    Later<PutRecordsOutput> put_records(const aws::Call& call, PutRecordsInput input);
    Later<GetShardIteratorOutput> get_shard_iterator(const aws::Call& call, GetShardIteratorInput input);
    Later<GetRecordsOutput> get_records(const aws::Call& call, GetRecordsInput input);

    // Enhanced fan-out: consumer_operations.cpp
    Later<RegisterStreamConsumerOutput> register_stream_consumer(const aws::Call& call,
                                                                 RegisterStreamConsumerInput input);
    Later<aws::Nothing> deregister_stream_consumer(const aws::Call& call, DeregisterStreamConsumerInput input);
    Later<DescribeStreamConsumerOutput> describe_stream_consumer(const aws::Call& call,
                                                                 DescribeStreamConsumerInput input);
    Later<ListStreamConsumersOutput> list_stream_consumers(const aws::Call& call, ListStreamConsumersInput input);
    Later<SubscribeToShardOutput> subscribe_to_shard(const aws::Call& call, SubscribeToShardInput input);

    // What is said of a stream: setting_operations.cpp
    Later<aws::Nothing> increase_stream_retention_period(const aws::Call& call,
                                                         IncreaseStreamRetentionPeriodInput input);
    Later<aws::Nothing> decrease_stream_retention_period(const aws::Call& call,
                                                         DecreaseStreamRetentionPeriodInput input);
    Later<aws::Nothing> update_max_record_size(const aws::Call& call, UpdateMaxRecordSizeInput input);
    Later<aws::Nothing> update_stream_mode(const aws::Call& call, UpdateStreamModeInput input);
    Later<aws::Nothing> start_stream_encryption(const aws::Call& call, StartStreamEncryptionInput input);
    Later<aws::Nothing> stop_stream_encryption(const aws::Call& call, StopStreamEncryptionInput input);
    Later<EnhancedMonitoringOutput> enable_enhanced_monitoring(const aws::Call& call,
                                                               EnableEnhancedMonitoringInput input);
    Later<EnhancedMonitoringOutput> disable_enhanced_monitoring(const aws::Call& call,
                                                                DisableEnhancedMonitoringInput input);
    Later<DescribeAccountSettingsOutput> describe_account_settings(const aws::Call& call,
                                                                   DescribeAccountSettingsInput input);
    Later<UpdateAccountSettingsOutput> update_account_settings(const aws::Call& call, UpdateAccountSettingsInput input);

    // Tags and policies: tag_operations.cpp
    Later<aws::Nothing> add_tags_to_stream(const aws::Call& call, AddTagsToStreamInput input);
    Later<aws::Nothing> remove_tags_from_stream(const aws::Call& call, RemoveTagsFromStreamInput input);
    Later<ListTagsForStreamOutput> list_tags_for_stream(const aws::Call& call, ListTagsForStreamInput input);
    Later<aws::Nothing> tag_resource(const aws::Call& call, TagResourceInput input);
    Later<aws::Nothing> untag_resource(const aws::Call& call, UntagResourceInput input);
    Later<ListTagsForResourceOutput> list_tags_for_resource(const aws::Call& call, ListTagsForResourceInput input);
    Later<aws::Nothing> put_resource_policy(const aws::Call& call, PutResourcePolicyInput input);
    Later<GetResourcePolicyOutput> get_resource_policy(const aws::Call& call, GetResourcePolicyInput input);
    Later<aws::Nothing> delete_resource_policy(const aws::Call& call, DeleteResourcePolicyInput input);

private:
    template <class T>
    using Outcome = Result<T, aws::Error>;
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
    [[nodiscard]] Outcome<StreamEntry*> stream(const aws::Call& call, std::string_view action, const Name& name,
                                               const Name& arn);
    /// The same of one that is ACTIVE, with its component.
    struct Standing {
        StreamEntry* entry = nullptr;
        std::shared_ptr<KinesisStream> stream;
    };
    [[nodiscard]] Outcome<Standing> active(const aws::Call& call, std::string_view action, const Name& name,
                                           const Name& arn);
    /// And of one whose records can be written and read: also while it is UPDATING.
    [[nodiscard]] Outcome<Standing> open(const aws::Call& call, std::string_view action, const Name& name,
                                         const Name& arn);
    [[nodiscard]] Outcome<Found> named(const aws::Call& call, std::string_view action, const std::string& arn);
    [[nodiscard]] Outcome<Found> consumer(const aws::Call& call, std::string_view action, const Name& stream_arn,
                                          const Name& name, const Name& arn);
    /// For what is about no stream in particular.
    [[nodiscard]] std::optional<aws::Error> refuse(const aws::Call& call, std::string_view action) const;

    [[nodiscard]] Outcome<std::size_t> shard(const Standing& standing, const std::string& id) const;
    [[nodiscard]] static Shard told_of(const KinesisStream& stream, std::size_t shard);
    [[nodiscard]] Outcome<KinesisStream::Iterator> iterator_at(const Standing& standing, std::size_t shard,
                                                               const StartingPosition& position) const;
    [[nodiscard]] std::string sealed(const StreamEntry& entry, const KinesisStream::Iterator& iterator,
                                     const aws::Call& call) const;
    [[nodiscard]] Outcome<aws::Nothing> set_retention(const aws::Call& call, std::string_view action, const Name& name,
                                                      const Name& arn, std::int32_t hours, bool longer);
    [[nodiscard]] Outcome<EnhancedMonitoringOutput> set_monitoring(const aws::Call& call, std::string_view action,
                                                                   const Name& name, const Name& arn,
                                                                   const std::vector<std::string>& metrics, bool on);
    [[nodiscard]] Outcome<aws::Nothing> add_tags(const StreamEntry& entry, std::map<std::string, std::string>& to,
                                                 const std::map<std::string, std::string>& tags) const;
    [[nodiscard]] static MinimumThroughputBillingCommitmentOutput told_of(const AccountSettings& settings, Instant now);

    /// The answer, once all that it says is on disk.
    template <class T>
    [[nodiscard]] Later<T> settled(Outcome<T> outcome) {
        if (outcome.ok()) {
            auto problem = co_await catalogue_.durable();
            if (problem) co_return internal_failure(std::move(problem->message));
        }
        co_return outcome;
    }

    Context context_;
    Catalogue& catalogue_;
    aws::ServiceModel model_;
    std::shared_ptr<Subscriptions> subscriptions_ = std::make_shared<Subscriptions>();
    std::uint64_t subscribed_ = 0;
};

}  // namespace wt::stream::kinesis
