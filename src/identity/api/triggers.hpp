#pragma once
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/task.hpp"

namespace wt::identity {

/// The functions that a pool asks (Lambda triggers).
class Triggers {
public:
    Triggers() = default;
    Triggers(const Triggers&) = delete;
    Triggers& operator=(const Triggers&) = delete;
    virtual ~Triggers() = default;

    struct Failure {
        enum class Kind { threw, throttled, unreachable };
        Kind kind;
        std::string message;  // of what the function threw
    };
    /// The function's answer to an event, both JSON. Waits for as long as Cognito does.
    [[nodiscard]] virtual Task<Result<std::string, Failure>> ask(std::string function, std::string event) = 0;
};

}  // namespace wt::identity
