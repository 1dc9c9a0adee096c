#pragma once
#include <string>

#include "aws/error.hpp"
#include "parameters/ssm_shapes.hpp"

namespace wt::parameters {

/// What the model does not have of the Parameter Store's errors.
inline constexpr aws::ErrorRow validation_row{"ValidationException", 400, ""};
inline constexpr aws::ErrorRow access_denied{"AccessDeniedException", 400, ""};
inline constexpr aws::ErrorRow unwritten{"NotImplemented", 501, ""};

[[nodiscard]] inline aws::Error validation(std::string text) { return {validation_row, std::move(text)}; }

}  // namespace wt::parameters
