#pragma once
#include <string_view>

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
/// The same of a request that may be part of a trace already: what its client said, if that names a trace, else a new
/// one. At most 256 characters are taken over (X-Ray Developer Guide, "Tracing header").
[[nodiscard]] Text trace_id(Random& random, Instant now, std::string_view said);
/// The trace that a header names, "1-TIME-ID" with 8 and 24 hexadecimal digits; empty: none.
[[nodiscard]] std::string_view trace_root(std::string_view header);

}  // namespace wt::http
