#pragma once
#include "gateway/api/api_gateway.hpp"

namespace wt::gateway::api {

/// What AWS says of a part that is not there.
[[nodiscard]] inline std::string missing_text(aws::Tag<Model> /*of*/, const std::string& id) {
    return "Invalid model name specified: " + id;
}
[[nodiscard]] inline std::string missing_text(aws::Tag<RequestValidator> /*of*/, const std::string& /*id*/) {
    return "Invalid Request Validator identifier specified";
}
[[nodiscard]] inline std::string missing_text(aws::Tag<AuthorizerDetail> /*of*/, const std::string& /*id*/) {
    return "Invalid Authorizer identifier specified";
}
[[nodiscard]] inline std::string missing_text(aws::Tag<DeploymentEntry> /*of*/, const std::string& /*id*/) {
    return "Invalid Deployment identifier specified";
}
[[nodiscard]] inline std::string missing_text(aws::Tag<Stage> /*of*/, const std::string& /*id*/) {
    return "Invalid stage identifier specified";
}

template <class T>
aws::Outcome<ApiGateway::PartFound<T>> ApiGateway::find_part(const aws::Call& call, const std::string& api_id,
                                                             const std::string& id) {
    const auto found = find_api(call, api_id);
    if (!found.ok()) return found.error();
    T* const there = catalogue_.find<T>(**found, id);
    if (there == nullptr) return not_found(missing_text(aws::Tag<T>{}, id));
    return PartFound<T>{*found, there};
}

template <class Input>
aws::Outcome<ApiGateway::MethodFound> ApiGateway::find_method(const aws::Call& call, const Input& input) {
    const auto found = find_resource(call, input.rest_api_id, input.resource_id);
    if (!found.ok()) return found.error();
    auto& methods = found->resource->resource_methods;
    const auto there = methods ? methods->find(input.http_method) : std::map<std::string, Method>::iterator();
    if (!methods || there == methods->end()) return not_found("Invalid Method identifier specified");
    return MethodFound{found->api, found->resource, &there->second};
}

}  // namespace wt::gateway::api
