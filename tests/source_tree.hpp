#pragma once
#include <string>

namespace wt::testing {

/// The project's folder, without a / at its end: where tests find the files of the tree that they read.
std::string source_tree();

}  // namespace wt::testing
