#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/gate.hpp"
#include "base/literals.hpp"

namespace wt::lambda {

/// What a native handler asks of a backend.
enum class Operation : std::uint8_t { get, set, del, select, insert, update, remove, apply, put };

/// One step of a native handler.
struct Call {
    std::string to;  // the backend's name in the scenario
    Operation operation = Operation::get;
    /// Only when the last `get` of this invocation found nothing.
    bool on_miss = false;
    /// The size of a record that is put; what the request's body lacks is filled up. Zero: as it is.
    Bytes bytes{0};
    Duration timeout = 2s;
    int max_retries = 0;
    Duration backoff_base = 100ms;  // full jitter: uniform in [0, min(cap, base * 2^attempt))
    Duration backoff_cap = 2s;
};

/// A function written as data, run by the in-process runtime in both clocks.
struct NativeHandler {
    std::string route;  // "GET /items/{id}", or "*" for every other
    Latency work;       // the function's own computing
    std::vector<Call> calls;
};

/// Defaults: Lambda Developer Guide, "Lambda quotas".
struct FunctionConfig {
    Bytes memory{128 * 1024 * 1024};
    Duration timeout = 3s;
    std::optional<std::uint64_t> reserved;  // reserved concurrency; none: shares the account's
    Duration idle_ttl = 10min;              // Assumed: AWS documents no figure; measured about 10 min
    Latency init;                           // the INIT phase of a cold start
    Latency platform;                       // placement and download before it
    std::vector<NativeHandler> handlers;
};

struct AccountConfig {
    std::uint64_t concurrency = 1000;
};

}  // namespace wt::lambda
