#pragma once
#include <map>
#include <string>
#include <string_view>

#include "gateway/api/catalogue.hpp"
#include "gateway/config.hpp"
#include "gateway/deployed.hpp"
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
/// The same of a stage's canary, which has a deployment and variables of its own.
[[nodiscard]] RestApiConfig compile_canary(const Api& api, const Stage& stage, const Around& around);
/// One method of an API as it is written down, for whoever tries it out: nobody is asked who calls.
struct Trial {
    std::string resource;  // its id
    std::string method;
    std::map<std::string, std::string> variables;
};
inline constexpr std::string_view trial_stage = "test-invoke-stage";
[[nodiscard]] RestApiConfig compile(const Api& api, const Trial& trial, const Around& around);
/// The API's authorizers as they are written down, for whoever tries one out.
[[nodiscard]] Deployed compile_authorizers(const Api& api, const Mapping& variables, const Around& around);
[[nodiscard]] UsagePlans::Key compile(const ApiKey& key);
[[nodiscard]] UsagePlans::Plan compile(const UsagePlan& plan);
[[nodiscard]] UsagePlans::Use compile(const KeyUse& use);
/// The same back.
[[nodiscard]] KeyUse written(const std::string& plan, const std::string& key, const UsagePlans::Use& use);

}  // namespace wt::gateway::api
