#pragma once
#include <string>

#include "gateway/http_api/api/catalogue.hpp"
#include "gateway/http_api/config.hpp"

namespace wt::gateway::http_api::api {

/// What a stage says to traffic: its deployment's routes, with the stage's settings and variables; no route where it
/// has no deployment. `surroundings` outlive what is made of it.
[[nodiscard]] HttpApiConfig compile(const ApiRecord& api, const Stage& stage, Surroundings& surroundings);

}  // namespace wt::gateway::http_api::api
