#pragma once
#include <memory>
#include <vector>

#include "aws/service.hpp"

namespace wt::unwritten {

/// AWS's services of which no operation is written yet. Each knows its operations by AWS's model (the .toml files
/// beside this one), and answers 501 naming the one that is asked for. To begin one: README.md.
[[nodiscard]] std::vector<std::unique_ptr<aws::Service>> services();

}  // namespace wt::unwritten
