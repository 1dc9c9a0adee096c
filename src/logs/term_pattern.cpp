#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "logs/filter_pattern.hpp"
#include "logs/pattern_scanner.hpp"
#include "logs/regular_expression.hpp"

namespace wt::logs {

namespace {

struct Term {
    std::string text;
    std::optional<RegularExpression> expression;

    // Assumed: a term is found within words, too: "Exception" in "NullPointerException".
    [[nodiscard]] bool in(std::string_view message) const {
        return expression ? expression->matches(message) : message.find(text) != std::string_view::npos;
    }
};

class Terms final : public FilterPattern::Language {
public:
    [[nodiscard]] bool matches(std::string_view message) const override {
        const auto is_in = [&](const Term& term) { return term.in(message); };
        if (!std::all_of(included.begin(), included.end(), is_in)) return false;
        if (std::any_of(excluded.begin(), excluded.end(), is_in)) return false;
        // Beside terms of the other kinds, optional ones are ignored ("Filter pattern syntax").
        if (optional.empty() || !included.empty() || !excluded.empty()) return true;
        return std::any_of(optional.begin(), optional.end(), is_in);
    }
    [[nodiscard]] std::map<std::string, std::string> extract(std::string_view) const override { return {}; }
    [[nodiscard]] std::optional<std::string> part(std::string_view, std::string_view) const override {
        return std::nullopt;
    }
    [[nodiscard]] bool selects(std::string_view) const override { return false; }

    std::vector<Term> included;
    std::vector<Term> excluded;
    std::vector<Term> optional;
};

/// "Terms that include characters other than alphanumeric or underscore must be placed inside double quotes."
[[nodiscard]] Error invalid_term(std::string_view term) {
    return {fmt::format("Invalid character(s) in term '{}'", term)};
}

[[nodiscard]] Result<Term> read_term(PatternScanner& scanner, std::size_t& expressions) {
    Term term;
    if (scanner.peek() == '"') {
        auto text = scanner.quoted('"');
        if (!text) return invalid_pattern();
        term.text = std::move(*text);
        return term;
    }
    if (scanner.peek() == '%') {
        const auto inside = scanner.between_percents();
        if (!inside || ++expressions > RegularExpression::most_in_a_pattern) return invalid_pattern();
        term.expression = RegularExpression::compile(*inside);
        if (!term.expression) return invalid_pattern();
        return term;
    }
    const std::string_view text = scanner.until(PatternScanner::is_space);
    if (text.empty() || !std::all_of(text.begin(), text.end(), PatternScanner::is_word)) return invalid_term(text);
    term.text = text;
    return term;
}

}  // namespace

FilterPattern::Parsed parse_terms(std::string_view text) {
    auto terms = std::make_unique<Terms>();
    PatternScanner scanner(text);
    std::size_t expressions = 0;
    while (!scanner.at_end()) {
        std::vector<Term>* kind = &terms->included;
        if (scanner.take("-")) {
            kind = &terms->excluded;
        } else if (scanner.take("?")) {
            kind = &terms->optional;
        }
        auto term = read_term(scanner, expressions);
        if (!term.ok()) return term.error();
        if (!scanner.at_end() && !PatternScanner::is_space(scanner.peek())) return invalid_pattern();
        kind->push_back(std::move(*term));
        scanner.skip_space();
    }
    return {std::move(terms)};
}

}  // namespace wt::logs
