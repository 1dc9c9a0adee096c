#pragma once
#include <optional>

#include "aws/error.hpp"
#include "aws/service.hpp"

namespace wt::aws {

/// How many times as large as the service's largest body a compressed one may get. Assumed: AWS says how large it may
/// be on the wire (PutMetricData: 1 MB), not how large it may be then.
inline constexpr std::size_t most_unpacked = 4;

/// Takes gzip off a body whose Content-Encoding says so, as SDKs put it on where a model allows it (Smithy,
/// "requestCompression"). The service's error for what is not gzip, or would be too large. S3 keeps bodies as they
/// come.
[[nodiscard]] std::optional<Error> unpack(Call& call, const ServiceModel& model);

}  // namespace wt::aws
