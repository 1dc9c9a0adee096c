#pragma once
#include <map>
#include <string>
#include <string_view>

#include "aws/tags.hpp"
#include "base/result.hpp"

namespace wt::aws {

/// The tags of a resource whose tags a call replaces, all of them: AWS's own stay what they are, whatever the call says
/// of the others. `via`: the call's (Call::via).
[[nodiscard]] Result<std::map<std::string, std::string>, TagFault> replaced_tags(
    const std::map<std::string, std::string>& standing, const std::map<std::string, std::string>& wanted,
    std::string_view via);

}  // namespace wt::aws
