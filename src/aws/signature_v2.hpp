#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace wt::aws {

/// What a presigned request of signature version 2 signs (S3 Developer Guide, "Signing and Authenticating REST
/// Requests"): boto3 still presigns so by default in the regions that had it. `expires` is in seconds since 1970;
/// `bucket` is the one that the Host names, if it does. Fields that the query carries instead of a header
/// (Content-MD5, Content-Type, x-amz-...) count as headers.
[[nodiscard]] std::string string_to_sign_v2(const http::Request& request, std::int64_t expires,
                                            std::string_view bucket);

}  // namespace wt::aws
