#pragma once
#include "gateway/api/catalogue.hpp"
#include "gateway/config.hpp"
#include "gateway/surroundings.hpp"
#include "gateway/usage_plans.hpp"

namespace wt::gateway::api {

/// What a stage has around it; all of it outlives what is made of the stage.
struct Around {
    Surroundings& surroundings;
    UsagePlans& plans;
};
/// What a stage says to traffic: its deployment's methods, with the stage's settings and variables.
[[nodiscard]] RestApiConfig compile(const Api& api, const Stage& stage, const Around& around);
[[nodiscard]] UsagePlans::Key compile(const ApiKey& key);
[[nodiscard]] UsagePlans::Plan compile(const UsagePlan& plan);

}  // namespace wt::gateway::api
