#pragma once
#include "base/random.hpp"
#include "base/text.hpp"
#include "base/time.hpp"

namespace wt::http {

/// The opaque names that AWS puts on answers, drawn from a stream, in AWS's shapes.
[[nodiscard]] Text request_id(Random& random);             // a UUID: x-amzn-RequestId
[[nodiscard]] Text extended_request_id(Random& random);    // 15 characters and '=': x-amz-apigw-id
[[nodiscard]] Text cloudfront_id(Random& random);          // 54 characters and "==": X-Amz-Cf-Id
[[nodiscard]] Text s3_request_id(Random& random);          // 16 of A-Z and 0-9: x-amz-request-id
[[nodiscard]] Text s3_host_id(Random& random);             // 76 characters of base64: x-amz-id-2
[[nodiscard]] Text trace_id(Random& random, Instant now);  // "Root=1-TIME-ID;Sampled=0": X-Amzn-Trace-Id

}  // namespace wt::http
