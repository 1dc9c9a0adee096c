#include "storage/cache/hyper_log_log.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

namespace wt::cache {

namespace {

constexpr std::string_view hll_magic = "HYLL";
constexpr std::size_t hll_header = 16;  // the magic, the form, three bytes and a count that is kept
constexpr char hll_dense = 0;
constexpr char hll_sparse = 1;

/// MurmurHash2 of 64 bits, as Redis seeds it; of little-endian words.
[[nodiscard]] std::uint64_t murmur(std::string_view text) {
    constexpr std::uint64_t m = 0xc6a4a7935bd1e995ULL;
    constexpr int r = 47;
    std::uint64_t hash = 0xadc83b19ULL ^ (text.size() * m);
    while (text.size() >= 8) {
        std::uint64_t word = 0;
        for (std::size_t i = 0; i < 8; ++i) word |= std::uint64_t{static_cast<unsigned char>(text[i])} << (8 * i);
        word *= m;
        word ^= word >> r;
        word *= m;
        hash = (hash ^ word) * m;
        text.remove_prefix(8);
    }
    if (!text.empty()) {
        std::uint64_t word = 0;
        for (std::size_t i = 0; i < text.size(); ++i)
            word |= std::uint64_t{static_cast<unsigned char>(text[i])} << (8 * i);
        hash = (hash ^ word) * m;
    }
    hash ^= hash >> r;
    hash *= m;
    return hash ^ hash >> r;
}

// Otmar Ertl, "New cardinality estimation algorithms for HyperLogLog sketches", 2017.
[[nodiscard]] double sigma(double x) {
    if (x == 1) return std::numeric_limits<double>::infinity();
    double y = 1;
    double z = x;
    for (double before = -1; before != z;) {
        before = z;
        x *= x;
        z += x * y;
        y += y;
    }
    return z;
}
[[nodiscard]] double tau(double x) {
    if (x == 0 || x == 1) return 0;
    double y = 1;
    double z = 1 - x;
    for (double before = -1; before != z;) {
        before = z;
        x = std::sqrt(x);
        y *= 0.5;
        z -= (1 - x) * (1 - x) * y;
    }
    return z / 3;
}

}  // namespace

std::optional<HyperLogLog> HyperLogLog::read(std::string_view text) {
    if (text.size() < hll_header || !text.starts_with(hll_magic)) return std::nullopt;
    HyperLogLog made;
    const char form = text[hll_magic.size()];
    text.remove_prefix(hll_header);
    const auto byte = [&](std::size_t at) { return static_cast<unsigned>(static_cast<unsigned char>(text[at])); };
    if (form == hll_dense) {
        if (text.size() < size * 6 / 8) return std::nullopt;
        for (std::size_t i = 0; i < size; ++i) {
            const std::size_t bit = i * 6;
            unsigned both = byte(bit / 8);
            if (bit / 8 + 1 < text.size()) both |= byte(bit / 8 + 1) << 8;
            made.registers_[i] = static_cast<std::uint8_t>(both >> (bit % 8) & 63);
        }
        return made;
    }
    if (form != hll_sparse) return std::nullopt;
    std::size_t at = 0;  // of the registers
    for (std::size_t i = 0; i < text.size(); ++i) {
        const unsigned code = byte(i);
        std::size_t length = (code & 63) + 1;  // zeros
        std::uint8_t value = 0;
        if ((code & 0xc0) == 0x40) {
            if (++i == text.size()) return std::nullopt;
            length = ((code & 63) << 8 | byte(i)) + 1;
        } else if ((code & 0x80) != 0) {
            length = (code & 3) + 1;
            value = static_cast<std::uint8_t>((code >> 2 & 31) + 1);
        }
        if (at + length > size) return std::nullopt;
        std::fill_n(made.registers_.begin() + static_cast<std::ptrdiff_t>(at), length, value);
        at += length;
    }
    if (at != size) return std::nullopt;
    return made;
}

std::string HyperLogLog::written() const {
    std::string text(hll_header + size * 6 / 8, '\0');
    text.replace(0, hll_magic.size(), hll_magic);
    text[hll_header - 1] = static_cast<char>(0x80);  // the count that is kept is not right
    for (std::size_t i = 0; i < size; ++i) {
        const std::size_t bit = i * 6;
        const unsigned both = static_cast<unsigned>(registers_[i]) << (bit % 8);
        char* const to = &text[hll_header + bit / 8];
        to[0] = static_cast<char>(static_cast<unsigned char>(to[0]) | (both & 255));
        if (both > 255) to[1] = static_cast<char>(static_cast<unsigned char>(to[1]) | both >> 8);
    }
    return text;
}

bool HyperLogLog::add(std::string_view element) {
    std::uint64_t hash = murmur(element);
    const std::size_t index = hash & (size - 1);
    hash = hash >> index_bits | std::uint64_t{1} << most_zeros;
    std::uint8_t zeros = 1;
    for (; (hash & 1) == 0; hash >>= 1) ++zeros;
    if (registers_[index] >= zeros) return false;
    registers_[index] = zeros;
    return true;
}

void HyperLogLog::merge(const HyperLogLog& other) {
    for (std::size_t i = 0; i < size; ++i) registers_[i] = std::max(registers_[i], other.registers_[i]);
}

std::uint64_t HyperLogLog::count() const {
    constexpr double alpha = 0.721347520444481703680;
    std::array<double, 64> of{};
    for (const std::uint8_t each : registers_) of[each & 63] += 1;
    constexpr auto m = static_cast<double>(size);
    double z = m * tau((m - of[most_zeros + 1]) / m);
    for (std::size_t i = most_zeros; i >= 1; --i) z = (z + of[i]) * 0.5;
    z += m * sigma(of[0] / m);
    return static_cast<std::uint64_t>(std::llround(alpha * m * m / z));
}

}  // namespace wt::cache
