#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "aws/principal.hpp"
#include "base/random.hpp"
#include "base/time.hpp"

namespace wt::s3 {

/// Something that happened to an object, as those who are told of it read it. Refers to what outlives the message.
struct EventMessage {
    std::string_view name;  // "s3:ObjectCreated:Put"
    Instant time;
    std::string_view region;
    const aws::Principal& caller;
    std::string_view source_ip;
    std::string_view request_id;           // x-amz-request-id
    std::string_view extended_request_id;  // x-amz-id-2
    std::string_view bucket;
    std::string_view bucket_owner;  // account
    std::string_view key;
    std::optional<std::uint64_t> size;           // none for what was removed
    std::optional<std::string_view> etag;        // without quotes
    std::optional<std::string_view> version_id;  // in a versioned bucket
    std::string_view sequencer;
};

/// The message to a topic, a queue or a function: {"Records":[...]} with one record. Amazon S3 User Guide, "Event
/// message structure".
[[nodiscard]] std::string notification_message(const EventMessage& event, std::string_view configuration_id);

/// The event on the default bus of EventBridge. `id` is a UUID. Amazon S3 User Guide, "EventBridge event message
/// structure".
[[nodiscard]] std::string event_bridge_message(const EventMessage& event, std::string_view id);

/// What topics and queues get when a configuration is put: s3:TestEvent.
[[nodiscard]] std::string test_message(std::string_view bucket, Instant now, std::string_view request_id,
                                       std::string_view host_id);

/// 18 hexadecimal digits that grow with time and, within a microsecond, with `number`, which counts a bucket's events.
[[nodiscard]] std::string sequencer(Instant moment, std::uint64_t number);

/// A key as a message carries it: coded as in a form, slashes as they are.
[[nodiscard]] std::string key_in_message(std::string_view key);

}  // namespace wt::s3
