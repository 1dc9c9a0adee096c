#include "storage/s3/api/request_fields.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "http/date.hpp"
#include "storage/s3/checksum.hpp"

namespace wt::s3::api {

namespace {

constexpr std::array<std::string_view, 4> conditions{"if-match", "if-none-match", "if-modified-since",
                                                     "if-unmodified-since"};
/// What the signature and the coding of a body say, by their names behind "x-amz-".
constexpr std::array<std::string_view, 11> of_the_wire{
    "algorithm", "content-sha256",         "credential",     "date",      "decoded-content-length",
    "expires",   "sdk-checksum-algorithm", "security-token", "signature", "signedheaders",
    "trailer"};
constexpr std::array<std::string_view, 4> dates{"If-Modified-Since", "If-Unmodified-Since",
                                                "x-amz-copy-source-if-modified-since",
                                                "x-amz-copy-source-if-unmodified-since"};

[[nodiscard]] bool is_one_of(const auto& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// By its name in lower case.
[[nodiscard]] bool stands_for_field(std::string_view name) {
    constexpr std::string_view prefix = "x-amz-";
    if (is_one_of(conditions, name)) return true;
    if (!name.starts_with(prefix)) return false;
    name.remove_prefix(prefix.size());
    if (is_one_of(of_the_wire, name)) return false;
    constexpr std::string_view checksum = "checksum-";
    if (!name.starts_with(checksum)) return true;
    name.remove_prefix(checksum.size());
    return std::none_of(all_checksum_algorithms.begin(), all_checksum_algorithms.end(),
                        [&](ChecksumAlgorithm algorithm) { return lower_name_of(algorithm) == name; });
}

}  // namespace

void take_from_query(const aws::Call& call, http::Request& request) {
    for (const auto& [said, value] : call.query) {
        std::string name = said;
        std::transform(name.begin(), name.end(), name.begin(), lower);
        if (!stands_for_field(name) || request.headers.has(name)) continue;
        request.headers.add(Text(name), Text(value));
    }
}

void drop_broken_dates(http::Request& request) {
    for (const std::string_view name : dates) {
        const Text* const date = request.headers.find(name);
        if (date != nullptr && !http::parse_date(*date)) request.headers.remove(name);
    }
}

}  // namespace wt::s3::api
