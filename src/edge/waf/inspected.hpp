#pragma once
#include <functional>
#include <string_view>

#include "http/message.hpp"

namespace wt::edge::waf {

/// Calls `look` with each text of a request that the managed injection rules inspect, until one call answers true:
/// names and values of query arguments, of cookies and of form fields, as they came and decoded; the strings of a JSON
/// body; any other body whole. Of the body only the first `body_limit` bytes count. The path is not looked at: AWS's
/// managed SQL rules do not either. Returns whether a call answered true.
[[nodiscard]] bool any_inspected(const http::Request& request, std::uint64_t body_limit,
                                 const std::function<bool(std::string_view)>& look);

}  // namespace wt::edge::waf
