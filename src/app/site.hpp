#pragma once
#include "front/site.hpp"
#include "stack/stack.hpp"

namespace wt::app {

/// What a stack shows to clients on the port: addresses, entries, and the user pool's API.
[[nodiscard]] front::Site site_of(stack::Stack& stack, const Context& context);

}  // namespace wt::app
