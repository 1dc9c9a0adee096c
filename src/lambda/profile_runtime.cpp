#include "lambda/profile_runtime.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lambda/function.hpp"
#include "lambda/outcome.hpp"

namespace wt::lambda {

namespace {

/// Its program has run here once.
struct HasRun final : Sandbox {};

/// Of a timeout's recorded error.
constexpr std::string_view timed_out = "Sandbox.Timedout";

/// A JSON text of that many bytes.
[[nodiscard]] Text body_of(std::uint64_t bytes) {
    if (bytes < 2) return bytes == 0 ? Text() : Text("0");
    return Text::make(bytes, [bytes](char* to) {
        *to = '"';
        std::fill_n(to + 1, bytes - 2, 'x');
        to[bytes - 1] = '"';
    });
}

}  // namespace

ProfileRuntime::ProfileRuntime(const Context& context, ProfileRef profile, Random& draws)
    : context_(context), profile_(std::move(profile)), draws_(draws) {
    for (const auto& [name, invocations] : profile_->routes) {
        Route& route = routes_[name];
        for (const Profile::Invocation& each : invocations) (each.first ? route.first : route.later).push_back(&each);
        // Where one kind was not seen, the other stands for it.
        if (route.first.empty()) route.first = route.later;
        if (route.later.empty()) route.later = route.first;
    }
}

const ProfileRuntime::Route* ProfileRuntime::route_for(std::string_view name) const {
    auto found = routes_.find(name);
    if (found == routes_.end()) found = routes_.find("*");
    return found == routes_.end() ? nullptr : &found->second;
}

Task<std::optional<http::Response>> ProfileRuntime::initialise(Environment&) { co_return std::nullopt; }

Task<http::Response> ProfileRuntime::execute(Environment& environment, http::Request&& request) {
    const Route* const route = route_for(request.route);
    if (route == nullptr)
        co_return function_error("Error", fmt::format("the profile of {} has no invocation by {}", profile_->function,
                                                      request.route.empty() ? "*" : request.route.view()));
    const auto& seen = environment.sandbox == nullptr ? route->first : route->later;
    if (environment.sandbox == nullptr) environment.sandbox = std::make_unique<HasRun>();
    const Profile::Invocation& played = *seen[draws_.below(seen.size())];
    Duration takes = played.took;
    // One that came to no end comes to none here, whatever the timeout is.
    if (played.error == timed_out) takes = std::max(takes, environment.compiled->config.timeout + 1ms);
    if (takes > Duration::zero()) co_await context_.clock.sleep_for(takes);
    if (!played.error.empty()) co_return function_error(played.error, "as recorded");
    co_return http::json_response(played.status, body_of(played.bytes));
}

}  // namespace wt::lambda
