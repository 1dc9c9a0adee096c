#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/choice.hpp"
#include "base/fill_in.hpp"
#include "base/gate.hpp"
#include "base/literals.hpp"
#include "base/result.hpp"
#include "base/size_law.hpp"
#include "lambda/profile.hpp"
#include "lambda/user_code.hpp"

namespace wt::lambda {

/// What a native handler asks of a backend.
enum class Operation : std::uint8_t { get, set, del, select, insert, update, remove, apply, put, call };

/// One step of a native handler.
struct Call {
    std::string to;  // the backend's name in the scenario
    Operation operation = Operation::get;
    /// Only when the last `get` of this invocation found nothing.
    bool on_miss = false;
    /// The size of a record that is put; what the request's body lacks is filled up. Zero: as it is. At most
    /// `largest_record` where the backend does not take padding, else as large as an object may be.
    Bytes bytes{0};
    static constexpr std::uint64_t largest_record = 64 * 1024 * 1024;
    Duration timeout = 2s;
    int max_retries = 0;
    Duration backoff_base = 100ms;  // full jitter: uniform in [0, min(cap, base * 2^attempt))
    Duration backoff_cap = 2s;
    std::optional<SizeLaw> sizes;  // drawn for each call, instead of `bytes`
    FillIn key;                    // whose item it is about, with `${key}` for the request's; empty: that one
    bool operator==(const Call&) const = default;
};

/// What a handler answers, where that is another thing than what its calls found. In texts `${key}` is the item's id.
struct SaidAnswer {
    Choice status;  // numbers; empty: as its calls went
    struct Field {
        std::string name;
        Choice value;
        bool operator==(const Field&) const = default;
    };
    std::vector<Field> headers;
    std::optional<FillIn> body;
    std::optional<SizeLaw> bytes;  // the body is filled up to this; without one, it is JSON with the item's id
    bool operator==(const SaidAnswer&) const = default;
};

/// What a handler always fails at, however often it is tried.
struct Poison {
    std::vector<std::string> keys;
    double share = 0;  // of all keys, always the same ones for a seed
    bool operator==(const Poison&) const = default;
};

/// A function written as data, run by the in-process runtime in both clocks.
struct NativeHandler {
    std::string route;  // "GET /items/{id}", or "*" for every other
    Latency work;       // the function's own time, whatever its memory
    std::vector<Call> calls;
    double errors = 0;     // the share of invocations that end in an exception, after their calls
    double malformed = 0;  // the share whose answer is none that a gateway understands
    Latency cpu = {};      // what it computes with a whole CPU; divided by the share that the memory gives
    std::optional<SaidAnswer> answer = std::nullopt;
    std::optional<Poison> fails = std::nullopt;
    bool operator==(const NativeHandler&) const = default;
};

/// How events are treated that nobody waits for (asynchronous invocation). Defaults: Lambda Developer Guide, "How
/// Lambda handles errors and retries with asynchronous invocation".
struct AsyncConfig {
    int retries = 2;            // after a function error, 0 to 2: after one minute, then after two
    Duration maximum_age = 6h;  // 60 s to 6 h
    std::string on_failure;     // the bucket that gets a record of each event that failed for good; empty: none
    bool operator==(const AsyncConfig&) const = default;
};

/// What a function runs on: Graviton costs less by the GB-second.
enum class Processor : std::uint8_t { x86_64, arm64 };

/// Defaults: Lambda Developer Guide, "Lambda quotas".
struct FunctionConfig {
    Bytes memory{128 * 1024 * 1024};
    Duration timeout = 3s;
    std::optional<std::uint64_t> reserved;  // reserved concurrency; none: shares the account's
    std::uint64_t provisioned = 0;          // environments that are always initialised; counts as reserved
    Duration idle_ttl = 10min;              // Assumed: AWS documents no figure; measured about 10 min
    Latency init;                           // the INIT phase of a cold start
    Latency platform;                       // placement and download before it
    /// What the first run in an environment takes longer than others with a whole CPU; with less memory than 1,769 MB
    /// an environment has that share of one (Lambda Developer Guide, "Configure Lambda function memory").
    Latency first_run;
    AsyncConfig async;
    std::vector<NativeHandler> handlers;
    /// What runs instead of handlers; null: they do. Other code is another pointer.
    std::shared_ptr<const UserCode> code;
    /// What stands for a program: its recorded invocations. Empty: none.
    ProfileRef profile;
    Processor processor = Processor::x86_64;  // for what it costs; how long it works is what it says
    bool operator==(const FunctionConfig&) const = default;
};

/// What of the difference a function cannot take while it runs; none: it takes all.
[[nodiscard]] std::optional<Error> unchangeable(const FunctionConfig& from, const FunctionConfig& to);

/// What a function does on a route, or on any ("*"); null: it is not written as data.
[[nodiscard]] const NativeHandler* handler_of(const FunctionConfig& function, std::string_view route);

/// Of a whole CPU, what an environment with that memory has, at most 1: "At 1,769 MB, a function has the equivalent of
/// one vCPU" (Lambda Developer Guide, "Configure Lambda function memory"). More CPUs do not make one handler faster.
[[nodiscard]] double cpu_share(Bytes memory);

struct AccountConfig {
    std::uint64_t concurrency = 1000;
    static constexpr std::uint64_t most = 10'000'000;  // Assumed: more than AWS raises the quota to
    /// What functions may not reserve (Lambda Developer Guide, "Configuring reserved concurrency").
    static constexpr std::uint64_t least_unreserved = 100;
};

}  // namespace wt::lambda
