#pragma once
#include <optional>

#include "cloud/service_calls.hpp"
#include "identity/sync/sync.hpp"

namespace wt::cloud {

/// A record into a Kinesis stream, by the role that is said; why it did not get there. `calls` outlives the task.
[[nodiscard]] Task<std::optional<Error>> put_record(ServiceCalls& calls, identity::sync::Sync::StreamPut put);

}  // namespace wt::cloud
