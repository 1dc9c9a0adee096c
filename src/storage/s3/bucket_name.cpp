#include "storage/s3/bucket_name.hpp"

#include <algorithm>
#include <array>

namespace wt::s3 {

namespace {

constexpr std::array<std::string_view, 3> taken_beginnings{"xn--", "sthree-", "amzn-s3-demo-"};
constexpr std::array<std::string_view, 6> taken_ends{"-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3", "-an"};

[[nodiscard]] bool is_digit(char c) { return c >= '0' && c <= '9'; }
[[nodiscard]] bool is_word(char c) { return is_digit(c) || (c >= 'a' && c <= 'z'); }

/// "192.168.5.4": four numbers.
[[nodiscard]] bool looks_like_address(std::string_view name) {
    return std::all_of(name.begin(), name.end(), [](char c) { return is_digit(c) || c == '.'; }) &&
           std::count(name.begin(), name.end(), '.') == 3;
}

}  // namespace

bool is_legal_bucket_name(std::string_view name) {
    if (name.size() < 3 || name.size() > 63 || !is_word(name.front()) || !is_word(name.back())) return false;
    if (!std::all_of(name.begin(), name.end(), [](char c) { return is_word(c) || c == '-' || c == '.'; })) return false;
    if (name.find("..") != std::string_view::npos || looks_like_address(name)) return false;
    return std::none_of(taken_beginnings.begin(), taken_beginnings.end(),
                        [&](std::string_view taken) { return name.starts_with(taken); }) &&
           std::none_of(taken_ends.begin(), taken_ends.end(),
                        [&](std::string_view taken) { return name.ends_with(taken); });
}

}  // namespace wt::s3
