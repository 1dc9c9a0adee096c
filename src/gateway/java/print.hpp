#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/java/value.hpp"

namespace wt::gateway::java {

/// How long a text may get that a value prints as; so long may an integration's payload be.
inline constexpr std::size_t most_text = std::size_t{10} << 20U;

/// json-smart's two ways of writing a text: a JSONArray's toString escapes slashes, what Jayway writes does not.
enum class Slashes : std::uint8_t { escaped, plain };

/// String.valueOf: {a=1, b=[..]} for maps, JSON for lists that came of JSON. False when it would get too deep or too
/// long.
[[nodiscard]] bool print(std::string& to, Value value);
[[nodiscard]] bool print_json(std::string& to, Value value, Slashes slashes);
/// A text as JSON, without quotes.
void escape_json(std::string& to, std::string_view text, Slashes slashes);

/// The class as getClass().toString() has it, "class java.lang.String".
[[nodiscard]] std::string_view class_of(Value value);

}  // namespace wt::gateway::java
