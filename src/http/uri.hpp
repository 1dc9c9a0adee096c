#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wt::http {

/// The byte that the escape at `at`, such as "%2F", stands for; -1 where there is none.
[[nodiscard]] int escaped_byte(std::string_view text, std::size_t at);

/// "%2F" to "/"; a broken escape stays as it is. A plus is a space in query strings and forms.
enum class Plus { literal, space };
/// Appends to `to`.
void percent_decode(std::string_view text, Plus plus, std::string& to);
[[nodiscard]] std::string percent_decode(std::string_view text, Plus plus = Plus::literal);

/// Everything but the unreserved characters of RFC 3986 becomes %XX.
[[nodiscard]] std::string percent_encode(std::string_view text);

/// The arguments of a query string or form, decoded, in order; an argument without '=' has an empty value.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> parse_query(std::string_view query);

}  // namespace wt::http
