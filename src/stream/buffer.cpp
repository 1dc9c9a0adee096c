#include "stream/buffer.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace wt::stream {

namespace {

[[nodiscard]] std::uint64_t bytes_of(const std::vector<Record>& records) {
    std::uint64_t bytes = 0;
    for (const Record& record : records) bytes += record.data.size();
    return bytes;
}

[[nodiscard]] std::vector<std::uint64_t> drop(std::vector<Record>& records, Instant moment) {
    std::vector<std::uint64_t> dropped;
    std::erase_if(records, [&](const Record& record) {
        const bool old = record.arrived <= moment;
        if (old) dropped.push_back(record.number);
        return old;
    });
    return dropped;
}

}  // namespace

Text Batch::object() const {
    return Text::make(bytes_of(records_), [&](char* to) {
        for (const Record& record : records_) {
            std::memcpy(to, record.data.data(), record.data.size());
            to += record.data.size();
        }
    });
}

Instant Batch::oldest() const {
    Instant oldest = never;
    for (const Record& record : records_) oldest = std::min(oldest, record.arrived);
    return oldest;
}

std::vector<std::uint64_t> Batch::drop_until(Instant moment) { return drop(records_, moment); }

void Buffer::add(Record record, Instant now) {
    if (records_.empty()) opened_ = now;
    bytes_ += record.data.size();
    records_.push_back(std::move(record));
}

Instant Buffer::due_at() const {
    if (records_.empty() || interval_ >= never - opened_) return never;
    return opened_ + interval_;
}

Batch Buffer::take() {
    bytes_ = 0;
    return Batch(std::exchange(records_, {}));
}

std::vector<std::uint64_t> Buffer::drop_until(Instant moment) {
    std::vector<std::uint64_t> dropped = drop(records_, moment);
    bytes_ = bytes_of(records_);
    return dropped;
}

}  // namespace wt::stream
