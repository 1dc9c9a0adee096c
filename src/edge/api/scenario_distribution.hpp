#pragma once
#include <string>

#include "edge/api/catalogue.hpp"
#include "edge/config.hpp"

namespace wt::edge::api {

/// What is known of a component of the scenario beside its configuration.
struct ScenarioDistribution {
    std::string component;
    std::string id;
    std::string domain;
    std::string account;
    Instant created;
};
/// A component as CloudFront's API tells of it: with the settings that behaviours had before there were policies, and
/// origins by the names of components.
[[nodiscard]] DistributionRecord record_of(const ScenarioDistribution& about, const edge::DistributionConfig& config);

}  // namespace wt::edge::api
