#pragma once
#include <vector>

#include "stack/aws_metrics.hpp"
#include "storage/cache/api/catalogue.hpp"

namespace wt::cloud {

/// What ElastiCache publishes of each node of the caches that are there now, the scenario's and the API's. All replicas
/// of a group without cluster mode are one node behind, so its first has their clients; hits and misses count at the
/// primary. ElastiCache User Guide, "Metrics for Valkey and Redis OSS", "Serverless metrics and events for Valkey and
/// Redis OSS"; the catalogue outlives the rows.
[[nodiscard]] std::vector<stack::MetricRow> cache_rows(cache::api::Catalogue& catalogue);

}  // namespace wt::cloud
