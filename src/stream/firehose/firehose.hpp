#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "aws/service.hpp"
#include "stream/firehose/catalogue.hpp"
#include "stream/firehose/firehose_shapes.hpp"

namespace wt::stream::firehose {

template <class T>
using Later = Task<Result<T, aws::Error>>;

/// Data Firehose's API over the delivery streams that stand in the stack. Every answer waits until what it says is on
/// disk. Amazon Data Firehose API Reference, 2015-08-04.
class Firehose final : public aws::Service {
public:
    /// Both outlive this.
    Firehose(const Context& context, Catalogue& catalogue);

    [[nodiscard]] const aws::ServiceModel& model() const override { return model_; }
    [[nodiscard]] void* instance() override { return this; }
    [[nodiscard]] Task<std::optional<wt::Error>> reset(std::string_view account) override;

    Later<CreateDeliveryStreamOutput> create_delivery_stream(const aws::Call& call, CreateDeliveryStreamInput input);
    Later<DeleteDeliveryStreamOutput> delete_delivery_stream(const aws::Call& call, DeleteDeliveryStreamInput input);
    Later<DescribeDeliveryStreamOutput> describe_delivery_stream(const aws::Call& call,
                                                                 DescribeDeliveryStreamInput input);
    Later<ListDeliveryStreamsOutput> list_delivery_streams(const aws::Call& call, ListDeliveryStreamsInput input);
    Later<UpdateDestinationOutput> update_destination(const aws::Call& call, UpdateDestinationInput input);
    Later<PutRecordOutput> put_record(const aws::Call& call, PutRecordInput input);
    Later<PutRecordBatchOutput> put_record_batch(const aws::Call& call, PutRecordBatchInput input);
    Later<TagDeliveryStreamOutput> tag_delivery_stream(const aws::Call& call, TagDeliveryStreamInput input);
    Later<UntagDeliveryStreamOutput> untag_delivery_stream(const aws::Call& call, UntagDeliveryStreamInput input);
    Later<ListTagsForDeliveryStreamOutput> list_tags_for_delivery_stream(const aws::Call& call,
                                                                         ListTagsForDeliveryStreamInput input);
    Later<StartDeliveryStreamEncryptionOutput> start_delivery_stream_encryption(
        const aws::Call& call, StartDeliveryStreamEncryptionInput input);
    Later<StopDeliveryStreamEncryptionOutput> stop_delivery_stream_encryption(const aws::Call& call,
                                                                              StopDeliveryStreamEncryptionInput input);

private:
    template <class T>
    using Outcome = Result<T, aws::Error>;
    [[nodiscard]] Outcome<DeliveryEntry*> stream(const aws::Call& call, const std::string& name);
    /// One that is ACTIVE.
    [[nodiscard]] Outcome<DeliveryEntry*> active(const aws::Call& call, const std::string& name);
    /// One that takes puts, with its component.
    struct Standing {
        DeliveryEntry* entry = nullptr;
        std::shared_ptr<DeliveryStream> stream;
    };
    [[nodiscard]] Outcome<Standing> open(const aws::Call& call, const std::string& name);
    [[nodiscard]] Outcome<DeliveryEntry> made_of(const aws::Call& call, const CreateDeliveryStreamInput& input);
    [[nodiscard]] Outcome<aws::Nothing> add_tags(DeliveryEntry& entry, const std::vector<Tag>& tags) const;
    [[nodiscard]] std::string new_record_id();

    /// The answer, once all that it says is on disk.
    template <class T>
    [[nodiscard]] Later<T> settled(Outcome<T> outcome) {
        if (outcome.ok()) {
            auto problem = co_await catalogue_.durable();
            if (problem) co_return unavailable(std::move(problem->message));
        }
        co_return outcome;
    }
    [[nodiscard]] static aws::Error unavailable(std::string text) {
        return aws::Error(firehose_errors::service_unavailable, std::move(text));
    }

    Catalogue& catalogue_;
    aws::ServiceModel model_;
    Random ids_;
};

}  // namespace wt::stream::firehose
