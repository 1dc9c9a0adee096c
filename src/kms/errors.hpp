#pragma once
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "aws/error.hpp"
#include "kms/kms_shapes.hpp"

namespace wt::kms {

/// In no list of errors of the model.
inline constexpr aws::ErrorRow validation_row{"ValidationException", 400, "The request is not valid."};
inline constexpr aws::ErrorRow not_authorized_row{"NotAuthorizedException", 400, ""};

[[nodiscard]] inline aws::Error invalid(std::string text) { return aws::Error(validation_row, std::move(text)); }
[[nodiscard]] inline aws::Error not_found(std::string text) {
    return aws::Error(kms_errors::not_found, std::move(text));
}
[[nodiscard]] inline aws::Error not_here(std::string_view what) {
    return aws::Error(kms_errors::unsupported_operation, fmt::format("Windtunnel does not implement {} yet.", what));
}

}  // namespace wt::kms
