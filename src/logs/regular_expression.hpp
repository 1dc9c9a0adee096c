#pragma once
#include <memory>
#include <optional>
#include <string_view>

namespace re2 {
class RE2;
}

namespace wt::logs {

/// A regular expression of a filter pattern, %...%: letters, digits, blanks, some symbols and operators, no groups, no
/// characters beyond ASCII (CloudWatch Logs User Guide, "Filter pattern syntax": supported regular expressions).
/// Assumed: blanks.
class RegularExpression {
public:
    /// `inside`: without the percent signs. None when it is outside of what AWS takes.
    [[nodiscard]] static std::optional<RegularExpression> compile(std::string_view inside);
    /// Whether it is found anywhere in the text. Time grows with the text and nothing else.
    [[nodiscard]] bool matches(std::string_view text) const;

    /// How many a pattern may have.
    static constexpr std::size_t most_in_a_pattern = 2;

private:
    explicit RegularExpression(std::shared_ptr<const re2::RE2> compiled) : compiled_(std::move(compiled)) {}
    std::shared_ptr<const re2::RE2> compiled_;
};

}  // namespace wt::logs
