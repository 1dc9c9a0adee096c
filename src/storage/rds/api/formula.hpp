#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace wt::rds::api {

/// What a parameter's value comes to on a class of so many bytes of memory: a number, or one of AWS's formulas, such as
/// `LEAST({DBInstanceClassMemory/9531392},5000)` (also GREATEST, SUM, {DBInstanceClassMemory*3/4}, and in braces log,
/// to the base 2). None: it is something else. Rounded down. Amazon RDS User Guide, "Specifying DB parameters".
[[nodiscard]] std::optional<std::int64_t> value_of_formula(std::string_view text, double memory);

}  // namespace wt::rds::api
