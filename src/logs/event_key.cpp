#include "logs/event_key.hpp"

#include <algorithm>
#include <array>

namespace wt::logs {

namespace {

constexpr std::size_t least_digits = 56;
constexpr std::size_t most_digits = 63;  // of 207 bits
/// 224 bits, the lowest 32 first: the number is in the first two, the time from bit 144 on.
using Words = std::array<std::uint32_t, 7>;
constexpr std::size_t time_word = 4;
constexpr unsigned time_shift = 16;

/// `words` = words * factor + more; false when it does not fit.
[[nodiscard]] bool multiply_and_add(Words& words, std::uint32_t factor, std::uint32_t more) {
    std::uint64_t carry = more;
    for (std::uint32_t& word : words) {
        carry += std::uint64_t{word} * factor;
        word = static_cast<std::uint32_t>(carry);
        carry >>= 32U;
    }
    return carry == 0;
}

/// `words` = words / divisor; the remainder.
[[nodiscard]] std::uint32_t divide(Words& words, std::uint32_t divisor) {
    std::uint64_t rest = 0;
    for (auto word = words.rbegin(); word != words.rend(); ++word) {
        rest = rest << 32U | *word;
        *word = static_cast<std::uint32_t>(rest / divisor);
        rest %= divisor;
    }
    return static_cast<std::uint32_t>(rest);
}

}  // namespace

std::string event_id(const EventKey& key) {
    const auto time = static_cast<std::uint64_t>(std::max<std::int64_t>(key.timestamp, 0));
    Words words{};
    words[0] = static_cast<std::uint32_t>(key.number);
    words[1] = static_cast<std::uint32_t>(key.number >> 32U);
    words[time_word] = static_cast<std::uint32_t>(time << time_shift);
    words[time_word + 1] = static_cast<std::uint32_t>(time >> (32U - time_shift));
    words[time_word + 2] = static_cast<std::uint32_t>(time >> (64U - time_shift));
    std::string digits(most_digits, '0');
    for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit)
        *digit = static_cast<char>('0' + divide(words, 10));
    return digits.substr(std::min(digits.find_first_not_of('0'), most_digits - least_digits));
}

std::optional<EventKey> read_event_id(std::string_view digits) {
    if (digits.size() < least_digits || digits.size() > most_digits) return std::nullopt;
    Words words{};
    for (const char digit : digits) {
        if (digit < '0' || digit > '9' || !multiply_and_add(words, 10, static_cast<std::uint32_t>(digit - '0')))
            return std::nullopt;
    }
    EventKey key;
    key.number = std::uint64_t{words[1]} << 32U | words[0];
    const std::uint64_t time = std::uint64_t{words[time_word + 2]} << (64U - time_shift) |
                               std::uint64_t{words[time_word + 1]} << (32U - time_shift) |
                               words[time_word] >> time_shift;
    key.timestamp = static_cast<std::int64_t>(time);
    if (key.timestamp < 0 || event_id(key) != digits) return std::nullopt;
    return key;
}

}  // namespace wt::logs
