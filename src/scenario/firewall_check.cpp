#include "scenario/firewall_check.hpp"

#include <fmt/format.h>

namespace wt::scenario {

std::optional<std::string> firewall_problem(const stack::Architecture& architecture, const stack::Component& edge) {
    for (const stack::Component& acl : architecture.components) {
        if (acl.type != "wafv2") continue;
        const stack::Component* before = architecture.leading_to(acl.name);
        if (before == nullptr && edge.to == acl.to)
            return fmt::format("the firewall {} stands beside the path; {} must lead to it", acl.name, edge.name);
        if (edge.to == acl.name && before != &edge) {
            return fmt::format("the firewall {} stands before {} already; a firewall stands before one", acl.name,
                               before->name);
        }
    }
    return std::nullopt;
}

}  // namespace wt::scenario
