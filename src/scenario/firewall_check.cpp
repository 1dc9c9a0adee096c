#include "scenario/firewall_check.hpp"

#include <fmt/format.h>

namespace wt::scenario {

std::optional<std::string> firewall_problem(const stack::Architecture& architecture, const stack::Component& edge) {
    for (const stack::Component& acl : architecture.components) {
        if (acl.type != "wafv2") continue;
        if (architecture.leading_to(acl.name) == nullptr && edge.to == acl.to)
            return fmt::format("the firewall {} stands beside the path; {} must lead to it", acl.name, edge.name);
    }
    return std::nullopt;
}

}  // namespace wt::scenario
