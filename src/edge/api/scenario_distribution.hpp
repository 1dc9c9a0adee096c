#pragma once
#include <map>
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
    std::string web_acl;  // ARN; empty: none
    /// Where an origin is found that is a component: its domain, and the path there.
    struct Place {
        std::string domain;
        std::string path;
    };
    std::map<std::string, Place> origins;
};
/// A component as CloudFront's API tells of it: with the settings that behaviours had before there were policies;
/// an origin's id is its component's name.
[[nodiscard]] DistributionRecord record_of(const ScenarioDistribution& about, const edge::DistributionConfig& config);

}  // namespace wt::edge::api
