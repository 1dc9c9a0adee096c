#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace wt::aws {

/// How a path stands in a canonical request.
enum class PathForm : std::uint8_t {
    once,   // S3's: each byte encoded in one way, whichever way it was sent; nothing else is touched
    twice,  // all others': "." and ".." and doubled slashes are resolved, and what was sent is encoded again
    sent,   // as it was sent
};

/// How a query stands in a canonical request: always sorted, by name and then by value.
enum class QueryCoding : std::uint8_t {
    plus,   // each byte encoded in one way, whichever way it was sent; "+" is a plus
    space,  // the same, and "+" is a blank
    sent,   // as it was sent
    // The same as `plus`, without X-Amz-Security-Token, which some services want added after signing (IAM User Guide,
    // "Create a signed AWS API request").
    untokened,
};

/// What a signature of version 4 covers of a request, as text. `signed_headers` are names between semicolons, as the
/// signature has them; one that the request lacks stands with an empty value. `payload_hash` is what stands for the
/// body.
struct CanonicalForm {
    PathForm path = PathForm::once;
    QueryCoding query = QueryCoding::plus;
    std::string_view signed_headers;
    std::string_view payload_hash;
};
[[nodiscard]] std::string canonical_request(const http::Request& request, const CanonicalForm& form);

/// Appends a path or query (without X-Amz-Signature) in one of these forms. A query costs n log n of its arguments.
void append_path(std::string& to, std::string_view path, PathForm form);
void append_query(std::string& to, std::string_view query, QueryCoding form);
/// Appends a header's value: without blanks around it, and with one where there are several.
void append_header_value(std::string& to, std::string_view value);
/// Appends the bytes with all but A-Z, a-z, 0-9, "-", ".", "_" and "~" as %XX.
void append_encoded(std::string& to, std::string_view bytes);

}  // namespace wt::aws
