#pragma once
#include <optional>

#include "edge/waf/config.hpp"
#include "edge/waf/matcher.hpp"

namespace wt::edge::waf {

/// What a rate-based rule counts this request under; none when a part of its key is missing, and the rule passes it
/// over. An address stands for itself, anything else for 128 bits of its hash.
[[nodiscard]] std::optional<http::IpAddress> aggregate_key(const RateBased& rule, const Evaluation& evaluation);

}  // namespace wt::edge::waf
