#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/literals.hpp"

namespace wt::lambda {

struct FunctionConfig;

/// What an invocation came to.
struct InvocationReport {
    std::string_view request_id;
    Instant begun;
    Instant ended;
    Duration init{0};  // of the INIT phase before it; zero when the environment was warm
    std::uint64_t billed_ms = 0;
    Bytes memory{0};          // what the function may use
    Bytes memory_used{0};     // at most, until now; zero where nobody knows
    bool exited = false;      // the program ended, and did not answer
    Duration timeout{0};      // what ended it; zero when it ended by itself
    std::string_view route;   // of the API; empty where it came by none, and of handlers as data
    std::string_view answer;  // what the function returned
    /// A function error's JSON, errorType and errorMessage; empty when there was none.
    std::string_view error;
};

/// An INIT phase that did not come to its end.
struct InitReport {
    Duration took{0};
    Instant ended;
    bool in_invocation = false;  // it ran again there
    bool late = false;           // it took too long; else it failed
    std::string_view error;      // then, as InvocationReport's
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

    // Of environments that run user code.
    /// INIT begins.
    virtual void initialising(Instant /*at*/) {}
    virtual void init_failed(const InitReport& /*report*/) {}
    /// What the code wrote: a line, or what it took for one.
    virtual void said(std::string_view /*line*/, Instant /*at*/) {}
    /// The last 4 KB since the invocation began, for a caller who wants to see them.
    [[nodiscard]] virtual std::string tail() const { return {}; }
    /// The name under which this is found; empty: nowhere.
    [[nodiscard]] virtual std::string_view stream() const { return {}; }
};

/// Whoever listens to invocations. Outlives the functions, or is taken away from them before (Function::watch).
class InvocationLog {
public:
    InvocationLog() = default;
    InvocationLog(const InvocationLog&) = delete;
    InvocationLog& operator=(const InvocationLog&) = delete;
    virtual ~InvocationLog() = default;
    /// For an environment that runs for the first time.
    [[nodiscard]] virtual std::unique_ptr<EnvironmentLog> open(std::string_view function, const FunctionConfig& config,
                                                               Instant now) = 0;
};

}  // namespace wt::lambda
