#pragma once
#include <memory>
#include <string>
#include <vector>

#include "base/context.hpp"
#include "edge/api/catalogue.hpp"
#include "edge/special.hpp"

namespace wt::edge::api {

/// What a distribution's counts of additional metrics begin with.
[[nodiscard]] std::string counts_of(const DistributionRecord& record);
[[nodiscard]] bool is_monitored(const DistributionRecord& record);

/// Counts what CloudFront's additional metrics tell of a distribution. CloudFront Developer Guide, "Turn on additional
/// CloudFront distribution metrics". The statuses that have a rate of their own:
inline constexpr int monitored_statuses[] = {401, 403, 404, 502, 503, 504};
[[nodiscard]] std::shared_ptr<Witness> monitor(const Context& context, const DistributionRecord& record);

/// All of them see; null: there is nobody.
[[nodiscard]] std::shared_ptr<Witness> together(std::vector<std::shared_ptr<Witness>> witnesses);

}  // namespace wt::edge::api
