#pragma once
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"

/// Numbers and texts as journals of streams have them, the lowest byte first.
namespace wt::stream {

template <std::unsigned_integral T>
void append_number(std::string& to, T number) {
    for (std::size_t i = 0; i < sizeof(T); ++i) to += static_cast<char>(number >> (8 * i) & 0xff);
}
inline void append_instant(std::string& to, Instant moment) {
    append_number(to, static_cast<std::uint64_t>(moment.time_since_epoch().count()));
}
inline void append_bytes(std::string& to, std::string_view bytes) {
    append_number(to, static_cast<std::uint32_t>(bytes.size()));
    to += bytes;
}

/// Reads them in the order in which they were written. What is not there reads as zero, and from then on it is broken.
class FrameReader {
public:
    explicit FrameReader(std::string_view bytes) : rest_(bytes) {}

    template <std::unsigned_integral T>
    [[nodiscard]] T number() {
        if (!has(sizeof(T))) return 0;
        T number = 0;
        for (std::size_t i = 0; i < sizeof(T); ++i)
            number = static_cast<T>(number | static_cast<T>(static_cast<unsigned char>(rest_[i])) << (8 * i));
        rest_.remove_prefix(sizeof(T));
        return number;
    }
    [[nodiscard]] Instant instant() { return Instant(Duration(static_cast<std::int64_t>(number<std::uint64_t>()))); }
    [[nodiscard]] std::string_view bytes() {
        const auto size = number<std::uint32_t>();
        if (!has(size)) return {};
        const std::string_view bytes = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return bytes;
    }
    [[nodiscard]] bool done() const { return rest_.empty(); }
    [[nodiscard]] bool broken() const { return broken_; }

private:
    [[nodiscard]] bool has(std::size_t size) {
        if (size <= rest_.size() && !broken_) return true;
        broken_ = true;
        rest_ = {};
        return false;
    }

    std::string_view rest_;
    bool broken_ = false;
};

}  // namespace wt::stream
