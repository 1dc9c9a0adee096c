#pragma once
#include <cstdint>
#include <cstring>
#include <string_view>

namespace wt {

/// The full product of two 64-bit numbers.
__extension__ typedef unsigned __int128 Uint128;
__extension__ typedef __int128 Int128;

/// Spreads two numbers over 64 bits (a 128-bit product, folded). The same on every machine.
[[nodiscard]] constexpr std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
    const auto product =
        static_cast<Uint128>(a ^ 0xa0761d6478bd642fULL) * static_cast<Uint128>(b ^ 0xe7037ed1a0b428dbULL);
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

/// A hash of bytes that is the same in every run and on every machine of this byte order. Not for secrets.
[[nodiscard]] inline std::uint64_t hash_bytes(std::string_view bytes, std::uint64_t seed = 0) {
    std::uint64_t h = mix(seed ^ bytes.size(), 0x8ebc6af09c88c6e3ULL);
    const char* at = bytes.data();
    std::size_t left = bytes.size();
    for (; left >= 8; at += 8, left -= 8) {
        std::uint64_t word;
        std::memcpy(&word, at, 8);
        h = mix(h, word);
    }
    if (left > 0) {
        std::uint64_t word = 0;
        std::memcpy(&word, at, left);
        h = mix(h, word);
    }
    return h;
}

/// For unordered containers keyed by text that are looked up by string_view.
struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return hash_bytes(text); }
};

}  // namespace wt
