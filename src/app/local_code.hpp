#pragma once
#include <filesystem>
#include <string>

#include "base/result.hpp"

namespace wt::app {

/// A template whose functions and layers are folders and packages beside it, as one that can be deployed: what `aws
/// cloudformation package` and `sam build` look for is found, code by its path on this machine (a folder is watched: it
/// is saved, and the next invocation has it), definitions of APIs by what stands in their files. `folder` is where the
/// template lies. Where nothing of it is beside it, the text is as it came. An error: a sentence for what is not there.
/// AWS CLI Command Reference, "cloudformation package".
[[nodiscard]] Result<std::string> with_local_code(std::string text, const std::filesystem::path& folder);

}  // namespace wt::app
