#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "logs/pattern_scanner.hpp"
#include "logs/regular_expression.hpp"

namespace wt::logs {

/// What a structured filter pattern asks of one value: = 404, != "a b", >= 1.5e3, = 4*, = %^10\.%.
class Comparison {
public:
    /// Reads the operator and what stands behind it. `ends`: characters besides blanks that end a value without
    /// quotation marks, as && and || do. None: AWS would refuse it.
    [[nodiscard]] static std::optional<Comparison> read(PatternScanner& scanner, std::string_view ends);

    [[nodiscard]] bool holds(std::string_view text) const;
    /// `text`: how the number was written.
    [[nodiscard]] bool holds(double number, std::string_view text) const;
    [[nodiscard]] bool has_regular_expression() const { return expression_.has_value(); }

private:
    enum class Operator : std::uint8_t { equal, unequal, less, at_most, more, at_least };

    [[nodiscard]] bool ordered(double number) const;
    [[nodiscard]] bool fits(std::string_view text) const;
    void set_text(std::string_view text);

    Operator operator_ = Operator::equal;
    std::optional<double> number_;
    std::optional<RegularExpression> expression_;
    /// The text between its wildcards: "a*b" is {"a", "b"}, "a" is {"a"}.
    std::vector<std::string> pieces_;
};

/// A whole decimal number, with a fraction and an exponent or without; none of any other text.
[[nodiscard]] std::optional<double> read_number(std::string_view text);

}  // namespace wt::logs
