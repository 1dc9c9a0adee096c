#pragma once
#include <cstdint>
#include <utility>
#include <vector>

#include "base/literals.hpp"
#include "base/text.hpp"
#include "base/time.hpp"

namespace wt::stream {

/// Records on their way into one object: its bytes, and which record lies where.
class Batch {
public:
    struct Record {
        std::uint64_t number;  // the caller's
        Instant arrived;
        std::size_t size;
    };

    Batch(Text object, std::vector<Record> records) : object_(std::move(object)), records_(std::move(records)) {}

    /// The records one after another, as they are.
    [[nodiscard]] const Text& object() const { return object_; }
    [[nodiscard]] const std::vector<Record>& records() const { return records_; }
    [[nodiscard]] bool empty() const { return records_.empty(); }
    [[nodiscard]] Instant oldest() const { return records_.front().arrived; }

    /// Takes out the records that arrived at `moment` or before, and answers with their numbers.
    [[nodiscard]] std::vector<std::uint64_t> drop_until(Instant moment);

private:
    Text object_;
    std::vector<Record> records_;  // in order of arrival
};

/// When records become an object: as soon as there are `size` bytes of them, or `interval` has passed since the first
/// one came, whichever is first (Firehose's buffering hints). Pure: told the time. Does not limit itself: the owner
/// takes it when it is full.
class Buffer {
public:
    Buffer(Bytes size, Duration interval) : size_(size.count), interval_(interval) {}

    /// `now` must not go backwards between calls.
    void add(Text record, std::uint64_t number, Instant now);

    [[nodiscard]] bool empty() const { return records_.empty(); }
    [[nodiscard]] bool full() const { return bytes_ >= size_; }
    /// When it is to be flushed at the latest; never while it is empty.
    [[nodiscard]] Instant due_at() const;
    [[nodiscard]] bool due(Instant now) const { return (full() && !empty()) || due_at() <= now; }

    /// Everything in it, as a batch; the buffer is empty afterwards.
    [[nodiscard]] Batch take();

private:
    std::uint64_t size_;
    Duration interval_;
    std::uint64_t bytes_ = 0;
    std::vector<Text> texts_;
    std::vector<Batch::Record> records_;
};

}  // namespace wt::stream
