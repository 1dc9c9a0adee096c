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
/// is only pointed to; anything else is shared by reference count. All copies of a text live on one thread; what goes
/// to another is copied byte by byte.
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
        : data_(literal), length_(2 * (N - 1)) {}

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

    Text(const Text& other) noexcept : data_(other.data_), length_(other.length_) {
        if (shared()) ++block()->count;
    }
    /// `other` is empty afterwards.
    Text(Text&& other) noexcept : data_(other.data_), length_(std::exchange(other.length_, 0)) {}
    /// Copies `bytes`, like the constructor.
    template <std::same_as<std::string> String>
    Text& operator=(const String& bytes) {
        return *this = Text(std::string_view(bytes));
    }
    Text& operator=(Text other) noexcept {
        std::swap(data_, other.data_);
        std::swap(length_, other.length_);
        return *this;
    }
    ~Text() {
        if (shared()) let_go();
    }

    [[nodiscard]] std::string_view view() const { return {data_, size()}; }
    operator std::string_view() const { return view(); }  // NOLINT(google-explicit-constructor)
    [[nodiscard]] const char* data() const { return data_; }
    [[nodiscard]] std::size_t size() const { return length_ >> 1U; }
    [[nodiscard]] bool empty() const { return size() == 0; }
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
    [[nodiscard]] bool shared() const { return (length_ & 1U) != 0; }
    [[nodiscard]] Block* block() const {
        return reinterpret_cast<Block*>(const_cast<char*>(data_)) - 1;  // NOLINT: the bytes follow their Block
    }
    void adopt(Block* block, std::size_t size) {
        data_ = block->bytes();
        length_ = 2 * size + 1;
    }
    void let_go() {
        if (--block()->count == 0) BlockPool::give_back(block(), sizeof(Block) + size());
    }

    const char* data_ = "";
    std::uint64_t length_ = 0;  // twice the size, and one more when the bytes are shared: moving is two words
};

}  // namespace wt
