#pragma once
#include <string>

#include "base/metrics.hpp"

namespace wt::front {

/// Every metric in Prometheus' text format 0.0.4. "edge.hit.ratio" is called windtunnel_edge_hit_ratio; counters end
/// in _total, and durations, in seconds, are summaries with the quantiles 0.5, 0.9, 0.99 and 0.999.
[[nodiscard]] std::string prometheus_text(const Metrics& metrics);

/// The name that a metric has there, without a suffix: letters, digits and '_'.
[[nodiscard]] std::string prometheus_name(std::string_view name);

}  // namespace wt::front
