#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "logs/comparison.hpp"
#include "logs/condition_tree.hpp"
#include "logs/filter_pattern.hpp"

namespace wt::logs {

namespace {

/// The fields of a line: what stands between blanks; in quotation marks or brackets blanks part nothing.
[[nodiscard]] std::vector<std::string_view> fields_of(std::string_view line) {
    std::vector<std::string_view> fields;
    for (std::size_t at = 0;;) {
        while (at < line.size() && PatternScanner::is_space(line[at])) ++at;
        if (at >= line.size()) return fields;
        const char closing = line[at] == '"' ? '"' : line[at] == '[' ? ']' : '\0';
        const std::size_t end = closing == '\0' ? std::string_view::npos : line.find(closing, at + 1);
        if (end != std::string_view::npos) {
            fields.push_back(line.substr(at + 1, end - at - 1));
            at = end + 1;
            continue;
        }
        const std::size_t begin = at;
        while (at < line.size() && !PatternScanner::is_space(line[at])) ++at;
        fields.push_back(line.substr(begin, at - begin));
    }
}

struct FieldCondition {
    std::size_t field;
    Comparison comparison;
};

class FieldPattern final : public FilterPattern::Language {
public:
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    [[nodiscard]] bool matches(std::string_view message) const override {
        const auto fields = fields_of(message);
        if (ellipsis == none ? fields.size() != names.size() : fields.size() < names.size()) return false;
        const auto holds = [&](std::size_t condition) {
            const FieldCondition& asked = conditions[condition];
            return asked.comparison.holds(fields[place(asked.field, fields.size())]);
        };
        return std::all_of(trees.begin(), trees.end(), [&](const ConditionTree& tree) { return tree.evaluate(holds); });
    }

    /// Fields that the pattern skips go by their numbers, from 1.
    [[nodiscard]] std::map<std::string, std::string> extract(std::string_view message) const override {
        std::map<std::string, std::string> found;
        const auto fields = fields_of(message);
        if (fields.size() < names.size()) return found;
        for (std::size_t i = 0; i < names.size(); ++i) found.emplace("$" + names[i], fields[place(i, fields.size())]);
        for (std::size_t i = ellipsis; i < ellipsis + (fields.size() - names.size()) && ellipsis != none; ++i)
            found.emplace(fmt::format("${}", i + 1), fields[i]);
        return found;
    }

    [[nodiscard]] std::optional<std::string> part(std::string_view message, std::string_view selector) const override {
        const auto parts = extract(message);
        const auto found = parts.find(std::string(selector));
        return found == parts.end() ? std::nullopt : std::optional(found->second);
    }
    [[nodiscard]] bool selects(std::string_view selector) const override {
        return selector.starts_with('$') &&
               (ellipsis != none || std::find(names.begin(), names.end(), selector.substr(1)) != names.end());
    }

    /// Where a line of so many fields has the pattern's field of that number.
    [[nodiscard]] std::size_t place(std::size_t field, std::size_t count) const {
        return field < ellipsis ? field : field + count - names.size();
    }

    std::vector<std::string> names;
    std::size_t ellipsis = none;  // the number of the field behind "..."
    std::vector<FieldCondition> conditions;
    std::vector<ConditionTree> trees;
};

[[nodiscard]] bool is_field_name(char c) { return PatternScanner::is_word(c) || c == '-' || c == '.'; }

/// Reads one field: its name, or conditions of it. False: it does not read.
[[nodiscard]] bool read_field(PatternScanner& scanner, FieldPattern& pattern, std::size_t& expressions) {
    const std::size_t field = pattern.names.size();
    std::string name;
    bool plain = false;
    auto read_condition = [&](PatternScanner& at) -> std::optional<std::size_t> {
        at.skip_space();
        const std::string_view word = at.until([](char c) { return !is_field_name(c); });
        if (word.empty() || (!name.empty() && word != name)) return std::nullopt;
        const bool first = name.empty();
        name = word;
        at.skip_space();
        if (first && (at.peek() == ',' || at.peek() == ']')) {
            plain = true;
            return 0;
        }
        auto comparison = Comparison::read(at, ",])");
        if (!comparison) return std::nullopt;
        if (comparison->has_regular_expression() && ++expressions > RegularExpression::most_in_a_pattern)
            return std::nullopt;
        pattern.conditions.push_back({field, std::move(*comparison)});
        return pattern.conditions.size() - 1;
    };
    auto tree = ConditionTree::read(scanner, read_condition);
    if (!tree || std::find(pattern.names.begin(), pattern.names.end(), name) != pattern.names.end()) return false;
    pattern.names.push_back(std::move(name));
    if (!plain) pattern.trees.push_back(std::move(*tree));
    return true;
}

}  // namespace

FilterPattern::Parsed parse_field_pattern(std::string_view text) {
    auto pattern = std::make_unique<FieldPattern>();
    PatternScanner scanner(text);
    scanner.skip();  // the bracket
    std::size_t expressions = 0;
    do {
        scanner.skip_space();
        if (scanner.take("...")) {
            if (pattern->ellipsis != FieldPattern::none) return invalid_pattern();
            pattern->ellipsis = pattern->names.size();
        } else if (!read_field(scanner, *pattern, expressions)) {
            return invalid_pattern();
        }
        scanner.skip_space();
    } while (scanner.take(","));
    if (!scanner.take("]") || !scanner.at_end()) return invalid_pattern();
    return {std::move(pattern)};
}

}  // namespace wt::logs
