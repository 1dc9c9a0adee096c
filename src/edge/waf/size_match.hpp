#pragma once
#include "edge/waf/config.hpp"
#include "http/message.hpp"

namespace wt::edge::waf {

/// Compares the length in bytes of a part of the request, as it came; a '/' of the path counts. Of a body it is the
/// whole length, beyond what other statements inspect.
[[nodiscard]] bool size_matches(const SizeConstraint& constraint, const http::Request& request);

}  // namespace wt::edge::waf
