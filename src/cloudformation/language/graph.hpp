#pragma once
#include <cstddef>
#include <vector>

#include "cloudformation/language/template.hpp"

namespace wt::cloudformation::language {

/// The resources in an order in which each comes after all that it refers to or depends on; of several, as the
/// template has them. `made` has no conditions any more. Throws a Flaw for a circle.
[[nodiscard]] std::vector<std::size_t> order_of(const Template& made);

}  // namespace wt::cloudformation::language
