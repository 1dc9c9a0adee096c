#pragma once
#include <vector>

#include "secrets/secret.hpp"

namespace wt::secrets {

/// Whether a secret passes every filter: one of its values, each the beginning of what the key names, or with "!" of
/// anything else. Secrets Manager API Reference, "Filter".
[[nodiscard]] bool passes(const Secret& secret, const std::vector<Filter>& filters);

}  // namespace wt::secrets
