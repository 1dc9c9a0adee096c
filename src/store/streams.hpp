#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "http/body.hpp"

namespace wt::store {

/// A blob in memory: its pieces, and where each begins. Never changed once it is shared.
class Pieces {
public:
    explicit Pieces(std::vector<Text> texts);

    struct Piece {
        std::uint64_t begin;
        Text bytes;
    };
    [[nodiscard]] const std::vector<Piece>& list() const { return list_; }
    [[nodiscard]] std::uint64_t size() const { return size_; }
    /// The index of the piece that has the byte at `offset`, which lies within.
    [[nodiscard]] std::size_t at(std::uint64_t offset) const;

private:
    std::vector<Piece> list_;
    std::uint64_t size_ = 0;
};

/// Part of a blob in pieces. Pieces that lie wholly within are given as they are; those at the ends are cut.
class PieceStream final : public http::BodyStream {
public:
    PieceStream(std::shared_ptr<const Pieces> pieces, std::uint64_t offset, std::uint64_t size);
    [[nodiscard]] std::optional<std::uint64_t> size() const override { return size_; }
    [[nodiscard]] Task<Result<Text>> next() override;

private:
    std::shared_ptr<const Pieces> pieces_;
    std::uint64_t size_;
    std::uint64_t at_;
    std::uint64_t end_;
    std::size_t index_ = 0;
};

/// All of a text, as its only piece.
class TextStream final : public http::BodyStream {
public:
    explicit TextStream(Text bytes) : size_(bytes.size()), bytes_(std::move(bytes)) {}
    [[nodiscard]] std::optional<std::uint64_t> size() const override { return size_; }
    [[nodiscard]] Task<Result<Text>> next() override { co_return std::exchange(bytes_, Text()); }

private:
    std::uint64_t size_;
    Text bytes_;
};

/// Bytes that are not to be had, and why.
class BrokenStream final : public http::BodyStream {
public:
    BrokenStream(std::uint64_t size, std::string why) : size_(size), why_(std::move(why)) {}
    [[nodiscard]] std::optional<std::uint64_t> size() const override { return size_; }
    [[nodiscard]] Task<Result<Text>> next() override {
        Error why{why_};
        co_return why;
    }

private:
    std::uint64_t size_;
    std::string why_;
};

/// `size` bytes of `text` from `offset` on, which lie within; no copy when that is all of it.
[[nodiscard]] Text part_of(const Text& text, std::uint64_t offset, std::uint64_t size);

}  // namespace wt::store
