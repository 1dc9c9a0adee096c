#pragma once
#include <string_view>

#include "base/time.hpp"
#include "http/message.hpp"

/// What an API Gateway holds to, whether a scenario or a deployment says what its API is.
namespace wt::gateway {

inline constexpr std::size_t largest_body = 10'485'760;  // API Gateway quotas: payload size

/// The longest that a function may take to decide: the integration's own limit.
inline constexpr Duration authorizer_patience = 29s;
/// API Gateway's name for the call, as a handler's route.
inline const Text authorizer_route("AUTHORIZER");

/// Whether a client asks for the cache's entry to be renewed.
[[nodiscard]] bool wants_renewal(const http::Request& request);
/// What a caller learns who may not renew an entry. Assumed: AWS documents that there is such a field, not its text.
inline const Text not_renewed(
    R"(199 - "cache-control: max-age=0 was ignored, the caller may not invalidate the cache")");

}  // namespace wt::gateway
