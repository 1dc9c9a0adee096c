#include "scenario/firewall_check.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace wt::scenario {

std::optional<std::string> firewall_problem(const stack::Architecture& architecture, const stack::Component& edge) {
    for (const stack::Component& acl : architecture.components) {
        if (acl.type != "wafv2") continue;
        const bool leads =
            edge.to == acl.to || std::find(acl.also_to.begin(), acl.also_to.end(), edge.to) != acl.also_to.end();
        if (architecture.leading_to(acl.name) == nullptr && leads)
            return fmt::format("the firewall {} stands beside the path; {} must lead to it", acl.name, edge.name);
    }
    return std::nullopt;
}

}  // namespace wt::scenario
