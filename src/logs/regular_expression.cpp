#include "logs/regular_expression.hpp"

#include <re2/re2.h>

namespace wt::logs {

namespace {

constexpr std::string_view taken = "_#=@/;,-: ^$?[]{}|*+.";
constexpr std::string_view classes = "dDsSwW";
constexpr std::int64_t most_memory = 1 << 20;

[[nodiscard]] bool is_letter_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// Whether every character is one that AWS takes; a backslash makes a class, a byte in hexadecimal, or a symbol.
[[nodiscard]] bool is_supported(std::string_view inside) {
    for (std::size_t i = 0; i < inside.size(); ++i) {
        const char c = inside[i];
        if (c != '\\') {
            if (!is_letter_or_digit(c) && taken.find(c) == std::string_view::npos) return false;
            continue;
        }
        if (++i >= inside.size()) return false;
        const char escaped = inside[i];
        if (static_cast<unsigned char>(escaped) < 0x21 || static_cast<unsigned char>(escaped) > 0x7e) return false;
        if (is_letter_or_digit(escaped) && escaped != 'x' && classes.find(escaped) == std::string_view::npos)
            return false;
    }
    return true;
}

}  // namespace

std::optional<RegularExpression> RegularExpression::compile(std::string_view inside) {
    if (inside.empty() || !is_supported(inside)) return std::nullopt;
    re2::RE2::Options options(re2::RE2::Latin1);
    options.set_log_errors(false);
    options.set_max_mem(most_memory);
    options.set_never_capture(true);
    auto compiled = std::make_shared<const re2::RE2>(re2::StringPiece(inside.data(), inside.size()), options);
    if (!compiled->ok()) return std::nullopt;
    return RegularExpression(std::move(compiled));
}

bool RegularExpression::matches(std::string_view text) const {
    return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *compiled_);
}

}  // namespace wt::logs
