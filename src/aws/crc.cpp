#include "aws/crc.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstring>

#include "base/assert.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace wt::aws {

namespace {

static_assert(std::endian::native == std::endian::little, "the tables take eight bytes as one number");

/// Polynomials modulo `Poly`, the coefficient of x^0 in the highest bit.
template <class Word, Word Poly>
struct Field {
    static constexpr int bits = 8 * sizeof(Word);
    static constexpr Word one = static_cast<Word>(Word{1} << (bits - 1));

    [[nodiscard]] static constexpr Word times_x(Word a) {
        return static_cast<Word>(a >> 1 ^ ((a & 1) != 0 ? Poly : 0));
    }

    [[nodiscard]] static constexpr Word product(Word a, Word b) {
        Word sum = 0;
        for (; a != 0; a = static_cast<Word>(a << 1), b = times_x(b)) {
            if ((a & one) != 0) sum ^= b;
        }
        return sum;
    }

    [[nodiscard]] static constexpr Word power_of_x(unsigned exponent) {
        Word power = one;
        while (exponent-- > 0) power = times_x(power);
        return power;
    }

    /// tables[k][b]: what byte b does to the state when k more bytes follow it.
    static constexpr std::array<std::array<Word, 256>, 8> tables = [] {
        std::array<std::array<Word, 256>, 8> all{};
        for (std::size_t byte = 0; byte < 256; ++byte) {
            Word state = static_cast<Word>(byte);
            for (int i = 0; i < 8; ++i) state = times_x(state);
            all[0][byte] = state;
        }
        for (std::size_t k = 1; k < 8; ++k) {
            for (std::size_t byte = 0; byte < 256; ++byte) {
                const Word before = all[k - 1][byte];
                all[k][byte] = static_cast<Word>(before >> 8 ^ all[0][before & 255]);
            }
        }
        return all;
    }();

    /// x^(8 * 2^k): what shifts by 2^k bytes.
    static constexpr std::array<Word, 64> shifts = [] {
        std::array<Word, 64> all{};
        all[0] = power_of_x(8);
        for (std::size_t k = 1; k < all.size(); ++k) all[k] = product(all[k - 1], all[k - 1]);
        return all;
    }();

    [[nodiscard]] static Word shifted(Word a, std::uint64_t bytes) {
        for (std::size_t k = 0; bytes != 0; ++k, bytes >>= 1) {
            if ((bytes & 1) != 0) a = product(shifts[k], a);
        }
        return a;
    }

    [[nodiscard]] static Word by_tables(Word state, const char* at, std::size_t size) {
        for (; size >= 8; at += 8, size -= 8) {
            std::uint64_t word;
            std::memcpy(&word, at, 8);
            word ^= state;
            state = 0;
            for (std::size_t i = 0; i < 8; ++i) state ^= tables[7 - i][word >> (8 * i) & 255];
        }
        for (; size > 0; ++at, --size) {
            state = static_cast<Word>(state >> 8 ^ tables[0][(state ^ static_cast<unsigned char>(*at)) & 255]);
        }
        return state;
    }
};

#if defined(__x86_64__)

constexpr std::size_t worth_folding = 128;  // bytes; below, tables are as fast

[[nodiscard]] bool can_fold() {
    static const bool can = __builtin_cpu_supports("pclmul") != 0 && __builtin_cpu_supports("sse4.1") != 0;
    return can;
}

/// What carries 128 bits over `distance` bits. A product of two reflected numbers comes out one bit too low, hence -1.
template <class F>
[[nodiscard]] constexpr std::array<std::uint64_t, 2> carriers(unsigned distance) {
    const auto wide = [](auto word) { return static_cast<std::uint64_t>(word) << (64 - F::bits); };
    return {wide(F::power_of_x(distance + 63)), wide(F::power_of_x(distance - 1))};
}

__attribute__((target("pclmul,sse4.1"))) inline __m128i load(const void* from) {
    return _mm_loadu_si128(static_cast<const __m128i*>(from));
}

__attribute__((target("pclmul,sse4.1"))) inline __m128i carried(__m128i block, __m128i by, __m128i onto) {
    const __m128i low = _mm_clmulepi64_si128(block, by, 0x00);
    const __m128i high = _mm_clmulepi64_si128(block, by, 0x11);
    return _mm_xor_si128(_mm_xor_si128(low, high), onto);
}

/// Carries blocks of 16 bytes forward, four side by side, until one is left, which is congruent to all that it stands
/// for (Gopal et al., "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ Instruction", 2009). The tables do
/// the rest. At least 64 bytes.
template <class F, class Word>
__attribute__((target("pclmul,sse4.1"))) Word by_folding(Word state, const char* at, std::size_t size) {
    static constexpr auto over_four = carriers<F>(512);
    static constexpr auto over_one = carriers<F>(128);
    const __m128i far = load(over_four.data());
    const __m128i near = load(over_one.data());

    __m128i a = _mm_xor_si128(load(at), _mm_cvtsi64_si128(static_cast<long long>(std::uint64_t{state})));
    __m128i b = load(at + 16);
    __m128i c = load(at + 32);
    __m128i d = load(at + 48);
    at += 64;
    size -= 64;
    for (; size >= 64; at += 64, size -= 64) {
        a = carried(a, far, load(at));
        b = carried(b, far, load(at + 16));
        c = carried(c, far, load(at + 32));
        d = carried(d, far, load(at + 48));
    }
    a = carried(carried(carried(a, near, b), near, c), near, d);
    for (; size >= 16; at += 16, size -= 16) a = carried(a, near, load(at));

    char rest[16];
    _mm_storeu_si128(reinterpret_cast<__m128i*>(rest), a);
    return F::by_tables(F::by_tables(0, rest, sizeof rest), at, size);
}

#endif

template <class Word, Word Poly>
struct Check {
    using F = Field<Word, Poly>;

    [[nodiscard]] static std::uint64_t of(std::string_view bytes, std::uint64_t before) {
        const Word state = static_cast<Word>(~before);
#if defined(__x86_64__)
        if (bytes.size() >= worth_folding && can_fold()) {
            return static_cast<Word>(~by_folding<F>(state, bytes.data(), bytes.size()));
        }
#endif
        return static_cast<Word>(~F::by_tables(state, bytes.data(), bytes.size()));
    }

    /// The ones before and after cancel each other out.
    [[nodiscard]] static std::uint64_t joined(std::uint64_t first, std::uint64_t second, std::uint64_t second_size) {
        return static_cast<Word>(F::shifted(static_cast<Word>(first), second_size) ^ static_cast<Word>(second));
    }
};

using Zlib = Check<std::uint32_t, 0xedb88320>;
using Castagnoli = Check<std::uint32_t, 0x82f63b78>;
using Nvme = Check<std::uint64_t, 0x9a6c9329ac4bc9b5>;

}  // namespace

std::uint64_t crc(Crc kind, std::string_view bytes, std::uint64_t before) {
    switch (kind) {
        case Crc::crc32: return Zlib::of(bytes, before);
        case Crc::crc32c: return Castagnoli::of(bytes, before);
        case Crc::crc64nvme: return Nvme::of(bytes, before);
    }
    WT_ASSERT(false);
    return 0;
}

std::uint64_t crc_joined(Crc kind, std::uint64_t first, std::uint64_t second, std::uint64_t second_size) {
    switch (kind) {
        case Crc::crc32: return Zlib::joined(first, second, second_size);
        case Crc::crc32c: return Castagnoli::joined(first, second, second_size);
        case Crc::crc64nvme: return Nvme::joined(first, second, second_size);
    }
    WT_ASSERT(false);
    return 0;
}

}  // namespace wt::aws
