#pragma once
#include <optional>
#include <string>

#include "base/context.hpp"
#include "lambda/profile.hpp"
#include "lambda/runtime.hpp"

namespace wt::lambda {

/// Plays recorded invocations in a program's stead: each takes as long, and answers as much, as one that is drawn from
/// those of its route. The first one of an environment is drawn from those that were first. What an answer says is
/// not recorded, nor which other services were called: their time is in the invocation's.
class ProfileRuntime final : public Runtime {
public:
    /// `draws` outlives it: the function's stream of chance for its work.
    ProfileRuntime(const Context& context, ProfileRef profile, Random& draws);

    [[nodiscard]] Task<std::optional<http::Response>> initialise(Environment& environment) override;
    [[nodiscard]] Task<http::Response> execute(Environment& environment, http::Request&& request) override;
    void reset(Environment& environment) override { environment.sandbox.reset(); }

private:
    struct Route {
        std::vector<const Profile::Invocation*> first;
        std::vector<const Profile::Invocation*> later;
    };
    [[nodiscard]] const Route* route_for(std::string_view name) const;

    Context context_;
    ProfileRef profile_;
    std::map<std::string, Route, std::less<>> routes_;
    Random& draws_;
};

}  // namespace wt::lambda
