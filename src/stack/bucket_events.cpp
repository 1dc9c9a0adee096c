#include "stack/bucket_events.hpp"

#include "aws/principal.hpp"
#include "storage/s3/event.hpp"
#include "storage/s3/event_message.hpp"

namespace wt::stack {

std::string created_message(const s3::Bucket& bucket, std::string_view key, Instant now) {
    const std::string& owner = bucket.settings().owner;
    const aws::Principal caller = aws::root_of(owner);
    const auto object = bucket.current(key);
    const std::string sequencer = s3::sequencer(now, 0);
    s3::EventMessage message{.name = s3::event_name(s3::EventKind::put),
                             .time = now,
                             .region = bucket.settings().region,
                             .caller = caller,
                             .source_ip = "127.0.0.1",
                             .request_id = {},
                             .extended_request_id = {},
                             .bucket = bucket.name(),
                             .bucket_owner = owner,
                             .key = key,
                             .size = std::nullopt,
                             .etag = std::nullopt,
                             .version_id = std::nullopt,
                             .sequencer = sequencer};
    if (object != nullptr) {
        bucket.seal(*object);
        message.size = object->size;
        message.etag = object->etag;
    }
    return s3::notification_message(message, "notify");
}

}  // namespace wt::stack
