#pragma once
#include <string>
#include <string_view>

#include "gateway/api/apigateway_shapes.hpp"

namespace wt::gateway::api {

/// Settings of methods have paths of their own in a stage's patches: "/~1pets/GET/throttling/rateLimit" is
/// "/methodSettings/~01pets~1GET/throttlingRateLimit", so that the map's key is "~1pets/GET", and "/~1pets/GET" is the
/// whole setting. Any other path stays as it is.
[[nodiscard]] std::string method_setting_path(std::string_view path);

/// What a setting is where nothing was said of it. API Gateway API Reference, "MethodSetting".
void complete(MethodSetting& setting);

/// The route that a key of a stage's settings means: "GET /pets" of "~1pets/GET" or "pets/GET"; "* *" for all.
[[nodiscard]] std::string route_of_setting(std::string_view key);

}  // namespace wt::gateway::api
