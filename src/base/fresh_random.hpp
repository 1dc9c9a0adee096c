#pragma once
#include <string_view>

#include <fmt/format.h>

#include "base/context.hpp"

namespace wt {

/// A stream for what outlives the process that draws it: ids in rows, names of log streams and objects. Another start
/// on the same data draws others, and a run that begins at the same moment the same.
[[nodiscard]] inline Random fresh_random(const Context& context, std::string_view name) {
    return context.random(fmt::format("{}.{}", name, context.now().time_since_epoch().count()));
}

}  // namespace wt
