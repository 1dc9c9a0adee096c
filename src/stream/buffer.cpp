#include "stream/buffer.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>

namespace wt::stream {

std::vector<std::uint64_t> Batch::drop_until(Instant moment) {
    const auto kept =
        std::find_if(records_.begin(), records_.end(), [&](const Record& record) { return record.arrived > moment; });
    std::vector<std::uint64_t> dropped;
    std::size_t bytes = 0;
    for (auto record = records_.begin(); record != kept; ++record) {
        dropped.push_back(record->number);
        bytes += record->size;
    }
    if (dropped.empty()) return dropped;
    records_.erase(records_.begin(), kept);
    object_ = Text(object_.view().substr(bytes));
    return dropped;
}

void Buffer::add(Text record, std::uint64_t number, Instant now) {
    bytes_ += record.size();
    records_.push_back(Batch::Record{number, now, record.size()});
    texts_.push_back(std::move(record));
}

Instant Buffer::due_at() const {
    if (records_.empty() || interval_ >= never - records_.front().arrived) return never;
    return records_.front().arrived + interval_;
}

Batch Buffer::take() {
    Text object = Text::make(bytes_, [&](char* to) {
        for (const Text& text : texts_) {
            std::memcpy(to, text.data(), text.size());
            to += text.size();
        }
    });
    Batch batch(std::move(object), std::move(records_));
    records_.clear();
    texts_.clear();
    bytes_ = 0;
    return batch;
}

}  // namespace wt::stream
