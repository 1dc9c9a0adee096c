#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/distribution.hpp"
#include "base/result.hpp"

namespace wt::scenario {

/// The law of `empirical(NAME)`: "builtin:lambda-perf/RUNTIME-PACKAGE-ARCHITECTURE", measured INIT times of AWS Lambda.
[[nodiscard]] Result<Distribution> empirical_law(std::string_view name);

/// Every name that empirical_law knows, without "builtin:".
[[nodiscard]] std::vector<std::string> builtin_law_names();

/// Rows of runtime,package,architecture,samples and quantiles, with a heading.
extern const std::string_view lambda_init_quantiles;

}  // namespace wt::scenario
