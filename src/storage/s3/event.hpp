#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "storage/s3/object.hpp"

namespace wt::s3 {

class Bucket;

/// Who asked for a change, as notifications and logs name them. Empty where the program itself did.
struct Requester {
    std::string account;
    std::string principal_id;
    std::string source_ip;
    std::string request_id;
    std::string host_id;
};

/// What happened to an object; UG "Event notification types".
enum class EventKind : std::uint8_t {
    put,
    post,
    copy,
    complete_upload,
    removed,  // for good
    delete_marker_created,
    lifecycle_removed,
    lifecycle_delete_marker,
    tagging_put,
    tagging_removed,
    acl_put,
    restore_begun,
};
/// As notification configurations name it: "s3:ObjectCreated:Put".
[[nodiscard]] std::string_view event_name(EventKind kind);
/// Whether an object came to be.
[[nodiscard]] constexpr bool is_creation(EventKind kind) { return kind <= EventKind::complete_upload; }

/// Told within the change itself, when what it says can already be read. `version` is what came, changed or went. Who
/// sends it elsewhere may first wait until `version->ticket` is on disk. Rows that a listener adds to the journal are
/// on disk before the change is acknowledged.
struct ObjectEvent {
    EventKind kind;
    Bucket& bucket;
    VersionRef version;
    std::uint64_t sequence;  // grows from event to event of one key; 16 hexadecimal digits make a sequencer
    const Requester& requester;
};
using EventListener = std::function<void(const ObjectEvent&)>;

}  // namespace wt::s3
