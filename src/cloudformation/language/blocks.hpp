#pragma once
#include <string>

#include "cloudformation/language/read.hpp"

namespace wt::cloudformation::language {

/// Fn::Cidr: the first `count` blocks of an IPv4 or IPv6 block ("10.0.0.0/16", "2001:db8::/56"), each with `bits` bits
/// of its own. Throws a Flaw. CloudFormation Template Reference, "Fn::Cidr".
[[nodiscard]] OrderedJson blocks_of(const std::string& block, const std::string& count, const std::string& bits);

}  // namespace wt::cloudformation::language
