#pragma once
#include <string>
#include <utility>

#include "front/addresses.hpp"
#include "front/site.hpp"
#include "stack/stack.hpp"

namespace wt::cloud {

/// Enters what stands in the stack into the addresses, now and whenever something comes or goes. The addresses outlive
/// the stack.
void keep_addresses(stack::Stack& stack, const Context& context, front::Addresses& addresses);

/// Id and domain of a component's distribution: the same for the same seed and name.
[[nodiscard]] std::pair<std::string, std::string> distribution_address(const Context& context, const std::string& name);

/// The id that an API of that name has in its address, unless it says one: the same for the same seed.
[[nodiscard]] std::string api_id(const Context& context, const std::string& name);

/// What a stack shows to clients on the port. All of it outlives the site.
[[nodiscard]] front::Site site_of(const stack::Stack& stack, const Context& context, const front::Addresses& addresses);

}  // namespace wt::cloud
