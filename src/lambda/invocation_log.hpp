#pragma once
#include <cstdint>
#include <memory>
#include <string_view>

#include "base/literals.hpp"

namespace wt::lambda {

/// What an invocation came to.
struct InvocationReport {
    std::string_view request_id;
    Instant begun;
    Instant ended;
    Duration init{0};  // of the INIT phase before it; zero when the environment was warm
    std::uint64_t billed_ms = 0;
    Bytes memory{0};      // what the function may use
    Duration timeout{0};  // what ended it; zero when it ended by itself
    /// A function error's JSON, errorType and errorMessage; empty when there was none.
    std::string_view error;
};

/// Writes down what happens in one environment. Goes with it.
class EnvironmentLog {
public:
    EnvironmentLog() = default;
    EnvironmentLog(const EnvironmentLog&) = delete;
    EnvironmentLog& operator=(const EnvironmentLog&) = delete;
    virtual ~EnvironmentLog() = default;
    virtual void started(std::string_view request_id, Instant at) = 0;
    virtual void ended(const InvocationReport& report) = 0;
};

/// Whoever listens to invocations. Outlives the functions, or is taken away from them before (Function::watch).
class InvocationLog {
public:
    InvocationLog() = default;
    InvocationLog(const InvocationLog&) = delete;
    InvocationLog& operator=(const InvocationLog&) = delete;
    virtual ~InvocationLog() = default;
    /// For an environment that runs for the first time.
    [[nodiscard]] virtual std::unique_ptr<EnvironmentLog> open(std::string_view function, Instant now) = 0;
};

}  // namespace wt::lambda
