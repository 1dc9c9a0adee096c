#include "storage/s3/event_message.hpp"

#include <array>
#include <chrono>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "aws/timestamp.hpp"
#include "base/ascii.hpp"
#include "base/hash.hpp"
#include "storage/s3/action.hpp"

namespace wt::s3 {

namespace {

using Json = nlohmann::ordered_json;

[[nodiscard]] std::string text_of(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}
[[nodiscard]] std::string text(std::string_view view) { return std::string(view); }

/// Without "s3:".
[[nodiscard]] std::string_view short_name(std::string_view event) {
    return event.starts_with("s3:") ? event.substr(3) : event;
}

[[nodiscard]] std::string_view version_of(std::string_view event) {
    if (event.starts_with("Replication")) return "2.2";
    const bool newer = event.starts_with("Lifecycle") || event.starts_with("IntelligentTiering") ||
                       event.starts_with("ObjectAcl") || event.starts_with("ObjectTagging") ||
                       event == "ObjectRestore:Delete";
    return newer ? "2.3" : "2.1";
}

/// The old id of an account's owner, which messages still carry: "A" and 13 of A-Z and 0-9. Derived from the account.
[[nodiscard]] std::string owner_id(std::string_view account) {
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    std::string id = "A";
    std::uint64_t rest = hash_bytes(account, 5);
    for (int i = 0; i < 13; ++i) {
        id += letters[rest % letters.size()];
        rest = mix(rest, 1);
    }
    return id;
}

[[nodiscard]] std::string requester_id(const aws::Principal& caller) {
    if (caller.anonymous()) return "Anonymous";
    if (caller.kind == aws::PrincipalKind::service) return caller.arn;
    return "AWS:" + caller.user_id;
}

/// How EventBridge calls an event, and why it happened.
struct BusEvent {
    std::string_view name;
    std::string_view detail_type;
    std::string_view reason;
    std::string_view deletion_type;
};
constexpr std::array<BusEvent, 16> bus_events{{
    {"ObjectCreated:Put", "Object Created", "PutObject", ""},
    {"ObjectCreated:Post", "Object Created", "POST Object", ""},
    {"ObjectCreated:Copy", "Object Created", "CopyObject", ""},
    {"ObjectCreated:CompleteMultipartUpload", "Object Created", "CompleteMultipartUpload", ""},
    {"ObjectRemoved:Delete", "Object Deleted", "DeleteObject", "Permanently Deleted"},
    {"ObjectRemoved:DeleteMarkerCreated", "Object Deleted", "DeleteObject", "Delete Marker Created"},
    {"LifecycleExpiration:Delete", "Object Deleted", "Lifecycle Expiration", "Permanently Deleted"},
    {"LifecycleExpiration:DeleteMarkerCreated", "Object Deleted", "Lifecycle Expiration", "Delete Marker Created"},
    {"ObjectRestore:Post", "Object Restore Initiated", "", ""},
    {"ObjectRestore:Completed", "Object Restore Completed", "", ""},
    {"ObjectRestore:Delete", "Object Restore Expired", "", ""},
    {"LifecycleTransition", "Object Storage Class Changed", "", ""},
    {"IntelligentTiering", "Object Access Tier Changed", "", ""},
    {"ObjectAcl:Put", "Object ACL Updated", "", ""},
    {"ObjectTagging:Put", "Object Tags Added", "", ""},
    {"ObjectTagging:Delete", "Object Tags Deleted", "", ""},
}};
[[nodiscard]] BusEvent bus_event(std::string_view name) {
    for (const BusEvent& known : bus_events) {
        if (known.name == name) return known;
    }
    return {name, name, "", ""};
}

}  // namespace

std::string notification_message(const EventMessage& event, std::string_view configuration_id) {
    const std::string_view name = short_name(event.name);
    Json object;
    object["key"] = key_in_message(event.key);
    if (event.size) object["size"] = *event.size;
    if (event.etag) object["eTag"] = text(*event.etag);
    if (event.version_id) object["versionId"] = text(*event.version_id);
    object["sequencer"] = text(event.sequencer);

    Json bucket;
    bucket["name"] = text(event.bucket);
    bucket["ownerIdentity"]["principalId"] = owner_id(event.bucket_owner);
    bucket["arn"] = arn_of(event.bucket);

    Json record;
    record["eventVersion"] = text(version_of(name));
    record["eventSource"] = "aws:s3";
    record["awsRegion"] = text(event.region);
    record["eventTime"] = aws::iso8601(event.time, aws::Fraction::milliseconds);
    record["eventName"] = text(name);
    record["userIdentity"]["principalId"] = requester_id(event.caller);
    record["requestParameters"]["sourceIPAddress"] = text(event.source_ip);
    record["responseElements"]["x-amz-request-id"] = text(event.request_id);
    record["responseElements"]["x-amz-id-2"] = text(event.extended_request_id);
    record["s3"]["s3SchemaVersion"] = "1.0";
    record["s3"]["configurationId"] = text(configuration_id);
    record["s3"]["bucket"] = std::move(bucket);
    record["s3"]["object"] = std::move(object);

    Json message;
    message["Records"] = Json::array({std::move(record)});
    return text_of(message);
}

std::string event_bridge_message(const EventMessage& event, std::string_view id) {
    const BusEvent bus = bus_event(short_name(event.name));
    Json object;
    object["key"] = text(event.key);
    if (event.size) object["size"] = *event.size;
    if (event.etag) object["etag"] = text(*event.etag);
    if (event.version_id) object["version-id"] = text(*event.version_id);
    object["sequencer"] = text(event.sequencer);

    Json detail;
    detail["version"] = "0";
    detail["bucket"]["name"] = text(event.bucket);
    detail["object"] = std::move(object);
    detail["request-id"] = text(event.request_id);
    detail["requester"] = event.caller.account.empty() ? event.caller.arn : event.caller.account;
    detail["source-ip-address"] = text(event.source_ip);
    if (!bus.reason.empty()) detail["reason"] = text(bus.reason);
    if (!bus.deletion_type.empty()) detail["deletion-type"] = text(bus.deletion_type);

    Json message;
    message["version"] = "0";
    message["id"] = text(id);
    message["detail-type"] = text(bus.detail_type);
    message["source"] = "aws.s3";
    message["account"] = text(event.bucket_owner);
    message["time"] = aws::iso8601(event.time);
    message["region"] = text(event.region);
    message["resources"] = Json::array({arn_of(event.bucket)});
    message["detail"] = std::move(detail);
    return text_of(message);
}

std::string test_message(std::string_view bucket, Instant now, std::string_view request_id, std::string_view host_id) {
    Json message;
    message["Service"] = "Amazon S3";
    message["Event"] = "s3:TestEvent";
    message["Time"] = aws::iso8601(now, aws::Fraction::milliseconds);
    message["Bucket"] = text(bucket);
    message["RequestId"] = text(request_id);
    message["HostId"] = text(host_id);
    return text_of(message);
}

std::string sequencer(Instant moment, std::uint64_t number) {
    const auto since = std::chrono::floor<std::chrono::microseconds>(moment.time_since_epoch());
    const auto seconds = std::chrono::floor<std::chrono::seconds>(since);
    const auto microseconds = static_cast<std::uint64_t>((since - seconds).count());  // 20 bits
    return fmt::format("{:010X}{:08X}", seconds.count(), (microseconds << 12U) | (number & 0xFFFU));
}

std::string key_in_message(std::string_view key) {
    std::string encoded;
    for (const char c : key) {
        if (is_word_character(c) || c == '/' || c == '.' || c == '-' || c == '*') {
            encoded += c;
        } else if (c == ' ') {
            encoded += '+';
        } else {
            encoded += fmt::format("%{:02X}", static_cast<unsigned char>(c));
        }
    }
    return encoded;
}

}  // namespace wt::s3
