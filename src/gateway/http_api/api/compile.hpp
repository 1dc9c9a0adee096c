#pragma once
#include <string>

#include "gateway/http_api/api/catalogue.hpp"
#include "gateway/http_api/config.hpp"

namespace wt::gateway::http_api::api {

/// What a stage says to traffic: its deployment's routes, with the stage's settings and variables; no route where it
/// has no deployment. `surroundings` outlive what is made of it.
[[nodiscard]] HttpApiConfig compile(const ApiRecord& api, const Stage& stage, Surroundings& surroundings);

/// "SQS-SendMessage" and its neighbours: what AWS does behind a route without a function.
[[nodiscard]] bool is_integration_subtype(std::string_view name);

}  // namespace wt::gateway::http_api::api
