#pragma once
#include <vector>

#include "base/metrics.hpp"
#include "bill/bill.hpp"
#include "stack/architecture.hpp"

namespace wt::scenario {

/// What firewalls, caches and limits saved: the requests that each kept away, at what a request cost on average that it
/// let through, behind it. What stands there anyway is no part of that, nor what the guard costs itself. Of a chain of
/// guards each is told alone: without one, the next may keep away what it did. Behind several APIs an average over all
/// their functions counts.
[[nodiscard]] std::vector<bill::Saving> savings_of(const bill::Bill& bill, const stack::Architecture& architecture,
                                                   Metrics& metrics);

}  // namespace wt::scenario
