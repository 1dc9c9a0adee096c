#pragma once
#include "aws/error.hpp"

/// CloudWatch Logs' errors; all are the caller's and have the status 400, but the last.
namespace wt::logs::errors {

inline constexpr aws::ErrorRow invalid_parameter{"InvalidParameterException", 400, "A parameter is not valid."};
inline constexpr aws::ErrorRow group_exists{"ResourceAlreadyExistsException", 400,
                                            "The specified log group already exists"};
inline constexpr aws::ErrorRow stream_exists{"ResourceAlreadyExistsException", 400,
                                             "The specified log stream already exists"};
inline constexpr aws::ErrorRow no_group{"ResourceNotFoundException", 400, "The specified log group does not exist."};
inline constexpr aws::ErrorRow no_stream{"ResourceNotFoundException", 400, "The specified log stream does not exist."};
inline constexpr aws::ErrorRow limit_exceeded{"LimitExceededException", 400, "Resource limit exceeded."};
inline constexpr aws::ErrorRow too_many_tags{"TooManyTagsException", 400, "A resource can have no more than 50 tags."};
inline constexpr aws::ErrorRow validation{"ValidationException", 400, "The request is not valid."};
inline constexpr aws::ErrorRow not_readable{"SerializationException", 400, "The request body does not read."};
inline constexpr aws::ErrorRow unknown_operation{"UnknownOperationException", 400, "There is no such operation."};
inline constexpr aws::ErrorRow unavailable{"ServiceUnavailableException", 503,
                                           "The service cannot complete the request."};

}  // namespace wt::logs::errors
