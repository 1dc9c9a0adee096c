#pragma once
#include <concepts>
#include <cstdint>
#include <cstring>
#include <functional>
#include <new>
#include <string>
#include <string_view>
#include <utility>

#include "base/block_pool.hpp"

namespace wt {

/// Immutable bytes that are cheap to copy (16 bytes and a count): header names and values, bodies, tokens. A literal
/// is only pointed to; anything else is shared by reference count. Up to 4 GiB. All copies of a text live on one
/// thread; what goes to another is copied byte by byte.
class Text {
public:
    Text() = default;

    /// Copies `bytes` once.
    explicit Text(std::string_view bytes) {
        if (bytes.empty()) return;
        Block* block = allocate(bytes.size());
        std::memcpy(block->bytes(), bytes.data(), bytes.size());
        adopt(block, bytes.size());
    }
    explicit Text(const std::string& bytes) : Text(std::string_view(bytes)) {}

    /// Points to bytes that live as long as the program: string literals.
    template <std::size_t N>
    constexpr Text(const char (&literal)[N])  // NOLINT(google-explicit-constructor)
        : data_(literal), size_(N - 1), shared_(0) {}

    /// `size` bytes that `fill(char*)` writes, without a copy.
    template <class Fill>
    [[nodiscard]] static Text make(std::size_t size, Fill&& fill) {
        Text text;
        if (size == 0) return text;
        Block* block = allocate(size);
        fill(block->bytes());
        text.adopt(block, size);
        return text;
    }

    Text(const Text& other) noexcept : data_(other.data_), size_(other.size_), shared_(other.shared_) {
        if (shared_ != 0) ++block()->count;
    }
    Text(Text&& other) noexcept : data_(other.data_), size_(other.size_), shared_(std::exchange(other.shared_, 0)) {
        other.data_ = "";
        other.size_ = 0;
    }
    /// Copies `bytes`, like the constructor.
    template <std::same_as<std::string> String>
    Text& operator=(const String& bytes) {
        return *this = Text(std::string_view(bytes));
    }
    Text& operator=(Text other) noexcept {
        std::swap(data_, other.data_);
        std::swap(size_, other.size_);
        std::swap(shared_, other.shared_);
        return *this;
    }
    ~Text() {
        if (shared_ != 0) let_go();
    }

    [[nodiscard]] std::string_view view() const { return {data_, size_}; }
    operator std::string_view() const { return view(); }  // NOLINT(google-explicit-constructor)
    [[nodiscard]] const char* data() const { return data_; }
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] bool empty() const { return size_ == 0; }
    [[nodiscard]] std::string str() const { return std::string(view()); }

    [[nodiscard]] bool starts_with(std::string_view prefix) const { return view().starts_with(prefix); }

    template <std::convertible_to<std::string_view> Other>
    friend bool operator==(const Text& a, const Other& b) {
        return a.view() == std::string_view(b);
    }

private:
    struct Block {
        std::uint32_t count = 1;
        [[nodiscard]] char* bytes() { return reinterpret_cast<char*>(this + 1); }
    };
    static Block* allocate(std::size_t size) { return new (BlockPool::take(sizeof(Block) + size)) Block; }
    [[nodiscard]] Block* block() const {
        return reinterpret_cast<Block*>(const_cast<char*>(data_)) - 1;  // NOLINT: the bytes follow their Block
    }
    void adopt(Block* block, std::size_t size) {
        data_ = block->bytes();
        size_ = static_cast<std::uint32_t>(size);
        shared_ = 1;
    }
    void let_go() {
        if (--block()->count == 0) BlockPool::give_back(block(), sizeof(Block) + size_);
    }

    const char* data_ = "";
    std::uint32_t size_ = 0;
    std::uint32_t shared_ = 0;
};

}  // namespace wt
