#pragma once
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace wt::blueprint {

/// The components that a template's resources become: YAML as in a scenario's `architecture`, in the template's order.
/// Or sentences about what is wrong with the template, or cannot be played.
[[nodiscard]] Result<std::string, std::vector<std::string>> architecture_of(
    const std::string& text, const std::vector<std::pair<std::string, std::string>>& parameters);

}  // namespace wt::blueprint
