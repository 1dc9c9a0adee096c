#pragma once
#include <string>
#include <utility>

#include "aws/error.hpp"
#include "secrets/secretsmanager_shapes.hpp"

namespace wt::secrets {

/// In no list of errors of the model.
inline constexpr aws::ErrorRow access_denied{"AccessDeniedException", 400, "Access to KMS is not allowed"};
inline constexpr aws::ErrorRow validation_error{"ValidationException", 400, "The request is not valid."};

[[nodiscard]] inline aws::Error invalid_request(std::string text) {
    return aws::Error(secretsmanager_errors::invalid_request, std::move(text));
}
[[nodiscard]] inline aws::Error invalid_parameter(std::string text) {
    return aws::Error(secretsmanager_errors::invalid_parameter, std::move(text));
}
[[nodiscard]] inline aws::Error not_found(std::string text) {
    return aws::Error(secretsmanager_errors::resource_not_found, std::move(text));
}
[[nodiscard]] inline aws::Error exists(std::string text) {
    return aws::Error(secretsmanager_errors::resource_exists, std::move(text));
}
[[nodiscard]] inline aws::Error not_here(std::string_view what) {
    return invalid_request("Windtunnel does not implement " + std::string(what) + " yet.");
}

}  // namespace wt::secrets
