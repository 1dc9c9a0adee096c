#pragma once
#include "aws/error.hpp"

/// CloudWatch Logs' errors; all are the caller's and have the status 400, but the last two.
namespace wt::logs::errors {

inline constexpr aws::ErrorRow invalid_parameter{"InvalidParameterException", 400, "A parameter is not valid."};
inline constexpr aws::ErrorRow group_exists{"ResourceAlreadyExistsException", 400,
                                            "The specified log group already exists"};
inline constexpr aws::ErrorRow stream_exists{"ResourceAlreadyExistsException", 400,
                                             "The specified log stream already exists"};
inline constexpr aws::ErrorRow no_group{"ResourceNotFoundException", 400, "The specified log group does not exist."};
inline constexpr aws::ErrorRow no_stream{"ResourceNotFoundException", 400, "The specified log stream does not exist."};
inline constexpr aws::ErrorRow no_metric_filter{"ResourceNotFoundException", 400,
                                                "The specified metric filter does not exist."};
inline constexpr aws::ErrorRow no_subscription{"ResourceNotFoundException", 400,
                                               "The specified subscription filter does not exist."};
/// Assumed: the sentences of these two.
inline constexpr aws::ErrorRow no_query{"ResourceNotFoundException", 400, "The specified query does not exist."};
inline constexpr aws::ErrorRow no_definition{"ResourceNotFoundException", 400,
                                             "The specified query definition does not exist."};
inline constexpr aws::ErrorRow no_policy{"ResourceNotFoundException", 400, "The specified policy does not exist."};
inline constexpr aws::ErrorRow malformed_query{"MalformedQueryException", 400, "The query does not read."};
inline constexpr aws::ErrorRow aborted{"OperationAbortedException", 400,
                                       "Multiple concurrent requests to update the same resource were in conflict."};
inline constexpr aws::ErrorRow limit_exceeded{"LimitExceededException", 400, "Resource limit exceeded."};
inline constexpr aws::ErrorRow too_many_tags{"TooManyTagsException", 400, "A resource can have no more than 50 tags."};
inline constexpr aws::ErrorRow validation{"ValidationException", 400, "The request is not valid."};
inline constexpr aws::ErrorRow access_denied{"AccessDeniedException", 400, "Access denied."};
inline constexpr aws::ErrorRow unwritten{"NotImplemented", 501, "Not implemented."};
inline constexpr aws::ErrorRow unavailable{"ServiceUnavailableException", 503,
                                           "The service cannot complete the request."};

}  // namespace wt::logs::errors
