#include "iam/condition.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "aws/timestamp.hpp"
#include "base/ascii.hpp"
#include "iam/pattern.hpp"

namespace wt::iam {

namespace {

using Op = ConditionOperator;

constexpr std::array<std::pair<std::string_view, Op>, 27> operators{{
    {"StringEquals", Op::string_equals},
    {"StringNotEquals", Op::string_not_equals},
    {"StringEqualsIgnoreCase", Op::string_equals_ignore_case},
    {"StringNotEqualsIgnoreCase", Op::string_not_equals_ignore_case},
    {"StringLike", Op::string_like},
    {"StringNotLike", Op::string_not_like},
    {"NumericEquals", Op::numeric_equals},
    {"NumericNotEquals", Op::numeric_not_equals},
    {"NumericLessThan", Op::numeric_less_than},
    {"NumericLessThanEquals", Op::numeric_less_than_equals},
    {"NumericGreaterThan", Op::numeric_greater_than},
    {"NumericGreaterThanEquals", Op::numeric_greater_than_equals},
    {"DateEquals", Op::date_equals},
    {"DateNotEquals", Op::date_not_equals},
    {"DateLessThan", Op::date_less_than},
    {"DateLessThanEquals", Op::date_less_than_equals},
    {"DateGreaterThan", Op::date_greater_than},
    {"DateGreaterThanEquals", Op::date_greater_than_equals},
    {"Bool", Op::boolean},
    {"BinaryEquals", Op::binary_equals},
    {"IpAddress", Op::ip_address},
    {"NotIpAddress", Op::not_ip_address},
    {"ArnEquals", Op::arn_equals},
    {"ArnLike", Op::arn_like},
    {"ArnNotEquals", Op::arn_not_equals},
    {"ArnNotLike", Op::arn_not_like},
    {"Null", Op::null},
}};

[[nodiscard]] std::optional<double> number(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
    return value;
}

/// A moment, in one of ISO 8601's forms or in seconds since 1970.
[[nodiscard]] std::optional<double> moment(std::string_view text) {
    if (const auto parsed = aws::parse_document_time(text); parsed && text.size() > 4)
        return seconds(parsed->time_since_epoch());
    if (const auto since = number(text); since && text.size() > 4) return since;
    if (const auto year = aws::parse_document_time(text)) return seconds(year->time_since_epoch());
    return number(text);
}

/// How two numbers compare under an operator for numbers or dates; its negation is undone by the caller.
[[nodiscard]] bool compare(Op test, std::optional<double> value, std::optional<double> bound) {
    if (!value || !bound) return false;
    switch (test) {
        case Op::numeric_less_than:
        case Op::date_less_than: return *value < *bound;
        case Op::numeric_less_than_equals:
        case Op::date_less_than_equals: return *value <= *bound;
        case Op::numeric_greater_than:
        case Op::date_greater_than: return *value > *bound;
        case Op::numeric_greater_than_equals:
        case Op::date_greater_than_equals: return *value >= *bound;
        default: return *value == *bound;
    }
}

/// A string or ARN of the policy, as it stands for this request; none when a variable has no value.
[[nodiscard]] std::optional<Pattern> pattern_of(std::string_view text, const RequestContext& context,
                                                Variables variables, Pattern::Wildcards wildcards) {
    if (variables == Variables::filled) return Pattern::filled(text, context, wildcards);
    return Pattern(text, wildcards);
}

/// Whether one value of the request does for one value of the policy, negation left aside.
[[nodiscard]] bool fits(Op test, std::string_view value, std::string_view wanted, const RequestContext& context,
                        Variables variables) {
    switch (test) {
        case Op::string_equals:
        case Op::string_not_equals: {
            const auto pattern = pattern_of(wanted, context, variables, Pattern::Wildcards::no);
            return pattern && pattern->matches(value);
        }
        case Op::string_equals_ignore_case:
        case Op::string_not_equals_ignore_case: {
            const auto pattern = pattern_of(wanted, context, variables, Pattern::Wildcards::no);
            return pattern && pattern->matches_ignoring_case(value);
        }
        case Op::string_like:
        case Op::string_not_like: {
            const auto pattern = pattern_of(wanted, context, variables, Pattern::Wildcards::yes);
            return pattern && pattern->matches(value);
        }
        case Op::arn_equals:
        case Op::arn_like:
        case Op::arn_not_equals:
        case Op::arn_not_like: {
            const auto pattern = pattern_of(wanted, context, variables, Pattern::Wildcards::yes);
            return pattern && pattern->matches_arn(value);
        }
        case Op::numeric_equals:
        case Op::numeric_not_equals:
        case Op::numeric_less_than:
        case Op::numeric_less_than_equals:
        case Op::numeric_greater_than:
        case Op::numeric_greater_than_equals: return compare(test, number(value), number(wanted));
        case Op::date_equals:
        case Op::date_not_equals:
        case Op::date_less_than:
        case Op::date_less_than_equals:
        case Op::date_greater_than:
        case Op::date_greater_than_equals: return compare(test, moment(value), moment(wanted));
        case Op::boolean: return same_ignoring_case(value, wanted);
        case Op::binary_equals: return value == wanted;
        case Op::ip_address:
        case Op::not_ip_address: {
            const auto network = parse_network(wanted);
            const auto address = http::IpAddress::parse(value);
            return network && address && network->contains(*address);
        }
        case Op::null: return false;
    }
    return false;
}

}  // namespace

std::optional<Condition> parse_operator(std::string_view name) {
    constexpr std::string_view all = "ForAllValues:";
    constexpr std::string_view any = "ForAnyValue:";
    constexpr std::string_view if_exists = "IfExists";
    Condition condition;
    if (name.starts_with(all)) {
        condition.quantifier = Quantifier::for_all_values;
        name.remove_prefix(all.size());
    } else if (name.starts_with(any)) {
        condition.quantifier = Quantifier::for_any_value;
        name.remove_prefix(any.size());
    }
    if (name.ends_with(if_exists)) {
        condition.if_exists = true;
        name.remove_suffix(if_exists.size());
    }
    const auto* const found =
        std::find_if(operators.begin(), operators.end(), [&](const auto& row) { return row.first == name; });
    if (found == operators.end()) return std::nullopt;
    condition.test = found->second;
    if (condition.test == Op::null && condition.if_exists) return std::nullopt;
    return condition;
}

bool negated(ConditionOperator test) {
    switch (test) {
        case Op::string_not_equals:
        case Op::string_not_equals_ignore_case:
        case Op::string_not_like:
        case Op::numeric_not_equals:
        case Op::date_not_equals:
        case Op::not_ip_address:
        case Op::arn_not_equals:
        case Op::arn_not_like: return true;
        default: return false;
    }
}

bool valid_value(ConditionOperator test, std::string_view value) {
    switch (test) {
        case Op::numeric_equals:
        case Op::numeric_not_equals:
        case Op::numeric_less_than:
        case Op::numeric_less_than_equals:
        case Op::numeric_greater_than:
        case Op::numeric_greater_than_equals: return number(value).has_value();
        case Op::date_equals:
        case Op::date_not_equals:
        case Op::date_less_than:
        case Op::date_less_than_equals:
        case Op::date_greater_than:
        case Op::date_greater_than_equals: return moment(value).has_value();
        case Op::boolean:
        case Op::null: return same_ignoring_case(value, "true") || same_ignoring_case(value, "false");
        case Op::ip_address:
        case Op::not_ip_address: return parse_network(value).has_value();
        default: return true;
    }
}

bool holds(const Condition& condition, const RequestContext& context, Variables variables) {
    const RequestContext::Values* values = context.find(condition.key);
    const bool there = values != nullptr && !values->empty();
    if (condition.test == Op::null) {
        return std::any_of(condition.values.begin(), condition.values.end(),
                           [&](const std::string& wanted) { return same_ignoring_case(wanted, "true") != there; });
    }
    const bool inverted = negated(condition.test);
    if (!there) {
        if (condition.if_exists || condition.quantifier == Quantifier::for_all_values) return true;
        return condition.quantifier == Quantifier::one && inverted;
    }
    const auto does = [&](const std::string& value) {
        return inverted !=
               std::any_of(condition.values.begin(), condition.values.end(), [&](const std::string& wanted) {
                   return fits(condition.test, value, wanted, context, variables);
               });
    };
    // A key of one value; should there be more, a negated operator takes none of what it names.
    const bool all =
        condition.quantifier == Quantifier::for_all_values || (condition.quantifier == Quantifier::one && inverted);
    return all ? std::all_of(values->begin(), values->end(), does) : std::any_of(values->begin(), values->end(), does);
}

bool Network::contains(const http::IpAddress& other) const {
    if (address.is_v4() != other.is_v4()) return false;
    for (std::size_t i = 0; i < address.bytes.size(); ++i) {
        const int here = std::clamp(bits - static_cast<int>(i) * 8, 0, 8);
        const auto mask = static_cast<std::uint8_t>(0xFF00U >> static_cast<unsigned>(here));
        if (((address.bytes[i] ^ other.bytes[i]) & mask) != 0) return false;
    }
    return true;
}

std::optional<Network> parse_network(std::string_view text) {
    const std::size_t slash = text.find('/');
    const auto address = http::IpAddress::parse(text.substr(0, slash));
    if (!address) return std::nullopt;
    Network network{*address, 128};
    if (slash == std::string_view::npos) return network;
    const std::string_view digits = text.substr(slash + 1);
    int bits = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
    const int most = address->is_v4() ? 32 : 128;
    if (error != std::errc() || end != digits.data() + digits.size() || bits < 0 || bits > most) return std::nullopt;
    network.bits = 128 - most + bits;
    return network;
}

}  // namespace wt::iam
