#pragma once
#include <memory>
#include <string>

#include "gateway/api/catalogue.hpp"
#include "gateway/config.hpp"

namespace wt::gateway::api {

/// What is known of a component of the scenario beside its configuration.
struct ScenarioApi {
    std::string component;
    std::string id;  // in its address
    aws::AccountRegion place;
    std::string pool;  // the id of the user pool behind its authorizer
    Instant created;
};
/// A component as API Gateway's API tells of it: its routes as resources and methods, its stage and its authorizer.
[[nodiscard]] std::unique_ptr<Api> api_of(const ScenarioApi& about, const RestApiConfig& config);

}  // namespace wt::gateway::api
