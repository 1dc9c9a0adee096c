#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/java/heap.hpp"

/// Texts as Java counts them: in UTF-16's units. Here they are UTF-8, with three bytes for a surrogate that stands
/// alone.
namespace wt::gateway::java {

[[nodiscard]] bool is_ascii(std::string_view text);
/// Java's length().
[[nodiscard]] std::size_t length(std::string_view text);
[[nodiscard]] std::u16string utf16(std::string_view text);
void append_utf8(std::string& to, std::u16string_view text);
/// A unit of \uXXXX; the second of a pair joins the first, which is the end of `to`.
void append_unit(std::string& to, char16_t unit);

/// From one unit to another, within the text's length.
[[nodiscard]] std::string_view substring(Heap& heap, std::string_view text, std::size_t from, std::size_t to);
/// Where `part` begins, in units, at `from` or behind it.
[[nodiscard]] std::optional<std::size_t> index_of(std::string_view text, std::string_view part, std::size_t from);
/// Where the last `part` begins that begins at `from` or before it.
[[nodiscard]] std::optional<std::size_t> last_index_of(std::string_view text, std::string_view part, std::size_t from);
/// Java's compareTo: the difference of the first units that differ, or of the lengths.
[[nodiscard]] int compare(std::string_view a, std::string_view b);

/// What came as bytes: each that is no UTF-8 becomes U+FFFD.
[[nodiscard]] std::string decoded(std::string_view bytes);
/// What goes as bytes: surrogates that stand alone become question marks, and two that meet one character.
void encode(std::string& text);

}  // namespace wt::gateway::java
