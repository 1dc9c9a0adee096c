#pragma once
#include <string>

#include "aws/error.hpp"

/// CloudFormation's errors: AWS CloudFormation API Reference, "Common Errors" and those of each operation.
namespace wt::cloudformation {

inline constexpr aws::ErrorRow validation_row{"ValidationError", 400, ""};
inline constexpr aws::ErrorRow already_exists{"AlreadyExistsException", 400, ""};
inline constexpr aws::ErrorRow token_already_exists{"TokenAlreadyExistsException", 400,
                                                    "A client request token already exists."};
inline constexpr aws::ErrorRow insufficient_capabilities{"InsufficientCapabilitiesException", 400, ""};
inline constexpr aws::ErrorRow no_change_set{"ChangeSetNotFound", 404, ""};
inline constexpr aws::ErrorRow invalid_change_set_status{"InvalidChangeSetStatus", 400, ""};
inline constexpr aws::ErrorRow no_type{"TypeNotFoundException", 404, ""};
inline constexpr aws::ErrorRow unavailable_row{"InternalFailure", 500, "The request could not be stored."};
inline constexpr aws::ErrorRow unwritten_row{"NotImplemented", 501, ""};

[[nodiscard]] inline aws::Error invalid(std::string text) { return {validation_row, std::move(text)}; }

}  // namespace wt::cloudformation
