#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wt::http {

/// "%2F" to "/"; a broken escape stays as it is. With `plus_is_space`, as in query strings and forms.
enum class Plus { literal, space };
[[nodiscard]] std::string percent_decode(std::string_view text, Plus plus = Plus::literal);

/// Everything but the unreserved characters of RFC 3986 becomes %XX.
[[nodiscard]] std::string percent_encode(std::string_view text);

/// The arguments of a query string or form, decoded, in order; an argument without '=' has an empty value.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> parse_query(std::string_view query);

}  // namespace wt::http
