#pragma once
#include <charconv>
#include <optional>
#include <string_view>

namespace wt::front {

/// The whole of `text` as a decimal number.
template <class Number>
[[nodiscard]] std::optional<Number> parse_number(std::string_view text) {
    Number value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

}  // namespace wt::front
