#pragma once
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace wt::aws {

/// What a request of signature version 2 signs (S3 Developer Guide, "Signing and Authenticating REST Requests"): boto3
/// still presigns so by default in the regions that had it. `date` is the moment in seconds since 1970 at which a
/// presigned one expires; with an Authorization header the Date field, empty when there is an x-amz-date. `bucket` is
/// the one that the Host names, if it does. Fields that the query carries instead of a header (Content-MD5,
/// Content-Type, x-amz-...) count as headers.
[[nodiscard]] std::string string_to_sign_v2(const http::Request& request, std::string_view date,
                                            std::string_view bucket);

}  // namespace wt::aws
