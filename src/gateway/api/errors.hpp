#pragma once
#include <string>
#include <utility>

#include "gateway/api/apigateway_shapes.hpp"

namespace wt::gateway::api {

[[nodiscard]] inline aws::Error bad_request(std::string why) {
    return {apigateway_errors::bad_request, std::move(why)};
}
[[nodiscard]] inline aws::Error not_found(std::string why) { return {apigateway_errors::not_found, std::move(why)}; }
[[nodiscard]] inline aws::Error conflict(std::string why) { return {apigateway_errors::conflict, std::move(why)}; }

/// What AWS has, and Windtunnel has not.
[[nodiscard]] inline aws::Error unwritten(std::string what) {
    static constexpr aws::ErrorRow row{"NotImplemented", 501, ""};
    return {row, "Windtunnel does not implement " + std::move(what) + " yet."};
}

}  // namespace wt::gateway::api
