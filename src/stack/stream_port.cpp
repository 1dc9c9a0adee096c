#include "stack/stream_port.hpp"

#include <utility>

#include <fmt/format.h>

#include "storage/rds/write_record.hpp"

namespace wt::stack {

namespace {

using lambda::BackendCall;
using lambda::BackendReply;
using lambda::Connection;
using lambda::Operation;

[[nodiscard]] Task<bool> bring(BucketPort& bucket, std::string key, Text object) {
    BackendCall call;
    call.operation = Operation::put;
    call.key = Text(key);
    call.value = std::move(object);
    const BackendReply reply = co_await bucket.call(std::move(call), nullptr);
    co_return reply.outcome == BackendReply::Outcome::done;
}

/// Through a delivery stream that has faults of its own, then into its source.
[[nodiscard]] Task<bool> both_open(Gate& own, Gate& source) {
    if (own.faulty()) {
        const bool up = co_await is_open(own);
        if (!up) co_return false;
    }
    co_return co_await is_open(source);
}

/// Assumed: how both services say it.
[[nodiscard]] std::string not_found(std::string_view kind, const std::string& name) {
    return fmt::format("ResourceNotFoundException: {} {} under account 000000000000 not found.", kind, name);
}

}  // namespace

stream::Deliver deliver_into(BucketPort& bucket) {
    return [&bucket](std::string key, Text object) { return bring(bucket, std::move(key), std::move(object)); };
}

stream::Reach KinesisPort::reach() {
    return [&gate = gate()] { return is_open(gate); };
}

Task<BackendReply> KinesisPort::perform(BackendCall call, Connection*) {
    if (call.operation != Operation::put) co_return unsupported();
    if (stands_ == nullptr) co_return failure(not_found("Stream", std::string(name())));
    stream::KinesisStream::Entry entry{call.key, rds::encode(write_of(call)), call.request_number};
    const auto accepted = stands_->put_record(std::move(entry));
    if (!accepted.ok()) co_return failure(accepted.error().message);
    co_return BackendReply{};
}

void KinesisPort::took(const BackendReply& reply, Duration duration) {
    if (stands_ == nullptr || reply.outcome != BackendReply::Outcome::done) return;
    stands_->answered(stream::KinesisStream::Operation::put_record, duration);
}

void StreamPort::took(const BackendReply& reply, Duration duration) {
    if (stands_ != nullptr && reply.outcome == BackendReply::Outcome::done) stands_->answered_single(duration);
}

stream::Reach StreamPort::reach_of(KinesisPort& source) {
    return [&own = gate(), &gate = source.gate()] { return both_open(own, gate); };
}

Task<BackendReply> StreamPort::perform(BackendCall call, Connection*) {
    if (call.operation != Operation::put) co_return unsupported();
    if (stands_ == nullptr) co_return failure(not_found("Firehose", std::string(name())));
    const auto accepted = stands_->put(rds::encode(write_of(call)), call.request_number);
    if (!accepted.ok()) co_return failure(accepted.error().message);
    co_return BackendReply{};
}

}  // namespace wt::stack
