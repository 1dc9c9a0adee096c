#include "identity/api/totp.hpp"

#include <fmt/format.h>

#include "aws/digests.hpp"

namespace wt::identity {

namespace {

constexpr std::string_view base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

}  // namespace

std::string draw_totp_secret(Random& random) {
    constexpr std::size_t letters = 52;
    std::string secret;
    for (std::size_t i = 0; i < letters; ++i) secret += base32[random.below(base32.size())];
    // The last letter holds one bit only; its others stand for nothing.
    secret.back() = base32[random.below(2) * 16];
    return secret;
}

std::optional<std::string> base32_decode(std::string_view text) {
    std::string bytes;
    std::uint32_t bits = 0;
    int count = 0;
    for (const char c : text) {
        const std::size_t value = base32.find(c);
        if (value == std::string_view::npos) return std::nullopt;
        bits = bits << 5U | static_cast<std::uint32_t>(value);
        count += 5;
        if (count >= 8) {
            count -= 8;
            bytes += static_cast<char>(bits >> static_cast<unsigned>(count) & 0xffU);
        }
    }
    return bytes;
}

std::int64_t totp_step(Instant now) { return unix_seconds(now) / 30; }

std::string totp_code(std::string_view key, std::int64_t step, std::size_t digits) {
    std::string counter;
    for (int shift = 56; shift >= 0; shift -= 8)
        counter += static_cast<char>(static_cast<std::uint64_t>(step) >> static_cast<unsigned>(shift) & 0xffU);
    const aws::DigestValue mac = aws::hmac(aws::Algorithm::sha1, key, counter);
    const auto byte = [&mac](std::size_t at) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(mac.view()[at]));
    };
    const std::size_t at = byte(19) & 15U;
    const std::uint32_t number = (byte(at) & 0x7fU) << 24U | byte(at + 1) << 16U | byte(at + 2) << 8U | byte(at + 3);
    std::uint64_t limit = 1;
    for (std::size_t i = 0; i < digits; ++i) limit *= 10;
    return fmt::format("{:0{}}", number % limit, digits);
}

std::optional<std::int64_t> find_totp_step(std::string_view secret, std::string_view code, Instant now) {
    const auto key = base32_decode(secret);
    if (!key) return std::nullopt;
    for (const std::int64_t away : {0, -1, 1}) {
        const std::int64_t step = totp_step(now) + away;
        if (step >= 0 && aws::equal_in_constant_time(totp_code(*key, step), code)) return step;
    }
    return std::nullopt;
}

}  // namespace wt::identity
