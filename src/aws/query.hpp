#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "aws/malformed.hpp"
#include "aws/shape.hpp"
#include "aws/violations.hpp"

namespace wt::aws {

/// A form of the query protocol: "Tags.member.1.Key" to its value. Of a name that comes twice the first counts.
using QueryForm = std::map<std::string, std::string, std::less<>>;

/// Reads an application/x-www-form-urlencoded body (or a query string). What is not UTF-8 becomes U+FFFD.
[[nodiscard]] QueryForm parse_form(std::string_view text);

/// Reads the form into `out`: lists as NAME.member.N or, flattened, NAME.N; maps as NAME.entry.N.key and .value.
/// Nothing on success. AWS query protocol; botocore's QuerySerializer writes the same.
[[nodiscard]] std::optional<Malformed> read_query(const QueryForm& form, const Structure& structure, void* out,
                                                  Violations& violations);

}  // namespace wt::aws
