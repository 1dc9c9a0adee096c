#pragma once
#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/literals.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "stream/ledger.hpp"

namespace wt::stream {

/// A record on its way through a delivery stream.
struct Record {
    Text data;
    std::uint64_t number = 0;                 // the caller's
    Instant arrived;                          // in the delivery stream, or in the Kinesis stream that it was read from
    std::shared_ptr<Ledger::Mark> mark = {};  // where what is on its way is kept on disk
    /// What a partition is called ("customer_id"), where they are dynamic and somebody has said it already.
    std::shared_ptr<const std::map<std::string, std::string>> partition = {};
};

/// Records on their way into one object, in the order of their coming.
class Batch {
public:
    explicit Batch(std::vector<Record> records) : records_(std::move(records)) {}

    /// The records one after another, as they are.
    [[nodiscard]] Text object() const;
    [[nodiscard]] const std::vector<Record>& records() const { return records_; }
    [[nodiscard]] bool empty() const { return records_.empty(); }
    /// The earliest arrival. Of several shards' records it need not be the first.
    [[nodiscard]] Instant oldest() const;

    /// Takes out the records that arrived at `moment` or before, and answers with their numbers.
    [[nodiscard]] std::vector<std::uint64_t> drop_until(Instant moment);

private:
    std::vector<Record> records_;
};

/// When records become an object: as soon as there are `size` bytes of them, or `interval` has passed since the first
/// one came into the buffer, whichever is first (Firehose's buffering hints). The size may be raised for a while. Pure:
/// told the time. Does not limit itself: the owner takes it when it is full.
class Buffer {
public:
    Buffer(Bytes size, Duration interval) : hint_(size.count), size_(size.count), interval_(interval) {}

    /// `now` must not go backwards between calls.
    void add(Record record, Instant now);

    [[nodiscard]] bool empty() const { return records_.empty(); }
    [[nodiscard]] bool full() const { return bytes_ >= size_; }
    [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
    /// When it is to be flushed at the latest; never while it is empty.
    [[nodiscard]] Instant due_at() const;
    [[nodiscard]] bool due(Instant now) const { return (full() && !empty()) || due_at() <= now; }

    /// The size at which it is full now.
    [[nodiscard]] std::uint64_t size() const { return size_; }
    void raise_to(std::uint64_t size) { size_ = size; }
    /// Back to the hint.
    void lower() { size_ = hint_; }
    /// Other hints, also for what is in it. A raised size stays raised.
    void hint(Bytes size, Duration interval) {
        const bool raised = size_ > hint_;
        hint_ = size.count;
        size_ = raised ? std::max(size_, hint_) : hint_;
        interval_ = interval;
    }

    /// Everything in it, as a batch; the buffer is empty afterwards.
    [[nodiscard]] Batch take();
    /// As Batch::drop_until.
    [[nodiscard]] std::vector<std::uint64_t> drop_until(Instant moment);

private:
    std::uint64_t hint_;
    std::uint64_t size_;
    Duration interval_;
    std::uint64_t bytes_ = 0;
    Instant opened_;
    std::vector<Record> records_;
};

}  // namespace wt::stream
