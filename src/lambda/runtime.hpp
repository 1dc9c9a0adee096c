#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/context.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "http/message.hpp"
#include "lambda/concurrency_pool.hpp"
#include "lambda/config.hpp"

namespace wt::lambda {

/// Runs a function's code in its environments: handlers as data, or processes. One for each configuration; told about
/// one environment by one task at a time. Any of its tasks may be cancelled: then reset() follows.
class Runtime {
public:
    Runtime() = default;
    Runtime(const Runtime&) = delete;
    Runtime& operator=(const Runtime&) = delete;
    virtual ~Runtime() = default;

    /// What INIT does beside the time that the configuration gives it. None when the environment is ready, else the
    /// function error that an invocation ends in.
    [[nodiscard]] virtual Task<std::optional<http::Response>> initialise(Environment& environment) = 0;
    /// One invocation, in an environment that is ready. Where what ran in it is gone afterwards, it says so by
    /// Environment::initialised.
    [[nodiscard]] virtual Task<http::Response> execute(Environment& environment, http::Request&& request) = 0;
    /// What the environment had open or running is gone; INIT follows. Its files in /tmp stay.
    virtual void reset(Environment& environment) = 0;
    /// The code is another than when it was last asked, because somebody works on it: new environments are needed.
    [[nodiscard]] virtual bool changed() { return false; }
};

/// What whoever wants to run user code hears where nobody can.
inline constexpr std::string_view no_user_code =
    "user code does not run here: it was switched off, or there is no real time for a program";

/// Makes runtimes of user code: the capability to run programs, where somebody has it.
class RuntimeMaker {
public:
    RuntimeMaker() = default;
    RuntimeMaker(const RuntimeMaker&) = delete;
    RuntimeMaker& operator=(const RuntimeMaker&) = delete;
    virtual ~RuntimeMaker() = default;

    /// Why code like this does not run here, in a sentence; none: it does.
    [[nodiscard]] virtual std::optional<Error> refuses(const UserCode& code) const = 0;
    /// `config.code` is there, and was not refused.
    [[nodiscard]] virtual std::unique_ptr<Runtime> make(const Context& context, const std::string& function,
                                                        const FunctionConfig& config) = 0;
    /// An event failed in a function, with this payload: nobody waits who would hear of it.
    virtual void tell_of_failed_event(const std::string& /*function*/, std::string_view /*payload*/) {}
};

}  // namespace wt::lambda
