#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "aws/keys.hpp"
#include "aws/service.hpp"
#include "stream/firehose/catalogue.hpp"
#include "stream/firehose/firehose_shapes.hpp"

namespace wt::stream::firehose {

/// Data Firehose's API over the delivery streams that stand in the stack. Every answer waits until what it says is on
/// disk. Amazon Data Firehose API Reference, 2015-08-04.
class Firehose final : public aws::Service {
public:
    /// All outlive this.
    Firehose(const Context& context, Catalogue& catalogue, aws::Keys& keys);

    [[nodiscard]] const aws::ServiceModel& model() const override { return model_; }
    [[nodiscard]] void* instance() override { return this; }
    [[nodiscard]] Task<std::optional<aws::Error>> settle() override {
        return on_disk(catalogue_.durable(), firehose_errors::service_unavailable);
    }
    [[nodiscard]] Task<std::optional<wt::Error>> reset(std::string_view account) override;

    aws::Outcome<CreateDeliveryStreamOutput> create_delivery_stream(const aws::Call& call,
                                                                    CreateDeliveryStreamInput input);
    aws::Outcome<DeleteDeliveryStreamOutput> delete_delivery_stream(const aws::Call& call,
                                                                    DeleteDeliveryStreamInput input);
    aws::Outcome<DescribeDeliveryStreamOutput> describe_delivery_stream(const aws::Call& call,
                                                                        DescribeDeliveryStreamInput input);
    aws::Outcome<ListDeliveryStreamsOutput> list_delivery_streams(const aws::Call& call,
                                                                  ListDeliveryStreamsInput input);
    aws::Outcome<UpdateDestinationOutput> update_destination(const aws::Call& call, UpdateDestinationInput input);
    aws::Later<PutRecordOutput> put_record(const aws::Call& call, PutRecordInput input);
    aws::Later<PutRecordBatchOutput> put_record_batch(const aws::Call& call, PutRecordBatchInput input);
    aws::Outcome<TagDeliveryStreamOutput> tag_delivery_stream(const aws::Call& call, TagDeliveryStreamInput input);
    aws::Outcome<UntagDeliveryStreamOutput> untag_delivery_stream(const aws::Call& call,
                                                                  UntagDeliveryStreamInput input);
    aws::Outcome<ListTagsForDeliveryStreamOutput> list_tags_for_delivery_stream(const aws::Call& call,
                                                                                ListTagsForDeliveryStreamInput input);
    aws::Outcome<StartDeliveryStreamEncryptionOutput> start_delivery_stream_encryption(
        const aws::Call& call, StartDeliveryStreamEncryptionInput input);
    aws::Outcome<StopDeliveryStreamEncryptionOutput> stop_delivery_stream_encryption(
        const aws::Call& call, StopDeliveryStreamEncryptionInput input);

private:
    [[nodiscard]] aws::Outcome<DeliveryEntry*> stream(const aws::Call& call, const std::string& name);
    /// One that is ACTIVE.
    [[nodiscard]] aws::Outcome<DeliveryEntry*> active(const aws::Call& call, const std::string& name);
    /// One that takes puts, with its component.
    struct Standing {
        DeliveryEntry* entry = nullptr;
        std::shared_ptr<DeliveryStream> stream;
    };
    [[nodiscard]] aws::Outcome<Standing> open(const aws::Call& call, const std::string& name);
    /// A role of another account.
    [[nodiscard]] std::optional<aws::Error> refuse_roles(const aws::Call& call, const DeliveryEntry& entry) const;
    /// Why the caller cannot encrypt by what is said. `action`, of KMS.
    [[nodiscard]] std::optional<aws::Error> refuse_key(const aws::Call& call, const std::string& arn,
                                                       std::string_view action) const;
    [[nodiscard]] std::optional<aws::Error> refuse_encryption(
        const aws::Call& call, const DeliveryStreamEncryptionConfigurationInput& said) const;
    /// Why nothing can be put into a stream whose key is no longer to be used.
    [[nodiscard]] std::optional<aws::Error> refuse_put(const aws::Call& call, const DeliveryEntry& entry) const;
    [[nodiscard]] aws::Outcome<DeliveryEntry> made_of(const aws::Call& call, const CreateDeliveryStreamInput& input);
    [[nodiscard]] aws::Outcome<aws::Nothing> add_tags(DeliveryEntry& entry, const std::vector<Tag>& tags) const;
    [[nodiscard]] std::string new_record_id();
    /// One more such request, which takes no time of the clock: "describes".
    void count(const DeliveryEntry& entry, std::string_view requests);

    [[nodiscard]] static aws::Error unavailable(std::string text) {
        return aws::Error(firehose_errors::service_unavailable, std::move(text));
    }

    Context context_;
    Catalogue& catalogue_;
    aws::Keys& keys_;
    aws::ServiceModel model_;
    Random ids_;
};

}  // namespace wt::stream::firehose
