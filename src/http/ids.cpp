#include "http/ids.hpp"

#include <algorithm>
#include <string_view>

namespace wt::http {

namespace {

void fill_base64(char* to, std::size_t length, Random& random) {
    static constexpr char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < length; ++i) {
        if (i % 10 == 0) bits = random.next();
        to[i] = letters[bits & 63];
        bits >>= 6;
    }
}

}  // namespace

Text request_id(Random& random) {
    return Text::make(36, [&](char* to) {
        static constexpr char digits[] = "0123456789abcdef";
        std::uint64_t bits = random.next();
        for (int i = 0; i < 36; ++i) {
            if (i == 18) bits = random.next();
            if (i == 8 || i == 13 || i == 18 || i == 23) {
                to[i] = '-';
                continue;
            }
            to[i] = digits[bits & 15];
            bits >>= 4;
        }
        to[14] = '4';  // version 4, variant 1 (RFC 9562)
        to[19] = "89ab"[static_cast<unsigned char>(to[19]) & 3];
    });
}

Text extended_request_id(Random& random) {
    return Text::make(16, [&](char* to) {
        fill_base64(to, 15, random);
        to[15] = '=';
    });
}

Text s3_request_id(Random& random) {
    return Text::make(16, [&](char* to) {
        static constexpr char letters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
        for (int i = 0; i < 16; ++i) to[i] = letters[random.below(36)];
    });
}

Text s3_host_id(Random& random) {
    return Text::make(76, [&](char* to) {
        fill_base64(to, 75, random);
        to[75] = '=';
        for (int i = 0; i < 75; ++i) {
            if (to[i] == '-') to[i] = '+';
            if (to[i] == '_') to[i] = '/';
        }
    });
}

Text trace_id(Random& random, Instant now) {
    static constexpr std::string_view frame = "Root=1-00000000-000000000000000000000000;Sampled=0";
    return Text::make(frame.size(), [&](char* to) {
        static constexpr char digits[] = "0123456789abcdef";
        std::copy(frame.begin(), frame.end(), to);
        auto time = static_cast<std::uint32_t>(unix_seconds(now));
        for (int i = 14; i >= 7; --i, time >>= 4) to[i] = digits[time & 15];
        std::uint64_t bits = 0;
        for (int i = 0; i < 24; ++i, bits >>= 4) {
            if (i % 12 == 0) bits = random.next();
            to[16 + i] = digits[bits & 15];
        }
    });
}

Text cloudfront_id(Random& random) {
    return Text::make(56, [&](char* to) {
        fill_base64(to, 54, random);
        to[54] = to[55] = '=';
    });
}

}  // namespace wt::http
