#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/metrics.hpp"
#include "bill/bill.hpp"
#include "scenario/scenario.hpp"
#include "scenario/traffic.hpp"
#include "stack/stack.hpp"

namespace wt::scenario {

/// What `load` of traffic costs by the scenario's prices. Reads the meters that the components keep anyway, by AWS's
/// rules of what is charged.
[[nodiscard]] bill::Bill write_bill(const Scenario& scenario, const stack::Stack& stack, Metrics& metrics,
                                    const Traffic& traffic, Duration load, Instant now);

/// Of a counter, all labels together.
[[nodiscard]] std::uint64_t counted(Metrics& metrics, const std::string& name);

/// Of "cost.total", "cost.month", "cost.per_million" and "cost.COMPONENT" what follows the dot.
[[nodiscard]] std::optional<std::string_view> cost_asked_for(const Selector& metric);
/// What is wrong with an expectation on a cost, each in a sentence.
[[nodiscard]] std::vector<std::string> wrong_with_cost(const Slo& slo, const stack::Architecture& architecture);
/// In dollars; none where there is nothing to say.
[[nodiscard]] std::optional<double> dollars_of(const bill::Bill& bill, std::string_view asked_for);

/// What each component costs in the run, in the order of the bill.
[[nodiscard]] std::vector<std::pair<std::string, bill::Amount>> by_component(const bill::Bill& bill);
/// What a part of the run's bill is of a million requests; empty when there were none.
[[nodiscard]] std::string million_text(const bill::Bill& bill, bill::Amount part);

/// The bill as a table, with what a million requests and a month at this rate cost.
[[nodiscard]] std::string bill_text(const bill::Bill& bill);

/// How much of it was used: "60,813 requests".
[[nodiscard]] std::string quantity_text(const bill::Line& line);

/// "without api's cache: +0.12 USD, +212.00 USD a month (1,234 requests more behind it)"
[[nodiscard]] std::string saving_text(const bill::Saving& saving);

/// How savings are reckoned, in a sentence.
inline constexpr std::string_view savings_method =
    "What a guard saves is estimated: what it kept away is like what came through, caches behind it fill in proportion "
    "to their time to live, nothing more is throttled; what the guard itself costs is taken off.";
/// What AWS charges for and this bill does not, in sentences; empty when there is nothing.
[[nodiscard]] std::string missing_text(const bill::Bill& bill);

/// "0.42 USD", "1,234.57 USD", "0.000031 USD": cents where there are any, else two significant digits.
[[nodiscard]] std::string format_dollars(double dollars);

}  // namespace wt::scenario
