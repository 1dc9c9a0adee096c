#pragma once
#include "aws/error.hpp"

/// CloudWatch's errors: the codes of the query protocol. API Reference, "Common Errors" and those of each operation.
namespace wt::cloudwatch {

inline constexpr aws::ErrorRow invalid_value{"InvalidParameterValue", 400, "A parameter is not valid."};
inline constexpr aws::ErrorRow invalid_combination{"InvalidParameterCombination", 400, "Parameters contradict."};
inline constexpr aws::ErrorRow missing_parameter{"MissingParameter", 400, "A parameter is missing."};
inline constexpr aws::ErrorRow validation_error{"ValidationError", 400, "The input is not valid."};
inline constexpr aws::ErrorRow invalid_token{"InvalidNextToken", 400, "The next token specified is invalid."};
inline constexpr aws::ErrorRow limit_exceeded{"LimitExceeded", 400, "A quota is used up."};
inline constexpr aws::ErrorRow invalid_format{"InvalidFormat", 400, "Data was not syntactically valid JSON."};
inline constexpr aws::ErrorRow invalid_input{"InvalidParameterInput", 400, "The dashboard is not valid."};
inline constexpr aws::ErrorRow not_found{"ResourceNotFound", 404, ""};
inline constexpr aws::ErrorRow resource_not_found{"ResourceNotFoundException", 404, "Unknown"};
inline constexpr aws::ErrorRow unavailable{"InternalServiceError", 500, "The request could not be stored."};
inline constexpr aws::ErrorRow malformed_input{"MalformedInput", 400, "The request does not read."};
inline constexpr aws::ErrorRow unknown_action{"InvalidAction", 400, "Could not find operation for version 2010-08-01"};

}  // namespace wt::cloudwatch
