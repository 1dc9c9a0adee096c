#pragma once
#include <string_view>

#include "aws/error.hpp"

/// IAM's errors. API Reference, "Common Errors" and those of the operations; sentences as IAM was seen to answer.
namespace wt::iam::api::errors {

inline constexpr aws::ErrorRow access_denied{"AccessDenied", 403, "Policy is outside your own account."};
inline constexpr aws::ErrorRow delete_conflict{"DeleteConflict", 409,
                                               "Cannot delete entity, must remove referenced objects first."};
inline constexpr aws::ErrorRow exists{"EntityAlreadyExists", 409, "The entity already exists."};
inline constexpr aws::ErrorRow invalid_input{"InvalidInput", 400, "The input is not valid."};
inline constexpr aws::ErrorRow limit_exceeded{"LimitExceeded", 409, "A limit is exceeded."};
inline constexpr aws::ErrorRow no_such_entity{"NoSuchEntity", 404, "The entity cannot be found."};
inline constexpr aws::ErrorRow unmodifiable{"UnmodifiableEntity", 400, "The entity cannot be modified."};
inline constexpr aws::ErrorRow validation{"ValidationError", 400, "The input is not valid."};
inline constexpr aws::ErrorRow unwritten{"NotImplemented", 501, "Not implemented."};

}  // namespace wt::iam::api::errors
