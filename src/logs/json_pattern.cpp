#include <algorithm>
#include <charconv>
#include <vector>

#include <nlohmann/json.hpp>

#include "logs/comparison.hpp"
#include "logs/condition_tree.hpp"
#include "logs/filter_pattern.hpp"

namespace wt::logs {

namespace {

using Json = nlohmann::json;

/// One step of a selector: a member, an element, or every element.
struct Step {
    std::string member;
    std::optional<std::size_t> element;
    bool every = false;
};

struct Selector {
    std::string text;
    std::vector<Step> steps;
};

[[nodiscard]] bool is_member_name(char c) { return PatternScanner::is_word(c) || c == '-'; }

/// The inside of brackets: an index, * or a name in quotation marks.
[[nodiscard]] std::optional<Step> read_bracket(PatternScanner& scanner) {
    Step step;
    scanner.skip_space();
    if (scanner.peek() == '"' || scanner.peek() == '\'') {
        auto name = scanner.quoted(scanner.peek());
        if (!name) return std::nullopt;
        step.member = std::move(*name);
    } else if (scanner.take("*")) {
        step.every = true;
    } else {
        const std::string_view digits = scanner.until([](char c) { return c < '0' || c > '9'; });
        std::uint32_t index = 0;
        const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), index);
        if (digits.empty() || read.ec != std::errc()) return std::nullopt;
        step.element = index;
    }
    scanner.skip_space();
    if (!scanner.take("]")) return std::nullopt;
    return step;
}

[[nodiscard]] std::optional<Selector> read_selector(PatternScanner& scanner) {
    Selector selector;
    const PatternScanner before = scanner;
    if (!scanner.take("$")) return std::nullopt;
    while (scanner.peek() == '.' || scanner.peek() == '[') {
        const bool dot = scanner.take(".");
        if (scanner.take("[")) {
            auto step = read_bracket(scanner);
            if (!step) return std::nullopt;
            selector.steps.push_back(std::move(*step));
        } else if (dot) {
            Step step;
            step.member = scanner.until([](char c) { return !is_member_name(c); });
            if (step.member.empty()) return std::nullopt;
            selector.steps.push_back(std::move(step));
        }
    }
    if (selector.steps.empty()) return std::nullopt;
    selector.text = before.up_to(scanner);
    return selector;
}

/// Calls `visit` with every value that the selector names; true as soon as one call is.
template <class Visit>
[[nodiscard]] bool any_of(const Json& value, const Selector& selector, std::size_t from, const Visit& visit) {
    const Json* at = &value;
    for (std::size_t i = from; i < selector.steps.size(); ++i) {
        const Step& step = selector.steps[i];
        if (step.every) {
            return at->is_array() && std::any_of(at->begin(), at->end(), [&](const Json& element) {
                       return any_of(element, selector, i + 1, visit);
                   });
        }
        if (step.element) {
            if (!at->is_array() || *step.element >= at->size()) return false;
            at = &(*at)[*step.element];
        } else {
            if (!at->is_object()) return false;
            const auto member = at->find(step.member);
            if (member == at->end()) return false;
            at = &*member;
        }
    }
    return visit(*at);
}

/// A value as it is compared and shown: texts without quotation marks; lists and objects have none.
[[nodiscard]] std::string text_of(const Json& value) {
    return value.is_string() ? value.get<std::string>() : value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

enum class Test : std::uint8_t { compares, is_null, is_true, is_false, exists, not_exists };

struct MemberCondition {
    Selector selector;
    Test test = Test::compares;
    Comparison comparison;

    [[nodiscard]] bool holds(const Json& event) const {
        const bool there = any_of(event, selector, 0, [&](const Json& value) { return accepts(value); });
        return test == Test::not_exists ? !there : there;
    }
    [[nodiscard]] bool accepts(const Json& value) const {
        switch (test) {
            case Test::is_null: return value.is_null();
            case Test::is_true: return value == Json(true);
            case Test::is_false: return value == Json(false);
            case Test::exists:
            case Test::not_exists: return true;
            case Test::compares: break;
        }
        if (value.is_structured() || value.is_null()) return false;
        if (value.is_number()) return comparison.holds(value.get<double>(), text_of(value));
        return comparison.holds(text_of(value));
    }
};

class JsonPattern final : public FilterPattern::Language {
public:
    [[nodiscard]] bool matches(std::string_view message) const override {
        const std::size_t first = message.find_first_not_of(" \t\r\n");
        if (first == std::string_view::npos || (message[first] != '{' && message[first] != '[')) return false;
        const Json event = Json::parse(message, nullptr, false);
        if (event.is_discarded()) return false;
        return tree->evaluate([&](std::size_t condition) { return conditions[condition].holds(event); });
    }
    [[nodiscard]] std::map<std::string, std::string> extract(std::string_view message) const override {
        std::map<std::string, std::string> found;
        const Json event = Json::parse(message, nullptr, false);
        if (event.is_discarded()) return found;
        for (const MemberCondition& condition : conditions) {
            (void)any_of(event, condition.selector, 0, [&](const Json& value) {
                if (!value.is_structured()) found.emplace(condition.selector.text, text_of(value));
                return true;
            });
        }
        return found;
    }

    [[nodiscard]] std::optional<std::string> part(std::string_view message, std::string_view selector) const override {
        const auto read = whole_selector(selector);
        const Json event = Json::parse(message, nullptr, false);
        std::optional<std::string> found;
        if (!read || event.is_discarded()) return found;
        (void)any_of(event, *read, 0, [&](const Json& value) {
            if (!value.is_structured() && !value.is_null()) found = text_of(value);
            return found.has_value();
        });
        return found;
    }
    [[nodiscard]] bool selects(std::string_view selector) const override {
        return whole_selector(selector).has_value();
    }

    std::vector<MemberCondition> conditions;
    std::optional<ConditionTree> tree;

private:
    [[nodiscard]] static std::optional<Selector> whole_selector(std::string_view text) {
        PatternScanner scanner(text);
        auto selector = read_selector(scanner);
        return scanner.at_end() ? selector : std::nullopt;
    }
};

[[nodiscard]] std::optional<MemberCondition> read_condition(PatternScanner& scanner) {
    MemberCondition condition;
    auto selector = read_selector(scanner);
    if (!selector) return std::nullopt;
    condition.selector = std::move(*selector);
    scanner.skip_space();
    if (scanner.take_word("IS")) {
        scanner.skip_space();
        if (scanner.take_word("NULL")) {
            condition.test = Test::is_null;
        } else if (scanner.take_word("TRUE")) {
            condition.test = Test::is_true;
        } else if (scanner.take_word("FALSE")) {
            condition.test = Test::is_false;
        } else {
            return std::nullopt;
        }
        return condition;
    }
    // Assumed: EXISTS alone; AWS's guide shows NOT EXISTS.
    const bool negated = scanner.take_word("NOT");
    scanner.skip_space();
    if (scanner.take_word("EXISTS")) {
        condition.test = negated ? Test::not_exists : Test::exists;
        return condition;
    }
    if (negated) return std::nullopt;
    auto comparison = Comparison::read(scanner, ")}");
    if (!comparison) return std::nullopt;
    condition.comparison = std::move(*comparison);
    return condition;
}

}  // namespace

FilterPattern::Parsed parse_json_pattern(std::string_view text) {
    auto pattern = std::make_unique<JsonPattern>();
    PatternScanner scanner(text);
    scanner.skip();  // the brace
    std::size_t expressions = 0;
    auto add = [&](PatternScanner& at) -> std::optional<std::size_t> {
        auto condition = read_condition(at);
        if (!condition) return std::nullopt;
        if (condition->comparison.has_regular_expression() && ++expressions > RegularExpression::most_in_a_pattern)
            return std::nullopt;
        pattern->conditions.push_back(std::move(*condition));
        return pattern->conditions.size() - 1;
    };
    pattern->tree = ConditionTree::read(scanner, add);
    scanner.skip_space();
    if (!pattern->tree || !scanner.take("}") || !scanner.at_end()) return invalid_pattern();
    return {std::move(pattern)};
}

}  // namespace wt::logs
