#pragma once
#include <cstdint>
#include <string>

namespace wt::front {

/// A port of that address on which nobody listens: `wanted`, or another when somebody has it or it is 0. 0: there is
/// none, or no such address. Somebody else may take it before whoever asked does.
[[nodiscard]] std::uint16_t free_port(const std::string& address, std::uint16_t wanted);

}  // namespace wt::front
