#include "store/gathering.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace wt::store {

void Gathering::add(Text bytes) {
    if (bytes.empty()) return;
    const bool first = size_ == 0;
    size_ += bytes.size();
    if (first) {
        only_ = std::move(bytes);
        return;
    }
    if (!only_.empty()) {
        Text before = std::move(only_);
        if (before.size() >= piece_size) {
            pieces_.push_back(std::move(before));
        } else {
            copy(before);
        }
    }
    if (used_ == 0 && bytes.size() >= piece_size) {
        pieces_.push_back(std::move(bytes));
    } else {
        copy(bytes);
    }
}

void Gathering::copy(std::string_view bytes) {
    while (!bytes.empty()) {
        if (used_ == filling_.size()) make_room();
        const std::size_t now = std::min(bytes.size(), filling_.size() - used_);
        std::memcpy(room_ + used_, bytes.data(), now);
        used_ += now;
        bytes.remove_prefix(now);
        if (used_ == piece_size) {
            pieces_.push_back(std::move(filling_));
            used_ = 0;
        }
    }
}

void Gathering::make_room() {
    const bool small = used_ == 0 && pieces_.empty() && size_ <= first_size;
    char* room = nullptr;
    Text larger = Text::make(small ? first_size : piece_size, [&](char* bytes) { room = bytes; });
    if (used_ > 0) std::memcpy(room, room_, used_);
    filling_ = std::move(larger);
    room_ = room;
}

std::vector<Text> Gathering::finish() {
    if (!only_.empty()) pieces_.push_back(std::move(only_));
    if (used_ > 0) pieces_.emplace_back(filling_.view().substr(0, used_));
    filling_ = Text();
    room_ = nullptr;
    used_ = 0;
    size_ = 0;
    return std::exchange(pieces_, {});
}

}  // namespace wt::store
