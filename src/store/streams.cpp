#include "store/streams.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace wt::store {

Pieces::Pieces(std::vector<Text> texts) {
    list_.reserve(texts.size());
    for (Text& text : texts) {
        const std::uint64_t begin = size_;
        size_ += text.size();
        list_.push_back({begin, std::move(text)});
    }
}

std::size_t Pieces::at(std::uint64_t offset) const {
    WT_ASSERT(offset < size_);
    const auto after = std::upper_bound(list_.begin(), list_.end(), offset,
                                        [](std::uint64_t place, const Piece& piece) { return place < piece.begin; });
    return static_cast<std::size_t>(after - list_.begin()) - 1;
}

PieceStream::PieceStream(std::shared_ptr<const Pieces> pieces, std::uint64_t offset, std::uint64_t size)
    : pieces_(std::move(pieces)), size_(size), at_(offset), end_(offset + size) {
    WT_ASSERT(offset <= pieces_->size() && size <= pieces_->size() - offset);
    if (size > 0) index_ = pieces_->at(offset);
}

Task<Result<Text>> PieceStream::next() {
    if (at_ == end_) co_return Text();
    const Pieces::Piece& piece = pieces_->list()[index_++];
    const std::uint64_t skipped = at_ - piece.begin;
    const std::uint64_t given = std::min(piece.bytes.size() - skipped, end_ - at_);
    at_ += given;
    co_return part_of(piece.bytes, skipped, given);
}

Text part_of(const Text& text, std::uint64_t offset, std::uint64_t size) {
    WT_ASSERT(offset <= text.size() && size <= text.size() - offset);
    if (size == text.size()) return text;
    return Text(text.view().substr(offset, size));
}

}  // namespace wt::store
