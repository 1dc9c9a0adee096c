#pragma once
#include <vector>

#include "base/metrics.hpp"
#include "bill/bill.hpp"
#include "scenario/scenario.hpp"
#include "scenario/traffic.hpp"
#include "stack/architecture.hpp"

namespace wt::scenario {

/// What each guard on the way (the firewall's rules, caches, limits) saved, in the order in which requests meet them;
/// one that kept nothing away is left out. An estimate, by the run's own counters, of what the bill would be without
/// it:
/// - What it kept away is like what came through: it costs as much, and is answered with as many bytes.
/// - A cache behind it that keeps answers at least as long as the guard would have answered the same requests. One that
///   is asked more often for all its keys answers a larger share: of requests that come at random to one key, x/(1 + x)
///   where x come in a time to live.
/// - Calls behind a cache cost what they cost on average, and nothing more is throttled.
/// - What it would have been more is charged after all that was, by the month's tiers and what is free of it.
/// - What the guard itself costs (the cache's hours, the firewall's rules and requests) is taken off.
[[nodiscard]] std::vector<bill::Saving> savings_of(const bill::Bill& bill, const CostSettings& settings,
                                                   const stack::Architecture& architecture, Metrics& metrics,
                                                   const Traffic& traffic);

}  // namespace wt::scenario
