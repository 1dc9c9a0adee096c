#include "http/ids.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <string_view>

namespace wt::http {

namespace {

// An answer carries up to 160 such characters, so eight are made at a time, each in a byte of one word, the first in
// the lowest.

/// In every byte above `most` a one, in all others zero. All are below 0x80.
[[nodiscard]] constexpr std::uint64_t above(std::uint64_t bytes, std::uint64_t most) {
    return ((bytes + (0x7f - most) * 0x0101010101010101ULL) >> 7U) & 0x0101010101010101ULL;
}

template <std::size_t Count>
void put(char* to, std::uint64_t characters) {
    static_assert(Count <= 8 && std::endian::native == std::endian::little);
    std::memcpy(to, &characters, Count);
}

/// The lowest four times eight bits, in hexadecimal.
[[nodiscard]] constexpr std::uint64_t hex_characters(std::uint64_t bits) {
    std::uint64_t digits = bits & 0xffffffffULL;
    digits = (digits | digits << 16U) & 0x0000ffff0000ffffULL;
    digits = (digits | digits << 8U) & 0x00ff00ff00ff00ffULL;
    digits = (digits | digits << 4U) & 0x0f0f0f0f0f0f0f0fULL;
    return digits + 0x3030303030303030ULL + above(digits, 9) * ('a' - '9' - 1);
}

/// Of each byte the lowest six bits, in base64 for URLs.
[[nodiscard]] constexpr std::uint64_t base64_characters(std::uint64_t bits) {
    const std::uint64_t sixes = bits & 0x3f3f3f3f3f3f3f3fULL;
    std::uint64_t characters = sixes + 0x4141414141414141ULL;  // 'A'
    characters += above(sixes, 25) * ('a' - 'Z' - 1);
    characters -= above(sixes, 51) * ('z' - '0' + 1);
    characters -= above(sixes, 61) * ('9' - '-' + 1);
    characters += above(sixes, 62) * ('_' - '-' - 1);
    return characters;
}

template <std::size_t Count>
[[nodiscard]] char* put_hex(char* to, std::uint64_t bits) {
    static_assert(Count <= 16);
    put<std::min<std::size_t>(Count, 8)>(to, hex_characters(bits));
    if constexpr (Count > 8) put<Count - 8>(to + 8, hex_characters(bits >> 32U));
    return to + Count;
}

template <std::size_t Count>
[[nodiscard]] char* put_base64(char* to, Random& random) {
    for (char* const end = to + Count / 8 * 8; to != end; to += 8) put<8>(to, base64_characters(random.next()));
    put<Count % 8>(to, base64_characters(random.next()));
    return to + Count % 8;
}

}  // namespace

Text request_id(Random& random) {
    return Text::make(36, [&](char* to) {
        char* const version = to + 14;
        char* const variant = to + 19;
        std::uint64_t bits = random.next();
        to = put_hex<8>(to, bits);
        *to++ = '-';
        to = put_hex<4>(to, bits >> 32U);
        *to++ = '-';
        to = put_hex<4>(to, bits >> 48U);
        *to++ = '-';
        bits = random.next();
        to = put_hex<4>(to, bits);
        *to++ = '-';
        (void)put_hex<12>(to, bits >> 16U);
        *version = '4';  // version 4, variant 1 (RFC 9562)
        *variant = "89ab"[static_cast<unsigned char>(*variant) & 3];
    });
}

Text extended_request_id(Random& random) {
    return Text::make(16, [&](char* to) { *put_base64<15>(to, random) = '='; });
}

Text s3_request_id(Random& random) {
    return Text::make(16, [&](char* to) {
        static constexpr char letters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
        for (int i = 0; i < 16; ++i) to[i] = letters[random.below(36)];
    });
}

Text s3_host_id(Random& random) {
    return Text::make(76, [&](char* to) {
        char* const end = put_base64<75>(to, random);
        std::replace(to, end, '-', '+');
        std::replace(to, end, '_', '/');
        *end = '=';
    });
}

Text trace_id(Random& random, Instant now) {
    static constexpr std::string_view frame = "Root=1-00000000-000000000000000000000000;Sampled=0";
    return Text::make(frame.size(), [&](char* to) {
        std::copy(frame.begin(), frame.end(), to);
        const auto time = static_cast<std::uint32_t>(unix_seconds(now));
        for (std::uint32_t i = 0; i < 8; ++i) to[14 - i] = "0123456789abcdef"[time >> 4U * i & 15U];
        const std::uint64_t first = random.next();
        const std::uint64_t second = random.next();
        (void)put_hex<12>(put_hex<12>(to + 16, first), second);
    });
}

std::string_view trace_root(std::string_view header) {
    static constexpr std::size_t length = 35;
    while (!header.empty()) {
        const std::size_t end = std::min(header.find(';'), header.size());
        std::string_view part = header.substr(0, end);
        header.remove_prefix(std::min(end + 1, header.size()));
        while (part.starts_with(' ')) part.remove_prefix(1);
        if (!part.starts_with("Root=")) continue;
        part.remove_prefix(5);
        if (part.size() != length || !part.starts_with("1-") || part[10] != '-') return {};
        for (std::size_t i = 2; i < length; ++i) {
            if (i != 10 && std::string_view("0123456789abcdefABCDEF").find(part[i]) == std::string_view::npos)
                return {};
        }
        return part;
    }
    return {};
}

Text trace_id(Random& random, Instant now, std::string_view said) {
    const bool goes_on = !said.empty() && said.size() <= 256 && !trace_root(said).empty();
    return goes_on ? Text(said) : trace_id(random, now);
}

Text cloudfront_id(Random& random) {
    return Text::make(56, [&](char* to) {
        to = put_base64<54>(to, random);
        to[0] = to[1] = '=';
    });
}

}  // namespace wt::http
