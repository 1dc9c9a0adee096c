#pragma once
#include <compare>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace wt::logs::insights {

/// A moment in milliseconds since 1970: a number that is shown as a date.
struct Moment {
    std::int64_t ms = 0;
};

/// What a field of a record has: nothing, a number, a moment or a text. A number in a JSON event stays the text that it
/// was written as, and is one where a number is asked for. Comparisons and functions say 1 or 0.
using Value = std::variant<std::monostate, double, Moment, std::string>;

[[nodiscard]] inline bool is_there(const Value& value) { return !std::holds_alternative<std::monostate>(value); }
[[nodiscard]] inline Value truth(bool holds) { return holds ? 1.0 : 0.0; }
/// None for what is not there, and for a text that is no number.
[[nodiscard]] std::optional<double> number_of(const Value& value);
/// As results show it: "2026-11-27 00:05:00.000"; numbers with at most four decimals. Empty for what is not there.
[[nodiscard]] std::string text_of(const Value& value);
/// A number other than 0, or any other text that is not empty.
[[nodiscard]] bool is_true(const Value& value);
/// As numbers where both are, else as texts; unordered when one is not there.
[[nodiscard]] std::partial_ordering compare(const Value& a, const Value& b);

/// The order that `sort` has: what is not there, texts, numbers. In texts, digits beside one another count as the
/// number that they are: "item9" before "item10" (CloudWatch Logs User Guide, "sort").
[[nodiscard]] bool comes_before(const Value& a, const Value& b);

/// One log event, or one row of what became of them: its fields by name.
using Record = std::map<std::string, Value, std::less<>>;
/// Nothing when the record does not have it.
[[nodiscard]] const Value& field(const Record& record, std::string_view name);

}  // namespace wt::logs::insights
