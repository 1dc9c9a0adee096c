#pragma once
#include <string>

#include "base/text.hpp"

namespace wt::gateway {

/// What a deployed stage asks of the account around it; whoever wires the account knows the answers.
class Surroundings {
public:
    Surroundings() = default;
    Surroundings(const Surroundings&) = delete;
    Surroundings& operator=(const Surroundings&) = delete;
    virtual ~Surroundings() = default;

    /// An invocation of a function on behalf of a method or an authorizer.
    struct Delegation {
        std::string function;  // its ARN, with a qualifier or without
        std::string source;    // the ARN of what invokes it
        std::string account;   // whose API it is
        std::string role;      // whose permissions count; empty: the function's own policy decides
    };
    /// False also when there is no such function.
    [[nodiscard]] virtual bool may_invoke(const Delegation& delegation) const = 0;
    /// Puts an event into the queue of a function that may be invoked.
    virtual void enqueue(const std::string& function, Text event) = 0;
};

}  // namespace wt::gateway
