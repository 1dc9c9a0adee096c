#pragma once
#include <optional>
#include <string_view>

namespace wt::aws {

/// How strings to sign and credential scopes end and begin.
inline constexpr std::string_view sigv4_algorithm = "AWS4-HMAC-SHA256";
inline constexpr std::string_view sigv4_terminator = "aws4_request";

/// Who signed, and what the key was good for: "AKID/20150830/us-east-1/s3/aws4_request", taken apart. Points into the
/// text that it was read from.
struct Credential {
    std::string_view access_key;
    std::string_view date;  // yyyymmdd
    std::string_view region;
    std::string_view service;
    std::string_view terminator;
    std::string_view scope;  // all of it behind the access key
};

/// Nothing unless there are exactly five parts; what they say is not looked at.
[[nodiscard]] std::optional<Credential> parse_credential(std::string_view text);

}  // namespace wt::aws
