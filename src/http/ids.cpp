#include "http/ids.hpp"

#include <algorithm>
#include <string_view>

namespace wt::http {

namespace {

// Loops of a known length, which the compiler unrolls: an answer carries up to 160 such characters.

template <std::size_t Count>
[[nodiscard]] char* put_hex(char* to, std::uint64_t bits) {
    static_assert(Count <= 16);
    for (std::size_t i = 0; i < Count; ++i, bits >>= 4U) to[i] = "0123456789abcdef"[bits & 15U];
    return to + Count;
}

template <std::size_t Count>
[[nodiscard]] char* put_base64(char* to, Random& random) {
    constexpr std::size_t at_once = 10;  // what 64 bits are good for
    std::uint64_t bits = random.next();
    for (std::size_t i = 0; i < std::min(Count, at_once); ++i, bits >>= 6U) {
        to[i] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"[bits & 63U];
    }
    if constexpr (Count > at_once) {
        return put_base64<Count - at_once>(to + at_once, random);
    } else {
        return to + Count;
    }
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

Text cloudfront_id(Random& random) {
    return Text::make(56, [&](char* to) {
        to = put_base64<54>(to, random);
        to[0] = to[1] = '=';
    });
}

}  // namespace wt::http
