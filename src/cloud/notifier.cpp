#include "cloud/notifier.hpp"

#include <fmt/format.h>

#include "cloud/access.hpp"
#include "storage/s3/api/documents.hpp"
#include "storage/s3/api/s3_shapes.hpp"
#include "storage/s3/bucket.hpp"
#include "storage/s3/event_message.hpp"
#include "storage/s3/notification.hpp"

namespace wt::cloud {

namespace {

using lambda::api::FunctionName;
using lambda::api::FunctionRecord;

/// The event's message for one of the bucket's configurations.
[[nodiscard]] std::string message_of(const s3::ObjectEvent& event, std::string_view configuration, Instant now) {
    const s3::ObjectVersion& version = *event.version;
    aws::Principal caller =
        aws::root_of(event.requester.account.empty() ? event.bucket.settings().owner : event.requester.account);
    if (!event.requester.principal_id.empty()) caller.user_id = event.requester.principal_id;
    const std::string sequencer = s3::sequencer(now, event.sequence);
    s3::EventMessage message{.name = s3::event_name(event.kind),
                             .time = now,
                             .region = event.bucket.settings().region,
                             .caller = caller,
                             .source_ip = event.requester.source_ip,
                             .request_id = event.requester.request_id,
                             .extended_request_id = event.requester.host_id,
                             .bucket = event.bucket.name(),
                             .bucket_owner = event.bucket.settings().owner,
                             .key = version.key,
                             .size = std::nullopt,
                             .etag = std::nullopt,
                             .version_id = std::nullopt,
                             .sequencer = sequencer};
    if (s3::is_creation(event.kind)) {
        event.bucket.seal(version);
        message.size = version.size;
        message.etag = version.etag;
    }
    if (event.bucket.versioned()) message.version_id = version.version_id;
    return s3::notification_message(message, configuration);
}

}  // namespace

Notifier::Notifier(const Context& context, stack::Stack& stack, lambda::api::Catalogue& functions)
    : context_(context),
      stack_(stack),
      functions_(functions),
      sent_(context.metrics.counter("s3.notifications.sent")),
      lost_(context.metrics.counter("s3.notifications.lost")) {
    stack.s3().buckets.watch([this](const s3::ObjectEvent& event) { tell(event); });
}

const FunctionRecord* Notifier::open_to(const FunctionName& name, const s3::Bucket& bucket) const {
    const lambda::api::Delegate s3{"s3.amazonaws.com", fmt::format("arn:aws:s3:::{}", bucket.name()),
                                   bucket.settings().owner};
    return cloud::open_to(functions_, name, s3);
}

std::optional<std::string> Notifier::refuse(const s3::Destination& destination, const s3::Bucket& bucket) const {
    switch (destination.kind) {
        case s3::DestinationKind::queue: return "The destination queue does not exist";
        case s3::DestinationKind::topic: return "The destination topic does not exist";
        case s3::DestinationKind::function: break;
    }
    const auto name = lambda::api::read_function_arn(destination.arn);
    if (name && open_to(*name, bucket) != nullptr) return std::nullopt;
    return fmt::format("Not authorized to invoke function [{}]", destination.arn);
}

std::vector<std::string> Notifier::provided(const s3::Bucket& bucket) const {
    const stack::Component* const component = stack_.architecture().find(bucket.name());
    const auto* const config = component == nullptr ? nullptr : std::get_if<s3::BucketConfig>(&component->config);
    const aws::AccountRegion place = stack_.s3().accounts.usual_place();
    if (config == nullptr || config->notify.empty() || bucket.settings().owner != place.account) return {};
    return {FunctionName{place, config->notify, {}}.arn()};
}

void Notifier::tell(const s3::ObjectEvent& event) {
    if (invoker_ == nullptr || event.bucket.document(s3::api::kinds::notification) == nullptr) return;
    const auto configuration =
        s3::api::document<s3::NotificationConfiguration>(event.bucket, s3::api::kinds::notification);
    if (!configuration) return;
    for (const s3::Destination& to : s3::destinations(*configuration, s3::event_name(event.kind), event.version->key)) {
        auto name = lambda::api::read_function_arn(to.arn);
        if (!name) continue;
        const FunctionRecord* const record = open_to(*name, event.bucket);
        if (record == nullptr) continue;
        lambda::api::Invocation invocation;
        invocation.key = Text(fmt::format("{}/{}", event.bucket.name(), event.version->key));
        // A handler as data loads the object that the key names, and reads no message.
        if (record->latest.code != nullptr) invocation.payload = Text(message_of(event, to.id, context_.calendar()));
        std::vector<store::Change> rows;
        auto taken = invoker_->take(*name, std::move(invocation), rows);
        if (!taken) continue;
        s3::Journal& journal = *stack_.s3().buckets.journal();
        for (store::Change& row : rows) journal.row(row.space, std::move(row.key), std::move(row.value));
        sent_.add();
        waiting_.spawn(begin(std::move(*taken), journal.commit()));
    }
}

Task<void> Notifier::begin(lambda::api::Invoker::Taken taken, store::Ticket ticket) {
    const std::optional<aws::Error> error = co_await stack_.s3().buckets.journal()->durable(ticket);
    if (error) {
        lost_.add();
        invoker_->drop(taken);
        co_return;
    }
    invoker_->begin(std::move(taken));
}

}  // namespace wt::cloud
