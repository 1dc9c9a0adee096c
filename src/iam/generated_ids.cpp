#include "iam/generated_ids.hpp"

#include "base/hash.hpp"

namespace wt::iam {

namespace {

constexpr std::string_view long_term = "AKIA";
constexpr std::size_t size_of_key_id = 20;
constexpr std::size_t checked = 16;

[[nodiscard]] std::string check_of(std::string_view begin) {
    constexpr std::uint64_t salt = 0x1a3;
    std::string check;
    const std::uint64_t hash = hash_bytes(begin, salt);
    for (std::size_t i = 0; i < size_of_key_id - checked; ++i) check += base32[(hash >> (5 * i)) & 31U];
    return check;
}

}  // namespace

std::string draw_id(Random& random, std::string_view prefix, std::size_t size) {
    std::string id(prefix);
    for (std::size_t i = 0; i < size; ++i) id += base32[random.below(base32.size())];
    return id;
}

std::string draw_secret(Random& random) {
    std::string secret;
    for (std::size_t i = 0; i < 40; ++i) secret += base64[random.below(base64.size())];
    return secret;
}

std::string draw_access_key_id(Random& random) {
    const std::string begin = draw_id(random, long_term, checked - long_term.size());
    return begin + check_of(begin);
}

bool is_drawn_access_key_id(std::string_view id) {
    return id.size() == size_of_key_id && id.starts_with(long_term) &&
           id.substr(checked) == check_of(id.substr(0, checked));
}

}  // namespace wt::iam
