#include "storage/s3/bucket_name.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"

namespace wt::s3 {

namespace {

constexpr std::array<std::string_view, 3> kept_prefixes{"xn--", "sthree-", "amzn-s3-demo-"};
constexpr std::array<std::string_view, 5> kept_suffixes{"-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"};

[[nodiscard]] bool is_letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || is_digit(c); }

/// Four numbers with dots, however large: S3 calls that formatted as an IP address.
[[nodiscard]] bool looks_like_address(std::string_view name) {
    int numbers = 0;
    bool digits = true;
    each_part(name, '.', [&](std::string_view part) {
        ++numbers;
        digits = digits && std::all_of(part.begin(), part.end(), is_digit);
    });
    return numbers == 4 && digits;
}

}  // namespace

bool is_bucket_name(std::string_view name, BucketNamespace where) {
    if (name.size() < 3 || name.size() > 63) return false;
    const auto allowed = [](char c) { return is_letter_or_digit(c) || c == '.' || c == '-'; };
    if (!std::all_of(name.begin(), name.end(), allowed)) return false;
    if (!is_letter_or_digit(name.front()) || !is_letter_or_digit(name.back())) return false;
    if (name.find("..") != std::string_view::npos || looks_like_address(name)) return false;
    const auto begins = [&](std::string_view prefix) { return name.starts_with(prefix); };
    const auto ends = [&](std::string_view suffix) { return name.ends_with(suffix); };
    if (std::any_of(kept_prefixes.begin(), kept_prefixes.end(), begins)) return false;
    if (std::any_of(kept_suffixes.begin(), kept_suffixes.end(), ends)) return false;
    return name.ends_with("-an") == (where == BucketNamespace::account_regional);
}

bool is_reserved_for_accounts(std::string_view name) { return is_bucket_name(name, BucketNamespace::account_regional); }

std::optional<aws::Error> refuse_bucket_name(std::string_view name, BucketNamespace where) {
    static constexpr aws::ErrorRow invalid{"InvalidBucketName", 400, "The specified bucket is not valid."};
    if (is_bucket_name(name, where)) return std::nullopt;
    return aws::Error(invalid).with("BucketName", std::string(name));
}

}  // namespace wt::s3
