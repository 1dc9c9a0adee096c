#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace wt::cloudwatch {

/// What a composite alarm's rule says: whether it holds, and which alarms it names, by name or ARN, in order.
struct AlarmRule {
    bool holds = false;
    std::vector<std::string> names;
};

/// A rule of a composite alarm: ALARM(x), OK(x), INSUFFICIENT_DATA(x), TRUE, FALSE, AND, OR, NOT, parentheses. `state`
/// says how an alarm stands ("ALARM"). PutCompositeAlarm, API Reference. An error for what is no rule. Takes any text.
[[nodiscard]] Result<AlarmRule> evaluate_rule(std::string_view rule,
                                              const std::function<std::string(std::string_view)>& state);

}  // namespace wt::cloudwatch
