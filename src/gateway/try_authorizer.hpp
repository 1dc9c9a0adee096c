#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "base/context.hpp"
#include "gateway/decision.hpp"
#include "gateway/deployed.hpp"
#include "http/tier.hpp"

namespace wt::gateway {

/// What an authorizer of a deployed stage says of a request, without a method that it guards.
struct Tried {
    Decision decision;
    std::string returned;                            // by a function
    std::map<std::string, std::string> claims = {};  // of a token
    std::string function = {};                       // that was asked: its ARN
};

struct TriedOut {
    const Deployed& stage;
    const std::string& stage_name;
    const std::string& authorizer;  // its id
};
/// Asks it. `at` finds functions; all outlive the task.
[[nodiscard]] Task<Tried> try_authorizer(const Context& context, TriedOut what,
                                         const std::function<http::Hop&(std::string_view)>& at, http::Request request);

}  // namespace wt::gateway
