#pragma once
#include <string_view>

#include "base/result.hpp"
#include "scenario/scenario.hpp"

namespace wt::scenario {

[[nodiscard]] Result<Expectation> parse_expectation(std::string_view text);  // "p(99)<900ms", "rate in 148/s..152/s"
[[nodiscard]] Result<Selector> parse_selector(std::string_view text);        // http.latency{route="GET /items/{id}"}
/// A metric and what must hold of it: "redis.hits > 0", "reader.concurrency max<=100".
[[nodiscard]] Result<std::pair<Selector, Expectation>> parse_condition(std::string_view text);

/// "reads_never_touch(primary)" and the like, into name and arguments; an error that names the nearest when there is no
/// such invariant.
[[nodiscard]] Result<Invariant> parse_invariant(std::string_view text);

}  // namespace wt::scenario
