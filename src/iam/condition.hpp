#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"
#include "iam/request_context.hpp"

namespace wt::iam {

enum class ConditionOperator : std::uint8_t {
    string_equals,
    string_not_equals,
    string_equals_ignore_case,
    string_not_equals_ignore_case,
    string_like,
    string_not_like,
    numeric_equals,
    numeric_not_equals,
    numeric_less_than,
    numeric_less_than_equals,
    numeric_greater_than,
    numeric_greater_than_equals,
    date_equals,
    date_not_equals,
    date_less_than,
    date_less_than_equals,
    date_greater_than,
    date_greater_than_equals,
    boolean,
    binary_equals,
    ip_address,
    not_ip_address,
    arn_equals,
    arn_like,
    arn_not_equals,
    arn_not_like,
    null,
};

/// How many of a key's values must do: the one that there is, all (true when there is none), or any.
enum class Quantifier : std::uint8_t { one, for_all_values, for_any_value };

/// One row of a statement's Condition: an operator, a key, and values of which one must do (none, for a negated
/// operator). IAM User Guide, "IAM JSON policy elements: Condition operators".
struct Condition {
    ConditionOperator test = ConditionOperator::string_equals;
    Quantifier quantifier = Quantifier::one;
    bool if_exists = false;  // true when the request has no such key
    std::string key;
    std::vector<std::string> values;
};

/// "ForAllValues:StringLikeIfExists" taken apart, into a condition without key and values; none for what is no
/// operator. Names are exact; Null takes no "IfExists".
[[nodiscard]] std::optional<Condition> parse_operator(std::string_view name);

/// "StringNotEquals" and the like: true when the request has no such key.
[[nodiscard]] bool negated(ConditionOperator test);

/// Whether a value may stand in a policy under that operator: a number, a time, "true" or "false", a network.
[[nodiscard]] bool valid_value(ConditionOperator test, std::string_view value);

/// Policy variables are filled in under the operators for strings and ARNs, from Version 2012-10-17 on.
enum class Variables : bool { literal, filled };
[[nodiscard]] bool holds(const Condition& condition, const RequestContext& context, Variables variables);

/// "192.0.2.0/24", "2001:db8::/32", or one address.
struct Network {
    http::IpAddress address;
    int bits = 128;  // of the 128; an IPv4 network has 96 and more
    [[nodiscard]] bool contains(const http::IpAddress& other) const;
};
[[nodiscard]] std::optional<Network> parse_network(std::string_view text);

}  // namespace wt::iam
