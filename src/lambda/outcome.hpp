#pragma once
#include <cstdint>
#include <string_view>

#include "http/message.hpp"

namespace wt::lambda {

/// What a Function says in `x-amzn-ErrorType` of an event above 6 MB, with a 413.
inline constexpr std::string_view event_too_large_type = "RequestTooLargeException";

/// What became of an invocation. What a handler answers, whatever its status, is `done` for whoever only wants to know
/// whether it ran.
enum class Outcome : std::uint8_t {
    done,
    failed,       // a function error
    not_invoked,  // throttled, or the service did not answer
};

/// By what a Function and the way to it answer; see Function.
[[nodiscard]] inline Outcome outcome_of(const http::Response& response) {
    // Trying such an event again is of no use: it goes the way of one that failed.
    if (response.headers.get("x-amzn-ErrorType") == event_too_large_type) return Outcome::failed;
    if (response.broken() || response.headers.has("x-amzn-ErrorType")) return Outcome::not_invoked;
    return response.headers.has("X-Amz-Function-Error") ? Outcome::failed : Outcome::done;
}

/// A function error: of that type, with what there is to say about it.
[[nodiscard, gnu::cold]] http::Response function_error(std::string_view type, std::string_view message);

}  // namespace wt::lambda
