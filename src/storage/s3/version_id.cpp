#include "storage/s3/version_id.hpp"

#include <array>

#include "base/hash.hpp"

namespace wt::s3 {

namespace {

constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._";
constexpr std::size_t length = 32;  // of six bits each: three numbers
using Words = std::array<std::uint64_t, 3>;

[[nodiscard]] std::uint64_t veil(std::uint64_t first, std::uint64_t last) { return mix(first, last); }

}  // namespace

std::string make_version_id(Random& random, std::uint64_t order) {
    Words words{random.next(), 0, random.next()};
    words[1] = order ^ veil(words[0], words[2]);
    std::string id(length, '\0');
    for (std::size_t at = 0; at < length; ++at) {
        std::size_t value = 0;  // six bits, which may lie in two numbers
        for (std::size_t i = 0; i < 6; ++i) {
            const std::size_t bit = at * 6 + i;
            value |= static_cast<std::size_t>((words[bit / 64] >> (bit % 64)) & 1) << i;
        }
        id[at] = letters[value];
    }
    return id;
}

std::optional<std::uint64_t> order_in(std::string_view version_id) {
    if (version_id.size() != length) return std::nullopt;
    Words words{};
    for (std::size_t at = 0; at < length; ++at) {
        const std::size_t value = letters.find(version_id[at]);
        if (value == std::string_view::npos) return std::nullopt;
        for (std::size_t i = 0; i < 6; ++i) {
            const std::size_t bit = at * 6 + i;
            words[bit / 64] |= static_cast<std::uint64_t>((value >> i) & 1) << (bit % 64);
        }
    }
    return words[1] ^ veil(words[0], words[2]);
}

std::optional<std::uint64_t> order_in_upload(std::string_view upload_id) {
    if (upload_id.size() != 2 * length) return std::nullopt;
    const auto order = order_in(upload_id.substr(0, length));
    return order == order_in(upload_id.substr(length)) ? order : std::nullopt;
}

}  // namespace wt::s3
