#pragma once
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace wt::blueprint {

/// A template of AWS::Serverless types as one without them, both in JSON (cloudformation::language::translation_of); or
/// a sentence.
using Translate = std::function<Result<std::string>(const std::string& request)>;

/// The components that a template's resources become: YAML as in a scenario's `architecture`, in the template's order.
/// Or sentences about what is wrong with the template, or cannot be played.
[[nodiscard]] Result<std::string, std::vector<std::string>> architecture_of(
    const std::string& text, const std::vector<std::pair<std::string, std::string>>& parameters,
    const Translate& translate);

}  // namespace wt::blueprint
