#include "base/digest.hpp"

#include <fmt/format.h>

namespace wt {

std::string Digest::hex() const { return fmt::format("{:016x}", mix(state_, events_)); }

}  // namespace wt
