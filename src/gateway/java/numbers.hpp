#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "gateway/java/value.hpp"

/// Java's numbers: how they are read and printed, and Velocity's arithmetic, in which whole numbers grow as they must.
namespace wt::gateway::java {

/// Double.toString, in its shortest form that reads back as the same number.
void print_double(std::string& to, double value);
/// Integer, Long or BigInteger, whichever holds it. Digits, with a sign in front or none.
[[nodiscard]] Value whole_of(Heap& heap, std::string_view digits);
/// Double.parseDouble, of a text that has the form of one.
[[nodiscard]] double double_of(std::string_view text);
[[nodiscard]] double to_double(Value number);

/// What new BigDecimal(text).toString() is; nothing when the text is no number.
[[nodiscard]] std::optional<std::string> decimal_text(std::string_view text);
/// BigDecimal.compareTo, of texts that are numbers: -1, 0 or 1.
[[nodiscard]] int compare_decimals(std::string_view a, std::string_view b);

/// Both are numbers. Null for a division by zero, raised where Java raises or where a number gets too long.
[[nodiscard]] Outcome compute(Heap& heap, char operation, Value a, Value b);
/// -1, 0 or 1. A NaN is equal to everything.
[[nodiscard]] int compare(Value a, Value b);

}  // namespace wt::gateway::java
